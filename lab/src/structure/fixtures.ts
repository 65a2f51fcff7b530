/** Layers for tests, from whole matrices. */

import type { StoredLayer } from '../../../src/interchange/network.ts';
import { indexArray } from '../../../src/sparse/topology.ts';

/**
 * A layer that has the entries of a matrix `[outputs][inputs]` which are not 0.
 *
 * @param full whether every connection exists and none is listed
 */
export function fromDense(
  name: string,
  dense: readonly (readonly number[])[],
  full = false,
): StoredLayer {
  const [outputs, inputs] = [dense.length, dense[0].length];
  const order = 'by-output' as const;
  if (full)
    return {
      ...{ name, topology: { inputs, outputs, order } },
      arrays: { weights: Float32Array.from(dense.flat()) },
    };
  const start = new Uint32Array(outputs + 1);
  const [found, weights]: [number[], number[]] = [[], []];
  dense.forEach((row, output) => {
    row.forEach((weight, input) => {
      if (weight === 0) return;
      found.push(input);
      weights.push(weight);
    });
    start[output + 1] = found.length;
  });
  const index = indexArray(inputs, found.length);
  index.set(found);
  return {
    ...{ name, topology: { inputs, outputs, order, start, index } },
    arrays: { weights: Float32Array.from(weights) },
  };
}
