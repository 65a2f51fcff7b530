/**
 * Selection among singles of both signs: how many have which upper bits, those of one such bin, and where those nearer to zero
 * than a limit of their sign lie.
 *
 * A bin is the sign and the upper 11 bits of the magnitude.
 */

import { type Body, type Expression, i32, i32x4, v128 } from '../wasm/index.ts';
import { type Address, type Kernel, kernel, words } from './kernel.ts';

/** Low bits of a single that its bin does not tell. */
export const BIN_SHIFT = 20;
/** Bins of both signs; those of negative numbers are the second half. */
export const SIGN_BINS = 4096;
const MAGNITUDE = 0x7fffffff;

/** Emits a walk over `count` words from `from` on, in groups of `group` and then one by one. */
function eachGroup(
  body: Body,
  from: Address,
  count: Address,
  group: number,
  visit: (at: Address, size: number) => void,
): void {
  const at = body.local('i32', from);
  const end = body.local('i32', i32.add(from, words(count)));
  const whole = body.local('i32', i32.add(from, words(i32.and(count, i32.const(-group)))));
  body.while(i32.ltU(at, whole), () => {
    visit(at, group);
    body.advance(at, 4 * group);
  });
  body.while(i32.ltU(at, end), () => {
    visit(at, 1);
    body.advance(at, 4);
  });
}

/**
 * Adds the numbers of singles in every bin to one of two histograms at `bins`, `SIGN_BINS` words each: to the first those at
 * even places, to the second those at odd ones, so that equal neighbours need not wait for each other.
 */
export const signBins: Kernel = kernel(
  'signBins',
  ['from', 'count', 'bins'],
  (body, from, count, bins) => {
    const second = body.local('i32', i32.add(bins, i32.const(4 * SIGN_BINS)));
    const [one, other] = [body.local('i32'), body.local('i32')];
    const binOf = (at: Address, k: number, histogram: Address): Expression<'i32'> =>
      i32.add(
        histogram,
        i32.and(
          i32.shrU(i32.load(at, 4 * k), i32.const(BIN_SHIFT - 2)),
          i32.const(4 * (SIGN_BINS - 1)),
        ),
      );
    const more = (bin: Address): void => body.storeI32(bin, i32.add(i32.load(bin), i32.const(1)));
    eachGroup(body, from, count, 4, (at, size) => {
      for (let k = 0; k < size; k += 2) {
        body.set(one, binOf(at, k, bins));
        if (size > 1) body.set(other, binOf(at, k + 1, second));
        more(one);
        if (size > 1) more(other);
      }
    });
  },
  ({ u32 }, from, count, bins) => {
    const fours = count - (count % 4);
    for (let k = 0; k < count; k++) {
      const half = k < fours ? k % 2 : 0;
      u32[bins / 4 + half * SIGN_BINS + (u32[from / 4 + k] >>> BIN_SHIFT)]++;
    }
  },
);

/** Magnitudes, as words, of the singles of one bin, in their order from `target` on; their number goes to `found`. */
export const ofSignBin: Kernel = kernel(
  'ofSignBin',
  ['from', 'count', 'bin', 'target', 'found'],
  (body, from, count, bin, target, found) => {
    const to = body.local('i32', target);
    const wanted = body.local('v128', i32x4.splat(bin));
    const mask = body.local('i32');
    eachGroup(body, from, count, 4, (at, size) => {
      const four = size === 4 ? v128.load(at) : v128.load32Zero(at);
      const marked = i32x4.bitmask(i32x4.eq(i32x4.shrU(four, i32.const(BIN_SHIFT)), wanted));
      body.set(mask, size === 4 ? marked : i32.and(marked, i32.const(1)));
      body.while(mask, () => {
        const word = i32.load(i32.add(at, words(i32.ctz(mask))));
        body.storeI32(to, i32.and(word, i32.const(MAGNITUDE)));
        body.advance(to, 4);
        body.set(mask, i32.and(mask, i32.sub(mask, i32.const(1))));
      });
    });
    body.storeI32(found, i32.shrU(i32.sub(to, target), i32.const(2)));
  },
  ({ u32 }, from, count, bin, target, found) => {
    let next = 0;
    for (let k = 0; k < count; k++) {
      const word = u32[from / 4 + k];
      if (word >>> BIN_SHIFT === bin) u32[target / 4 + next++] = word & MAGNITUDE;
    }
    u32[found / 4] = next;
  },
);

/**
 * Positions, from number `first` on, of the singles whose magnitude is less than the limit of their sign: ascending from
 * `target` on, where one word more than there are is written; their number goes to `found`. A limit is the bits of a magnitude.
 */
export const belowLimits: Kernel = kernel(
  'belowLimits',
  ['from', 'count', 'first', 'positive', 'negative', 'target', 'found'],
  (body, from, count, first, positive, negative, target, found) => {
    const to = body.local('i32', target);
    const position = body.local('i32', first);
    const limits = [positive, negative].map((limit) => body.local('v128', i32x4.splat(limit)));
    const magnitude = body.constant(i32x4.const(MAGNITUDE, MAGNITUDE, MAGNITUDE, MAGNITUDE));
    const four = body.local('v128');
    const mask = body.local('i32');
    eachGroup(body, from, count, 4, (at, size) => {
      body.set(four, size === 4 ? v128.load(at) : v128.load32Zero(at));
      const limit = v128.select(limits[1], limits[0], i32x4.shrS(four, i32.const(31)));
      body.set(mask, i32x4.bitmask(i32x4.gtS(limit, v128.and(four, magnitude))));
      // Written always and kept when below the limit: a branch here is a coin toss for the processor.
      for (let k = 0; k < size; k++) {
        body.storeI32(to, k === 0 ? position : i32.add(position, i32.const(k)));
        const bit = i32.and(mask, i32.const(1 << k));
        body.advance(to, k < 2 ? i32.shl(bit, i32.const(2 - k)) : i32.shrU(bit, i32.const(k - 2)));
      }
      body.advance(position, size);
    });
    body.storeI32(found, i32.shrU(i32.sub(to, target), i32.const(2)));
  },
  ({ u32 }, from, count, first, positive, negative, target, found) => {
    let next = 0;
    for (let k = 0; k < count; k++) {
      const word = u32[from / 4 + k];
      const limit = word >>> 31 === 1 ? negative : positive;
      u32[target / 4 + next] = first + k;
      if ((word & MAGNITUDE) < limit) next++;
    }
    u32[found / 4] = next;
  },
);
