/**
 * Random numbers of many blocks of one Philox stream at once: their words, or normal numbers made of two words each.
 *
 * A normal number is the quantile of a uniform one with 53 bits. Its middle part, 85 % of all, is a ratio of polynomials and
 * is made here, two at a time, in the very operations of `centralNormal`; for the rest the uniform number itself is left,
 * magnified so that no normal number of the middle can be mistaken for it, and the caller sees to it.
 */

import { type Body, f64x2, i32, i32x4, shuffle32, v128 } from '../wasm/index.ts';
import { type Address, type Kernel, kernel, type V } from './kernel.ts';
import { emitGroups, philox4x32, type Words } from './philox.ts';

/** Blocks are made four at a time. */
export const BLOCK_GROUP = 4;

/** Where the middle part ends, as distance from the centre of (−½, ½). */
export const CENTRAL = 0.425;
/** What `blockNormals` leaves of a uniform number outside the middle: q · 2¹⁰. */
export const OUTSIDE = 1024;
/** Largest |z| of the middle is 1.44, least of what is left outside it 435. */
export const IS_OUTSIDE = 2;

/** The middle part of PPND16 (see numerics/normal-quantile.ts), from the highest power of r = 0.425² − q² down. */
const NUMERATOR = [
  2.5090809287301227e3, 3.343057558358813e4, 6.72657709270087e4, 4.592195393154987e4,
  1.373169376550946e4, 1.9715909503065513e3, 1.3314166789178438e2, 3.3871328727963665,
];
const DENOMINATOR = [
  5.226495278852854e3, 2.8729085735721943e4, 3.930789580009271e4, 2.1213794301586597e4,
  5.394196021424751e3, 6.871870074920579e2, 4.231333070160091e1, 1,
];
const SQUARE = 0.180625;

/** z with Φ(z) = ½ + q for |q| ≤ 0.425: the same polynomials, written out. */
export function centralNormal(q: number): number {
  const r = SQUARE - q * q;
  const a =
    ((((((2.5090809287301227e3 * r + 3.343057558358813e4) * r + 6.72657709270087e4) * r +
      4.592195393154987e4) *
      r +
      1.373169376550946e4) *
      r +
      1.9715909503065513e3) *
      r +
      1.3314166789178438e2) *
      r +
    3.3871328727963665;
  const b =
    ((((((5.226495278852854e3 * r + 2.8729085735721943e4) * r + 3.930789580009271e4) * r +
      2.1213794301586597e4) *
      r +
      5.394196021424751e3) *
      r +
      6.871870074920579e2) *
      r +
      4.231333070160091e1) *
      r +
    1;
  return (q * a) / b;
}

/** The centre of the cell of 2⁵³ equal ones of (−½, ½) that two words name, most significant first. */
const centre = (high: number, low: number): number =>
  ((high >>> 5) * 67108864 + (low >>> 6) - 4503599627370495.5) * 1.1102230246251565e-16;

/** Runs over groups of four blocks: `store` is given their words and the address at which they begin. */
function eachGroup(
  body: Body,
  [count, cell, low, high]: readonly Address[],
  store: (words: Words) => void,
): void {
  const left = body.local('i32', count);
  const counter = body.local('v128', i32x4.add(i32x4.splat(low), i32x4.const(0, 1, 2, 3)));
  const upper = body.local('v128', i32x4.splat(high));
  const key = [0, 4].map((offset) => body.local('v128', v128.load32Splat(cell, offset)));
  const none = body.constant(v128.zero);
  emitGroups(body, {
    ...{ counter, others: [upper, none, none], key: [key[0], key[1]] },
    more: (groups) => i32.geU(left, i32.const(BLOCK_GROUP * groups)),
    each: store,
    advance: (groups) => body.advance(left, -BLOCK_GROUP * groups),
  });
}

const PARAMETERS = ['count', 'cell', 'low', 'high', 'target'];

