/**
 * Two neighbouring order statistics of a few hundred doubles: values are counted in bins of equal width, and only those of the
 * bins in question are put in order (C. A. R. Hoare's selection).
 */

import { f64, i32 } from '../wasm/index.ts';
import { emitClear, type Kernel, kernel } from './kernel.ts';

/** Bins, and those in one unit of the values: what lies beyond is in the last one. */
const BINS = 256;
const BINS_A_UNIT = 64;

/** Bytes of scratch for so many values. */
export const smallestPairScratch = (count: number): number => 4 * BINS + 8 * count;

/**
 * Of `count` values ≥ 0 the `rank`-th smallest, counted from 1, and the one before it, or 0 where it is the first: to `output`
 * go the latter and the former, as doubles.
 */
export const smallestPair: Kernel = kernel(
  'smallestPair',
  ['values', 'count', 'rank', 'scratch', 'output'],
  (body, values, count, rank, scratch, output) => {
    const room = body.local('i32', i32.add(scratch, i32.const(4 * BINS)));
    const end = body.local('i32', i32.add(values, i32.shl(count, i32.const(3))));
    const at = body.local('i32');
    const bin = body.local('i32');
    const value = body.local('f64');
    const width = body.local('f64', f64.const(BINS_A_UNIT));
    const last = body.local('f64', f64.const(BINS - 1));
    const setBin = (): void => {
      body.set(value, f64.load(at));
      body.set(bin, i32.shl(i32.truncSatU(f64.min(f64.mul(value, width), last)), i32.const(2)));
    };
    emitClear(body, scratch, BINS);
    body.set(at, values);
    body.while(i32.ltU(at, end), () => {
      setBin();
      body.set(bin, i32.add(scratch, bin));
      body.storeI32(bin, i32.add(i32.load(bin), i32.const(1)));
      body.advance(at, 8);
    });
    // The bins of the two: `seen` values lie before the first of them.
    const first = body.local('i32', scratch);
    const seen = body.local('i32', i32.const(0));
    const wanted = body.local('i32', i32.sub(rank, i32.gtU(rank, i32.const(1))));
    const sum = body.local('i32', i32.load(first));
    body.while(i32.ltU(sum, wanted), () => {
      body.set(seen, sum);
      body.advance(first, 4);
      body.set(sum, i32.add(sum, i32.load(first)));
    });
    const second = body.local('i32', first);
    body.while(i32.ltU(sum, rank), () => {
      body.advance(second, 4);
      body.set(sum, i32.add(sum, i32.load(second)));
    });
    const [low, high] = [body.local('i32'), body.local('i32')];
    body.set(low, i32.sub(first, scratch));
    body.set(high, i32.sub(second, first));
    // Those in question, gathered without a branch.
    const to = body.local('i32', room);
    body.set(at, values);
    body.while(i32.ltU(at, end), () => {
      setBin();
      body.storeF64(to, value);
      const inside = i32.leU(i32.sub(bin, low), high);
      body.set(to, i32.add(to, i32.shl(inside, i32.const(3))));
      body.advance(at, 8);
    });
    // Selection among them: the place of the wanted one.
    const place = body.local('i32', i32.sub(i32.sub(rank, seen), i32.const(1)));
    body.set(place, i32.add(room, i32.shl(place, i32.const(3))));
    const [left, right] = [body.local('i32', room), body.local('i32', i32.sub(to, i32.const(8)))];
    const [i, j] = [body.local('i32'), body.local('i32')];
    const pivot = body.local('f64');
    const held = body.local('f64');
    body.while(i32.ltU(left, right), () => {
      const middle = i32.and(i32.shrU(i32.sub(right, left), i32.const(1)), i32.const(-8));
      body.set(pivot, f64.load(i32.add(left, middle)));
      body.set(i, left);
      body.set(j, right);
      // Addresses are far from 0: j may fall below the first without wrapping.
      body.while(i32.leU(i, j), () => {
        body.while(f64.lt(f64.load(i), pivot), () => body.advance(i, 8));
        body.while(f64.lt(pivot, f64.load(j)), () => body.advance(j, -8));
        body.if(i32.leU(i, j), () => {
          body.set(held, f64.load(i));
          body.storeF64(i, f64.load(j));
          body.storeF64(j, held);
          body.advance(i, 8);
          body.advance(j, -8);
        });
      });
      body.if(
        i32.leU(place, j),
        () => body.set(right, j),
        () =>
          body.if(
            i32.leU(i, place),
            () => body.set(left, i),
            () => body.set(left, right),
          ),
      );
    });
    body.storeF64(output, f64.load(place), 8);
    // All before it are at most as large: the largest of them is the one before.
    body.set(held, f64.const(0));
    body.set(at, room);
    body.while(i32.ltU(at, place), () => {
      body.set(held, f64.max(held, f64.load(at)));
      body.advance(at, 8);
    });
    body.storeF64(output, held);
  },
  ({ f64: m }, values, count, rank, _scratch, output) => {
    const sorted = m.slice(values / 8, values / 8 + count).sort();
    m[output / 8] = rank > 1 ? sorted[rank - 2] : 0;
    m[output / 8 + 1] = sorted[rank - 1];
  },
);
