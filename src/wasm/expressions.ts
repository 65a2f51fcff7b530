/**
 * Typed expressions: each function returns the bytes that leave one value on the WebAssembly stack.
 *
 * Only the instructions that Frugal's kernels use are here. Knows instructions, not mathematics.
 */

import { float32, float64, signed, signed64, unsigned } from './bytes.ts';

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

/** Bytes that leave one value of type `T` on the stack. */
export interface Expression<T extends ValueType = ValueType> {
  readonly type: T;
  readonly code: readonly number[];
}

export type I32 = Expression<'i32'>;
export type I64 = Expression<'i64'>;
export type F32 = Expression<'f32'>;
export type F64 = Expression<'f64'>;
export type V128 = Expression<'v128'>;

function make<T extends ValueType>(
  type: T,
  operands: readonly Expression[],
  instruction: readonly number[],
): Expression<T> {
  // concat copies in native code: emitting is all loops over bytes, and runs before anything of it is compiled.
  const code = ([] as readonly number[]).concat(...operands.map((o) => o.code), instruction);
  return { type, code };
}

const unary =
  <R extends ValueType, A extends ValueType>(type: R, ...instruction: number[]) =>
  (a: Expression<A>): Expression<R> =>
    make(type, [a], instruction);

const binary =
  <R extends ValueType, A extends ValueType, B extends ValueType = A>(
    type: R,
    ...instruction: number[]
  ) =>
  (a: Expression<A>, b: Expression<B>): Expression<R> =>
    make(type, [a, b], instruction);

/** SIMD instructions have a prefix byte and a LEB128 code. */
export const simd = (code: number): number[] => [0xfd, ...unsigned(code)];

/** `[alignment exponent, byte offset]` of a memory access. Alignment is a hint: 0 is always valid. */
const at = (offset: number): number[] => [0, ...unsigned(offset)];

const loader =
  <R extends ValueType>(type: R, ...instruction: number[]) =>
  (address: I32, offset = 0): Expression<R> =>
    make(type, [address], [...instruction, ...at(offset)]);

export const i32 = {
  const: (value: number): I32 => ({ type: 'i32', code: [0x41, ...signed(value)] }),
  load: loader('i32', 0x28),
  load8: loader('i32', 0x2d),
  load16: loader('i32', 0x2f),
  eqz: unary<'i32', 'i32'>('i32', 0x45),
  eq: binary<'i32', 'i32'>('i32', 0x46),
  ne: binary<'i32', 'i32'>('i32', 0x47),
  ltS: binary<'i32', 'i32'>('i32', 0x48),
  geS: binary<'i32', 'i32'>('i32', 0x4e),
  ltU: binary<'i32', 'i32'>('i32', 0x49),
  gtU: binary<'i32', 'i32'>('i32', 0x4b),
  leU: binary<'i32', 'i32'>('i32', 0x4d),
  geU: binary<'i32', 'i32'>('i32', 0x4f),
  add: binary<'i32', 'i32'>('i32', 0x6a),
  sub: binary<'i32', 'i32'>('i32', 0x6b),
  mul: binary<'i32', 'i32'>('i32', 0x6c),
  divU: binary<'i32', 'i32'>('i32', 0x6e),
  and: binary<'i32', 'i32'>('i32', 0x71),
  or: binary<'i32', 'i32'>('i32', 0x72),
  xor: binary<'i32', 'i32'>('i32', 0x73),
  shl: binary<'i32', 'i32'>('i32', 0x74),
  shrU: binary<'i32', 'i32'>('i32', 0x76),
  popcnt: unary<'i32', 'i32'>('i32', 0x69),
  /** The low half. */
  fromI64: unary<'i32', 'i64'>('i32', 0xa7),
  /** Zeros below the lowest 1; 32 where there is none. */
  ctz: unary<'i32', 'i32'>('i32', 0x68),
  /** A double towards zero, cut to the range of unsigned words; 0 for what is not a number. */
  truncSatU: unary<'i32', 'f64'>('i32', 0xfc, 0x03),
  /** The bits of a single. */
  fromBits: unary<'i32', 'f32'>('i32', 0xbc),
};

export const i64 = {
  const: (value: bigint): I64 => ({ type: 'i64', code: [0x42, ...signed64(value)] }),
  load: loader('i64', 0x29),
  ltU: binary<'i32', 'i64'>('i32', 0x54),
  eqz: unary<'i32', 'i64'>('i32', 0x50),
  ctz: unary<'i64', 'i64'>('i64', 0x7a),
  add: binary<'i64', 'i64'>('i64', 0x7c),
  sub: binary<'i64', 'i64'>('i64', 0x7d),
  mul: binary<'i64', 'i64'>('i64', 0x7e),
  and: binary<'i64', 'i64'>('i64', 0x83),
  or: binary<'i64', 'i64'>('i64', 0x84),
  xor: binary<'i64', 'i64'>('i64', 0x85),
  shl: binary<'i64', 'i64'>('i64', 0x86),
  shrU: binary<'i64', 'i64'>('i64', 0x88),
  /** Towards zero; the nearest integer of 64 bits where there is none. */
  truncSat: unary<'i64', 'f64'>('i64', 0xfc, 0x06),
};

