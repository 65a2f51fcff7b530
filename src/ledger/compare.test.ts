/** What a step of rewiring books, from what it says of itself and from the two networks. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyTopology } from '../../test/layers.ts';
import { drawEmpty } from '../connectivity/empty.ts';
import { createRandom } from '../numerics/random.ts';
import { applyChange } from '../sparse/change.ts';
import { compareLayers, compareStep } from './compare.ts';

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
