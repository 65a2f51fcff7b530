/** Small worlds of two sides: the ring, how much of it is left, and the ends of the way to a random layer. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../numerics/random.ts';
import { checkTopology, connections, inDegrees, lists, outDegrees } from '../sparse/topology.ts';
import { type SmallWorldOptions, smallWorld } from './small-world.ts';

const random = () => createRandom(3);
const variance = (values: Uint32Array): number => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
};

/** Whether pairs are connected, by input · outputs + output. */
function pairs(options: SmallWorldOptions): Set<number> {
  const topology = smallWorld(options);
  const found = new Set<number>();
  for (let list = 0; list < lists(topology); list++)
    for (let k = topology.start[list]; k < topology.start[list + 1]; k++) {
      const [i, o] =
        topology.order === 'by-output' ? [topology.index[k], list] : [list, topology.index[k]];
      found.add(i * options.outputs + o);
    }
  return found;
}

describe('a ring', () => {
  it.each([
    [30, 70, 450],
    [70, 30, 450],
    [40, 40, 40 * 7],
    [5, 9, 45],
    [12, 1, 5],
  ])(
    '%i × %i units, %i connections: degrees ⌊K/n⌋ or one more, of neighbours',
    (inputs, outputs, count) => {
      for (const order of ['by-output', 'by-input'] as const) {
        const topology = smallWorld({
          ...{ inputs, outputs, connections: count, moved: 0, random: random(), order },
        });
        checkTopology(topology);
        expect([topology.order, connections(topology)]).toEqual([order, count]);
        const many = Math.max(inputs, outputs);
        const degrees = outputs >= inputs ? inDegrees(topology) : outDegrees(topology);
        expect(new Set(degrees).size).toBe(count % many === 0 ? 1 : 2);
        expect(Math.min(...degrees)).toBe(Math.floor(count / many));
        expect(Math.max(...degrees)).toBe(Math.ceil(count / many));
      }
      const few = Math.min(inputs, outputs);
      const reach = Math.ceil(count / Math.max(inputs, outputs)) / 2 + 1;
      for (const pair of pairs({
        inputs,
        outputs,
        connections: count,
        moved: 0,
        random: random(),
      })) {
        const [i, o] = [Math.floor(pair / outputs) / inputs, (pair % outputs) / outputs];
        const apart = Math.abs(i - o);
        expect(Math.min(apart, 1 - apart) * few).toBeLessThanOrEqual(reach);
      }
    },
  );
});

describe('what is moved', () => {
  const size = { inputs: 200, outputs: 300, connections: 6000 };
  const ring = pairs({ ...size, moved: 0, random: random() });

  it.each([0.1, 0.5, 1])('leaves a share of the ring as it is expected to, β = %d', (moved) => {
    const places = size.inputs * size.outputs;
    const seeds = 20;
    let left = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const found = pairs({ ...size, moved, random: createRandom(seed) });
      expect(found.size).toBe(size.connections);
      for (const pair of found) left += ring.has(pair) ? 1 : 0;
    }
    // Of R = βK that go, each place of theirs is drawn again with probability R / (N − K + R).
    const gone = moved * size.connections;
    const back = (gone * gone) / (places - size.connections + gone);
    const expected = size.connections - gone + back;
    // R is binomial, and few come back.
    const deviation = Math.sqrt((gone * (1 - moved) + back) / seeds);
    expect(Math.abs(left / seeds - expected)).toBeLessThan(4 * deviation);
  });

  it('spreads degrees up to those of a random layer', () => {
    const spread = (moved: number): number => {
      const made = smallWorld({ ...size, moved, random: random() });
      return variance(inDegrees(made));
    };
    expect(spread(0)).toBe(0);
    // Hypergeometric: K/n (1 − 1/n) (1 − K/N), n units; 300 degrees know their variance to 8 %.
    const law = 20 * (1 - 1 / 300) * (1 - 0.1);
    expect(Math.abs(spread(1) / law - 1)).toBeLessThan(0.35);
    expect(spread(0.3)).toBeGreaterThan(0.2 * law);
    expect(spread(0.3)).toBeLessThan(0.8 * law);
  });
});

it('refuses what does not fit', () => {
  const asked = { inputs: 3, outputs: 4, connections: 5, moved: 0.5, random: random(), layer: 'h' };
  expect(() => smallWorld({ ...asked, connections: 13 })).toThrow(
    '13 connections are not an integer in 1..12, the places of 3×4 units (layer "h")',
  );
  expect(() => smallWorld({ ...asked, moved: 1.2 })).toThrow('the share 1.2');
});
