/**
 * exp, log, tanh, softplus, sin and cos in single precision from basic operations only, so that every machine gives the same bits.
 *
 * Coefficients: S. Moshier's Cephes library (expf, logf, tanhf, sinf); relative error below 2e-7 on the ranges used.
 * Always multiply then add, in both arithmetics: the twins agree bit for bit.
 */

import { type Body, f32x4, i32, i32x4, v128 } from '../wasm/index.ts';
import type { V } from './kernel.ts';

const round = Math.fround;
const LOG2E = round(Math.LOG2E);
const LN2_HIGH = round(0.693359375);
const LN2_LOW = round(-2.1219444e-4);
const EXP = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
  5.0000001201e-1,
].map(round);
const LOG = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1,
  -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(round);
const TANH = [
  -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
].map(round);
const SQRT_HALF = round(Math.SQRT1_2);
/** exp below this would be denormal; above, infinite. */
const EXP_MIN = round(-87);
const EXP_MAX = round(88);

function polynomial(body: Body, coefficients: readonly number[], x: V): V {
  const [first, ...rest] = coefficients.map((c) => body.constant(f32x4.const(c)));
  const sum = body.local('v128', first);
  for (const c of rest) body.set(sum, f32x4.add(f32x4.mul(sum, x), c));
  return sum;
}

function polynomialTwin(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, c) => round(round(sum * x) + c));
}

const MAGIC = 1.5 * 2 ** 23;

/** e^x of four lanes; x is clamped to [−87, 88]. */
export function emitExp(body: Body, argument: V): V {
  const single = (value: number): V => body.constant(f32x4.const(value));
  // What is no number stays: these cost one instruction, `min` and `max` eight each.
  const clamped = f32x4.pmin(f32x4.pmax(argument, single(EXP_MIN)), single(EXP_MAX));
  const x = body.local('v128', clamped);
  const n = body.local('v128', f32x4.floor(f32x4.add(f32x4.mul(x, single(LOG2E)), single(0.5))));
  body.set(x, f32x4.sub(x, f32x4.mul(n, single(LN2_HIGH))));
  body.set(x, f32x4.sub(x, f32x4.mul(n, single(LN2_LOW))));
  const p = polynomial(body, EXP, x);
  const y = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(x, x)), x), single(1));
  // The whole number is in the last bits of its sum with MAGIC, whose own last nine are 0.
  const bias = body.constant(i32x4.const(127, 127, 127, 127));
  const power = i32x4.shl(i32x4.add(f32x4.add(n, single(MAGIC)), bias), i32.const(23));
  return body.local('v128', f32x4.mul(y, power));
}

export function expTwin(argument: number): number {
  let x = Math.min(Math.max(argument, EXP_MIN), EXP_MAX);
  const n = Math.floor(round(round(x * LOG2E) + 0.5));
  x = round(x - round(n * LN2_HIGH));
  x = round(x - round(n * LN2_LOW));
  const p = polynomialTwin(EXP, x);
  const y = round(round(round(p * round(x * x)) + x) + 1);
  return round(y * 2 ** n);
}

/** Natural logarithm of four positive normal lanes. */
export function emitLog(body: Body, argument: V): V {
  const single = (value: number): V => body.constant(f32x4.const(value));
  const word = (value: number): V => body.constant(i32x4.const(value, value, value, value));
  const bits = body.local('v128', argument);
  const e = body.local(
    'v128',
    f32x4.fromI32(i32x4.sub(i32x4.shrU(bits, i32.const(23)), word(126))),
  );
  const m = body.local('v128', v128.or(v128.and(bits, word(0x007fffff)), single(0.5)));
  const low = body.local('v128', f32x4.lt(m, single(SQRT_HALF)));
  body.set(e, f32x4.sub(e, v128.and(low, single(1))));
  body.set(m, f32x4.sub(f32x4.add(m, v128.and(low, m)), single(1)));
  const z = body.local('v128', f32x4.mul(m, m));
  const y = body.local('v128', f32x4.mul(f32x4.mul(polynomial(body, LOG, m), m), z));
  body.set(y, f32x4.add(y, f32x4.mul(e, single(LN2_LOW))));
  body.set(y, f32x4.sub(y, f32x4.mul(single(0.5), z)));
  return body.local('v128', f32x4.add(f32x4.add(m, y), f32x4.mul(e, single(LN2_HIGH))));
}

const cell = new Float32Array(1);
const cellBits = new Uint32Array(cell.buffer);

export function logTwin(argument: number): number {
  cell[0] = argument;
  let e = (cellBits[0] >>> 23) - 126;
  cellBits[0] = (cellBits[0] & 0x007fffff) | 0x3f000000;
  let m = cell[0];
  if (m < SQRT_HALF) {
    e -= 1;
    m = round(round(m + m) - 1);
  } else m = round(m - 1);
  const z = round(m * m);
  let y = round(round(polynomialTwin(LOG, m) * m) * z);
  y = round(y + round(e * LN2_LOW));
  y = round(y - round(0.5 * z));
  return round(round(m + y) + round(e * LN2_HIGH));
}

