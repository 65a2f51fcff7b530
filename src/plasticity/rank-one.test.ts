/** Exact selection: against sorting everything, with ties and zeros in plenty. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepExtreme, keptOf } from './budgets/select.ts';
import { createRankOneSelector } from './rank-one.ts';

/** All positions sorted by magnitude, then by index; zeros left out. */
function bySorting(values: Float32Array, keep: number, largest = true): number[] {
  const order = Array.from(values, (_, k) => k);
  const size = (k: number): number => Math.abs(values[k]);
  order.sort((a, b) => (largest ? size(b) - size(a) : size(a) - size(b)) || a - b);
  return order.slice(0, keep).sort((a, b) => a - b);
}

const ascending = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b);

/** Few distinct values make ties; wide exponents try the search. */
const value = fc.oneof(
  fc.constantFrom(0, 1, -1, 0.5, 2),
  fc.float({ min: -8, max: 8, noNaN: true }),
  fc.float({ min: Math.fround(-1e-8), max: Math.fround(1e-8), noNaN: true }),
);
const side = fc.array(value, { minLength: 1, maxLength: 40 }).map((x) => Float32Array.from(x));

describe('the number kept', () => {
  // Counts of the published program: n − round((1 − p)(n − 1)).
  it('is that of the published program', () => {
    expect(keptOf(78_500, 0.1)).toBe(7851);
    expect(keptOf(78_500, 0.01)).toBe(786);
    expect(keptOf(1000, 0.784)).toBe(784);
    expect(keptOf(10, 1)).toBe(10);
  });
});

describe('the extremes of an array', () => {
  it('are those that sorting finds, ties by index', () => {
    fc.assert(
      fc.property(
        side,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (x, p, largest) => {
          const keep = Math.floor(p * (x.length + 1));
          const expected = new Set(bySorting(x, keep, largest));
          const change = x.slice();
          keepExtreme(change, change, keep, largest ? 'largest' : 'smallest');
          expect(change).toEqual(x.map((v, k) => (expected.has(k) ? v : 0)));
        },
      ),
    );
  });
});

describe('the largest of a change of rank one', () => {
  const selector = createRankOneSelector(600, 600, 36_000);

  const check = (pre: Float32Array, post: Float32Array, scale: number, keep: number): void => {
    const formed = new Float32Array(pre.length * post.length);
    pre.forEach((x, i) => {
      post.forEach((d, o) => {
        formed[i * post.length + o] = Math.fround(scale * Math.fround(x * d));
      });
    });
    const expected = bySorting(formed, keep).filter((k) => formed[k] !== 0);
    const counts = { pre: pre.length, post: post.length, stride: post.length };
    const found = selector.select(pre, post, counts, scale, keep);
    const positions = Array.from(
      { length: found },
      (_, k) => selector.pre[k] * post.length + selector.post[k],
    );
    const rows = new Uint32Array(pre.length + 1);
    const least = selector.cut(rows, pre, post, counts, scale, keep);
    const reaching = ascending(
      [...formed.keys()].filter((k) => Math.abs(formed[k]) >= least && formed[k] !== 0),
    );
    if (!Number.isNaN(least) && keep > 0) {
      expect(reaching).toEqual(expected);
      const needed = new Set(expected.map((k) => Math.floor(k / post.length)));
      const listed = new Set(rows.subarray(1, 1 + rows[0]));
      expect([...needed].filter((i) => !listed.has(i))).toEqual([]);
    }
    // Factors may be so small that their product is 0.
    expect(ascending(positions.filter((k) => formed[k] !== 0))).toEqual(expected);
  };

  it('are those that sorting all of it finds', () => {
    fc.assert(
      fc.property(side, side, fc.double({ min: 0, max: 1, noNaN: true }), (pre, post, p) => {
        check(pre, post, Math.fround(-0.01), Math.floor(p * pre.length * post.length));
      }),
      { numRuns: 300 },
    );
  });

  it('are found where many are equal, as with pixels in bytes', () => {
    const pre = Float32Array.from({ length: 500 }, (_, k) => ((k * 37) % 5) / 4);
    const post = Float32Array.from({ length: 60 }, (_, k) => ((k * 11) % 7) - 3);
    for (const keep of [1, 17, 300, 3000, 29_999]) check(pre, post, Math.fround(0.1), keep);
  });
});
