/**
 * `Region`: the positions of a layer at which connections may exist, and uniform draws among the empty ones of them.
 *
 * A region is asked by list: how many partners it allows, which is the i-th of them, how many lie below another. So a
 * region that is nearly everything (all but self-connections) takes no memory, one of few positions as much as a topology
 * of these, and none inputs × outputs. Empty allowed positions are numbered in list order, distinct numbers drawn, and
 * turned into coordinates by one walk along the connections, as in empty.ts: nothing is drawn twice or rejected.
 */

import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import {
  findInList,
  lists,
  type Order,
  ofLayer,
  reorder,
  type Topology,
} from '../sparse/topology.ts';
import type { Positions } from './empty.ts';

/** The allowed partners of each list, ascending. */
interface RegionLists {
  /** Allowed partners of a list. */
  size(list: number): number;
  /** Allowed partners of a list below `other`, or −1 where `other` itself is not allowed. */
  rank(list: number, other: number): number;
  /** The partner of that rank, 0 … size − 1. */
  at(list: number, rank: number): number;
}

/** Where connections of a layer may exist. */
export interface Region {
  /** For messages and the names of rules, e.g. `ring`. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** The region in the order of a layer. */
  lists(order: Order): RegionLists;
}

export interface RegionOptions {
  /** For messages; default `mask`. */
  readonly name?: string;
  /** Whether self-connections that the topology has belong to the region; default true. */
  readonly autapses?: boolean;
}

/** The same lists without the units' own numbers. */
function withoutSelves(topology: Topology): Topology {
  const { start, index } = topology;
  const kept = new Uint32Array(start.length);
  const others = index.slice();
  let count = 0;
  for (let list = 0; list + 1 < start.length; list++) {
    for (let k = start[list]; k < start[list + 1]; k++)
      if (index[k] !== list) others[count++] = index[k];
    kept[list + 1] = count;
  }
  return { ...topology, start: kept, index: others.slice(0, count) };
}

/**
 * The positions that a topology connects: a ring, a sheet, a graph out of a file.
 *
 * @example set({ within: regionOf(ring({ units: 100, radius: 3 }).topology, { name: 'ring' }) })
 */
export function regionOf(topology: Topology, options: RegionOptions = {}): Region {
  const { name = 'mask', autapses = true } = options;
  const first = autapses ? topology : withoutSelves(topology);
  const made = new Map<Order, Topology>([[topology.order, first]]);
  return {
    name,
    inputs: topology.inputs,
    outputs: topology.outputs,
    lists(order) {
      const own = made.get(order) ?? reorder(first, order).topology;
      made.set(order, own);
      const { start, index } = own;
      return {
        size: (list) => start[list + 1] - start[list],
        rank(list, other) {
          const at = findInList(own, list, other);
          return at < 0 ? -1 : at - start[list];
        },
        at: (list, rank) => index[start[list] + rank],
      };
    },
  };
}

/** All positions of a square layer but its self-connections. No memory. */
export function noAutapses(units: number): Region {
  return {
    name: 'no-autapses',
    inputs: units,
    outputs: units,
    lists: () => ({
      size: () => units - 1,
      rank: (list, other) => (other === list ? -1 : other < list ? other : other - 1),
      at: (list, rank) => (rank < list ? rank : rank + 1),
    }),
  };
}

/** @throws UsageError for a region of other units than the layer has */
export function checkRegion(region: Region, { inputs, outputs }: Topology, layer?: string): void {
  if (region.inputs === inputs && region.outputs === outputs) return;
  throw new UsageError(
    `the region "${region.name}" has ${region.inputs}×${region.outputs} positions, the layer ${inputs}×${outputs}${ofLayer(layer)}`,
  );
}

const NONE = new Uint32Array(0);

/** Number of connections that a topology has outside a region. @throws UsageError for a region of another layer */
export function outsideRegion(topology: Topology, region: Region): number {
  checkRegion(region, topology);
  const { rank } = region.lists(topology.order);
  const { start, index } = topology;
  let outside = 0;
  for (let list = 0; list < lists(topology); list++)
    for (let k = start[list]; k < start[list + 1]; k++) if (rank(list, index[k]) < 0) outside++;
  return outside;
}

/** Number of allowed positions without a connection. @param removed ascending positions that count as empty already */
export function emptyWithin(
  topology: Topology,
  region: Region,
  removed: Uint32Array = NONE,
): number {
  const { size, rank } = region.lists(topology.order);
  const { start, index } = topology;
  let room = 0;
  let r = 0;
  for (let list = 0; list < lists(topology); list++) {
    room += size(list);
    for (let k = start[list]; k < start[list + 1]; k++) {
      if (r < removed.length && removed[r] === k) r++;
      else if (rank(list, index[k]) >= 0) room--;
    }
  }
  return room;
}

/** Ranks of the allowed partners that a list holds already, ascending, without those removed. */
function heldRanks(
  { start, index }: Topology,
  list: number,
  rank: RegionLists['rank'],
  dead: Uint32Array,
): number[] {
  const held: number[] = [];
  for (let k = start[list], r = 0; k < start[list + 1]; k++) {
    if (r < dead.length && dead[r] === k) {
      r++;
      continue;
    }
    const own = rank(list, index[k]);
    if (own >= 0) held.push(own);
  }
  return held;
}

/**
 * `count` distinct allowed positions that are empty, uniform over all such sets. O(lists + K log k) time, memory of the
 * draws and of the longest list.
 *
 * @param removed ascending positions of connections that count as empty already
 * @throws UsageError when fewer allowed positions are empty, or the region is of another layer
 */
export function drawWithin(
  topology: Topology,
  region: Region,
  count: number,
  random: Random,
  removed: Uint32Array = NONE,
): Positions {
  checkRegion(region, topology);
  const room = emptyWithin(topology, region, removed);
  if (!Number.isInteger(count) || count < 0 || count > room)
    throw new UsageError(
      `${count} new connections asked for, ${room} positions are empty within "${region.name}"`,
    );
  const ranks = random.distinct(room, count);
  const { size, rank, at } = region.lists(topology.order);
  const list = new Uint32Array(count);
  const other = new Uint32Array(count);
  let before = 0;
  for (let own = 0, found = 0, r = 0; own < lists(topology) && found < count; own++) {
    const first = r;
    const end = topology.start[own + 1];
    while (r < removed.length && removed[r] < end) r++;
    const held = heldRanks(topology, own, rank, removed.subarray(first, r));
    const room = before + size(own) - held.length;
    // A rank among the empty places lies further right by the held places that were passed.
    for (let passed = 0; found < count && ranks[found] < room; found++) {
      const place = ranks[found] - before;
      while (passed < held.length && held[passed] <= place + passed) passed++;
      list[found] = own;
      other[found] = at(own, place + passed);
    }
    before = room;
  }
  return { list, other };
}
