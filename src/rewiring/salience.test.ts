/** Removal by other measures than |weight|: against plain versions, and its laws. */

import { describe, expect, it } from 'vitest';
import { topologyOf } from '../../test/layers.ts';
import { createRandom } from '../numerics/random.ts';
import { fullTopology } from '../sparse/topology.ts';
import { underThreshold, weakestOfNetwork } from './drop-across.ts';
import { leastImportant, smallestSalience, softMagnitude } from './salience.ts';

const AT = { step: 0, done: 0, memory: {} };
const layerOf = (weights: readonly number[]) => ({
  topology: fullTopology(weights.length, 1, 'by-output'),
  arrays: { weights: Float32Array.from(weights) },
});

describe('smallestSalience', () => {
  it('adds what the gradient promises', () => {
    const layer = {
      ...layerOf([0.1, -0.2, 0.3, 0.4]),
      score: (_: Uint32Array, other: Uint32Array) =>
        Float32Array.from(other, (k) => (k === 0 ? 50 : 1)),
    };
    const random = createRandom(1);
    expect([...smallestSalience(0.5).select(layer, random, AT)]).toEqual([1, 2]);
    expect([...smallestSalience(0.5, { lambda: 0 }).select(layer, random, AT)]).toEqual([0, 1]);
    expect(() => smallestSalience(0.5).select(layerOf([1]), random, AT)).toThrow(
      'removal by gradient needs a layer with a score; this network gives none',
    );
    expect(() => smallestSalience(0.5, { lambda: -1 })).toThrow('lambda -1 is not a number ≥ 0');
  });
});

describe('leastImportant', () => {
  it('counts a weight by its share of what it goes into and comes from', () => {
    // A small weight that is all its units have is worth more than a larger one beside giants.
    const topology = topologyOf(3, 3, 'by-input', [
      [0, 0],
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ]);
    const arrays = { weights: Float32Array.of(0.1, 9, 0.5, 8, 7) };
    const dead = leastImportant(0.2).select({ topology, arrays }, createRandom(1), AT);
    expect([...dead]).toEqual([2]);
  });
});

describe('softMagnitude', () => {
  const survivors = (exponent: number, trials: number): number[] => {
    const hits = [0, 0, 0];
    const drop = softMagnitude(2 / 3, { temperature: () => exponent });
    for (let seed = 0; seed < trials; seed++) {
      const dead = drop.select(layerOf([1, -2, 4]), createRandom(seed), AT);
      expect(dead.length).toBe(2);
      for (const k of [0, 1, 2]) if (!dead.includes(k)) hits[k]++;
    }
    return hits.map((n) => n / trials);
  };

  it('keeps with odds ∝ |weight|^T', () => {
    const trials = 4000;
    for (const [exponent, odds] of [
      [1, [1, 2, 4]],
      [0, [1, 1, 1]],
      [2, [1, 4, 16]],
    ] as const) {
      const sum = odds[0] + odds[1] + odds[2];
      survivors(exponent, trials).forEach((share, k) => {
        const chance = odds[k] / sum;
        const deviation = Math.sqrt((chance * (1 - chance)) / trials);
        expect(Math.abs(share - chance)).toBeLessThan(4.5 * deviation);
      });
    }
  });

  it('lets weights of 0 die first, and rises from 1 to 3', () => {
    const dead = softMagnitude(0.5).select(layerOf([0, 1, -0, 2]), createRandom(1), AT);
    expect([...dead]).toEqual([0, 2]);
    expect(() =>
      softMagnitude(0.5, { temperature: () => -1 }).select(layerOf([1]), createRandom(1), AT),
    ).toThrow('temperature -1 is not a number ≥ 0');
  });
});

describe('weakestOfNetwork', () => {
  it('has one threshold for all layers, and keeps the count exact where all tie', () => {
    const random = createRandom(1);
    const layers = [layerOf([0.1, 0.2, 5, 6]), layerOf([0.3, 7])].map((layer) => ({
      layer,
      random,
    }));
    expect(
      weakestOfNetwork(0.5)
        .across?.(layers, AT)
        .map((own) => [...own]),
    ).toEqual([[0, 1], [0]]);
    const equal = [layerOf([1, 1, 1]), layerOf([1, 1, 1])].map((layer) => ({ layer, random }));
    const dead = weakestOfNetwork(0.5).across?.(equal, AT) ?? [];
    expect(dead[0].length + dead[1].length).toBe(3);
  });
});

describe('underThreshold', () => {
  it('refuses numbers that make no sense', () => {
    expect(() => underThreshold({ start: 0 })).toThrow(
      'count 600, tolerance 0.1, start 0 of a threshold: they are ≥ 1, ≥ 0 and > 0',
    );
  });
});
