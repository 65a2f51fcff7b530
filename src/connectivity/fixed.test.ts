import { describe, expect, it } from 'vitest';
import { createRandom } from '../numerics/random.ts';
import { checkTopology, connections, inDegrees, isDense, outDegrees } from '../sparse/topology.ts';
import { dense, fixedFanIn } from './fixed.ts';

describe('dense', () => {
  it('connects everything, in either order', () => {
    for (const order of ['by-output', 'by-input'] as const) {
      const topology = dense({ inputs: 7, outputs: 3, order });
      checkTopology(topology);
      expect(topology.order).toBe(order);
      expect(isDense(topology)).toBe(true);
    }
  });

  it('refuses what does not fit', () => {
    expect(() => dense({ inputs: 0, outputs: 3 })).toThrow('inputs 0 is not an integer');
    expect(() => dense({ inputs: 1e5, outputs: 1e5, layer: 'out' })).toThrow(
      '100000×100000 dense connections are more than 4294967295 (layer "out")',
    );
  });
});

describe('fixedFanIn', () => {
  it('gives every output as many inputs', () => {
    for (const order of ['by-output', 'by-input'] as const) {
      const topology = fixedFanIn({
        inputs: 20,
        outputs: 30,
        fanIn: 6,
        order,
        random: createRandom(1),
      });
      checkTopology(topology);
      expect(topology.order).toBe(order);
      expect(connections(topology)).toBe(180);
      expect(inDegrees(topology)).toEqual(new Uint32Array(30).fill(6));
    }
  });

  it('is dense at full fan-in, and the same connections in either order', () => {
    expect(isDense(fixedFanIn({ inputs: 4, outputs: 3, fanIn: 4, random: createRandom(1) }))).toBe(
      true,
    );
    const options = { inputs: 9, outputs: 8, fanIn: 3 };
    const byOutput = fixedFanIn({ ...options, random: createRandom(2) });
    const byInput = fixedFanIn({ ...options, order: 'by-input', random: createRandom(2) });
    expect(outDegrees(byInput)).toEqual(outDegrees(byOutput));
  });

  it('prefers no input', () => {
    const topology = fixedFanIn({
      inputs: 10,
      outputs: 5000,
      fanIn: 3,
      random: createRandom('fan'),
    });
    // Each input is taken 1500 ± 32 times; the 99.9 % quantile of χ² with 9 degrees is 27.9, and draws exclude each other.
    const chiSquare =
      outDegrees(topology).reduce((sum, d) => sum + (d - 1500) ** 2 / 1500, 0) / (1 - 3 / 10);
    expect(chiSquare).toBeLessThan(27.9);
  });

  it.each([0, 5, 1.5, Number.NaN])('refuses a fan-in of %d', (fanIn) => {
    expect(() =>
      fixedFanIn({ inputs: 4, outputs: 3, fanIn, random: createRandom(1), layer: 'h' }),
    ).toThrow(`fan-in ${fanIn} is not an integer in 1..4, the number of inputs (layer "h")`);
  });
});
