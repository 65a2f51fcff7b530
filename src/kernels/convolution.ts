/**
 * Convolution by kernels of 3 × 3 of which only some weights exist, over planes (planes.ts): each weight is a connection from
 * a tap of an input channel to an output channel, number 9·channel + tap, and is applied at all pixels.
 *
 * Lists belong to the output channels. For some pixels at a time, as many as the registers hold, all lists are walked: what
 * the taps see stays near, and each connection is one load of a weight for a run of multiply-adds.
 */

import { type Body, f32, f32x4, i32, v128 } from '../wasm/index.ts';
import {
  type Address,
  type Arithmetic,
  type Kernel,
  kernel,
  type Mode,
  multiplyAdd,
  sumLanes,
  sumLanesTwin,
} from './kernel.ts';
import {
  emitPixels,
  innerOf,
  keyOf,
  type Plane,
  planeOf,
  TAPS,
  tapOf,
  walkPixels,
  walkRuns,
} from './planes.ts';

const round = Math.fround;

/** Vectors of pixels that are handled at once in the forward product. */
const atOnce = (body: Body): number => (body.packed ? 16 : 8);

/** And backward: the same for all, as what several taps add to one error is added in the order of these runs. */
const RUN = 16;

/** Sums of a weight's gradient that are apart until the end: of even and of odd vectors. */
const strandsOf = ({ width }: Plane): number => (width >= 8 ? 2 : 1);

/** Bytes in which the sums of one connection's gradient lie apart. */
export const sumBytes = (plane: Plane): number => 16 * strandsOf(plane);

export interface Convolution {
  readonly plane: Plane;
  readonly index: 'u16' | 'u32';
  readonly arithmetic: Arithmetic;
}

/** Bytes from the corner of the first plane to what each of the taps of so many channels sees: a table for the kernels. */
export const tapTable = (plane: Plane, channels: number): Uint32Array =>
  Uint32Array.from(
    { length: channels * TAPS },
    (_, k) => 4 * (Math.floor(k / TAPS) * planeOf(plane) + tapOf(plane, k % TAPS)),
  );

interface Lists {
  readonly start: Address;
  readonly index: Address;
  readonly weight: Address;
  readonly offsets: Address;
}

/**
 * Emits a walk over the lists of `outputs` channels and their connections: of each its weight's address and what is to be
 * added to the address of a pixel for what its tap sees.
 */
function emitConnections(
  body: Body,
  index: Convolution['index'],
  { start, index: indices, weight, offsets }: Lists,
  outputs: Address,
  each: {
    readonly begin: () => void;
    readonly connection: (weight: Address, offset: Address) => void;
    readonly end: () => void;
  },
): void {
  const bytes = index === 'u16' ? 2 : 4;
  const at = body.local('i32', start);
  const last = body.local('i32', i32.add(start, i32.shl(outputs, i32.const(2))));
  const own = body.local('i32', weight);
  const tap = body.local('i32', indices);
  const listEnd = body.local('i32');
  const offset = body.local('i32');
  body.while(i32.ltU(at, last), () => {
    each.begin();
    body.set(listEnd, i32.add(weight, i32.shl(i32.load(at, 4), i32.const(2))));
    body.while(i32.ltU(own, listEnd), () => {
      const number = index === 'u16' ? i32.load16(tap) : i32.load(tap);
      body.set(offset, i32.load(i32.add(offsets, i32.shl(number, i32.const(2)))));
      each.connection(own, offset);
      body.advance(own, 4);
      body.advance(tap, bytes);
    });
    each.end();
    body.advance(at, 4);
  });
}

/** The twins' walk over connections of the lists. */
function walkConnections(
  memory: { readonly u16: Uint16Array; readonly u32: Uint32Array },
  width: Convolution['index'],
  [start, index, offsets]: readonly [number, number, number],
  outputs: number,
  visit: (output: number, position: number, offset: number) => void,
): void {
  for (let output = 0; output < outputs; output++)
    for (let k = memory.u32[start / 4 + output]; k < memory.u32[start / 4 + output + 1]; k++) {
      const tap = width === 'u16' ? memory.u16[index / 2 + k] : memory.u32[index / 4 + k];
      visit(output, k, memory.u32[offsets / 4 + tap] / 4);
    }
}

