// The frame of a sampler: pairs of levels in, states out. A sampler is its formula, step(run, move).
import { blend } from './numbers.js';
import { exploding } from './levels.js';

/** One move from a noise level to a less noisy one, and what papers compute from the two. */
export class Move {
  constructor(from, to) { this.from = from; this.to = to; }

  /** h, the step in lambda. */
  get h() { return this.to.lambda - this.from.lambda; }

  get alphaRatio() { return this.from.alpha / this.to.alpha; }

  /** The variance of the forward process between the two levels (DDPM, equation 2). */
  get beta() { const kept = this.alphaRatio * this.to.sigma; return this.from.sigma * this.from.sigma - kept * kept; }

  /** The standard deviation of p(x_to | x_from, x0) (DDPM, equation 7). */
  get posteriorStd() { return this.to.sigma / this.from.sigma * Math.sqrt(this.beta); }

  /** Kept² + fresh² = sigma² (DDIM, equation 16). */
  splitNoise(eta) {
    const fresh = eta === 0 ? 0 : eta * this.posteriorStd;
    return [Math.sqrt(Math.max(0, this.to.sigma * this.to.sigma - fresh * fresh)), fresh];
  }
}

/** What a formula sees of its run: the point, the denoiser, fresh noise, and what it keeps for later steps. */
class Run {
  constructor(sampler, denoiser, start, levels, noise) {
    Object.assign(this, { denoiser, noise, past: [], memory: {}, calls: 0, at: 0, x: start, x0: start });
    this.explodes = sampler.path === 'exploding';
    this.levels = levels;
    this.own = this.explodes ? levels.map(exploding) : levels;
    this.end = levels[levels.length - 1];
  }

  get intervals() { return this.levels.length - 1; }

  get left() { return this.intervals - this.at; }

  /** The estimate of the clean point and of the noise, here or on the way. */
  denoise(x = this.x, level = this.own[this.at]) {
    this.calls++;
    const x0 = this.x0 = this.denoiser.denoise(x, level);
    return { x0, noise: blend(1 / level.sigma, x, -level.alpha / level.sigma, x0) };
  }

  /** Keeps an answer with this step's first level; the newest comes first. */
  remember(answer, count) {
    this.past.unshift({ level: this.own[this.at], answer });
    this.past.length = Math.min(this.past.length, count);
    return this.past;
  }

  /** Fresh noise; where its standard deviation is 0 nothing is drawn. */
  fresh(std) { return std === 0 ? new Float64Array(this.x.length) : Float64Array.from(this.x, () => std * this.noise()); }
}

/** All states of a run, beginning with the one after the first step: { x, x0, level, calls }. */
export function* sample(sampler, denoiser, start, levels, noise) {
  const run = new Run(sampler, denoiser, Float64Array.from(start), levels, noise);
  if (run.explodes) run.x = blend(1 / levels[0].alpha, start);
  while (run.left > 0) {
    const span = sampler.span ? sampler.span(run) : 1, from = run.own[run.at], to = run.own[run.at + span];
    run.inside = run.own.slice(run.at + 1, run.at + span);
    const x = sampler.step(run, new Move(from, to));
    run.at += span;
    run.x = x;
    const level = levels[run.at];
    yield { x: run.explodes ? blend(level.alpha, x) : x, x0: run.x0, level, calls: run.calls };
  }
}
