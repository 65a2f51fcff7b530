/** What is explored, against sets of positions and against chance. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTopology, keyOf, pairsOf } from '../../test/layers.ts';
import { erdosRenyi } from '../connectivity/erdos-renyi.ts';
import { createRandom } from '../numerics/random.ts';
import { Explored, exploredByChance } from './explored.ts';
import { rewire } from './rewire.ts';
import { set } from './set.ts';

describe('explored positions', () => {
  it('are all that have ever been, counted once, and as many after a restoration', () => {
    fc.assert(
      fc.property(anyTopology, fc.nat(), (topology, seed) => {
        const explored = new Explored(topology);
        const seen = new Set(pairsOf(topology).map(keyOf));
        const weights = new Float32Array(topology.index.length).fill(1);
        let layer = { topology, arrays: { weights } as Record<string, Float32Array> };
        for (let pass = 0; pass < 4; pass++) {
          const after = rewire(layer, set({ zeta: 0.5 }), createRandom(seed).split(pass), pass);
          layer = { topology: after.layer.topology, arrays: { ...after.layer.arrays } };
          explored.see(layer.topology, after.born);
          for (const pair of pairsOf(layer.topology)) seen.add(keyOf(pair));
        }
        const all = topology.inputs * topology.outputs;
        expect(explored.share).toBe(seen.size / all);
        const again = new Explored(topology);
        again.restore(explored.save());
        expect(again.share).toBe(explored.share);
      }),
    );
  });

  it('grow under SET as the closed form says', () => {
    // 10,000 positions, 1,000 connections of one sign, 300 replaced in each of 20 passes, five seeds.
    const expected = exploredByChance({
      positions: 10_000,
      connections: 1000,
      deaths: 300,
      passes: 20,
    });
    expect(expected).toBeCloseTo(1 - 0.9 * (1 - 300 / 9300) ** 20, 12);
    const shares = [1, 2, 3, 4, 5].map((seed) => {
      const random = createRandom(seed);
      const topology = erdosRenyi({ inputs: 100, outputs: 100, density: 0.1, random });
      const explored = new Explored(topology);
      const weights = new Float32Array(1000).fill(1);
      let layer = { topology, arrays: { weights } as Record<string, Float32Array> };
      for (let pass = 0; pass < 20; pass++) {
        const after = rewire(layer, { ...set(), value: one }, random.split(pass), pass);
        layer = { topology: after.layer.topology, arrays: { ...after.layer.arrays } };
        explored.see(layer.topology, after.born);
      }
      return explored.share;
    });
    const mean = shares.reduce((sum, share) => sum + share, 0) / 5;
    // A binomial bound on the deviation of one: √(0.47 · 0.53 / 10,000) = 0.005.
    expect(Math.abs(mean - expected)).toBeLessThan((4 * 0.005) / Math.sqrt(5));
  });

  it('refuse what does not fit', () => {
    const random = createRandom(1);
    const explored = new Explored(erdosRenyi({ inputs: 8, outputs: 8, density: 0.1, random }));
    expect(() => explored.restore(new Uint8Array(3))).toThrow(
      '3 bytes of explored positions for a layer of 64; they belong to another layer',
    );
    expect(() => exploredByChance({ positions: 1, connections: 2, deaths: 0, passes: 0 })).toThrow(
      '0 deaths of 2 connections in 1 positions: each is at most the next',
    );
  });
});

/** All new weights 1, so that all connections are of one sign. */
const one = {
  name: 'one',
  fill: (out: Float32Array) => {
    out.fill(1);
  },
};
