/**
 * Arithmetic in doubles written once and interpreted twice, as pairs of lanes and as plain numbers; and elementary functions
 * over it that come to the bits of the portable ones (numerics/portable.ts, whose sources and constants they share).
 */

import { type Body, f64x2, i32, i64x2, v128 } from '../wasm/index.ts';
import type { V } from './kernel.ts';

/** Operations on doubles. `T` is an expression of two lanes or a number; a `Mask` chooses lanes. */
export interface Doubles<T, Mask> {
  constant(value: number): T;
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  div(a: T, b: T): T;
  abs(a: T): T;
  floor(a: T): T;
  /** `b < a ? b : a` and `a < b ? b : a`: the first where either is not a number. */
  least(a: T, b: T): T;
  most(a: T, b: T): T;
  less(a: T, b: T): Mask;
  both(a: Mask, b: Mask): Mask;
  either(a: Mask, b: Mask): Mask;
  select(mask: Mask, yes: T, no: T): T;
  /** `select` where `no` is dear and seldom wanted: nothing is done for it while no lane asks for it. */
  usually(mask: Mask, yes: T, no: () => T): T;
  /** 2ᵏ for whole k in −1022 … 1023. */
  powerOfTwo(k: T): T;
  /** `size` ≥ 0 with the sign of `x`. */
  signed(size: T, x: T): T;
  /** x = 2ᵏ·z with z in [√½, √2), for normal x > 0. */
  split(x: T): { readonly k: T; readonly z: T };
}

/** 2⁵² + 1023: added to k, the lowest bits are those of the exponent of 2ᵏ. */
const EXPONENT = 4503599627370496 + 1023;
const SIGN = -(2n ** 63n);
/** Bits of √½ in the upper word of a double; what is added to x so that its exponent changes there and not at a power of two. */
const ROOT = 0x3fe6a09en << 32n;
const TO_ROOT = (0x3ff00000n << 32n) - ROOT;
const MANTISSA = 2n ** 52n - 1n;
/** Bits of 2⁵²: in their place a small whole number is a double beyond it. */
const WHOLE = 0x433n << 52n;

/** Emits instructions; every value gets a local, so that a formula may use it twice. */
export function vectorDoubles(body: Body): Doubles<V, V> {
  const keep = (value: V): V => body.local('v128', value);
  return {
    constant: (value) => body.constant(f64x2.const(value)),
    add: (a, b) => keep(f64x2.add(a, b)),
    sub: (a, b) => keep(f64x2.sub(a, b)),
    mul: (a, b) => keep(f64x2.mul(a, b)),
    div: (a, b) => keep(f64x2.div(a, b)),
    abs: (a) => keep(f64x2.abs(a)),
    floor: (a) => keep(f64x2.floor(a)),
    least: (a, b) => keep(f64x2.pmin(a, b)),
    most: (a, b) => keep(f64x2.pmax(a, b)),
    less: (a, b) => keep(f64x2.lt(a, b)),
    both: (a, b) => keep(v128.and(a, b)),
    either: (a, b) => keep(v128.or(a, b)),
    select: (mask, yes, no) => keep(v128.select(yes, no, mask)),
    usually(mask, yes, no) {
      const value = body.local('v128', yes);
      body.if(i32.eqz(i64x2.allTrue(mask)), () => body.set(value, v128.select(value, no(), mask)));
      return value;
    },
    powerOfTwo: (k) => keep(i64x2.shl(f64x2.add(k, f64x2.const(EXPONENT)), i32.const(52))),
    signed: (size, x) => keep(v128.or(size, v128.and(x, i64x2.const(SIGN)))),
    split(x) {
      const bits = keep(i64x2.add(x, i64x2.const(TO_ROOT)));
      const exponent = v128.or(i64x2.shrU(bits, i32.const(52)), i64x2.const(WHOLE));
      return {
        k: keep(f64x2.sub(exponent, f64x2.const(EXPONENT))),
        z: keep(i64x2.add(v128.and(bits, i64x2.const(MANTISSA)), i64x2.const(ROOT))),
      };
    },
  };
}

/**
 * Some vectors side by side. Where `usually` is asked for, the usual is taken to be right; `easy` is 1 where it was, in all lanes
 * of all of them.
 */
