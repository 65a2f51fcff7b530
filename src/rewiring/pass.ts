/**
 * `passOver`: one pass of rewiring over layers. First all layers are asked who dies and how many are born, then each is
 * changed by itself.
 *
 * Layers whose rules share their parts (the same `drop`, `density` and `spread`) are one group: where a part looks at a whole
 * network, it looks at these. When a pass happens is the learner's affair: between two batches, after the evaluation, with
 * dropout out of the way.
 */

import type { Positions } from '../connectivity/empty.ts';
import { locateEmptyInParts } from '../connectivity/empty-parts.ts';
import { checkRegion } from '../connectivity/region.ts';
import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import { applyChange } from '../sparse/change.ts';
import { checkLayer } from '../sparse/layer.ts';
import { findInList, isDense } from '../sparse/topology.ts';
import { type Grown, locate, roomFor } from './grow.ts';
import { isGathered, type Memory, type Moment, type RewirableLayer } from './layer.ts';
import type { Rewired, Rewiring } from './rule.ts';
import { apportion } from './spread.ts';

/** A layer of a pass. */
export interface PassLayer {
  readonly layer: RewirableLayer | (() => RewirableLayer);
  readonly rewiring: Rewiring;
  /** A stream of this layer and this pass alone; parts of it go by the names `drop`, `grow`, `value`. */
  readonly random: Random;
  /** What the rule remembers of the layer; changed in place. Default nothing, and forgotten. */
  readonly memory?: Memory;
}

/** When a pass happens. */
export interface PassMoment {
  /** What the schedules of fractions count, e.g. the epoch. */
  readonly step: number;
  /** Share of the training that is done; default 0. */
  readonly done?: number;
  /** Whether no pass follows that `finalStep` does not decide on; default false. */
  readonly closing?: boolean;
  /** Whether it is the last of the training: `finalStep` then decides what is done. Default false. */
  readonly last?: boolean;
}

const NONE = new Uint32Array(0);

/** A rule's memory of a layer whose wiring has settled. */
const SETTLED = 'settled';

/** A layer while the pass is planned. */
interface Plan extends Omit<PassLayer, 'layer'> {
  readonly layer: RewirableLayer;
  readonly at: Moment;
  /** Multiply-adds that are counted while parts choose. */
  readonly meter: { perExample: number; once: number };
  removed: Uint32Array;
  /** Of these, what a density schedule takes and no birth replaces. */
  surplus: number;
  births: number;
}

/** Whether a rule looks at several layers at once. */
const isShared = ({ density, spread, drop }: Rewiring): boolean =>
  density !== undefined || spread !== undefined || drop.across !== undefined;

/**
 * Whether a rule has nothing to do with a layer in which every connection exists. One that says how many are born may take
 * some away again.
 */
const isClosed = (layer: RewirableLayer, rewiring: Rewiring): boolean =>
  isDense(layer.topology) && !isShared(rewiring) && rewiring.births === undefined;

function planOf(asked: PassLayer, { step, done = 0, closing = false }: PassMoment): Plan {
  const { memory = {}, rewiring } = asked;
  const layer = typeof asked.layer === 'function' ? asked.layer() : asked.layer;
  checkLayer(layer);
  if (rewiring.within !== undefined) checkRegion(rewiring.within, layer.topology);
  const meter = { perExample: 0, once: 0 };
  const { score, strongest } = layer;
  const counting = score && {
    score(list: Uint32Array, other: Uint32Array) {
      meter.perExample += list.length;
      return score(list, other);
    },
    ...(strongest && {
      strongest(count: number, removed: Uint32Array) {
        const found = strongest(count, removed);
        if (found !== undefined) meter.perExample += roomFor(layer.topology, undefined, removed);
        return found;
      },
    }),
  };
  return {
    ...asked,
    layer: { ...layer, ...counting },
    at: { step, done, closing, memory },
    ...{ meter, removed: NONE, surplus: 0, births: 0 },
  };
}

/** Positions of the survivors of a removal. */
function survivors(count: number, removed: Uint32Array): Uint32Array {
  const kept = new Uint32Array(count - removed.length);
  for (let k = 0, r = 0, at = 0; k < count; k++) {
    if (r < removed.length && removed[r] === k) r++;
    else kept[at++] = k;
  }
  return kept;
}

/** Two ascending sets without a common member, as one. */
function merged(a: Uint32Array, b: Uint32Array): Uint32Array {
  const both = new Uint32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both.sort();
}

