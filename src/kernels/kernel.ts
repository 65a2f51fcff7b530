/**
 * What a kernel is: emitted WebAssembly and a slow, obvious twin that does the same to the same memory.
 *
 * All arguments are 32-bit integers: byte addresses and counts. Activations lie in *tiles*,
 * `X[unit][example]` with `width` examples contiguous, so that one list entry touches whole cache lines.
 */

import {
  type Body,
  type Expression,
  emitFunction,
  f32,
  f32x4,
  i32,
  i32x4,
  type Local,
  shuffle32,
  v128,
} from '../wasm/index.ts';

/** `strict`: the same bits on every machine. `fused`: multiply-adds round once where the processor can. */
export type Arithmetic = 'strict' | 'fused';

/** Examples per tile. 1 is the scalar path for online learning. */
export type TileWidth = 1 | 4 | 8 | 16 | 32;
export const TILE_WIDTHS: readonly TileWidth[] = [1, 4, 8, 16, 32];

/** Width of the indices of a list; `none`: the list holds every unit of the other side (a dense layer). */
export type IndexWidth = 'u16' | 'u32' | 'none';

/** Whether a gradient kernel writes its sums or adds them to what is there. */
export type Mode = 'store' | 'accumulate';

/** The memory as the twins see it: element views over one buffer. */
export interface Views {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

/** All views of a buffer. */
export const viewsOf = (buffer: ArrayBuffer): Views => ({
  u8: new Uint8Array(buffer),
  u16: new Uint16Array(buffer),
  i32: new Int32Array(buffer),
  u32: new Uint32Array(buffer),
  f32: new Float32Array(buffer),
  f64: new Float64Array(buffer),
});

export type Address = Local<'i32'>;
export type V = Expression<'v128'>;

export interface Kernel {
  /** Names the family and every choice in it; equal keys mean equal bytes. */
  readonly key: string;
  /** Meaning of the arguments, in order. */
  readonly parameters: readonly string[];
  /** `packed`: for an engine that takes pairs of vectors for one of 256 bits. The results are the same. */
  readonly emit: (packed?: boolean) => ReturnType<typeof emitFunction>;
  readonly twin: (memory: Views, ...args: number[]) => void;
}

/** Bundles a kernel's name, arguments, emitter and twin. */
export function kernel(
  key: string,
  parameters: readonly string[],
  write: (body: Body, ...parameters: Address[]) => void,
  twin: Kernel['twin'],
): Kernel {
  const emit: Kernel['emit'] = (packed) => emitFunction(key, parameters.length, write, packed);
  return { key, parameters, emit, twin };
}

/** Vectors of four lanes in a tile of this width (the scalar path counts as one). */
export const vectorsOf = (width: TileWidth): number => Math.max(1, width / 4);

/** Bytes of one unit's row in a tile. */
export const strideOf = (width: TileWidth): number => 4 * width;

/** `a·b + c` in the asked arithmetic. */
export const multiplyAdd =
  (arithmetic: Arithmetic) =>
  (a: V, b: V, c: V): V =>
    arithmetic === 'fused' ? f32x4.relaxedMadd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);

/** Address of the row of unit `index` in a tile at `base`. */
export function rowAddress(
  base: Expression<'i32'>,
  index: Expression<'i32'>,
  width: TileWidth,
): Expression<'i32'> {
  return i32.add(base, i32.shl(index, i32.const(Math.log2(strideOf(width)))));
}

/** Sum of four lanes as `(x0 + x2) + (x1 + x3)`, in every lane 0 of the result. */
export function sumLanes(body: Body, x: V): V {
  const half = body.local('v128');
  body.set(half, x);
  body.set(half, f32x4.add(half, shuffle32(half, half, [2, 3, 0, 1])));
  return f32x4.add(half, shuffle32(half, half, [1, 0, 3, 2]));
}

/**
 * A vector whose first lanes are the lane sums of 1, 2 or 4 vectors, each as `(x0 + x2) + (x1 + x3)`: several together are
 * reduced while they are transposed.
 */
function laneSums(body: Body, x: readonly V[]): V {
  const pair = (a: V, b: V): V =>
    f32x4.add(shuffle32(a, b, [0, 4, 1, 5]), shuffle32(a, b, [2, 6, 3, 7]));
  if (x.length === 1) return sumLanes(body, x[0]);
  const first = body.local('v128', pair(x[0], x[1]));
  if (x.length === 2) return f32x4.add(first, shuffle32(first, first, [2, 3, 0, 1]));
  const second = body.local('v128', pair(x[2], x[3]));
  return f32x4.add(shuffle32(first, second, [0, 1, 4, 5]), shuffle32(first, second, [2, 3, 6, 7]));
}

/**
 * Sums of a dot product that are apart until the end: even and odd vectors in the widest tile. In narrower ones the four
 * further additions for every four connections would cost a tenth of the time where nothing is packed.
 */
const strandsOf = (vectors: number): number => (vectors === 8 ? 2 : 1);