export function easyDoubles(
  body: Body,
  vectors: number,
): {
  readonly algebra: Doubles<readonly V[], readonly V[]>;
  readonly easy: () => ReturnType<typeof i32.eqz>;
} {
  const one = vectorDoubles(body);
  const masks: V[] = [];
  const all =
    <A extends readonly V[]>(operation: (...values: A) => V) =>
    (...values: { [K in keyof A]: readonly V[] }): readonly V[] =>
      Array.from({ length: vectors }, (_, k) =>
        operation(...(values.map((value) => value[k]) as unknown as A)),
      );
  const algebra: Doubles<readonly V[], readonly V[]> = {
    constant: (value) => all(() => one.constant(value))(),
    ...{ add: all(one.add), sub: all(one.sub), mul: all(one.mul), div: all(one.div) },
    ...{ abs: all(one.abs), floor: all(one.floor), least: all(one.least), most: all(one.most) },
    ...{
      less: all(one.less),
      both: all(one.both),
      either: all(one.either),
      select: all(one.select),
    },
    ...{ powerOfTwo: all(one.powerOfTwo), signed: all(one.signed) },
    split: (x) => ({
      k: x.map((each) => one.split(each).k),
      z: x.map((each) => one.split(each).z),
    }),
    usually(mask, yes) {
      masks.push(...mask);
      return yes;
    },
  };
  const easy = () =>
    masks.length === 0 ? i32.const(1) : i64x2.allTrue(masks.reduce((a, b) => one.both(a, b)));
  return { algebra, easy };
}

const view = new DataView(new ArrayBuffer(8));

function bitsOf(x: number): bigint {
  view.setFloat64(0, x);
  return view.getBigUint64(0);
}

