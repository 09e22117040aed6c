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
    this.heaps = heaps.map(heap => ({ ...heap, weight: heap.weight / total }));
    this.size = heaps[0].mean.length;
  }

  /** How probable each heap is, given x. */
  responsibilities(x, level) { return shares(this.logJoint(x, level)); }

  /** The density of the noisy points at x. */
  density(x, level) { return this.logJoint(x, level).reduce((sum, value) => sum + Math.exp(value), 0); }

  /** The mean of the clean points behind x. */
  denoise(x, level) {
    const { alpha } = level, sums = new Float64Array(this.size), weights = this.responsibilities(x, level);
    for (let k = 0; k < weights.length; k++) {
      const { mean, std } = this.heaps[k], trust = alpha * std * std / this.variance(k, level);
      for (let i = 0; i < sums.length; i++) sums[i] += weights[k] * (mean[i] + trust * (x[i] - alpha * mean[i]));
    }
    return sums;
  }

  logJoint(x, level) {
    const logs = new Float64Array(this.heaps.length);
    for (let k = 0; k < logs.length; k++) {
      const { mean, weight } = this.heaps[k], variance = this.variance(k, level);
      let squared = 0;
      for (let i = 0; i < this.size; i++) { const d = x[i] - level.alpha * mean[i]; squared += d * d; }
      logs[k] = Math.log(weight) - 0.5 * this.size * Math.log(2 * Math.PI * variance) - squared / (2 * variance);
    }
    return logs;
  }

  variance(k, level) { const spread = level.alpha * this.heaps[k].std; return spread * spread + level.sigma * level.sigma; }
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
