/**
 * Removing and adding connections: one sorted merge that carries every survivor's values along.
 *
 * It writes a second set of arrays in O(lists + K) and leaves the first untouched, so a refused change changes nothing. Which
 * connections change is decided in `rewiring`.
 */

import { UsageError } from '../errors.ts';
import { copy } from '../kernels/copy.ts';
import { mergeLists } from '../kernels/merge.ts';
import { AT, eachPart, listCalls, placeOf, placePart } from './list-parts.ts';
import { type IndexArray, indexArray, lists, others, type Topology } from './topology.ts';

/** Connections to remove, by position, and connections to add, by list and partner. */
export interface Change {
  /** Positions in the topology, strictly ascending. */
  readonly removed: Uint32Array;
  /** List of each new connection, ascending. */
  readonly bornList: Uint32Array;
  /** Partner of each new connection, strictly ascending where the list is the same. */
  readonly bornOther: Uint32Array;
}

/** First values of new connections: one each, in the order of the change, or the same for all. 0 where not given. */
export type BornValues<Name extends string> = Readonly<
  Partial<Record<Name, Float32Array | number>>
>;

/** What `applyChange` yields. */
export interface Changed<Name extends string> {
  readonly topology: Topology;
  /** Every array by its name, in the order of the new topology. */
  readonly arrays: Record<Name, Float32Array>;
  /** Position of each new connection in the new topology, ascending. */
  readonly bornAt: Uint32Array;
  /** Of these, the positions of connections that are removed by the same change. */
  readonly returnedAt: Uint32Array;
}

/** @throws UsageError unless the change is sorted and within the topology; O(removed + born) */
function checkChange(topology: Topology, change: Change): void {
  const { removed, bornList, bornOther } = change;
  const count = topology.index.length;
  for (let r = 1; r < removed.length; r++) {
    if (removed[r] <= removed[r - 1]) {
      throw new UsageError(
        `removed position ${removed[r]} comes after ${removed[r - 1]}; positions ascend strictly`,
      );
    }
  }
  if (removed.length > 0 && removed[removed.length - 1] >= count) {
    throw new UsageError(
      `removed position ${removed[removed.length - 1]} is outside the ${count} connections`,
    );
  }
  if (bornList.length !== bornOther.length) {
    throw new UsageError(
      `${bornList.length} lists and ${bornOther.length} partners for new connections; give as many`,
    );
  }
  const listCount = lists(topology);
  const units = others(topology);
  // Whether anything is wrong, first: places in the matrix ascend, of units that there are.
  let wrong = false;
  for (let b = 0, last = -1; b < bornList.length; b++) {
    const place = bornList[b] * units + bornOther[b];
    wrong ||= place <= last || bornOther[b] >= units || bornList[b] >= listCount;
    last = place;
  }
  for (let b = 0; wrong && b < bornList.length; b++) {
    if (bornList[b] >= listCount || bornOther[b] >= units) {
      throw new UsageError(
        `new connection (list ${bornList[b]}, index ${bornOther[b]}) is outside ${listCount} lists of ${units} units`,
      );
    }
    const ascends =
      b === 0 ||
      bornList[b] > bornList[b - 1] ||
      (bornList[b] === bornList[b - 1] && bornOther[b] > bornOther[b - 1]);
    if (!ascends) {
      throw new UsageError(
        `new connection (list ${bornList[b]}, index ${bornOther[b]}) comes after ` +
          `(list ${bornList[b - 1]}, index ${bornOther[b - 1]}); sort by list, then index, without repeats`,
      );
    }
  }
}

/** @throws UsageError unless every array holds one value a connection and every set of first values one a birth */
function checkArrays<Name extends string>(
  count: number,
  born: number,
  arrays: Readonly<Record<Name, Float32Array>>,
  bornValues?: BornValues<Name>,
): void {
  for (const name of Object.keys(bornValues ?? {}) as Name[]) {
    const values = bornValues?.[name];
    if (!Object.hasOwn(arrays, name))
      throw new UsageError(`first values for "${name}", which is not an array of the layer`);
    if (typeof values === 'object' && values.length !== born) {
      throw new UsageError(
        `"${name}" has ${values.length} first values for ${born} new connections`,
      );
    }
  }
  for (const name of Object.keys(arrays) as Name[]) {
    if (arrays[name].length !== count) {
      throw new UsageError(`"${name}" has ${arrays[name].length} values for ${count} connections`);
    }
  }
}

