// Beside the planes: the distances against the calls, and the axis of time with its ticks.
import { distance } from './numbers.js';
import { counts } from './race.js';
import { samplers } from './samplers.js';
import { Stage, make } from './stage.js';
import { dot, polyline, text } from './brush.js';

/** Distance to the true end against calls, both axes logarithmic. */
export function errorPlot(state, colour, inks, data) {
  const stage = new Stage('Distance to the true end against calls of the denoiser, for both samplers', width => width > 320 ? Math.min(306, 0.7 * width) : width, (brush, plane) => {
    const { errors, runs, end } = data(), deterministic = i => !samplers[state.keys[i]].stochastic;
    for (const power of [-4, -3, -2, -1, 0]) {
      polyline(brush, [[plane.px(0), plane.py(power)], [plane.px(plane.limits.x[1]), plane.py(power)]], colour.line, 1);
      text(brush, power === 0 ? '1' : (10 ** power).toFixed(-power), plane.px(0) - 6, plane.py(power), colour.soft, { align: 'right', base: 'middle', size: 11 });
    }
    for (const calls of [1, 3, 10, 30, 100])
      text(brush, calls, plane.px(Math.log10(calls)), plane.height - 22, colour.soft, { align: 'center', size: 11 });
    text(brush, 'calls', plane.width - 8, plane.height - 6, colour.soft, { align: 'right', size: 11 });
    const place = (calls, error) => [plane.px(Math.log10(calls)), plane.py(Math.max(-4.6, Math.min(0.8, Math.log10(error + 1e-9))))];
    errors.forEach((list, i) => {
      if (!deterministic(i)) return;
      const ink = colour[inks[i]];
      polyline(brush, list.map(e => place(e.calls, e.error)), ink, 2, state.spacing === 'own' ? 0.35 : 1, i === 0 ? [] : [6, 4]);
      const last = runs[i][runs[i].length - 1];
      dot(brush, ...place(last.calls, distance(last.x, end)), 6, ink, 1, colour.back);
    });
  });
  stage.limits = { x: [0, Math.log10(2.2 * counts[counts.length - 1])], y: [-4.6, 0.8] };
  stage.margin = { left: 46, right: 10, top: 6, bottom: 40 };
  const head = make('div', { class: 'sim-head' }, 'Distance to the true end');
  const note = make('div', { class: 'sim-note' }, 'both axes logarithmic; dots: this run');
  return { stage, element: make('div', { class: 'sim-panel' }, head, stage.element, note) };
}

/** The ticks in time, from noise on the left to the picture on the right. */
export function timeAxis(state, race, colour, { levels, move }) {
  let chosen = 1;
  const last = race.schedule.last;
  const stage = new Stage('Timesteps of the run', () => 62, (brush, plane) => {
    const y = 26, shown = levels()[Math.min(state.shown, state.n)].t;
    chosen = Math.min(chosen, state.n - 1);
    polyline(brush, [[plane.px(-last), y], [plane.px(1), y]], colour.line, 3);
    polyline(brush, [[plane.px(-last), y], [plane.px(-shown), y]], colour.a, 3);
    levels().forEach(level => polyline(brush, [[plane.px(-level.t), y - 9], [plane.px(-level.t), y + 9]], level.t >= shown ? colour.a : colour.soft, 2.5));
    text(brush, `noise, t = ${last}`, plane.px(-last), 54, colour.soft, { size: 12 });
    text(brush, 'picture', plane.px(1), 54, colour.soft, { size: 12, align: 'right' });
    text(brush, plane.width < 500 ? 'drag the ticks' : 'the steps in time: drag the ticks', plane.width / 2, 54, colour.soft, { size: 12, align: 'center' });
  });
  stage.limits = { x: [-last, 1], y: [0, 1] };
  stage.margin = { left: 10, right: 10, top: 26, bottom: 36 };
  const handle = stage.handle({
    label: 'Chosen tick: left and right move it in time, page up and page down choose another', kind: 'sim-bare', step: 5,
    at: () => [-state.ticks[Math.max(0, chosen)], 0.5],
    words: () => `step ${chosen + 1} of ${state.n} begins at t = ${Math.round(state.ticks[Math.max(0, chosen)])}`,
    move(x) {
      // The first tick is where the noise is; the others stay in their order.
      if (chosen < 1) return;
      const ticks = [...state.ticks], next = chosen + 1 < ticks.length ? ticks[chosen + 1] + 0.5 : 0;
      ticks[chosen] = Math.max(next, Math.min(ticks[chosen - 1] - 0.5, -x));
      move(ticks);
    },
    key(event) {
      const way = { PageUp: -1, PageDown: 1 }[event.key];
      if (!way) return false;
      chosen = Math.max(Math.min(1, state.n - 1), Math.min(state.n - 1, chosen + way));
      handle.place();
      return true;
    },
    grab(x) {
      if (state.n < 2) return false;
      const gaps = state.ticks.map((t, i) => i === 0 ? Infinity : Math.abs(x + t));
      chosen = gaps.indexOf(Math.min(...gaps));
      return Math.abs(stage.px(x) - stage.px(-state.ticks[chosen])) < 24;
    },
  });
  return { stage, element: make('div', { class: 'sim-panel', style: 'margin-top:12px' }, stage.element) };
}
