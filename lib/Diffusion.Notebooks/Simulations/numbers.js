// Numbers that every part needs: seeded chance, and a few sums.

/** Uniform numbers in [0, 1) from a seed: T. Ettinger's mulberry32, the same in every browser. */
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Normal numbers from a seed, mean 0 and variance 1 (Box and Muller). */
export function normal(seed) {
  const next = uniform(seed);
  let spare = null;
  return () => {
    if (spare !== null) { const value = spare; spare = null; return value; }
    const radius = Math.sqrt(-2 * Math.log(1 - next())), angle = 2 * Math.PI * next();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** The sum of up to five vectors with weights, as a new vector: blend(2, x, -1, y). Called more often than all else. */
export function blend(a, x, b, y, c, z, d, u, e, v) {
  const n = x.length, sum = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let value = a * x[i];
    if (y !== undefined) value += b * y[i];
    if (z !== undefined) value += c * z[i];
    if (u !== undefined) value += d * u[i];
    if (v !== undefined) value += e * v[i];
    sum[i] = value;
  }
  return sum;
}

export function length(vector) {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
}

export function distance(a, b) { return length(blend(1, a, -1, b)); }

/** The solution of a small system of linear equations (Gauss, with the largest pivot). */
export function solve(matrix, right) {
  const rows = matrix.map((row, i) => [...row, right[i]]), n = rows.length;
  for (let c = 0; c < n; c++) {
    let best = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(rows[r][c]) > Math.abs(rows[best][c])) best = r;
    [rows[c], rows[best]] = [rows[best], rows[c]];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = rows[r][c] / rows[c][c];
      for (let k = c; k <= n; k++) rows[r][k] -= factor * rows[c][k];
    }
  }
  return rows.map((row, i) => row[n] / row[i]);
}

// Gauss-Legendre, 8 nodes.
const nodes = [[0.1834346424956498, 0.3626837833783620], [0.5255324099163290, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745], [0.9602898564975363, 0.1012285362903763]];

/** The weight of each point's value in the integral from a to b of the polynomial through them, times a factor. */
export function quadrature(points, a, b, factor = () => 1) {
  const middle = (a + b) / 2, radius = (b - a) / 2;
  return points.map((point, j) => {
    const f = at => points.reduce((product, other, k) => k === j ? product : product * (at - other) / (point - other), factor(at));
    return radius * nodes.reduce((sum, [node, weight]) => sum + weight * (f(middle - radius * node) + f(middle + radius * node)), 0);
  });
}

/** Bytes of base64 text. */
export function bytes(text) { return Uint8Array.from(atob(text), c => c.charCodeAt(0)); }

