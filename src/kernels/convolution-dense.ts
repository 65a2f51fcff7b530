/**
 * Convolution by kernels of 3 × 3 of which all weights exist, `[output][input][tap]`, over planes (planes.ts): registers hold
 * four channels by some pixels, so that what a tap sees is loaded once for four multiply-adds. The sums of the forward product
 * and of the weights' gradients come to the bits of convolution.ts over full lists.
 */

import { type Body, i32, v128 } from '../wasm/index.ts';
import { type Address, type Arithmetic, type Kernel, kernel, multiplyAdd } from './kernel.ts';
import {
  emitPixels,
  innerOf,
  keyOf,
  type Plane,
  planeOf,
  rowOf,
  TAPS,
  tapOf,
  walkPixels,
} from './planes.ts';

const round = Math.fround;

/** Vectors of pixels by four channels that the registers hold. */
const atOnce = (body: Body): number => (body.packed ? 4 : 2);

export interface DenseConvolution {
  readonly plane: Plane;
  readonly arithmetic: Arithmetic;
}

/** A product of planes: `Y[c] = start + Σ` over source channels and taps of weight × X shifted to the tap. */
interface Product extends DenseConvolution {
  /** Channels that are summed into, and those that are summed over. */
  readonly targets: Address;
  readonly sources: Address;
  readonly source: Address;
  readonly target: Address;
  /** Of the first target: a bias to start from, absent: 0. */
  readonly bias?: Address;
  readonly weight: Address;
  /** Bytes between the weights of neighbouring targets and of neighbouring sources. */
  readonly perTarget: Address | number;
  readonly perSource: Address | number;
  /** Bytes from the pixel up left to what a tap sees. */
  readonly tap: (tap: number) => number;
}

/** Emits a product, four targets at a time and then one by one. */
function emitProduct(body: Body, product: Product): void {
  const { plane, targets, target } = product;
  const size = 4 * planeOf(plane);
  const sums = Array.from({ length: 4 }, () =>
    Array.from({ length: atOnce(body) }, () => body.local('v128')),
  );
  const values = Array.from({ length: atOnce(body) }, () => body.local('v128'));
  const splat = body.local('v128');
  const [pixel, to, left, bias, first, from, end] = Array.from({ length: 7 }, () =>
    body.local('i32'),
  );
  const cursors = Array.from({ length: 4 }, () => body.local('i32'));
  const madd = multiplyAdd(product.arithmetic);
  const bytes = (value: Address | number) => (typeof value === 'number' ? i32.const(value) : value);
  emitPixels(body, plane, atOnce(body), (at, vectors) => {
    const block = (rows: number): void => {
      const some = sums.slice(0, rows).map((row) => row.slice(0, vectors));
      for (const [r, row] of some.entries())
        for (const sum of row)
          body.set(sum, product.bias === undefined ? v128.zero : v128.load32Splat(bias, 4 * r));
      for (const [r, cursor] of cursors.slice(0, rows).entries())
        body.set(cursor, r === 0 ? first : i32.add(cursors[r - 1], bytes(product.perTarget)));
      body.set(from, pixel);
      body.set(end, i32.add(pixel, i32.mul(product.sources, i32.const(size))));
      body.while(i32.ltU(from, end), () => {
        for (let tap = 0; tap < TAPS; tap++) {
          for (const [q, value] of values.slice(0, vectors).entries())
            body.set(value, v128.load(from, product.tap(tap) + 16 * q));
          for (const [r, row] of some.entries()) {
            body.set(splat, v128.load32Splat(cursors[r], 4 * tap));
            for (const [q, sum] of row.entries()) body.set(sum, madd(splat, values[q], sum));
          }
        }
        for (const cursor of cursors.slice(0, rows)) body.advance(cursor, bytes(product.perSource));
        body.advance(from, size);
      });
      for (const [r, row] of some.entries())
        for (const [q, sum] of row.entries())
          body.storeV128(to, sum, r * size + 4 * innerOf(plane) + 16 * q);
      body.advance(to, rows * size);
      body.advance(bias, 4 * rows);
      body.set(first, i32.add(cursors[rows - 1], bytes(product.perTarget)));
      // The cursors have gone over all sources: back to the first.
      const back = i32.mul(product.sources, bytes(product.perSource));
      body.set(first, i32.sub(first, back));
      body.advance(left, -rows);
    };
    body.set(pixel, i32.add(product.source, at));
    body.set(to, i32.add(target, at));
    body.set(left, targets);
    body.set(first, product.weight);
    if (product.bias !== undefined) body.set(bias, product.bias);
    body.while(i32.geU(left, i32.const(4)), () => block(4));
    body.while(left, () => block(1));
  });
}

