// What the simulation of averages computes: the cheapest answer when several are possible.
import { shares } from './denoisers.js';

/** The probabilities of the targets after target + sigma · noise was seen; sigma Infinity: nothing was. */
export function posterior(targets, prior, seen, sigma) {
  return shares(targets.map((y, i) => Math.log(prior[i]) - (sigma === Infinity ? 0 : (seen - y) ** 2 / (2 * sigma * sigma))));
}

/** The mean cost of a guess: the error to the power 1 or 2. */
export function cost(guess, targets, weights, power) {
  return targets.reduce((sum, y, i) => sum + weights[i] * Math.abs(guess - y) ** power, 0);
}

/** The guess with the least cost: the weighted mean for squares, the weighted median for absolute errors. */
export function best(targets, weights, power) {
  if (power === 2) return targets.reduce((sum, y, i) => sum + weights[i] * y, 0);
  const order = targets.map((y, i) => [y, weights[i]]).sort((a, b) => a[0] - b[0]);
  let sum = 0;
  for (const [y, weight] of order) if ((sum += weight) >= 0.5 - 1e-12) return y;
  return order[order.length - 1][0];
}

/** One probability set to a value, the others scaled so that all sum to 1. */
export function reweigh(prior, index, value) {
  const to = Math.max(0.02, Math.min(0.98, value)), rest = 1 - prior[index];
  return prior.map((p, i) => i === index ? to : rest > 0 ? p * (1 - to) / rest : (1 - to) / (prior.length - 1));
}