/**
 * The words of `count` blocks (a multiple of four) from block `low + 2³² high` on, in the order of the stream. The low words
 * of their numbers do not pass 2³². `cell` holds the two words of the key.
 */
export const blockWords: Kernel = kernel(
  'blockWords',
  PARAMETERS,
  (body, count, cell, low, high, target) => {
    const at = body.local('i32', target);
    eachGroup(body, [count, cell, low, high], (x) => {
      const halves = [0, 2].map((w) => ({
        front: body.local('v128', shuffle32(x[w], x[w + 1], [0, 4, 1, 5])),
        back: body.local('v128', shuffle32(x[w], x[w + 1], [2, 6, 3, 7])),
      }));
      (['front', 'back'] as const).forEach((part, k) => {
        const [a, b] = halves.map((half) => half[part]);
        body.storeV128(at, shuffle32(a, b, [0, 1, 4, 5]), 32 * k);
        body.storeV128(at, shuffle32(a, b, [2, 3, 6, 7]), 32 * k + 16);
      });
      body.advance(at, 64);
    });
  },
  ({ u32 }, count, cell, low, high, target) => {
    const words = new Uint32Array(4);
    for (let block = 0; block < count; block++) {
      philox4x32(low + block, high, 0, 0, u32[cell / 4], u32[cell / 4 + 1], words);
      u32.set(words, target / 4 + 4 * block);
    }
  },
);

/**
 * Two standard normal numbers of each of `count` blocks, as doubles, in the order of the stream; those outside the middle as
 * the head of this file says. Arguments as those of `blockWords`.
 */
export const blockNormals: Kernel = kernel(
  'blockNormals',
  PARAMETERS,
  (body, count, cell, low, high, target) => {
    const number = (value: number): V => body.constant(f64x2.const(value));
    const horner = (powers: readonly number[], r: V): V =>
      powers
        .slice(1)
        .reduce((sum: V, c) => f64x2.add(f64x2.mul(sum, r), number(c)), number(powers[0]));
    const normal = (upper: V, lower: V): V => {
      const whole = f64x2.add(
        f64x2.mul(f64x2.fromLowU32(i32x4.shrU(upper, i32.const(5))), number(67108864)),
        f64x2.fromLowU32(i32x4.shrU(lower, i32.const(6))),
      );
      const q = body.local(
        'v128',
        f64x2.mul(f64x2.sub(whole, number(4503599627370495.5)), number(1.1102230246251565e-16)),
      );
      const r = body.local('v128', f64x2.sub(number(SQUARE), f64x2.mul(q, q)));
      const z = f64x2.div(f64x2.mul(q, horner(NUMERATOR, r)), horner(DENOMINATOR, r));
      const outside = f64x2.gt(f64x2.abs(q), number(CENTRAL));
      return v128.select(f64x2.mul(q, number(OUTSIDE)), z, outside);
    };
    const at = body.local('i32', target);
    eachGroup(body, [count, cell, low, high], (x) => {
      for (const half of [0, 1]) {
        const lanes = (word: V): V => (half === 0 ? word : shuffle32(word, word, [2, 3, 2, 3]));
        const [a, b] = [0, 2].map((w) => body.local('v128', normal(lanes(x[w]), lanes(x[w + 1]))));
        body.storeV128(at, shuffle32(a, b, [0, 1, 4, 5]), 32 * half);
        body.storeV128(at, shuffle32(a, b, [2, 3, 6, 7]), 32 * half + 16);
      }
      body.advance(at, 64);
    });
  },
  ({ u32, f64 }, count, cell, low, high, target) => {
    const words = new Uint32Array(4);
    for (let block = 0; block < count; block++) {
      philox4x32(low + block, high, 0, 0, u32[cell / 4], u32[cell / 4 + 1], words);
      for (const k of [0, 1]) {
        const q = centre(words[2 * k], words[2 * k + 1]);
        f64[target / 8 + 2 * block + k] = Math.abs(q) > CENTRAL ? OUTSIDE * q : centralNormal(q);
      }
    }
  },
);
