/** What a step of rewiring books, from what it says of itself and from the two networks. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyTopology } from '../../test/layers.ts';
import { drawEmpty } from '../connectivity/empty.ts';
import { erdosRenyi } from '../connectivity/erdos-renyi.ts';
import { createRandom } from '../numerics/random.ts';
import { applyChange } from '../sparse/change.ts';
import { compareLayers, compareStep, compareStepPlainly } from './compare.ts';

it('books a step as a walk over all connections does, to the last bit', () => {
  const removals = anyTopology.chain((topology) =>
    fc
      .subarray(Array.from(topology.index, (_, k) => k))
      .map((removed) => ({ topology, removed: Uint32Array.from(removed) })),
  );
  fc.assert(
    fc.property(removals, fc.nat(), ({ topology, removed }, seed) => {
      const random = createRandom(seed);
      const weights = new Float32Array(topology.index.length);
      random.fillNormal(weights, 1);
      // Some connections come back, one of them with the weight that it had.
      const empty = topology.inputs * topology.outputs - topology.index.length + removed.length;
      const born = drawEmpty(topology, random.integer(empty + 1), random, removed);
      const first = new Float32Array(born.list.length);
      random.fillNormal(first, 1);
      if (removed.length > 0 && first.length > 0) first[0] = weights[removed[0]];
      const before = { topology, arrays: { weights } };
      const change = { removed, bornList: born.list, bornOther: born.other };
      const { bornAt, ...made } = applyChange(topology, change, { weights }, { weights: first });
      const after = { topology: made.topology, arrays: made.arrays };
      expect(compareStep(before, { layer: after, removed, born: bornAt })).toEqual(
        compareLayers(before, after),
      );
    }),
    { numRuns: 300 },
  );
});

it('books a large step as the plain walk does, some lists at a time', () => {
  const random = createRandom('large');
  const shape = { inputs: 900, outputs: 1100, density: 0.2, order: 'by-output' } as const;
  const topology = erdosRenyi({ ...shape, random });
  const count = topology.index.length;
  const weights = new Float32Array(count);
  random.fillNormal(weights, 1);
  const removed = Uint32Array.from(random.distinct(count, Math.round(0.4 * count)));
  const born = drawEmpty(topology, removed.length, random, removed);
  const first = new Float32Array(removed.length);
  random.fillNormal(first, 1);
  const before = { topology, arrays: { weights } };
  const change = { removed, bornList: born.list, bornOther: born.other };
  const { bornAt, ...made } = applyChange(topology, change, { weights }, { weights: first });
  const step = { layer: { topology: made.topology, arrays: made.arrays }, removed, born: bornAt };
  expect(removed.length).toBeGreaterThan(2 ** 16);
  expect(compareStep(before, step)).toEqual(compareStepPlainly(before, step));
});
