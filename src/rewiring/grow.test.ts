import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTopology, topologyOf } from '../../test/layers.ts';
import { emptyCount, type Positions } from '../connectivity/empty.ts';
import { createRandom, type Random } from '../numerics/random.ts';
import { fullTopology, listOfEach, type Topology } from '../sparse/topology.ts';
import { byScore } from './by-score.ts';
import { type Grow, locate, uniformEmpty } from './grow.ts';
import type { Score } from './layer.ts';

function ask(
  grow: Grow,
  topology: Topology,
  removed: readonly number[],
  count: number,
  random: Random,
  score?: Score,
) {
  const weights = new Float32Array(topology.index.length);
  const layer = { topology, arrays: { weights }, ...(score && { score }) };
  return grow.select({
    layer,
    removed: Uint32Array.from(removed),
    count,
    random,
    step: 0,
    done: 0,
    memory: {},
  });
}

const keysOf = ({ list, other }: Positions) => Array.from(list, (l, i) => `${l},${other[i]}`);

/** Two lists of five; position 4 is about to die, so six places are empty. */
const topology = topologyOf(5, 2, 'by-output', [
  [1, 0],
  [2, 0],
  [0, 1],
  [3, 1],
  [4, 1],
]);

describe('locate', () => {
  it('gives the coordinates of every position', () => {
    fc.assert(
      fc.property(anyTopology, (t) => {
        const { list, other } = locate(
          t,
          Uint32Array.from(t.index, (_, k) => k),
        );
        expect(list).toEqual(listOfEach(t));
        expect(Array.from(other)).toEqual(Array.from(t.index));
      }),
    );
  });
});

