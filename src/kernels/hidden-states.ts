/**
 * Hidden states of synapses whose weights have few levels: a change moves an integer, and the weight shows the level that the
 * integer lies in. What is to change of the weight is the difference of levels.
 */

import {
  type Body,
  type Expression,
  f32,
  f32x4,
  f64,
  f64x2,
  i32,
  i32x4,
  i64x2,
  type Local,
  v128,
} from '../wasm/index.ts';
import { type Address, type Kernel, kernel, type V, words } from './kernel.ts';

type Double = Expression<'f64'>;

/** How far a change moves a state, and which moves are made. */
export interface StateMoves {
  /**
   * `proportional`: by |change| in units of a state, rounded at random to whole ones; one word a change that is not 0.
   * `single`: by one state.
   */
  readonly moves: 'proportional' | 'single';
  /** `deeper`: only those away from 0 that leave the level as it is. */
  readonly which: 'all' | 'deeper' | 'none';
}

/** Doubles at `cell`: states a unit of change, distance within which a weight is at its level, weight of the greatest level. */
export const STATE_CELL = { perState: 0, near: 1, size: 2, writes: 3 } as const;
export const STATE_CELL_BYTES = 32;

/**
 * For each of `count` synapses: moves `hidden` by its `change`, and leaves in `change` what takes its weight to the level of
 * the state. States are odd whole numbers within ±`top`; one of 0 is new and begins where its weight says. `seen` holds the
 * weight of every state, −`top` first, `middle` the state in the middle of each of the levels up to number `last`, `drawn` random
 * words. How many states have changed goes to `cell`.
 */
export const moveStates = ({ moves, which }: StateMoves): Kernel =>
  kernel(
    `moveStates(${moves},${which})`,
    ['count', 'change', 'weights', 'hidden', 'cell', 'top', 'seen', 'last', 'middle', 'drawn'],
    (body, count, change, weights, hidden, cell, top, seen, last, middle, drawn) => {
      const [perState, near, size] = [STATE_CELL.perState, STATE_CELL.near, STATE_CELL.size].map(
        (place) => body.local('f64', f64.load(cell, 8 * place)),
      );
      const greatest = body.local('f64', f64.fromI32(top));
      const least = body.local('f64', f64.neg(greatest));
      const [at, word, end] = [
        body.local('i32', i32.const(0)),
        body.local('i32', drawn),
        body.local('i32', words(count)),
      ];
      const writes = body.local('i32', i32.const(0));
      const single = (array: Address): Double => f64.promote(f32.load(i32.add(array, at)));
      const [old, h, to, drive, exact, n, x] = Array.from({ length: 7 }, () => body.local('f64'));
      const moved = body.local('i32');
      /** The weight of a state: an even number of bytes from the first. */
      const shown = (state: Double): Double =>
        f64.promote(
          f32.load(i32.add(seen, i32.shl(i32.truncSatU(f64.add(state, greatest)), i32.const(1)))),
        );
      const begin = (): void => {
        const highest = f64.fromI32(last);
        const place = f64.mul(
          f64.div(f64.add(f64.div(single(weights), size), f64.const(1)), f64.const(2)),
          highest,
        );
        body.set(x, place);
        // Halves are rounded up, as `Math.round` does.
        body.set(n, f64.floor(x));
        body.set(n, f64.add(n, f64.fromI32(f64.le(f64.const(0.5), f64.sub(x, n)))));
        const level = f64.max(f64.const(0), f64.min(highest, n));
        body.set(
          h,
          f64.promote(f32.load(i32.add(middle, i32.shl(i32.truncSatU(level), i32.const(2))))),
        );
      };
      const move = (): void => {
        body.set(drive, single(change));
        body.set(moved, f64.ne(drive, f64.const(0)));
        if (moves === 'single') body.set(n, f64.fromI32(moved));
        else {
          body.set(exact, f64.mul(f64.abs(drive), perState));
          body.set(n, f64.floor(exact));
          const uniform = f64.mul(f64.fromU32(i32.load(word)), f64.const(2 ** -32));
          body.set(n, f64.add(n, f64.fromI32(f64.lt(uniform, f64.sub(exact, n)))));
          body.advance(word, words(moved));
        }
        const far = f64.add(h, f64.copySign(f64.add(n, n), drive));
        body.set(to, f64.max(least, f64.min(greatest, far)));
        if (which === 'all') body.set(h, to);
        else
          body.if(
            i32.and(f64.lt(f64.const(0), f64.mul(h, drive)), f64.eq(shown(to), shown(h))),
            () => body.set(h, to),
          );
      };
      const one = (): void => {
        body.set(old, single(hidden));
        body.set(h, old);
        body.if(f64.eq(old, f64.const(0)), begin);
        if (which !== 'none') move();
        body.set(writes, i32.add(writes, f64.ne(h, old)));
        body.storeF32(i32.add(hidden, at), f32.demote(h));
        body.set(x, f64.sub(shown(h), single(weights)));
        body.if(
          f64.le(f64.abs(x), near),
          () => body.storeF32(i32.add(change, at), f32.const(0)),
          () => body.storeF32(i32.add(change, at), f32.demote(x)),
        );
        body.advance(at, 4);
      };

      // Two at a time where none of them is new and all moves are made.
      const pairs = which === 'all' ? -8 : 0;
      const whole = body.local('i32', i32.and(end, i32.const(pairs)));
      const two = pairOf(body, { at, word, top, seen, perState, near }, moves);
      body.while(i32.ltU(at, whole), () => {
        two.load(change, weights, hidden);
        body.if(
          two.newborn(),
          () => {
            one();
            one();
          },
          () => {
            two.move(change, hidden);
            body.advance(at, 8);
          },
        );
      });
      body.set(writes, i32.add(writes, two.writes()));
      body.while(i32.ltU(at, end), one);
      body.storeF64(cell, f64.fromI32(writes), 8 * STATE_CELL.writes);
    },
    (
      { f32: m, f64: doubles, u32 },
      count,
      change,
      weights,
      hidden,
      cell,
      top,
      seen,
      last,
      middle,
      drawn,
    ) => {
      const [perState, near, size] = doubles.subarray(cell / 8, cell / 8 + 3);
      const shown = (state: number): number => m[seen / 4 + ((state + top) >> 1)];
      const begin = (weight: number): number => {
        const level = Math.round(((weight / size + 1) / 2) * last);
        return m[middle / 4 + (Math.max(0, Math.min(last, level)) | 0)];
      };
      let [writes, word] = [0, drawn / 4];
      for (let k = 0; k < count; k++) {
        const weight = m[weights / 4 + k];
        const old = m[hidden / 4 + k];
        let h = old === 0 ? begin(weight) : old;
        const drive = m[change / 4 + k];
        if (drive !== 0 && which !== 'none') {
          let n = 1;
          if (moves === 'proportional') {
            const exact = Math.abs(drive) * perState;
            n = Math.floor(exact);
            if (u32[word++] * 2 ** -32 < exact - n) n += 1;
          }
          const to = drive > 0 ? Math.min(top, h + 2 * n) : Math.max(-top, h - 2 * n);
          if (which === 'all' || (h * drive > 0 && shown(to) === shown(h))) h = to;
        }
        if (h !== old) writes += 1;
        m[hidden / 4 + k] = h;
        const difference = shown(h) - weight;
        m[change / 4 + k] = Math.abs(difference) <= near ? 0 : difference;
      }
      doubles[cell / 8 + STATE_CELL.writes] = writes;
    },
  );

