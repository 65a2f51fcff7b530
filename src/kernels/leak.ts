/**
 * One step of leaky units in time, and the same step backwards: everything that happens to a unit alone, in one pass.
 *
 * `rates` is the address of two singles {α, 1 − α}. `count` is a number of singles, a multiple of 4. Always multiply then
 * add, in both arithmetics: the twins agree bit for bit.
 */

import { f32x4, i32, v128 } from '../wasm/index.ts';
import { type ActivationName, activationOf } from './activation.ts';
import { flusher, flushTwin, type Kernel, kernel, type Mode } from './kernel.ts';

const round = Math.fround;

/** `z ← a = f(z)` and `after = (1 − α)·before + α·a`. */
export function leak(name: ActivationName): Kernel {
  const f = activationOf(name);
  return kernel(
    `leak.${name}`,
    ['count', 'z', 'before', 'after', 'rates'],
    (body, count, z, before, after, rates) => {
      const at = body.local('i32', z);
      const from = body.local('i32', before);
      const to = body.local('i32', after);
      const end = body.local('i32', i32.add(z, i32.shl(count, i32.const(2))));
      const alpha = body.local('v128', v128.load32Splat(rates));
      const rest = body.local('v128', v128.load32Splat(rates, 4));
      const a = body.local('v128');
      const flush = flusher(body);
      body.while(i32.ltU(at, end), () => {
        body.set(a, flush(f.value(body, v128.load(at))));
        body.storeV128(at, a);
        const kept = f32x4.mul(rest, v128.load(from));
        body.storeV128(to, flush(f32x4.add(kept, f32x4.mul(alpha, a))));
        for (const cursor of [at, from, to]) body.advance(cursor, 16);
      });
    },
    ({ f32: m }, count, z, before, after, rates) => {
      const [alpha, rest] = [m[rates / 4], m[rates / 4 + 1]];
      for (let k = 0; k < count; k++) {
        const a = flushTwin(f.valueTwin(m[z / 4 + k]));
        m[z / 4 + k] = a;
        const kept = round(rest * m[before / 4 + k]);
        m[after / 4 + k] = flushTwin(round(kept + round(alpha * a)));
      }
    },
  );
}

/**
 * From the error e = ∂L/∂h of a step's activity: `delta = f′(a)·α·e`, the error of its pre-activation; δ stored in `sum` or
 * added to it; and `e ← (1 − α)·e`, what leaks to the step before.
 *
 * With `leaky` false α is 1 and `e` stays as it is.
 */
export function leakBackward(name: ActivationName, leaky: boolean, mode: Mode): Kernel {
  const f = activationOf(name);
  return kernel(
    `leakBackward.${name}.${leaky ? 'leaky' : 'discrete'}.${mode}`,
    ['count', 'activity', 'error', 'delta', 'sum', 'rates'],
    (body, count, activity, error, target, sum, rates) => {
      const a = body.local('i32', activity);
      const e = body.local('i32', error);
      const d = body.local('i32', target);
      const s = body.local('i32', sum);
      const end = body.local('i32', i32.add(activity, i32.shl(count, i32.const(2))));
      const alpha = body.local('v128', v128.load32Splat(rates));
      const rest = body.local('v128', v128.load32Splat(rates, 4));
      const own = body.local('v128');
      const value = body.local('v128');
      const share = body.local('v128');
      const delta = body.local('v128');
      const flush = flusher(body);
      body.while(i32.ltU(a, end), () => {
        body.set(own, v128.load(a));
        body.set(value, v128.load(e));
        body.set(share, leaky ? f32x4.mul(alpha, value) : value);
        body.set(delta, flush(f.derive(own, share, body)));
        body.storeV128(d, delta);
        if (leaky) body.storeV128(e, flush(f32x4.mul(rest, value)));
        body.storeV128(s, mode === 'store' ? delta : f32x4.add(v128.load(s), delta));
        for (const cursor of [a, e, d, s]) body.advance(cursor, 16);
      });
    },
    ({ f32: m }, count, activity, error, target, sum, rates) => {
      const [alpha, rest] = [m[rates / 4], m[rates / 4 + 1]];
      for (let k = 0; k < count; k++) {
        const e = m[error / 4 + k];
        const share = leaky ? round(alpha * e) : e;
        const delta = flushTwin(round(f.deriveTwin(m[activity / 4 + k], share)));
        m[target / 4 + k] = delta;
        if (leaky) m[error / 4 + k] = flushTwin(round(rest * e));
        m[sum / 4 + k] = mode === 'store' ? delta : m[sum / 4 + k] + delta;
      }
    },
  );
}
