/**
 * Lists brought before kernels some at a time: as many as leave all that belongs to them in a core's own cache. What the
 * kernels do is in kernels/merge.ts; here is the memory that they work on, and how lists are cut.
 */

import { copy } from '../kernels/copy.ts';
import { emptyPlaces, mergeLists } from '../kernels/merge.ts';
import { type KernelCalls, kernelCalls } from '../numerics/kernel-calls.ts';
import type { IndexArray, Topology } from './topology.ts';

/** Most connections, births, removals, ranks or lists of a part. */
export const PART = 2 ** 16;
/** Connections from which on copying to and fro pays. */
const FEWEST = 512;

const ROOM = 4 * (PART + 16);
const place = (k: number): number => k * ROOM;

/** Byte addresses of what belongs to a part. */
export const AT = {
  start: place(0),
  index: place(1),
  removed: place(2),
  /** Lists and partners of births; or ranks of empty places. */
  first: place(3),
  second: place(4),
  stays: place(5),
  newStart: place(6),
  newIndex: place(7),
  source: place(8),
  /** Where births are and which of them return; or lists and partners of empty places. */
  made: place(9),
  also: place(10),
  /** Of old connections, and of births behind them. */
  values: place(11),
  carried: place(13),
  result: place(14),
} as const;
const PAGES = Math.ceil((AT.result + 64) / 65536);

const made = new Map<2 | 4, KernelCalls>();

/** The kernels for such an index and their memory; `undefined` where few connections or no kernels make it slower. */
export function listCalls({ index }: Topology): KernelCalls | undefined {
  if (index.length < FEWEST) return undefined;
  const bytes = index.BYTES_PER_ELEMENT === 2 ? 2 : 4;
  let calls = made.get(bytes);
  if (calls === undefined) {
    const width = bytes === 2 ? 'u16' : 'u32';
    calls = kernelCalls([mergeLists(width), emptyPlaces(width), copy], PAGES);
    made.set(bytes, calls);
  }
  return calls.emitted ? calls : undefined;
}

/** First place of ascending values whose value is at least `bound`, from `low` on. */
export function placeOf(values: Uint32Array | Float64Array, bound: number, low: number): number {
  let high = values.length;
  // Most parts are the whole.
  if (low === high || values[high - 1] < bound) return high;
  while (low < high) {
    const middle = low + ((high - low) >>> 1);
    if (values[middle] < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Some lists, and their removed connections as places in the removal. */
export interface ListPart {
  readonly from: number;
  readonly to: number;
  readonly gone: readonly [from: number, to: number];
}

/**
 * Cuts all lists into parts that fit, in their order; ends with `false` where one list alone does not.
 *
 * @param heavy what else such a part holds: most PART of it
 */
export function eachPart(
  { start }: Topology,
  removed: Uint32Array,
  heavy: (part: ListPart) => number,
  work: (part: ListPart) => void,
): boolean {
  const lists = start.length - 1;
  for (let from = 0, gone = 0; from < lists; ) {
    let to = Math.min(lists, from + PART - 1);
    for (;;) {
      const part: ListPart = { from, to, gone: [gone, placeOf(removed, start[to], gone)] };
      if (start[to] - start[from] <= PART && heavy(part) <= PART) {
        work(part);
        [from, gone] = [to, part.gone[1]];
        break;
      }
      if (to === from + 1) return false;
      to = from + ((to - from) >>> 1);
    }
  }
  return true;
}

/** Brings a part before the kernels. */
export function placePart(
  { views: { u16, u32 } }: KernelCalls,
  { start, index }: { readonly start: Uint32Array; readonly index: IndexArray },
  removed: Uint32Array,
  { from, to, gone }: ListPart,
): void {
  u32.set(start.subarray(from, to + 1), AT.start / 4);
  const own = index.subarray(start[from], start[to]);
  if (index.BYTES_PER_ELEMENT === 2) u16.set(own, AT.index / 2);
  else u32.set(own, AT.index / 4);
  u32.set(removed.subarray(...gone), AT.removed / 4);
}
