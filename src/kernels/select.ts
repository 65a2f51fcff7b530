/**
 * Selection by counting: where the smallest of many unsigned words end, and which singles lie on one side of a cut.
 *
 * A word is read as three digits. The words are counted by the first; those of the digit in which the cut lies are gathered
 * and counted by the next. After the first pass few are left, as a rule.
 */

import { type Body, type Expression, i32, i32x4, v128 } from '../wasm/index.ts';
import { type Address, emitClear, type Kernel, kernel, words } from './kernel.ts';

/** Bits of each counting pass, from the top; together 32. */
export const DIGITS = [
  { shift: 21, mask: 0x7ff },
  { shift: 10, mask: 0x7ff },
  { shift: 0, mask: 0x3ff },
] as const;
const BINS = 2048;

/** Bytes of `scratch` for so many words. */
export const cutScratch = (count: number): number => 4 * (BINS + count + 4);

/** Emits a walk over words from `from` to `end`, four at a time, telling the address of those that `wanted` marks in a vector. */
function eachOf(
  body: Body,
  [from, end]: readonly [Address, Address],
  wanted: (words: ReturnType<typeof v128.load>) => ReturnType<typeof v128.load>,
  visit: (address: Address) => void,
): void {
  const at = body.local('i32', from);
  const mask = body.local('i32');
  const place = body.local('i32');
  const whole = body.local('i32', i32.add(at, i32.and(i32.sub(end, at), i32.const(-16))));
  const visitMarked = (): void =>
    body.while(mask, () => {
      body.set(place, i32.add(at, words(i32.ctz(mask))));
      visit(place);
      body.set(mask, i32.and(mask, i32.sub(mask, i32.const(1))));
    });
  body.while(i32.ltU(at, whole), () => {
    body.set(mask, i32x4.bitmask(wanted(v128.load(at))));
    visitMarked();
    body.advance(at, 16);
  });
  body.while(i32.ltU(at, end), () => {
    body.set(mask, i32.and(i32x4.bitmask(wanted(v128.load32Zero(at))), i32.const(1)));
    visitMarked();
    body.advance(at, 4);
  });
}

/**
 * The `rank`-th smallest, counted from 1, of `count` words `& mask`: to `result` go its value, how many of those that equal it
 * are among the `rank` smallest, and how many equal it. `rank` lies in 1..count; `scratch` has as many bytes as `cutScratch`
 * says.
 */
export const wordCut: Kernel = kernel(
  'wordCut',
  ['from', 'count', 'mask', 'rank', 'result', 'scratch'],
  (body, from, count, mask, rank, result, scratch) => {
    const near = body.local('i32', i32.add(scratch, i32.const(4 * BINS)));
    const source = body.local('i32', from);
    const end = body.local('i32', i32.add(from, words(count)));
    const rest = body.local('i32', rank);
    const key = body.local('i32', i32.const(0));
    const at = body.local('i32');
    const bin = body.local('i32');
    const found = body.local('i32');
    for (const { shift, mask: digit } of DIGITS) {
      const low = body.local('i32', i32.and(i32.const(digit), i32.shrU(mask, i32.const(shift))));
      const binOf = (word: Expression<'i32'>): Expression<'i32'> =>
        i32.and(i32.shrU(word, i32.const(shift)), low);
      emitClear(body, scratch, BINS);
      body.set(at, source);
      body.while(i32.ltU(at, end), () => {
        body.set(bin, i32.add(scratch, words(binOf(i32.load(at)))));
        body.storeI32(bin, i32.add(i32.load(bin), i32.const(1)));
        body.advance(at, 4);
      });
      body.set(bin, scratch);
      body.while(i32.gtU(rest, i32.load(bin)), () => {
        body.set(rest, i32.sub(rest, i32.load(bin)));
        body.advance(bin, 4);
      });
      body.set(bin, i32.shrU(i32.sub(bin, scratch), i32.const(2)));
      body.set(key, i32.or(key, i32.shl(bin, i32.const(shift))));
      // Gathered in place from the second pass on: what is written lies before what is read.
      body.set(found, near);
      const own = body.local('v128', i32x4.splat(bin));
      const lows = body.local('v128', i32x4.splat(low));
      eachOf(
        body,
        [source, end],
        (x) => i32x4.eq(v128.and(i32x4.shrU(x, i32.const(shift)), lows), own),
        (place) => {
          body.storeI32(found, i32.load(place));
          body.advance(found, 4);
        },
      );
      body.set(source, near);
      body.set(end, found);
    }
    body.storeI32(result, key);
    body.storeI32(result, rest, 4);
    body.storeI32(result, i32.shrU(i32.sub(end, near), i32.const(2)), 8);
  },
  ({ u32 }, from, count, mask, rank, result) => {
    const sorted = u32.slice(from / 4, from / 4 + count).map((word) => (word & mask) >>> 0);
    sorted.sort();
    const key = sorted[rank - 1];
    const first = sorted.indexOf(key);
    u32.set([key, rank - first, sorted.lastIndexOf(key) - first + 1], result / 4);
  },
);

/**
 * Zeroes `count` changes whose scores are smaller than a cut, by magnitude, or those whose scores are not where `flip` is −1.
 * `last` is the bits of the largest magnitude that is smaller; −1 where none is.
 */
export const cutOff: Kernel = kernel(
  'cutOff',
  ['change', 'score', 'count', 'last', 'flip'],
  (body, change, score, count, last, flip) => {
    const magnitude = body.constant(i32x4.const(0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff));
    const limit = body.local('v128', i32x4.splat(last));
    const other = body.local('v128', i32x4.splat(flip));
    const to = body.local('i32', change);
    const from = body.local('i32', score);
    const end = body.local('i32', i32.add(change, words(count)));
    const whole = body.local('i32', i32.add(change, words(i32.and(count, i32.const(-4)))));
    const kept = (load: typeof v128.load) =>
      v128.and(load(to), v128.xor(i32x4.gtS(v128.and(load(from), magnitude), limit), other));
    body.while(i32.ltU(to, whole), () => {
      body.storeV128(to, kept(v128.load));
      body.advance(to, 16);
      body.advance(from, 16);
    });
    body.while(i32.ltU(to, end), () => {
      body.storeLane0(to, kept(v128.load32Zero));
      body.advance(to, 4);
      body.advance(from, 4);
    });
  },
  ({ f32, u32 }, change, score, count, last, flip) => {
    for (let k = 0; k < count; k++) {
      const larger = (u32[score / 4 + k] & 0x7fffffff) > last;
      if (larger === (flip !== 0)) f32[change / 4 + k] = 0;
    }
  },
);
