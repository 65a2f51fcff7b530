/** The arithmetic of successive halving. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestOf, rungsOf, runsOf } from './halving.ts';

describe('the rounds of a race', () => {
  it('are those of the book: 27 settings, 9 seeds, a third kept', () => {
    expect(rungsOf(27, 9, 3)).toEqual([
      { settings: 27, seeds: 1 },
      { settings: 9, seeds: 3 },
      { settings: 3, seeds: 9 },
    ]);
    // 27 × 1, then 9 × 2 and 3 × 6 more: 63 of 243.
    expect(runsOf(rungsOf(27, 9, 3))).toBe(63);
  });

  it('are one where nothing can be cut', () => {
    expect(rungsOf(2, 9, 3)).toEqual([{ settings: 2, seeds: 9 }]);
    expect(rungsOf(100, 2, 3)).toEqual([{ settings: 100, seeds: 2 }]);
  });

  it('grow in seeds, shrink in settings, end with all seeds, and never cost more than the sweep', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 500 }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 2, max: 5 }),
        (settings, seeds, factor) => {
          const rungs = rungsOf(settings, seeds, factor);
          expect(rungs[0].settings).toBe(settings);
          expect(rungs[rungs.length - 1].seeds).toBe(seeds);
          rungs.slice(1).forEach((rung, k) => {
            expect(rung.settings).toBeGreaterThanOrEqual(1);
            expect(rung.settings).toBeLessThan(rungs[k].settings);
            expect(rung.seeds).toBeGreaterThan(rungs[k].seeds);
          });
          expect(runsOf(rungs)).toBeLessThanOrEqual(settings * seeds);
        },
      ),
    );
  });

  it('refuse a race of one, and a factor that keeps all', () => {
    expect(() => rungsOf(1, 9, 3)).toThrow('two settings or more');
    expect(() => rungsOf(9, 9, 1)).toThrow('2 or more');
  });
});

describe('the best', () => {
  const racers = [3, 1, undefined, 3, 2].map((value, place) => ({ place, value }));
  const places = (keep: number, less: boolean) =>
    bestOf(racers, keep, less).map(({ place }) => place);

  it('come first, equals in their order, those that failed never', () => {
    expect(places(3, false)).toEqual([0, 3, 4]);
    expect(places(3, true)).toEqual([1, 4, 0]);
    expect(places(9, true)).toEqual([1, 4, 0, 3]);
  });
});
