/** Births are shared out in whole numbers, in proportion and within rooms. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullTopology } from '../sparse/topology.ts';
import { apportion, byMomentum } from './spread.ts';

describe('apportion', () => {
  it('gives all there is to give, within rooms, near the quota', () => {
    const some = fc.array(fc.tuple(fc.float({ min: 0, max: 8, noNaN: true }), fc.nat(30)), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(some, fc.nat(100), (layers, total) => {
        const weights = layers.map(([weight]) => weight);
        const rooms = layers.map(([, room]) => room);
        const given = apportion(total, weights, rooms);
        const all = rooms.reduce((sum, room) => sum + room, 0);
        expect(given.reduce((sum, n) => sum + n, 0)).toBe(Math.min(total, all));
        given.forEach((n, l) => {
          expect(n).toBeGreaterThanOrEqual(0);
          expect(n).toBeLessThanOrEqual(rooms[l]);
        });
        const sum = weights.reduce((s, w) => s + w, 0);
        if (sum > 0 && rooms.every((room) => room >= total))
          given.forEach((n, l) => {
            expect(Math.abs(n - (total * weights[l]) / sum)).toBeLessThan(1);
          });
      }),
    );
  });

  it('passes on what a full layer cannot take', () => {
    expect(apportion(10, [1, 1, 2], [10, 10, 3])).toEqual([4, 3, 3]);
    expect(apportion(5, [0, 0], [9, 9])).toEqual([3, 2]);
  });
});

describe('byMomentum', () => {
  it('is the mean |momentum| of survivors, and needs an optimiser that has some', () => {
    const topology = fullTopology(4, 1, 'by-output');
    const weights = new Float32Array(4);
    const arrays = { weights, 'momentum.velocity': Float32Array.of(1, -2, 3, 8) };
    const removed = Uint32Array.of(3);
    expect(byMomentum.weights([{ layer: { topology, arrays }, removed }])).toEqual([2]);
    expect(() =>
      byMomentum.weights([{ layer: { topology, arrays: { weights } }, removed }]),
    ).toThrow('sparse momentum needs an optimiser that keeps means of gradients');
  });
});
