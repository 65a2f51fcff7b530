/** Problems that were tried: where half of them are solved, in words. */

import { describe, expect, it } from 'vitest';
import { halfLoad, shownHalf, shownShares } from './trials.ts';

describe('half of the problems', () => {
  const trials = (...counts: readonly (readonly [load: number, solved: number])[]) =>
    counts.flatMap(([load, solved]) =>
      Array.from({ length: 10 }, (_, k) => ({ load, solved: k < solved })),
    );

  it('are solved where the share falls through one half, straight between two loads', () => {
    expect(halfLoad(trials([0.6, 0], [0.4, 10])).load).toBeCloseTo(0.5, 12);
    const { load, bound } = halfLoad(trials([0.4, 10], [0.5, 8], [0.6, 4]));
    expect(load).toBeCloseTo(0.575, 12);
    expect(bound).toBe('at');
  });

  it('have a bound where the share stays on one side', () => {
    expect(halfLoad(trials([0.4, 10], [0.5, 5]))).toEqual({ load: 0.5, bound: 'at least' });
    expect(halfLoad(trials([0.4, 2], [0.5, 0]))).toEqual({ load: 0.4, bound: 'at most' });
  });
});

describe('trials', () => {
  const rows = [0.6, 0.4].flatMap((load) =>
    [4, 1, 1].map((flips, k) => ({ load, solved: load < 0.5 || k > 0, flips })),
  );

  it('are told load by load', () => {
    const success = ({ solved }: { readonly solved: boolean }) => solved;
    expect(shownShares(rows, ({ load }) => load, success)).toBe('0.4: 3/3, 0.6: 2/3');
    expect(shownHalf({ load: 0.5, bound: 'at least' }, 0.8)).toBe('≥ 0.500 (0.63 α_c)');
  });
});
