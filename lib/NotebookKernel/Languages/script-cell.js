(function () {
  // A cell's script. What it returns or logs is shown where it stands, and its errors too; `shared` are the values
  // that #!share gave it. It runs once for each place of it that no script has taken yet.
  var shared = SHARED, code = CODE, AsyncFunction = (async function () {}).constructor;
  document.querySelectorAll('[data-dn-script="ID"]:not(.dn-live)').forEach(function (root) {
    root.classList.add('dn-live');
    function show(value) {
      if (value instanceof Node) return root.append(value);
      var line = document.createElement('pre');
      line.textContent = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
      root.append(line);
    }
    var heard = Object.create(window.console, { log: { value: function () { Array.from(arguments).forEach(show); } } });
    var names = Object.keys(shared);
    Promise.resolve()
      .then(function () {
        var run = new (Function.prototype.bind.apply(AsyncFunction, [null, 'console', 'element'].concat(names, code)))();
        return run.apply(null, [heard, root].concat(names.map(function (name) { return shared[name]; })));
      })
      .then(function (value) { if (value !== undefined) show(value); })
      .catch(function (error) { show(String(error)); });
  });
})();
