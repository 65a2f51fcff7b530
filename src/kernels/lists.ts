/**
 * Walking the lists of a sparse matrix: the loop that gather, scatter, sample and backward share.
 *
 * List `i` holds the connections `start[i] … start[i+1] − 1`. With index width `none` every list holds all
 * `start` units of the other side in order (the argument then is their number, not an address). Where a *block* is walked, the
 * part of each list whose partners lie in one range of units, `start` is the address of two words: where the numbers of the parts'
 * first connections lie, and those of their ends (see blocks.ts).
 */

import { type Body, type Expression, i32 } from '../wasm/index.ts';
import {
  type Address,
  type IndexWidth,
  rowAddress,
  strideOf,
  type TileWidth,
  type Views,
} from './kernel.ts';

type I32 = Expression<'i32'>;

/** A block of several that are walked one after the other: the first, or one that goes on from it. */
export type Block = 'first' | 'later';

/** What a block adds to the key of a kernel. */
export const blockKey = (block: Block | undefined): string =>
  block === undefined ? '' : `.${block}`;

/** Connections of a list's part that are handled at once: parts are short. */
export const BLOCK_GROUP = 2;

/**
 * Width of tiles that are walked in blocks: their rows are the largest, and their sums have one accumulator each, which memory
 * can carry from block to block.
 */
export const BLOCKED_WIDTH = 32;

export function checkBlocked(width: TileWidth): void {
  if (width !== BLOCKED_WIDTH) throw new Error(`tiles of ${width} are not walked in blocks`);
}

/** One connection while emitting: where its weight lies, and the row of its unit on the other side. */
export interface Connection {
  /** Address of the weight (and, at the same distance from its base, of the gradient). */
  readonly weight: Address;
  readonly row: Address;
}

/** Which lists are walked: those of a range, or those that are named at an address as {count, list, list, …}. */
export type Walked =
  | { readonly from: Address; readonly to: Address; readonly active?: undefined }
  | { readonly active: Address; readonly from?: undefined; readonly to?: undefined };

/** Names of the arguments that say which lists are walked. */
export const walkedNames = (active: boolean): readonly string[] =>
  active ? ['active'] : ['from', 'to'];

/** The first arguments of a kernel as which lists are walked, and the other arguments. */
export const walkedOf = (active: boolean, given: readonly Address[]): [Walked, Address[]] =>
  active
    ? [{ active: given[0] }, given.slice(1)]
    : [{ from: given[0], to: given[1] }, given.slice(2)];

export type ListLoop = Walked & {
  readonly start: Address;
  readonly index: Address;
  readonly weight: Address;
  /** Base of the side that is reached by index. */
  readonly other: Address;
  readonly width: TileWidth;
  readonly indexWidth: IndexWidth;
  /** Connections handled at once in the main loop; the rest is handled one by one. */
  readonly group: number;
  /** Lists without connections are passed over: nothing begins, nothing ends. */
  readonly skipEmpty?: boolean;
  /** Whether parts of the lists are walked: never of those that are active, nor of such as hold all. */
  readonly block?: boolean;
  /** Given the list's number, or its rank among those that are active. */
  readonly begin: (list: Address) => void;
  readonly connections: (group: readonly Connection[]) => void;
  readonly end: (list: Address) => void;
};

