// One noise, two samplers: drag the start, choose the steps, and see how far from the true end each of them stops.
import { distance, normal } from './numbers.js';
import { road, spacings } from './levels.js';
import { samplers } from './samplers.js';
import { Race } from './race.js';
import { Stage, announcer, begin, button, choice, colours, make, number, player, slider, toggle, watch } from './stage.js';
import { arrow, dot, heat, polyline, ring, text } from './brush.js';
import { errorPlot, timeAxis } from './samplers-plots.js';

export function startSamplers(root, settings) {
  const race = new Race(settings.heaps, settings.logSnr), most = 50, names = Object.entries(samplers).map(([key, s]) => [key, s.name]);
  const limit = Math.max(2.1, ...settings.heaps.map(heap => Math.max(...heap.mean.map(Math.abs)) + 4 * heap.std));
  const state = { start: settings.start, keys: [...settings.samplers], n: settings.steps, spacing: settings.spacing, shown: settings.steps, crowd: false };
  const say = announcer(root), colour = colours(root), inks = ['a', 'b'];
  let curve, end, runs, errors, crowds = null, levels, field = { level: null };

  function relevel() {
    if (state.spacing !== 'own') state.ticks = spacings[state.spacing].steps(race.schedule, state.n);
    levels = road(race.schedule, state.ticks);
    crowds = null;
  }

  function compute() {
    curve = race.curve(state.start);
    end = curve[curve.length - 1];
    runs = state.keys.map(key => race.run(key, state.start, levels));
    if (state.spacing !== 'own') errors = state.keys.map(key => race.errors(key, state.start, state.spacing, end));
    if (state.crowd && !crowds) crowds = state.keys.map(key => race.crowd(key, 200, levels));
  }

  /** The state of a run after as many of its levels as are shown: some samplers take several at a step. */
  const shownOf = run => run.filter(one => levels.indexOf(one.level) <= state.shown).length - 1;

  function draw() {
    const level = levels[state.shown];
    if (field.level !== level || field.shade !== colour.heat) field = { level, shade: colour.heat, image: heat(race.density(level, limit, 72), 72, colour.heat) };
    for (const stage of [...panels.map(panel => panel.stage), axis.stage, plot.stage]) stage.draw();
    panels.forEach((panel, i) => panel.say(i));
    say(panels.map(panel => panel.note.textContent).join('. '));
  }

  function update() { compute(); draw(); }

  function move(x, y) {
    state.start = [Math.max(-limit, Math.min(limit, x)), Math.max(-limit, Math.min(limit, y))];
    update();
  }

  const panels = state.keys.map((_, i) => {
    const stage = new Stage('', 1, (brush, plane) => plotPlane(brush, plane, i));
    stage.limits = { x: [-limit, limit], y: [-limit, limit] };
    const place = () => `x ${number(state.start[0], 2)}, y ${number(state.start[1], 2)}`;
    stage.handle({ label: `Start point of both samplers, drawn at ${i === 0 ? 'the first' : 'the second'}`, at: () => state.start, move, words: place, step: 0.05 });
    const note = make('output', { class: 'sim-note' });
    const { element, select } = choice('', names, state.keys[i], key => { state.keys[i] = key; crowds = null; update(); });
    select.setAttribute('aria-label', i === 0 ? 'First sampler' : 'Second sampler');
    const mark = make('span', { class: 'sim-dot', style: `background:var(--sim-${inks[i]})` });
    return {
      stage, note, element: make('div', { class: 'sim-panel' }, make('div', { class: 'sim-head' }, mark, element), stage.element, note),
      say(index) {
        const run = runs[index], last = run[run.length - 1], sampler = samplers[state.keys[index]], apart = distance(last.x, end);
        const missed = race.heapOf(last.x) !== race.heapOf(end);
        const where = sampler.stochastic ? 'draws fresh noise: has no one end' : `${number(apart)} from the true end`;
        note.replaceChildren(`${last.calls} calls · ${where}`);
        if (missed && !sampler.stochastic) note.append(make('span', { class: 'sim-warn' }, ' · another heap!'));
        stage.canvas.setAttribute('aria-label', `${sampler.name}: way from the start to the end in ${run.length - 1} steps`);
      },
    };
  });

  function plotPlane(brush, plane, i) {
    const ink = colour[inks[i]], run = runs[i], at = shownOf(run), to = x => [plane.px(x[0]), plane.py(x[1])];
    brush.imageSmoothingEnabled = true;
    brush.drawImage(field.image, 0, 0, plane.width, plane.height);
    if (crowds) for (const way of crowds[i]) {
      // A sampler whose steps span several levels has fewer states.
      const x = way[Math.min(way.length - 1, Math.round(at / (run.length - 1) * (way.length - 1)))];
      dot(brush, ...to(x), 2, ink, 0.55);
    }
    const scale = plane.width / 2 / limit;
    for (const heap of settings.heaps) ring(brush, ...to(heap.mean), Math.max(3, 2 * heap.std * scale), colour.soft, 1, 0.55);
    polyline(brush, curve.map(to), colour.true, 2, 0.75);
    polyline(brush, run.slice(at).map(s => to(s.x)), ink, 1.5, 0.35);
    polyline(brush, run.slice(0, at + 1).map(s => to(s.x)), ink, 2.5);
    run.slice(1, at + 1).forEach(s => dot(brush, ...to(s.x), run.length > 30 ? 2.2 : 3.2, ink));
    ring(brush, ...to(end), 8, colour.true, 2.5);
    const label = (words, x, away) => text(brush, words, to(x)[0], to(x)[1] + away * (to(x)[1] > plane.height / 2 ? 1 : -1), colour.ink, { align: 'center', base: 'middle' });
    label('true end', end, 20);
    label('start', state.start, 20);
    const here = run[at];
    if (here.level.sigma > 0) {
      const guess = race.mixture.denoise(here.x, here.level);
      arrow(brush, to(here.x), to(guess), colour.c, 2);
      dot(brush, ...to(guess), 4, colour.c);
    }
    dot(brush, ...to(here.x), 6, ink, 1, colour.back);
  }

  const axis = timeAxis(state, race, colour, {
    levels: () => levels,
    move(ticks) { state.spacing = 'own'; spacing.select.value = 'own'; state.ticks = ticks; relevel(); update(); },
  });
  const plot = errorPlot(state, colour, inks, () => ({ errors, runs, end }));

  const shown = slider('shown up to', {
    min: 0, max: state.n, value: state.shown,
    words: k => k >= state.n ? 'the end' : `step ${k}, t = ${Math.round(levels ? levels[k].t : 999)}`,
    change: k => { play.halt(); state.shown = k; draw(); },
  });
  const show = k => { state.shown = k; shown.set(k); draw(); };
  const play = player(show, () => state.shown, () => state.n, 90);
  const steps = slider('steps', {
    min: 1, max: most, value: state.n, words: n => n === 1 ? '1 step' : `${n} steps`,
    change: n => {
      play.halt();
      state.n = n;
      if (state.spacing === 'own') { state.spacing = spacing.select.value = settings.spacing; }
      relevel();
      state.shown = n;
      shown.set(n, n);
      update();
    },
  });
  const spacing = choice('spread', [...Object.entries(spacings).map(([key, s]) => [key, s.name]), ['own', 'as dragged']], state.spacing, key => {
    state.spacing = key;
    relevel();
    update();
  });
  let seed = 1;
  const again = button('New noise', () => { const draws = normal(1000 + seed++); move(draws(), draws()); });
  const many = toggle('200 other noises', false, on => { state.crowd = on; if (!on) crowds = null; update(); });

  root.append(
    make('div', { class: 'sim-panels' }, ...panels.map(panel => panel.element), plot.element),
    axis.element,
    make('div', { class: 'sim-controls' }, play.element, shown.element, steps.element),
    make('div', { class: 'sim-controls' }, spacing.element, again, many.element));
  relevel();
  shown.say();
  watch(root, draw);
  update();
}

export function run(kind) { begin(kind, startSamplers); }
