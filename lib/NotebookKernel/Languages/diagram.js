(function () {
  // Draws the diagrams of the page. JupyterLab, VS Code and the book have their own way; a page of the older Jupyter
  // takes the script that was installed with the kernel. Where there is none, the diagram's text stays.
  function draw() {
    window.mermaid.initialize({ startOnLoad: false });
    window.mermaid.run({ querySelector: 'pre.mermaid:not([data-processed])', suppressErrors: true });
  }
  if (window.mermaid) return draw();
  var lab = document.getElementById('jupyter-config-data');
  var base = lab ? JSON.parse(lab.textContent).baseUrl : document.body && document.body.dataset.baseUrl;
  if (!base) return;
  (function load(names) {
    if (names.length === 0) return;
    var script = document.createElement('script');
    script.src = base + 'kernelspecs/' + names[0] + '/mermaid.min.js';
    script.onload = draw;
    script.onerror = function () { load(names.slice(1)); };
    document.head.append(script);
  })(['.net-csharp', 'csharp-diffusion']);
})();
