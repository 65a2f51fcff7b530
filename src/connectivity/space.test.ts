import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../numerics/random.ts';
import { checkTopology, contains, listOfEach } from '../sparse/topology.ts';
import { fixedFanIn } from './fixed.ts';
import { lattice, line, ring, torus } from './local.ts';
import {
  connectionLengths,
  distance,
  latticeSpace,
  permuteSpace,
  permuteTopology,
} from './space.ts';

describe('a space', () => {
  it('numbers a lattice with its last axis fastest', () => {
    const { units, coordinates, box } = latticeSpace({ sides: [2, 3], periodic: false });
    expect(units).toBe(6);
    expect(box).toEqual([0, 0]);
    expect([...coordinates]).toEqual([0, 0, 0, 1, 0, 2, 1, 0, 1, 1, 1, 2]);
  });

  it('measures along the shortest way', () => {
    const circle = latticeSpace({ sides: [10], periodic: true });
    expect(distance(circle, 1, 9)).toBe(2);
    expect(distance(circle, 0, 5)).toBe(5);
    expect(distance(latticeSpace({ sides: [10], periodic: false }), 1, 9)).toBe(8);
    const sheet = latticeSpace({ sides: [5, 5], periodic: true });
    expect(distance(sheet, 0, 24)).toBe(Math.sqrt(2));
    expect(distance(sheet, 7, 7)).toBe(0);
  });

  it('is a metric: symmetric, zero for oneself alone, no detour is shorter', () => {
    const spaces = [true, false].map((periodic) => latticeSpace({ sides: [3, 4, 2], periodic }));
    const unit = fc.nat({ max: 23 });
    fc.assert(
      fc.property(fc.constantFrom(...spaces), unit, unit, unit, (space, a, b, c) => {
        expect(distance(space, a, b)).toBe(distance(space, b, a));
        expect(distance(space, a, b) === 0).toBe(a === b);
        expect(distance(space, a, c)).toBeLessThanOrEqual(
          distance(space, a, b) + distance(space, b, c) + 1e-12,
        );
      }),
      { seed: 1 },
    );
  });
});

const wire = (...of: Parameters<typeof connectionLengths>): number =>
  connectionLengths(...of).reduce((a, b) => a + b);

describe('the lengths of connections', () => {
  it('have a closed sum on a ring and on a line', () => {
    // Every unit of a ring has 2 wires of each length 1 … r; of a line of n units, n − d pairs are d apart.
    const { topology, space } = ring({ units: 30, radius: 4 });
    expect(wire(topology, space)).toBe(30 * 2 * (1 + 2 + 3 + 4));
    const row = line({ units: 10, radius: 2 });
    expect(wire(row.topology, row.space)).toBe(2 * (9 * 1 + 8 * 2));
  });

  it('are the distances of the units, in either order', () => {
    const space = latticeSpace({ sides: [5, 6], periodic: true });
    for (const order of ['by-output', 'by-input'] as const) {
      const random = createRandom('wire');
      const topology = fixedFanIn({ inputs: 30, outputs: 30, fanIn: 7, order, random });
      const list = listOfEach(topology);
      connectionLengths(topology, space).forEach((length, k) => {
        expect(length).toBe(distance(space, list[k], topology.index[k]));
      });
    }
  });

  it('needs a space of the units that are connected', () => {
    const { topology } = ring({ units: 9, radius: 1 });
    const space = latticeSpace({ sides: [3], periodic: true });
    expect(() => connectionLengths(topology, space)).toThrow(
      'a space of 3 units does not fit 9×9 connections',
    );
  });
});

describe('a permutation', () => {
  it('renumbers units and keeps distances, connections and wire', () => {
    const { topology, space } = lattice({ sides: [4, 5], periodic: false, radius: 2 });
    const permutation = createRandom('permutation').permutation(20);
    const turned = permuteTopology(topology, permutation);
    const moved = permuteSpace(space, permutation);
    checkTopology(turned);
    for (let a = 0; a < 20; a++) {
      for (let b = 0; b < 20; b++) {
        expect(contains(turned, permutation[a], permutation[b])).toBe(contains(topology, a, b));
        expect(distance(moved, permutation[a], permutation[b])).toBe(distance(space, a, b));
      }
    }
    expect(wire(turned, moved)).toBeCloseTo(wire(topology, space), 9);
  });

  it('keeps directed connections directed', () => {
    const random = createRandom('directed');
    for (const order of ['by-output', 'by-input'] as const) {
      const topology = fixedFanIn({ inputs: 12, outputs: 12, fanIn: 3, order, random });
      const permutation = random.permutation(12);
      const turned = permuteTopology(topology, permutation);
      for (let a = 0; a < 12; a++)
        for (let b = 0; b < 12; b++)
          expect(contains(turned, permutation[a], permutation[b])).toBe(contains(topology, a, b));
    }
  });

  it('is refused when it is none', () => {
    const { topology, space } = torus({ units: 4, radius: 1 });
    expect(() => permuteSpace(space, [0, 1, 2])).toThrow('a permutation of 3 for 4 units');
    expect(() => permuteTopology(topology, [0, 1, 1, 3])).toThrow(
      'entry 2 of a permutation is 1; each of 0..3 must come once',
    );
    const oblong = fixedFanIn({ inputs: 3, outputs: 4, fanIn: 1, random: createRandom(1) });
    expect(() => permuteTopology(oblong, [0, 1, 2])).toThrow(
      '3×4 connections are not those of one population',
    );
  });
});
