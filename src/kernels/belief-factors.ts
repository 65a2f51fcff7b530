/** What the messages of one pattern take from the free entropy of belief propagation, as products of factors near 1. */

import { f64, f64x2, i32, i64x2, v128 } from '../wasm/index.ts';
import { easily } from './belief.ts';
import { from } from './double-walk.ts';
import { type Doubles, numberDoubles, vectorDoubles } from './doubles.ts';
import { type Kernel, kernel, type V } from './kernel.ts';

/** Synapses whose factors are multiplied before a logarithm is taken. */
export const FACTORS = 64;

/** (1 − whole · tangent)² and 1 − tangent². */
const factorsOf = <T, M>(
  { constant, sub, mul }: Doubles<T, M>,
  whole: T,
  tangent: T,
): { readonly above: T; readonly below: T } => {
  const factor = sub(constant(1), mul(whole, tangent));
  return { above: mul(factor, factor), below: sub(constant(1), mul(tangent, tangent)) };
};

/**
 * For every `FACTORS` synapses the products of (1 − whole · tangent)² and of 1 − tangent², two doubles to `output`; the first is −1
 * where the addition theorem would lose digits for one of them.
 */
export const beliefFactors: Kernel = kernel(
  'beliefFactors',
  ['count', 'wholes', 'tangents', 'output'],
  (body, count, wholes, tangents, output) => {
    const algebra = vectorDoubles(body);
    const at = body.local('i32', i32.const(0));
    const end = body.local('i32', i32.shl(count, i32.const(3)));
    const limit = body.local('i32');
    const to = body.local('i32', output);
    const [above, below] = [body.local('f64'), body.local('f64')];
    const easy = body.local('i32');
    const multiply = (value: { readonly above: V; readonly below: V }, lane: number): void => {
      body.set(above, f64.mul(above, f64x2.extract(value.above, lane)));
      body.set(below, f64.mul(below, f64x2.extract(value.below, lane)));
    };
    body.while(i32.ltU(at, end), () => {
      body.set(above, f64.const(1));
      body.set(below, f64.const(1));
      body.set(easy, i32.const(3));
      body.set(limit, i32.add(at, i32.const(8 * FACTORS)));
      body.if(i32.ltU(end, limit), () => body.set(limit, end));
      body.while(i32.ltU(at, limit), () => {
        const whole = body.local('v128', v128.load(i32.add(wholes, at)));
        const tangent = body.local('v128', v128.load(i32.add(tangents, at)));
        const factors = factorsOf(algebra, whole, tangent);
        const lanes = i64x2.bitmask(easily(algebra, whole, tangent));
        multiply(factors, 0);
        body.if(
          i32.ltU(i32.or(at, i32.const(8)), limit),
          () => {
            multiply(factors, 1);
            body.set(easy, i32.and(easy, lanes));
          },
          () => body.set(easy, i32.and(easy, i32.or(lanes, i32.const(2)))),
        );
        body.advance(at, 16);
      });
      // With an odd number the last step went past the end.
      body.set(at, limit);
      body.if(i32.ne(easy, i32.const(3)), () => body.set(above, f64.const(-1)));
      body.storeF64(to, above);
      body.storeF64(to, below, 8);
      body.advance(to, 16);
    });
  },
  (memory, count, wholes, tangents, output) => {
    const [w, t, to] = [wholes, tangents, output].map((at) => from(memory, at));
    for (let j = 0; j < count; j++) {
      const k = 2 * Math.floor(j / FACTORS);
      if (j % FACTORS === 0) to[k] = to[k + 1] = 1;
      const { above, below } = factorsOf(numberDoubles, w[j], t[j]);
      const easy = easily(numberDoubles, w[j], t[j]) && to[k] >= 0;
      to[k] = easy ? to[k] * above : -1;
      to[k + 1] *= below;
    }
  },
);
