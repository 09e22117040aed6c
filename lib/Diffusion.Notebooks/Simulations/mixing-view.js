// A photograph and noise, mixed live: drag the point along the quarter circle or the chord below it.
import { normal } from './numbers.js';
import { energy, mix, standardised, weights } from './mixing.js';
import { Stage, announcer, begin, button, colours, make, number, player, slider, toggle, watch } from './stage.js';
import { arrow, dot, pixels, polyline, text } from './brush.js';

export function startMixing(root, settings) {
  const state = { a: settings.a, rescale: false, seed: 1 }, say = announcer(root), colour = colours(root), names = ['preserving', 'linear'], inks = { preserving: 'a', linear: 'b' };
  const { width, height } = settings;
  let picture, noise, mixed;

  function draw() {
    const all = weights(state.a), parts = [];
    for (const name of names) {
      const panel = panels[name], scale = name === 'linear' && state.rescale ? 1 / Math.hypot(...all.linear) : 1, [alpha, sigma] = all[name].map(w => w * scale);
      mix(picture.values, noise, alpha, sigma, mixed);
      pixels(panel.canvas, mixed, width, height, picture.range);
      panel.energy = energy(mixed);
      panel.note.textContent = `${number(alpha, 2)} · picture + ${number(sigma, 2)} · noise`;
      panel.bar.style.width = 100 * panel.energy / 1.25 + '%';
      panel.value.textContent = 'energy ' + number(panel.energy, 2);
      parts.push(`${panel.name}: ${panel.note.textContent}, energy ${number(panel.energy, 2)}`);
    }
    circle.draw();
    curves.draw();
    say(parts.join('. '));
  }

  function set(a) {
    state.a = Math.max(0, Math.min(1, a));
    share.set(Math.round(100 * state.a));
    draw();
  }

  const label = { preserving: 'Variance preserving', linear: 'Crossfade' }, panels = {};
  for (const name of names) {
    const canvas = make('canvas', { class: 'sim-picture', role: 'img', 'aria-label': `${label[name]}: the mixture` }), bar = make('div', { style: `background:var(--sim-${inks[name]})` });
    const note = make('div', { class: 'sim-note' }), value = make('span');
    const mark = make('span', { class: 'sim-dot', style: `background:var(--sim-${inks[name]})` });
    panels[name] = {
      name: label[name], canvas, bar, note, value,
      element: make('div', { class: 'sim-panel' }, make('div', { class: 'sim-head' }, mark, label[name]), canvas, note,
        make('div', { class: 'sim-meter' }, make('div', { class: 'sim-track' }, bar), value)),
    };
  }

  const circle = new Stage('The weights of picture and noise: a quarter circle, its chord, and an arrow for each rule', 1, (brush, plane) => {
    const to = ([x, y]) => [plane.px(x), plane.py(y)], all = weights(state.a);
    polyline(brush, [to([0, 1.12]), to([0, 0]), to([1.12, 0])], colour.soft, 1);
    text(brush, 'noise', plane.px(0) + 6, plane.py(1.1), colour.soft, { base: 'middle' });
    text(brush, 'picture', plane.width - 6, plane.py(0) + 16, colour.soft, { align: 'right' });
    polyline(brush, Array.from({ length: 61 }, (_, i) => to([Math.cos(i * Math.PI / 120), Math.sin(i * Math.PI / 120)])), colour.a, 2.5);
    polyline(brush, [to([1, 0]), to([0, 1])], colour.b, 2.5);
    const [alpha, sigma] = all.preserving;
    polyline(brush, [to([alpha, 0]), to([alpha, sigma]), to([0, sigma])], colour.a, 1, 0.6, [3, 4]);
    arrow(brush, to([0, 0]), to(all.preserving), colour.a, 3);
    arrow(brush, to([0, 0]), to(all.linear), colour.b, 3);
    dot(brush, ...to(all.linear), 5, colour.b, 1, colour.back);
    text(brush, 'alpha ' + number(alpha, 2), plane.px(alpha), plane.py(0) + 16, colour.a, { align: alpha > 0.75 ? 'right' : 'center' });
    text(brush, 'sigma ' + number(sigma, 2), plane.px(0) + 6, plane.py(sigma) - 5, colour.a);
  });
  circle.limits = { x: [0, 1.15], y: [0, 1.15] };
  circle.margin = { left: 12, right: 8, top: 8, bottom: 26 };
  circle.handle({
    label: 'The mixture: a point on the quarter circle; left and up for more noise, right and down for more picture',
    at: () => weights(state.a).preserving, words: () => `${Math.round(100 * state.a)} parts of picture, ${Math.round(100 - 100 * state.a)} of noise`,
    move(x, y) { set(Math.max(0, x) / Math.max(1e-9, Math.max(0, x) + Math.max(0, y))); },
    key(event) {
      const way = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
      if (way) set(state.a + 0.01 * way * (event.shiftKey ? 5 : 1));
      return Boolean(way);
    },
    grab: (x, y) => Math.min(Math.abs(Math.hypot(x, y) - 1), Math.abs(x + y - 1) / 1.41) < 0.12,
  });

  const curves = new Stage('Energy along the way from noise to picture, for both rules', width => Math.min(190, 0.5 * width), (brush, plane) => {
    const to = (a, e) => [plane.px(a), plane.py(e)], grid = Array.from({ length: 61 }, (_, i) => i / 60), chord = a => state.rescale ? 1 : a * a + (1 - a) * (1 - a);
    for (const e of [0, 0.5, 1]) {
      polyline(brush, [to(0, e), to(1, e)], colour.line, 1);
      text(brush, e, plane.px(0) - 6, plane.py(e), colour.soft, { align: 'right', base: 'middle', size: 11.5 });
    }
    text(brush, 'noise', plane.px(0), plane.height - 8, colour.soft);
    text(brush, 'picture', plane.px(1), plane.height - 8, colour.soft, { align: 'right' });
    polyline(brush, grid.map(a => to(a, 1)), colour.a, 2.5);
    polyline(brush, grid.map(a => to(a, chord(a))), colour.b, 2.5, 1, state.rescale ? [6, 6] : []);
    polyline(brush, [to(state.a, 0), to(state.a, 1.2)], colour.ink, 1);
    dot(brush, ...to(state.a, panels.preserving.energy), 6, colour.a, 1, colour.back);
    dot(brush, ...to(state.a, panels.linear.energy), 6, colour.b, 1, colour.back);
  });
  curves.limits = { x: [0, 1], y: [0, 1.25] };
  curves.margin = { left: 30, right: 12, top: 8, bottom: 28 };

  const share = slider('mixture', {
    min: 0, max: 100, value: Math.round(100 * state.a),
    words: p => `${p} parts picture, ${100 - p} noise`, change: p => { play.halt(); state.a = p / 100; draw(); },
  });
  const play = player(p => set(p / 100), () => Math.round(100 * state.a), () => 100, 50);
  const again = button('New noise', () => { state.seed++; scatter(); draw(); });
  const rescale = toggle('divide the crossfade by √energy', false, on => { state.rescale = on; draw(); });

  function scatter() {
    const next = normal(state.seed);
    noise = Float32Array.from(picture.values, next);
  }

  const image = new Image();
  image.onload = () => {
    // The picture's pixels, colour after colour.
    const canvas = make('canvas', { width, height }), brush = canvas.getContext('2d');
    brush.drawImage(image, 0, 0);
    const { data } = brush.getImageData(0, 0, width, height), area = width * height;
    picture = standardised(Float32Array.from({ length: 3 * area }, (_, i) => data[4 * (i % area) + Math.floor(i / area)]));
    mixed = new Float32Array(3 * area);
    scatter();
    root.append(
      make('div', { class: 'sim-panels sim-pairs' }, panels.preserving.element, panels.linear.element,
        make('div', { class: 'sim-panel' }, make('div', { class: 'sim-head' }, 'The two weights'), circle.element)),
      make('div', { class: 'sim-head', style: 'margin-top:10px' }, 'Energy from noise to picture'), curves.element,
      make('div', { class: 'sim-controls' }, play.element, share.element),
      make('div', { class: 'sim-controls' }, rescale.element, again));
    watch(root, draw);
    draw();
  };
  image.src = settings.picture;
}

export function run(kind) { begin(kind, startMixing); }
