/** Local masks against their definition, |x_i − x_j| ≤ r, tried for every pair. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTopology, connections, contains, inDegrees, outDegrees } from '../sparse/topology.ts';
import {
  lattice,
  line,
  radiusForDensity,
  ring,
  sheet,
  shells,
  squareSide,
  torus,
} from './local.ts';

/** Squared distance of two units, from their numbers alone. */
function squareApart(sides: readonly number[], periodic: boolean, a: number, b: number): number {
  let square = 0;
  for (let axis = sides.length - 1; axis >= 0; axis--) {
    const side = sides[axis];
    const apart = Math.abs((a % side) - (b % side));
    square += (periodic ? Math.min(apart, side - apart) : apart) ** 2;
    a = Math.floor(a / side);
    b = Math.floor(b / side);
  }
  return square;
}

describe('a local mask', () => {
  const shape = fc.record({
    sides: fc.oneof(
      fc.array(fc.integer({ min: 1, max: 23 }), { minLength: 1, maxLength: 1 }),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 2, maxLength: 2 }),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 }),
    ),
    periodic: fc.boolean(),
    pick: fc.nat({ max: 1000 }),
    order: fc.constantFrom('by-output' as const, 'by-input' as const),
  });

  it('is the dense mask of its definition at every radius, symmetric, in either order', () => {
    fc.assert(
      fc.property(shape, ({ sides, periodic, pick, order }) => {
        const all = shells({ sides, periodic });
        const { radius, connections: count } = all[pick % all.length];
        const { topology, space } = lattice({ sides, periodic, radius, order });
        checkTopology(topology);
        expect(topology.order).toBe(order);
        expect(connections(topology)).toBe(count);
        for (let a = 0; a < space.units; a++) {
          for (let b = 0; b < space.units; b++) {
            const near = squareApart(sides, periodic, a, b) <= Math.round(radius * radius);
            expect(contains(topology, a, b)).toBe(near);
          }
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('has as many connections for every unit as lattice points lie in a disc', () => {
    // Lattice points with x² + y² ≤ n (Gauss's circle problem): OEIS A057655 at n = 0, 1, 2, 4, 5, 8 … 25.
    const points: [number, number][] = [
      [0, 1],
      [1, 5],
      [2, 9],
      [4, 13],
      [5, 21],
      [8, 25],
      [9, 29],
      [10, 37],
      [13, 45],
      [16, 49],
      [17, 57],
      [18, 61],
      [20, 69],
      [25, 81],
    ];
    for (const [square, count] of points) {
      const { topology } = torus({ units: 400, radius: Math.sqrt(square) });
      expect(inDegrees(topology)).toEqual(new Uint32Array(400).fill(count));
      expect(outDegrees(topology)).toEqual(new Uint32Array(400).fill(count));
    }
  });

  it('has 2r + 1 connections for every unit of a ring, fewer at the ends of a line', () => {
    expect(inDegrees(ring({ units: 20, radius: 3 }).topology)).toEqual(new Uint32Array(20).fill(7));
    expect([...inDegrees(line({ units: 8, radius: 2 }).topology)]).toEqual([
      3, 4, 5, 5, 5, 5, 4, 3,
    ]);
    expect([...inDegrees(sheet({ units: 9, radius: 1 }).topology)]).toEqual([
      3, 4, 3, 4, 5, 4, 3, 4, 3,
    ]);
  });

  it('goes round a ring or a torus once, and is dense at the largest radius', () => {
    expect(connections(ring({ units: 8, radius: 4 }).topology)).toBe(64);
    expect(connections(ring({ units: 7, radius: 3 }).topology)).toBe(49);
    expect(connections(torus({ units: 16, radius: Math.sqrt(8) }).topology)).toBe(256);
    expect(connections(sheet({ units: 16, radius: Math.sqrt(18) }).topology)).toBe(256);
  });

  it('has the published densities of its examples', () => {
    const percent = (count: number, units: number) => (100 * count) / units ** 2;
    expect(percent(connections(ring({ units: 256, radius: 5 }).topology), 256)).toBeCloseTo(4.3, 1);
    expect(percent(connections(ring({ units: 256, radius: 16 }).topology), 256)).toBeCloseTo(
      12.9,
      1,
    );
    expect(percent(connections(torus({ units: 256, radius: 2 }).topology), 256)).toBeCloseTo(
      5.1,
      1,
    );
  });

  it('takes 32-bit indices where the units need them', () => {
    const { topology } = ring({ units: 70000, radius: 1 });
    checkTopology(topology);
    expect(topology.index).toBeInstanceOf(Uint32Array);
  });

  it.each<[() => unknown, string]>([
    [
      () => ring({ units: 64, radius: 33, layer: 'recurrent' }),
      'radius 33 is outside [0, 32]; units of a 64 ring are at most 32 apart (layer "recurrent")',
    ],
    [() => ring({ units: 64, radius: -1 }), 'radius -1 is outside [0, 32]'],
    [() => ring({ units: 64, radius: Number.NaN }), 'radius NaN is outside [0, 32]'],
    [() => ring({ units: 64, radius: 2.5 }), 'radius 2.5 of a ring is not an integer in 0..32'],
    [() => line({ units: 5, radius: 5 }), 'radius 5 is outside [0, 4]'],
    [() => torus({ units: 256, radius: 12 }), 'radius 12 is outside [0, 11.31'],
    [
      () => sheet({ units: 200, radius: 1, layer: 'recurrent' }),
      'a sheet of 200 units is no square; give a square number, such as 196 or 225 (layer "recurrent")',
    ],
    [() => squareSide('torus', -4), 'a torus of -4 units is no square; give a square number'],
    [() => ring({ units: 2.5, radius: 1 }), 'side 2.5 is not an integer'],
    [() => lattice({ sides: [], periodic: true, radius: 1 }), 'a lattice needs at least one side'],
    [() => ring({ units: 200000, radius: 50000 }), 'connections, more than 4294967295'],
  ])('refuses what does not fit: %#', (make, message) => {
    expect(make).toThrow(message);
  });
});

describe('the radius for a density', () => {
  it('is that of the shell that comes nearest', () => {
    const ring256 = { sides: [256], periodic: true };
    expect(radiusForDensity(ring256, 0.043)).toBe(5);
    expect(radiusForDensity(ring256, 1)).toBe(128);
    expect(radiusForDensity(ring256, 1e-6)).toBe(0);
    expect(radiusForDensity({ sides: [16, 16], periodic: true }, 0.05)).toBe(2);
    expect(() => radiusForDensity(ring256, 0)).toThrow('density 0 is outside (0, 1]');
  });
});
