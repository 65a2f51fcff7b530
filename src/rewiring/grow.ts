/**
 * Which connections are born: parts that choose among the positions that are empty after removal.
 *
 * Every part returns `count` distinct positions, sorted, and never loops until it finds one: a nearly full layer costs
 * what any other costs. Where a rule keeps to a region (a mask, a radius, a graph), only its positions are chosen from.
 */

import { drawEmpty, emptyCount, type locateEmpty, type Positions } from '../connectivity/empty.ts';
import { drawWithin, emptyWithin, type Region } from '../connectivity/region.ts';
import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import type { Topology } from '../sparse/topology.ts';
import type { Moment, RewirableLayer } from './layer.ts';

/** What a growing part is asked. */
export interface GrowRequest extends Moment {
  readonly layer: RewirableLayer;
  /** Positions of the connections that die in this step, ascending: they count as empty. */
  readonly removed: Uint32Array;
  /** Connections wanted, at most the number of empty positions (of the region, where there is one). */
  readonly count: number;
  /** Where connections may be born; absent: anywhere. */
  readonly within?: Region;
  readonly random: Random;
  /** A faster way than `locateEmpty` to the same positions. */
  readonly locateEmpty?: typeof locateEmpty;
  /** Books multiply-adds that the choice takes; scores of the layer are booked anyway. */
  readonly book?: (multiplyAdds: number) => void;
}

/** Who is born, and with what where that goes by the position: first values by the name of the array. */
export interface Grown extends Positions {
  readonly values?: Readonly<Record<string, Float32Array>>;
}

/** Which are born. */
export interface Grow {
  readonly name: string;
  /** Whether it asks for scores: the learner then looks at a whole batch before it rewires. Default false. */
  readonly scored?: boolean;
  /** Whether more may be born than are asked for. Default false. */
  readonly varies?: boolean;
  /** @returns `count` distinct empty positions, sorted by list, then partner */
  select(request: GrowRequest): Grown;
}

const NONE = new Uint32Array(0);

/** Empty positions that may be born at. @param removed ascending positions that count as empty */
export const roomFor = (
  topology: Topology,
  within: Region | undefined,
  removed: Uint32Array = NONE,
): number =>
  within === undefined
    ? emptyCount(topology) + removed.length
    : emptyWithin(topology, within, removed);

/** `count` of them, uniform and without repeats, sorted. */
export const draw = (
  { layer: { topology }, within, random, locateEmpty }: GrowRequest,
  count: number,
  removed: Uint32Array = NONE,
): Positions =>
  within === undefined
    ? drawEmpty(topology, count, random, removed, locateEmpty)
    : drawWithin(topology, within, count, random, removed);

/** Coordinates of connections, from their ascending positions. */
export function locate({ start, index }: Topology, positions: Uint32Array): Positions {
  const list = new Uint32Array(positions.length);
  const other = new Uint32Array(positions.length);
  for (let i = 0, at = 0; i < positions.length; i++) {
    while (start[at + 1] <= positions[i]) at++;
    list[i] = at;
    other[i] = index[positions[i]];
  }
  return { list, other };
}

/** Those of ascending positions that lie in a region. */
export function inside(topology: Topology, within: Region, positions: Uint32Array): Uint32Array {
  const { rank } = within.lists(topology.order);
  const { list, other } = locate(topology, positions);
  return positions.filter((_, i) => rank(list[i], other[i]) >= 0);
}

/** Two sorted sets without a common position, as one. */
export function union(a: Positions, b: Positions): Positions {
  const length = a.list.length + b.list.length;
  const list = new Uint32Array(length);
  const other = new Uint32Array(length);
  for (let i = 0, j = 0, at = 0; at < length; at++) {
    const fromA =
      j === b.list.length ||
      (i < a.list.length &&
        (a.list[i] < b.list[j] || (a.list[i] === b.list[j] && a.other[i] < b.other[j])));
    list[at] = fromA ? a.list[i] : b.list[j];
    other[at] = fromA ? a.other[i++] : b.other[j++];
  }
  return { list, other };
}

/** How many are born where each empty position decides by itself. */
function drawnCount({ layer, removed, count, within, random }: GrowRequest): number {
  const { topology, capacity = Number.POSITIVE_INFINITY } = layer;
  const room = roomFor(topology, within, removed);
  const drawn = random.split('count').binomial(room, count / room);
  return Math.min(drawn, capacity - topology.index.length + removed.length);
}

export interface UniformEmptyOptions {
  /**
   * Whether connections that die in this step may not be born in it, as in DSR; default false, as in SET. Where fewer
   * other positions are empty than are wanted, all of those are taken and the rest returns from the dead.
   */
  readonly excludeJustRemoved?: boolean;
  /**
   * `exact` (default): as many as are wanted. `expected`: every empty position by itself with the probability that leads to as
   * many on average, so that K fluctuates, as in the public code of ITOP; never more than the layer has room for.
   */
  readonly growth?: 'exact' | 'expected';
}

/**
 * The rule of SET: uniform over all positions that are empty after removal, without repeats.
 *
 * D. C. Mocanu et al., Nature Communications 9:2383 (2018); exclusion: H. Mostafa, X. Wang, ICML 2019.
 *
 * @throws UsageError for a growth that is neither exact nor expected
 */
export function uniformEmpty(options: UniformEmptyOptions = {}): Grow {
  const { excludeJustRemoved = false, growth = 'exact' } = options;
  if (growth !== 'exact' && growth !== 'expected')
    throw new UsageError(`growth ${JSON.stringify(growth)} is neither "exact" nor "expected"`);
  if (growth === 'expected') {
    const exact = uniformEmpty({ excludeJustRemoved });
    return {
      name: `${exact.name}-expected`,
      varies: true,
      select: (request) => exact.select({ ...request, count: drawnCount(request) }),
    };
  }
  if (!excludeJustRemoved) {
    return {
      name: 'uniform',
      select: (request) => draw(request, request.count, request.removed),
    };
  }
  return {
    name: 'uniform-elsewhere',
    select(request) {
      const { layer, removed, count, within, random } = request;
      const { topology } = layer;
      const fresh = Math.min(count, roomFor(topology, within));
      const positions = draw(request, fresh);
      if (fresh === count) return positions;
      const dead = within === undefined ? removed : inside(topology, within, removed);
      const back = random.distinct(dead.length, count - fresh);
      return union(
        positions,
        locate(
          topology,
          Uint32Array.from(back, (r) => dead[r]),
        ),
      );
    },
  };
}
