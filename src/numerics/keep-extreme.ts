/**
 * Competition for a budget: of many changes those with the largest (smallest) scores stay, the others become 0. Which of equal
 * ones stay at the cut is chance.
 */

import { cutOff } from '../kernels/select.ts';
import { type Beside, type KernelCalls, kernelCalls } from './kernel-calls.ts';
import { MOST, roomToSearch, wordsAbove, worthVectors } from './places-above.ts';
import {
  bitsOf,
  cutOfWords,
  lottery,
  MAGNITUDE,
  roomToCut,
  smallestCut,
  type Ties,
} from './select.ts';

/** Which end of an order. */
export type Extreme = 'largest' | 'smallest';

/** Byte addresses of changes and scores. */
const FIRST = 0;
const SECOND = FIRST + 4 * MOST;
const PAGES = Math.ceil((SECOND + 4 * MOST) / 65536);

let calls: KernelCalls | undefined;

/** Bytes of room that `keepExtreme` works in beside so many changes. */
export const roomToKeep = (count: number): number =>
  Math.max(roomToCut(count), roomToSearch(count));

/**
 * Sets all but `keep` of `change` to 0: those whose `scores` are largest (smallest) in magnitude stay. Changes of 0 are not
 * chosen among, where changes are their own scores. What is not a number counts as largest, for the learner to see.
 *
 * @param scores as many as changes; may be `change` itself
 * @param beside where both lie in an engine
 */
export function keepExtreme(
  change: Float32Array,
  scores: Float32Array,
  keep: number,
  which: Extreme,
  ties: Ties,
  beside?: Beside,
): void {
  const count = change.length;
  if (keep >= count) return;
  if (keep <= 0) {
    change.fill(0);
    return;
  }
  const bits = bitsOf(change);
  const large = which === 'largest';
  if (large && scores === change && keepFew(bits, keep, ties, beside)) return;
  const keys = scores === change ? bits : bitsOf(scores);
  const cut = smallestCut(keys, large ? count - keep : keep, MAGNITUDE, beside);
  const { below } = cut;
  if (cut.ties === 0) {
    zeroByScore(bits, keys, below - 1, !large, beside);
    return;
  }
  const needless = below === 0 && scores === change;
  if (needless && large) return;
  const room = large ? cut.equal - cut.ties : cut.ties;
  const chosen = needless ? () => true : lottery(cut.equal, room, ties);
  for (let k = 0; k < count; k++) {
    const key = keys[k] & MAGNITUDE;
    if (key === below) {
      if (!chosen()) change[k] = 0;
    } else if (key < below === large) change[k] = 0;
  }
}

/**
 * Zeroes the changes whose scores have magnitudes of at most `last` (bits; −1: none), or those above it where `above`.
 *
 * @param scores as many as changes; may be `changes` itself
 */
function zeroByScore(
  changes: Uint32Array,
  scores: Uint32Array,
  last: number,
  above: boolean,
  beside?: Beside,
): void {
  const count = changes.length;
  const flip = above ? -1 : 0;
  if (beside !== undefined) {
    beside.call(cutOff, changes.byteOffset, scores.byteOffset, count, last, flip);
    return;
  }
  if (!worthVectors(count)) {
    for (let k = 0; k < count; k++) if ((scores[k] & 0x7fffffff) > last === above) changes[k] = 0;
    return;
  }
  calls ??= kernelCalls([cutOff], PAGES);
  const { views, call } = calls;
  views.u32.set(changes, FIRST / 4);
  if (scores !== changes) views.u32.set(scores, SECOND / 4);
  call(cutOff, FIRST, scores === changes ? FIRST : SECOND, count, last, flip);
  changes.set(views.u32.subarray(FIRST / 4, FIRST / 4 + count));
}

/** Of every so many changes one is looked at first. */
const SAMPLED = 64;

/**
 * `keepExtreme` for few of many changes that are their own scores: a sample tells above which magnitude the largest lie, surely,
 * and they are chosen among those alone. Says whether it could be done: a sample may be wrong, and is found out.
 */
function keepFew(change: Uint32Array, keep: number, ties: Ties, beside?: Beside): boolean {
  const count = change.length;
  if (!worthVectors(count, beside) || keep > count / 8) return false;
  const sample = new Uint32Array(Math.ceil(count / SAMPLED));
  for (let k = 0; k < sample.length; k++) sample[k] = change[SAMPLED * k];
  // The mean of those in the sample, and four standard deviations.
  const expected = keep / SAMPLED;
  const rank = Math.ceil(expected + 4 * Math.sqrt(expected) + 4);
  if (rank >= sample.length) return false;
  const least = cutOfWords(sample, sample.length - rank, MAGNITUDE).key;
  const { places, words } = wordsAbove(change, least, beside);
  if (words.length < keep) return false;
  const cut = smallestCut(words, words.length - keep, MAGNITUDE);
  const chosen = lottery(cut.equal, cut.equal - cut.ties, ties);
  change.fill(0);
  if (cut.ties === 0) {
    // Written always: which of them stay is a coin toss for the processor.
    const last = cut.below - 1;
    for (let k = 0; k < words.length; k++)
      change[places[k]] = words[k] & ((last - (words[k] & MAGNITUDE)) >> 31);
    return true;
  }
  for (let k = 0; k < words.length; k++) {
    const key = words[k] & MAGNITUDE;
    if (key > cut.below || (key === cut.below && chosen())) change[places[k]] = words[k];
  }
  return true;
}
