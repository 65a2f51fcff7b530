import { describe, expect, it } from 'vitest';
import { createRandom } from '../numerics/random.ts';
import { density, positionOf, reorder, type Topology } from '../sparse/topology.ts';
import { fixedFanIn } from './fixed.ts';
import { line, ring } from './local.ts';
import { denseRecurrent, diagonal, randomInDegree } from './recurrent.ts';
import {
  identityStart,
  RECURRENT_STARTS,
  randomOrthogonal,
  recurrentStart,
  uniformDenseStart,
} from './recurrent-weights.ts';

const N = 400;
/** In-degrees differ: near the ends of a line they fall to 51. */
const mask = line({ units: N, radius: 50 }).topology;

/** Σ w² into every unit. */
function squares(topology: Topology, weights: Float32Array): Float64Array {
  const { topology: byOutput, source } = reorder(topology, 'by-output');
  const sums = new Float64Array(topology.outputs);
  for (let unit = 0; unit < topology.outputs; unit++)
    for (let k = byOutput.start[unit]; k < byOutput.start[unit + 1]; k++)
      sums[unit] += weights[source[k]] ** 2;
  return sums;
}
const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe('identity', () => {
  it('is its scale on the diagonal and 0 elsewhere, in either order', () => {
    for (const order of ['by-output', 'by-input'] as const) {
      const { topology } = ring({ units: 12, radius: 2, order });
      const weights = identityStart(0.75).weights(topology, createRandom(1));
      for (let unit = 0; unit < 12; unit++)
        expect(weights[positionOf(topology, unit, unit)]).toBe(0.75);
      expect(weights.filter((w) => w !== 0).length).toBe(12);
    }
    expect([...identityStart().weights(diagonal({ units: 3 }).topology, createRandom(1))]).toEqual([
      0.5, 0.5, 0.5,
    ]);
  });

  it('refuses a mask without self-connections, with the reason', () => {
    const random = createRandom(1);
    const { topology } = randomInDegree({ units: 9, inDegree: 3, selfConnections: 'none', random });
    expect(() => identityStart().weights(topology, random, 'recurrent')).toThrow(
      'start "identity" needs every self-connection, unit 0 has none (layer "recurrent"); use a mask with self-connections or another start',
    );
  });
});

describe('a random start', () => {
  it.each(['uniform-fan-in', 'gaussian'] as const)(
    '%s gives every unit the same drive, whatever its in-degree',
    (name) => {
      for (const order of ['by-output', 'by-input'] as const) {
        const { topology } = line({ units: N, radius: 50, order });
        const gain = 1.5;
        const sums = squares(
          topology,
          recurrentStart(name, gain).weights(topology, createRandom(2)),
        );
        const expected = name === 'gaussian' ? gain ** 2 : gain ** 2 / 3;
        // Of a sum of k squares the relative standard deviation is √(2/k) at most; over 50 units of k ≥ 51, four errors.
        const tolerance = 4 * expected * Math.sqrt(2 / 51 / 50);
        for (const part of [sums.subarray(0, 50), sums.subarray(150, 250)])
          expect(Math.abs(mean(part) - expected)).toBeLessThan(tolerance);
      }
    },
  );

  it('uniform-dense is bounded as in a dense layer', () => {
    const weights = uniformDenseStart(2).weights(mask, createRandom(3));
    const bound = 2 / Math.sqrt(N);
    expect(weights.every((w) => Math.abs(w) <= Math.fround(bound))).toBe(true);
    expect(mean(weights.map((w) => w * w))).toBeCloseTo(bound ** 2 / 3, 4);
  });

  it('gaussian has its eigenvalues in a disc of radius gain', () => {
    const { topology } = denseRecurrent({ units: 200 });
    const weights = recurrentStart('gaussian', 0.8).weights(topology, createRandom(4));
    // Growth of a vector under many steps estimates the spectral radius: 0.8 (1 + O(N^-1/2)).
    let v = new Float64Array(200).fill(1);
    let log = 0;
    for (let step = 0; step < 400; step++) {
      const next = new Float64Array(200);
      for (let i = 0; i < 200; i++)
        for (let j = 0; j < 200; j++) next[i] += weights[200 * i + j] * v[j];
      const length = Math.sqrt(next.reduce((sum, x) => sum + x * x, 0));
      if (step >= 100) log += Math.log(length);
      v = next.map((x) => x / length);
    }
    expect(Math.exp(log / 300)).toBeGreaterThan(0.7);
    expect(Math.exp(log / 300)).toBeLessThan(0.9);
  });
});

