/** Places of units: against brute force and closed forms. */

import { describe, expect, it } from 'vitest';
import { mlpLayers } from '../../networks/builders.ts';
import { mlp } from '../../networks/index.ts';
import { createRandom } from '../../numerics/random.ts';
import { checkTopology, fullTopology, inDegrees, reorder } from '../../sparse/topology.ts';
import { hiddenPlaces, localise, pixelPlaces, placesOf, wireOf } from './places.ts';

const random = createRandom('places');

it('lie on lattices over the unit square', () => {
  const pixels = pixelPlaces([2, 4]);
  expect(pixels?.x).toEqual(
    Float64Array.of(0.125, 0.375, 0.625, 0.875, 0.125, 0.375, 0.625, 0.875),
  );
  expect(pixels?.y).toEqual(Float64Array.of(0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 0.75));
  const colours = pixelPlaces([3, 2, 4]);
  expect(colours?.x.length).toBe(24);
  expect(colours?.x.subarray(8, 16)).toEqual(pixels?.x);
  expect(pixelPlaces([13])).toBeUndefined();
  expect(placesOf([13], [5])).toBeUndefined();
  const hidden = hiddenPlaces(7);
  expect([hidden.x[6], hidden.y[6]]).toEqual([1 / 6, 5 / 6]);
});

describe('a local layer', () => {
  const [from, to] = placesOf([8, 8], [10]) ?? [];
  const fit = { inputs: 64, outputs: 3, fixedFanIn: true };
  const [layer] = mlpLayers(mlp([10], { density: 0.125 }), random, fit);

  it('hears as many, among the nearest alone', () => {
    for (const reach of [1, 2, 5]) {
      const made = localise(layer, [from, to], { reach, random });
      const { topology } = made.layer;
      if (topology.index === undefined) throw new Error('all connections exist');
      checkTopology(topology);
      expect([...inDegrees(topology)]).toEqual(new Array(10).fill(8));
      const { start, index } = reorder(topology, 'by-output').topology;
      for (let b = 0; b < 10; b++) {
        const apart = Array.from(from.x, (x, a) => Math.hypot(x - to.x[b], from.y[a] - to.y[b]));
        const bound = [...apart].sort((p, q) => p - q)[Math.min(63, 8 * reach - 1)];
        for (let k = start[b]; k < start[b + 1]; k++)
          expect(apart[index[k]]).toBeLessThanOrEqual(bound + 1e-12);
        expect(made.within.lists('by-output').size(b)).toBe(8 * reach);
      }
    }
  });

  it('has the wire of the nearest where it reaches no further', () => {
    const { layer: made } = localise(layer, [from, to], { reach: 1, random });
    if (made.topology.index === undefined) throw new Error('all connections exist');
    let least = 0;
    for (let b = 0; b < 10; b++)
      least += Array.from(from.x, (x, a) => Math.hypot(x - to.x[b], from.y[a] - to.y[b]))
        .sort((p, q) => p - q)
        .slice(0, 8)
        .reduce((sum, d) => sum + d, 0);
    expect(wireOf([made.topology], [from, to])).toBeCloseTo(least, 10);
  });
});

it('all wires of two places on a line', () => {
  const pair = { x: Float64Array.of(0, 1), y: Float64Array.of(0, 0) };
  expect(wireOf([fullTopology(2, 2, 'by-input')], [pair, pair])).toBe(2);
});
