import { describe, expect, it } from 'vitest';
import { createRandom } from '../numerics/random.ts';
import type { Activity } from './activity.ts';
import { fractionalVariance, fractionHistogram } from './fractional-variance.ts';
import { taskVariance, varianceMap } from './task-variance.ts';

function drawn(trials: number, steps: number, units: number, lengths?: number[]): Activity {
  const values = new Float32Array(trials * steps * units);
  createRandom('activity').fillNormal(values, 1);
  return { trials, steps, units, values, ...(lengths === undefined ? {} : { lengths }) };
}

/** The definition, step by step and unit by unit. */
function slow({ trials, steps, units, values, lengths }: Activity, from: number): number[] {
  return Array.from({ length: units }, (_, i) => {
    const perStep: number[] = [];
    for (let t = from; t < steps; t++) {
      const seen = Array.from({ length: trials }, (_, n) => n)
        .filter((n) => t < (lengths?.[n] ?? steps))
        .map((n) => values[(n * steps + t) * units + i]);
      if (seen.length < 2) continue;
      const mean = seen.reduce((a, b) => a + b) / seen.length;
      perStep.push(seen.reduce((sum, x) => sum + (x - mean) ** 2, 0) / seen.length);
    }
    return perStep.reduce((a, b) => a + b) / perStep.length;
  });
}

describe('taskVariance', () => {
  it('is the mean over steps of the variance over trials', () => {
    for (const from of [0, 3]) {
      const activity = drawn(7, 9, 5);
      slow(activity, from).forEach((value, i) => {
        expect(taskVariance(activity, from)[i]).toBeCloseTo(value, 12);
      });
    }
  });

  it('leaves out trials that have ended, and steps that one trial alone reaches', () => {
    const activity = drawn(5, 8, 3, [8, 4, 6, 2, 6]);
    // Whatever stands after the end of a trial.
    for (let i = 0; i < 3; i++) activity.values[(1 * 8 + 5) * 3 + i] = Number.NaN;
    slow(activity, 1).forEach((value, i) => {
      expect(taskVariance(activity, 1)[i]).toBeCloseTo(value, 12);
    });
  });

  it('is 0 where every trial is alike, and scales with the square of the activity', () => {
    const still = { trials: 4, steps: 3, units: 2, values: new Float32Array(24).fill(0.5) };
    expect([...taskVariance(still)]).toEqual([0, 0]);
    const one = drawn(6, 4, 2);
    const two = { ...one, values: one.values.map((x) => 2 * x) };
    expect(taskVariance(two)[1] / taskVariance(one)[1]).toBeCloseTo(4, 10);
  });

  it('refuses what does not fit', () => {
    const activity = drawn(2, 3, 4);
    expect(() => taskVariance({ ...activity, units: 5 })).toThrow(
      '24 values of activity, 2 trials × 3 steps × 5 units need 30',
    );
    expect(() => taskVariance({ ...activity, lengths: [3, 4] })).toThrow(
      'length 4 of trial 1 is not an integer in 0 … 3',
    );
    expect(() => taskVariance(activity, 3)).toThrow(
      'no step from 3 on is reached by two of the 2 trials',
    );
  });
});

describe('varianceMap', () => {
  it('drops inactive units and divides every other one by its maximum', () => {
    const map = varianceMap({ go: [2, 4e-4, 0, 1], anti: [1, 5e-4, 1e-3, 4] });
    expect(map.tasks).toEqual(['go', 'anti']);
    expect([...map.units]).toEqual([0, 2, 3]);
    expect([...map.values]).toEqual([1, 0.5, 0, 1, 0.25, 1]);
  });

  it('refuses tasks of different networks', () => {
    expect(() => varianceMap({})).toThrow('at least one task');
    expect(() => varianceMap({ go: [1, 2], anti: [1] })).toThrow(
      '1 units in task "anti", 2 in "go"',
    );
  });
});

describe('fractionalVariance', () => {
  it('is 1 for units of the first task alone, −1 of the second, 0 for both', () => {
    const { units, values } = fractionalVariance([1, 0, 2, 1e-5, 3], [0, 1, 2, 1e-5, 1]);
    expect([...units]).toEqual([0, 1, 2, 4]);
    expect([...values]).toEqual([1, -1, 0, 0.5]);
  });

  it('is counted in equal bins that hold both ends', () => {
    const { edges, counts } = fractionHistogram([-1, -0.95, 0, 0.05, 1, 0.999]);
    expect(edges.length).toBe(21);
    expect([edges[0], edges[10], edges[20]]).toEqual([-1, 0, 1]);
    expect(counts.reduce((a, b) => a + b)).toBe(6);
    expect([counts[0], counts[10], counts[19]]).toEqual([2, 2, 2]);
  });
});
