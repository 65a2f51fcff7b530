/** The patterns' side of approximate message passing: responses are slopes of what they respond to, totals solve their equation. */

import { describe, expect, it } from 'vitest';
import { finish, finishAsync } from '../../numerics/pace.ts';
import { createRandom } from '../../numerics/random.ts';
import { evaluate } from '../../tasks/discrete/evaluate.ts';
import {
  createChannelInSteps,
  createPatterns,
  type Patterns,
  respondAll,
  solveTotal,
} from './channel.ts';
import { storage } from './fixtures/instances.ts';

/** Φ by summation of its density: enough digits for differences. */
function phi(z: number): number {
  let sum = 0;
  const step = 1e-3;
  for (let x = -9; x < z; x += step) {
    const width = Math.min(step, z - x);
    sum += width * Math.exp(-0.5 * (x + width / 2) ** 2);
  }
  return sum / Math.sqrt(2 * Math.PI);
}

/** log of the probability that a majority of units with Gaussian fields is good. */
function logMajority(means: readonly number[], variances: readonly number[]): number {
  const good = means.map((mean, k) => phi(mean / Math.sqrt(variances[k])));
  let right = 0;
  for (let votes = 0; votes < 2 ** good.length; votes++) {
    let [count, mass] = [0, 1];
    good.forEach((p, k) => {
      const voted = (votes >> k) & 1;
      count += voted;
      mass *= voted ? p : 1 - p;
    });
    if (2 * count > good.length) right += mass;
  }
  return Math.log(right);
}

function drawn(problem: Parameters<typeof createPatterns>[0]): Patterns {
  const patterns = createPatterns(problem);
  const random = createRandom('patterns');
  random.fillUniform(patterns.cavityMeans, -2, 2);
  random.fillUniform(patterns.cavityVariances, 1, 4);
  return patterns;
}

describe('responses', () => {
  it.each([1, 3])('are the slopes and bends of the log-probability of %i units', (units) => {
    const problem = storage(11, 3, 1, { units });
    const patterns = drawn(problem);
    respondAll(patterns);
    const step = 1e-3;
    for (let p = 0; p < 3; p++)
      for (let k = 0; k < units; k++) {
        const at = (by: number) => {
          const means = Array.from(
            { length: units },
            (_, u) => patterns.cavityMeans[p * units + u],
          );
          means[k] += by;
          return logMajority(means, [
            ...patterns.cavityVariances.subarray(p * units, (p + 1) * units),
          ]);
        };
        const slope = (at(step) - at(-step)) / (2 * step);
        const bend = -(at(step) - 2 * at(0) + at(-step)) / step ** 2;
        expect(patterns.slopes[p * units + k]).toBeCloseTo(slope, 5);
        expect(patterns.bends[p * units + k]).toBeCloseTo(bend, 3);
      }
    for (let k = 0; k < units; k++) {
      let total = 0;
      for (let p = 0; p < 3; p++) total += problem.labels[p] * patterns.slopes[p * units + k];
      expect(patterns.slopeTotals[k]).toBeCloseTo(total, 12);
    }
  });
});

describe('the sum of all weights', () => {
  it('is where weights and patterns agree', () => {
    const problem = storage(50, 8, 2, { levels: [0, 1], code: 'zero-one', threshold: 12 });
    const patterns = drawn(problem);
    patterns.weightTotals[0] = 5;
    patterns.pulls[0] = 0.01;
    // Synapses in fields of 0: mean ½ each, and a tanh of what the patterns add.
    let asked = 0;
    const totalAt = (_: number, shift: number) => {
      asked += 1;
      const m = Math.tanh(shift / 2);
      return { mean: 25 + 25 * m, variance: 12.5 * (1 - m * m) };
    };
    finish(solveTotal(patterns, 0, totalAt));
    // Newton's method, not the halving that bounds it.
    expect(asked).toBeLessThan(8);
    const found = patterns.weightTotals[0];
    respondAll(patterns);
    const { mean, variance } = totalAt(0, patterns.rate * patterns.slopeTotals[0] - 0.01);
    expect(Math.abs(mean - found)).toBeLessThanOrEqual(1e-3 * Math.max(1, Math.sqrt(variance)));
    expect(patterns.rate).toBeGreaterThan(0.3);
  });
});

describe('a channel', () => {
  it('counts errors of weights, few or many of which have moved since', async () => {
    for (const problem of [
      storage(201, 60, 3),
      storage(101, 60, 4, { units: 3 }),
      storage(101, 60, 5, { levels: [0, 1], code: 'zero-one', threshold: 25.2 }),
      storage(200, 60, 6),
    ]) {
      const channel = await finishAsync(createChannelInSteps(problem));
      const random = createRandom('weights');
      const { levels } = problem;
      const weights = Int8Array.from(
        { length: problem.inputs * problem.units },
        () => levels[random.integer(levels.length)],
      );
      for (let round = 0; round < 4; round++) {
        expect(finish(channel.errors(weights))).toBe(evaluate(problem, weights).errors);
        for (const i of random.distinct(weights.length, round === 2 ? 90 : 2))
          weights[i] = levels[random.integer(levels.length)];
      }
      channel.dispose();
    }
  });

  it('counts errors of weights nearly all of which are 0', async () => {
    const problem = storage(301, 40, 7, { levels: [-1, 0, 1] });
    const channel = await finishAsync(createChannelInSteps(problem));
    const weights = new Int8Array(301);
    for (let i = 0; i < 8; i++) {
      weights[30 * i] = i % 2 === 0 ? 1 : -1;
      expect(finish(channel.errors(weights))).toBe(evaluate(problem, weights).errors);
    }
    channel.dispose();
  });
});
