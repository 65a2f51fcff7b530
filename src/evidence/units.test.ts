import { describe, expect, it } from 'vitest';
import { estimate, ratio } from './estimate.ts';
import { grouped, paired, perUnit } from './units.ts';
import { digits, finding, percent, points, seeds, shown } from './words.ts';

const rows = [
  { unit: '1/0', kind: 'a', x: 1 },
  { unit: '1/0', kind: 'b', x: 3 },
  { unit: '2/0', kind: 'a', x: 10 },
];
const x = (row: { x: number }) => row.x;

describe('units', () => {
  it('are one value each: what one seed has made is averaged first', () => {
    expect([...perUnit(rows, x)]).toEqual([
      ['1/0', 2],
      ['2/0', 10],
    ]);
    expect([...perUnit([{ unit: '1', x: Number.NaN }], x).values()]).toEqual([Number.NaN]);
  });

  it('are paired where both have them', () => {
    const theirs = [
      { unit: '2/0', kind: 'c', x: 4 },
      { unit: '3/0', kind: 'c', x: 5 },
    ];
    expect(paired(rows, theirs, x)).toEqual([[10, 4]]);
  });

  it('are grouped in the order of their first appearance', () => {
    expect(grouped(rows, ({ kind }) => kind).map((group) => group.map(x))).toEqual([[1, 10], [3]]);
  });
});

describe('estimates', () => {
  it('are a mean and its standard error', () => {
    expect(estimate([1, 2, 3])).toEqual({ mean: 2, error: 1 / Math.sqrt(3), count: 3 });
    expect(estimate([5])).toEqual({ mean: 5, error: 0, count: 1 });
  });

  it('of a ratio of means have the error to first order', () => {
    const found = ratio([2, 4, 6], [1, 2, 3]);
    expect(found.mean).toBe(2);
    expect(found.error).toBeCloseTo(0, 12);
  });
});

describe('words', () => {
  it('show a number with its interval, or the reason why there is none', () => {
    const chance = { holds: 0.01, short: 0.99 };
    const judged = {
      verdict: 'holds',
      count: 5,
      estimate: 0.5,
      low: 0.4,
      high: 0.6,
      chance,
    } as const;
    expect(shown(judged, percent)).toBe('50.0 % [40.0 %, 60.0 %] (5 seeds)');
    expect(finding(judged, { head: 'accuracy', form: percent, unit: 'problem' })).toEqual({
      measured: 'accuracy: 50.0 % [40.0 %, 60.0 %] (5 problems)',
      verdict: 'holds',
      chance,
    });
    const open = {
      verdict: 'undecided',
      count: 1,
      estimate: 2,
      reason: '1 seed, too few to tell',
      chance,
    } as const;
    expect(shown(open)).toBe('2.00 (1 seed, too few to tell)');
    expect(shown({ verdict: 'undecided', count: 0, reason: 'nothing was measured', chance })).toBe(
      'nothing was measured',
    );
  });

  it('form numbers alike everywhere', () => {
    expect([0, 0.005, 1.2345, 12345, -0.5].map(digits)).toEqual([
      '0',
      '0.00500',
      '1.23',
      '12,300',
      '−0.500',
    ]);
    expect([points(0.012), points(-0.004), points(0)]).toEqual(['+1.2', '−0.4', '+0.0']);
    expect([seeds(1), seeds(2)]).toEqual(['1 seed', '2 seeds']);
  });
});
