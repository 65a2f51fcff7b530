/** Small random layers for property tests, with slow and obvious twins of what the sparse rooms do. */

import fc from 'fast-check';
import { indexArray, type Order, type Topology } from '../src/sparse/topology.ts';

export type Pair = readonly [input: number, output: number];

/** A topology of given connections, by sorting. */
export function topologyOf(
  inputs: number,
  outputs: number,
  order: Order,
  pairs: readonly Pair[],
): Topology {
  const [listCount, units] = order === 'by-output' ? [outputs, inputs] : [inputs, outputs];
  const lists: number[][] = Array.from({ length: listCount }, () => []);
  for (const [input, output] of pairs) {
    if (order === 'by-output') lists[output].push(input);
    else lists[input].push(output);
  }
  const start = new Uint32Array(listCount + 1);
  const index = indexArray(units, pairs.length);
  let at = 0;
  lists.forEach((list, i) => {
    for (const other of list.sort((a, b) => a - b)) index[at++] = other;
    start[i + 1] = at;
  });
  return { inputs, outputs, order, start, index };
}

/** The connections of a topology, in the order of its positions. */
export function pairsOf({ order, start, index }: Topology): Pair[] {
  const pairs: Pair[] = [];
  for (let list = 0; list + 1 < start.length; list++) {
    for (let k = start[list]; k < start[list + 1]; k++) {
      pairs.push(order === 'by-output' ? [index[k], list] : [list, index[k]]);
    }
  }
  return pairs;
}

/** A name of a connection that can be a key. */
export function keyOf([input, output]: Pair): string {
  return `${input}→${output}`;
}

/** Any order. */
export const anyOrder: fc.Arbitrary<Order> = fc.constantFrom('by-output', 'by-input');

/** Topologies of up to 8 × 8 units, from empty to dense. */
export const anyTopology: fc.Arbitrary<Topology> = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), anyOrder)
  .chain(([inputs, outputs, order]) => {
    const all = Array.from(
      { length: inputs * outputs },
      (_, p): Pair => [p % inputs, Math.floor(p / inputs)],
    );
    return fc.subarray(all).map((pairs) => topologyOf(inputs, outputs, order, pairs));
  });
