/**
 * Responses of many threshold units with Gaussian fields, four at a time: the inverse Mills ratio in single precision inside
 * one step of the patterns' side of message passing.
 *
 * erfc from a Chebyshev fit in t = 1/(1 + z/2) (W. Press et al., Numerical Recipes, "erfcc": relative error below 1.2e-7 for
 * every z); the whole is good to 1e-6. Always multiply then add: the twin agrees bit for bit.
 */

import { type Body, f32x4, f64, f64x2, i32, shuffle32, v128 } from '../wasm/index.ts';
import { type Kernel, kernel, type V } from './kernel.ts';
import { emitExp, expTwin } from './transcendental.ts';

const round = Math.fround;
/** √(π/2), 1/√(2π) and 1/(2√2). */
const SQRT_HALF_PI = round(1.2533141373155003);
const INV_SQRT_TWO_PI = round(0.3989422804014327);
const T_SCALE = round(0.35355339059327373);
/** Beyond this the density is 0 for what follows, and its logarithm must not reach that of a denormal. */
const FAR = 12;
const FIT = [
  0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196,
  1.00002368, -1.26551223,
].map(round);

/** φ(x)/H(x) of four lanes. */
function emitInverseMills(body: Body, argument: V): V {
  const single = (value: number): V => body.constant(f32x4.const(value));
  const one = single(1);
  const x = body.local('v128', argument);
  const y = body.local('v128', f32x4.abs(x));
  const t = body.local('v128', f32x4.div(one, f32x4.add(one, f32x4.mul(y, single(T_SCALE)))));
  const fit = body.local('v128', single(FIT[0]));
  for (const c of FIT.slice(1)) body.set(fit, f32x4.add(f32x4.mul(fit, t), single(c)));
  const mills = body.local(
    'v128',
    f32x4.mul(f32x4.mul(single(SQRT_HALF_PI), t), emitExp(body, fit)),
  );
  const near = body.local('v128', f32x4.pmin(y, single(FAR)));
  const square = f32x4.mul(f32x4.mul(single(-0.5), near), near);
  const density = body.local('v128', f32x4.mul(single(INV_SQRT_TWO_PI), emitExp(body, square)));
  const low = f32x4.div(density, f32x4.sub(one, f32x4.mul(density, mills)));
  return v128.select(low, f32x4.div(one, mills), f32x4.lt(x, body.constant(v128.zero)));
}

export function inverseMillsTwin(x: number): number {
  const y = Math.abs(x);
  const t = round(1 / round(1 + round(y * T_SCALE)));
  const fit = FIT.reduce((sum, c) => round(round(sum * t) + c));
  const mills = round(round(SQRT_HALF_PI * t) * expTwin(fit));
  const near = Math.min(y, FAR);
  const density = round(INV_SQRT_TWO_PI * expTwin(round(round(-0.5 * near) * near)));
  return x < 0 ? round(density / round(1 - round(density * mills))) : round(1 / mills);
}

/**
 * For each of `count` units (rounded up to whole vectors; signs of 0 pad), with θ, V, 1/√V and 1/V at `cell`:
 * `mean = sign (sum − θ) − V slope`, then `slope = GH(−mean/√V)/√V`, `output = sign slope`; Σ slope (slope + mean/V) is
 * written to `book` as a double.
 */
export const normalResponse: Kernel = kernel(
  'normalResponse',
  ['count', 'sums', 'signs', 'slopes', 'means', 'output', 'cell', 'book'],
  (body, count, sums, signs, slopes, means, output, cell, book) => {
    const theta = body.local('v128', v128.load32Splat(cell));
    const variance = body.local('v128', v128.load32Splat(cell, 4));
    const inverseWidth = body.local('v128', v128.load32Splat(cell, 8));
    const inverseVariance = body.local('v128', v128.load32Splat(cell, 12));
    const total = body.local('v128');
    const at = body.local('i32');
    const end = body.local('i32', i32.shl(count, i32.const(2)));
    const sign = body.local('v128');
    const mean = body.local('v128');
    const slope = body.local('v128');
    const bend = body.local('v128');
    body.while(i32.ltU(at, end), () => {
      body.set(sign, v128.load(i32.add(signs, at)));
      const field = f32x4.mul(sign, f32x4.sub(v128.load(i32.add(sums, at)), theta));
      body.set(mean, f32x4.sub(field, f32x4.mul(variance, v128.load(i32.add(slopes, at)))));
      body.storeV128(i32.add(means, at), mean);
      const ratio = emitInverseMills(body, f32x4.neg(f32x4.mul(mean, inverseWidth)));
      const present = f32x4.mul(sign, sign);
      body.set(slope, f32x4.mul(f32x4.mul(ratio, inverseWidth), present));
      body.storeV128(i32.add(slopes, at), slope);
      body.storeV128(i32.add(output, at), f32x4.mul(sign, slope));
      const curved = f32x4.add(slope, f32x4.mul(mean, inverseVariance));
      body.set(bend, f32x4.mul(slope, curved));
      body.set(total, f64x2.add(total, f64x2.promoteLow(bend)));
      const upper = shuffle32(bend, bend, [2, 3, 0, 1]);
      body.set(total, f64x2.add(total, f64x2.promoteLow(upper)));
      body.advance(at, 16);
    });
    body.storeF64(book, f64.add(f64x2.extract(total, 0), f64x2.extract(total, 1)));
  },
  ({ f32: m, f64: wide }, count, sums, signs, slopes, means, output, cell, book) => {
    const [theta, variance, inverseWidth, inverseVariance] = m.subarray(cell / 4, cell / 4 + 4);
    const totals = [0, 0];
    for (let k = 0; k < Math.ceil(count / 4) * 4; k++) {
      const sign = m[signs / 4 + k];
      const field = round(sign * round(m[sums / 4 + k] - theta));
      const mean = round(field - round(variance * m[slopes / 4 + k]));
      const ratio = inverseMillsTwin(-round(mean * inverseWidth));
      const slope = round(round(ratio * inverseWidth) * round(sign * sign));
      m[means / 4 + k] = mean;
      m[slopes / 4 + k] = slope;
      m[output / 4 + k] = round(sign * slope);
      totals[k % 2] += round(slope * round(slope + round(mean * inverseVariance)));
    }
    wide[book / 8] = totals[0] + totals[1];
  },
);
