/**
 * Philox4x32-10: 128 bits of counter and 64 bits of key in, 128 random bits out; for four counters at once, and plain.
 *
 * A counter-based generator has no state to advance: block i of a stream is a pure function of i and the key, so any
 * thread, kernel or later process can produce any part of a stream. Streams, names and distributions are numerics' business.
 *
 * Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11.
 */

import {
  type Body,
  type Expression,
  i32x4,
  i64x2,
  type Local,
  shuffle32,
  v128,
} from '../wasm/index.ts';
import type { V } from './kernel.ts';

/** Multiplier of words 0 and 2, in halves. */
const M0 = 0xd2511f53;
const M0_LOW = 0x1f53;
const M0_HIGH = 0xd251;
const M1 = 0xcd9e8d57;
const M1_LOW = 0x8d57;
const M1_HIGH = 0xcd9e;
/** Weyl increments of the key: the golden ratio and √3 − 1, as 32-bit fractions. */
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;
const ROUNDS = 10;

const splat = (value: number): V => i32x4.const(value | 0, value | 0, value | 0, value | 0);

/** Of four counters, one a lane, word w of each in vector w; and likewise of their random numbers. */
type Four<T> = readonly [T, T, T, T];
export type Words = Four<Local<'v128'>>;

/** The four random words of four counters. */
export const emitPhilox = (body: Body, counter: Four<V>, key: readonly [V, V]): Words =>
  emitSeveral(body, [counter], key)[0];

/** Of several times four counters, round by round in turns: none waits for its own last product. */
function emitSeveral(body: Body, counters: readonly Four<V>[], key: readonly [V, V]): Words[] {
  const all = counters.map((words) => words.map((word) => body.local('v128', word)));
  const k = key.map((word) => body.local('v128', word));
  const constant = (value: number): V => body.constant(splat(value));
  const products = (value: V, multiplier: number) => {
    const low = body.local('v128', i64x2.extmulLowU(value, constant(multiplier)));
    const high = body.local('v128', i64x2.extmulHighU(value, constant(multiplier)));
    return {
      low: body.local('v128', shuffle32(low, high, [0, 2, 4, 6])),
      high: body.local('v128', shuffle32(low, high, [1, 3, 5, 7])),
    };
  };
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) {
      for (const [j, word] of k.entries())
        body.set(word, i32x4.add(word, constant(j === 0 ? W0 : W1)));
    }
    for (const x of all) {
      const a = products(x[0], M0);
      const b = products(x[2], M1);
      body.set(x[0], v128.xor(v128.xor(b.high, x[1]), k[0]));
      body.set(x[1], b.low);
      body.set(x[2], v128.xor(v128.xor(a.high, x[3]), k[1]));
      body.set(x[3], a.low);
    }
  }
  return all.map(([x0, x1, x2, x3]) => [x0, x1, x2, x3]);
}

interface Groups {
  /** The lowest words of the next four counters; moves on. */
  readonly counter: Local<'v128'>;
  /** The other words of all counters. */
  readonly others: readonly [V, V, V];
  readonly key: readonly [V, V];
  /** Whether there are so many groups of four counters still to do. */
  readonly more: (groups: number) => Expression<'i32'>;
  /** What is done with the words of a group, the first, second, … of some in a row. */
  readonly each: (words: Words, group: number) => void;
  /** Moves cursors on by so many groups. */
  readonly advance: (groups: number) => void;
}

/** Groups of four counters whose words are made together: their products are in flight at a time. */
const TOGETHER = 2;

/** Emits a loop over the groups of four counters of a stream, in their order. */
export function emitGroups(
  body: Body,
  { counter, others, key, more, each, advance }: Groups,
): void {
  const turn = (groups: number): void => {
    const counters = Array.from({ length: groups }, (_, g): Four<V> => {
      const first = g === 0 ? counter : i32x4.add(counter, splat(4 * g));
      return [first, ...others];
    });
    for (const [g, words] of emitSeveral(body, counters, key).entries()) each(words, g);
    body.set(counter, i32x4.add(counter, splat(4 * groups)));
    advance(groups);
  };
  for (const groups of [TOGETHER, 1]) body.while(more(groups), () => turn(groups));
}

/**
 * High 32 bits of the 64-bit product of two unsigned 32-bit integers.
 *
 * From four 16-bit products; no partial sum exceeds 32 bits, so all of it stays in integer registers.
 */
export function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const carry = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) >>> 0;
}

/**
 * Writes the four words of one block to `out[0..3]`.
 *
 * All arguments are taken modulo 2³²; `out` receives unsigned words.
 *
 * @param c0 counter, least significant word
 * @param k0 key, first word
 */
export function philox4x32(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
): void {
  let x0 = c0 | 0;
  let x1 = c1 | 0;
  let x2 = c2 | 0;
  let x3 = c3 | 0;
  let key0 = k0 | 0;
  let key1 = k1 | 0;
  for (let round = 0; round < ROUNDS; round++) {
    // multiplyHigh with constant halves, written out: this loop is all the cost of a random number.
    const low0 = x0 & 0xffff;
    const high0 = x0 >>> 16;
    const middle0 = (Math.imul(high0, M0_LOW) + (Math.imul(low0, M0_LOW) >>> 16)) | 0;
    const carry0 = (Math.imul(low0, M0_HIGH) + (middle0 & 0xffff)) | 0;
    const top0 = (Math.imul(high0, M0_HIGH) + (middle0 >>> 16) + (carry0 >>> 16)) | 0;
    const low2 = x2 & 0xffff;
    const high2 = x2 >>> 16;
    const middle2 = (Math.imul(high2, M1_LOW) + (Math.imul(low2, M1_LOW) >>> 16)) | 0;
    const carry2 = (Math.imul(low2, M1_HIGH) + (middle2 & 0xffff)) | 0;
    const top2 = (Math.imul(high2, M1_HIGH) + (middle2 >>> 16) + (carry2 >>> 16)) | 0;
    const bottom0 = Math.imul(x0, M0);
    const bottom2 = Math.imul(x2, M1);
    x0 = top2 ^ x1 ^ key0;
    x1 = bottom2;
    x2 = top0 ^ x3 ^ key1;
    x3 = bottom0;
    key0 = (key0 + W0) | 0;
    key1 = (key1 + W1) | 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}
