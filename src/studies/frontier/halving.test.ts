/** Successive halving: its rungs by hand, its order against brute force. */

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { dominates, frontOf, ranked, rungsOf, type Tried } from './halving.ts';

it('halves until the survivors are left, doubling the length', () => {
  expect(rungsOf(16, 3, 8)).toEqual([
    { count: 16, length: 2 },
    { count: 8, length: 4 },
    { count: 4, length: 8 },
  ]);
  expect(rungsOf(48, 5, 15).map(({ count, length }) => [count, length])).toEqual([
    ...[
      [48, 2],
      [24, 4],
      [12, 8],
      [6, 15],
    ],
  ]);
  expect(rungsOf(3, 5, 4)).toEqual([{ count: 3, length: 4 }]);
  expect(rungsOf(4, 2, 1)).toEqual([{ count: 4, length: 1 }]);
});

const tried: fc.Arbitrary<Tried[]> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 5 })), { minLength: 1 })
  .map((all) => all.map(([a, cost], candidate) => ({ candidate, accuracy: a / 5, cost })));

it('ranks front by front: whoever is dominated comes after whoever dominates it', () => {
  fc.assert(
    fc.property(tried, (all) => {
      const order = ranked(all);
      expect(order.map(({ candidate }) => candidate).sort((a, b) => a - b)).toEqual(
        all.map(({ candidate }) => candidate),
      );
      order.forEach((one, k) => {
        for (const later of order.slice(k + 1)) expect(dominates(later, one)).toBe(false);
      });
      const front = frontOf(all);
      expect(new Set(order.slice(0, front.length))).toEqual(new Set(front));
      // On the front more accuracy costs more.
      const byCost = front.toSorted((a, b) => a.cost - b.cost);
      for (let k = 1; k < byCost.length; k++)
        expect(byCost[k].accuracy).toBeGreaterThanOrEqual(byCost[k - 1].accuracy);
    }),
  );
});

it('ranks what diverged behind everything else, however dear that was', () => {
  const diverged = { candidate: 0, accuracy: 0, cost: Infinity };
  const others = [
    { candidate: 1, accuracy: 0, cost: 1e300 },
    { candidate: 2, accuracy: 0.1, cost: 9 },
  ];
  expect(ranked([diverged, ...others]).at(-1)).toBe(diverged);
});
