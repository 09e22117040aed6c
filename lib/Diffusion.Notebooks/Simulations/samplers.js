// The samplers of the field, each by the formula of its paper; the C# library's are the same (lib/Diffusion/Samplers).
import { blend, length, quadrature, solve } from './numbers.js';
import { Move } from './sampling.js';

/** A step of a solver that is exact for an answer that stays as it is: DPM-Solver++ (Lu et al., 2022), on x0. */
function exponential(move, eta = 0) {
  const { from, to } = move, h = move.h, reach = (1 + eta) * h;
  const phi1 = -Math.expm1(-reach), phi2 = 1 - phi1 / reach;
  return {
    keep: to.sigma / from.sigma * (eta === 0 ? 1 : Math.exp(-eta * h)), weight: to.alpha, argument: -reach, phi1, phi2,
    std: eta === 0 ? 0 : to.sigma * Math.sqrt(-Math.expm1(-2 * eta * h)),
  };
}

function first(step, x, answer) { return blend(step.keep, x, step.weight * step.phi1, answer); }

function ddim(eta) {
  return (run, move) => {
    const { x0, noise } = run.denoise(), [kept, fresh] = move.splitNoise(eta);
    return blend(move.to.alpha, x0, kept, noise, 1, run.fresh(fresh));
  };
}

function ddpm(run, move) {
  const { x0 } = run.denoise(), { from, to } = move, variance = from.sigma * from.sigma;
  return blend(to.alpha * move.beta / variance, x0, move.alphaRatio * to.sigma * to.sigma / variance, run.x,
    1, run.fresh(to.sigma > 0 ? move.posteriorStd : 0));
}

function euler(run, move) {
  const { noise } = run.denoise();
  return blend(1, run.x, move.to.sigma - move.from.sigma, noise);
}

function eulerAncestral(run, move) {
  const { noise } = run.denoise(), [kept, fresh] = move.splitNoise(1);
  return blend(1, run.x, kept - move.from.sigma, noise, 1, run.fresh(fresh));
}

function heun(run, move) {
  const { noise } = run.denoise(), way = move.to.sigma - move.from.sigma, next = blend(1, run.x, way, noise);
  if (move.to.sigma === 0) return next;
  const again = run.denoise(next, move.to).noise;
  return blend(1, run.x, way / 2, noise, way / 2, again);
}

function dpm2(run, move) {
  let { noise } = run.denoise();
  for (const middle of run.inside) ({ noise } = run.denoise(blend(1, run.x, middle.sigma - move.from.sigma, noise), middle));
  return blend(1, run.x, move.to.sigma - move.from.sigma, noise);
}

function lms(run, move) {
  const past = run.remember(run.denoise().noise, 4);
  const weights = quadrature(past.map(p => p.level.sigma), move.from.sigma, move.to.sigma);
  return blend(1, run.x, ...weights.flatMap((weight, i) => [weight, past[i].answer]));
}

function deis(run, move) {
  const past = run.remember(run.denoise().noise, 2), { from, to } = move;
  const used = to.sigma === 0 ? 1 : run.intervals < 15 ? Math.min(past.length, run.left) : past.length;
  if (used === 1) return blend(1, run.x, to.sigma - from.sigma, past[0].answer);
  const logs = past.slice(0, used).map(p => Math.log(p.level.sigma));
  const weights = quadrature(logs, logs[0], Math.log(to.sigma), Math.exp);
  return blend(1, run.x, ...weights.flatMap((weight, i) => [weight, past[i].answer]));
}

/** Moves x along a noise, as DDIM does (Liu et al., PNDM, 2022, equation 11). */
function transfer(x, noise, { from, to }) {
  const ratio = to.alpha / from.alpha;
  return blend(ratio, x, to.sigma - ratio * from.sigma, noise);
}

function extrapolated(past) {
  const e = past.map(p => p.answer);
  switch (e.length) {
    case 1: return e[0];
    case 2: return blend(3 / 2, e[0], -1 / 2, e[1]);
    case 3: return blend(23 / 12, e[0], -16 / 12, e[1], 5 / 12, e[2]);
    default: return blend(55 / 24, e[0], -59 / 24, e[1], 37 / 24, e[2], -9 / 24, e[3]);
  }
}

function plms(run, move) {
  const { noise } = run.denoise(), past = run.remember(noise, 4);
  let mean = extrapolated(past);
  if (past.length === 1 && move.to.sigma > 0) mean = blend(0.5, noise, 0.5, run.denoise(transfer(run.x, noise, move), move.to).noise);
  return transfer(run.x, mean, move);
}

function pndm(run, move) {
  const e1 = run.denoise().noise, past = run.remember(e1, 4), { from, to } = move;
  if (past.length > 3 || to.sigma === 0) return transfer(run.x, extrapolated(past), move);
  const { schedule } = run.denoiser;
  const half = new Move(from, schedule.at((schedule.timestepOf(2 * from.lambda) + schedule.timestepOf(2 * to.lambda)) / 2));
  const e2 = run.denoise(transfer(run.x, e1, half), half.to).noise;
  const e3 = run.denoise(transfer(run.x, e2, half), half.to).noise;
  const e4 = run.denoise(transfer(run.x, e3, move), to).noise;
  return transfer(run.x, blend(1 / 6, e1, 2 / 6, e2, 2 / 6, e3, 1 / 6, e4), move);
}

/** How far answer i lies behind, in units of this step. */
function back(past, i, move) { return (past[i].level.lambda - past[i + 1].level.lambda) / move.h; }

