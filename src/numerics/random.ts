/**
 * Random numbers as named, splittable streams.
 *
 * A stream is a Philox key and a position. `split(name)` gives a child whose key is a hash of the parent's key and the
 * name: the child depends neither on what the parent has drawn nor on other children, so a draw added in one place
 * changes nothing elsewhere. Every number is the same in every JavaScript engine. Not for cryptography.
 *
 * Counter words (c0 is the least significant): this file draws from blocks (block mod 2³², block / 2³², 0, 0) and
 * derives keys from blocks with c3 ≥ 2³¹. A kernel that draws from `key` itself takes c3 in 1..2³¹−1, and so never meets
 * a block that is used here.
 */

import { UsageError } from '../errors.ts';
import { multiplyHigh, philox4x32 } from '../kernels/philox.ts';
import { fillDistinct } from './distinct.ts';
import { normalFromCentre } from './normal-quantile.ts';
import { CHUNK_WORDS, chunkNormals, chunkWords } from './random-chunks.ts';
import { binomialVariate } from './variates.ts';

/** A stream of random numbers. Its methods advance it, except `split` and `state`. */
export interface Random {
  /** An independent child stream; does not disturb this one. The string '1' and the number 1 are different names. */
  split(name: string | number): Random;
  /** A uniform unsigned 32-bit integer: one word of the stream. */
  bits(): number;
  /** A uniform multiple of 2⁻⁵³ in [0, 1): two words. */
  uniform(): number;
  /** A uniform integer in 0..bound−1, without bias; bound in 1..2⁵³. */
  integer(bound: number): number;
  /** A standard normal number: two words, |value| ≤ 8.3. */
  normal(): number;
  /** True with probability p in [0, 1]. */
  bernoulli(p: number): boolean;
  /** Number of successes in n trials (0..2⁵³) of probability p; constant expected time. */
  binomial(n: number, p: number): number;
  /** A uniform permutation of 0..n−1. */
  permutation(n: number): Uint32Array;
  /** Shuffles in place (Fisher and Yates). */
  shuffle(array: Uint32Array): void;
  /**
   * k distinct integers of 0..n−1 (n ≤ 2⁵³), ascending, uniform over subsets, in O(k) time and memory;
   * a Float64Array when n > 2³².
   */
  distinct(n: number, k: number): Uint32Array | Float64Array;
  /**
   * Uniform numbers between low and high; high itself occurs only by rounding. A Float32Array takes one word of the
   * stream for each value, a Float64Array two.
   */
  fillUniform(out: Float32Array | Float64Array, low: number, high: number): void;
  /** Normal numbers of mean 0. */
  fillNormal(out: Float32Array | Float64Array, standardDeviation: number): void;
  /** Where the stream stands, as plain JSON for `restoreRandom`. */
  state(): RandomState;
  /** The Philox key, two unsigned words, for kernels that draw from it directly. */
  readonly key: readonly [number, number];
}

/** A stream's key and the number of 32-bit words drawn from it. */
export interface RandomState {
  readonly key: readonly [number, number];
  readonly position: number;
}

const UINT32 = 4294967296;
const LARGEST_BOUND = 9007199254740992;

/** Values of c3 in blocks that derive keys: 'STR' and 'NUM' with the top bit set. */
const TEXT_NAME = 0x80535452;
const NUMBER_NAME = 0x804e554d;
const ROOT_KEY: readonly [number, number] = [0, 0];

/**
 * Key of the child `name` of a stream with `key`: words 0 and 1 of Philox(c; key).
 *
 * A number m has the one block c = (m mod 2³², m / 2³², 0, NUMBER_NAME). A string is cut into groups of four UTF-16 units,
 * the last one padded with zeros (an empty string has one empty group); each group is hashed with the key left by the
 * one before, as c = (units 0 and 1, units 2 and 3, t, TEXT_NAME) with t = 1 + length in the last group and 0 before.
 */
