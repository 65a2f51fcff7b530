/**
 * k distinct integers below n, ascending, uniform over all subsets: in O(k) time and memory, whatever n.
 *
 * The range is halved, with the exact hypergeometric number of picks on each side, until few picks are left; these are
 * drawn with rejection of repeats into a small table that keeps them sorted. Where more than half of a range is wanted,
 * the missing ones are drawn instead.
 *
 * Source of the halving: P. Sanders et al., "Efficient parallel random sampling - vectorized, cache-efficient, and
 * online", ACM Trans. Math. Softw. 44 (2018).
 */

import { hypergeometricVariate } from './variates.ts';

interface Source {
  bits(): number;
  uniform(): number;
  integer(bound: number): number;
  /** The next words, at least one; they count as drawn when they are passed. */
  ahead(): Uint32Array;
  pass(words: number): void;
}

/** Most picks of one table: its 3 · 8192 words stay within a core's second-level cache. */
const LEAF = 8192;
const EMPTY = -1;
/** Lengths up to which values and empty slots fit signed words. */
const NARROW = 2147483648;

/**
 * Draws `count` distinct integers below `length` ≤ 2³¹ into `table`, sorted by value, with empty slots between them.
 *
 * Linear probing with a slot that grows with the value: every run of occupied slots is kept ascending, so the whole
 * table is. Half of the slots stay empty, which makes an insertion O(1) on average.
 *
 * @returns the number of slots to scan
 */
function drawSorted(random: Source, length: number, count: number, table: Int32Array): number {
  const slots = 2 * count;
  const end = slots + count + 1;
  table.fill(EMPTY, 0, end);
  const slotsPerValue = slots / length;
  for (let drawn = 0; drawn < count; ) {
    let value = random.integer(length) | 0;
    let slot = (value * slotsPerValue) | 0;
    let held = table[slot];
    while (held !== EMPTY && held < value) held = table[++slot];
    if (held === value) continue;
    drawn++;
    while (held !== EMPTY) {
      table[slot] = value;
      value = held;
      held = table[++slot];
    }
    table[slot] = value;
  }
  return end;
}

/** Moves what is held to the front of the table, in its order; returns how many there are. */
function compact(table: Int32Array, end: number): number {
  let held = 0;
  for (let slot = 0; slot < end; slot++) {
    const value = table[slot];
    // Written always and kept where the slot is not empty: a branch here is a coin toss for the processor.
    table[held] = value;
    held += ~value >>> 31;
  }
  return held;
}

/** Lengths up to so many times the picks have a bit each: few words are then read for every bit that is set. */
const WIDEST = 128;
/** Lengths below have products with a word that doubles hold. */
const EXACT = 2 ** 21;

/** The same as `drawSorted` and `compact` with a bit a value: four times as fast where many of a range are drawn. */
function drawMarked(
  random: Source,
  length: number,
  count: number,
  marks: Uint32Array,
  table: Int32Array,
): void {
  const words = Math.ceil(length / 32);
  marks.fill(0, 0, words);
  // `random.integer(length)`, said for lengths that are known to be small.
  const least = (4294967296 - length) % length;
  for (let drawn = 0; drawn < count; ) {
    // Many at a time: a call for each would cost more than all that is done with it.
    const ahead = random.ahead();
    let read = 0;
    for (; read < ahead.length && drawn < count; read++) {
      const drawnWord = ahead[read];
      if (Math.imul(drawnWord, length) >>> 0 < least) continue;
      const value = (drawnWord * length * 2 ** -32) | 0;
      const word = value >>> 5;
      const held = marks[word];
      const after = held | (1 << (value & 31));
      // Whether it was drawn before is chance: added without a branch.
      drawn += ((held ^ after) | -(held ^ after)) >>> 31;
      marks[word] = after;
    }
    random.pass(read);
  }
  // Words with a bit go to the front first, written always and kept where there is one: which these are is a coin toss for the
  // processor, which of them have a second bit is less so. Their numbers take the end of the table.
  const numbers = table.length - words;
  let some = 0;
  for (let word = 0; word < words; word++) {
    const held = marks[word] | 0;
    marks[some] = held;
    table[numbers + some] = word;
    some += (held | -held) >>> 31;
  }
  let next = 0;
  for (let k = 0; k < some; k++) {
    const first = 32 * table[numbers + k] + 31;
    for (let held = marks[k] | 0; held !== 0; held &= held - 1)
      table[next++] = first - Math.clz32(held & -held);
  }
}

/** The same as `drawSorted` and `compact` from any range, plainly. */
function drawPlain(random: Source, length: number, count: number): Float64Array {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(random.integer(length));
  return Float64Array.from(drawn).sort();
}

/** The table of the last call, for the next: one of 96 kB a step would be much to clear and to collect. */
let room = new Int32Array(0);
/** A bit for each value of the widest range that has them. */
let bits = new Uint32Array(0);

/**
 * Fills `out` with distinct integers of 0..n−1, ascending.
 *
 * @param n an integer in out.length..2⁵³
 */
export function fillDistinct(random: Source, n: number, out: Uint32Array | Float64Array): void {
  const k = out.length;
  const slots = 3 * Math.min(LEAF, k, n - k) + 1;
  if (room.length < slots) room = new Int32Array(slots);
  let table = room;
  let next = 0;

  function leaf(low: number, length: number, count: number): void {
    const direct = count <= length - count;
    const picks = direct ? count : length - count;
    const narrow = length <= NARROW;
    if (length <= WIDEST * picks && length < EXACT) {
      const words = Math.ceil(length / 32);
      if (bits.length < words) bits = new Uint32Array(words);
      if (table.length < picks + words) {
        room = new Int32Array(picks + words);
        table = room;
      }
      drawMarked(random, length, picks, bits, table);
    } else if (narrow) compact(table, drawSorted(random, length, picks, table));
    const drawn = narrow ? table : drawPlain(random, length, picks);
    if (direct) {
      if (low === 0) out.set(drawn.subarray(0, picks), next);
      else for (let pick = 0; pick < picks; pick++) out[next + pick] = low + drawn[pick];
      next += picks;
      return;
    }
    let value = 0;
    for (let pick = 0; pick < picks; pick++) {
      for (; value < drawn[pick]; value++) out[next++] = low + value;
      value++;
    }
    for (; value < length; value++) out[next++] = low + value;
  }

  function descend(low: number, length: number, count: number): void {
    if (count === 0) return;
    if (Math.min(count, length - count) <= LEAF) {
      leaf(low, length, count);
      return;
    }
    const half = Math.floor(length / 2);
    const left = hypergeometricVariate(random, count, half, length);
    descend(low, half, left);
    descend(low + half, length - half, count - left);
  }

  descend(0, n, k);
}
