/** Marginals of many levels against their definition, and the price at which a budget is met. */

import { describe, expect, it } from 'vitest';
import { finish } from '../../numerics/pace.ts';
import { createRandom } from '../../numerics/random.ts';
import { storage } from './fixtures/instances.ts';
import {
  carry,
  createMarginals,
  fillMarginals,
  type Marginals,
  priceOf,
  readLevels,
  restoreMarginals,
  saveMarginals,
  settle,
  totalsAt,
  weigh,
} from './marginals.ts';

const LEVELS = [-2, -1, 0, 1, 2];

function drawn(nonzero = 1, asked = 0): Marginals {
  const marginals = createMarginals(storage(40, 3, 1, { levels: LEVELS }), asked, nonzero);
  const random = createRandom('marginals');
  fillMarginals(marginals, { amplitude: 0.5, asymmetry: 0.1 }, random);
  random.split('fields').fillUniform(marginals.fields, -2, 2);
  random.split('curvatures').fillUniform(marginals.curvatures, 0, 1);
  return marginals;
}

/** p_i(W) from its definition. */
function lawOf({ fields, curvatures }: Marginals, i: number, price: number, shift = 0): number[] {
  const masses = LEVELS.map((w) =>
    Math.exp((fields[i] + shift) * w - 0.5 * curvatures[i] * w * w - (w === 0 ? 0 : price)),
  );
  const sum = masses.reduce((a, b) => a + b, 0);
  return masses.map((mass) => mass / sum);
}

const connected = (marginals: Marginals, i: number, price: number): number =>
  1 - lawOf(marginals, i, price)[2];

describe('marginals', () => {
  it('are the definition, with a price and a shift', () => {
    const marginals = drawn();
    for (let i = 0; i < 40; i++)
      for (const [price, shift] of [
        [0, 0],
        [1.5, 0],
        [0.3, -0.7],
      ]) {
        const law = lawOf(marginals, i, price, shift);
        expect(weigh(marginals, i, price, shift)).toBeCloseTo(1 - law[2], 12);
        law.forEach((p, q) => {
          expect(marginals.mass[q]).toBeCloseTo(p, 12);
        });
      }
  });

  it('settle to their means and variances, and say how far a mean went', () => {
    const marginals = drawn(1, 0.4);
    marginals.carriedPrice = 0.2;
    const before = marginals.means.slice();
    const change = finish(settle(marginals));
    expect(marginals.price).toBeCloseTo(0.6, 14);
    let most = 0;
    for (let i = 0; i < 40; i++) {
      const law = lawOf(marginals, i, 0.6);
      const mean = law.reduce((sum, p, q) => sum + p * LEVELS[q], 0);
      const square = law.reduce((sum, p, q) => sum + p * LEVELS[q] ** 2, 0);
      expect(marginals.means[i]).toBeCloseTo(mean, 12);
      expect(marginals.variances[i]).toBeCloseTo(square - mean * mean, 12);
      most = Math.max(most, Math.abs(mean - before[i]));
    }
    // In units of the distance of two levels, which is 1 here and 2 for ±1.
    expect(change).toBeCloseTo(2 * most, 12);
    const { mean, variance } = totalsAt(marginals, 0, 0);
    expect(mean).toBeCloseTo(
      marginals.means.reduce((a, b) => a + b),
      10,
    );
    expect(variance).toBeCloseTo(
      marginals.variances.reduce((a, b) => a + b),
      10,
    );
  });

  it('cost as much as the budget asks for, and no more than asked where it is kept anyway', () => {
    const marginals = drawn(0.25);
    const price = finish(priceOf(marginals, 0.1));
    let sum = 0;
    for (let i = 0; i < 40; i++) sum += connected(marginals, i, price);
    expect(sum).toBeCloseTo(10, 6);
    expect(price).toBeGreaterThan(0.1);
    expect(finish(priceOf(drawn(0.99), 0.1))).toBe(0.1);
    expect(finish(priceOf(drawn(1), 0.1))).toBe(0.1);
  });

  it('are read out as the most probable level, and the least sure connections beyond the budget go', () => {
    const free = drawn();
    finish(settle(free));
    const levels = readLevels(free, new Int8Array(40));
    for (let i = 0; i < 40; i++) {
      const law = lawOf(free, i, 0);
      expect(levels[i]).toBe(LEVELS[law.indexOf(Math.max(...law))]);
    }
    const scarce = drawn(0.1);
    // The price is 0 here, so that the read-out has too many connections.
    scarce.price = 0;
    const few = readLevels(scarce, new Int8Array(40));
    const kept = [...few.keys()].filter((i) => few[i] !== 0);
    expect(kept).toHaveLength(4);
    const sure = [...few.keys()].filter((i) => levels[i] !== 0);
    sure.sort((a, b) => connected(scarce, b, 0) - connected(scarce, a, 0));
    expect(kept).toEqual(sure.slice(0, 4).sort((a, b) => a - b));
    for (const i of kept) expect(few[i]).toBe(levels[i]);
  });

  it('are carried over by a rate, cut where they decide a synapse', () => {
    const marginals = drawn(1, 0.4);
    marginals.fields[0] = 120;
    marginals.curvatures[0] = 30;
    carry(marginals, 0.5);
    expect(marginals.carried[0]).toBe(30);
    expect(marginals.carriedCurvature[0]).toBe(7.5);
    for (let i = 1; i < 40; i++) {
      expect(marginals.carried[i]).toBe(0.5 * marginals.fields[i]);
      expect(marginals.carriedCurvature[i]).toBe(0.5 * marginals.curvatures[i]);
    }
    expect(marginals.carriedPrice).toBe(0.2);
  });

  it('come back from what was saved, and all begins anew when they are filled', () => {
    const marginals = drawn(0.5, 0.4);
    finish(settle(marginals));
    carry(marginals, 0.5);
    finish(settle(marginals));
    const saved = structuredClone(saveMarginals(marginals));
    const other = drawn(0.5, 0.4);
    restoreMarginals(other, saved);
    expect(saveMarginals(other)).toEqual(saved);
    finish(settle(other));
    finish(settle(marginals));
    expect(other.means).toEqual(marginals.means);
    expect(other.price).toBe(marginals.price);
    fillMarginals(marginals, { amplitude: 0, asymmetry: 0 }, createRandom(1));
    for (const name of ['fields', 'own', 'carried', 'carriedCurvature', 'means'] as const)
      expect(marginals[name].every((value) => value === 0)).toBe(true);
    expect(marginals.carriedPrice).toBe(0);
  });
});
