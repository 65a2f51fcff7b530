/**
 * `rewire`: one step of evolution of one layer. Some connections die, others are born, survivors keep all they have.
 *
 * A `Rewiring` is three choices (how many die and which, which are born, what the newborn start with), each a small part
 * in drop.ts, grow.ts and `connectivity/weights.ts`; named methods are recipes of parts (recipes.ts). When a step happens
 * is the learner's affair: between two batches, after the evaluation, with dropout out of the way.
 */

import type { Positions } from '../connectivity/empty.ts';
import { checkRegion, type Region } from '../connectivity/region.ts';
import type { WeightLaw } from '../connectivity/weights.ts';
import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import { applyChange } from '../sparse/change.ts';
import { checkLayer, type Layer } from '../sparse/layer.ts';
import { findInList, isDense } from '../sparse/topology.ts';
import type { Drop } from './drop.ts';
import { type Grow, locate, roomFor } from './grow.ts';
import type { RewirableLayer } from './layer.ts';

/**
 * What happens at the last step of a training: nothing, so that the network is the one that was trained and evaluated;
 * removal alone, as in the article, so that every connection left is one that matters; or removal and growth.
 */
export type FinalStep = 'none' | 'prune' | 'prune-and-grow';

/** A way to rewire. */
export interface Rewiring {
  readonly name: string;
  /** How many die, and which. */
  readonly drop: Drop;
  /** Which are born. */
  readonly grow: Grow;
  /**
   * Where connections may be born: within a mask, a radius, a graph, or anywhere but on the unit itself. Default anywhere.
   * Connections that lie outside at birth stay until they die, and are not born again.
   */
  readonly within?: Region;
  /** How many are born; by default as many as die, which keeps K. More than there are empty positions fills the layer. */
  readonly births?: (removed: number, layer: RewirableLayer, step: number) => number;
  /** First weight of a new connection. */
  readonly value: WeightLaw;
  /** First value of a new connection in a state, by the state's name; 0 where not given. */
  readonly states?: Readonly<Record<string, WeightLaw>>;
  /**
   * A connection that dies and is born in the same step is `new` (default: first weight, states reset) or `untouched`
   * (it keeps all its values, as in RigL).
   */
  readonly returning?: 'new' | 'untouched';
  readonly finalStep: FinalStep;
}

/** What a step has done. */
export interface Rewired {
  /** The layer afterwards, with all its arrays; the very same topology and arrays where there was nothing to do. */
  readonly layer: Layer;
  /** Connections that died: positions in the old topology, ascending. */
  readonly removed: Uint32Array;
  /** Connections that were born: positions in the new topology, ascending. */
  readonly born: Uint32Array;
  /** Connections that died and were born in this step: positions in the new topology, ascending. */
  readonly returned: Uint32Array;
}

const NONE = new Uint32Array(0);

/** Pairs of entries of two sorted sets that are the same position. */
function common(a: Positions, b: Positions): { readonly inA: number[]; readonly inB: number[] } {
  const inA: number[] = [];
  const inB: number[] = [];
  for (let i = 0, j = 0; i < a.list.length && j < b.list.length; ) {
    const order = a.list[i] - b.list[j] || a.other[i] - b.other[j];
    if (order === 0) {
      inA.push(i);
      inB.push(j);
    }
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  return { inA, inB };
}

const NOTHING = { inA: [], inB: [] };

/** The values without the entries at `places`, which ascend. */
function without(values: Uint32Array, places: readonly number[]): Uint32Array {
  if (places.length === 0) return values;
  let next = 0;
  return values.filter((_, i) => {
    if (places[next] !== i) return true;
    next++;
    return false;
  });
}

/**
 * One step of evolution of one layer, in O(lists + K) time and memory. Nothing that is given is written to.
 *
 * Layers in which every connection exists are not rewired: there is nowhere to grow.
 *
 * @param random a stream of this layer and this step alone; parts of it go by the names `drop`, `grow`, `value`
 * @param step what the schedules of fractions count, e.g. the epoch
 * @param last whether this is the last step of the training: `finalStep` then decides what is done
 * @throws UsageError when an array has another length than there are connections, the region is of another
 *   layer, or a part lacks what it needs;
 *   FrugalError when a weight is not a number
 */
export function rewire(
  layer: RewirableLayer,
  rewiring: Rewiring,
  random: Random,
  step: number,
  last = false,
): Rewired {
  checkLayer(layer);
  const { topology, arrays } = layer;
  const same: Rewired = {
    layer: { topology, arrays },
    removed: NONE,
    born: NONE,
    returned: NONE,
  };
  if (isDense(topology) || (last && rewiring.finalStep === 'none')) return same;

  const { within } = rewiring;
  if (within !== undefined) checkRegion(within, topology);
  let removed = rewiring.drop.select(layer, random.split('drop'), step);
  const onlyPrune = last && rewiring.finalStep === 'prune';
  const wanted = onlyPrune ? 0 : (rewiring.births?.(removed.length, layer, step) ?? removed.length);
  if (!Number.isInteger(wanted) || wanted < 0) {
    throw new UsageError(`rule "${rewiring.name}" wants ${wanted} births, not an integer ≥ 0`);
  }
  const count = Math.min(wanted, roomFor(topology, within, removed));
  if (removed.length === 0 && count === 0) return same;

  const grown =
    count === 0
      ? { list: NONE, other: NONE }
      : rewiring.grow.select({ layer, removed, count, within, random: random.split('grow'), step });
  const kept =
    rewiring.returning === 'untouched' ? common(locate(topology, removed), grown) : NOTHING;
  removed = without(removed, kept.inA);
  const bornList = without(grown.list, kept.inB);
  const bornOther = without(grown.other, kept.inB);

  // As the layer will be: one that was emptied has no density for a law to go by.
  const { inputs, outputs } = topology;
  const after = topology.index.length - removed.length + bornList.length;
  const shape = { inputs, outputs, density: after / (inputs * outputs) };
  const bornValues: Record<string, Float32Array> = { weights: new Float32Array(bornList.length) };
  rewiring.value.fill(bornValues.weights, shape, random.split('value'));
  for (const [name, law] of Object.entries(rewiring.states ?? {})) {
    if (!Object.hasOwn(arrays, name)) continue;
    bornValues[name] = new Float32Array(bornList.length);
    law.fill(bornValues[name], shape, random.split('state').split(name));
  }
  const changed = applyChange<string>(
    topology,
    { removed, bornList, bornOther },
    arrays,
    bornValues,
  );
  const keptAt = Uint32Array.from(kept.inB, (g) =>
    findInList(changed.topology, grown.list[g], grown.other[g]),
  );
  return {
    layer: { topology: changed.topology, arrays: changed.arrays },
    removed,
    born: changed.bornAt,
    returned: rewiring.returning === 'untouched' ? keptAt : changed.returnedAt,
  };
}