/** `Y[o] = bias[o] + Σ_k w_k · X shifted to the tap of k`, connections in list order, one sum a pixel and example. */
export function convolve({ plane, index, arithmetic }: Convolution): Kernel {
  const [size, inner] = [4 * planeOf(plane), 4 * innerOf(plane)];
  return kernel(
    `convolve.${keyOf(plane)}.${index}.${arithmetic}`,
    ['outputs', 'start', 'index', 'weight', 'bias', 'offsets', 'input', 'output'],
    (body, outputs, start, indices, weight, bias, offsets, input, output) => {
      const madd = multiplyAdd(arithmetic);
      const sums = Array.from({ length: atOnce(body) }, () => body.local('v128'));
      const value = body.local('v128');
      const [pixel, target, own, row] = Array.from({ length: 4 }, () => body.local('i32'));
      emitPixels(body, plane, sums.length, (at, vectors) => {
        const some = sums.slice(0, vectors);
        body.set(pixel, i32.add(input, at));
        body.set(target, i32.add(output, at));
        body.set(own, bias);
        emitConnections(body, index, { start, index: indices, weight, offsets }, outputs, {
          begin() {
            body.set(value, v128.load32Splat(own));
            for (const sum of some) body.set(sum, value);
          },
          connection(place, offset) {
            body.set(row, i32.add(pixel, offset));
            body.set(value, v128.load32Splat(place));
            for (const [q, sum] of some.entries())
              body.set(sum, madd(value, v128.load(row, 16 * q), sum));
          },
          end() {
            for (const [q, sum] of some.entries()) body.storeV128(target, sum, inner + 16 * q);
            body.advance(target, size);
            body.advance(own, 4);
          },
        });
      });
    },
    (memory, outputs, start, indices, weight, bias, offsets, input, output) => {
      const { f32: m } = memory;
      for (let o = 0; o < outputs; o++)
        walkPixels(plane, (at) => {
          m[(output + o * size + inner) / 4 + at] = m[bias / 4 + o];
        });
      walkConnections(memory, index, [start, indices, offsets], outputs, (o, k, offset) => {
        walkPixels(plane, (at) => {
          const target = (output + o * size + inner) / 4 + at;
          m[target] = round(m[weight / 4 + k] * m[input / 4 + offset + at]) + m[target];
        });
      });
    },
  );
}

/**
 * Both gradients of a convolution, pixel by pixel: what every connection's tap has seen times the error, added to its
 * `sums`, which lie `sumBytes` apart (see `convolveSums`), and its weight times the error, added to the errors of the
 * inputs at `below`, unless the convolution is the `first`. The borders of `below` are written too; nothing reads them.
 */
