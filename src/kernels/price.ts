/** A price on the size of weights, in doubles: what it adds to their changes, as a slope and as a proximal step. */

import { splatOf, walk } from './double-walk.ts';
import { type Doubles, numberDoubles } from './doubles.ts';
import { type Kernel, kernel } from './kernel.ts';

/** What becomes of the change of a weight that has such a price. */
export type Priced = <T, M>(algebra: Doubles<T, M>, change: T, weight: T, price: T) => T;

/** `change + price · sign(weight)`, the change itself at a weight of 0. */
export const bySlope: Priced = (
  { constant, add, abs, less, select, signed },
  change,
  weight,
  price,
) => select(less(constant(0), abs(weight)), add(change, signed(price, weight)), change);

/** The change to `sign(u) max(|u| − price, 0)` with u = weight + change. */
export const byShrinking: Priced = (
  { constant, add, sub, mul, abs, less, select, signed },
  change,
  weight,
  price,
) => {
  const u = add(weight, change);
  // Below the smallest double is 0 or less; what is not a number is not.
  const gone = less(sub(abs(u), price), constant(Number.MIN_VALUE));
  return select(gone, mul(constant(-1), weight), sub(change, signed(price, u)));
};

/** `count` singles at `change` under one price, the double at `cell`. */
const priceKernel = (name: string, priced: Priced): Kernel =>
  kernel(
    name,
    ['count', 'change', 'weights', 'cell'],
    (body, count, change, weights, cell) => {
      const price = splatOf(body, cell, 0);
      walk(body, count, (algebra, _, splat, single) => ({
        singles: [[change, priced(algebra, single(change), single(weights), splat(price))]],
        ...{ stores: [], sums: [], largest: [] },
      }));
    },
    ({ f32, f64 }, count, change, weights, cell) => {
      const price = f64[cell / 8];
      for (let k = 0; k < count; k++) {
        const at = change / 4 + k;
        f32[at] = priced(numberDoubles, f32[at], f32[weights / 4 + k], price);
      }
    },
  );

export const addSlope = priceKernel('addSlope', bySlope);
export const shrink = priceKernel('shrink', byShrinking);