/** Where the dot products of a group of connections go. */
interface Dots {
  /** Vectors of a row. */
  readonly vectors: number;
  /** 1, 2 or 4 connections. */
  readonly count: number;
  readonly target: Address;
  readonly mode: Mode;
  /** Sums under way, for at least as many connections: of even and of odd vectors. */
  readonly sums: readonly (readonly Local<'v128'>[])[];
  /** Adds vector q to the dot products; they start with it where `fresh`. */
  readonly visit: (q: number, sums: readonly Local<'v128'>[], fresh: boolean) => void;
}

/**
 * Dot products of the tiles of some connections with another row, written side by side from `target` on.
 *
 * The even vectors of a row add up in one vector, the odd ones in another, each in their order; the lane sums of the two are
 * added. So a processor that takes two neighbouring vectors for one of 256 bits comes to the same bits. The even vectors all
 * go first: fewer sums are under way at a time. V8 looks for pairs from stores and from additions of integers on: where it
 * packs, such an addition of even and odd is stored first, and written over at once.
 */
export function storeDots(body: Body, { vectors, count, target, mode, sums, visit }: Dots): void {
  const strands = strandsOf(vectors);
  const [even, odd] = Array.from({ length: strands }, (_, first) => {
    for (let q = first; q < vectors; q += strands) visit(q, sums[first], q === first);
    return body.local('v128', laneSums(body, sums[first].slice(0, count)));
  });
  const accumulate = mode === 'accumulate';
  if (count === 4) {
    const before = body.local('v128', ...(accumulate ? [v128.load(target)] : []));
    if (odd !== undefined) {
      if (body.packed) body.storeV128(target, i32x4.add(even, odd));
      body.set(even, f32x4.add(even, odd));
    }
    body.storeV128(target, accumulate ? f32x4.add(before, even) : even);
    return;
  }
  const before = Array.from({ length: accumulate ? count : 0 }, (_, k) =>
    body.local('f32', f32.load(target, 4 * k)),
  );
  if (odd !== undefined) {
    if (body.packed) body.storeLane0(target, i32x4.add(even, odd));
    body.set(even, f32x4.add(even, odd));
  }
  for (let k = 0; k < count; k++) {
    const sum = f32x4.extract(even, k);
    body.storeF32(target, accumulate ? f32.add(before[k], sum) : sum, 4 * k);
  }
}

/** Sum of 1, 2 or 4 values as `(a + b) + (c + d)`. */
export function sumPairwise<T>(values: readonly T[], add: (a: T, b: T) => T): T {
  if (values.length === 1) return values[0];
  const half = values.length / 2;
  return add(sumPairwise(values.slice(0, half), add), sumPairwise(values.slice(half), add));
}

const round = Math.fround;

/** The twins' sum of four lanes, in the order of `sumLanes`. */
export function sumLanesTwin(x: ArrayLike<number>): number {
  return round(round(x[0] + x[2]) + round(x[1] + x[3]));
}

/** The twins' dot product of two rows of `width` examples, in the order of `storeDots`. */
export function dotTwin(m: Float32Array, own: number, other: number, width: TileWidth): number {
  if (width === 1) return round(m[own] * m[other]);
  const lanes = 4 * strandsOf(width / 4);
  const sums = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let b = 0; b < width; b++) {
    const product = round(m[own + b] * m[other + b]);
    sums[b % lanes] = b < lanes ? product : round(sums[b % lanes] + product);
  }
  const [even, odd] = [sums.slice(0, 4), sums.slice(4)].map(sumLanesTwin);
  return lanes === 4 ? even : round(even + odd);
}

/** Zero for magnitudes below this: WebAssembly cannot flush denormals, and they run 75–140 times slower. */
export const TINY = 1e-30;

/** All bits of a single but its sign. */
const MAGNITUDE = 0x7fffffff;

/** Makes 0 of |x| < TINY and leaves the rest. To be made before a loop, so that its constants stay in registers. */
export function flusher(body: Body): (x: V) => V {
  const tiny = body.local('v128', f32x4.const(TINY));
  const magnitude = body.local('v128', i32x4.const(MAGNITUDE, MAGNITUDE, MAGNITUDE, MAGNITUDE));
  return (x) => {
    const value = body.local('v128', x);
    return v128.andNot(value, f32x4.lt(v128.and(value, magnitude), tiny));
  };
}

/** `x`, or 0 where |x| < TINY. */
export const flush = (body: Body, x: V): V => flusher(body)(x);

/** TINY as a single: what the emitted code compares with. */
const TINY_SINGLE = round(TINY);

export const flushTwin = (x: number): number => (Math.abs(x) < TINY_SINGLE ? 0 : x);

/** Bytes of so many words. */
export const words = (count: Expression<'i32'>): Expression<'i32'> => i32.shl(count, i32.const(2));

/** Emits zeros, a multiple of four words. */
export function emitClear(body: Body, from: Address, count: number): void {
  const at = body.local('i32', from);
  const end = body.local('i32', i32.add(from, i32.const(4 * count)));
  body.while(i32.ltU(at, end), () => {
    body.storeV128(at, v128.zero);
    body.advance(at, 16);
  });
}
