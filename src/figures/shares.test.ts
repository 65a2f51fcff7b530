/** Tries as points: shares with their intervals, and costs of those that succeeded. */

import { describe, expect, it } from 'vitest';
import { costFigure, meanPoints, shareFigure, sharePoints } from './shares.ts';

describe('tries', () => {
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

  it('stand once where learners are the same in every place, and only there', () => {
    const solved = (series: string, shares: readonly number[]) =>
      shares.map((y, k) => ({ x: k, y, low: y / 2, high: 1, series, facet: `N = ${k}` }));
    const words = { id: 's', title: '', caption: '', x: { label: '' }, series: ['c', 'b', 'a'] };
    const { marks, series } = shareFigure(words, [
      ...solved('a', [1, 0.5]),
      ...solved('b', [1, 0.75]),
      ...solved('c', [1, 0.5]),
    ]);
    expect(series).toEqual(['b', 'a = c']);
    for (const { data } of marks.filter((mark) => mark.data.length > 0))
      expect(data.map((row) => row.series)).toEqual(['a = c', 'a = c', 'b', 'b']);
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

  it('have means with standard errors, of rows that stand at one place', () => {
    const [near] = meanPoints(rows, place, ({ flips }) => flips);
    // 4, 1, 1: mean 2, deviation √3, of three.
    expect(near).toMatchObject({ x: 0.4, y: 2 });
    expect(near.yError).toBeCloseTo(1, 12);
  });
});
