import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTopology, pairsOf } from '../../test/layers.ts';
import { createRandom } from '../numerics/random.ts';
import { checkTopology, inDegrees, outDegrees } from '../sparse/topology.ts';
import { type FromDegreesOptions, fromDegrees } from './from-degrees.ts';

/** All 3 × 3 layers, as bit masks, by their degrees. */
const layersByDegrees = new Map<string, number[]>();
for (let mask = 0; mask < 512; mask++) {
  const fanIn = [0, 0, 0];
  const fanOut = [0, 0, 0];
  for (let p = 0; p < 9; p++) {
    if (((mask >> p) & 1) === 0) continue;
    fanIn[Math.floor(p / 3)]++;
    fanOut[p % 3]++;
  }
  const key = `${fanIn}|${fanOut}`;
  layersByDegrees.set(key, [...(layersByDegrees.get(key) ?? []), mask]);
}

describe('fromDegrees', () => {
  it('has the degrees of any layer that exists', () => {
    fc.assert(
      fc.property(anyTopology, fc.nat(), (given, seed) => {
        const fanIn = inDegrees(given);
        const fanOut = outDegrees(given);
        const topology = fromDegrees({
          inDegrees: fanIn,
          outDegrees: fanOut,
          order: given.order,
          random: createRandom(seed),
        });
        checkTopology(topology);
        expect(topology.order).toBe(given.order);
        expect(inDegrees(topology)).toEqual(fanIn);
        expect(outDegrees(topology)).toEqual(fanOut);
      }),
    );
  });

  it('finds a layer exactly where there is one', () => {
    const degree = fc.integer({ min: 0, max: 3 });
    const side = fc.tuple(degree, degree, degree);
    fc.assert(
      fc.property(side, side, (fanIn, fanOut) => {
        const make = () =>
          fromDegrees({ inDegrees: fanIn, outDegrees: fanOut, random: createRandom(1) });
        if (layersByDegrees.has(`${fanIn}|${fanOut}`)) expect(make).not.toThrow();
        else expect(make).toThrow(/no layer has these|must be equal/);
      }),
      { numRuns: 1000 },
    );
  });

  it('is uniform over the layers with these degrees', () => {
    const degrees = [2, 1, 1];
    const layers = layersByDegrees.get(`${degrees}|${degrees}`)!;
    expect(layers.length).toBe(5);
    const counts = new Map(layers.map((mask) => [mask, 0]));
    const random = createRandom('trades');
    for (let trial = 0; trial < 5000; trial++) {
      const topology = fromDegrees({ inDegrees: degrees, outDegrees: degrees, random });
      const mask = pairsOf(topology).reduce(
        (sum, [input, output]) => sum + (1 << (3 * output + input)),
        0,
      );
      counts.set(mask, counts.get(mask)! + 1);
    }
    let chiSquare = 0;
    for (const count of counts.values()) chiSquare += (count - 1000) ** 2 / 1000;
    // 99.9 % quantile of χ² with 4 degrees of freedom.
    expect(chiSquare).toBeLessThan(18.5);
  });

  it('draws the partners freely where only fan-ins are given', () => {
    const topology = fromDegrees({ inDegrees: [0, 3, 5], inputs: 5, random: createRandom(1) });
    checkTopology(topology);
    expect(inDegrees(topology)).toEqual(Uint32Array.of(0, 3, 5));
  });

  it('takes heavy tails', () => {
    // One input feeds every output, most feed one: the kind of sequence on which a matching of stubs meets duplicates.
    const fanOut = [1000, ...Array.from({ length: 500 }, (_, i) => 1 + (i % 3))];
    const total = fanOut.reduce((a, b) => a + b);
    const fanIn = Array.from(
      { length: 1000 },
      (_, o) => Math.floor(((o + 1) * total) / 1000) - Math.floor((o * total) / 1000),
    );
    const topology = fromDegrees({ inDegrees: fanIn, outDegrees: fanOut, random: createRandom(1) });
    checkTopology(topology);
    expect(Array.from(outDegrees(topology))).toEqual(fanOut);
  });

  it.each<[Partial<FromDegreesOptions>, string]>([
    [{ inDegrees: [4] }, 'fan-in 4 of unit 0 is not an integer in 0..3 (layer "h")'],
    [{ inDegrees: [1, -1] }, 'fan-in -1 of unit 1 is not an integer in 0..3 (layer "h")'],
    [
      { inDegrees: [2], outDegrees: [1, 2] },
      'fan-out 2 of unit 1 is not an integer in 0..1 (layer "h")',
    ],
    [
      { inDegrees: [2], outDegrees: [1, 0] },
      'fan-ins sum to 2, fan-outs to 1 (layer "h"); they must be equal',
    ],
    [
      { inDegrees: [2, 0], outDegrees: [2, 0] },
      'no layer has these fan-ins and fan-outs (layer "h")',
    ],
    [{ inDegrees: [] }, '3×0 units from degrees'],
    [
      { inDegrees: [1], outDegrees: [1, 0], inputs: 3 },
      '3 inputs but 2 fan-outs (layer "h"); give one of them',
    ],
    [{ inDegrees: [1], trades: -1 }, 'trades -1 is not an integer in 0..Infinity (layer "h")'],
  ])('refuses %j', (options, message) => {
    const given = { inDegrees: [1], random: createRandom(1), layer: 'h', ...options };
    const inputs = options.outDegrees === undefined ? 3 : options.inputs;
    expect(() => fromDegrees({ ...given, inputs })).toThrow(message);
  });
});
