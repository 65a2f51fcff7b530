/** Elementary functions of the kernels in doubles: bit for bit the portable ones, as numbers and as vectors. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bondOf,
  type Doubles,
  expm1Of,
  expOf,
  log1pOf,
  numberDoubles,
  tanhOf,
  vectorDoubles,
} from '../kernels/doubles.ts';
import { both } from '../kernels/fixtures/twins.ts';
import { kernel } from '../kernels/kernel.ts';
import { i32, v128 } from '../wasm/index.ts';
import { atanhTanhProduct } from './hyperbolic.ts';
import { exp, expm1, log1p, tanh } from './portable.ts';

type Formula = <T, M>(algebra: Doubles<T, M>, x: T) => T;
const FROM = 1024;
const TO = 524288;

/** The formula of an even number of doubles. */
const mapped = (formula: Formula) =>
  kernel(
    'mapped',
    ['count', 'from', 'to'],
    (body, count, from, to) => {
      const at = body.local('i32');
      const end = body.local('i32', i32.shl(count, i32.const(3)));
      body.while(i32.ltU(at, end), () => {
        const x = body.local('v128', v128.load(i32.add(from, at)));
        body.storeV128(i32.add(to, at), formula(vectorDoubles(body), x));
        body.advance(at, 16);
      });
    },
    ({ f64 }, count, from, to) => {
      for (let k = 0; k < count; k++) f64[to / 8 + k] = formula(numberDoubles, f64[from / 8 + k]);
    },
  );

/** Where something changes: branches, whole numbers of log 2, ends. */
const edges = [
  ...[0, -0, 5e-324, 2.2250738585072014e-308, 1e-300, 1e-17, 0.2554128118829954],
  ...[0.5493061443340549, 0.125 * Math.LN2, 0.25 * Math.LN2, 19.9999, 20, 20.000001, 30, 400],
].flatMap((x) => [x, x * (1 + 2 ** -52), x * (1 - 2 ** -53)]);

const both2 = (values: readonly number[]) => values.flatMap((x) => [x, -x]);

function check(formula: Formula, expected: (x: number) => number, values: readonly number[]) {
  const given = values.length % 2 === 0 ? values : [...values, 0];
  const { emitted, twin } = both(mapped(formula), ({ f64 }) => {
    f64.set(given, FROM / 8);
    return [given.length, FROM, TO];
  });
  const wrong: string[] = [];
  for (const [k, x] of given.entries())
    for (const { f64 } of [emitted, twin]) {
      const [got, wanted] = [f64[TO / 8 + k], expected(x)];
      if (!Object.is(got, wanted)) wrong.push(`at ${x}: ${got}, not ${wanted}`);
    }
  expect(wrong.slice(0, 5)).toEqual([]);
}

const drawn = (min: number, max: number, seed: number) =>
  fc.sample(fc.double({ min, max, noNaN: true }), { numRuns: 20_000, seed });
/** Uniform, where drawn doubles are mostly extreme. */
const even = (min: number, max: number) =>
  Array.from({ length: 20_000 }, (_, k) => min + (max - min) * ((k * 0.6180339887498949) % 1));

describe('elementary functions in doubles', () => {
  it('tanh has the bits of the portable one', () => {
    check(tanhOf, tanh, both2(edges));
    check(tanhOf, tanh, drawn(-1000, 1000, 1));
    check(tanhOf, tanh, even(-25, 25));
    check(tanhOf, tanh, even(-1, 1));
  });

  it('expm1 has the bits of the portable one', () => {
    // 0 is a case of its own there: of its sign.
    const within = (x: number) => x !== 0 && x >= -1 && x <= 40;
    check(expm1Of, expm1, both2(edges).filter(within));
    check(expm1Of, expm1, drawn(-1, 40, 2).filter(within));
    check(expm1Of, expm1, even(-1, 40));
  });

  it('exp has the bits of the portable one', () => {
    check(
      expOf,
      exp,
      both2([...edges, 700, 708.5, 720, 744, 746, 1e9]).filter((x) => x <= 0),
    );
    check(expOf, exp, drawn(-800, 0, 3));
    check(expOf, exp, even(-760, 0));
    check(expOf, exp, even(-2, 0));
  });

  it('log1p has the bits of the portable one', () => {
    check(
      log1pOf,
      log1p,
      [...edges, 0.4142, 1, 3, 2 ** 53, 2 ** 54, 2 ** 60].filter((x) => x >= 0),
    );
    check(log1pOf, log1p, drawn(0, 1e20, 4));
    check(log1pOf, log1p, even(0, 5));
    check(log1pOf, log1p, even(0, 1e-15));
  });

  it('fields through bonds have the bits of the portable ones', () => {
    for (const bond of [0, 1e-3, 0.3, 1, 4, 30]) {
      const formula: Formula = (algebra, x) =>
        bondOf(algebra, x, algebra.constant(bond), algebra.constant(tanh(bond)));
      const expected = (x: number) => atanhTanhProduct(x, bond);
      check(formula, expected, both2(edges));
      check(formula, expected, even(-6, 6));
      check(formula, expected, even(-600, 600));
    }
  });
});
