/** Rewiring that keeps to a region: SET, exploration by score, exclusion, across many steps. */

import { describe, expect, it } from 'vitest';
import { erdosRenyi } from '../connectivity/erdos-renyi.ts';
import { ring } from '../connectivity/local.ts';
import { noAutapses, type Region, regionOf } from '../connectivity/region.ts';
import { createRandom } from '../numerics/random.ts';
import type { Layer } from '../sparse/layer.ts';
import { contains, listOfEach, type Topology } from '../sparse/topology.ts';
import { setItopFresh } from './exploring-rules.ts';
import { rewiringNamed } from './recipes.ts';
import { rewire } from './rewire.ts';
import { rigl } from './rigl.ts';
import type { Rewiring } from './rule.ts';
import { set } from './set.ts';

/** A random half of the connections of a ring of 100 units and radius 7, with weights. */
function halfRing(): { layer: Layer; mask: Topology } {
  const mask = ring({ units: 100, radius: 7, order: 'by-input' }).topology;
  const random = createRandom('half ring');
  const kept = random.distinct(mask.index.length, 700);
  const list = listOfEach(mask);
  const start = new Uint32Array(101);
  for (const k of kept) start[list[k] + 1]++;
  for (let i = 0; i < 100; i++) start[i + 1] += start[i];
  const index = Uint16Array.from(kept, (k) => mask.index[k]);
  const weights = new Float32Array(700);
  random.fillNormal(weights, 1);
  return { layer: { topology: { ...mask, start, index }, arrays: { weights } }, mask };
}

/** Connections that lie outside, after so many steps. */
function outside(rule: Rewiring, steps = 50, score = false): { outside: number; count: number } {
  const { layer: first, mask } = halfRing();
  let layer = first;
  const random = createRandom('steps');
  for (let step = 0; step < steps; step++) {
    const scored = {
      ...layer,
      ...(score
        ? {
            score: (l: Uint32Array, o: Uint32Array) =>
              Float32Array.from(l, (x, i) => Math.sin(x * 101 + o[i])),
          }
        : {}),
    };
    layer = rewire(scored, rule, random.split(step), step).layer;
  }
  const list = listOfEach(layer.topology);
  const out = [...layer.topology.index].filter((to, k) => !contains(mask, list[k], to)).length;
  return { outside: out, count: layer.topology.index.length };
}

const ringRegion = (): Region => regionOf(halfRing().mask, { name: 'ring' });

describe('growth within a region', () => {
  it.each([
    ['SET', set({ within: ringRegion() }), false],
    ['SET elsewhere', set({ within: ringRegion(), excludeJustRemoved: true }), false],
    ['where never used', setItopFresh({ zeta: 0.3, within: ringRegion() }), false],
    ['by magnitude', rewiringNamed('set-magnitude', { within: ringRegion() }), false],
    ['RigL', rigl({ within: ringRegion(), candidates: 'all' }), true],
    ['sampled', rigl({ within: ringRegion(), candidates: 0.5 }), true],
  ] as const)(
    '%s stays in the ring over 50 steps, and keeps the number of connections',
    (_, rule, score) => {
      expect(outside(rule, 50, score)).toEqual({ outside: 0, count: 700 });
    },
  );

  it('without one, most connections leave', () => {
    expect(outside(set()).outside).toBeGreaterThan(200);
  });

  it('no autapse is born where none may', () => {
    const random = createRandom(1);
    const topology = erdosRenyi({
      inputs: 30,
      outputs: 30,
      density: 0.2,
      order: 'by-input',
      random,
    });
    const list = listOfEach(topology);
    // Self-connections of birth are the weakest: they die at the first step and may not return.
    const weights = Float32Array.from(topology.index, (to, k) => (to === list[k] ? 1e-9 : 1));
    expect([...topology.index].some((to, k) => to === list[k])).toBe(true);
    let layer: Layer = { topology, arrays: { weights } };
    for (let step = 0; step < 60; step++) {
      layer = rewire(layer, set({ within: noAutapses(30) }), random.split(step), step).layer;
      for (let unit = 0; unit < 30; unit++)
        expect(contains(layer.topology, unit, unit)).toBe(false);
    }
    expect(layer.topology.index.length).toBe(topology.index.length);
  });

  it('connections from outside die and come back inside only; where that is full, fewer are born', () => {
    const random = createRandom(2);
    const topology = erdosRenyi({
      inputs: 10,
      outputs: 10,
      density: 0.5,
      order: 'by-input',
      random,
    });
    const weights = new Float32Array(topology.index.length).fill(1);
    const region = regionOf(ring({ units: 10, radius: 0 }).topology, { name: 'self' });
    const all = set({ zeta: 1, within: region });
    const { layer, removed, born } = rewire({ topology, arrays: { weights } }, all, random, 0);
    expect(removed.length).toBe(topology.index.length);
    expect(born.length).toBe(10);
    expect([...layer.topology.index]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const elsewhere = set({ zeta: 1, within: region, excludeJustRemoved: true });
    const again = rewire(layer, elsewhere, random, 1);
    expect([...again.layer.topology.index]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('refuses a region of another layer before any work', () => {
    const { layer } = halfRing();
    expect(() => rewire(layer, set({ within: noAutapses(99) }), createRandom(1), 0)).toThrow(
      'the region "no-autapses" has 99×99 positions, the layer 100×100',
    );
  });
});
