import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goodnessOfFit } from '../../test/goodness-of-fit.ts';
import { createRandom } from './random.ts';

/** Enough picks that the range is halved: more than LEAF of distinct.ts. */
const LARGE = 20_000;

function expectDistinctAscending(picks: ArrayLike<number>, n: number, k: number): void {
  expect(picks.length).toBe(k);
  let ascending = true;
  for (let i = 1; i < k; i++) ascending &&= picks[i - 1] < picks[i];
  expect(ascending).toBe(true);
  if (k === 0) return;
  expect(picks[0]).toBeGreaterThanOrEqual(0);
  expect(picks[k - 1]).toBeLessThan(n);
}

describe('distinct', () => {
  test('gives k ascending integers below n', () => {
    const sizes = fc
      .oneof(fc.nat(12), fc.nat(1000), fc.constant(2 ** 32), fc.nat({ max: 2 ** 53 }))
      .chain((n) => fc.tuple(fc.constant(n), fc.nat(Math.min(n, 300))));
    fc.assert(
      fc.property(sizes, fc.nat(), ([n, k], seed) => {
        const picks = createRandom(seed).distinct(n, k);
        expect(picks).toBeInstanceOf(n > 2 ** 32 ? Float64Array : Uint32Array);
        expectDistinctAscending(picks, n, k);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    [LARGE, LARGE / 2],
    [LARGE, LARGE],
    [3 * LARGE, 3 * LARGE - 1],
    [3 * LARGE, 2 * LARGE],
    [2 ** 32, LARGE],
    [2 ** 32 + 1, LARGE],
    [2 ** 53, LARGE],
  ])('halves a range of %d for %d picks', (n, k) => {
    expectDistinctAscending(createRandom(5).distinct(n, k), n, k);
  });

  test('takes everything or nothing without a draw', () => {
    const random = createRandom(1);
    expect([...random.distinct(5, 5)]).toEqual([0, 1, 2, 3, 4]);
    expect([...random.distinct(2 ** 53, 0)]).toEqual([]);
    expect([...random.distinct(0, 0)]).toEqual([]);
    expect(random.state().position).toBe(0);
  });

  test.each([
    [5, 1],
    [6, 2],
    [6, 3],
    [7, 5],
  ])('of %d take %d: every subset is equally likely', (n, k) => {
    const random = createRandom('subsets').split(n).split(k);
    const size = 20_000;
    const counts = new Map<string, number>();
    for (let i = 0; i < size; i++) {
      const subset = random.distinct(n, k).join();
      counts.set(subset, (counts.get(subset) ?? 0) + 1);
    }
    let subsets = 1;
    for (let i = 0; i < k; i++) subsets = (subsets * (n - i)) / (i + 1);
    expect(counts.size).toBe(subsets);
    const observed = [...counts.values()];
    const z = goodnessOfFit(observed, new Array(subsets).fill(size / subsets));
    expect(Math.abs(z)).toBeLessThan(3);
  });

  test.each([
    [1e6, 60_000],
    [100_000, 60_000],
    [2 ** 50, 60_000],
  ])('spreads %d positions evenly over 60000 picks', (n, k) => {
    const cells = 1000;
    const observed = new Float64Array(cells);
    for (const pick of createRandom('spread').distinct(n, k))
      observed[Math.floor((pick / n) * cells)]++;
    // Counts of a subset vary less than independent ones by 1 − k/n, which the statistic has to be told.
    const spread = Math.sqrt(1 - k / n);
    const expected = new Float64Array(cells).fill(k / cells);
    const z = goodnessOfFit(
      observed.map((count, i) => expected[i] + (count - expected[i]) / spread),
      expected,
    );
    expect(Math.abs(z)).toBeLessThan(3);
  });

  test('pairs of picks are as frequent as they should be in a halved range', () => {
    // Neighbours i, i + 1 both picked: (n − 1) k (k − 1) / (n (n − 1)) expected, about Poisson spread or less.
    const n = 200_000;
    const k = 40_000;
    const picks = createRandom('pairs').distinct(n, k);
    let pairs = 0;
    for (let i = 1; i < k; i++) if (picks[i] === picks[i - 1] + 1) pairs++;
    const expected = (k * (k - 1)) / n;
    expect(Math.abs(pairs - expected)).toBeLessThan(3 * Math.sqrt(expected));
  });

  test.each([
    [5, 6, 'number of distinct integers 6 is not an integer in 0..5'],
    [5, -1, 'number of distinct integers -1 is not an integer in 0..5'],
    [5.5, 1, 'range 5.5 is not an integer in 0..9007199254740992'],
    [Number.NaN, 1, 'range NaN is not an integer in 0..9007199254740992'],
  ])('of %d take %d is refused', (n, k, message) => {
    expect(() => createRandom(1).distinct(n, k)).toThrow(message);
  });
});