export const f32 = {
  const: (value: number): F32 => ({ type: 'f32', code: [0x43, ...float32(value)] }),
  load: loader('f32', 0x2a),
  abs: unary<'f32', 'f32'>('f32', 0x8b),
  sqrt: unary<'f32', 'f32'>('f32', 0x91),
  add: binary<'f32', 'f32'>('f32', 0x92),
  sub: binary<'f32', 'f32'>('f32', 0x93),
  mul: binary<'f32', 'f32'>('f32', 0x94),
  div: binary<'f32', 'f32'>('f32', 0x95),
  lt: binary<'i32', 'f32'>('i32', 0x5d),
  gt: binary<'i32', 'f32'>('i32', 0x5e),
  fromU32: unary<'f32', 'i32'>('f32', 0xb3),
  fromBits: unary<'f32', 'i32'>('f32', 0xbe),
  demote: unary<'f32', 'f64'>('f32', 0xb6),
};

export const f64 = {
  const: (value: number): F64 => ({ type: 'f64', code: [0x44, ...float64(value)] }),
  load: loader('f64', 0x2b),
  abs: unary<'f64', 'f64'>('f64', 0x99),
  floor: unary<'f64', 'f64'>('f64', 0x9c),
  add: binary<'f64', 'f64'>('f64', 0xa0),
  sub: binary<'f64', 'f64'>('f64', 0xa1),
  mul: binary<'f64', 'f64'>('f64', 0xa2),
  div: binary<'f64', 'f64'>('f64', 0xa3),
  min: binary<'f64', 'f64'>('f64', 0xa4),
  max: binary<'f64', 'f64'>('f64', 0xa5),
  neg: unary<'f64', 'f64'>('f64', 0x9a),
  ne: binary<'i32', 'f64'>('i32', 0x62),
  lt: binary<'i32', 'f64'>('i32', 0x63),
  le: binary<'i32', 'f64'>('i32', 0x65),
  /** `a` with the sign of `b`. */
  copySign: binary<'f64', 'f64'>('f64', 0xa6),
  sqrt: unary<'f64', 'f64'>('f64', 0x9f),
  promote: unary<'f64', 'f32'>('f64', 0xbb),
  fromI32: unary<'f64', 'i32'>('f64', 0xb7),
  fromU32: unary<'f64', 'i32'>('f64', 0xb8),
  fromI64: unary<'f64', 'i64'>('f64', 0xb9),
  eq: binary<'i32', 'f64'>('i32', 0x61),
};

export const v128 = {
  zero: { type: 'v128', code: [...simd(12), ...new Array<number>(16).fill(0)] } as V128,
  load: loader('v128', ...simd(0)),
  load32Splat: loader('v128', ...simd(9)),
  load32Zero: loader('v128', ...simd(92)),
  load64Zero: loader('v128', ...simd(93)),
  load64Splat: loader('v128', ...simd(10)),
  load8Splat: loader('v128', ...simd(7)),
  load16Splat: loader('v128', ...simd(8)),
  not: unary<'v128', 'v128'>('v128', ...simd(77)),
  /** 1 if any bit is set. */
  anyTrue: unary<'i32', 'v128'>('i32', ...simd(83)),
  and: binary<'v128', 'v128'>('v128', ...simd(78)),
  andNot: binary<'v128', 'v128'>('v128', ...simd(79)),
  or: binary<'v128', 'v128'>('v128', ...simd(80)),
  xor: binary<'v128', 'v128'>('v128', ...simd(81)),
  /** Bits of `a` where `mask` is 1, of `b` elsewhere. */
  select: (a: V128, b: V128, mask: V128): V128 => make('v128', [a, b, mask], simd(82)),
  /** `lanes`: 16 byte numbers, 0–15 from `a`, 16–31 from `b`. */
  shuffle: (a: V128, b: V128, lanes: readonly number[]): V128 =>
    make('v128', [a, b], [...simd(13), ...lanes]),
};

/** Shuffle by 32-bit lanes: 0–3 from `a`, 4–7 from `b`. */
export function shuffle32(
  a: V128,
  b: V128,
  lanes: readonly [number, number, number, number],
): V128 {
  return v128.shuffle(
    a,
    b,
    lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]),
  );
}