describe('uniformEmpty', () => {
  it('is uniform over the places that are empty after removal, the one just freed among them', () => {
    const counts = new Map<string, number>();
    const random = createRandom('uniform');
    for (let trial = 0; trial < 6000; trial++) {
      for (const key of keysOf(ask(uniformEmpty(), topology, [4], 2, random))) {
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    expect([...counts.keys()].sort()).toEqual(['0,0', '0,3', '0,4', '1,1', '1,2', '1,4']);
    let chiSquare = 0;
    for (const count of counts.values()) chiSquare += (count - 2000) ** 2 / 2000;
    // Without replacement χ² shrinks by 1 − 2/6. 99.9 % quantile with 5 degrees of freedom.
    expect(chiSquare / (1 - 2 / 6)).toBeLessThan(20.5);
  });

  it('elsewhere: never where a connection has just died, while there are other places', () => {
    const random = createRandom('elsewhere');
    const grow = uniformEmpty({ excludeJustRemoved: true });
    const seen = new Set<string>();
    for (let trial = 0; trial < 300; trial++) {
      for (const key of keysOf(ask(grow, topology, [4], 2, random))) seen.add(key);
    }
    expect([...seen].sort()).toEqual(['0,0', '0,3', '0,4', '1,1', '1,2']);
  });

  it('elsewhere: takes back the dead where there is no other place left', () => {
    const full = topologyOf(2, 2, 'by-input', [
      [0, 0],
      [0, 1],
      [1, 1],
    ]);
    const grow = uniformEmpty({ excludeJustRemoved: true });
    const back = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const keys = keysOf(ask(grow, full, [0, 2], 2, createRandom(seed)));
      expect(keys).toContain('1,0');
      expect(keys.length).toBe(2);
      expect(keys).toEqual([...keys].sort());
      for (const key of keys) back.add(key);
    }
    expect([...back].sort()).toEqual(['0,0', '1,0', '1,1']);
  });
});

describe('byScore', () => {
  const score: Score = (list, other) =>
    Float32Array.from(list, (l, i) => (l === 0 ? -other[i] - 1 : other[i] + 0.5));

  it('takes the best of all places by magnitude', () => {
    // Magnitudes: 0,0: 1; 0,3: 4; 0,4: 5; 1,1: 1.5; 1,2: 2.5; 1,4: 4.5.
    const grow = byScore({ candidates: 'all' });
    expect(keysOf(ask(grow, topology, [4], 3, createRandom(1), score))).toEqual([
      '0,3',
      '0,4',
      '1,4',
    ]);
  });

  it('among equal candidates takes any, each as often', () => {
    const grow = byScore({ candidates: 'all' });
    const hits = new Map<string, number>();
    for (let seed = 0; seed < 2000; seed++) {
      const flat: Score = (list, other) =>
        Float32Array.from(list, (l, i) => (l === 0 && other[i] === 3 ? 2 : -1));
      for (const key of keysOf(ask(grow, topology, [4], 3, createRandom(seed), flat)))
        hits.set(key, (hits.get(key) ?? 0) + 1);
    }
    expect(hits.get('0,3')).toBe(2000);
    hits.delete('0,3');
    // Two of the five others each time: 800 ± 22.
    expect([...hits.keys()].sort()).toEqual(['0,0', '0,4', '1,1', '1,2', '1,4']);
    for (const count of hits.values()) expect(Math.abs(count - 800)).toBeLessThan(4 * 22);
  });

  it('takes the best of a uniform sample, as large as was asked for', () => {
    const grow = byScore({ candidates: 0.8 });
    let sizes = new Set<number>();
    for (let seed = 0; seed < 50; seed++) {
      let candidates: string[] = [];
      let values = new Float32Array(0);
      const spy: Score = (list, other) => {
        candidates = keysOf({ list, other });
        values = new Float32Array(score(list, other));
        return values;
      };
      const chosen = keysOf(ask(grow, topology, [4], 2, createRandom(seed), spy));
      sizes = sizes.add(candidates.length);
      const best = candidates
        .map((key, i) => ({ key, value: Math.abs(values[i]) }))
        .sort((a, b) => b.value - a.value)
        .slice(0, 2)
        .map(({ key }) => key);
      expect(chosen).toEqual(best.sort());
    }
    // 0.8 of five connections.
    expect([...sizes]).toEqual([4]);
  });

  it('draws at least as many candidates as births, at most as many as there are places', () => {
    expect(
      keysOf(ask(byScore({ candidates: 0.1 }), topology, [], 3, createRandom(1), score)).length,
    ).toBe(3);
    expect(
      keysOf(ask(byScore({ candidates: 100 }), topology, [], 5, createRandom(1), score)).length,
    ).toBe(5);
  });

  it('says what is missing', () => {
    expect(() => byScore({ candidates: 0 })).toThrow(
      'candidates 0 is neither "all" nor in (0, Infinity)',
    );
    const grow = byScore({ candidates: 1 });
    expect(() => ask(grow, topology, [], 1, createRandom(1))).toThrow(
      'growth by score needs a layer with a score',
    );
    expect(() => ask(grow, topology, [], 1, createRandom(1), () => new Float32Array(1))).toThrow(
      '1 scores came for 5 candidates',
    );
  });
});

describe('any growth', () => {
  it('fills a layer that is nearly full, in one go (trap: rejection stalls)', () => {
    const full = fullTopology(200, 200, 'by-output');
    const removed = [5, 39999];
    for (const grow of [uniformEmpty(), uniformEmpty({ excludeJustRemoved: true })]) {
      expect(emptyCount(full)).toBe(0);
      expect(keysOf(ask(grow, full, removed, 2, createRandom(1)))).toEqual(['0,5', '199,199']);
    }
  });
});

describe('growth in expectation', () => {
  it('is as many as are wanted on average, with the spread of a draw for each position', () => {
    const topology = topologyOf(20, 20, 'by-output', [[0, 0]]);
    const layer = { topology, arrays: { weights: new Float32Array(1) } };
    const counts = Array.from({ length: 400 }, (_, seed) => {
      const asked = { layer, removed: Uint32Array.of(0), count: 80, random: createRandom(seed) };
      const grow = uniformEmpty({ growth: 'expected' });
      return grow.select({ ...asked, step: 0, done: 0, memory: {} }).list.length;
    });
    const mean = counts.reduce((sum, n) => sum + n, 0) / 400;
    const variance = counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / 399;
    // Binomial of 400 positions and 1/5: 80 ± 8.
    expect(Math.abs(mean - 80)).toBeLessThan((4 * 8) / 20);
    expect(Math.abs(variance / 64 - 1)).toBeLessThan(0.3);
    expect(() => uniformEmpty({ growth: 'some' as 'exact' })).toThrow(
      'growth "some" is neither "exact" nor "expected"',
    );
  });

  it('never exceeds the room of the layer', () => {
    const topology = topologyOf(20, 20, 'by-output', [[0, 0]]);
    const layer = { topology, arrays: { weights: new Float32Array(1) }, capacity: 40 };
    for (let seed = 0; seed < 20; seed++) {
      const asked = { layer, removed: Uint32Array.of(0), count: 40, random: createRandom(seed) };
      const grow = uniformEmpty({ growth: 'expected' });
      const { list } = grow.select({ ...asked, step: 0, done: 0, memory: {} });
      expect(list.length).toBeLessThanOrEqual(40);
    }
  });
});