function alreadyThere(list: number, other: number): UsageError {
  return new UsageError(
    `new connection (list ${list}, index ${other}) exists already and is not removed`,
  );
}

/** What a change makes. */
export interface Made {
  readonly start: Uint32Array;
  readonly index: IndexArray;
  readonly bornAt: Uint32Array;
  readonly returnedAt: Uint32Array;
}

/** An array before a change, room for it afterwards, and what is there at births. */
type Carried = readonly {
  readonly old: Float32Array;
  readonly values: Float32Array;
  readonly first: Float32Array | number;
}[];

/**
 * Merges survivors with births, some lists at a time, and carries the survivors' values along while their lists are at hand;
 * `undefined` where kernels do not help.
 */
function mergeByKernels(topology: Topology, change: Change, arrays: Carried): Made | undefined {
  const { start, index } = topology;
  const { removed, bornList, bornOther } = change;
  const calls = listCalls(topology);
  if (calls === undefined) return undefined;
  const { u16, u32, f32 } = calls.views;
  const narrow = index.BYTES_PER_ELEMENT === 2;
  const kernel = mergeLists(narrow ? 'u16' : 'u32');
  const newStart = new Uint32Array(start.length);
  const count = index.length - removed.length + bornList.length;
  const newIndex = indexArray(others(topology), count);
  const bornAt = new Uint32Array(bornList.length);
  const returnedAt = new Uint32Array(Math.min(bornList.length, removed.length));
  let [at, birth, returned] = [0, 0, 0];
  const whole = eachPart(
    topology,
    removed,
    ({ from, to, gone }) => {
      const births = placeOf(bornList, to, birth) - birth;
      return Math.max(births, start[to] - start[from] - (gone[1] - gone[0]) + births);
    },
    (part) => {
      const { from, to, gone } = part;
      const births = placeOf(bornList, to, birth) - birth;
      placePart(calls, topology, removed, part);
      u32.set(bornList.subarray(birth, birth + births), AT.first / 4);
      u32.set(bornOther.subarray(birth, birth + births), AT.second / 4);
      calls.call(
        kernel,
        ...[to - from, from, AT.start, AT.index, AT.removed, gone[1] - gone[0]],
        ...[AT.first, AT.second, births, AT.stays, at],
        ...[AT.newStart, AT.newIndex, AT.source, AT.made, AT.also, AT.result],
      );
      const result = u32.subarray(AT.result / 4, AT.result / 4 + 5);
      const [made, back, met] = result;
      if (met > 0) throw alreadyThere(result[3], result[4]);
      newStart.set(u32.subarray(AT.newStart / 4, AT.newStart / 4 + to - from), from + 1);
      const own = narrow ? u16 : u32;
      const first = AT.newIndex / (narrow ? 2 : 4);
      newIndex.set(own.subarray(first, first + made), at);
      bornAt.set(u32.subarray(AT.made / 4, AT.made / 4 + births), birth);
      returnedAt.set(u32.subarray(AT.also / 4, AT.also / 4 + back), returned);
      const held = start[to] - start[from];
      for (const { old, values, first } of arrays) {
        f32.set(old.subarray(start[from], start[to]), AT.values / 4);
        const firsts = AT.values / 4 + held;
        if (typeof first === 'number') f32.fill(first, firsts, firsts + births);
        else f32.set(first.subarray(birth, birth + births), firsts);
        calls.call(copy, made, AT.source, AT.values, AT.carried);
        values.set(f32.subarray(AT.carried / 4, AT.carried / 4 + made), at);
      }
      at += made;
      birth += births;
      returned += back;
    },
  );
  if (!whole) return undefined;
  return { start: newStart, index: newIndex, bornAt, returnedAt: returnedAt.slice(0, returned) };
}