interface Cursors {
  /** Bytes from the first synapse. */
  readonly at: Local<'i32'>;
  /** The next random word; moves on. */
  readonly word: Local<'i32'>;
  readonly top: Address;
  readonly seen: Address;
  readonly perState: Local<'f64'>;
  readonly near: Local<'f64'>;
}

/** The same for two synapses that are not new, all of whose moves are made. */
function pairOf(
  body: Body,
  { at, word, top, seen, perState, near }: Cursors,
  moves: StateMoves['moves'],
) {
  const all = (value: Double): Local<'v128'> => body.local('v128', f64x2.splat(value));
  const [scale, close] = [perState, near].map(all);
  const greatest = all(f64.fromI32(top));
  const least = body.local('v128', f64x2.neg(greatest));
  const [old, drive, weight, n, exact, h, x, changed] = Array.from({ length: 8 }, () =>
    body.local('v128'),
  );
  const moved = body.local('i32');
  const sign = body.constant(i64x2.const(-(2n ** 63n)));
  const unit = body.constant(f64x2.const(1));
  const doubles = (array: Address): V => f64x2.promoteLow(v128.load64Zero(i32.add(array, at)));
  const store = (array: Address, values: V): void =>
    body.storeF64(i32.add(array, at), f64x2.extract(f32x4.demote(values), 0));
  const byRounding = (): void => {
    body.set(exact, f64x2.mul(f64x2.abs(drive), scale));
    body.set(n, f64x2.floor(exact));
    // Only what changes takes a word.
    const second = i32.load(i32.add(word, words(i32.and(moved, i32.const(1)))));
    const drawn = f64x2.fromLowU32(i32x4.replace(v128.load32Zero(word), 1, second));
    const up = f64x2.lt(f64x2.mul(drawn, f64x2.const(2 ** -32)), f64x2.sub(exact, n));
    body.set(n, f64x2.add(n, v128.and(up, unit)));
    body.advance(word, words(i32.popcnt(moved)));
  };
  return {
    load(change: Address, weights: Address, hidden: Address): void {
      body.set(old, doubles(hidden));
      body.set(drive, doubles(change));
      body.set(weight, doubles(weights));
    },
    newborn: () => v128.anyTrue(f64x2.eq(old, f64x2.const(0))),
    move(change: Address, hidden: Address): void {
      body.set(x, f64x2.ne(drive, f64x2.const(0)));
      body.set(moved, i64x2.bitmask(x));
      if (moves === 'single') body.set(n, v128.and(x, unit));
      else byRounding();
      const far = f64x2.add(old, v128.or(f64x2.add(n, n), v128.and(drive, sign)));
      body.set(h, f64x2.pmax(f64x2.pmin(far, greatest), least));
      body.set(changed, i64x2.add(changed, f64x2.ne(h, old)));
      store(hidden, h);
      const places = i32x4.shl(i32x4.truncSatDoubles(f64x2.add(h, greatest)), i32.const(1));
      body.set(x, places);
      const [first, second] = [0, 1].map((lane) => i32.add(seen, i32x4.extract(x, lane)));
      const levels = f32x4.replace(v128.load32Zero(first), 1, f32.load(second));
      body.set(x, f64x2.sub(f64x2.promoteLow(levels), weight));
      store(change, v128.andNot(x, f64x2.le(f64x2.abs(x), close)));
    },
    /** How many states have changed: every lane counts down by 1. */
    writes: () =>
      i32.sub(i32.const(0), i32.add(i32x4.extract(changed, 0), i32x4.extract(changed, 2))),
  };
}
