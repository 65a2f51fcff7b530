/**
 * Images in tiles: planes of pixels with a border of zeros, `X[channel][row][column][example]`, so that a tap of a 3 × 3
 * kernel is a constant distance, and a row of pixels is one run of singles for all examples of the tile.
 *
 * Here: their geometry, the walk over their pixels, and the passes between them that need no kernel of weights.
 */

import { type Body, f32, f32x4, i32, v128 } from '../wasm/index.ts';
import {
  type Address,
  type Kernel,
  kernel,
  type Mode,
  sumLanes,
  sumLanesTwin,
  type TileWidth,
} from './kernel.ts';

/** Pixels of an image without its border, and examples of a tile: 4 or more. */
export interface Plane {
  readonly rows: number;
  readonly columns: number;
  readonly width: TileWidth;
}

/** Taps of a kernel of 3 × 3. */
export const TAPS = 9;

/** Singles from a pixel to the next row, and of a whole plane, borders included. */
export const rowOf = ({ columns, width }: Plane): number => (columns + 2) * width;
export const planeOf = (plane: Plane): number => (plane.rows + 2) * rowOf(plane);

/** Singles from the corner of a plane to its first pixel. */
export const innerOf = (plane: Plane): number => rowOf(plane) + plane.width;

/** Singles from the pixel up left of a pixel to what tap `tap` = 3·row + column sees. */
export const tapOf = (plane: Plane, tap: number): number =>
  Math.floor(tap / 3) * rowOf(plane) + (tap % 3) * plane.width;

/** Key of a plane in kernels' names. */
export const keyOf = ({ rows, columns, width }: Plane): string => `${rows}x${columns}x${width}`;

/** Vectors of a row of pixels. */
const vectorsOf = ({ columns, width }: Plane): number => (columns * width) / 4;

/**
 * Emits a walk over all pixels, rows in their order: `visit` gets the distance in bytes from the corner of a plane to the
 * pixel up left of the first one, and a number of vectors to handle from there on, `most` where there are as many.
 */
export function emitPixels(
  body: Body,
  plane: Plane,
  most: number,
  visit: (at: Address, vectors: number) => void,
): void {
  const line = body.local('i32', i32.const(0));
  const at = body.local('i32');
  const end = body.local('i32');
  body.while(i32.ltU(line, i32.const(4 * plane.rows * rowOf(plane))), () => {
    body.set(at, line);
    let left = vectorsOf(plane);
    for (let vectors = most; vectors >= 1; vectors /= 2) {
      const count = Math.floor(left / vectors);
      left -= count * vectors;
      if (count === 0) continue;
      body.set(end, i32.add(at, i32.const(16 * vectors * count)));
      body.while(i32.ltU(at, end), () => {
        visit(at, vectors);
        body.advance(at, 16 * vectors);
      });
    }
    body.advance(line, 4 * rowOf(plane));
  });
}

/** The twins' walk: calls `visit` with the distance in singles from the corner to the pixel up left of each, by example. */
export function walkPixels(plane: Plane, visit: (at: number) => void): void {
  for (let row = 0; row < plane.rows; row++)
    for (let k = 0; k < plane.columns * plane.width; k++) visit(row * rowOf(plane) + k);
}

/** The twins' walk over runs of pixels as `emitPixels` hands them out: distance in singles, and singles of the run. */
export function walkRuns(
  plane: Plane,
  most: number,
  visit: (at: number, singles: number) => void,
): void {
  for (let row = 0; row < plane.rows; row++) {
    let at = row * rowOf(plane);
    const end = at + plane.columns * plane.width;
    for (let vectors = most; vectors >= 1; vectors /= 2)
      for (; at + 4 * vectors <= end; at += 4 * vectors) visit(at, 4 * vectors);
  }
}

/** Copies images without a border, `[channel][row][column][example]`, into planes, whose borders stay as they are. */
export function frame(plane: Plane): Kernel {
  const inner = innerOf(plane);
  return kernel(
    `frame.${keyOf(plane)}`,
    ['channels', 'source', 'target'],
    (body, channels, source, target) => {
      const from = body.local('i32', source);
      const to = body.local('i32', target);
      const channel = body.local('i32', i32.const(0));
      body.while(i32.ltU(channel, channels), () => {
        emitPixels(body, plane, 8, (at, vectors) => {
          const pixel = i32.add(to, at);
          for (let q = 0; q < vectors; q++)
            body.storeV128(pixel, v128.load(from, 16 * q), 4 * inner + 16 * q);
          body.advance(from, 16 * vectors);
        });
        body.advance(to, 4 * planeOf(plane));
        body.advance(channel, 1);
      });
    },
    ({ f32: m }, channels, source, target) => {
      let from = source / 4;
      for (let channel = 0; channel < channels; channel++) {
        const to = target / 4 + channel * planeOf(plane) + inner;
        walkPixels(plane, (at) => {
          m[to + at] = m[from];
          from += 1;
        });
      }
    },
  );
}

/** `g[c] = Σ` over pixels and examples of `X[c]`: the gradient of a channel's bias. Four lanes in the order of the pixels. */
export function planeSum(plane: Plane, mode: Mode): Kernel {
  const inner = innerOf(plane);
  return kernel(
    `planeSum.${keyOf(plane)}.${mode}`,
    ['channels', 'source', 'gradient'],
    (body, channels, source, gradient) => {
      const from = body.local('i32', source);
      const to = body.local('i32', gradient);
      const end = body.local('i32', i32.add(gradient, i32.shl(channels, i32.const(2))));
      const lanes = body.local('v128');
      body.while(i32.ltU(to, end), () => {
        body.set(lanes, v128.zero);
        emitPixels(body, plane, 8, (at, vectors) => {
          const pixel = i32.add(from, at);
          for (let q = 0; q < vectors; q++)
            body.set(lanes, f32x4.add(lanes, v128.load(pixel, 4 * inner + 16 * q)));
        });
        const sum = f32x4.extract(sumLanes(body, lanes), 0);
        body.storeF32(to, mode === 'store' ? sum : f32.add(f32.load(to), sum));
        body.advance(from, 4 * planeOf(plane));
        body.advance(to, 4);
      });
    },
    ({ f32: m }, channels, source, gradient) => {
      const lanes = new Float32Array(4);
      for (let channel = 0; channel < channels; channel++) {
        const from = source / 4 + channel * planeOf(plane) + inner;
        lanes.fill(0);
        walkPixels(plane, (at) => {
          lanes[at % 4] += m[from + at];
        });
        const at = gradient / 4 + channel;
        m[at] = mode === 'store' ? sumLanesTwin(lanes) : m[at] + sumLanesTwin(lanes);
      }
    },
  );
}
