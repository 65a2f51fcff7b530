/** What DeepR and Top-KAST add to a step, against their equations. */

import { describe, expect, it } from 'vitest';
import { fullTopology } from '../sparse/topology.ts';
import { deepRewiring } from './deep-rewiring.ts';
import { forwardSet } from './forward-set.ts';
import { contextOf } from './penalties/fixtures/stepped.ts';
import type { BundleTransform } from './transform.ts';

const context = contextOf(fullTopology(4, 1, 'by-output'));
const apply = (
  transform: BundleTransform,
  view: { change: Float32Array; weights: Float32Array; states: Float32Array[] },
  step = 0,
) => transform.apply(view, step, context);

describe('deepRewiring', () => {
  it('pulls every connection towards 0 by η α, along the sign that it was born with', () => {
    const change = Float32Array.of(0.5, 0.5, 0.5, 0.5);
    const weights = Float32Array.of(2, -2, 0, -1e-9);
    const sign = Float32Array.of(0, 0, 0, 1);
    apply(deepRewiring({ rate: 0.5, l1: 0.25, temperature: 0 }), {
      change,
      weights,
      states: [sign],
    });
    expect([...sign]).toEqual([1, -1, 1, 1]);
    expect([...change]).toEqual([0.375, 0.625, 0.375, 0.375]);
  });

  it('shakes with variance 2 η T, anew at every step and the same for the same stream', () => {
    const count = 40_000;
    const noise = (step: number): Float32Array => {
      const change = new Float32Array(count);
      const states = [new Float32Array(count).fill(1)];
      const rule = deepRewiring({ rate: 0.5, l1: 0, temperature: 0.04 });
      apply(rule, { change, weights: new Float32Array(count), states }, step);
      return change;
    };
    const first = noise(3);
    const variance = first.reduce((sum, x) => sum + x * x, 0) / count;
    // Variance 0.04, of a sample ± √(2/40000) · 0.04 = 0.00028.
    expect(Math.abs(variance - 0.04)).toBeLessThan(5 * 0.00028);
    expect(noise(3)).toEqual(first);
    expect(noise(4)).not.toEqual(first);
  });

  it('has the noise of its public code by default: 10⁻⁵ times the rate', () => {
    const rule = deepRewiring({ rate: 0.5, l1: 0 });
    const change = new Float32Array(40_000);
    const states = [new Float32Array(40_000).fill(1)];
    apply(rule, { change, weights: new Float32Array(40_000), states });
    const deviation = Math.sqrt(change.reduce((sum, x) => sum + x * x, 0) / 40_000);
    expect(Math.abs(deviation / 5e-6 - 1)).toBeLessThan(0.02);
    expect(() => deepRewiring({ rate: -1 })).toThrow('rate -1 of deep rewiring is outside [0, ∞)');
  });
});

describe('forwardSet', () => {
  it('lets the stronger half act, and draws idle weights down by the penalty over D', () => {
    const rule = forwardSet({ rate: 0.5, share: 0.5, penalty: 0.1, density: 0.25 });
    const weights = Float32Array.of(4, -3, 2, 1);
    const [stored, acts] = [new Float32Array(4), new Float32Array(4)];
    const step = (number: number, gradient: readonly number[]) => {
      const change = Float32Array.from(gradient);
      apply(rule, { change, weights, states: [stored, acts] }, number);
      change.forEach((d, k) => {
        weights[k] += d;
      });
    };
    step(0, [0, 0, 0, 0]);
    // All act at first: 1 − η λ = 0.95 of each.
    expect([...stored].map((w) => w.toFixed(5))).toEqual([
      '3.80000',
      '-2.85000',
      '1.90000',
      '0.95000',
    ]);
    expect([...acts]).toEqual([1, 1, 0, 0]);
    expect([...weights].map((w) => w.toFixed(5))).toEqual([
      '3.80000',
      '-2.85000',
      '0.00000',
      '0.00000',
    ]);
    step(1, [0, 0, 2, 0]);
    // Idle ones lose η λ / D = 0.2: 1.9 + 2 − 0.38 = 3.52, which now acts in the place of −2.7075.
    expect(stored[2]).toBeCloseTo(3.52, 5);
    expect([...acts]).toEqual([1, 0, 1, 0]);
    expect(weights[1]).toBe(0);
    expect(weights[2]).toBeCloseTo(3.52, 5);
    expect(stored[1]).toBeCloseTo(-2.7075, 5);
  });

  it('chooses every so many steps, and refuses what makes no sense', () => {
    const rule = forwardSet({ rate: 0, share: 0.25, every: 2 });
    const weights = Float32Array.of(1, 2, 3, 4);
    const states = [new Float32Array(4), new Float32Array(4)];
    apply(rule, { change: new Float32Array(4), weights, states }, 1);
    expect([...states[1]]).toEqual([1, 1, 1, 1]);
    apply(rule, { change: new Float32Array(4), weights, states }, 2);
    expect([...states[1]]).toEqual([0, 0, 0, 1]);
    expect(() => forwardSet({ rate: 1, share: 0 })).toThrow('share 0 that acts is outside (0, 1]');
    expect(() => forwardSet({ rate: 1, share: 1, every: 0 })).toThrow(
      'steps 0 between choices are not an integer ≥ 1',
    );
  });
});