function twoM(eta) {
  return (run, move) => {
    const past = run.remember(run.denoise().x0, 2), step = exponential(move, eta);
    const allowed = move.to.sigma === 0 ? 1 : run.intervals < 15 ? run.left : 2;
    let next = first(step, run.x, past[0].answer);
    if (Math.min(past.length, allowed) > 1) {
      const slope = step.weight * 0.5 * step.phi1 / back(past, 0, move);
      next = blend(1, next, slope, past[0].answer, -slope, past[1].answer);
    }
    return blend(1, next, 1, run.fresh(step.std));
  };
}

/** Spans of up to three intervals; the last step is of lower order. */
function threeSpan(run) {
  const span = Math.min(3, run.left);
  const steadier = span === 3 || run.end.sigma === 0;
  return span === run.left && steadier && span > 1 ? span - 1 : span;
}

function threeS(run, move) {
  const levels = [move.from, ...run.inside, move.to], answers = [], parts = [];
  let x = run.x;
  for (let i = 0; i + 1 < levels.length; i++) {
    answers.push(i === 0 ? run.denoise().x0 : run.denoise(x, levels[i]).x0);
    const inner = new Move(move.from, levels[i + 1]), step = exponential(inner);
    x = first(step, run.x, answers[0]);
    if (i === 0) continue;
    // The slope up to the newest answer; the last of three steps weighs it by the exact integral.
    const part = new Move(move.from, levels[i]).h / inner.h;
    const weight = step.weight * (i === 1 ? 0.5 * step.phi1 : step.phi2) / part;
    x = blend(1, x, weight, answers[i], -weight, answers[0]);
  }
  return x;
}

/** UniPC of order 3, B(h) = e^h - 1 (Zhao et al., 2023). */
function uniPc(run, move) {
  const answer = run.denoise().x0, order = 3;
  const before = run.memory;
  let { x } = run;
  if (before.x) x = uniUpdate(before.x, new Move(before.level, move.from), run.past, Math.min(order, run.left + 1), answer);
  run.remember(answer, order);
  run.memory = { x, level: move.from };
  return uniUpdate(x, move, run.past, Math.min(order, run.left), null);
}

function uniUpdate(x, move, past, most, corrector) {
  const used = Math.min(most, past.length), step = exponential(move), newest = past[0], points = [];
  for (let i = 1; i < used; i++) points.push({ ratio: (past[i].level.lambda - newest.level.lambda) / move.h, answer: past[i].answer });
  if (corrector) points.push({ ratio: 1, answer: corrector });
  if (points.length === 0) return first(step, x, newest.answer);
  const h = step.argument, b = Math.expm1(h);
  const weights = points.length === 1 ? [0.5] : uniWeights(points.map(p => p.ratio), h, b);
  const parts = [step.keep, x];
  let ofNewest = step.weight * step.phi1;
  weights.forEach((weight, i) => {
    const share = -step.weight * b * weight / points[i].ratio;
    parts.push(share, points[i].answer);
    ofNewest -= share;
  });
  return blend(ofNewest, newest.answer, ...parts);
}

function uniWeights(ratios, h, b) {
  const right = [];
  let phi = Math.expm1(h) / h - 1, factorial = 1;
  for (let i = 0; i < ratios.length; i++) {
    right.push(phi * factorial / b);
    factorial *= i + 2;
    phi = phi / h - 1 / factorial;
  }
  return solve(ratios.map((_, power) => ratios.map(r => r ** power)), right);
}

/** Reverse diffusion with one Langevin correction a step (Song et al., Score-SDE, 2021). */
function predictorCorrector(run, move) {
  const { from, to } = move, score = run.denoise().noise, noise = run.fresh(1);
  const ratio = 0.16 * length(noise) * from.sigma / length(score), size = 2 * move.alphaRatio ** 2 * ratio * ratio;
  const x = blend(1, run.x, -size / from.sigma, score, Math.sqrt(2 * size), noise);
  const again = run.denoise(x, from).noise;
  return blend(2 - move.alphaRatio, x, -move.beta / from.sigma, again, 1, run.fresh(to.sigma > 0 ? Math.sqrt(move.beta) : 0));
}

/** All samplers in the order in which a reader meets them. */
export const samplers = {
  ddim: { name: 'DDIM', step: ddim(0) },
  euler: { name: 'Euler', step: euler, path: 'exploding' },
  heun: { name: 'Heun', step: heun, path: 'exploding' },
  dpm2: {
    name: 'DPM-2', step: dpm2, path: 'exploding',
    span: run => run.left > 1 && run.levels[run.at + 2].sigma > 0 ? 2 : 1,
  },
  lms: { name: 'LMS', step: lms, path: 'exploding' },
  plms: { name: 'PLMS', step: plms },
  pndm: { name: 'PNDM', step: pndm },
  deis: { name: 'DEIS', step: deis, path: 'exploding' },
  twoM: { name: 'DPM-Solver++ 2M', step: twoM(0) },
  threeS: { name: 'DPM-Solver++ 3S', step: threeS, span: threeSpan },
  uniPc: { name: 'UniPC-3', step: uniPc },
  ddpm: { name: 'DDPM', step: ddpm, stochastic: true },
  eulerAncestral: { name: 'Euler ancestral', step: eulerAncestral, path: 'exploding', stochastic: true },
  sdeTwoM: { name: 'SDE-DPM-Solver++ 2M', step: twoM(1), stochastic: true },
  predictorCorrector: { name: 'Predictor-corrector', step: predictorCorrector, stochastic: true },
};
