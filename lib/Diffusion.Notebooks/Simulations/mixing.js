// What the simulation of mixing computes: a picture and noise under the two rules, at the same share of each.

/** The weights of picture and noise on the ray with a parts of picture to 1 - a parts of noise. */
export function weights(a) {
  const size = Math.hypot(a, 1 - a);
  return { linear: [a, 1 - a], preserving: [a / size, (1 - a) / size] };
}

/** alpha · picture + sigma · noise, into a list that is there already. */
export function mix(picture, noise, alpha, sigma, into) {
  for (let i = 0; i < into.length; i++) into[i] = alpha * picture[i] + sigma * noise[i];
  return into;
}

/** The mean of the squares. */
export function energy(values) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum / values.length;
}

/** Values moved and scaled to mean 0 and mean square 1, and where black and white then lie. */
export function standardised(values) {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let square = 0;
  for (const value of values) square += (value - mean) ** 2 / values.length;
  const scale = 1 / Math.sqrt(square), out = Float32Array.from(values, value => (value - mean) * scale);
  return { values: out, range: [(0 - mean) * scale, (255 - mean) * scale] };
}