/** `Y[o] = bias[o] + Σ_i Σ_tap w[o][i][tap] · X[i] shifted to the tap`, in that order. */
export function convolveDense({ plane, arithmetic }: DenseConvolution): Kernel {
  const [size, inner] = [planeOf(plane), innerOf(plane)];
  return kernel(
    `convolveDense.${keyOf(plane)}.${arithmetic}`,
    ['inputs', 'outputs', 'weight', 'bias', 'input', 'output'],
    (body, inputs, outputs, weight, bias, input, output) => {
      const perTarget = body.local('i32', i32.mul(inputs, i32.const(4 * TAPS)));
      emitProduct(body, {
        ...{ plane, arithmetic, targets: outputs, sources: inputs, source: input, target: output },
        ...{ bias, weight, perTarget, perSource: 4 * TAPS },
        tap: (tap) => 4 * tapOf(plane, tap),
      });
    },
    ({ f32: m }, inputs, outputs, weight, bias, input, output) => {
      for (let o = 0; o < outputs; o++)
        walkPixels(plane, (at) => {
          let sum = m[bias / 4 + o];
          for (let k = 0; k < inputs * TAPS; k++) {
            const seen = Math.floor(k / TAPS) * size + tapOf(plane, k % TAPS) + at;
            sum = round(round(m[weight / 4 + o * inputs * TAPS + k] * m[input / 4 + seen]) + sum);
          }
          m[output / 4 + o * size + inner + at] = sum;
        });
    },
  );
}

/**
 * The errors of the inputs: `E[i] = Σ_o Σ_tap w[o][i][tap] · D[o] shifted against the tap`, in that order. The borders of D
 * must be 0.
 */
export function convolveDenseBelow({ plane, arithmetic }: DenseConvolution): Kernel {
  const [size, inner] = [planeOf(plane), innerOf(plane)];
  return kernel(
    `convolveDenseBelow.${keyOf(plane)}.${arithmetic}`,
    ['inputs', 'outputs', 'weight', 'delta', 'below'],
    (body, inputs, outputs, weight, delta, below) => {
      const perSource = body.local('i32', i32.mul(inputs, i32.const(4 * TAPS)));
      emitProduct(body, {
        ...{ plane, arithmetic, targets: inputs, sources: outputs, source: delta, target: below },
        ...{ weight, perTarget: 4 * TAPS, perSource },
        tap: (tap) => 4 * tapOf(plane, TAPS - 1 - tap),
      });
    },
    ({ f32: m }, inputs, outputs, weight, delta, below) => {
      for (let i = 0; i < inputs; i++)
        walkPixels(plane, (at) => {
          let sum = 0;
          for (let o = 0; o < outputs; o++)
            for (let tap = 0; tap < TAPS; tap++) {
              const w = m[weight / 4 + (o * inputs + i) * TAPS + tap];
              const error = m[delta / 4 + o * size + tapOf(plane, TAPS - 1 - tap) + at];
              sum = round(round(w * error) + sum);
            }
          m[below / 4 + i * size + inner + at] = sum;
        });
    },
  );
}

/** Bytes of one channel's pixels that are handled together: with those of its partner and their sums they stay near. */
const NEAR = 8192;

