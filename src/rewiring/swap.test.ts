/** Swaps against a twin that adds up all wire anew for every swap it tries. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedFanIn } from '../connectivity/fixed.ts';
import { ring } from '../connectivity/local.ts';
import { denseRecurrent } from '../connectivity/recurrent.ts';
import { distance, latticeSpace, permuteSpace, type Space } from '../connectivity/space.ts';
import { createRandom } from '../numerics/random.ts';
import { listOfEach, type Topology } from '../sparse/topology.ts';
import { swapPlaces } from './swap.ts';

function wire(space: Space, topology: Topology, weights: ArrayLike<number>): number {
  const list = listOfEach(topology);
  let sum = 0;
  topology.index.forEach((other, k) => {
    sum += Math.abs(weights[k]) * distance(space, list[k], other);
  });
  return sum;
}

/** The published procedure, literally: try every swap of each mover, keep the best, go on with the next. */
function twin(space: Space, topology: Topology, weights: ArrayLike<number>, movers: number) {
  const { units } = space;
  const list = listOfEach(topology);
  const sums = new Float64Array(units);
  topology.index.forEach((other, k) => {
    if (other === list[k]) return;
    sums[other] += Math.abs(weights[k]);
    sums[list[k]] += Math.abs(weights[k]);
  });
  const order = [...sums.keys()].sort((a, b) => sums[b] - sums[a] || a - b).slice(0, movers);
  let swaps = 0;
  for (const a of order) {
    const before = wire(space, topology, weights);
    let best = space;
    let least = before - 1e-9 * before;
    for (let b = 0; b < units; b++) {
      const swap = Uint32Array.from({ length: units }, (_, u) => (u === a ? b : u === b ? a : u));
      const tried = permuteSpace(space, swap);
      const length = wire(tried, topology, weights);
      if (length < least - 1e-9 * before) [best, least] = [tried, length];
    }
    if (best !== space) swaps++;
    space = best;
  }
  return { space, swaps };
}

describe('swapPlaces', () => {
  it('does what trying every swap does', () => {
    const options = fc.record({
      seed: fc.nat(),
      periodic: fc.boolean(),
      order: fc.constantFrom('by-output' as const, 'by-input' as const),
      movers: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(options, ({ seed, periodic, order, movers }) => {
        const random = createRandom(seed);
        const space = latticeSpace({ sides: [3, 4], periodic });
        const fanIn = 1 + random.integer(12);
        const topology = fixedFanIn({ inputs: 12, outputs: 12, fanIn, order, random });
        const weights = new Float32Array(topology.index.length);
        random.fillNormal(weights, 1);
        const swapped = swapPlaces(space, topology, weights, { movers });
        const expected = twin(space, topology, weights, movers);
        expect(swapped.swaps).toBe(expected.swaps);
        expect([...swapped.space.coordinates]).toEqual([...expected.space.coordinates]);
        const [before, after] = [
          wire(space, topology, weights),
          wire(swapped.space, topology, weights),
        ];
        expect(swapped.saved).toBeCloseTo(before - after, 6);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('undoes most of a scramble: neighbours on a ring find each other again', () => {
    const units = 24;
    const ringSpace = latticeSpace({ sides: [units], periodic: true });
    const { topology } = denseRecurrent({ units });
    // Neighbours are strongly wired, all others hardly.
    const weights = Float32Array.from(topology.index, (from, k) => {
      const apart = distance(ringSpace, from, Math.floor(k / units));
      return apart === 1 ? 1 : 0.001;
    });
    const least = wire(ringSpace, topology, weights);
    let space = permuteSpace(ringSpace, createRandom('scramble').permutation(units));
    const scrambled = wire(space, topology, weights);
    for (let round = 0; round < 20; round++) {
      const swapped = swapPlaces(space, topology, weights);
      expect(wire(swapped.space, topology, weights)).toBeLessThanOrEqual(
        wire(space, topology, weights),
      );
      if (swapped.swaps === 0) expect(swapped.space).toBe(space);
      space = swapped.space;
    }
    // Pairwise swaps stop in a local minimum; two thirds of what can be saved is well within their reach.
    expect(scrambled - wire(space, topology, weights)).toBeGreaterThan(
      (2 / 3) * (scrambled - least),
    );
    expect([...space.coordinates].sort((a, b) => a - b)).toEqual([...ringSpace.coordinates]);
  });

  it('keeps wires within a reach where it is told one', () => {
    const space = latticeSpace({ sides: [40], periodic: true });
    const { topology } = ring({ units: 40, radius: 4 });
    const list = listOfEach(topology);
    const longest = (swapped: Space): number =>
      Math.max(...Array.from(topology.index, (other, k) => distance(swapped, list[k], other)));
    let [left, swaps] = [0, 0];
    for (let seed = 0; seed < 20; seed++) {
      const weights = new Float32Array(topology.index.length);
      const random = createRandom(seed);
      // A few strong connections pull where many weak ones would be stretched.
      for (let k = 0; k < weights.length; k++) weights[k] = random.uniform() < 0.1 ? 1 : 0.01;
      const free = swapPlaces(space, topology, weights);
      const kept = swapPlaces(space, topology, weights, { reach: 6 });
      if (longest(free.space) > 6) left++;
      swaps += kept.swaps;
      expect(longest(kept.space)).toBeLessThanOrEqual(6);
      expect(kept.saved).toBeGreaterThanOrEqual(0);
    }
    expect(left).toBe(20);
    expect(swaps).toBeGreaterThan(0);
    expect(() => swapPlaces(space, topology, new Float32Array(360), { reach: -1 })).toThrow(
      'reach -1 is not a number ≥ 0',
    );
  });

  it('finds nothing to gain without wire', () => {
    const space = latticeSpace({ sides: [3], periodic: false });
    const { topology } = denseRecurrent({ units: 3 });
    expect(swapPlaces(space, topology, new Float32Array(9))).toEqual({ space, swaps: 0, saved: 0 });
  });

  it('refuses what does not fit', () => {
    const space = latticeSpace({ sides: [3], periodic: false });
    const { topology } = denseRecurrent({ units: 3 });
    expect(() => swapPlaces(space, topology, [1], {})).toThrow('1 weights for 9 connections');
    expect(() => swapPlaces(space, topology, new Float32Array(9), { movers: 0 })).toThrow(
      'movers 0 is not an integer in 1..3',
    );
    expect(() =>
      swapPlaces(latticeSpace({ sides: [4], periodic: true }), topology, new Float32Array(9)),
    ).toThrow('a space of 4 units does not fit 3×3 connections');
  });
});
