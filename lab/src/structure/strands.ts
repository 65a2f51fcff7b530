/** The connections that a drawing shows: the strongest of a layer, as many as fit. */

import type { StoredLayer } from '../../../src/interchange/network.ts';
import type { Pairs } from './change.ts';

export interface Strands extends Pairs {
  readonly weight: Float32Array;
}

/** Bins of |w| between 0 and the largest, by which the strongest are found without sorting. */
const BINS = 1024;

/** The `most` connections of largest |w| (ties: the first ones), lists by output: O(connections). */
export function strongest({ topology, arrays: { weights } }: StoredLayer, most: number): Strands {
  let largest = 0;
  for (let k = 0; k < weights.length; k++) {
    const size = Math.abs(weights[k]);
    if (size > largest) largest = size;
  }
  const binOf = (weight: number): number =>
    Math.min(BINS - 1, Math.floor((Math.abs(weight) / (largest || 1)) * BINS));
  const sizes = new Uint32Array(BINS);
  for (let k = 0; k < weights.length; k++) sizes[binOf(weights[k])]++;
  // All connections of higher bins are shown, and the first of the bin in which room runs out.
  let [bin, above] = [BINS, 0];
  while (bin > 0 && above + sizes[bin - 1] <= most) above += sizes[--bin];
  let room = most - above;
  const chosen: number[] = [];
  for (let k = 0; k < weights.length; k++) {
    const own = binOf(weights[k]);
    if (own >= bin || (own === bin - 1 && room-- > 0)) chosen.push(k);
  }
  return placed(topology, weights, chosen);
}

/** Senders, receivers and weights of connections, lists by output. */
export function placed(
  topology: StoredLayer['topology'],
  weights: Float32Array,
  positions: readonly number[],
): Strands {
  const from = new Uint32Array(positions.length);
  const to = new Uint32Array(positions.length);
  const weight = Float32Array.from(positions, (position) => weights[position]);
  let list = 0;
  positions.forEach((position, n) => {
    if (topology.index === undefined) {
      list = Math.floor(position / topology.inputs);
      from[n] = position % topology.inputs;
    } else {
      while (topology.start[list + 1] <= position) list++;
      from[n] = topology.index[position];
    }
    to[n] = list;
  });
  return { from, to, weight };
}
