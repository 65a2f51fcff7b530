/**
 * The k smallest or largest of many float32 values, in O(n); among equal values at the end of the selection every set is
 * as likely as any other.
 *
 * Floats are compared as integers of the same order (*keys*), so a selection is a few counting passes, most of them over
 * the few values near the cut: no comparison function, no pivot. Chance is asked for only where equal values lie on both
 * sides of the cut. Where it is worth the copy the passes are made by kernels, in a memory of their own. Nothing here knows
 * about connections.
 */

import { FrugalError } from '../errors.ts';
import { multiplyHigh } from '../kernels/philox.ts';
import { cutScratch, DIGITS, wordCut } from '../kernels/select.ts';
import { type Beside, type KernelCalls, kernelCalls } from './kernel-calls.ts';
import type { Random } from './random.ts';

/**
 * Gives the stream that breaks ties, when there are any: a stream of this selection alone.
 *
 * @example () => random.split('ties')
 */
export type Ties = () => Pick<Random, 'bits'>;

export const MAGNITUDE = 0x7fffffff;
const WHOLE = 0xffffffff;
/** Key of infinity as a magnitude: what lies above is not a number. */
export const INFINITE = 0x7f800000;

/** The bits of the values, without copying. */
export function bitsOf(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length);
}

export function notANumber(position: number): FrugalError {
  return new FrugalError(
    `value at position ${position} is not a number: training has diverged; lower the learning rate`,
  );
}

/** Keys in the order of |value|; in 0..2^31 − 1. @throws FrugalError when a value is not a number */
export function magnitudeKeys(values: Float32Array): Uint32Array {
  const bits = bitsOf(values);
  const keys = new Uint32Array(bits.length);
  for (let k = 0; k < bits.length; k++) {
    const key = bits[k] & MAGNITUDE;
    if (key > INFINITE) throw notANumber(k);
    keys[k] = key;
  }
  return keys;
}

/** Keys in the order of the values, −0 with +0. @throws FrugalError when a value is not a number */
export function valueKeys(values: Float32Array): Uint32Array {
  const bits = bitsOf(values);
  const keys = new Uint32Array(bits.length);
  for (let k = 0; k < bits.length; k++) {
    const magnitude = bits[k] & MAGNITUDE;
    if (magnitude > INFINITE) throw notANumber(k);
    // Zero is 2^31; negative values count down from there, positive ones up.
    keys[k] = bits[k] === magnitude ? 0x80000000 + magnitude : 0x80000000 - magnitude;
  }
  return keys;
}

/** The last of the smallest words: its value, how many that equal it are among them, and how many equal it. */
interface WordCut {
  readonly key: number;
  readonly taken: number;
  readonly equal: number;
}

/** Fewer words are counted plainly: the copy and the call are then most of the time. */
const FEWEST = 16;
const MOST = 2 ** 20;
/** Byte addresses: the result, the words, room to work in. */
const RESULT = 0;
const WORDS = 16;
const SCRATCH = WORDS + 4 * MOST;
const PAGES = Math.ceil((SCRATCH + cutScratch(MOST)) / 65536);

let calls: KernelCalls | undefined;

/** Bytes of room that `cutOfWords` works in beside so many words. */
export const roomToCut = (count: number): number => WORDS + cutScratch(count);

/** The `rank`-th smallest of `words & mask`, counted from 1. */
export function cutOfWords(
  words: Uint32Array,
  rank: number,
  mask: number,
  beside?: Beside,
): WordCut {
  const count = words.length;
  if (count < FEWEST || (beside === undefined && count > MOST))
    return cutPlainly(words, rank, mask);
  if (beside !== undefined) {
    const { call, scratch, views } = beside;
    call(wordCut, words.byteOffset, count, mask, rank, scratch, scratch + WORDS);
    return cutAt(views().u32, scratch / 4);
  }
  calls ??= kernelCalls([wordCut], PAGES);
  const { views, call } = calls;
  views.u32.set(words, WORDS / 4);
  call(wordCut, WORDS, count, mask, rank, RESULT, SCRATCH);
  return cutAt(views.u32, RESULT / 4);
}

const cutAt = (u32: Uint32Array, at: number): WordCut => ({
  key: u32[at],
  taken: u32[at + 1],
  equal: u32[at + 2],
});

/** The same in plain TypeScript, in as many passes. */
export function cutPlainly(words: Uint32Array, rank: number, mask: number): WordCut {
  const histogram = new Uint32Array(2048);
  let pool = words;
  let key = 0;
  let taken = rank;
  for (const digit of DIGITS) {
    const shift = digit.shift;
    const low = digit.mask & (mask >>> shift);
    histogram.fill(0);
    for (let k = 0; k < pool.length; k++) histogram[(pool[k] >>> shift) & low]++;
    let own = 0;
    while (taken > histogram[own]) taken -= histogram[own++];
    key += own * 2 ** shift;
    const near = new Uint32Array(histogram[own]);
    for (let k = 0, found = 0; found < near.length; k++) {
      if (((pool[k] >>> shift) & low) === own) near[found++] = pool[k];
    }
    pool = near;
  }
  return { key, taken, equal: pool.length };
}

/** Where the smallest keys end. */
export interface Cut {
  /** Every smaller key is among them … */
  readonly below: number;
  /** … and so many of the `equal` keys that equal it; 0 where no choice is to be made. */
  readonly ties: number;
  readonly equal: number;
}

/** The cut below which lie exactly the `count` smallest of `keys & mask`; `count` is at most their number. */
export function smallestCut(keys: Uint32Array, count: number, mask = WHOLE, beside?: Beside): Cut {
  if (count === 0) return { below: 0, ties: 0, equal: 0 };
  const { key, taken, equal } = cutOfWords(keys, count, mask, beside);
  return taken === equal ? { below: key + 1, ties: 0, equal } : { below: key, ties: taken, equal };
}

/**
 * Tells of `equal` values, one call each, whether they are among the `taken` that are chosen: the first words of the stream
 * decide, one for each value, until nothing is open.
 *
 * Selection sampling, D. E. Knuth, The Art of Computer Programming 2, §3.4.2, algorithm S; exact to 2⁻³² a value. The
 * kernel `singleCompete` does the same.
 */
export function lottery(equal: number, taken: number, ties: Ties): () => boolean {
  let left = equal;
  let room = taken;
  const stream = room > 0 && room < left ? ties() : undefined;
  return () => {
    if (stream === undefined || room === 0 || room === left) return room > 0;
    const chosen = multiplyHigh(stream.bits(), left) < room;
    left--;
    if (chosen) room--;
    return chosen;
  };
}

/** Positions of the `count` smallest keys, ascending. */
export function smallest(keys: Uint32Array, count: number, ties: Ties): Uint32Array {
  const cut = smallestCut(keys, count);
  const { below } = cut;
  const chosen = lottery(cut.equal, cut.ties, ties);
  const positions = new Uint32Array(count);
  for (let k = 0, found = 0; found < count; k++) {
    const key = keys[k];
    if (key < below || (key === below && chosen())) positions[found++] = k;
  }
  return positions;
}

/** Positions of the `count` largest keys, ascending. Overwrites `keys`. */
export function largest(keys: Uint32Array, count: number, ties: Ties): Uint32Array {
  for (let k = 0; k < keys.length; k++) keys[k] = ~keys[k];
  return smallest(keys, count, ties);
}
