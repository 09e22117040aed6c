"use strict";
// Copy buttons, keys, the list of headings, charts. Everything it needs lies beside it: the book makes no request to any network.

for (const code of document.querySelectorAll(".input > pre.code")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    button.textContent = (await copy(code.innerText)) ? "Copied" : "Select and copy by hand";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  code.parentElement.append(button);
}

/** What is wider than its place scrolls, so a keyboard must be able to get there; what fits is no stop on its way. */
function letKeysScroll() {
  for (const wide of document.querySelectorAll(".formula, table, .output.html")) {
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    else wide.removeAttribute("tabindex");
  }
}
letKeysScroll();
addEventListener("load", letKeysScroll);
addEventListener("resize", letKeysScroll);

/** Left and right lead to the chapters beside this one, unless what has the focus uses these keys itself. */
addEventListener("keydown", (event) => {
  const relation = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (!relation || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest?.("input, textarea, select, dialog, summary, [contenteditable], [tabindex], [role], .output")) return;
  document.querySelector(`.neighbours a[rel=${relation}]`)?.click();
});

/** The list of headings is beside a wide page, and folded away above a narrow one; it shows where the reader is. */
const contents = document.querySelector(".contents details");
if (contents) {
  const isWide = matchMedia("(min-width: 70rem)");
  const fold = () => { contents.open = isWide.matches; };
  fold();
  isWide.addEventListener("change", fold);
  const links = [...contents.querySelectorAll("a")];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const mark = () => {
    const here = headings.findLastIndex((heading) => heading.getBoundingClientRect().top < innerHeight / 4);
    links.forEach((link, at) => at === here ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"));
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (!waiting) requestAnimationFrame(() => { waiting = false; mark(); });
    waiting = true;
  }, { passive: true });
  mark();
}

/** The clipboard where the browser allows it for local files, else the older way through a selection. */
async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { /* not allowed here: the older way is next */ }
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}

/** Replaces a chart's picture by the live chart. The picture stays where the chart cannot be drawn. */
async function draw(figure) {
  const chart = JSON.parse(figure.querySelector("script").textContent);
  const plot = figure.querySelector(".plot");
  const picture = plot.querySelector("img");
  const live = document.createElement("div");
  live.className = "live";
  const layout = Object.assign({}, chart.layout, { autosize: true, width: undefined });
  const height = chart.layout?.height ?? Math.round(Math.min(480, Math.max(300, plot.clientWidth * 0.6)));
  layout.height = height;
  if (plot.clientWidth < 480) stack(layout, chart.data);
  live.style.height = layout.height + "px";
  plot.append(live);
  const config = Object.assign({}, chart.config, { responsive: true, displaylogo: false, displayModeBar: false });
  await Plotly.newPlot(live, chart.data, layout, config);
  if (chart.frames) await Plotly.addFrames(live, chart.frames);
  plot.setAttribute("role", "group"); // a picture no longer, but a thing with parts of its own
  figure.classList.add("drawn"); // hides the picture, which is there for paper
}

/** Room for a chart on a phone: one panel below the other, the legend above, names of bars word by word. The caption has the title. */
function stack(layout, traces) {
  const panels = Object.keys(layout).filter((key) => /^xaxis\d*$/.test(key))
    .map((key) => ({ x: layout[key], y: layout[key.replace("x", "y")] }))
    .filter(({ x, y }) => x.domain && y?.domain)
    .sort((a, b) => b.y.domain[1] - a.y.domain[1] || a.x.domain[0] - b.x.domain[0]);
  if (panels.length === 0) return;
  const names = panels.flatMap(({ x }) => x.type !== "log" && x.ticktext ? [x.ticktext] : []);
  const longest = Math.max(0, ...names.flat().map((name) => name.length));
  const many = longest > 2 && names.some((list) => list.length > 5);
  const leaning = 12 + 6 * longest; // how far names that lean reach down
  const named = many || names.flat().some((name) => name.includes(" "));
  const titles = (layout.annotations ?? []).filter((note) => note.xref === "paper" && note.yref === "paper");
  for (const title of titles) title.text = title.text.replace(/(.{30,}?) /g, "$1<br>");
  const second = titles.some((title) => title.text.includes("<br>")) ? 17 : 0;
  const [tall, between] = [panels.length > 1 ? 200 : 270, (many ? 34 + leaning : named ? 100 : 72) + second];
  const whole = panels.length * (tall + between) - between;
  const isAt = (at, place) => Math.abs(at - place) < 1e-3;
  const moves = panels.map(({ x, y }, row) => {
    const top = 1 - row * (tall + between) / whole;
    return {
      x, y, top, bottom: Math.max(0, top - tall / whole),
      title: titles.find((note) => isAt(note.x, x.domain[0]) && isAt(note.y, y.domain[1])),
      bar: traces.map((trace) => trace.colorbar)
        .find((bar) => bar && isAt(bar.x, x.domain[1]) && isAt(bar.y, (y.domain[0] + y.domain[1]) / 2)),
    };
  });
  for (const { x, y, top, bottom, title, bar } of moves) {
    x.domain = [0, bar ? 0.86 : 1];
    y.domain = [bottom, top];
    if (title) Object.assign(title, { x: 0, y: top, align: "left" });
    if (bar) Object.assign(bar, { x: 0.86, y: (bottom + top) / 2, len: top - bottom });
    if (many) x.tickangle = -60; // steeper, a long first name would leave the page, and Plotly hides it then
    else if (longest === 1 && x.ticktext) Object.assign(x, { tickangle: 0, tickfont: { ...x.tickfont, size: 9 } });
    else if (named && x.ticktext) Object.assign(x, { ticktext: x.ticktext.map((name) => name.replaceAll(" ", "<br>")), tickangle: 0 });
  }
  const entries = layout.legend ? new Set(traces.filter((trace) => trace.showlegend !== false).map((trace) => trace.name)).size : 0;
  const above = titles.length > 0 ? 26 + second : 8;
  layout.margin = { l: 56, r: 20, t: above + 8 + 21 * Math.ceil(entries / 2), b: many ? 26 + leaning : named ? 78 : 48 };
  layout.height = whole + layout.margin.t + layout.margin.b;
  if (layout.legend) Object.assign(layout.legend, { x: 0, y: 1 + above / whole, yanchor: "bottom" });
  delete layout.title;
}

if (window.Plotly) {
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((entry) => entry.isIntersecting)) {
      near.unobserve(entry.target);
      draw(entry.target);
    }
  }, { rootMargin: "400px" });
  for (const figure of document.querySelectorAll("figure.chart")) near.observe(figure);
}

if (window.mermaid) {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  mermaid.initialize({ startOnLoad: false, theme: dark ? "dark" : "neutral" });
  mermaid.run({ querySelector: "pre.mermaid", suppressErrors: true });
}
