/**
 * A layer between neighbours, of which some connections lead anywhere: a small world after Watts and Strogatz, for two sides of
 * units.
 *
 * The units of both sides lie on rings, side by side. Each unit of the larger side is connected to those of the other side that
 * lie nearest, ⌊K/n⌋ or one more; then each connection is moved with probability β to an empty place, uniform over all.
 *
 * Source: D. J. Watts, S. H. Strogatz, "Collective dynamics of 'small-world' networks", Nature 393 (1998); of two sides as in the
 * public code of CHTs (Y. Zhang et al., arXiv 2501.19107). There degrees are dealt out by chance, here evenly.
 */

import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import {
  checkUnits,
  fromPositions,
  MAX_COUNT,
  type Order,
  ofLayer,
  reorder,
  type Topology,
} from '../sparse/topology.ts';
import { drawEmpty } from './empty.ts';

export interface SmallWorldOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** How many connections there are to be, 1 … inputs · outputs. */
  readonly connections: number;
  /** β: share of the connections that are moved, [0, 1]. */
  readonly moved: number;
  readonly random: Random;
  /** Default `by-output`. */
  readonly order?: Order;
  /** Name for error messages. */
  readonly layer?: string;
}

/** Ascending positions `unit · few + partner` of neighbours, for units of the larger side. */
function neighbours(many: number, few: number, connections: number): Float64Array {
  const positions = new Float64Array(connections);
  const dealt = (unit: number): number => Math.floor((connections * unit) / many);
  for (let unit = 0; unit < many; unit++) {
    const [from, to] = [dealt(unit), dealt(unit + 1)];
    const first = Math.round((few * (unit + 0.5)) / many - (to - from) / 2);
    for (let k = from; k < to; k++) {
      const partner = (first + (k - from) + few) % few;
      positions[k] = unit * few + partner;
    }
    positions.subarray(from, to).sort();
  }
  return positions;
}

/** Two ascending lists as one. */
function merged(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length);
  let [i, j] = [0, 0];
  for (let k = 0; k < all.length; k++)
    all[k] = j >= b.length || (i < a.length && a[i] < b[j]) ? a[i++] : b[j++];
  return all;
}

/**
 * A small world of exactly so many connections, in O(K) time and memory. What is moved may come back to where it was.
 *
 * @example smallWorld({ inputs: 4, outputs: 4, connections: 4, moved: 0, random: createRandom(1) }).index // Uint16Array [0, 1, 2, 3]
 * @throws UsageError for units that are no positive integers, a share outside [0, 1], or more connections than there can be
 */
export function smallWorld(options: SmallWorldOptions): Topology {
  const { inputs, outputs, connections, moved, random, order = 'by-output', layer } = options;
  checkUnits('inputs', inputs, layer);
  checkUnits('outputs', outputs, layer);
  const places = inputs * outputs;
  if (!(Number.isInteger(connections) && connections >= 1 && connections <= places))
    throw new UsageError(
      `${connections} connections are not an integer in 1..${places}, the places of ${inputs}×${outputs} units${ofLayer(layer)}`,
    );
  if (connections > MAX_COUNT)
    throw new UsageError(
      `${connections} connections are more than ${MAX_COUNT}${ofLayer(layer)}; give fewer`,
    );
  if (!(moved >= 0 && moved <= 1))
    throw new UsageError(`the share ${moved} that is moved is outside [0, 1]${ofLayer(layer)}`);
  const larger: Order = outputs >= inputs ? 'by-output' : 'by-input';
  const [many, few] = [Math.max(inputs, outputs), Math.min(inputs, outputs)];
  const shape = { inputs, outputs, order: larger };
  const near = neighbours(many, few, connections);
  const gone = Uint32Array.from(random.distinct(connections, random.binomial(connections, moved)));
  const born = drawEmpty(fromPositions(shape, near), gone.length, random, gone);
  let next = 0;
  const stay = near.filter((_, k) => {
    if (gone[next] !== k) return true;
    next += 1;
    return false;
  });
  const far = Float64Array.from(born.list, (list, k) => list * few + born.other[k]);
  const topology = fromPositions(shape, merged(stay, far));
  return larger === order ? topology : reorder(topology, order).topology;
}
