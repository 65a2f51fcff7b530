import { describe, expect, it } from 'vitest';
import { createRandom } from '../numerics/random.ts';
import { ringDistance, spatialOrder } from './spatial-order.ts';

const random = createRandom('spatial order');

describe('spatialOrder', () => {
  it('sees clusters that gather on the ring, and none where they are shuffled', () => {
    const n = 60;
    const distance = ringDistance(n);
    const gathered = Array.from({ length: n }, (_, i) => Math.floor(i / 12));
    const seen = spatialOrder(gathered, distance, random.split(1));
    // Within 12 neighbours the mean distance is (12 + 1)/3.
    expect(seen.observed).toBeCloseTo(13 / 3, 12);
    expect(seen.score).toBeLessThan(-10);
    expect(seen.probability).toBe(1 / 1001);
    const shuffled = [...random.split('shuffle').permutation(n)].map((i) => gathered[i]);
    const none = spatialOrder(shuffled, distance, random.split(2));
    expect(Math.abs(none.score)).toBeLessThan(3);
    expect(none.expected).toBeCloseTo(seen.expected, 0);
  });

  it('has the exact null of few units', () => {
    // Four places on a line, two clusters of two: the three divisions have mean distances 1, 2 and 2.
    const { observed, expected, probability } = spatialOrder(
      [0, 0, 1, 1],
      (i, j) => Math.abs(i - j),
      random.split(3),
      30_000,
    );
    expect(observed).toBe(1);
    expect(expected).toBeCloseTo(5 / 3, 1);
    expect(probability).toBeCloseTo(1 / 3, 1);
  });

  it('goes around the circle', () => {
    expect(ringDistance(10)(1, 9)).toBe(2);
    expect(ringDistance(10)(0, 5)).toBe(5);
  });

  it('refuses clusters of single units', () => {
    expect(() => spatialOrder([0, 1, 2], () => 1, random)).toThrow('no cluster has two units');
  });
});
