/**
 * The linear program of the most robust weights (program.ts) as a dense dictionary. Its margin κ' is the objective, so that
 * no row is needed for it; variables are the arms, then one slack for each association.
 */

import type { Dictionary } from './dictionary.ts';
import type { Rows } from './program.ts';

/**
 * The program at a basis from which the dual simplex method can start: the first association alone decides on the margin,
 * and all weight lies on one arm that is best for it.
 */
export function startDictionary({ data, constraints, unit, budget }: Rows): Dictionary {
  const { inputs: n, associations: m, patterns, labels } = data;
  const { arms, threshold } = constraints;
  const count = arms.length;
  const entry = (k: number, a: number): number =>
    patterns[k * n + arms[a].input] === 1 ? arms[a].sign * labels[k] : 0;
  const constant = (k: number): number => (labels[k] * threshold * n) / unit;
  let all = 0;
  for (let a = 1; a < count; a++) if (entry(0, a) > entry(0, all)) all = a;

  const stride = count + 1;
  const table = new Float64Array((m + 2) * stride);
  const nonbasic = new Int32Array(stride);
  const basic = new Int32Array(m + 2);
  for (let a = 0; a < count; a++) if (a !== all) nonbasic[a < all ? a + 1 : a] = a;
  nonbasic[count] = count;
  // The objective κ' = entry(0, ·) x − constant(0) − slack 0, with x of the one arm taken from the norm.
  const most = entry(0, all);
  table[0] = most * budget - constant(0);
  for (let j = 1; j < count; j++) table[j] = most - entry(0, nonbasic[j]);
  table[count] = 1;
  basic[1] = all;
  table.fill(1, stride + 1, stride + count);
  table[stride] = budget;
  for (let k = 1; k < m; k++) {
    const start = (k + 1) * stride;
    basic[k + 1] = count + k;
    const lead = entry(k, all) - most;
    table[start] = lead * budget + constant(0) - constant(k);
    for (let j = 1; j < count; j++) {
      table[start + j] = lead - (entry(k, nonbasic[j]) - entry(0, nonbasic[j]));
    }
    table[start + count] = -1;
  }
  return { table, stride, rows: m, columns: count, basic, nonbasic };
}

/** Sizes of the arms. */
export function sizesOf({ table, stride, rows, basic }: Dictionary, arms: number): Float64Array {
  const sizes = new Float64Array(arms);
  for (let i = 1; i <= rows; i++) if (basic[i] < arms) sizes[basic[i]] = table[i * stride];
  return sizes;
}

/** κ' of sizes of arms, from the associations. */
export function marginOf({ data, constraints, unit }: Rows, sizes: Float64Array): number {
  const { inputs: n, associations: m, patterns, labels } = data;
  const { arms, threshold } = constraints;
  const used: number[] = [];
  for (let a = 0; a < sizes.length; a++) if (sizes[a] !== 0) used.push(a);
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < m; k++) {
    let field = (-threshold * n) / unit;
    for (const a of used) {
      if (patterns[k * n + arms[a].input] === 1) field += arms[a].sign * sizes[a];
    }
    least = Math.min(least, labels[k] * field);
  }
  return least;
}
