/**
 * Largest of 2 × 2 pixels, over planes (planes.ts). Of an odd number of rows or columns the last is left out. The error goes
 * to the first of equal ones, in the order of rows and columns, as in PyTorch.
 */

import { f32x4, i32, v128 } from '../wasm/index.ts';
import { type Kernel, kernel, type V, vectorsOf } from './kernel.ts';
import { innerOf, keyOf, type Plane, planeOf, rowOf } from './planes.ts';

export interface Pooling {
  /** What is pooled. */
  readonly plane: Plane;
  /** Whether the pooled planes have a border. */
  readonly framed: boolean;
}

/** The pooled plane. */
export const pooledOf = ({ rows, columns, width }: Plane): Plane => ({
  ...{ rows: Math.floor(rows / 2), columns: Math.floor(columns / 2), width },
});

/** Singles of a pooled plane, from one row to the next, and from its corner to the first pixel. */
function targetOf({ plane, framed }: Pooling): { size: number; row: number; inner: number } {
  const pooled = pooledOf(plane);
  if (framed) return { size: planeOf(pooled), row: rowOf(pooled), inner: innerOf(pooled) };
  const row = pooled.columns * pooled.width;
  return { size: pooled.rows * row, row, inner: 0 };
}

/** The four pixels in their order, as distances in singles. */
const four = (plane: Plane): number[] =>
  [0, plane.width, rowOf(plane), rowOf(plane) + plane.width].map((at) => innerOf(plane) + at);

/** Calls `visit` for every pooled pixel: distances in singles of the pixel and of the pooled one from their corners. */
function walkPooled(pooling: Pooling, visit: (from: number, to: number) => void): void {
  const { rows, columns, width } = pooledOf(pooling.plane);
  const { row: line, inner } = targetOf(pooling);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      visit(
        2 * row * rowOf(pooling.plane) + 2 * column * width,
        inner + row * line + column * width,
      );
}

type Cursor = Parameters<Parameters<typeof kernel>[2]>[1];

/** Emits the walk of `walkPooled` over all channels, with addresses in planes of both kinds. */
function emitPooled(
  body: Parameters<Parameters<typeof kernel>[2]>[0],
  pooling: Pooling,
  channels: Cursor,
  planes: readonly Cursor[],
  pooledPlanes: readonly Cursor[],
  visit: (planes: readonly Cursor[], pooled: readonly Cursor[]) => void,
): void {
  const { plane } = pooling;
  const { rows, columns, width } = pooledOf(plane);
  const { size, row: line, inner } = targetOf(pooling);
  const from = planes.map((at) => body.local('i32', at));
  const to = pooledPlanes.map((at) => body.local('i32', i32.add(at, i32.const(4 * inner))));
  const channel = body.local('i32', i32.const(0));
  const row = body.local('i32');
  const column = body.local('i32');
  const advance = (cursors: readonly Cursor[], singles: number): void => {
    if (singles !== 0) for (const cursor of cursors) body.advance(cursor, 4 * singles);
  };
  body.while(i32.ltU(channel, channels), () => {
    body.set(row, i32.const(0));
    body.while(i32.ltU(row, i32.const(rows)), () => {
      body.set(column, i32.const(0));
      body.while(i32.ltU(column, i32.const(columns)), () => {
        visit(from, to);
        advance(from, 2 * width);
        advance(to, width);
        body.advance(column, 1);
      });
      advance(from, 2 * rowOf(plane) - 2 * columns * width);
      advance(to, line - columns * width);
      body.advance(row, 1);
    });
    advance(from, planeOf(plane) - 2 * rows * rowOf(plane));
    advance(to, size - rows * line);
    body.advance(channel, 1);
  });
}

/** `Y = max` over four pixels. The borders of Y stay as they are. */
export function pool(pooling: Pooling): Kernel {
  const { plane, framed } = pooling;
  const places = four(plane);
  return kernel(
    `pool.${keyOf(plane)}${framed ? '.framed' : ''}`,
    ['channels', 'input', 'output'],
    (body, channels, input, output) => {
      const value = body.local('v128');
      emitPooled(body, pooling, channels, [input], [output], ([from], [to]) => {
        for (let q = 0; q < vectorsOf(plane.width); q++) {
          const [first, ...others] = places.map((at) => v128.load(from, 4 * at + 16 * q));
          body.set(value, first);
          for (const other of others) body.set(value, f32x4.pmax(value, other));
          body.storeV128(to, value, 16 * q);
        }
      });
    },
    ({ f32: m }, channels, input, output) => {
      const { size } = targetOf(pooling);
      for (let channel = 0; channel < channels; channel++)
        walkPooled(pooling, (from, to) => {
          for (let b = 0; b < plane.width; b++) {
            const pixel = input / 4 + channel * planeOf(plane) + from + b;
            const values = places.map((at) => m[pixel + at]);
            m[output / 4 + channel * size + to + b] = values.reduce((a, x) => (a < x ? x : a));
          }
        });
    },
  );
}

/** The errors of the pixels: that of the pooled one for the first that is as large, 0 for the others. */
export function poolBackward(pooling: Pooling): Kernel {
  const { plane, framed } = pooling;
  const places = four(plane);
  return kernel(
    `poolBackward.${keyOf(plane)}${framed ? '.framed' : ''}`,
    ['channels', 'input', 'output', 'outputDelta', 'inputDelta'],
    (body, channels, input, output, outputDelta, inputDelta) => {
      const [largest, error, taken, own] = Array.from({ length: 4 }, () => body.local('v128'));
      const [planes, pooled] = [
        [input, inputDelta],
        [output, outputDelta],
      ];
      emitPooled(body, pooling, channels, planes, pooled, ([from, below], [to, delta]) => {
        for (let q = 0; q < vectorsOf(plane.width); q++) {
          body.set(largest, v128.load(to, 16 * q));
          body.set(error, v128.load(delta, 16 * q));
          body.set(taken, v128.zero);
          for (const at of places) {
            const equal: V = f32x4.eq(v128.load(from, 4 * at + 16 * q), largest);
            body.set(own, v128.andNot(equal, taken));
            body.storeV128(below, v128.and(error, own), 4 * at + 16 * q);
            body.set(taken, v128.or(taken, own));
          }
        }
      });
    },
    ({ f32: m }, channels, input, output, outputDelta, inputDelta) => {
      const { size } = targetOf(pooling);
      for (let channel = 0; channel < channels; channel++)
        walkPooled(pooling, (from, to) => {
          for (let b = 0; b < plane.width; b++) {
            const pixel = channel * planeOf(plane) + from + b;
            const pooled = channel * size + to + b;
            const first = places.findIndex(
              (at) => m[input / 4 + pixel + at] === m[output / 4 + pooled],
            );
            for (const [k, at] of places.entries())
              m[inputDelta / 4 + pixel + at] = k === first ? m[outputDelta / 4 + pooled] : 0;
          }
        });
    },
  );
}
