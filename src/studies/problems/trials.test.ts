/** Problems that were tried: where half of them are solved, points of figures, and who won. */

import { describe, expect, it } from 'vitest';
import { costFigure, sharePoints } from '../../figures/shares.ts';
import { halfLoad, shownHalf, shownShares, wonBy } from './trials.ts';

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
  const place = ({ load }: { readonly load: number }) => ({ x: load, series: 'one' });

  it('are points from left to right, with shares and their intervals', () => {
    const [near, far] = sharePoints(rows, place, ({ solved }) => solved);
    expect(near).toMatchObject({ x: 0.4, y: 1, series: 'one' });
    expect(far.y).toBeCloseTo(2 / 3, 12);
    // Wilson's interval of 2 of 3 (R: prop.test(2, 3, correct = FALSE)).
    expect([far.low, far.high]).toEqual([
      expect.closeTo(0.2076596, 6),
      expect.closeTo(0.9385081, 6),
    ]);
  });

  it('cost what those cost that were solved', () => {
    const words = { id: 'c', title: '', caption: '', x: { label: '' }, y: { label: '' } };
    const cost = { rows, place, value: ({ flips }: { readonly flips: number }) => flips };
    const heights = (way: 'mean' | 'median') =>
      costFigure(words, { ...cost, way })[0]
        .marks.at(-1)
        ?.data.map(({ y }) => y);
    expect(heights('mean')).toEqual([2, 1]);
    expect(heights('median')).toEqual([1, 1]);
    expect(costFigure(words, { ...cost, rows: [], way: 'mean' })).toEqual([]);
  });

  it('are told load by load', () => {
    const success = ({ solved }: { readonly solved: boolean }) => solved;
    expect(shownShares(rows, ({ load }) => load, success)).toBe('0.4: 3/3, 0.6: 2/3');
    expect(shownHalf({ load: 0.5, bound: 'at least' }, 0.8)).toBe('≥ 0.500 (0.63 α_c)');
  });

  it('are won by the one who does better; ties say nothing', () => {
    const won = (ours: number, theirs: number) =>
      wonBy([
        ...Array.from({ length: ours }, () => [1, 0] as const),
        ...Array.from({ length: theirs }, () => [0, 1] as const),
        ...Array.from({ length: 50 }, () => [1, 1] as const),
      ]);
    // Six of six by a fair coin: 1/64 < 2.5 %; five of five: 1/32 is more.
    expect(won(6, 0).verdict).toBe('holds');
    expect(won(0, 6).verdict).toBe('falls short');
    expect(won(5, 0).verdict).toBe('undecided');
    expect(won(0, 0)).toMatchObject({ verdict: 'undecided', count: 0 });
  });
});
