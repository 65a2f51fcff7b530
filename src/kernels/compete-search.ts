/** The threshold of a competition: bits of the smallest product that is kept, how many equal it, and how many of them stay. */

import {
  type Body,
  type Expression,
  f32,
  f32x4,
  i32,
  i32x4,
  type Local,
  v128,
} from '../wasm/index.ts';
import {
  type Counter,
  type I32,
  INPUT_BUCKETS,
  repeat,
  type Searched,
  TRUSTED,
} from './compete-sides.ts';
import { type Address, emitClear, words } from './kernel.ts';

/** Bins of the histogram, in the place of the table that is no longer needed then. */
const BINS = 1024;

/** Thresholds of the bisection: twice the buckets of the inputs, so that the errors may span as much. */
const STEPS = 2 * INPUT_BUCKETS.count;

/** Roundings between t/(scale · error) and the comparison of a product with t: six, below 2⁻²¹ together. */
export const SLACK = 2 ** -20;

/** Room for equal products without end. */
export const ALL = 0x7fffffff;

/** Emits the bits of the least threshold above which rounding is relative: TRUSTED, or TRUSTED · |scale| if that is more. */
export function emitTrusted(body: Body, scale: Local<'f32'>): Counter {
  const least = body.local('f32', f32.mul(f32.const(TRUSTED), f32.abs(scale)));
  const bits = body.local('i32', i32.fromBits(f32.const(TRUSTED)));
  body.if(f32.lt(f32.const(TRUSTED), least), () => body.set(bits, i32.fromBits(least)));
  return bits;
}

/** Bits of the threshold, how many products equal it, and how many of those are taken: the same number, if all are. */
interface Threshold {
  readonly bits: Counter;
  readonly equal: Counter;
  readonly ties: Counter;
}

