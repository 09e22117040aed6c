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
    function show(k) {
      slider.value = k;
      slider.setAttribute('aria-valuetext', captions[k]);
      output.textContent = captions[k];
      frames.forEach(function (f) { f.forEach(function (img, i) { img.classList.toggle('dn-on', i === k); }); });
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
    show(+slider.value);
  });
})();
