/**
 * Draws 0 or 1 by the logistic function of given sums, in one pass: what `activate('sigmoid')` and `bernoulli` do in two, where
 * nobody asks for the probabilities. 1/(1 + e^−x) > u is u (1 + e^−x) < 1, which needs no division.
 *
 * The random numbers are those of `bernoulli`. e^−x has a relative error below 2⁻¹⁷ · 2⁻⁷, about that of the random numbers,
 * 2⁻²⁴: it is 2^t by a polynomial of degree 5 in the fraction of t = −x log₂ e, which is rounded by adding 1.5 · 2²³.
 */

import { f32x4, i32, i32x4, v128 } from '../wasm/index.ts';
import { type Kernel, kernel, type V } from './kernel.ts';
import { emitPhilox, philox4x32 } from './philox.ts';

const round = Math.fround;
const GROUP = 16;
const UNIT = 2 ** -24;
const MINUS_LOG2E = round(-Math.LOG2E);
/** Sums beyond ± 60 are certain: 2^±87 is far from what singles can hold. */
const MOST = 87;
const MAGIC = 1.5 * 2 ** 23;
/** 2^f for f in [−½, ½], Taylor's series in f ln 2 from the fifth power down. */
const POWERS = [5, 4, 3, 2, 1, 0].map((n) =>
  round(Math.LN2 ** n / Array.from({ length: n }, (_, k) => k + 1).reduce((all, k) => all * k, 1)),
);

/**
 * Arguments: `count` sums, `cell` with three words {key 0, key 1, step}, `site` and `tile` numbers, `sums`, and `target`, which
 * may be the same.
 */
export const logisticDraw: Kernel = kernel(
  'logisticDraw',
  ['count', 'cell', 'site', 'tile', 'sums', 'target'],
  (body, count, cell, site, tile, sums, target) => {
    const single = (value: number): V => body.constant(f32x4.const(value));
    const word = (value: number): V => body.constant(i32x4.const(value, value, value, value));
    const from = body.local('i32', sums);
    const to = body.local('i32', target);
    const end = body.local('i32', i32.add(sums, i32.shl(count, i32.const(2))));
    const counter = body.local('v128', i32x4.const(0, 1, 2, 3));
    const fixed = [i32x4.splat(site), i32x4.splat(tile), v128.load32Splat(cell, 8)].map((v) =>
      body.local('v128', v),
    );
    const key = [0, 4].map((offset) => body.local('v128', v128.load32Splat(cell, offset)));
    const [t, shifted, power] = [0, 1, 2].map(() => body.local('v128'));
    body.while(i32.ltU(from, end), () => {
      const words = emitPhilox(body, [counter, fixed[0], fixed[1], fixed[2]], [key[0], key[1]]);
      words.forEach((bits, w) => {
        body.set(t, f32x4.mul(v128.load(from, 16 * w), single(MINUS_LOG2E)));
        body.set(t, f32x4.pmin(f32x4.pmax(t, single(-MOST)), single(MOST)));
        body.set(shifted, f32x4.add(t, single(MAGIC)));
        body.set(t, f32x4.sub(t, f32x4.sub(shifted, single(MAGIC))));
        body.set(power, single(POWERS[0]));
        for (const coefficient of POWERS.slice(1))
          body.set(power, f32x4.add(f32x4.mul(power, t), single(coefficient)));
        // The last bits of the shifted number are the whole part: it goes into the exponent.
        body.set(power, i32x4.add(power, i32x4.shl(shifted, i32.const(23))));
        // 24 bits: the conversion from signed integers, which is cheaper, does.
        const uniform = f32x4.mul(f32x4.fromI32(i32x4.shrU(bits, i32.const(8))), single(UNIT));
        const weight = f32x4.mul(uniform, f32x4.add(power, single(1)));
        body.storeV128(to, v128.and(f32x4.lt(weight, single(1)), word(ONE_BITS)), 16 * w);
      });
      body.set(counter, i32x4.add(counter, word(4)));
      body.advance(from, 4 * GROUP);
      body.advance(to, 4 * GROUP);
    });
  },
  ({ u32, f32: m }, count, cell, site, tile, sums, target) => {
    const words = new Uint32Array(4);
    const [key0, key1, step] = u32.subarray(cell / 4, cell / 4 + 3);
    for (let group = 0; GROUP * group < count; group++) {
      for (let lane = 0; lane < 4; lane++) {
        philox4x32(4 * group + lane, site, tile, step, key0, key1, words);
        for (let w = 0; w < 4; w++) {
          const at = GROUP * group + 4 * w + lane;
          const uniform = (words[w] >>> 8) * UNIT;
          const weight = round(uniform * round(powerTwin(m[sums / 4 + at]) + 1));
          m[target / 4 + at] = weight < 1 ? 1 : 0;
        }
      }
    }
  },
);

/** A single of 1, as a word. */
const ONE_BITS = 0x3f800000;

/** e^−x as the kernel has it. */
function powerTwin(x: number): number {
  const clamped = Math.min(Math.max(round(x * MINUS_LOG2E), -MOST), MOST);
  const whole = round(round(clamped + MAGIC) - MAGIC);
  const t = round(clamped - whole);
  const power = POWERS.reduce((sum, coefficient) => round(round(sum * t) + coefficient));
  return round(power * 2 ** whole);
}