/** Whether the wiring of a layer has settled, so that it stays as it is. */
const isSettled = ({ at: { memory } }: Plan): boolean => Object.hasOwn(memory, SETTLED);

/** Who dies of layers that have not settled: what is too many, then what the rule removes of the rest. */
function chooseDeaths(all: readonly Plan[]): void {
  const [{ rewiring, at }] = all;
  const { density, drop } = rewiring;
  const group = all.filter((plan) => !isSettled(plan));
  if (group.length === 0) return;
  const streams = group.map(({ random }) => random.split('drop'));
  const surplus = density?.tooMany(
    group.map(({ layer }, l) => ({ layer, random: streams[l] })),
    at,
  );
  const left = group.map(({ layer }, l) => {
    const dead = surplus?.[l] ?? NONE;
    if (dead.length === 0) return { layer, kept: undefined };
    const change = { removed: dead, bornList: NONE, bornOther: NONE };
    const thin = applyChange<string>(layer.topology, change, layer.arrays);
    const { topology, arrays } = thin;
    return {
      layer: { ...layer, topology, arrays },
      kept: survivors(layer.topology.index.length, dead),
    };
  });
  const dead =
    drop.across?.(
      left.map(({ layer }, l) => ({ layer, random: streams[l] })),
      at,
    ) ?? left.map(({ layer }, l) => drop.select(layer, streams[l], group[l].at));
  group.forEach((plan, l) => {
    const { kept } = left[l];
    const before = surplus?.[l] ?? NONE;
    plan.surplus = before.length;
    plan.removed =
      kept === undefined
        ? dead[l]
        : merged(
            before,
            dead[l].map((k) => kept[k]),
          );
  });
}

/** Births that fit into a layer: empty positions, and places of the capacity. */
function roomOf({ layer, rewiring: { within }, removed }: Plan): number {
  const { topology, capacity = Number.POSITIVE_INFINITY } = layer;
  const places = capacity - topology.index.length + removed.length;
  return Math.min(roomFor(topology, within, removed), places);
}

/** How many are born in each layer. */
function chooseBirths(group: readonly Plan[], last: boolean): void {
  const [{ rewiring }] = group;
  const { births, spread, finalStep, name } = rewiring;
  if (last && finalStep === 'prune') return;
  const wanted = group.map((plan) => {
    const { layer, removed, surplus, at } = plan;
    if (isSettled(plan)) return 0;
    const own = removed.length - surplus;
    const count = births?.(own, layer, at) ?? own;
    if (Number.isInteger(count) && count >= 0) return count;
    throw new UsageError(`rule "${name}" wants ${count} births, not an integer ≥ 0`);
  });
  const rooms = group.map((plan) => (isSettled(plan) ? 0 : roomOf(plan)));
  const shared =
    spread === undefined
      ? wanted.map((count, l) => Math.min(count, rooms[l]))
      : apportion(
          wanted.reduce((sum, count) => sum + count, 0),
          spread.weights(group),
          rooms,
        );
  group.forEach((plan, l) => {
    plan.births = shared[l];
  });
}

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

const NOBODY: Grown = { list: NONE, other: NONE };
const NOTHING = { inA: [], inB: [] };

/** The values without the entries at `places`, which ascend. */
function without<Numbers extends Uint32Array | Float32Array>(
  values: Numbers,
  places: readonly number[],
): Numbers {
  if (places.length === 0) return values;
  const kept = values.slice(0, values.length - places.length) as Numbers;
  for (let i = 0, next = 0, at = 0; i < values.length; i++) {
    if (next < places.length && places[next] === i) next++;
    else kept[at++] = values[i];
  }
  return kept;
}

/** Remembers that a layer has settled, where it just has. */
function settle({ rewiring: { settles }, at }: Plan, { born, returned }: Rewired): void {
  if (settles !== undefined && returned.length > settles * born.length)
    at.memory[SETTLED] = Float64Array.of(1);
}

/** The arrays without what the optimiser has gathered. */
const forgotten = (arrays: RewirableLayer['arrays']): RewirableLayer['arrays'] => ({
  ...arrays,
  ...Object.fromEntries(
    Object.entries(arrays)
      .filter(([name]) => isGathered(name))
      .map(([name, values]) => [name, new Float32Array(values.length)]),
  ),
});