function childKey(key: readonly [number, number], name: string | number): [number, number] {
  const out = new Uint32Array(4);
  if (typeof name === 'number') {
    philox4x32(name % UINT32, Math.floor(name / UINT32), 0, NUMBER_NAME, key[0], key[1], out);
    return [out[0], out[1]];
  }
  let [k0, k1] = key;
  // NaN, which charCodeAt gives past the end, becomes 0 in an integer operation.
  const pair = (i: number) => name.charCodeAt(i) | (name.charCodeAt(i + 1) << 16);
  for (let i = 0; i === 0 || i < name.length; i += 4) {
    const last = i + 4 >= name.length ? 1 + name.length : 0;
    philox4x32(pair(i), pair(i + 2), last, TEXT_NAME, k0, k1, out);
    k0 = out[0];
    k1 = out[1];
  }
  return [k0, k1];
}

function checkName(what: string, name: string | number): void {
  if (typeof name === 'string' || (Number.isSafeInteger(name) && name >= 0)) return;
  throw new UsageError(`${what} ${String(name)} is not an integer in 0..2^53-1 or a string`);
}

function checkInteger(what: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new UsageError(`${what} ${value} is not an integer in ${low}..${high}`);
}

function checkProbability(p: number): void {
  if (!(p >= 0 && p <= 1)) throw new UsageError(`probability ${p} is outside [0, 1]`);
}

/** A stream that has drawn so many words is taken for one that draws many, and makes them in chunks from then on. */
const MANY = 4 * CHUNK_WORDS;

class PhiloxRandom implements Random {
  readonly key: readonly [number, number];
  /** One block, or a whole chunk. */
  private words = new Uint32Array(4);
  /** Number of the block after those in `words`, as two unsigned words. */
  private blockLow: number;
  private blockHigh: number;
  /** Whether so many words are going to be drawn that chunks pay from the first. */
  private eager = false;
  /** Next unused entry of `words`; their number when all are used. */
  private next: number;

  constructor(key: readonly [number, number], position: number) {
    this.key = key;
    const block = Math.floor(position / 4);
    this.blockLow = block % UINT32;
    this.blockHigh = Math.floor(block / UINT32);
    this.next = 4;
    if (position % 4 !== 0) {
      this.refill();
      this.next = position % 4;
    }
  }

  /** Whether the next word is the first of a chunk. */
  private get atChunk(): boolean {
    return this.next === this.words.length && (4 * this.blockLow) % CHUNK_WORDS === 0;
  }

  private refill(): void {
    if ((this.eager || this.blockLow * 4 >= MANY) && this.atChunk) {
      if (this.words.length !== CHUNK_WORDS) this.words = new Uint32Array(CHUNK_WORDS);
      chunkWords(this.key, this.blockLow, this.blockHigh, this.words);
      this.passChunk();
      this.next = 0;
      return;
    }
    philox4x32(this.blockLow, this.blockHigh, 0, 0, this.key[0], this.key[1], this.words);
    this.blockLow = (this.blockLow + 1) >>> 0;
    if (this.blockLow === 0) this.blockHigh++;
    this.next = 0;
  }

  private passChunk(): void {
    this.blockLow = (this.blockLow + CHUNK_WORDS / 4) >>> 0;
    if (this.blockLow === 0) this.blockHigh++;
  }

  split(name: string | number): Random {
    checkName('stream name', name);
    return new PhiloxRandom(childKey(this.key, name), 0);
  }

  bits(): number {
    if (this.next === this.words.length) this.refill();
    return this.words[this.next++];
  }

  /** The next words, at least one, without drawing them: see `pass`. For loops that read many. */
  ahead(): Uint32Array {
    if (this.next === this.words.length) this.refill();
    return this.words.subarray(this.next);
  }

  /** Draws so many of the words that `ahead` has shown. */
  pass(words: number): void {
    this.next += words;
  }

  /** A uniform integer below 2⁵³, most significant word first. */
  private bits53(): number {
    const high = this.bits() >>> 5;
    return high * 67108864 + (this.bits() >>> 6);
  }

  uniform(): number {
    return this.bits53() * 1.1102230246251565e-16;
  }

  integer(bound: number): number {
    checkInteger('bound', bound, 1, LARGEST_BOUND);
    if (bound === UINT32) return this.bits();
    if (bound > UINT32) {
      const limit = LARGEST_BOUND - (LARGEST_BOUND % bound);
      let value = this.bits53();
      while (value >= limit) value = this.bits53();
      return value % bound;
    }
    // D. Lemire, "Fast random integer generation in an interval", ACM Trans. Model. Comput. Simul. 29 (2019).
    let word = this.bits();
    let low = Math.imul(word, bound) >>> 0;
    if (low < bound) {
      const threshold = (UINT32 - bound) % bound;
      while (low < threshold) {
        word = this.bits();
        low = Math.imul(word, bound) >>> 0;
      }
    }
    return multiplyHigh(word, bound);
  }

