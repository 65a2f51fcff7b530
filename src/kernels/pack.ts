/**
 * Copies the examples of one tile from row-major storage into `X[feature][example]`, scaled.
 *
 * Row number 0xFFFFFFFF is padding: the example is all zeros (and the loss gives it no gradient). Denormal inputs become 0.
 */

import { type Expression, f32, f32x4, i32, v128 } from '../wasm/index.ts';
import {
  flusher,
  flushTwin,
  type Kernel,
  kernel,
  rowAddress,
  strideOf,
  type TileWidth,
} from './kernel.ts';

/** The row number that means "no example". */
export const NO_EXAMPLE = 0xffffffff;

/** Numbers per stored example value: 8-bit unsigned or single precision. */
export type Storage = 'u8' | 'f32';

/**
 * `X[f][b] = (data[rows[b]][f] − shift[f]) · scale[f]`. Arguments: `rows` (u32 per example of the tile), `data`,
 * `features`, `shift`, `scale` (f32 per feature), `target`. Data of type u8 must be readable 3 bytes past its end.
 */
export function pack(width: TileWidth, storage: Storage): Kernel {
  const lanes = Math.min(4, width);
  const bytes = storage === 'u8' ? 1 : 4;
  const element = (at: Expression<'i32'>) =>
    storage === 'u8' ? f32.fromU32(i32.load8(at)) : f32.load(at);
  return kernel(
    `pack.${width}.${storage}`,
    ['rows', 'data', 'features', 'shift', 'scale', 'target'],
    (body, rows, data, features, shift, scale, target) => {
      const sources = Array.from({ length: lanes }, () => body.local('i32'));
      const present = Array.from({ length: lanes }, () => body.local('i32'));
      const [at, end, feature] = [body.local('i32'), body.local('i32'), body.local('i32')];
      const values = body.local('v128');
      const flush = flusher(body);
      for (let part = 0; part < width / lanes; part++) {
        const mask = body.local('v128', v128.zero);
        for (let b = 0; b < lanes; b++) {
          const row = i32.load(rows, 4 * (part * lanes + b));
          body.set(present[b], i32.ne(row, i32.const(-1)));
          body.set(sources[b], data);
          body.if(present[b], () => {
            body.set(sources[b], i32.add(data, i32.mul(row, i32.mul(features, i32.const(bytes)))));
            body.set(mask, f32x4.replace(mask, b, f32.const(1)));
          });
        }
        body.set(mask, f32x4.gt(mask, v128.zero));
        body.set(feature, i32.const(0));
        body.set(at, i32.add(target, i32.const(16 * part)));
        body.set(end, i32.add(at, i32.sub(rowAddress(target, features, width), target)));
        body.while(i32.ltU(at, end), () => {
          body.set(values, f32x4.splat(element(sources[0])));
          for (let b = 1; b < lanes; b++)
            body.set(values, f32x4.replace(values, b, element(sources[b])));
          const centred = f32x4.sub(values, v128.load32Splat(i32.add(shift, feature)));
          const scaled = v128.and(
            flush(f32x4.mul(centred, v128.load32Splat(i32.add(scale, feature)))),
            mask,
          );
          if (width === 1) body.storeLane0(at, scaled);
          else body.storeV128(at, scaled);
          for (const source of sources) body.advance(source, bytes);
          body.advance(feature, 4);
          body.advance(at, strideOf(width));
        });
      }
    },
    (memory, rows, data, features, shift, scale, target) => {
      const { f32: m, u8, u32 } = memory;
      for (let b = 0; b < width; b++) {
        const row = u32[rows / 4 + b];
        for (let f = 0; f < features; f++) {
          const stored =
            row === NO_EXAMPLE
              ? 0
              : storage === 'u8'
                ? u8[data + row * features + f]
                : m[data / 4 + row * features + f];
          const value = Math.fround(Math.fround(stored - m[shift / 4 + f]) * m[scale / 4 + f]);
          m[target / 4 + f * width + b] = row === NO_EXAMPLE ? 0 : flushTwin(value);
        }
      }
    },
  );
}