/**
 * What the tap of every weight has seen times the error, added to the weights' sums: for `convolveSums`, in its order. Nine
 * weights of an input and an output channel are one walk over their pixels.
 */
export function convolveDenseGradient({ plane, arithmetic }: DenseConvolution): Kernel {
  const strands = plane.width >= 8 ? 2 : 1;
  const [size, line, inner] = [planeOf, rowOf, innerOf].map((of) => 4 * of(plane));
  const across = 4 * plane.columns * plane.width;
  const rows = Math.max(1, Math.floor(NEAR / across));
  return kernel(
    `convolveDenseGradient.${keyOf(plane)}.${arithmetic}`,
    ['inputs', 'outputs', 'delta', 'input', 'sums'],
    (body, inputs, outputs, delta, input, sums) => {
      const madd = multiplyAdd(arithmetic);
      const dots = Array.from({ length: TAPS }, () =>
        Array.from({ length: strands }, () => body.local('v128')),
      );
      const errors = Array.from({ length: strands }, () => body.local('v128'));
      const [first, last, output, outputEnd, channel, channelEnd] = Array.from({ length: 6 }, () =>
        body.local('i32'),
      );
      const [slot, row, seen, own, ownEnd] = Array.from({ length: 5 }, () => body.local('i32'));
      const each = (visit: (dot: (typeof dots)[0][0], offset: number) => void): void => {
        for (const [tap, pair] of dots.entries())
          for (const [s, dot] of pair.entries()) visit(dot, 16 * (strands * tap + s));
      };
      body.set(outputEnd, i32.add(delta, i32.mul(outputs, i32.const(size))));
      body.set(channelEnd, i32.add(input, i32.mul(inputs, i32.const(size))));
      body.set(first, i32.const(0));
      body.while(i32.ltU(first, i32.const(plane.rows * line)), () => {
        body.set(last, i32.add(first, i32.const(rows * line)));
        body.if(i32.gtU(last, i32.const(plane.rows * line)), () =>
          body.set(last, i32.const(plane.rows * line)),
        );
        body.set(slot, sums);
        body.set(output, delta);
        body.while(i32.ltU(output, outputEnd), () => {
          body.set(channel, input);
          body.while(i32.ltU(channel, channelEnd), () => {
            each((dot, offset) => body.set(dot, v128.load(slot, offset)));
            body.set(row, first);
            body.while(i32.ltU(row, last), () => {
              body.set(seen, i32.add(channel, row));
              body.set(own, i32.add(output, row));
              body.set(ownEnd, i32.add(own, i32.const(across)));
              body.while(i32.ltU(own, ownEnd), () => {
                for (const [s, error] of errors.entries())
                  body.set(error, v128.load(own, inner + 16 * s));
                for (const [tap, pair] of dots.entries())
                  for (const [s, dot] of pair.entries()) {
                    const value = v128.load(seen, 4 * tapOf(plane, tap) + 16 * s);
                    body.set(dot, madd(errors[s], value, dot));
                  }
                body.advance(own, 16 * strands);
                body.advance(seen, 16 * strands);
              });
              body.advance(row, line);
            });
            each((dot, offset) => body.storeV128(slot, dot, offset));
            body.advance(slot, 16 * strands * TAPS);
            body.advance(channel, size);
          });
          body.advance(output, size);
        });
        body.set(first, last);
      });
    },
    ({ f32: m }, inputs, outputs, delta, input, sums) => {
      for (let o = 0; o < outputs; o++)
        for (let k = 0; k < inputs * TAPS; k++) {
          const to = sums / 4 + (o * inputs * TAPS + k) * 4 * strands;
          const from = (input + Math.floor(k / TAPS) * size) / 4 + tapOf(plane, k % TAPS);
          walkPixels(plane, (at) => {
            const dot = to + ((at % (line / 4)) % (4 * strands));
            m[dot] = round(m[(delta + o * size + inner) / 4 + at] * m[from + at]) + m[dot];
          });
        }
    },
  );
}
