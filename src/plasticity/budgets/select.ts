/**
 * Exact choice of the largest or smallest magnitudes, with ties broken by index: the lower index wins.
 *
 * Works on the bits of the magnitudes, which order as they do, in three rounds of counting: O(n), no sorting.
 */

import { FrugalError } from '../../errors.ts';

export type Extreme = 'largest' | 'smallest';

/** Throws `FrugalError` for a fraction outside (0, 1]. */
export function checkFraction(fraction: number, what: string): void {
  if (!(fraction > 0 && fraction <= 1))
    throw new FrugalError(`fraction ${fraction} of ${what} is outside (0, 1]`);
}

/** The integer nearest to x ≥ 0; of two equally near the even one. */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/**
 * How many of n a fraction p keeps: n − round((1 − p)(n − 1)), halves to even, at least 1. The count of the published
 * program of van Rossum & Pache (2024), which cuts at an order statistic; where several are equal it keeps more, we do not.
 *
 * @example keptOf(78_500, 0.1) // 7851
 */
export function keptOf(n: number, fraction: number): number {
  return n === 0 ? 0 : n - roundHalfEven((1 - fraction) * (n - 1));
}

/** Bits of a key in the three rounds: 31 together, the sign left out. */
const ROUNDS = [
  { shift: 20, bits: 11 },
  { shift: 10, bits: 10 },
  { shift: 0, bits: 10 },
] as const;

const counts = new Uint32Array(2048);

/** Where to cut: keys beyond `key` are kept, and the first `ties` of those equal to it. */
function cutOf(
  keys: Uint32Array,
  keep: number,
  which: Extreme,
): { readonly key: number; readonly ties: number } {
  let prefix = 0;
  let wanted = keep;
  for (const { shift, bits } of ROUNDS) {
    const size = 1 << bits;
    counts.fill(0, 0, size);
    const above = shift + bits;
    for (let k = 0; k < keys.length; k++) {
      const key = keys[k] & 0x7fffffff;
      if (above < 31 && key >>> above !== prefix >>> above) continue;
      counts[(key >>> shift) & (size - 1)] += 1;
    }
    let slot = which === 'largest' ? size - 1 : 0;
    const step = which === 'largest' ? -1 : 1;
    while (counts[slot] < wanted) {
      wanted -= counts[slot];
      slot += step;
    }
    prefix |= slot << shift;
  }
  return { key: prefix, ties: wanted };
}

/** Bits of the values of an array of singles, without copying. */
const bitsOf = (values: Float32Array): Uint32Array =>
  new Uint32Array(values.buffer, values.byteOffset, values.length);

/**
 * Sets all but `keep` of `change` to 0: those whose `scores` are largest (smallest) in magnitude stay.
 *
 * @param scores as many as changes; may be `change` itself
 */
export function keepExtreme(
  change: Float32Array,
  scores: Float32Array,
  keep: number,
  which: Extreme,
): void {
  if (keep >= change.length) return;
  if (keep <= 0) {
    change.fill(0);
    return;
  }
  const keys = bitsOf(scores);
  const { key, ties } = cutOf(keys, keep, which);
  let left = ties;
  for (let k = 0; k < change.length; k++) {
    const own = keys[k] & 0x7fffffff;
    if (own === key) {
      if (left > 0) left -= 1;
      else change[k] = 0;
    } else if (which === 'largest' ? own < key : own > key) change[k] = 0;
  }
}

/** Indices of the `keep` values of largest (smallest) magnitude, ascending. */
export function extremeIndices(
  values: ArrayLike<number>,
  keep: number,
  which: Extreme,
): Uint32Array {
  const scores = Float32Array.from(values);
  if (keep >= scores.length) return Uint32Array.from(scores, (_, k) => k);
  const { key, ties } = cutOf(bitsOf(scores), keep, which);
  let left = ties;
  const kept: number[] = [];
  bitsOf(scores).forEach((bits, k) => {
    const own = bits & 0x7fffffff;
    if (own === key ? left-- > 0 : which === 'largest' ? own > key : own < key) kept.push(k);
  });
  return Uint32Array.from(kept);
}
