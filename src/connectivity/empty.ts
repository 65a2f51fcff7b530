/**
 * Uniform draws among the positions where a topology has no connection.
 *
 * The empty positions are numbered in list order; distinct numbers are drawn and turned into coordinates by one walk
 * along the existing connections. No position is drawn twice or rejected, so a nearly full layer costs no more than a
 * nearly empty one: O(lists + K + count) time, O(count) memory, at every density.
 */

import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
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
 * Turns ascending numbers of empty positions into coordinates, list by list.
 *
 * @param ranks strictly ascending, below the number of empty positions
 * @param removed ascending positions of connections that count as empty
 */
export function locateEmpty(
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
 * @param locate a faster way than `locateEmpty` to the same, where one is at hand
 * @throws UsageError when fewer positions are empty, or the layer has more than 2^53 positions
 */
export function drawEmpty(
  topology: Topology,
  count: number,
  random: Random,
  removed: Uint32Array = NONE,
  locate: typeof locateEmpty = locateEmpty,
): Positions {
  const room = emptyCount(topology) + removed.length;
  if (!Number.isInteger(count) || count < 0 || count > room) {
    throw new UsageError(`${count} new connections asked for, ${room} positions are empty`);
  }
  return locate(topology, random.distinct(room, count), removed);
}
