import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTopology, topologyOf } from '../../test/layers.ts';
import { createRandom } from '../numerics/random.ts';
import { contains, fullTopology, listOfEach, reorder, type Topology } from '../sparse/topology.ts';
import { emptyCount, locateEmpty } from './empty.ts';
import { ring } from './local.ts';
import { withinRadius } from './radius.ts';
import {
  checkRegion,
  drawWithin,
  emptyWithin,
  noAutapses,
  type Region,
  regionOf,
} from './region.ts';
import { latticeSpace } from './space.ts';

/** All allowed positions that are empty, the slow way, in list order. */
function brute(
  topology: Topology,
  allowed: (list: number, other: number) => boolean,
  dead: number[],
) {
  const { order, inputs, outputs, start, index } = topology;
  const [listCount, others] = order === 'by-output' ? [outputs, inputs] : [inputs, outputs];
  const found: string[] = [];
  for (let list = 0; list < listCount; list++)
    for (let other = 0; other < others; other++) {
      let live = false;
      for (let k = start[list]; k < start[list + 1]; k++)
        if (index[k] === other && !dead.includes(k)) live = true;
      if (!live && allowed(list, other)) found.push(`${list},${other}`);
    }
  return found;
}

const drawn = (
  topology: Topology,
  region: Region,
  count: number,
  seed: number,
  dead: number[] = [],
) => {
  const random = createRandom(seed);
  const { list, other } = drawWithin(topology, region, count, random, Uint32Array.from(dead));
  return Array.from(list, (own, i) => `${own},${other[i]}`);
};

describe('drawWithin', () => {
  it('with as many draws as there is room, gives all that brute force finds, in order', () => {
    const pair = fc.record({
      a: anyTopology,
      seed: fc.nat(),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(pair, ({ a, seed, share }) => {
        const random = createRandom(seed);
        const full = fullTopology(a.inputs, a.outputs, a.order);
        const chosen = random
          .split('region')
          .distinct(full.index.length, Math.round(share * full.index.length));
        const list = listOfEach(full);
        const pairs = Array.from(chosen, (k): [number, number] =>
          a.order === 'by-output' ? [full.index[k], list[k]] : [list[k], full.index[k]],
        );
        // The region in the other order than the layer: it is asked in the layer's.
        const other = a.order === 'by-output' ? ('by-input' as const) : ('by-output' as const);
        const mask = topologyOf(a.inputs, a.outputs, other, pairs);
        const dead = Array.from(
          random.split('dead').distinct(a.index.length, Math.floor(a.index.length / 3)),
        );
        const allowed = (l: number, o: number): boolean =>
          a.order === 'by-output' ? contains(mask, o, l) : contains(mask, l, o);
        const expected = brute(a, allowed, dead);
        const region = regionOf(mask);
        expect(emptyWithin(a, region, Uint32Array.from(dead))).toBe(expected.length);
        expect(drawn(a, region, expected.length, seed, dead)).toEqual(expected);
        if (expected.length > 1) {
          const some = drawn(a, region, expected.length - 1, seed, dead);
          expect(new Set(some).size).toBe(some.length);
          for (const key of some) expect(expected).toContain(key);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is uniform over the allowed empty positions', () => {
    // A ring of 12 in which each unit hears itself alone: 24 neighbours to choose from, three at a time.
    const { topology } = ring({ units: 12, radius: 0 });
    const region = regionOf(ring({ units: 12, radius: 1 }).topology, { name: 'ring' });
    const hits = new Map<string, number>();
    for (let seed = 0; seed < 4000; seed++)
      for (const key of drawn(topology, region, 3, seed)) hits.set(key, (hits.get(key) ?? 0) + 1);
    expect(hits.size).toBe(24);
    let chi = 0;
    for (const n of hits.values()) chi += (n - 500) ** 2 / 500;
    // Draws without replacement shrink χ² by 1 − 3/24. 99.9 % quantile of 23 degrees of freedom.
    expect(chi / (1 - 3 / 24)).toBeLessThan(49.7);
  });

  it('draws what empty.ts draws where everything is allowed', () => {
    fc.assert(
      fc.property(anyTopology, fc.nat(), (t, seed) => {
        const room = emptyCount(t);
        const count = Math.floor(room / 2);
        const region = regionOf(fullTopology(t.inputs, t.outputs, t.order));
        const expected = locateEmpty(t, createRandom(seed).distinct(room, count));
        expect(drawWithin(t, region, count, createRandom(seed))).toEqual(expected);
      }),
    );
  });

  it('refuses more than there is room for, and a region of another layer', () => {
    const { topology } = ring({ units: 5, radius: 0 });
    const region = regionOf(ring({ units: 5, radius: 1 }).topology, { name: 'ring' });
    expect(() => drawWithin(topology, region, 11, createRandom(1))).toThrow(
      '11 new connections asked for, 10 positions are empty within "ring"',
    );
    expect(() => checkRegion(noAutapses(4), topology, 'recurrent')).toThrow(
      'the region "no-autapses" has 4×4 positions, the layer 5×5 (layer "recurrent")',
    );
  });
});

describe('regions', () => {
  it('without autapses: all but the diagonal, and no array', () => {
    const region = noAutapses(70_000);
    const { size, rank, at } = region.lists('by-input');
    expect([size(3), rank(3, 2), rank(3, 3), rank(3, 4), at(3, 2), at(3, 3)]).toEqual([
      69_999, 2, -1, 3, 2, 4,
    ]);
    const empty = topologyOf(4, 4, 'by-output', []);
    expect(drawn(empty, noAutapses(4), 12, 1)).toEqual([
      '0,1',
      '0,2',
      '0,3',
      '1,0',
      '1,2',
      '1,3',
      '2,0',
      '2,1',
      '2,3',
      '3,0',
      '3,1',
      '3,2',
    ]);
  });

  it('within a radius: what the lattice of that radius connects', () => {
    const space = latticeSpace({ sides: [9], periodic: true });
    const local = ring({ units: 9, radius: 2 }).topology;
    const empty = topologyOf(9, 9, 'by-output', []);
    const places = (region: Region): string[] =>
      drawn(empty, region, emptyWithin(empty, region), 1);
    expect(places(withinRadius(space, { radius: 2, autapses: true }))).toEqual(
      places(regionOf(local)),
    );
    expect(places(withinRadius(space, { radius: 2 }))).toEqual(
      places(regionOf(local, { autapses: false })),
    );
    expect(() => withinRadius(space, { radius: Number.NaN })).toThrow(
      'radius NaN is not a number ≥ 0',
    );
  });

  it('asks a directed mask in either order', () => {
    const mask = topologyOf(3, 3, 'by-output', [
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    const region = regionOf(mask);
    const empty = topologyOf(3, 3, 'by-input', []);
    expect(drawn(empty, region, 3, 1)).toEqual(['0,1', '0,2', '1,2']);
    expect(drawn(reorder(empty, 'by-output').topology, region, 3, 1)).toEqual([
      '1,0',
      '2,0',
      '2,1',
    ]);
  });
});