export const f32x4 = {
  const: (value: number): V128 => {
    const bytes = float32(value);
    return { type: 'v128', code: [...simd(12), ...bytes, ...bytes, ...bytes, ...bytes] };
  },
  splat: unary<'v128', 'f32'>('v128', ...simd(19)),
  extract: (a: V128, lane: number): F32 => make('f32', [a], [...simd(31), lane]),
  replace: (a: V128, lane: number, b: F32): V128 => make('v128', [a, b], [...simd(32), lane]),
  eq: binary<'v128', 'v128'>('v128', ...simd(65)),
  lt: binary<'v128', 'v128'>('v128', ...simd(67)),
  gt: binary<'v128', 'v128'>('v128', ...simd(68)),
  ne: binary<'v128', 'v128'>('v128', ...simd(66)),
  ge: binary<'v128', 'v128'>('v128', ...simd(70)),
  floor: unary<'v128', 'v128'>('v128', ...simd(104)),
  abs: unary<'v128', 'v128'>('v128', ...simd(224)),
  neg: unary<'v128', 'v128'>('v128', ...simd(225)),
  sqrt: unary<'v128', 'v128'>('v128', ...simd(227)),
  add: binary<'v128', 'v128'>('v128', ...simd(228)),
  sub: binary<'v128', 'v128'>('v128', ...simd(229)),
  mul: binary<'v128', 'v128'>('v128', ...simd(230)),
  div: binary<'v128', 'v128'>('v128', ...simd(231)),
  min: binary<'v128', 'v128'>('v128', ...simd(232)),
  max: binary<'v128', 'v128'>('v128', ...simd(233)),
  /** `b < a ? b : a` and `a < b ? b : a`: one instruction where min and max, which treat NaN alike, take several. */
  pmin: binary<'v128', 'v128'>('v128', ...simd(234)),
  pmax: binary<'v128', 'v128'>('v128', ...simd(235)),
  /** `a·b + c` in one rounding where the processor fuses (relaxed SIMD). */
  relaxedMadd: (a: V128, b: V128, c: V128): V128 => make('v128', [a, b, c], simd(261)),
  fromI32: unary<'v128', 'v128'>('v128', ...simd(250)),
  fromU32: unary<'v128', 'v128'>('v128', ...simd(251)),
  /** Two doubles as the low singles; zeros above. */
  demote: unary<'v128', 'v128'>('v128', ...simd(94)),
};

export const f64x2 = {
  const: (value: number): V128 => {
    const bytes = float64(value);
    return { type: 'v128', code: [...simd(12), ...bytes, ...bytes] };
  },
  splat: unary<'v128', 'f64'>('v128', ...simd(20)),
  extract: (a: V128, lane: number): F64 => make('f64', [a], [...simd(33), lane]),
  replace: (a: V128, lane: number, b: F64): V128 => make('v128', [a, b], [...simd(34), lane]),
  eq: binary<'v128', 'v128'>('v128', ...simd(71)),
  ne: binary<'v128', 'v128'>('v128', ...simd(72)),
  lt: binary<'v128', 'v128'>('v128', ...simd(73)),
  gt: binary<'v128', 'v128'>('v128', ...simd(74)),
  le: binary<'v128', 'v128'>('v128', ...simd(75)),
  ge: binary<'v128', 'v128'>('v128', ...simd(76)),
  floor: unary<'v128', 'v128'>('v128', ...simd(117)),
  abs: unary<'v128', 'v128'>('v128', ...simd(236)),
  neg: unary<'v128', 'v128'>('v128', ...simd(237)),
  add: binary<'v128', 'v128'>('v128', ...simd(240)),
  sub: binary<'v128', 'v128'>('v128', ...simd(241)),
  mul: binary<'v128', 'v128'>('v128', ...simd(242)),
  div: binary<'v128', 'v128'>('v128', ...simd(243)),
  /** `b < a ? b : a` and `a < b ? b : a`, in one instruction. */
  pmin: binary<'v128', 'v128'>('v128', ...simd(246)),
  pmax: binary<'v128', 'v128'>('v128', ...simd(247)),
  /** The two low unsigned 32-bit lanes as doubles. */
  fromLowU32: unary<'v128', 'v128'>('v128', ...simd(255)),
  /** The two low signed 32-bit lanes as doubles. */
  fromLowI32: unary<'v128', 'v128'>('v128', ...simd(254)),
  /** The two low singles as doubles. */
  promoteLow: unary<'v128', 'v128'>('v128', ...simd(95)),
};

