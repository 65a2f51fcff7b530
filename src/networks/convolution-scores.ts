/** What a step has left of convolutions, read: what a layer sees, and gradients that its connections would have. */

import { innerOf, type Plane, planeOf, rowOf } from '../kernels/index.ts';
import type { ConvolutionBuffers, ConvolutionParts } from './convolution-calls.ts';

/** What layer `k` sees: activities of the layer below, or the examples, within borders. */
export function seenBy({ layers }: ConvolutionParts, own: ConvolutionBuffers, k: number): number {
  if (k === 0) return own.framed;
  const { activity, pooled } = own.layers[k - 1];
  return layers[k - 1].pooled ? pooled : activity;
}

/** Calls `visit` for all pixels and examples of a layer: distances in singles from the pixel up left of the first. */
function eachPixel(plane: Plane, visit: (at: number) => void): void {
  const [line, across] = [rowOf(plane), plane.columns * plane.width];
  for (let row = 0; row < plane.rows; row++)
    for (let at = row * line; at < row * line + across; at++) visit(at);
}

/** Where the pixels that a tap sees begin, and those of an output channel's errors, as numbers of singles. */
function places(parts: ConvolutionParts, own: ConvolutionBuffers, k: number) {
  const { plane, offsets } = parts.layers[k];
  const { u32 } = parts.engine.memory.views();
  const [seen, { delta }] = [seenBy(parts, own, k), own.layers[k]];
  return {
    tap: (tap: number): number => (seen + u32[offsets / 4 + tap]) / 4,
    output: (output: number): number => delta / 4 + output * planeOf(plane) + innerOf(plane),
  };
}

/** Σ over tiles, pixels and examples of what the tap sees times the error. */
export function scoresOf(
  parts: ConvolutionParts,
  tiles: readonly ConvolutionBuffers[],
  k: number,
  list: Uint32Array,
  other: Uint32Array,
): Float32Array {
  const { plane } = parts.layers[k];
  const { f32 } = parts.engine.memory.views();
  return Float32Array.from(list, (output, c) => {
    let sum = 0;
    for (const own of tiles) {
      const at = places(parts, own, k);
      const [error, seen] = [at.output(output), at.tap(other[c])];
      eachPixel(plane, (pixel) => {
        sum += f32[error + pixel] * f32[seen + pixel];
      });
    }
    return sum;
  });
}

/** Σ over tiles, pixels and examples of |what a tap sees| and of |error|. */
export function strengthsOf(
  parts: ConvolutionParts,
  tiles: readonly ConvolutionBuffers[],
  k: number,
) {
  const { matrix, plane } = parts.layers[k];
  const { f32 } = parts.engine.memory.views();
  const sums = (count: number, side: 'tap' | 'output'): Float32Array =>
    Float32Array.from({ length: count }, (_, unit) => {
      let sum = 0;
      for (const own of tiles) {
        const from = places(parts, own, k)[side](unit);
        eachPixel(plane, (pixel) => {
          sum += Math.abs(f32[from + pixel]);
        });
      }
      return sum;
    });
  return { senders: sums(matrix.inputs, 'tap'), receivers: sums(matrix.outputs, 'output') };
}
