// What the samplers' simulation computes, apart from how it shows it.
import { distance, normal } from './numbers.js';
import { Schedule, clean, fromLogSnr, road, spacings } from './levels.js';
import { Mixture } from './denoisers.js';
import { sample } from './sampling.js';
import { samplers } from './samplers.js';

/** Step counts of the curves of distance against calls. */
export const counts = [1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50];

export class Race {
  /** heaps: { weight, mean, std }; logSnr: of each training timestep. */
  constructor(heaps, logSnr) {
    this.schedule = new Schedule(logSnr);
    this.mixture = new Mixture(heaps);
    this.mixture.schedule = this.schedule;
    this.fine = road(this.schedule, spacings.logSnr.steps(this.schedule, 1000));
  }

  /** The states of one run, the start first. */
  run(key, start, levels, seed = 1) {
    const states = [{ x: Float64Array.from(start), level: levels[0], calls: 0 }];
    for (const state of sample(samplers[key], this.mixture, start, levels, normal(seed))) states.push(state);
    return states;
  }

  /** The exact curve: what every deterministic sampler tries to follow, solved with 1,000 steps of third order. */
  curve(start) { return this.run('threeS', start, this.fine).map(state => state.x); }

  /** { calls, error } of a sampler at each of the counts. */
  errors(key, start, spacing, end) {
    return counts.map(n => {
      const last = this.run(key, start, road(this.schedule, spacings[spacing].steps(this.schedule, n))).pop();
      return { n, calls: last.calls, error: distance(last.x, end) };
    });
  }

  /** Ends, and the ways there, of many other noises: for each the states' points. */
  crowd(key, count, levels) {
    const draw = normal(7);
    return Array.from({ length: count }, (_, i) => this.run(key, Array.from({ length: this.mixture.size }, draw), levels, 100 + i).map(state => state.x));
  }

  /** The density of noisy points at a level on a square grid from -limit to limit, row after row from the top, its peak 1. */
  density(level, limit, side) {
    // Without noise the heaps are drawn as they are.
    const here = level.sigma === 0 ? fromLogSnr(14, clean.t) : level, field = new Float64Array(side * side), x = [0, 0];
    let peak = 0;
    for (let row = 0, at = 0; row < side; row++)
      for (let column = 0; column < side; column++, at++) {
        x[0] = limit * (2 * (column + 0.5) / side - 1);
        x[1] = limit * (1 - 2 * (row + 0.5) / side);
        field[at] = this.mixture.density(x, here);
        if (field[at] > peak) peak = field[at];
      }
    return field.map(value => value / peak);
  }

  /** The heap a clean point belongs to. */
  heapOf(x) {
    const weights = this.mixture.responsibilities(x, fromLogSnr(8));
    return weights.indexOf(Math.max(...weights));
  }
}
