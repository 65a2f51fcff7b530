/**
 * Activation functions in place over a tile, and their derivatives from the activity itself.
 *
 * `count` is a number of singles, a multiple of 4; buffers are padded so that the last vector may overrun the units.
 */

import { type Body, f32x4, i32, v128 } from '../wasm/index.ts';
import { type Address, flusher, flushTwin, type Kernel, kernel, type V } from './kernel.ts';
import {
  emitRise,
  emitSigmoid,
  emitSoftplus,
  emitTanh,
  riseTwin,
  sigmoidTwin,
  softplusTwin,
  tanhTwin,
} from './transcendental.ts';

const round = Math.fround;

export interface ActivationFunction {
  readonly value: (body: Body, x: V) => V;
  readonly valueTwin: (x: number) => number;
  /** f′ as a function of the activity a = f(x), times the error δ. `a` may be evaluated several times. */
  readonly derive: (a: V, delta: V, body: Body) => V;
  readonly deriveTwin: (a: number, delta: number) => number;
}

const one = (body: Body): V => body.constant(f32x4.const(1));

const FUNCTIONS = {
  relu: {
    // NaN is not below 0 and stays: a diverged run must not look healthy.
    value: (_, x) => f32x4.pmax(x, v128.zero),
    valueTwin: (x) => (x < 0 ? 0 : x),
    derive: (a, delta) => v128.and(delta, f32x4.gt(a, v128.zero)),
    deriveTwin: (a, delta) => (a > 0 ? delta : 0),
  },
  sigmoid: {
    value: emitSigmoid,
    valueTwin: sigmoidTwin,
    derive: (a, delta, body) => f32x4.mul(delta, f32x4.mul(a, f32x4.sub(one(body), a))),
    deriveTwin: (a, delta) => round(delta * round(a * round(1 - a))),
  },
  tanh: {
    value: emitTanh,
    valueTwin: tanhTwin,
    derive: (a, delta, body) => f32x4.mul(delta, f32x4.sub(one(body), f32x4.mul(a, a))),
    deriveTwin: (a, delta) => round(delta * round(1 - round(a * a))),
  },
  softplus: {
    value: emitSoftplus,
    valueTwin: softplusTwin,
    derive: (a, delta, body) => f32x4.mul(delta, emitRise(body, a)),
    deriveTwin: (a, delta) => round(delta * riseTwin(a)),
  },
  'rectified-tanh': {
    value: (body, x) => f32x4.pmax(emitTanh(body, x), v128.zero),
    valueTwin: (x) => (x < 0 ? 0 : tanhTwin(x)),
    derive: (a, delta, body) =>
      v128.and(f32x4.mul(delta, f32x4.sub(one(body), f32x4.mul(a, a))), f32x4.gt(a, v128.zero)),
    deriveTwin: (a, delta) => (a > 0 ? round(delta * round(1 - round(a * a))) : 0),
  },
} satisfies Record<string, ActivationFunction>;

export type ActivationName = keyof typeof FUNCTIONS;
export const ACTIVATIONS = Object.keys(FUNCTIONS) as readonly ActivationName[];

/** The function of a name, for kernels that do more in the same pass. */
export const activationOf = (name: ActivationName): ActivationFunction => FUNCTIONS[name];

/**
 * Replaces `count` singles from `values` on, vector by vector; two at a time where vectors are packed. `next` gives the new
 * vector at an offset from the cursor, which `advance` moves on by so many bytes.
 */
function emitEach(
  body: Body,
  count: Address,
  values: Address,
  next: (cursor: Address, offset: number) => V,
  advance: (bytes: number) => void = () => {},
): void {
  const at = body.local('i32', values);
  const end = body.local('i32', i32.add(values, i32.shl(count, i32.const(2))));
  const turn = (vectors: number): void => {
    const results = Array.from({ length: vectors }, (_, q) => body.local('v128', next(at, 16 * q)));
    // The last first: V8 then makes one store of a pair.
    for (const [q, result] of [...results.entries()].reverse()) body.storeV128(at, result, 16 * q);
    body.advance(at, 16 * vectors);
    advance(16 * vectors);
  };
  if (body.packed) {
    const pairs = body.local('i32', i32.add(values, i32.and(i32.sub(end, values), i32.const(-32))));
    body.while(i32.ltU(at, pairs), () => turn(2));
  }
  body.while(i32.ltU(at, end), () => turn(1));
}

/** `x ← f(x)`, with 0 for what is too small to be worth the time of denormals. */
export function activate(name: ActivationName): Kernel {
  const f: ActivationFunction = FUNCTIONS[name];
  return kernel(
    `activate.${name}`,
    ['count', 'values'],
    (body, count, values) => {
      const flush = flusher(body);
      emitEach(body, count, values, (at, offset) => flush(f.value(body, v128.load(at, offset))));
    },
    ({ f32: m }, count, values) => {
      for (let k = values / 4; k < values / 4 + count; k++) m[k] = flushTwin(f.valueTwin(m[k]));
    },
  );
}

/**
 * `δ ← δ · f′`, with f′ from the activity; flushes what would become denormal in the layers below.
 *
 * @param masked whether errors are first multiplied by a mask, that of dropout
 */
export function derive(name: ActivationName, masked = false): Kernel {
  const f: ActivationFunction = FUNCTIONS[name];
  return kernel(
    `derive.${name}${masked ? '.masked' : ''}`,
    ['count', 'activity', 'mask', 'delta'],
    (body, count, activity, mask, delta) => {
      const [a, m] = [body.local('i32', activity), body.local('i32', mask)];
      const flush = flusher(body);
      const next = (d: Address, offset: number): V => {
        const loaded = v128.load(d, offset);
        const error = masked ? f32x4.mul(loaded, v128.load(m, offset)) : loaded;
        return flush(f.derive(v128.load(a, offset), error, body));
      };
      emitEach(body, count, delta, next, (bytes) => {
        body.advance(a, bytes);
        if (masked) body.advance(m, bytes);
      });
    },
    ({ f32: m }, count, activity, mask, delta) => {
      for (let k = 0; k < count; k++) {
        const error = masked ? round(m[delta / 4 + k] * m[mask / 4 + k]) : m[delta / 4 + k];
        m[delta / 4 + k] = flushTwin(round(f.deriveTwin(m[activity / 4 + k], error)));
      }
    },
  );
}

/** `target ← a · b`, element by element: applies a dropout mask to activities or to errors. */
export const multiply: Kernel = kernel(
  'multiply',
  ['count', 'a', 'b', 'target'],
  (body, count, a, b, target) => {
    const offset = body.local('i32', i32.const(0));
    const end = body.local('i32', i32.shl(count, i32.const(2)));
    body.while(i32.ltU(offset, end), () => {
      const product = f32x4.mul(v128.load(i32.add(a, offset)), v128.load(i32.add(b, offset)));
      body.storeV128(i32.add(target, offset), product);
      body.advance(offset, 16);
    });
  },
  ({ f32: m }, count, a, b, target) => {
    for (let k = 0; k < count; k++) m[target / 4 + k] = m[a / 4 + k] * m[b / 4 + k];
  },
);
