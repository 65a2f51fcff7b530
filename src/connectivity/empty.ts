/**
 * Uniform draws among the positions where a topology has no connection.
 *
 * The empty positions are numbered in list order; distinct numbers are drawn and turned into coordinates by one walk
 * along the existing connections. No position is drawn twice or rejected, so a nearly full layer costs no more than a
 * nearly empty one: O(lists + K + count) time, O(count) memory, at every density.
 */

import { UsageError } from '../errors.ts';
import { emptyPlaces } from '../kernels/merge.ts';
import type { Random } from '../numerics/random.ts';
import {
  AT,
  eachPart,
  type ListPart,
  listCalls,
  placeOf,
  placePart,
} from '../sparse/list-parts.ts';
import { connections, lists, others, type Topology } from '../sparse/topology.ts';

/** Coordinates of connections, sorted by list, then partner. */
export interface Positions {
  readonly list: Uint32Array;
  readonly other: Uint32Array;
}

const NONE = new Uint32Array(0);

/** Number of positions without a connection. */
export function emptyCount(topology: Topology): number {
  return topology.inputs * topology.outputs - connections(topology);
}

/**
 * Turns ascending numbers of empty positions into coordinates.
 *
 * @param ranks strictly ascending, below the number of empty positions
 * @param removed ascending positions of connections that count as empty
 */
export const locateEmpty = (
  topology: Topology,
  ranks: Uint32Array | Float64Array,
  removed: Uint32Array = NONE,
): Positions =>
  locateByKernels(topology, ranks, removed) ?? locatePlainly(topology, ranks, removed);

/** Ranks within a part are words. */
const WORDS = 2 ** 32;

/** Ranks from the first of a part on. */
function ranksWithin(ranks: Uint32Array | Float64Array, before: number): Uint32Array {
  if (before === 0 && ranks instanceof Uint32Array) return ranks;
  const own = new Uint32Array(ranks.length);
  for (let k = 0; k < own.length; k++) own[k] = ranks[k] - before;
  return own;
}

/** The same some lists at a time; `undefined` where kernels do not help. */
function locateByKernels(
  topology: Topology,
  ranks: Uint32Array | Float64Array,
  removed: Uint32Array,
): Positions | undefined {
  const calls = ranks.length === 0 ? undefined : listCalls(topology);
  if (calls === undefined) return undefined;
  const { start, index } = topology;
  const { u32 } = calls.views;
  const units = others(topology);
  const kernel = emptyPlaces(index.BYTES_PER_ELEMENT === 2 ? 'u16' : 'u32');
  const list = new Uint32Array(ranks.length);
  const other = new Uint32Array(ranks.length);
  /** Empty places and ranks of the parts before. */
  let [before, found] = [0, 0];
  const roomOf = ({ from, to, gone }: ListPart): number =>
    units * (to - from) - (start[to] - start[from]) + gone[1] - gone[0];
  const whole = eachPart(
    topology,
    removed,
    (part) => {
      const room = roomOf(part);
      if (room >= WORDS) return Number.POSITIVE_INFINITY;
      return Math.max(part.gone[1] - part.gone[0], placeOf(ranks, before + room, found) - found);
    },
    (part) => {
      const { from, to, gone } = part;
      const room = roomOf(part);
      const count = placeOf(ranks, before + room, found) - found;
      if (count > 0) {
        placePart(calls, topology, removed, part);
        u32.set(ranksWithin(ranks.subarray(found, found + count), before), AT.first / 4);
        calls.call(
          kernel,
          ...[to - from, from, units, AT.start, AT.index, AT.removed, gone[1] - gone[0], AT.stays],
          ...[AT.first, count, AT.made, AT.also],
        );
        list.set(u32.subarray(AT.made / 4, AT.made / 4 + count), found);
        other.set(u32.subarray(AT.also / 4, AT.also / 4 + count), found);
      }
      before += room;
      found += count;
    },
  );
  return whole ? { list, other } : undefined;
}

/** The same plainly, list by list. */
export function locatePlainly(
  topology: Topology,
  ranks: Uint32Array | Float64Array,
  removed: Uint32Array = NONE,
): Positions {
  const { start, index } = topology;
  const listCount = lists(topology);
  const units = others(topology);
  const count = ranks.length;
  const listOf = new Uint32Array(count);
  const otherOf = new Uint32Array(count);
  /** Of the list at hand, 1 for every connection that stays. */
  let stays = new Uint8Array(0);
  let r = 0;
  /** Number of empty positions in the lists before this one. */
  let before = 0;
  let found = 0;
  for (let list = 0; list < listCount && found < count; list++) {
    const end = start[list + 1];
    const begin = start[list];
    if (end - begin > stays.length) stays = new Uint8Array(2 * (end - begin));
    stays.fill(1, 0, end - begin);
    const firstRemoved = r;
    for (; r < removed.length && removed[r] < end; r++) stays[removed[r] - begin] = 0;
    const room = before + units - (end - begin) + (r - firstRemoved);
    let k = begin;
    /** Connections of this list that were passed: a rank among the empty places lies so much further right. */
    let passed = 0;
    for (; found < count && ranks[found] < room; found++) {
      const rank = ranks[found] - before;
      for (; k < end && index[k] <= rank + passed; k++) passed += stays[k - begin];
      listOf[found] = list;
      otherOf[found] = rank + passed;
    }
    before = room;
  }
  return { list: listOf, other: otherOf };
}

/**
 * `count` distinct empty positions, uniform over all such sets.
 *
 * @param removed ascending positions of connections that count as empty already
 * @throws UsageError when fewer positions are empty, or the layer has more than 2^53 positions
 */
export function drawEmpty(
  topology: Topology,
  count: number,
  random: Random,
  removed: Uint32Array = NONE,
): Positions {
  const room = emptyCount(topology) + removed.length;
  if (!Number.isInteger(count) || count < 0 || count > room) {
    throw new UsageError(`${count} new connections asked for, ${room} positions are empty`);
  }
  return locateEmpty(topology, random.distinct(room, count), removed);
}