function doubleOf(bits: bigint): number {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

export const numberDoubles: Doubles<number, boolean> = {
  constant: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  abs: Math.abs,
  floor: Math.floor,
  least: (a, b) => (b < a ? b : a),
  most: (a, b) => (a < b ? b : a),
  less: (a, b) => a < b,
  both: (a, b) => a && b,
  either: (a, b) => a || b,
  select: (mask, yes, no) => (mask ? yes : no),
  usually: (mask, yes, no) => (mask ? yes : no()),
  powerOfTwo: (k) => 2 ** k,
  signed: (size, x) => (x < 0 || Object.is(x, -0) ? -size : size),
  split(x) {
    const bits = BigInt.asUintN(64, bitsOf(x)) + TO_ROOT;
    return { k: Number(bits >> 52n) - 1023, z: doubleOf((bits & MANTISSA) + ROOT) };
  },
};

const LN2_HIGH = 6.931471803691238e-1;
const LN2_LOW = 1.9082149292705877e-10;
const EXP = [
  4.1381367970572385e-8, -1.6533902205465252e-6, 6.613756321437934e-5, -2.7777777777015593e-3,
  1.6666666666666602e-1,
];
const LOG_EVEN = [1.5313837699209373e-1, 2.2222198432149784e-1, 3.999999999940942e-1];
const LOG_ODD = [
  1.4798198605116586e-1, 1.818357216161805e-1, 2.857142874366239e-1, 6.666666666666735e-1,
];
const EXPM1 = [
  -2.0109921818362437e-7, 4.008217827329362e-6, -7.93650757867488e-5, 1.5873015872548146e-3,
  -3.333333333333313e-2,
];

/** c₀ xⁿ + … + cₙ by Horner's rule. */
function polynomial<T, M>(
  { constant, add, mul }: Doubles<T, M>,
  [first, ...rest]: readonly number[],
  x: T,
): T {
  return rest.reduce((sum, c) => add(mul(sum, x), constant(c)), constant(first));
}

/** eˣ − 1 for −1 ≤ x ≤ 40, as in `expm1`: what every range of k comes to, and of these the one that is asked for. */
export function expm1Of<T, M>(algebra: Doubles<T, M>, x: T): T {
  const { constant, add, sub, mul, div, floor, less, select, powerOfTwo } = algebra;
  const [one, half] = [constant(1), constant(0.5)];
  const k = floor(add(mul(x, constant(Math.LOG2E)), half));
  const high = sub(x, mul(k, constant(LN2_HIGH)));
  const low = mul(k, constant(LN2_LOW));
  const r = sub(high, low);
  const lost = sub(sub(high, r), low);
  const halfR = mul(half, r);
  const square = mul(r, halfR);
  const r1 = add(one, mul(square, polynomial(algebra, EXPM1, square)));
  const t = sub(constant(3), mul(r1, halfR));
  const e = mul(square, div(sub(r1, t), sub(constant(6), mul(r, t))));
  const d = sub(sub(mul(r, sub(e, lost)), lost), square);
  const rest = sub(r, d);
  const unit = powerOfTwo(sub(constant(0), k));
  // k ≥ 2: the sum is made so that 1 loses nothing of what matters.
  const near = add(rest, sub(one, unit));
  const far = add(sub(rest, unit), one);
  const farthest = add(rest, one);
  const sum = select(less(k, constant(20)), near, select(less(k, constant(57)), far, farthest));
  const scaled = mul(sum, powerOfTwo(k));
  const large = select(less(k, constant(57)), scaled, sub(scaled, one));
  const first = select(
    less(r, constant(-0.25)),
    mul(constant(-2), sub(d, add(r, half))),
    add(one, mul(constant(2), rest)),
  );
  const zeroth = sub(r, sub(mul(r, e), square));
  const below = sub(mul(half, rest), half);
  return select(
    less(k, constant(0)),
    below,
    select(less(k, one), zeroth, select(less(k, constant(2)), first, large)),
  );
}

/** Hyperbolic tangent, as `tanh`. */
export function tanhOf<T, M>(algebra: Doubles<T, M>, x: T): T {
  const { constant, add, sub, div, abs, less, select, signed } = algebra;
  const size = abs(x);
  const twice = add(size, size);
  const [one, two] = [constant(1), constant(2)];
  const middle = less(constant(0.2554128118829954), size);
  const e = expm1Of(algebra, select(middle, twice, sub(constant(0), twice)));
  const large = less(constant(0.5493061443340549), size);
  const quotient = div(select(large, two, select(middle, e, sub(constant(0), e))), add(e, two));
  const value = select(large, sub(one, quotient), quotient);
  const tiny = less(size, constant(2.2250738585072014e-308));
  const inside = select(tiny, size, select(less(constant(20), size), one, value));
  return signed(inside, x);
}

/** eˣ for x ≤ 0, as in `exp`: 0 where it underflows. */
export function expOf<T, M>(algebra: Doubles<T, M>, x: T): T {
  const { constant, add, sub, mul, div, floor, less, select, powerOfTwo } = algebra;
  const k = floor(add(mul(x, constant(Math.LOG2E)), constant(0.5)));
  const high = sub(x, mul(k, constant(LN2_HIGH)));
  const low = mul(k, constant(LN2_LOW));
  const r = sub(high, low);
  const t = mul(r, r);
  const c = sub(r, mul(t, polynomial(algebra, EXP, t)));
  const sum = add(constant(1), high);
  const lost = add(sub(constant(1), sum), high);
  const y = add(sum, add(lost, sub(div(mul(r, c), sub(constant(2), c)), low)));
  // In two steps where the first would underflow.
  const deep = less(k, constant(-1021));
  const first = mul(y, powerOfTwo(select(deep, add(k, constant(1000)), k)));
  const value = mul(first, select(deep, constant(2 ** -1000), constant(1)));
  return select(less(x, constant(-745.1332191019411)), constant(0), value);
}

/** log(1 + x) for x ≥ 0, as in `log1p`. */
export function log1pOf<T, M>(algebra: Doubles<T, M>, x: T): T {
  const { constant, add, sub, mul, div, less, select, split } = algebra;
  const [zero, one] = [constant(0), constant(1)];
  const near = less(x, constant(0.4142));
  const u = add(one, x);
  const { k: exponent, z } = split(u);
  const lost = select(less(exponent, constant(2)), sub(x, sub(u, one)), sub(one, sub(u, x)));
  const corrected = select(less(exponent, constant(54)), div(lost, u), zero);
  const correction = select(near, zero, corrected);
  const k = select(near, zero, exponent);
  const f = select(near, x, sub(z, one));
  const s = div(f, add(constant(2), f));
  const square = mul(s, s);
  const w = mul(square, square);
  const even = mul(w, polynomial(algebra, LOG_EVEN, w));
  const odd = mul(square, polynomial(algebra, LOG_ODD, w));
  const half = mul(mul(constant(0.5), f), f);
  const small = add(mul(k, constant(LN2_LOW)), correction);
  const tail = add(mul(s, add(half, add(odd, even))), small);
  const value = sub(mul(k, constant(LN2_HIGH)), sub(sub(half, tail), f));
  return select(less(x, constant(5.551115123125783e-17)), x, value);
}

/** artanh(tanh a · tanh b) for b ≥ 0 whose tangent is given, as in `atanhTanhProduct`. */
export function bondOf<T, M>(algebra: Doubles<T, M>, a: T, b: T, tangent: T): T {
  const { constant, add, sub, mul, div, abs, least, less, select, usually, signed } = algebra;
  const product = mul(tanhOf(algebra, a), tangent);
  const size = abs(product);
  const half = constant(0.5);
  const inner = mul(half, log1pOf(algebra, div(mul(constant(2), size), sub(constant(1), size))));
  const value = usually(less(size, half), inner, () => {
    const own = abs(a);
    const sum = add(own, b);
    const gap = abs(sub(own, b));
    const tail = (x: T) => log1pOf(algebra, expOf(algebra, mul(constant(-2), x)));
    const lost = select(less(gap, sum), tail(gap), constant(0));
    return add(least(own, b), mul(half, sub(tail(sum), lost)));
  });
  return signed(value, product);
}