const unchanged = ({ topology, arrays }: RewirableLayer): Rewired => ({
  layer: { topology, arrays },
  ...{ removed: NONE, born: NONE, returned: NONE, work: { perExample: 0, once: 0 } },
});

/** Chooses who is born in a layer, and changes it. */
function carryOut(plan: Plan): Rewired {
  const { layer, rewiring, random, at, births: count, meter } = plan;
  const { topology, arrays } = layer;
  const { within } = rewiring;
  if (plan.removed.length === 0 && count === 0) return { ...unchanged(layer), work: meter };
  const book = (multiplyAdds: number): void => {
    meter.once += multiplyAdds;
  };
  const asked = {
    ...at,
    layer,
    removed: plan.removed,
    count,
    within,
    book,
    locateEmpty: locateEmptyInParts,
  };
  const grown =
    count === 0 ? NOBODY : rewiring.grow.select({ ...asked, random: random.split('grow') });
  const kept =
    rewiring.returning === 'untouched' ? common(locate(topology, plan.removed), grown) : NOTHING;
  const removed = without(plan.removed, kept.inA);
  const bornList = without(grown.list, kept.inB);
  const bornOther = without(grown.other, kept.inB);
  const given = Object.entries(grown.values ?? {}).filter(([name]) => Object.hasOwn(arrays, name));

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
  for (const [name, values] of given) bornValues[name] = without(values, kept.inB);
  const change = { removed, bornList, bornOther };
  const changed = applyChange<string>(topology, change, arrays, bornValues);
  const keptAt = new Uint32Array(kept.inB.length);
  for (const [k, g] of kept.inB.entries())
    keptAt[k] = findInList(changed.topology, grown.list[g], grown.other[g]);
  return {
    layer: {
      topology: changed.topology,
      arrays: rewiring.survivors === 'forgotten' ? forgotten(changed.arrays) : changed.arrays,
    },
    removed,
    born: changed.bornAt,
    returned: rewiring.returning === 'untouched' ? keptAt : changed.returnedAt,
    work: meter,
  };
}

/** Layers that a part looks at together: those whose rules share it. Others are by themselves, in their order. */
function groupsOf(layers: readonly PassLayer[]): number[][] {
  const groups: number[][] = [];
  const together = (a: Rewiring, b: Rewiring): boolean =>
    isShared(a) && a.drop === b.drop && a.density === b.density && a.spread === b.spread;
  layers.forEach(({ rewiring }, l) => {
    const group = groups.find(([first]) => together(layers[first].rewiring, rewiring));
    if (group === undefined) groups.push([l]);
    else group.push(l);
  });
  return groups;
}

/** What became of a layer in a pass. */
export interface Passed {
  /** Its place among the layers of the pass. */
  readonly at: number;
  readonly before: RewirableLayer;
  readonly after: Rewired;
}

/**
 * One pass over layers, each by its rule, in O(lists + K) time and memory where no part asks for more. Nothing that is given
 * is written to, but for memories. A layer is told of when it is done: whoever writes it back at once holds one at a time.
 *
 * Layers in which every connection exists are not rewired, there being nowhere to grow, but by rules of a whole network or of
 * a number of births of their own.
 *
 * @throws UsageError when an array has another length than there are connections, a region is of another
 *   layer, or a part lacks what it needs;
 *   FrugalError when a weight is not a number
 */
export function* passOver(
  layers: readonly PassLayer[],
  moment: PassMoment,
): Generator<Passed, void> {
  const { last = false } = moment;
  for (const members of groupsOf(layers)) {
    const plans = members.map((l) => planOf(layers[l], moment));
    const open = plans.filter(
      ({ layer, rewiring }) =>
        !isClosed(layer, rewiring) && !(last && rewiring.finalStep === 'none'),
    );
    if (open.length > 0) {
      chooseDeaths(open);
      chooseBirths(open, last);
    }
    for (const [i, plan] of plans.entries()) {
      const after = open.includes(plan) ? carryOut(plan) : unchanged(plan.layer);
      settle(plan, after);
      yield { at: members[i], before: plan.layer, after };
    }
  }
}

/** A whole pass at once: what became of each layer, in their order. Throws as `passOver`. */
export function rewireLayers(layers: readonly PassLayer[], moment: PassMoment): Rewired[] {
  const results = new Array<Rewired>(layers.length);
  for (const { at, after } of passOver(layers, moment)) results[at] = after;
  return results;
}