  normal(): number {
    // The centre of one of 2⁵³ equal cells of (−½, ½): exact, as is its distance from the nearer end.
    const q = (this.bits53() - 4503599627370495.5) * 1.1102230246251565e-16;
    return normalFromCentre(q, 0.5 - Math.abs(q));
  }

  bernoulli(p: number): boolean {
    checkProbability(p);
    return this.uniform() < p;
  }

  binomial(n: number, p: number): number {
    checkInteger('number of trials', n, 0, LARGEST_BOUND);
    checkProbability(p);
    return binomialVariate(this, n, p);
  }

  permutation(n: number): Uint32Array {
    checkInteger('length of a permutation', n, 0, UINT32 - 1);
    const array = new Uint32Array(n);
    for (let i = 1; i < n; i++) array[i] = i;
    this.shuffle(array);
    return array;
  }

  shuffle(array: Uint32Array): void {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = array[i];
      array[i] = array[j];
      array[j] = held;
    }
  }

  distinct(n: number, k: number): Uint32Array | Float64Array {
    checkInteger('range', n, 0, LARGEST_BOUND);
    checkInteger('number of distinct integers', k, 0, n);
    const out = n > UINT32 ? new Float64Array(k) : new Uint32Array(k);
    this.eager = Math.min(k, n - k) >= CHUNK_WORDS;
    fillDistinct(this, n, out);
    this.eager = false;
    return out;
  }

  fillUniform(out: Float32Array | Float64Array, low: number, high: number): void {
    if (!(low <= high && Number.isFinite(high - low))) {
      throw new UsageError(`uniform range [${low}, ${high}) is not a finite interval`);
    }
    const width = high - low;
    if (out instanceof Float32Array) {
      // Centres of 2³² cells: more than a float32 can tell apart, and symmetric about the middle.
      for (let i = 0; i < out.length; i++) {
        out[i] = low + width * ((this.bits() + 0.5) * 2.3283064365386963e-10);
      }
      return;
    }
    for (let i = 0; i < out.length; i++) out[i] = low + width * this.uniform();
  }

  fillNormal(out: Float32Array | Float64Array, standardDeviation: number): void {
    if (!(standardDeviation >= 0 && Number.isFinite(standardDeviation))) {
      throw new UsageError(`standard deviation ${standardDeviation} is outside [0, Infinity)`);
    }
    for (let i = 0; i < out.length; ) {
      if (out.length - i >= CHUNK_WORDS / 2 && this.atChunk) {
        chunkNormals(this.key, this.blockLow, this.blockHigh, standardDeviation, out, i);
        this.passChunk();
        i += CHUNK_WORDS / 2;
      } else out[i++] = standardDeviation * this.normal();
    }
  }

  state(): RandomState {
    const block = this.blockHigh * UINT32 + this.blockLow;
    return { key: this.key, position: 4 * block - (this.words.length - this.next) };
  }
}

/**
 * A stream for a seed. Equal seeds give equal streams; the string '1' and the number 1 are different seeds.
 *
 * @param seed a non-negative safe integer or a string
 * @throws UsageError for any other seed
 * @example createRandom(1).split('init').uniform() === createRandom(1).split('init').uniform() // true
 */
export function createRandom(seed: number | string): Random {
  checkName('seed', seed);
  return new PhiloxRandom(childKey(ROOT_KEY, seed), 0);
}

/**
 * The stream whose `state()` this was, at the same place.
 *
 * @throws UsageError when the state is not one
 */
export function restoreRandom(state: RandomState): Random {
  if (typeof state !== 'object' || state === null) {
    throw new UsageError(`random state ${JSON.stringify(state)} is not an object`);
  }
  const { key, position } = state;
  if (!Array.isArray(key) || key.length !== 2) {
    throw new UsageError(`random state has key ${JSON.stringify(key)}, not two 32-bit integers`);
  }
  for (const word of key) checkInteger('word of a random state', word, 0, UINT32 - 1);
  checkInteger('position of a random state', position, 0, LARGEST_BOUND - 1);
  return new PhiloxRandom([key[0], key[1]], position);
}
