/**
 * Arithmetic written once and interpreted twice: as emitted vector instructions, and as plain single-precision numbers.
 *
 * A plasticity rule is a formula over this algebra, so its kernel and its slow twin cannot drift apart.
 */

import { type Body, f32x4, v128 } from '../wasm/index.ts';
import { type Arithmetic, flusher, flushTwin, multiplyAdd, type V } from './kernel.ts';

/** Operations on one value per synapse. `T` is a vector expression or a number; a `Mask` selects synapses. */
export interface Algebra<T, Mask> {
  constant(value: number): T;
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  div(a: T, b: T): T;
  /** a·b + c, in one rounding where the run's arithmetic is fused and the processor can. */
  madd(a: T, b: T, c: T): T;
  sqrt(a: T): T;
  abs(a: T): T;
  min(a: T, b: T): T;
  max(a: T, b: T): T;
  less(a: T, b: T): Mask;
  equal(a: T, b: T): Mask;
  select(mask: Mask, yes: T, no: T): T;
  /** 0 for magnitudes below 1e-30, else the value: keeps decaying state out of the denormals. */
  flush(a: T): T;
}

/** Emits vector instructions; every intermediate value gets a local, so a formula may use a value twice. */
export function vectorAlgebra(body: Body, arithmetic: Arithmetic): Algebra<V, V> {
  const keep = (value: V): V => body.local('v128', value);
  const madd = multiplyAdd(arithmetic);
  const flush = flusher(body);
  return {
    constant: (value) => f32x4.const(value),
    add: (a, b) => keep(f32x4.add(a, b)),
    sub: (a, b) => keep(f32x4.sub(a, b)),
    mul: (a, b) => keep(f32x4.mul(a, b)),
    div: (a, b) => keep(f32x4.div(a, b)),
    madd: (a, b, c) => keep(madd(a, b, c)),
    sqrt: (a) => keep(f32x4.sqrt(a)),
    abs: (a) => keep(f32x4.abs(a)),
    min: (a, b) => keep(f32x4.min(a, b)),
    max: (a, b) => keep(f32x4.max(a, b)),
    less: (a, b) => keep(f32x4.lt(a, b)),
    equal: (a, b) => keep(f32x4.eq(a, b)),
    select: (mask, yes, no) => keep(v128.select(yes, no, mask)),
    flush: (a) => keep(flush(a)),
  };
}

const round = Math.fround;

/** Plain numbers, rounded to single precision after every operation. */
export const numberAlgebra: Algebra<number, boolean> = {
  constant: round,
  add: (a, b) => round(a + b),
  sub: (a, b) => round(a - b),
  mul: (a, b) => round(a * b),
  div: (a, b) => round(a / b),
  madd: (a, b, c) => round(round(a * b) + c),
  sqrt: (a) => round(Math.sqrt(a)),
  abs: Math.abs,
  min: Math.min,
  max: Math.max,
  less: (a, b) => a < b,
  equal: (a, b) => a === b,
  select: (mask, yes, no) => (mask ? yes : no),
  flush: flushTwin,
};