describe('orthogonal', () => {
  it('is orthogonal when nothing is masked', () => {
    const units = 30;
    const { topology } = denseRecurrent({ units });
    const weights = recurrentStart('orthogonal', 2).weights(topology, createRandom(5));
    for (let a = 0; a < units; a++) {
      for (let b = 0; b <= a; b++) {
        let dot = 0;
        for (let j = 0; j < units; j++) dot += weights[a * units + j] * weights[b * units + j];
        expect(dot).toBeCloseTo(a === b ? 4 : 0, 5);
      }
    }
  });

  it('keeps the sum of squares of what a mask leaves, on average', () => {
    const weights = recurrentStart('orthogonal').weights(mask, createRandom(6));
    expect(density(mask)).toBeLessThan(0.25);
    expect(squares(mask, weights).reduce((a, b) => a + b) / N).toBeCloseTo(1, 1);
  });

  it('is the same matrix in either order', () => {
    const byOutput = fixedFanIn({ inputs: 20, outputs: 20, fanIn: 4, random: createRandom(7) });
    const { topology: byInput, source } = reorder(byOutput, 'by-input');
    const start = recurrentStart('orthogonal');
    const weights = start.weights(byOutput, createRandom(8));
    start.weights(byInput, createRandom(8)).forEach((w, k) => {
      expect(w).toBe(weights[source[k]]);
    });
  });

  it('is uniform over orthogonal matrices', () => {
    // Of the Haar measure on 3 × 3: E tr Q = 0, E (tr Q)² = 1, E q₁₁⁴ = 3/15, determinants of either sign (Diaconis & Shahshahani 1994).
    const random = createRandom('haar');
    const draws = 4000;
    const sums = { trace: 0, square: 0, fourth: 0, corner: 0, negative: 0 };
    for (let draw = 0; draw < draws; draw++) {
      const q = randomOrthogonal(3, random);
      const trace = q[0] + q[4] + q[8];
      sums.trace += trace;
      sums.square += trace ** 2;
      sums.fourth += q[0] ** 4;
      sums.corner += q[8] ** 4;
      const [a, b, c, d, e, f, g, h, i] = q;
      if (a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g) < 0) sums.negative++;
    }
    const near = (sum: number, expected: number, deviation: number) =>
      expect(Math.abs(sum / draws - expected)).toBeLessThan((4 * deviation) / Math.sqrt(draws));
    near(sums.trace, 0, 1);
    // E (tr Q)⁴ = 3, as of a normal.
    near(sums.square, 1, Math.SQRT2);
    near(sums.fourth, 0.2, 0.3);
    near(sums.corner, 0.2, 0.3);
    near(sums.negative, 0.5, 0.5);
  });
});

describe('recurrentStart', () => {
  it('finds every start by its name', () => {
    for (const name of RECURRENT_STARTS) {
      const start = recurrentStart(name);
      expect(start.name).toBe(name);
      const { topology } = ring({ units: 16, radius: 2 });
      const weights = start.weights(topology, createRandom(name));
      expect(weights.length).toBe(80);
      expect(weights.every(Number.isFinite)).toBe(true);
      expect(start.weights(topology, createRandom(name))).toEqual(weights);
    }
    expect(() => recurrentStart('identiy')).toThrow(
      'unknown recurrent start "identiy"; did you mean "identity"?',
    );
  });

  it('refuses a strength that is none, and connections of two populations', () => {
    for (const name of RECURRENT_STARTS) {
      expect(() => recurrentStart(name, 0)).toThrow(' 0 is outside (0, Infinity)');
      const oblong = fixedFanIn({ inputs: 3, outputs: 4, fanIn: 1, random: createRandom(1) });
      expect(() => recurrentStart(name).weights(oblong, createRandom(1), 'in')).toThrow(
        '3×4 connections are not recurrent; both sides must be the same units (layer "in")',
      );
    }
  });
});