export function convolveBackward(choice: Convolution & { readonly first: boolean }): Kernel {
  const { plane, index, arithmetic, first } = choice;
  const [size, inner] = [4 * planeOf(plane), 4 * innerOf(plane)];
  const strands = strandsOf(plane);
  return kernel(
    `convolveBackward.${keyOf(plane)}.${index}.${arithmetic}${first ? '.first' : ''}`,
    ['outputs', 'start', 'index', 'weight', 'offsets', 'delta', 'input', 'below', 'sums'],
    (body, outputs, start, indices, weight, offsets, delta, input, below, sums) => {
      const madd = multiplyAdd(arithmetic);
      const errors = Array.from({ length: RUN }, () => body.local('v128'));
      const value = body.local('v128');
      const dots = Array.from({ length: strands }, () => body.local('v128'));
      const added = [0, 1].map(() => body.local('v128'));
      const [seen, target, own, row, slot] = Array.from({ length: 5 }, () => body.local('i32'));
      emitPixels(body, plane, errors.length, (at, vectors) => {
        const some = errors.slice(0, vectors);
        body.set(seen, i32.add(input, at));
        body.set(target, i32.add(below, at));
        body.set(own, i32.add(delta, at));
        body.set(slot, sums);
        emitConnections(body, index, { start, index: indices, weight, offsets }, outputs, {
          begin() {
            for (const [q, error] of some.entries())
              body.set(error, v128.load(own, inner + 16 * q));
          },
          connection(place, offset) {
            body.set(row, i32.add(seen, offset));
            for (const [s, dot] of dots.entries()) body.set(dot, v128.load(slot, 16 * s));
            for (const [q, error] of some.entries()) {
              const dot = dots[q % strands];
              body.set(dot, madd(error, v128.load(row, 16 * q), dot));
            }
            for (const [s, dot] of [...dots.entries()].reverse()) body.storeV128(slot, dot, 16 * s);
            body.advance(slot, 16 * strands);
            if (first) return;
            body.set(row, i32.add(target, offset));
            body.set(value, v128.load32Splat(place));
            for (let q = 0; q < some.length; q += 2) {
              const pair = some.slice(q, q + 2);
              for (const [k, error] of pair.entries())
                body.set(added[k], madd(value, error, v128.load(row, 16 * (q + k))));
              for (const k of [...pair.keys()].reverse())
                body.storeV128(row, added[k], 16 * (q + k));
            }
          },
          end: () => body.advance(own, size),
        });
      });
    },
    (memory, outputs, start, indices, weight, offsets, delta, input, below, sums) => {
      const { f32: m } = memory;
      const lists = [start, indices, offsets] as const;
      walkRuns(plane, RUN, (from, singles) => {
        walkConnections(memory, index, lists, outputs, (o, k, offset) => {
          for (let at = from; at < from + singles; at++) {
            const error = m[(delta + o * size + inner) / 4 + at];
            const dot = (sums + k * 16 * strands) / 4 + ((at - from) % (4 * strands));
            m[dot] = round(error * m[input / 4 + offset + at]) + m[dot];
            if (first) continue;
            const target = below / 4 + offset + at;
            m[target] = round(m[weight / 4 + k] * error) + m[target];
          }
        });
      });
    },
  );
}

/** The gradients of `count` connections out of their sums, which are left at 0 for the next tile. */
export function convolveSums(plane: Plane, mode: Mode): Kernel {
  const strands = strandsOf(plane);
  return kernel(
    `convolveSums.${strands}.${mode}`,
    ['count', 'sums', 'gradient'],
    (body, count, sums, gradient) => {
      const from = body.local('i32', sums);
      const to = body.local('i32', gradient);
      const end = body.local('i32', i32.add(gradient, i32.shl(count, i32.const(2))));
      const lanes = body.local('v128');
      body.while(i32.ltU(to, end), () => {
        body.set(lanes, v128.load(from));
        if (strands === 2) body.set(lanes, f32x4.add(lanes, v128.load(from, 16)));
        const sum = f32x4.extract(sumLanes(body, lanes), 0);
        body.storeF32(to, mode === 'store' ? sum : f32.add(f32.load(to), sum));
        for (let s = 0; s < strands; s++) body.storeV128(from, v128.zero, 16 * s);
        body.advance(from, 16 * strands);
        body.advance(to, 4);
      });
    },
    ({ f32: m }, count, sums, gradient) => {
      for (let k = 0; k < count; k++) {
        const from = (sums + k * 16 * strands) / 4;
        const lanes = [0, 1, 2, 3].map((lane) =>
          strands === 2 ? round(m[from + lane] + m[from + 4 + lane]) : m[from + lane],
        );
        const at = gradient / 4 + k;
        m[at] = mode === 'store' ? sumLanesTwin(lanes) : m[at] + sumLanesTwin(lanes);
        m.fill(0, from, from + 4 * strands);
      }
    },
  );
}
