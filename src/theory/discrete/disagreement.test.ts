import { describe, expect, it } from 'vitest';
import { acos } from '../../numerics/arc.ts';
import { disagreement } from './disagreement.ts';

/** All patterns of N bits, one by one: weights all +1 against weights of which the first few are −1. */
function counted(inputs: number, distance: number): number {
  let differ = 0;
  for (let pattern = 0; pattern < 2 ** inputs; pattern++) {
    let [one, other] = [0, 0];
    for (let i = 0; i < inputs; i++) {
      const x = (pattern >> i) & 1 ? 1 : -1;
      one += x;
      other += i < distance ? -x : x;
    }
    if (one > 0 !== other > 0) differ += 1;
  }
  return differ / 2 ** inputs;
}

describe('how often two perceptrons disagree', () => {
  it.each([3, 5, 11])('is what counting all patterns of %d inputs gives', (inputs) => {
    for (let distance = 0; distance <= inputs; distance++)
      expect(disagreement(inputs, distance)).toBeCloseTo(counted(inputs, distance), 12);
  });

  it('is arccos(1 − 2d)/π in large ones', () => {
    for (const share of [0.05, 0.3, 0.5, 0.8])
      expect(disagreement(100_001, Math.round(share * 100_001))).toBeCloseTo(
        acos(1 - 2 * share) / Math.PI,
        3,
      );
  });
});
