// Several answers are possible and one must be given: drag the guess, the answers and their probabilities.
import { best, cost, posterior, reweigh } from './averages.js';
import { Stage, announcer, begin, button, choice, colours, make, number, player, slider, watch } from './stage.js';
import { dot, polyline, text } from './brush.js';

const inks = ['a', 'b', 'c', 'd', 'f', 'e'];
const barHeight = 84;

export function startAverages(root, settings) {
  const state = { targets: [...settings.targets], prior: [...settings.weights], guess: settings.guess, power: 2, noise: 0, seen: settings.seen };
  const low = Math.min(...state.targets), high = Math.max(...state.targets), room = 0.08 * (high - low) + 0.2;
  const range = [low - room, high + room], say = announcer(root), colour = colours(root);
  const sigmaOf = step => step === 0 ? Infinity : (high - low) * 2 * 0.02 ** (step / 100);
  let weights, least, lowest, paid;

  function compute() {
    weights = posterior(state.targets, state.prior, state.seen, sigmaOf(state.noise));
    least = best(state.targets, weights, state.power);
    lowest = cost(least, state.targets, weights, state.power);
    paid = cost(state.guess, state.targets, weights, state.power);
  }

  function update() {
    compute();
    curve.draw();
    squares.draw();
    heads[0].textContent = state.power === 2 ? 'Mean squared error of every guess' : 'Mean absolute error of every guess';
    heads[1].textContent = state.power === 2 ? 'Shaded area: probability · error²' : 'Shaded area: probability · |error|';
    const name = state.power === 2 ? 'mean' : 'median';
    note.textContent = `You pay ${number(paid, 2)}: ${number(paid - lowest, 2)} is yours to avoid, ${number(lowest, 2)} nobody can. `
      + `Cheapest guess: the ${name}, ${number(least, 2)}.`;
    say(note.textContent);
  }

  const clamp = x => Math.max(range[0], Math.min(range[1], x));

  const curve = new Stage('The cost of every guess, with yours', () => 140, (brush, plane) => {
    const highest = Math.max(cost(range[0], state.targets, weights, state.power), cost(range[1], state.targets, weights, state.power), 0.5);
    plane.limits.y = [0, Math.max(highest * 0.62, 1.15 * paid)];
    const across = y => [[plane.px(range[0]), plane.py(y)], [plane.px(range[1]), plane.py(y)]], x = plane.px(state.guess);
    polyline(brush, across(0), colour.soft, 1);
    polyline(brush, across(lowest), colour.soft, 1, 1, [5, 4]);
    text(brush, 'nobody gets below', plane.px(range[0]), plane.py(lowest) - 5, colour.soft, { size: 11.5 });
    polyline(brush, Array.from({ length: 161 }, (_, i) => {
      const g = range[0] + (range[1] - range[0]) * i / 160;
      return [plane.px(g), plane.py(cost(g, state.targets, weights, state.power))];
    }), colour.a, 2.5);
    polyline(brush, [[x, plane.py(0)], [x, plane.py(lowest)]], colour.soft, 6, 0.6);
    polyline(brush, [[x, plane.py(lowest)], [x, plane.py(paid)]], colour.warn, 6);
    dot(brush, plane.px(least), plane.py(lowest), 6, colour.c, 1, colour.back);
    dot(brush, x, plane.py(paid), 6, colour.ink, 1, colour.back);
  });

  const squares = new Stage('The targets on a line, the error to each as an area, and their probabilities as bars', width => Math.min(390, Math.max(280, 0.46 * width)), (brush, plane) => {
    const line = plane.py(0), g = plane.px(state.guess);
    state.targets.forEach((y, i) => {
      const ink = colour[inks[i]], x = plane.px(y), side = Math.abs(g - x), way = Math.sign(g - x) || 1;
      brush.lineWidth = 1.5;
      brush.strokeStyle = brush.fillStyle = ink;
      if (state.power === 2) {
        const part = side * Math.sqrt(weights[i]);
        brush.globalAlpha = 0.5;
        brush.strokeRect(Math.min(g, x), line - side, side, side);
        brush.globalAlpha = 0.42;
        brush.fillRect(way > 0 ? x : x - part, line - part, part, part);
      } else {
        brush.globalAlpha = 0.42;
        brush.fillRect(Math.min(g, x), line - 90 * weights[i], side, 90 * weights[i]);
      }
      brush.globalAlpha = 1;
      // Below the line what is believed: filled now, outlined before anything was seen.
      brush.globalAlpha = 0.8;
      brush.fillRect(x - 9, line + 8, 18, barHeight * weights[i]);
      brush.globalAlpha = 0.8;
      brush.strokeRect(x - 9, line + 8, 18, barHeight * state.prior[i]);
      brush.globalAlpha = 1;
      dot(brush, x, line, 6, ink, 1, colour.back);
      text(brush, `${Math.round(100 * weights[i])} %`, x, line + 22 + barHeight * Math.max(weights[i], state.prior[i]) + 12, colour.ink, { size: 12, align: 'center' });
    });
    polyline(brush, [[plane.px(range[0]), line], [plane.px(range[1]), line]], colour.ink, 1.5);
    const sigma = sigmaOf(state.noise);
    if (sigma < Infinity) {
      polyline(brush, Array.from({ length: 121 }, (_, i) => {
        const x = range[0] + (range[1] - range[0]) * i / 120;
        return [plane.px(x), line - 46 * Math.exp(-((x - state.seen) ** 2) / (2 * sigma * sigma))];
      }), colour.soft, 2, 1, [3, 4]);
      text(brush, 'seen', plane.px(state.seen), line - 52, colour.soft, { size: 12, align: 'center' });
    }
    polyline(brush, [[g, 0], [g, line]], colour.ink, 2);
    text(brush, 'your guess', g + (g > plane.width - 90 ? -6 : 6), 16, colour.ink, { size: 12, align: g > plane.width - 90 ? 'right' : 'left' });
  });
  for (const stage of [curve, squares]) {
    stage.limits.x = range;
    stage.margin = { left: 14, right: 14, top: 8, bottom: 8 };
  }
  squares.limits.y = [0, 1];
  squares.margin.bottom = barHeight + 46;

  squares.handle({
    label: 'Your guess', at: () => [state.guess, 0], step: 0.05, words: () => number(state.guess, 2),
    move(x) { state.guess = clamp(x); update(); },
  });
  const seen = squares.handle({
    label: 'What is seen: a target and noise', kind: 'sim-bare', at: () => [state.seen, 0.16], step: 0.05, words: () => number(state.seen, 2),
    move(x) { state.seen = clamp(x); update(); },
  });

  function handles() {
    for (const handle of squares.handles.slice(2)) handle.element.remove();
    squares.handles.length = 2;
    state.targets.forEach((_, i) => {
      // The handle hangs at the end of the bar: down is more probable.
      const unit = () => 1 / (squares.height - squares.margin.top - squares.margin.bottom) || 1;
      squares.handle({
        label: `Target ${i + 1}: left and right move it, down makes it more probable`, kind: 'sim-bare sim-slim', step: 0.05,
        at: () => [state.targets[i], -(8 + barHeight * state.prior[i]) * unit()],
        words: () => `at ${number(state.targets[i], 2)}, probability ${Math.round(100 * state.prior[i])} percent`,
        key(event) {
          const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
          if (way) { state.prior = reweigh(state.prior, i, state.prior[i] + 0.02 * way); update(); }
          return Boolean(way);
        },
        move(x, y) {
          state.targets[i] = clamp(x);
          const p = -(y / unit() + 8) / barHeight;
          if (Math.abs(p - state.prior[i]) > 0.004) state.prior = reweigh(state.prior, i, p);
          update();
        },
      });
    });
    more.disabled = state.targets.length >= 6;
    fewer.disabled = state.targets.length <= 2;
  }

  const noise = slider('noise', {
    min: 0, max: 100, value: 0,
    words: step => step === 0 ? 'all: nothing is seen' : `spread ${number(sigmaOf(step), 2)}`,
    change: step => { play.halt(); show(step); },
  });
  function show(step) {
    state.noise = step;
    noise.set(step);
    seen.element.hidden = step === 0;
    update();
  }
  const play = player(show, () => state.noise, () => 100, 40);
  const kind = choice('cost', [[2, 'squared error'], [1, 'absolute error']], 2, power => { state.power = +power; update(); });
  const go = button('Go to the cheapest guess', () => { state.guess = least; update(); });
  const more = button('Add a target', () => {
    const n = state.targets.length;
    state.targets.push(range[0] + (range[1] - range[0]) * ((n * 0.618) % 1) * 0.8 + 0.1);
    state.prior = [...state.prior.map(p => p * n / (n + 1)), 1 / (n + 1)];
    handles();
    update();
  });
  const fewer = button('Remove one', () => {
    state.targets.pop();
    const gone = state.prior.pop();
    state.prior = state.prior.map(p => p / (1 - gone));
    handles();
    update();
  });
  const note = make('output', { class: 'sim-note' });
  const heads = [0, 1].map(() => make('div', { class: 'sim-head' }));
  root.append(heads[0], curve.element, heads[1], squares.element, note,
    make('div', { class: 'sim-controls' }, play.element, noise.element),
    make('div', { class: 'sim-controls' }, kind.element, go, more, fewer));
  handles();
  watch(root, update);
  show(0);
}

export function run(kind) { begin(kind, startAverages); }