/** Emits the search. Where no more than `keep` entries are there the threshold is 0 and nothing is tied. */
export function emitSearch(body: Body, table: Address, keep: Address, sides: Searched): Threshold {
  const { scale, sizes, inputs, errors, outputs, top, reciprocals, ranges, sureOutputs } = sides;
  const { count: buckets, low: shift } = INPUT_BUCKETS;
  const bits = body.local('i32', i32.const(0));
  const ties = body.local('i32', i32.const(ALL));
  const equal = body.local('i32', i32.const(ALL));

  const productBits = (size: Expression<'f32'>, error: Expression<'f32'>): I32 =>
    i32.fromBits(f32.abs(f32.mul(scale, f32.mul(size, error))));

  /**
   * Emits a walk over vectors of errors, telling for four of them at a time how many inputs reach t: those of the buckets
   * before (`sure`), or also those of the one in which t · reciprocal lies. In front of the table stands a word of 0.
   */
  const at = body.local('i32');
  const end = body.local('i32');
  const bound = body.local('v128');
  const eachTabled = (
    singleBits: I32,
    sure: boolean,
    visit: (offset: Counter, lane: number, count: I32) => void,
  ): void => {
    const factor = f32.mul(f32.fromBits(singleBits), f32.const(sure ? 1 + SLACK : 1 - SLACK));
    const t = body.local('v128');
    body.set(t, f32x4.splat(factor));
    body.set(at, i32.const(0));
    body.set(end, words(sure ? sureOutputs : outputs));
    body.while(i32.ltU(at, end), () => {
      body.set(bound, f32x4.mul(t, v128.load(i32.add(reciprocals, at))));
      const own = i32x4.shrU(bound, i32.const(shift));
      const back = sure ? 1 : 0;
      body.set(bound, i32x4.sub(i32x4.splat(i32.sub(top, i32.const(back))), own));
      const furthest = i32x4.splat(i32.const(buckets - 1 - back));
      body.set(bound, i32x4.maxS(i32x4.splat(i32.const(-1)), i32x4.minS(furthest, bound)));
      for (let lane = 0; lane < 4; lane++)
        visit(at, lane, i32.load(i32.add(table, words(i32x4.extract(bound, lane)))));
      body.advance(at, 16);
    });
  };
  const found = body.local('i32');
  const countTabled = (singleBits: I32, sure: boolean): I32 => {
    body.set(found, i32.const(0));
    eachTabled(singleBits, sure, (_, __, count) => body.set(found, i32.add(found, count)));
    return found;
  };

  body.if(i32.ltU(keep, i32.mul(inputs, outputs)), () => {
    // The largest input lies anywhere in the first bucket that is not empty: its end is an upper bound.
    const largest = body.local('i32');
    const bound = f32.fromBits(i32.shl(i32.add(top, i32.const(1)), i32.const(shift)));
    body.set(largest, i32.add(productBits(bound, f32.load(errors)), i32.const(1)));
    body.set(largest, i32.shrU(largest, i32.const(shift)));
    const trusted = emitTrusted(body, scale);
    body.set(trusted, i32.add(i32.shrU(trusted, i32.const(shift)), i32.const(1)));
    const steps = body.local('i32', i32.sub(largest, trusted));
    body.if(i32.ltS(i32.const(STEPS), steps), () => body.set(steps, i32.const(STEPS)));
    const huge = f32.gt(f32.abs(f32.mul(scale, f32.load(errors))), f32.const(1 / TRUSTED));
    body.if(huge, () => body.set(steps, i32.const(0)));
    const bitsAt = (step: I32): I32 => i32.shl(i32.sub(largest, step), i32.const(shift));

    // At `low` or above lie at least `keep` entries, at `high` or above fewer.
    const low = body.local('i32', i32.const(0));
    const high = body.local('i32', bitsAt(i32.const(-2)));
    body.if(i32.ltS(i32.const(0), steps), () => {
      const step = body.local('i32', steps);
      body.if(i32.geU(countTabledAt(steps), keep), () => {
        const few = body.local('i32', i32.const(-1));
        const middle = body.local('i32');
        body.while(i32.ltS(i32.add(few, i32.const(1)), step), () => {
          // The difference is positive: halving it needs no sign.
          const half = i32.shrU(i32.sub(step, few), i32.const(1));
          body.set(middle, i32.add(few, half));
          body.if(
            i32.geU(countTabledAt(middle), keep),
            () => body.set(step, middle),
            () => body.set(few, middle),
          );
        });
        body.set(low, bitsAt(step));
      });
      const back = body.local('i32', i32.const(1));
      const open = body.local('i32', i32.const(1));
      body.while(open, () => {
        body.set(step, i32.sub(step, back));
        body.set(back, i32.shl(back, i32.const(1)));
        body.if(
          i32.ltS(step, i32.const(0)),
          () => body.set(open, i32.const(0)),
          () => {
            const maybe = countTabled(bitsAt(step), false);
            body.if(i32.ltU(maybe, keep), () => {
              body.set(high, bitsAt(step));
              body.set(open, i32.const(0));
            });
          },
        );
      });
    });
    function countTabledAt(step: I32): I32 {
      return countTabled(bitsAt(step), true);
    }

    // Of each error the inputs that are surely above the band, and those that may reach it.
    const above = body.local('i32', i32.const(0));
    const range = (k: I32): I32 => i32.add(ranges, i32.shl(k, i32.const(3)));
    repeat(body, i32.const(0), outputs, (k) => {
      body.storeI32(range(k), i32.const(0));
      body.storeI32(range(k), inputs, 4);
    });
    body.if(i32.ltS(i32.const(0), steps), () => {
      const place = (offset: Counter): I32 => i32.add(ranges, i32.shl(offset, i32.const(1)));
      eachTabled(high, true, (offset, lane, count) => {
        body.set(found, count);
        body.storeI32(place(offset), found, 8 * lane);
        body.set(above, i32.add(above, found));
      });
      eachTabled(low, false, (offset, lane, count) =>
        body.storeI32(place(offset), count, 8 * lane + 4),
      );
    });

    // Ever finer histograms of the band, in the place of the table.
    const sum = body.local('i32');
    const bin = body.local('i32');
    const fine = body.local('i32');
    const own = body.local('i32');
    const error = body.local('f32');
    const width = body.local('i32');
    body.doWhile(
      () => {
        body.set(width, i32.sub(i32.sub(high, low), i32.const(1)));
        body.set(fine, i32.const(0));
        body.while(i32.geU(i32.shrU(width, fine), i32.const(BINS)), () => body.advance(fine, 1));
        emitClear(body, table, BINS);
        body.set(sum, above);
        repeat(body, i32.const(0), outputs, (k) => {
          body.set(error, f32.load(i32.add(errors, words(k))));
          body.set(at, i32.add(sizes, words(i32.load(range(k)))));
          body.set(end, i32.add(sizes, words(i32.load(range(k), 4))));
          body.while(i32.ltU(at, end), () => {
            body.set(own, productBits(f32.load(at), error));
            body.if(
              i32.geU(own, high),
              () => body.advance(sum, 1),
              () =>
                body.if(i32.geU(own, low), () => {
                  const slot = words(i32.shrU(i32.sub(own, low), fine));
                  body.set(bin, i32.add(table, slot));
                  body.storeI32(bin, i32.add(i32.load(bin), i32.const(1)));
                }),
            );
            body.advance(at, 4);
          });
        });
        // From the top down to the bin that holds the entry of rank `keep`.
        body.set(at, i32.add(table, words(i32.shrU(width, fine))));
        body.set(own, i32.load(at));
        body.while(i32.and(i32.ltU(i32.add(sum, own), keep), i32.gtU(at, table)), () => {
          body.set(sum, i32.add(sum, own));
          body.advance(at, -4);
          body.set(own, i32.load(at));
        });
        body.set(bin, i32.shrU(i32.sub(at, table), i32.const(2)));
        body.set(low, i32.add(low, i32.shl(bin, fine)));
        body.set(width, i32.add(low, i32.shl(i32.const(1), fine)));
        body.if(i32.ltU(width, high), () => body.set(high, width));
      },
      () => i32.ne(fine, i32.const(0)),
    );
    body.set(bits, low);
    // All that are equal, or as many as there is room for.
    body.if(i32.ltU(keep, i32.add(sum, own)), () => {
      body.set(ties, i32.sub(keep, sum));
      body.set(equal, own);
    });
  });
  return { bits, equal, ties };
}
