/** Which of many singles have a magnitude above a threshold: few, as a rule, so that vectors pass the others by. */

import { aboveCut } from '../kernels/above.ts';
import { type Beside, type KernelCalls, kernelCalls } from './kernel-calls.ts';
import { bitsOf, INFINITE, MAGNITUDE } from './select.ts';

const FEWEST = 512;
/** Words that are looked through at once. */
export const MOST = 2 ** 20;
/** Byte addresses: how many are found, the values, the places and the values that are found. */
const FOUND = 0;
const VALUES = 128;
const PLACES = VALUES + 4 * MOST;
const OWN = PLACES + 4 * MOST;
const PAGES = Math.ceil((OWN + 4 * MOST) / 65536);

let calls: KernelCalls | undefined;

const single = new Float32Array(1);
const singleBits = bitsOf(single);

/** Bits of the largest single that is no larger than a threshold ≥ 0. */
function bitsBelow(threshold: number): number {
  single[0] = threshold;
  const bits = singleBits[0];
  return single[0] > threshold ? bits - 1 : bits;
}

/** The same in plain TypeScript. */
export function placesAbovePlainly(values: Float32Array, threshold: number): number[] {
  const places: number[] = [];
  for (let k = 0; k < values.length; k++) if (Math.abs(values[k]) > threshold) places.push(k);
  return places;
}

/** Positions of words, ascending, and the words. */
export interface Found {
  readonly places: ArrayLike<number>;
  readonly words: Uint32Array;
}

/** Whether so many words are worth vectors, and the copy where there is one. */
export const worthVectors = (count: number, beside?: Beside): boolean =>
  count >= FEWEST && (beside !== undefined || count <= MOST);

/** Bytes of room that `wordsAbove` works in beside so many words. */
export const roomToSearch = (count: number): number => VALUES + 2 * 128 * Math.ceil(count / 32);

/**
 * The words whose magnitude, as bits of a single, is above `cut`: as many as `worthVectors` wants. What comes back is overwritten
 * by the next call.
 *
 * @param beside where the words lie in an engine, whose arrays go on to a whole number of 32
 */
export function wordsAbove(words: Uint32Array, cut: number, beside?: Beside): Found {
  const count = words.length;
  const rows = Math.ceil(count / 32);
  if (beside !== undefined) {
    const { call, scratch, views } = beside;
    const places = scratch + VALUES;
    const own = places + 128 * rows;
    call(aboveCut, rows, 1, words.byteOffset, cut, places, own, scratch);
    const { u32 } = views();
    let found = u32[scratch / 4];
    // Behind the last word lies what nobody asked for.
    while (found > 0 && u32[places / 4 + found - 1] >= count) found--;
    return {
      places: u32.subarray(places / 4, places / 4 + found),
      words: u32.subarray(own / 4, own / 4 + found),
    };
  }
  calls ??= kernelCalls([aboveCut], PAGES);
  const { views, call } = calls;
  views.u32.set(words, VALUES / 4);
  views.u32.fill(0, VALUES / 4 + count, VALUES / 4 + 32 * rows);
  call(aboveCut, rows, 1, VALUES, cut, PLACES, OWN, FOUND);
  const found = views.u32[FOUND / 4];
  return {
    places: views.u32.subarray(PLACES / 4, PLACES / 4 + found),
    words: views.u32.subarray(OWN / 4, OWN / 4 + found),
  };
}

/**
 * Positions of the values with |value| > threshold, ascending; what is not a number is above nothing. What comes back may be
 * overwritten by the next call.
 *
 * @param threshold ≥ 0, also infinite
 */
export function placesAbove(
  values: Float32Array,
  threshold: number,
  beside?: Beside,
): ArrayLike<number> {
  if (!worthVectors(values.length, beside)) return placesAbovePlainly(values, threshold);
  const { places, words } = wordsAbove(bitsOf(values), bitsBelow(threshold), beside);
  const isNumber = (word: number): boolean => (word & MAGNITUDE) <= INFINITE;
  if (words.every(isNumber)) return places;
  return Array.from(places).filter((_, k) => isNumber(words[k]));
}
