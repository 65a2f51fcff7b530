/** How numbers read: interval, sign, unit, and the reason in place of an interval. */

import { describe, expect, it } from 'vitest';
import { difference, digits, judgeMean, type Pair, points, shown } from './index.ts';

describe('words', () => {
  it('give a difference of paired seeds with both means and the interval', () => {
    const pairs: Pair[] = [
      [0.98, 0.97],
      [0.97, 0.95],
      [0.99, 0.98],
    ];
    // Differences 1, 2, 1 points: mean 4/3, deviation 1/√3, t(0.975, 2) = 4.3027: ± 1.434.
    expect(difference(pairs)).toMatchObject({
      measured: '98.0 % against 96.7 %: +1.3 [−0.1, +2.8] points (3 paired seeds)',
      verdict: 'undecided',
    });
    expect(difference(pairs, { bar: -0.01, head: 'best' })).toMatchObject({
      measured: expect.stringMatching(/^best: 98\.0 %/),
      verdict: 'holds',
    });
    expect(difference(pairs, { bar: 0.05, side: 'below' }).verdict).toBe('holds');
    expect(difference(pairs.slice(1)).measured).toBe(
      '98.0 % against 96.5 %: +1.5 points (2 seeds, too few to tell)',
    );
    expect(difference([])).toMatchObject({
      measured: 'nothing was measured',
      verdict: 'undecided',
    });
    const broken: Pair[] = [...pairs, [Number.NaN, 1]];
    expect(difference(broken, { form: digits }).verdict).toBe('undecided');
  });

  it('give three digits', () => {
    expect([0, 12.345, 999.4, 999.6, 1510, 12345, 0.00123].map(digits)).toEqual([
      ...['0', '12.3', '999', '1,000', '1,510', '12,300', '0.00123'],
    ]);
    expect(digits(-0.5)).toBe('−0.500');
  });

  it('put a unit behind the interval', () => {
    expect(shown(judgeMean([0.01, 0.02, 0.03]), points, 'run', ' points')).toBe(
      '+2.0 [−0.5, +4.5] points (3 runs)',
    );
  });
});