/** Emits the loop over lists `from … to − 1` and their connections. */
export function emitLists(body: Body, loop: ListLoop): void {
  const { indexWidth, width, group } = loop;
  const bytes = indexWidth === 'u16' ? 2 : 4;
  const dense = indexWidth === 'none';
  const { active, block = false } = loop;
  if (block && (dense || active !== undefined)) throw new Error('blocks are of listed connections');
  const list = body.local('i32', active === undefined ? loop.from : i32.const(0));
  const starts = block ? body.local('i32', i32.load(loop.start)) : loop.start;
  const ends = block ? body.local('i32', i32.load(loop.start, 4)) : loop.start;
  const firstOf = (unit: I32): I32 =>
    dense ? i32.mul(unit, starts) : i32.load(i32.add(starts, i32.shl(unit, i32.const(2))));
  const position = body.local('i32', ...(active === undefined ? [firstOf(loop.from)] : []));
  const weightOf = (): I32 => i32.add(loop.weight, i32.shl(position, i32.const(2)));
  const indexOf = (): I32 => i32.add(loop.index, i32.mul(position, i32.const(bytes)));
  const weight = body.local('i32', ...(active === undefined ? [weightOf()] : []));
  const index = body.local('i32', ...(active === undefined ? [indexOf()] : []));
  const listEnd = body.local('i32');
  const groupEnd = body.local('i32');
  const row = Array.from({ length: group }, () => body.local('i32'));
  const weights = Array.from({ length: group }, (_, k) => (k === 0 ? weight : body.local('i32')));
  const next = body.local('i32');
  const step = (count: number): void => {
    for (let k = 0; k < count; k++) {
      if (k > 0) body.set(weights[k], i32.add(weight, i32.const(4 * k)));
      if (dense) body.set(row[k], k === 0 ? next : i32.add(next, i32.const(k * strideOf(width))));
      else {
        const unit =
          indexWidth === 'u16' ? i32.load16(index, bytes * k) : i32.load(index, bytes * k);
        body.set(row[k], rowAddress(loop.other, unit, width));
      }
    }
    loop.connections(row.slice(0, count).map((r, k) => ({ weight: weights[k], row: r })));
    body.advance(weight, 4 * count);
    if (dense) body.advance(next, strideOf(width) * count);
    else body.advance(index, bytes * count);
  };
  const unit = active === undefined ? list : body.local('i32');
  const last = active === undefined ? loop.to : body.local('i32', i32.load(active));
  body.while(i32.ltU(list, last), () => {
    if (active !== undefined)
      body.set(unit, i32.load(i32.add(active, i32.shl(list, i32.const(2))), 4));
    if (active !== undefined || block) {
      body.set(position, firstOf(unit));
      body.set(weight, weightOf());
      body.set(index, indexOf());
    }
    const count = dense
      ? loop.start
      : i32.sub(
          block
            ? i32.load(i32.add(ends, i32.shl(unit, i32.const(2))))
            : i32.load(i32.add(starts, i32.shl(i32.add(unit, i32.const(1)), i32.const(2)))),
          position,
        );
    if (dense) body.set(next, loop.other);
    body.set(listEnd, i32.add(weight, i32.shl(count, i32.const(2))));
    if (!dense && !block)
      body.set(position, i32.add(position, i32.shrU(i32.sub(listEnd, weight), i32.const(2))));
    const walk = (): void => {
      loop.begin(list);
      if (group > 1) {
        const whole = i32.and(i32.sub(listEnd, weight), i32.const(-4 * group));
        body.set(groupEnd, i32.add(weight, whole));
        body.while(i32.ltU(weight, groupEnd), () => step(group));
      }
      body.while(i32.ltU(weight, listEnd), () => step(1));
      loop.end(list);
    };
    if (loop.skipEmpty === true) body.if(i32.ltU(weight, listEnd), walk);
    else walk();
    body.advance(list, 1);
  });
}

/** First connection of a list, or of its part in a block, and the one behind the last; for the twins. */
function boundsOf(
  { u32 }: Views,
  indexWidth: IndexWidth,
  list: number,
  start: number,
  block: boolean,
): readonly [begin: number, end: number] {
  if (indexWidth === 'none') return [list * start, (list + 1) * start];
  if (!block) return [u32[start / 4 + list], u32[start / 4 + list + 1]];
  return [u32[u32[start / 4] / 4 + list], u32[u32[start / 4 + 1] / 4 + list]];
}

/** Connections of a list, or of its part in a block, for the twins. */
export function listLength(
  memory: Views,
  indexWidth: IndexWidth,
  list: number,
  start: number,
  block = false,
): number {
  const [begin, end] = boundsOf(memory, indexWidth, list, start, block);
  return end - begin;
}

/** The twins' walk: calls `visit(list, position, other unit, rank within the list or its part)`. */
export function walkLists(
  memory: Views,
  indexWidth: IndexWidth,
  from: number,
  to: number,
  start: number,
  index: number,
  visit: (list: number, position: number, other: number, rank: number) => void,
  block = false,
): void {
  for (let list = from; list < to; list++) {
    const [begin, end] = boundsOf(memory, indexWidth, list, start, block);
    for (let position = begin; position < end; position++) {
      const rank = position - begin;
      const other =
        indexWidth === 'none'
          ? rank
          : indexWidth === 'u16'
            ? memory.u16[index / 2 + position]
            : memory.u32[index / 4 + position];
      visit(list, position, other, rank);
    }
  }
}

/** The twins' walk over the lists named at `active`, which are visited by their rank among those. */
export function walkActive(
  memory: Views,
  indexWidth: IndexWidth,
  active: number,
  start: number,
  index: number,
  visit: (rank: number, position: number, other: number) => void,
): void {
  const count = memory.u32[active / 4];
  for (let rank = 0; rank < count; rank++) {
    const list = memory.u32[active / 4 + 1 + rank];
    walkLists(memory, indexWidth, list, list + 1, start, index, (_, position, other) => {
      visit(rank, position, other);
    });
  }
}

/** Either walk, by the first arguments of a kernel. */
export function walk(
  memory: Views,
  indexWidth: IndexWidth,
  active: boolean,
  given: readonly number[],
  visit: (list: number, position: number, other: number) => void,
  block = false,
): void {
  if (active) walkActive(memory, indexWidth, given[0], given[1], given[2], visit);
  else walkLists(memory, indexWidth, given[0], given[1], given[2], given[3], visit, block);
}
