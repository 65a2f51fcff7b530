/** Per-unit passes over a tile: filling with biases, sums over the examples for the bias gradient, clearing and moving. */

import { f32, f32x4, i32, v128 } from '../wasm/index.ts';
import {
  type Kernel,
  kernel,
  type Mode,
  rowAddress,
  strideOf,
  sumLanes,
  sumLanesTwin,
  type TileWidth,
  vectorsOf,
} from './kernel.ts';

/** `X[i] = bias[i]` for every example: what a scatter product adds into. */
export function fill(width: TileWidth): Kernel {
  return kernel(
    `fill.${width}`,
    ['units', 'bias', 'target'],
    (body, units, bias, target) => {
      const end = body.local('i32', rowAddress(target, units, width));
      const from = body.local('i32', bias);
      const at = body.local('i32', target);
      const value = body.local('v128');
      body.while(i32.ltU(at, end), () => {
        body.set(value, v128.load32Splat(from));
        if (width === 1) body.storeLane0(at, value);
        else for (let q = 0; q < vectorsOf(width); q++) body.storeV128(at, value, 16 * q);
        body.advance(at, strideOf(width));
        body.advance(from, 4);
      });
    },
    ({ f32: m }, units, bias, target) => {
      for (let i = 0; i < units; i++) {
        m.fill(m[bias / 4 + i], target / 4 + i * width, target / 4 + (i + 1) * width);
      }
    },
  );
}

/** `g[i] = Σ_b X[i][b]`: the gradient of a bias. Lane sums over the vectors in order, then across lanes. */
export function rowSum(width: TileWidth, mode: Mode): Kernel {
  return kernel(
    `rowSum.${width}.${mode}`,
    ['units', 'source', 'gradient'],
    (body, units, source, gradient) => {
      const end = body.local('i32', rowAddress(source, units, width));
      const at = body.local('i32', source);
      const to = body.local('i32', gradient);
      const lanes = body.local('v128');
      body.while(i32.ltU(at, end), () => {
        if (width === 1) body.set(lanes, v128.load32Zero(at));
        else {
          body.set(lanes, v128.load(at));
          for (let q = 1; q < vectorsOf(width); q++) {
            body.set(lanes, f32x4.add(lanes, v128.load(at, 16 * q)));
          }
          body.set(lanes, sumLanes(body, lanes));
        }
        const sum = f32x4.extract(lanes, 0);
        body.storeF32(to, mode === 'store' ? sum : f32.add(f32.load(to), sum));
        body.advance(at, strideOf(width));
        body.advance(to, 4);
      });
    },
    ({ f32: m }, units, source, gradient) => {
      const lanes = new Float32Array(4);
      for (let i = 0; i < units; i++) {
        lanes.fill(0);
        for (let b = 0; b < width; b++) {
          const value = m[source / 4 + i * width + b];
          lanes[b % 4] = b < 4 ? value : lanes[b % 4] + value;
        }
        const sum = width === 1 ? lanes[0] : sumLanesTwin(lanes);
        m[gradient / 4 + i] = mode === 'store' ? sum : m[gradient / 4 + i] + sum;
      }
    },
  );
}

/** Zeroes `count` singles (a multiple of 4). */
export const clear: Kernel = kernel(
  'clear',
  ['count', 'target'],
  (body, count, target) => {
    const at = body.local('i32', target);
    const end = body.local('i32', i32.add(target, i32.shl(count, i32.const(2))));
    body.while(i32.ltU(at, end), () => {
      body.storeV128(at, v128.zero);
      body.advance(at, 16);
    });
  },
  ({ f32: m }, count, target) => {
    m.fill(0, target / 4, target / 4 + count);
  },
);

/** Copies `count` singles (a multiple of 4) from `source` to `target`, which do not overlap. */
export const move: Kernel = kernel(
  'move',
  ['count', 'source', 'target'],
  (body, count, source, target) => {
    const from = body.local('i32', source);
    const to = body.local('i32', target);
    const end = body.local('i32', i32.add(source, i32.shl(count, i32.const(2))));
    body.while(i32.ltU(from, end), () => {
      body.storeV128(to, v128.load(from));
      body.advance(from, 16);
      body.advance(to, 16);
    });
  },
  ({ f32: m }, count, source, target) => {
    m.copyWithin(target / 4, source / 4, source / 4 + count);
  },
);
