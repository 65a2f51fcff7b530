import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTopology, keyOf, type Pair, pairsOf, topologyOf } from '../../test/layers.ts';
import { createRandom } from '../numerics/random.ts';
import type { Topology } from '../sparse/topology.ts';
import { drawEmpty, emptyCount, locateEmpty, type Positions } from './empty.ts';
import { locateEmptyInParts } from './empty-parts.ts';
import { erdosRenyi } from './erdos-renyi.ts';

/** Empty coordinates in list order, by looking at every place. */
function emptyPlaces(topology: Topology, removed: readonly number[]): number[][] {
  const survivors = new Set(
    pairsOf(topology)
      .filter((_, k) => !removed.includes(k))
      .map(keyOf),
  );
  const byOutput = topology.order === 'by-output';
  const [lists, units] = byOutput
    ? [topology.outputs, topology.inputs]
    : [topology.inputs, topology.outputs];
  const places: number[][] = [];
  for (let list = 0; list < lists; list++) {
    for (let other = 0; other < units; other++) {
      const pair: Pair = byOutput ? [other, list] : [list, other];
      if (!survivors.has(keyOf(pair))) places.push([list, other]);
    }
  }
  return places;
}

const placesOf = ({ list, other }: Positions) => Array.from(list, (l, i) => [l, other[i]]);

const anyHoles = anyTopology.chain((topology) =>
  fc.subarray(Array.from(topology.index, (_, k) => k)).map((removed) => ({ topology, removed })),
);

describe('locateEmpty', () => {
  it('finds the r-th empty place that looking at every place finds', () => {
    const given = anyHoles.chain(({ topology, removed }) => {
      const places = emptyPlaces(topology, removed);
      return fc
        .subarray(places.map((_, r) => r))
        .map((ranks) => ({ topology, removed, places, ranks }));
    });
    fc.assert(
      fc.property(given, ({ topology, removed, places, ranks }) => {
        for (const locate of [locateEmpty, locateEmptyInParts]) {
          const found = locate(topology, Uint32Array.from(ranks), Uint32Array.from(removed));
          expect(placesOf(found)).toEqual(ranks.map((r) => places[r]));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('many lists at a time', () => {
  it.each([
    { inputs: 1200, outputs: 900, density: 0.05 },
    // More than a part, 32-bit indices, more empty places than words.
    { inputs: 70_000, outputs: 70_001, density: 3e-5 },
  ])('finds what a walk list by list finds in %o', ({ inputs, outputs, density }) => {
    for (const order of ['by-input', 'by-output'] as const) {
      const random = createRandom('parts').split(order);
      const topology = erdosRenyi({ inputs, outputs, density, order, random: random.split(0) });
      const count = topology.index.length;
      const removed = Uint32Array.from(random.distinct(count, Math.round(0.3 * count)));
      const room = emptyCount(topology) + removed.length;
      const ranks = random.distinct(room, removed.length);
      expect(locateEmptyInParts(topology, ranks, removed)).toEqual(
        locateEmpty(topology, ranks, removed),
      );
      expect(locateEmptyInParts(topology, ranks)).toEqual(locateEmpty(topology, ranks));
    }
  });
});

describe('drawEmpty', () => {
  it('draws distinct empty places, up to all of them (trap: rejection stalls when nearly full)', () => {
    fc.assert(
      fc.property(
        anyHoles,
        fc.nat(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (holes, seed, share) => {
          const { topology, removed } = holes;
          const places = emptyPlaces(topology, removed);
          const count = Math.round(share * places.length);
          const drawn = drawEmpty(topology, count, createRandom(seed), Uint32Array.from(removed));
          const keys = placesOf(drawn).map(String);
          expect(new Set(keys).size).toBe(count);
          const allowed = places.map(String);
          expect(keys).toEqual(allowed.filter((key) => keys.includes(key)));
        },
      ),
    );
  });

  it('is uniform over sets of places', () => {
    // Four places are empty: the two of output 0, and two more. Six pairs of them, each expected 1000 times.
    const topology = topologyOf(3, 2, 'by-output', [
      [1, 0],
      [2, 1],
    ]);
    const random = createRandom('uniform over sets');
    const counts = new Map<string, number>();
    for (let trial = 0; trial < 6000; trial++) {
      const key = placesOf(drawEmpty(topology, 2, random)).join(' ');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    let chiSquare = 0;
    for (const count of counts.values()) chiSquare += (count - 1000) ** 2 / 1000;
    // 99.9 % quantile of χ² with 5 degrees of freedom.
    expect(chiSquare).toBeLessThan(20.5);
  });

  it('refuses more than there is', () => {
    const topology = topologyOf(2, 2, 'by-input', [[0, 0]]);
    expect(emptyCount(topology)).toBe(3);
    const random = createRandom(1);
    expect(() => drawEmpty(topology, 4, random)).toThrow(
      '4 new connections asked for, 3 positions are empty',
    );
    expect(drawEmpty(topology, 4, random, Uint32Array.of(0)).list.length).toBe(4);
    expect(() => drawEmpty(topology, -1, random)).toThrow('-1 new connections');
  });
});
