/**
 * Draws 0 or 1 by the logistic function of given sums, in one pass: what `activate('sigmoid')` and `bernoulli` do in two, where
 * nobody asks for the probabilities. 1/(1 + e^−x) > u is u (1 + e^−x) < 1, which needs no division.
 *
 * The random numbers are those of `bernoulli`. e^−x has a relative error below 2⁻¹⁷ · 2⁻⁷, about that of the random numbers,
 * 2⁻²⁴: it is 2^t by a polynomial of degree 5 in the fraction of t = −x log₂ e, which is rounded by adding 1.5 · 2²³.
 */

import { f32x4, i32, i32x4 } from '../wasm/index.ts';
import { drawKernel } from './bernoulli.ts';
import type { Kernel, V } from './kernel.ts';

const round = Math.fround;
const MINUS_LOG2E = round(-Math.LOG2E);
/** Sums beyond ± 60 are certain: 2^±87 is far from what singles can hold. */
const MOST = 87;
const MAGIC = 1.5 * 2 ** 23;
/** 2^f for f in [−½, ½], Taylor's series in f ln 2 from the fifth power down. */
const POWERS = [5, 4, 3, 2, 1, 0].map((n) =>
  round(Math.LN2 ** n / Array.from({ length: n }, (_, k) => k + 1).reduce((all, k) => all * k, 1)),
);

/** Numbers are sums, of which the logistic function is the probability. */
export const logisticDraw: Kernel = drawKernel('logisticDraw', 'sums', {
  emit(body) {
    const single = (value: number): V => body.constant(f32x4.const(value));
    const [t, shifted, power] = [0, 1, 2].map(() => body.local('v128'));
    return (sum, uniform) => {
      body.set(t, f32x4.mul(sum, single(MINUS_LOG2E)));
      body.set(t, f32x4.pmin(f32x4.pmax(t, single(-MOST)), single(MOST)));
      body.set(shifted, f32x4.add(t, single(MAGIC)));
      body.set(t, f32x4.sub(t, f32x4.sub(shifted, single(MAGIC))));
      body.set(power, single(POWERS[0]));
      for (const coefficient of POWERS.slice(1))
        body.set(power, f32x4.add(f32x4.mul(power, t), single(coefficient)));
      // The last bits of the shifted number are the whole part: it goes into the exponent.
      body.set(power, i32x4.add(power, i32x4.shl(shifted, i32.const(23))));
      return f32x4.lt(f32x4.mul(uniform, f32x4.add(power, single(1))), single(1));
    };
  },
  twin: (sum, uniform) => round(uniform * round(powerTwin(sum) + 1)) < 1,
});

/** e^−x as the kernel has it. */
function powerTwin(x: number): number {
  const clamped = Math.min(Math.max(round(x * MINUS_LOG2E), -MOST), MOST);
  const whole = round(round(clamped + MAGIC) - MAGIC);
  const t = round(clamped - whole);
  const power = POWERS.reduce((sum, coefficient) => round(round(sum * t) + coefficient));
  return round(power * 2 ** whole);
}