/** 1/(1 + e^−x) of four lanes. */
export function emitSigmoid(body: Body, x: V): V {
  const one = body.constant(f32x4.const(1));
  return f32x4.div(one, f32x4.add(one, emitExp(body, f32x4.neg(x))));
}

export const sigmoidTwin = (x: number): number => round(1 / round(1 + expTwin(-x)));

/** tanh of four lanes: a polynomial below |x| = 0.625, else 1 − 2/(e^2|x| + 1). */
export function emitTanh(body: Body, argument: V): V {
  const x = body.local('v128', argument);
  const single = (value: number): V => body.constant(f32x4.const(value));
  const size = body.local('v128', f32x4.abs(x));
  const sign = body.local(
    'v128',
    v128.andNot(x, body.constant(i32x4.const(0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff))),
  );
  const z = body.local('v128', f32x4.mul(x, x));
  const small = f32x4.add(f32x4.mul(f32x4.mul(polynomial(body, TANH, z), z), x), x);
  const e = emitExp(body, f32x4.add(size, size));
  const one = single(1);
  const large = v128.or(f32x4.sub(one, f32x4.div(single(2), f32x4.add(e, one))), sign);
  return v128.select(small, large, f32x4.lt(size, single(0.625)));
}

export function tanhTwin(x: number): number {
  const size = Math.abs(x);
  if (size < 0.625) {
    const z = round(x * x);
    return round(round(round(polynomialTwin(TANH, z) * z) * x) + x);
  }
  const large = round(1 - round(2 / round(expTwin(round(size + size)) + 1)));
  return x < 0 ? -large : large;
}

/** Below this, log(1 + e) and 1 − exp(−a) come from their series: the sum or difference would lose the digits. */
const SMALL = round(0.02);
const LOG1P = [-1 / 4, 1 / 3, -1 / 2, 1].map(round);
const EXPM1 = [-1 / 24, 1 / 6, -1 / 2, 1].map(round);

/** log(1 + e^x) of four lanes: max(x, 0) + log(1 + e^−|x|). */
export function emitSoftplus(body: Body, argument: V): V {
  const x = body.local('v128', argument);
  const single = (value: number): V => body.constant(f32x4.const(value));
  const e = body.local('v128', emitExp(body, f32x4.neg(f32x4.abs(x))));
  const series = f32x4.mul(polynomial(body, LOG1P, e), e);
  const exact = emitLog(body, f32x4.add(e, single(1)));
  const tail = v128.select(series, exact, f32x4.lt(e, single(SMALL)));
  return f32x4.add(f32x4.pmax(x, body.constant(v128.zero)), tail);
}

export function softplusTwin(x: number): number {
  const e = expTwin(-Math.abs(x));
  const tail = e < SMALL ? round(polynomialTwin(LOG1P, e) * e) : logTwin(round(e + 1));
  return round(Math.max(x, 0) + tail);
}

/** 1 − e^−a of four lanes, a ≥ 0: the derivative of softplus from its value. */
export function emitRise(body: Body, argument: V): V {
  const a = body.local('v128', argument);
  const single = (value: number): V => body.constant(f32x4.const(value));
  const series = f32x4.mul(polynomial(body, EXPM1, a), a);
  const exact = f32x4.sub(single(1), emitExp(body, f32x4.neg(a)));
  return v128.select(series, exact, f32x4.lt(a, single(SMALL)));
}

export const riseTwin = (a: number): number =>
  a < SMALL ? round(polynomialTwin(EXPM1, a) * a) : round(1 - expTwin(-a));

const SIN = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1].map(round);
const COS = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2].map(round);

/** sin and cos of four lanes with |x| ≤ π/4. */
export function emitSinCos(body: Body, argument: V): { readonly sin: V; readonly cos: V } {
  const x = body.local('v128', argument);
  const z = body.local('v128', f32x4.mul(x, x));
  const sin = body.local(
    'v128',
    f32x4.add(f32x4.mul(f32x4.mul(polynomial(body, SIN, z), z), x), x),
  );
  const bend = f32x4.mul(f32x4.mul(polynomial(body, COS, z), z), z);
  const cos = body.local(
    'v128',
    f32x4.add(
      f32x4.sub(bend, f32x4.mul(z, body.constant(f32x4.const(0.5)))),
      body.constant(f32x4.const(1)),
    ),
  );
  return { sin, cos };
}

export function sinCosTwin(x: number): { readonly sin: number; readonly cos: number } {
  const z = round(x * x);
  const sin = round(round(round(polynomialTwin(SIN, z) * z) * x) + x);
  const bend = round(round(polynomialTwin(COS, z) * z) * z);
  return { sin, cos: round(round(bend - round(z * 0.5)) + 1) };
}
