"use strict";
// Search over all chapters. The words of the book are a script beside this one, loaded when somebody searches: a page
// that was opened from a file may not read other files.
(() => {
  const folder = document.currentScript.src.replace(/[^/]*$/, "");
  const tools = document.querySelector(".tools");
  if (!tools) return;
  let index;

  const open = element("button", { type: "button", className: "search-open" }, "Search ");
  open.append(element("kbd", { ariaHidden: "true" }, navigator.platform.startsWith("Mac") ? "\u2318K" : "Ctrl K"));
  open.setAttribute("aria-keyshortcuts", "Control+K Meta+K");
  tools.append(open);

  const dialog = element("dialog", { className: "search", ariaLabel: "Search all chapters" });
  const form = element("form", {});
  const input = element("input", { type: "search", ariaLabel: "Words to look for", autocomplete: "off", placeholder: "Words, names of methods, code" });
  form.append(input, element("button", { type: "button", className: "search-close" }, "Close"));
  const said = element("p", { className: "search-said", role: "status" });
  const hits = element("ol", {});
  dialog.append(form, said, hits);
  document.body.append(dialog);

  open.addEventListener("click", show);
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      show();
    }
  });
  input.addEventListener("input", find);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hits.querySelector("a")?.click();
  });
  form.querySelector("button").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [input, ...hits.querySelectorAll("a")];
    stops[Math.min(Math.max(stops.indexOf(document.activeElement) + step, 0), stops.length - 1)].focus();
  });

  async function show() {
    if (!dialog.open) dialog.showModal();
    input.select();
    if (index) return;
    await Promise.all([load("minisearch/minisearch.js"), load("search-index.js")]);
    index = new MiniSearch({
      idField: "page", fields: ["chapter", "heading", "prose", "code"], storeFields: ["chapter", "heading", "prose", "code"],
      tokenize: words, processTerm: plain,
      searchOptions: { boost: { heading: 4, chapter: 3, prose: 2 }, prefix: (term) => term.length > 1, fuzzy: (term) => term.length > 4 ? 0.2 : false, combineWith: "AND" },
    });
    index.addAll(window.bookSections);
    find();
  }

  function find() {
    const asked = input.value.trim();
    const found = asked && index ? index.search(asked.replace(/(\p{L})_\{?(?=\w)/gu, "$1")) : [];
    said.textContent = !asked ? "" : found.length === 0 ? "Nothing found." : `${found.length} ${found.length === 1 ? "place" : "places"}`;
    hits.replaceChildren(...found.slice(0, 30).map(hit));
  }

  function hit(found) {
    const link = element("a", { href: new URL("../" + found.id, folder).href });
    link.append(element("b", {}, found.heading || found.chapter));
    if (found.heading) link.append(" ", element("span", {}, found.chapter));
    const small = element("small", {});
    const terms = Object.keys(found.match);
    const text = [found.prose, found.code].find((text) => terms.some((term) => place(text, term) >= 0)) ?? found.prose;
    small.append(...excerpt(text, terms));
    link.append(small);
    const item = element("li", {});
    item.append(link);
    return item;
  }

  /** The words around the first that was found, with all of them marked. */
  function excerpt(text, terms) {
    const places = terms.map((term) => place(text, term)).filter((at) => at >= 0);
    const first = places.length ? Math.min(...places) : 0;
    const start = first < 60 ? 0 : text.indexOf(" ", first - 60) + 1;
    const piece = text.slice(start, start + 180);
    const parts = [start > 0 ? "\u2026 " : ""];
    let rest = piece;
    while (rest) {
      const next = terms.map((term) => ({ at: place(rest, term), length: term.length })).filter((n) => n.at >= 0).sort((a, b) => a.at - b.at || b.length - a.length)[0];
      if (!next) break;
      parts.push(rest.slice(0, next.at), element("mark", {}, rest.slice(next.at, next.at + next.length)));
      rest = rest.slice(next.at + next.length);
    }
    return [...parts, rest, start + 180 < text.length ? " \u2026" : ""];
  }

  function place(text, term) { return text.toLowerCase().indexOf(term); }

  /** Words; a name such as DpmSolverMultistep is found by itself and by its parts. */
  function words(text) {
    const names = text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
    return names.flatMap((name) => {
      const parts = name.match(/\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})/gu) ?? [];
      return parts.length > 1 ? [name, ...parts] : [name];
    });
  }

  /** Letters as one types them: a lowered t is a t, an alpha bar an alpha. */
  function plain(term) { return term.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase(); }

  function load(file) {
    return new Promise((loaded, failed) => {
      const script = element("script", { src: folder + file });
      script.onload = loaded;
      script.onerror = () => failed(new Error(`${file} is not beside this page`));
      document.head.append(script);
    });
  }

  function element(name, properties, text) {
    const made = Object.assign(document.createElement(name), properties);
    if (text) made.textContent = text;
    return made;
  }
})();
