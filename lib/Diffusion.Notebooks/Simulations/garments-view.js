// The reverse process on real pictures: scrub it, draw the rest of the noise anew, rub a part out and let it be filled.
import { Schedule } from './levels.js';
import { samplers } from './samplers.js';
import { Wardrobe, composed } from './garments.js';
import { Stage, announcer, begin, button, choice, colours, isCalm, make, number, slider, watch } from './stage.js';
import { pixels, polyline, ring } from './brush.js';

const endings = 8, candidates = 6, most = 50;

export function startGarments(root, settings) {
  const { side } = settings, size = side * side, say = announcer(root), colour = colours(root);
  const state = { sampler: 'ddim', steps: settings.steps, seed: 1, shown: 0, mend: -1, pen: [side / 2, side / 2] };
  const erased = new Uint8Array(size);
  let wardrobe, mending, states = [], levels, running = null, ends = null, frame = 0, follows = true, first = true;

  const small = label => make('canvas', { class: 'sim-picture', width: side, height: side, role: 'img', 'aria-label': label });
  const kept = () => state.mend < 0 ? null : mending[state.mend];
  const put = (canvas, values) => pixels(canvas, values, side, side, [-1, 1]);

  // The picture so far stands on a stage, so that it can be rubbed out.
  const picture = document.createElement('canvas');
  const stage = new Stage('The picture so far', 1, (brush, plane) => {
    if (states.length === 0) return;
    const now = states[state.shown];
    put(picture, composed(now.x, now.level, kept(), erased, wardrobe.noise(1)));
    brush.imageSmoothingEnabled = false;
    brush.drawImage(picture, 0, 0, plane.width, plane.height);
    if (state.mend < 0) return;
    const unit = plane.width / side;
    // The edge of what is rubbed out.
    for (let i = 0; i < size; i++) {
      if (!erased[i]) continue;
      const x = i % side * unit, y = Math.floor(i / side) * unit;
      if (i % side === 0 || !erased[i - 1]) polyline(brush, [[x, y], [x, y + unit]], colour.b, 2);
      if (i % side === side - 1 || !erased[i + 1]) polyline(brush, [[x + unit, y], [x + unit, y + unit]], colour.b, 2);
      if (i < side || !erased[i - side]) polyline(brush, [[x, y], [x + unit, y]], colour.b, 2);
      if (i >= size - side || !erased[i + side]) polyline(brush, [[x, y + unit], [x + unit, y + unit]], colour.b, 2);
    }
    ring(brush, plane.px(state.pen[0]), plane.py(state.pen[1]), 2.5 * unit, colour.b, 1.5);
  });
  stage.limits = { x: [0, side], y: [side, 0] };
  const pen = stage.handle({
    label: 'Rubber: arrow keys move it, space rubs out', kind: 'sim-bare', step: 1, at: () => state.pen,
    words: () => `column ${Math.round(state.pen[0])}, row ${Math.round(state.pen[1])}`,
    move(x, y) { point(x, y); if (pen.element.classList.contains('sim-held')) rub(); else stage.draw(); },
    key(event) {
      const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (way) { point(state.pen[0], state.pen[1] + way); stage.draw(); }
      if (event.key === ' ') rub();
      return Boolean(way) || event.key === ' ';
    },
    grab(x, y) { if (state.mend < 0) return false; point(x, y); rub(); return true; },
  });

  function point(x, y) { state.pen = [Math.max(0, Math.min(side, x)), Math.max(0, Math.min(side, y))]; }

  function rub() {
    for (let i = 0; i < size; i++)
      if (Math.hypot(i % side + 0.5 - state.pen[0], Math.floor(i / side) + 0.5 - state.pen[1]) < 2.5) erased[i] = 1;
    restart();
  }

  const belief = small('What is believed to be the clean picture'), note = make('output', { class: 'sim-note' }), inPlay = make('div', { class: 'sim-note' });
  const likely = Array.from({ length: candidates }, (_, i) => {
    const canvas = small(`Candidate ${i + 1}`), bar = make('div', { style: 'background:var(--sim-c)' });
    return { canvas, bar, element: make('div', {}, canvas, make('div', { class: 'sim-track' }, bar)) };
  });
  const drawn = Array.from({ length: endings }, (_, i) => small(`Ending ${i + 1}`)), endHead = make('span'), endNote = make('div', { class: 'sim-note' });

  function show() {
    const now = states[state.shown];
    stage.draw();
    const weights = now.level.sigma > 0 ? wardrobe.weights(now.x, now.level) : states[Math.max(0, state.shown - 1)].weights;
    now.weights = weights;
    put(belief, wardrobe.memory.mean(weights));
    wardrobe.best(weights, candidates).forEach(([n, weight], i) => {
      put(likely[i].canvas, wardrobe.picture(n));
      likely[i].bar.style.width = 100 * weight + '%';
    });
    const many = wardrobe.inPlay(weights);
    inPlay.textContent = many > 1.05 ? `about ${many >= 10 ? Math.round(many) : number(many, 1)} of ${wardrobe.memory.count} still in play` : 'decided: one is left';
    note.textContent = state.shown === levels.length - 1 ? 'no noise left' : `t = ${Math.round(now.level.t)}: ${Math.round(100 * now.level.sigma ** 2)} % of the energy is noise`;
    say(`${note.textContent}, ${inPlay.textContent}`);
  }

  /** Begins a run from the noise; a step is computed a frame. */
  function restart() {
    wardrobe.keep(kept(), erased);
    levels = wardrobe.levels(state.steps);
    const x = wardrobe.noise(state.seed);
    states = [{ x, level: levels[0] }];
    running = wardrobe.walk(state.sampler, x, levels, 100 + state.seed);
    state.shown = 0;
    follows = true;
    ends = null;
    next();
  }

  function next() { if (frame === 0) frame = requestAnimationFrame(work); }

  function work() {
    frame = 0;
    if (running) {
      const step = running.next();
      if (step.done) {
        running = null;
        if (follows) state.shown = first ? Math.round(0.45 * (states.length - 1)) : states.length - 1;
        first = false;
        again();
      } else {
        states.push(step.value);
        if (follows && !isCalm()) state.shown = states.length - 1;
      }
      scrub.set(state.shown, levels.length - 1);
      show();
    } else if (ends) {
      let busy = false;
      ends.forEach((run, i) => {
        const step = run.next();
        if (step.done) return;
        busy = true;
        const { x, x0, level } = step.value;
        ends[i].last = x;
        put(drawn[i], composed(level.sigma > 0 ? x0 : x, { alpha: 1, sigma: 0 }, kept(), erased, x));
      });
      if (!busy) {
        const garments = new Set(ends.map(run => wardrobe.best(wardrobe.weights(run.last, { alpha: 1, sigma: 0.05 }), 1)[0][0]));
        endNote.textContent = garments.size === 1 ? 'all eight are the same: nothing is left to decide' : `${garments.size} different garments: so much is still open`;
        ends = null;
      }
    }
    if (running || ends) next();
  }

  /** Eight endings with fresh noise from where the slider stands; what is decided stays. */
  function again() {
    // Where nothing is left to decide, a picture that is mended is filled from the start.
    const from = state.mend >= 0 && state.shown === levels.length - 1 ? 0 : state.shown, now = states[from], rest = levels.slice(from);
    endHead.textContent = state.mend >= 0 && from === 0 ? 'Eight ways to fill it' : 'Eight endings from here, each with fresh noise';
    endNote.textContent = '\u00a0';
    if (rest.length < 2) {
      drawn.forEach(canvas => put(canvas, composed(now.x, now.level, kept(), erased, now.x)));
      endNote.textContent = 'no noise is left to draw anew: move the slider back';
      return;
    }
    state.draws = (state.draws || 0) + endings;
    ends = drawn.map((_, i) => Object.assign(wardrobe.walk('ddpm', now.x, rest, 1000 + state.draws + i), { last: now.x }));
    next();
  }

  const scrub = slider('noise to picture', {
    min: 0, max: state.steps, value: 0, words: k => `step ${k} of ${levels ? levels.length - 1 : state.steps}`,
    change: k => { follows = false; state.shown = Math.min(k, states.length - 1); show(); if (!running) again(); },
  });
  const steps = slider('steps', { min: 1, max: most, value: state.steps, words: n => n === 1 ? '1 step' : `${n} steps`, change: n => { state.steps = n; restart(); } });
  // Samplers with one answer a step: the others' steps span several levels.
  const kinds = Object.entries(samplers).filter(([, s]) => !s.span).map(([key, s]) => [key, s.name]);
  const sampler = choice('sampler', kinds, state.sampler, key => { state.sampler = key; restart(); });
  const fresh = button('New noise', () => { state.seed++; restart(); });
  const redraw = button('Draw the rest anew', () => again());
  const begins = [['-1', 'noise alone'], ...settings.names.map((name, i) => [i, name])];
  const mend = choice('begin with', begins, '-1', value => {
    state.mend = +value;
    erased.fill(0);
    // The lower half is gone to begin with.
    if (state.mend >= 0) erased.fill(1, size / 2);
    pen.element.hidden = whole.hidden = state.mend < 0;
    help.textContent = state.mend < 0 ? '' : 'Rub over the picture: what is inside the orange line is drawn, the rest is kept.';
    restart();
  });
  const whole = button('Rub out nothing', () => { erased.fill(0); restart(); });
  const help = make('div', { class: 'sim-note' });

  const image = new Image();
  image.onload = () => {
    const canvas = make('canvas', { width: image.width, height: image.height }), brush = canvas.getContext('2d'), columns = image.width / side;
    brush.drawImage(image, 0, 0);
    const { data } = brush.getImageData(0, 0, image.width, image.height), all = settings.count + settings.names.length, values = new Float32Array(all * size);
    for (let n = 0, at = 0; n < all; n++)
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++, at++)
          values[at] = data[4 * ((Math.floor(n / columns) * side + y) * image.width + n % columns * side + x)] / 127.5 - 1;
    wardrobe = new Wardrobe(values.subarray(0, settings.count * size), size, new Schedule(settings.logSnr));
    mending = settings.names.map((_, i) => values.subarray((settings.count + i) * size, (settings.count + i + 1) * size));
    const panel = (head, ...inside) => make('div', { class: 'sim-panel' }, make('div', { class: 'sim-head' }, head), ...inside);
    root.append(
      make('div', { class: 'sim-panels sim-pairs' },
        panel('The picture so far', stage.element, note, help), panel('What is believed', belief, inPlay),
        panel('The most probable garments', make('div', { class: 'sim-thumbs sim-three' }, ...likely.map(one => one.element)))),
      panel(endHead, make('div', { class: 'sim-thumbs sim-eight' }, ...drawn), endNote),
      make('div', { class: 'sim-controls' }, fresh, redraw, scrub.element),
      make('div', { class: 'sim-controls' }, sampler.element, steps.element, mend.element, whole));
    pen.element.hidden = whole.hidden = true;
    watch(root, () => stage.draw());
    restart();
  };
  image.src = settings.sheet;
}

export function run(kind) { begin(kind, startGarments); }
