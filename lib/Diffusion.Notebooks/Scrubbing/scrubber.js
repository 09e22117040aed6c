(function () {
  // Every scrubber of this kind on the page that no script has taken yet: works wherever a front end puts the script.
  document.querySelectorAll('[data-dn-scrub="ID"]:not(.dn-live)').forEach(function (root) {
    root.classList.add('dn-live');
    var slider = root.querySelector('input'), button = root.querySelector('button'), output = root.querySelector('output');
    var captions = JSON.parse(root.dataset.captions), last = captions.length - 1, timer = 0;
    var frames = Array.from(root.querySelectorAll('.dn-frames'), function (f) { return Array.from(f.children); });
    var marks = Array.from(root.querySelectorAll('[data-x]'), function (m) {
      return { style: m.style, x: m.dataset.x.split(','), y: m.dataset.y ? m.dataset.y.split(',') : null };
    });
    var clouds = Array.from(root.querySelectorAll('.dn-dots'), function (canvas) {
      return { canvas: canvas, frames: canvas.dataset.frames.split(' ').map(function (text) {
        var bytes = Uint8Array.from(atob(text), function (c) { return c.charCodeAt(0); });
        return new Uint16Array(bytes.buffer);
      }) };
    });
    function draw(cloud, k) {
      var canvas = cloud.canvas, points = cloud.frames[k], sharp = window.devicePixelRatio || 1, brush = canvas.getContext('2d');
      var width = canvas.width = Math.round(canvas.clientWidth * sharp), height = canvas.height = Math.round(canvas.clientHeight * sharp);
      brush.fillStyle = canvas.dataset.colour;
      brush.globalAlpha = 0.6;
      for (var i = 0; i < points.length; i += 2) {
        if (points[i] === 65535) continue;
        brush.beginPath();
        brush.arc(points[i] / 65534 * width, points[i + 1] / 65534 * height, canvas.dataset.size / 2 * sharp, 0, 2 * Math.PI);
        brush.fill();
      }
    }
    function show(k) {
      slider.value = k;
      slider.setAttribute('aria-valuetext', captions[k]);
      output.textContent = captions[k];
      frames.forEach(function (f) { f.forEach(function (img, i) { img.classList.toggle('dn-on', i === k); }); });
      clouds.forEach(function (cloud) { draw(cloud, k); });
      marks.forEach(function (m) {
        var there = m.x[k] !== '' && (!m.y || m.y[k] !== '');
        m.style.display = there ? '' : 'none';
        m.style.left = m.x[k] + '%';
        if (m.y) m.style.top = m.y[k] + '%';
      });
    }
    function play(on) {
      clearInterval(timer);
      timer = 0;
      button.setAttribute('aria-pressed', String(on));
      button.setAttribute('aria-label', on ? 'Pause' : 'Play');
      if (!on) return;
      if (+slider.value === last) show(0);
      timer = setInterval(function () {
        if (!root.isConnected || +slider.value >= last) return play(false);
        show(+slider.value + 1);
      }, Math.max(60, Math.min(400, 6000 / captions.length)));
    }
    slider.addEventListener('input', function () { play(false); show(+slider.value); });
    button.addEventListener('click', function () { play(!timer); });
    if (clouds.length && window.ResizeObserver) {
      // A notebook may show its output only later, or change its width.
      new ResizeObserver(function () { clouds.forEach(function (cloud) { draw(cloud, +slider.value); }); }).observe(root);
    }
    show(+slider.value);
  });
})();