export const i8x16 = {
  splat: unary<'v128', 'i32'>('v128', ...simd(15)),
  eq: binary<'v128', 'v128'>('v128', ...simd(35)),
  gtS: binary<'v128', 'v128'>('v128', ...simd(39)),
  add: binary<'v128', 'v128'>('v128', ...simd(110)),
  /** Bits that are set in each byte. */
  popcnt: unary<'v128', 'v128'>('v128', ...simd(98)),
  /** Sixteen 16-bit lanes, of `a` and then of `b`, cut to the range of bytes. */
  narrowS: binary<'v128', 'v128'>('v128', ...simd(101)),
  bitmask: unary<'i32', 'v128'>('i32', ...simd(100)),
};

export const i16x8 = {
  const: (lanes: readonly number[]): V128 => ({
    type: 'v128',
    code: [...simd(12), ...new Uint8Array(Int16Array.from(lanes).buffer)],
  }),
  splat: unary<'v128', 'i32'>('v128', ...simd(16)),
  eq: binary<'v128', 'v128'>('v128', ...simd(45)),
  gtS: binary<'v128', 'v128'>('v128', ...simd(49)),
  add: binary<'v128', 'v128'>('v128', ...simd(142)),
  addSatS: binary<'v128', 'v128'>('v128', ...simd(143)),
  sub: binary<'v128', 'v128'>('v128', ...simd(145)),
  minS: binary<'v128', 'v128'>('v128', ...simd(150)),
  maxS: binary<'v128', 'v128'>('v128', ...simd(152)),
  /** The eight low signed bytes as 16-bit lanes. */
  extendLowS: unary<'v128', 'v128'>('v128', ...simd(135)),
  /** Sums of neighbouring unsigned bytes. */
  extaddPairwiseU: unary<'v128', 'v128'>('v128', ...simd(125)),
};

export const i32x4 = {
  const: (...lanes: readonly [number, number, number, number]): V128 => ({
    type: 'v128',
    code: [...simd(12), ...new Uint8Array(Int32Array.of(...lanes).buffer)],
  }),
  splat: unary<'v128', 'i32'>('v128', ...simd(17)),
  extract: (a: V128, lane: number): I32 => make('i32', [a], [...simd(27), lane]),
  replace: (a: V128, lane: number, b: I32): V128 => make('v128', [a, b], [...simd(28), lane]),
  eq: binary<'v128', 'v128'>('v128', ...simd(55)),
  gtS: binary<'v128', 'v128'>('v128', ...simd(59)),
  ltU: binary<'v128', 'v128'>('v128', ...simd(58)),
  geU: binary<'v128', 'v128'>('v128', ...simd(64)),
  shl: binary<'v128', 'v128', 'i32'>('v128', ...simd(171)),
  shrS: binary<'v128', 'v128', 'i32'>('v128', ...simd(172)),
  shrU: binary<'v128', 'v128', 'i32'>('v128', ...simd(173)),
  add: binary<'v128', 'v128'>('v128', ...simd(174)),
  sub: binary<'v128', 'v128'>('v128', ...simd(177)),
  minS: binary<'v128', 'v128'>('v128', ...simd(182)),
  maxS: binary<'v128', 'v128'>('v128', ...simd(184)),
  /** The four low signed 16-bit lanes as 32-bit lanes. */
  extendLowS: unary<'v128', 'v128'>('v128', ...simd(167)),
  /** Sums of neighbouring unsigned 16-bit lanes. */
  extaddPairwiseU: unary<'v128', 'v128'>('v128', ...simd(127)),
  truncSat: unary<'v128', 'v128'>('v128', ...simd(248)),
  /** Two doubles towards zero, as the low lanes; 0 for what is not a number, and above. */
  truncSatDoubles: unary<'v128', 'v128'>('v128', ...simd(252)),
  bitmask: unary<'i32', 'v128'>('i32', ...simd(164)),
};

export const i64x2 = {
  const: (value: bigint): V128 => {
    const bytes = new Uint8Array(BigInt64Array.of(BigInt.asIntN(64, value)).buffer);
    return { type: 'v128', code: [...simd(12), ...bytes, ...bytes] };
  },
  allTrue: unary<'i32', 'v128'>('i32', ...simd(195)),
  bitmask: unary<'i32', 'v128'>('i32', ...simd(196)),
  shl: binary<'v128', 'v128', 'i32'>('v128', ...simd(203)),
  shrU: binary<'v128', 'v128', 'i32'>('v128', ...simd(205)),
  add: binary<'v128', 'v128'>('v128', ...simd(206)),
  /** Full 64-bit products of the two low (high) unsigned 32-bit lanes. */
  extmulLowU: binary<'v128', 'v128'>('v128', ...simd(222)),
  extmulHighU: binary<'v128', 'v128'>('v128', ...simd(223)),
};