/**
 * The same plainly, list by list: nothing as long as the layer is needed to remember where each came from. Lists that are too
 * long for a part, and few connections, go this way.
 */
export function mergePlainly(
  topology: Topology,
  { removed, bornList, bornOther }: Change,
  arrays: Carried,
): Made {
  const { start, index } = topology;
  const births = bornList.length;
  const newStart = new Uint32Array(start.length);
  const newIndex = indexArray(others(topology), index.length - removed.length + births);
  const bornAt = new Uint32Array(births);
  const returnedAt = new Uint32Array(Math.min(births, removed.length));
  /** Of the list at hand, where each came from; at births, anything. */
  let from = new Uint32Array(0);
  /** Of the list at hand, 1 for every connection that stays: chance, and a branch on it would cost more than all else here. */
  let staying = new Uint8Array(0);
  let [returned, r, b, at] = [0, 0, 0, 0];
  for (let list = 0; list + 1 < start.length; list++) {
    const [first, end] = [at, start[list + 1]];
    let bornEnd = b;
    while (bornEnd < births && bornList[bornEnd] === list) bornEnd++;
    const begin = start[list];
    const most = end - begin + bornEnd - b;
    if (most > from.length) {
      from = new Uint32Array(2 * most);
      staying = new Uint8Array(2 * most);
    }
    staying.fill(1, 0, end - begin);
    for (; r < removed.length && removed[r] < end; r++) staying[removed[r] - begin] = 0;
    let k = begin;
    for (; b < bornEnd; b++) {
      const born = bornOther[b];
      for (; k < end && index[k] < born; k++) {
        // Written always: what does not stay is written over by the next.
        newIndex[at] = index[k];
        from[at - first] = k;
        at += staying[k - begin];
      }
      if (k < end && index[k] === born) {
        if (staying[k - begin] === 1) throw alreadyThere(list, born);
        returnedAt[returned++] = at;
      }
      newIndex[at] = born;
      bornAt[b] = at++;
    }
    for (; k < end; k++) {
      newIndex[at] = index[k];
      from[at - first] = k;
      at += staying[k - begin];
    }
    newStart[list + 1] = at;
    for (const { old, values } of arrays)
      for (let k = 0; first + k < at; k++) values[first + k] = old[from[k]];
  }
  for (const { values, first } of arrays)
    for (let b = 0; b < births; b++)
      values[bornAt[b]] = typeof first === 'number' ? first : first[b];
  return { start: newStart, index: newIndex, bornAt, returnedAt: returnedAt.slice(0, returned) };
}

/**
 * The layer after a change: survivors keep their value in every array, new connections get their first values.
 *
 * A position may be removed and its connection born again in the same change: it then counts as new.
 *
 * @param arrays one value a connection each: weights, velocities, moments …
 * @param bornValues first values of new connections; 0 in every array that is not named
 * @throws UsageError when positions are out of range or order, a birth repeats or meets a survivor, or a length is wrong;
 *   nothing has changed then
 */
export function applyChange<Name extends string>(
  topology: Topology,
  change: Change,
  arrays: Readonly<Record<Name, Float32Array>>,
  bornValues?: BornValues<Name>,
): Changed<Name> {
  checkChange(topology, change);
  checkArrays(topology.index.length, change.bornList.length, arrays, bornValues);
  const count = topology.index.length - change.removed.length + change.bornList.length;
  const names = Object.keys(arrays) as Name[];
  const carried = {} as Record<Name, Float32Array>;
  for (const name of names) carried[name] = new Float32Array(count);
  const both = names.map((name) => ({
    ...{ old: arrays[name], values: carried[name] },
    first: bornValues?.[name] ?? 0,
  }));
  const { start, index, bornAt, returnedAt } =
    mergeByKernels(topology, change, both) ?? mergePlainly(topology, change, both);
  const { inputs, outputs, order } = topology;
  return {
    topology: { inputs, outputs, order, start, index },
    arrays: carried,
    bornAt,
    returnedAt,
  };
}
