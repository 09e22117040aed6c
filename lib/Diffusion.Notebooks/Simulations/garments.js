// What the simulation of garments computes: the reverse process of a perfect memory of about a thousand pictures.
import { blend, normal } from './numbers.js';
import { road, spacings } from './levels.js';
import { Memory } from './denoisers.js';
import { sample } from './sampling.js';
import { samplers } from './samplers.js';

/** How far a kept pixel may be from the same pixel of a picture that fits, as a standard deviation. */
const tolerance = 1.5;

export class Wardrobe {
  /** values: count pictures of size numbers from -1 to 1; schedule: of the training levels. */
  constructor(values, size, schedule) {
    this.memory = new Memory(values, size);
    this.schedule = schedule;
    this.logPrior = null;
  }

  /** The mean of the pictures that could be behind x. The samplers ask here. */
  denoise(x, level) { return this.memory.mean(this.weights(x, level)); }

  /** How probable each picture is, given x and what is kept. */
  weights(x, level) { return this.memory.posterior(x, level, this.logPrior); }

  /** From now on the pictures have to fit to the kept pixels of one: erased holds 1 where it is free. */
  keep(picture, erased) {
    const { values, size, count } = this.memory;
    this.logPrior = picture === null ? null : Float64Array.from({ length: count }, (_, n) => {
      let squared = 0;
      for (let i = 0; i < size; i++) if (!erased[i]) squared += (values[n * size + i] - picture[i]) ** 2;
      return -squared / (2 * tolerance * tolerance);
    });
  }

  levels(steps) { return road(this.schedule, spacings.trailing.steps(this.schedule, steps)); }

  noise(seed) { return Float64Array.from({ length: this.memory.size }, normal(seed)); }

  /** The states of a run from x at the first of the levels. */
  walk(key, x, levels, seed) { return sample(samplers[key], this, x, levels, normal(seed)); }

  /** exp(entropy): how many pictures are in play. */
  inPlay(weights) { return Math.exp(-weights.reduce((sum, w) => w > 0 ? sum + w * Math.log(w) : sum, 0)); }

  /** The most probable pictures, best first: [index, weight]. */
  best(weights, count) {
    const order = Array.from(weights, (w, n) => [n, w]).sort((a, b) => b[1] - a[1]);
    return order.slice(0, count);
  }

  picture(n) { return this.memory.values.subarray(n * this.memory.size, (n + 1) * this.memory.size); }
}

/** The picture as it is shown: kept pixels with the noise of the level, the sampler's where it is free. */
export function composed(x, level, kept, erased, noise) {
  if (kept === null) return x;
  const noisy = blend(level.alpha, kept, level.sigma, noise);
  return noisy.map((value, i) => erased[i] ? x[i] : value);
}
