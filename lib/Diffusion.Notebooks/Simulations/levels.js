// Noise levels { t, alpha, sigma }: the noisy point is alpha · x0 + sigma · noise.

/** A level; lambda is log(alpha / sigma) in DPM-Solver's papers, half of the log-SNR. */
export function levelOf(t, alpha, sigma) { return { t, alpha, sigma, lambda: Math.log(alpha) - Math.log(sigma) }; }

export const clean = levelOf(-1, 1, 0);

export function fromLogSnr(logSnr, t) {
  return levelOf(t, Math.sqrt(1 / (1 + Math.exp(-logSnr))), Math.sqrt(1 / (1 + Math.exp(logSnr))));
}

/** The same level with the clean point at full size: noise is only added. */
export function exploding(level) { return levelOf(level.t, 1, level.sigma / level.alpha); }

/** The levels of a training schedule, from the log-SNR of each timestep, and levels between two of them. */
export class Schedule {
  constructor(logSnr) { this.logSnr = logSnr; }

  get last() { return this.logSnr.length - 1; }

  at(t) {
    const below = Math.min(Math.floor(t), this.last - 1), part = t - below;
    return fromLogSnr(this.logSnr[below] + part * (this.logSnr[below + 1] - this.logSnr[below]), t);
  }

  /** The timestep of a log-SNR; the nearer end where it lies outside. */
  timestepOf(logSnr) {
    const list = this.logSnr;
    if (logSnr >= list[0]) return 0;
    if (logSnr <= list[this.last]) return this.last;
    let low = 0, high = this.last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (list[middle] >= logSnr) low = middle; else high = middle;
    }
    return low + (list[low] - logSnr) / (list[low] - list[high]);
  }
}

function line(from, to, count) {
  return Array.from({ length: count }, (_, i) => count === 1 ? from : from + (to - from) * i / (count - 1));
}

/** Ways to spread n steps: each gives n falling timesteps, the first one the last of training. */
export const spacings = {
  trailing: { name: 'even in t', steps: (schedule, n) => {
    const stride = (schedule.last + 1) / n;
    return Array.from({ length: n }, (_, i) => evenRound(schedule.last + 1 - i * stride) - 1);
  } },
  logSnr: { name: 'even in log-SNR', steps: (schedule, n) =>
    line(schedule.logSnr[schedule.last], schedule.logSnr[0], n).map(value => schedule.timestepOf(value)) },
  karras: { name: 'Karras', steps: (schedule, n) => {
    const root = t => Math.exp(-schedule.logSnr[t] / 2 / 7);
    return line(root(schedule.last), root(0), n).map(r => schedule.timestepOf(-14 * Math.log(r)));
  } },
};

/** Halves go to the even neighbour, as .NET rounds. */
function evenRound(value) {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + floor % 2 : Math.round(value);
}

/** The levels of a run: those of the timesteps, and no noise at the end. */
export function road(schedule, timesteps) { return [...timesteps.map(t => schedule.at(t)), clean]; }
