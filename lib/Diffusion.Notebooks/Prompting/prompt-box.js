(function () {
  // Every box of this kind on the page that no script has taken yet: works wherever a front end puts the script.
  document.querySelectorAll('[data-dn-prompt="ID"]:not(.dn-live)').forEach(function (root) {
    root.classList.add('dn-live');
    root.querySelector('.dn-still').remove();
    var words = root.querySelector('.dn-words'), choices = Array.from(words.querySelectorAll('select'));
    var drawn = root.querySelector('.dn-drawn'), columns = +drawn.dataset.columns;
    function said() {
      return Array.from(words.childNodes, function (node) {
        return node.nodeName === 'SELECT' ? node.options[node.selectedIndex].text : node.textContent;
      }).join('');
    }
    function show() {
      var index = choices.reduce(function (sum, choice) { return sum + +choice.value; }, 0);
      drawn.style.backgroundPosition =
        -(index % columns) * drawn.clientWidth + 'px ' + -Math.floor(index / columns) * drawn.clientHeight + 'px';
      drawn.setAttribute('aria-label', said());
    }
    choices.forEach(function (choice) { choice.addEventListener('change', show); });
    show();
  });
})();
