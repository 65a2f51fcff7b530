/**
 * Spatial order: whether units of one cluster lie nearer to each other than chance has it, against permutations of the
 * clusters over the same positions.
 */

import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import { mean, sampleStandardDeviation } from '../numerics/summary.ts';

export interface SpatialOrder {
  /** Mean distance over all pairs of units of one cluster. */
  readonly observed: number;
  /** Mean and standard deviation of the same under permutation. */
  readonly expected: number;
  readonly deviation: number;
  /** (observed − expected) / deviation: negative where clusters gather in space; 0 without deviation. */
  readonly score: number;
  /** Probability of a mean distance as small as observed under permutation, (1 + number as small) / (1 + permutations). */
  readonly probability: number;
}

/** Distance of two of n places on a circle, in places. */
export const ringDistance =
  (n: number) =>
  (a: number, b: number): number => {
    const apart = Math.abs(a - b) % n;
    return Math.min(apart, n - apart);
  };

/**
 * Spatial order of clusters.
 *
 * @param labels cluster of each unit
 * @param distance distance of units i and j of `labels`
 * @param permutations default 1000
 * @throws UsageError when no cluster has two units, or for a number of permutations below 2
 */
export function spatialOrder(
  labels: ArrayLike<number>,
  distance: (i: number, j: number) => number,
  random: Random,
  permutations = 1000,
): SpatialOrder {
  const count = labels.length;
  if (!Number.isInteger(permutations) || permutations < 2)
    throw new UsageError(`permutations ${permutations} is not an integer ≥ 2`);
  const apart = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++) if (i !== j) apart[i * count + j] = distance(i, j);
  const groups = new Map<number, number[]>();
  for (let i = 0; i < count; i++) {
    const group = groups.get(labels[i]);
    if (group === undefined) groups.set(labels[i], [i]);
    else group.push(i);
  }
  const members = [...groups.values()];
  const pairs = members.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
  if (pairs === 0) throw new UsageError('no cluster has two units, so none has a distance');
  const within = (place: ArrayLike<number>): number => {
    let sum = 0;
    for (const group of members)
      for (let a = 1; a < group.length; a++)
        for (let b = 0; b < a; b++) sum += apart[place[group[a]] * count + place[group[b]]];
    return sum / pairs;
  };
  const place = Uint32Array.from({ length: count }, (_, i) => i);
  const observed = within(place);
  let small = 0;
  const shuffled = Float64Array.from({ length: permutations }, () => {
    random.shuffle(place);
    const value = within(place);
    // Sums of the same distances in another order differ by rounding.
    if (value <= observed * (1 + 1e-12)) small++;
    return value;
  });
  const expected = mean(shuffled);
  const deviation = sampleStandardDeviation(shuffled);
  return {
    observed,
    expected,
    deviation,
    score: deviation > 0 ? (observed - expected) / deviation : 0,
    probability: (1 + small) / (1 + permutations),
  };
}
