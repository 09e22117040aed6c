// Exact denoisers: the mean of all clean points that could have become x, each counted by how probable it is.

/** Changes logarithms of weights into shares that sum to 1, in place. */
export function shares(logs) {
  let peak = -Infinity, sum = 0;
  for (const value of logs) if (value > peak) peak = value;
  for (let i = 0; i < logs.length; i++) sum += logs[i] = Math.exp(logs[i] - peak);
  for (let i = 0; i < logs.length; i++) logs[i] /= sum;
  return logs;
}

/** Round Gaussian heaps { weight, mean, std }. */
export class Mixture {
  constructor(heaps) {
    const total = heaps.reduce((sum, heap) => sum + heap.weight, 0);
    this.heaps = heaps;
    this.logWeights = heaps.map(heap => Math.log(heap.weight / total));
    this.size = heaps[0].mean.length;
    this.means = Float64Array.from(heaps.flatMap(heap => heap.mean));
  }

  /** How probable each heap is, given x. */
  responsibilities(x, level) { return shares(this.logJoint(x, level)); }

  /** The density of the noisy points at x. */
  density(x, level) { return this.logJoint(x, level).reduce((sum, value) => value < -50 ? sum : sum + Math.exp(value), 0); }

  /** The mean of the clean points behind x. */
  denoise(x, level) {
    const { size, means } = this, { alpha } = level, sums = new Float64Array(size), weights = this.responsibilities(x, level), { trust } = this.at(level);
    for (let k = 0, at = 0; k < weights.length; k++)
      for (let i = 0; i < size; i++, at++) sums[i] += weights[k] * (means[at] + trust[k] * (x[i] - alpha * means[at]));
    return sums;
  }

  logJoint(x, level) {
    const { size, means } = this, { alpha } = level, { heights, halved } = this.at(level), logs = new Float64Array(heights.length);
    for (let k = 0, at = 0; k < logs.length; k++) {
      let squared = 0;
      for (let i = 0; i < size; i++, at++) { const d = x[i] - alpha * means[at]; squared += d * d; }
      logs[k] = heights[k] - squared * halved[k];
    }
    return logs;
  }

  /** What depends on the level alone. */
  at(level) {
    if (this.level === level) return this.constants;
    const variances = this.heaps.map(({ std }) => level.alpha * level.alpha * std * std + level.sigma * level.sigma);
    this.level = level;
    return this.constants = {
      heights: variances.map((variance, k) => this.logWeights[k] - 0.5 * this.size * Math.log(2 * Math.PI * variance)),
      halved: variances.map(variance => 0.5 / variance),
      trust: variances.map((variance, k) => level.alpha * this.heaps[k].std ** 2 / variance),
    };
  }
}

/** A finite list of pictures, all equally probable: a Float32Array of count · size values. */
export class Memory {
  constructor(values, size) {
    this.values = values;
    this.size = size;
    this.count = values.length / size;
  }

  /** How probable each picture is, given x: prior · exp(-|x - alpha · picture|² / 2 sigma²). */
  posterior(x, level, logPrior = null) {
    const { values, size, count } = this, { alpha, sigma } = level, logs = new Float64Array(count), half = 0.5 / (sigma * sigma);
    for (let n = 0, at = 0; n < count; n++) {
      let squared = 0;
      for (let i = 0; i < size; i++, at++) { const d = x[i] - alpha * values[at]; squared += d * d; }
      logs[n] = (logPrior ? logPrior[n] : 0) - half * squared;
    }
    return shares(logs);
  }

  /** The mean of the pictures, so weighted. */
  mean(weights) {
    const { values, size } = this, sums = new Float64Array(size);
    for (let n = 0; n < weights.length; n++) {
      const weight = weights[n];
      if (weight < 1e-12) continue;
      for (let i = 0, at = n * size; i < size; i++, at++) sums[i] += weight * values[at];
    }
    return sums;
  }

  denoise(x, level) { return this.mean(this.posterior(x, level)); }
}
