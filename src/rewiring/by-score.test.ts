/** Candidates by the strength of their units, and what is watched. */

import { describe, expect, it } from 'vitest';
import { keyOf, type Pair, topologyOf } from '../../test/layers.ts';
import { noAutapses } from '../connectivity/region.ts';
import { createRandom } from '../numerics/random.ts';
import { byScore, byWatched } from './by-score.ts';
import type { Memory } from './layer.ts';
import { takeWatched, watchAgain } from './watch.ts';

const pairs: Pair[] = [
  [0, 0],
  [1, 2],
  [3, 3],
];

function ask(options: {
  candidates: number;
  count: number;
  order: 'by-input' | 'by-output';
  seed?: number;
}) {
  const { candidates, count, order, seed = 1 } = options;
  const topology = topologyOf(4, 4, order, pairs);
  const asked: string[] = [];
  const positions = byScore({ candidates, sample: 'strength' }).select({
    layer: {
      topology,
      arrays: { weights: new Float32Array(3) },
      strengths: () => ({
        senders: Float32Array.of(8, 0, 1, 0),
        receivers: Float32Array.of(1, 0, 0, 3),
      }),
      score: (list, other) => {
        list.forEach((l, c) => {
          asked.push(keyOf(order === 'by-input' ? [l, other[c]] : [other[c], l]));
        });
        return Float32Array.from(list, (_, c) => c + 1);
      },
    },
    ...{ removed: new Uint32Array(0), count, within: noAutapses(4), random: createRandom(seed) },
    ...{ step: 0, done: 0, memory: {} },
  });
  return { positions, asked };
}

describe('candidates by strength', () => {
  it.each(['by-input', 'by-output'] as const)(
    'are pairs of strong units that are empty and allowed, as often as their odds say (%s)',
    (order) => {
      const hits: Record<string, number> = {};
      for (let seed = 0; seed < 500; seed++) {
        const { asked } = ask({ candidates: 1 / 3, count: 1, order, seed });
        for (const key of asked) hits[key] = (hits[key] ?? 0) + 1;
      }
      // One draw each: 0→3 with 8/9 · 3/4, 2→0 with 1/36, 2→3 with 3/36; 0→0 exists, and a uniform one takes its place.
      expect(hits['0→3'] / 500).toBeGreaterThan(0.6);
      expect(hits['0→3'] / 500).toBeLessThan(0.78);
      for (const key of ['0→0', '1→2', '3→3', '1→1', '2→2']) expect(hits[key]).toBeUndefined();
    },
  );

  it('are made up for by uniform ones where too few are left', () => {
    const { positions, asked } = ask({ candidates: 1, count: 7, order: 'by-input' });
    expect(asked.length).toBe(7);
    expect(new Set(asked).size).toBe(7);
    expect(positions.list.length).toBe(7);
  });

  it('need strengths', () => {
    const topology = topologyOf(4, 4, 'by-input', pairs);
    const score = (list: Uint32Array) => new Float32Array(list.length);
    expect(() =>
      byScore({ candidates: 1, sample: 'strength' }).select({
        ...{ layer: { topology, arrays: { weights: new Float32Array(3) }, score }, count: 1 },
        ...{ removed: new Uint32Array(0), random: createRandom(1), step: 0, done: 0, memory: {} },
      }),
    ).toThrow('candidates by strength need a layer that tells the strengths of its units');
  });
});

describe('watching', () => {
  it('gathers a decaying sum of the same candidates, and forgets it when it is taken', () => {
    const topology = topologyOf(4, 4, 'by-input', pairs);
    const memory: Memory = {};
    const layer = { topology, arrays: { weights: new Float32Array(3) } };
    const watch = { steps: 3, decay: 0.5, candidates: 2 };
    for (const gradient of [1, 2, 4]) {
      const seen = watchAgain(layer, { watch, random: createRandom('watch'), memory }, (list) =>
        new Float32Array(list.length).fill(gradient),
      );
      expect(seen).toBe(6);
    }
    const watched = takeWatched(memory);
    expect(watched?.values).toEqual(new Float32Array(6).fill(4 + 0.5 * 2 + 0.25));
    expect(takeWatched(memory)).toBeUndefined();
    expect(Object.keys(memory)).toEqual([]);
  });

  it('is needed for growth by momentum', () => {
    const topology = topologyOf(4, 4, 'by-input', pairs);
    expect(() =>
      byWatched.select({
        ...{ layer: { topology, arrays: { weights: new Float32Array(3) } }, count: 1 },
        ...{ removed: new Uint32Array(0), random: createRandom(1), step: 0, done: 0, memory: {} },
      }),
    ).toThrow('growth by momentum needs gradients gathered before the pass');
  });
});
