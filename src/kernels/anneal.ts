/**
 * Passes over a tile at two inverse temperatures: what a chain of annealing gains between them, and the sums at the second.
 *
 * `cell` holds two singles: the first is the inverse temperature β at which things are computed; what the other is, each
 * kernel says.
 */

import { f32x4, f64x2, i32, shuffle32, v128 } from '../wasm/index.ts';
import { type Kernel, kernel, rowAddress, strideOf, type TileWidth, vectorsOf } from './kernel.ts';
import { emitSoftplus, softplusTwin } from './transcendental.ts';

const round = Math.fround;

/**
 * `book[b] += Σ_i log(1 + e^(β x_i)) − log(1 + e^(β′ x_i))` for each example b, in double precision.
 *
 * Arguments: `units`, `sums` (the tile x), `cell` {β, β′}, `book` (one f64 an example; as many as a vector has of a tile of one).
 */
export function softplusGain(width: TileWidth): Kernel {
  return kernel(
    `softplusGain.${width}`,
    ['units', 'sums', 'cell', 'book'],
    (body, units, sums, cell, book) => {
      const [beta, before] = [0, 4].map((k) => body.local('v128', v128.load32Splat(cell, k)));
      const at = body.local('i32');
      const end = body.local('i32');
      const to = body.local('i32', book);
      const [x, gain] = [body.local('v128'), body.local('v128')];
      for (let q = 0; q < vectorsOf(width); q++) {
        const totals = [0, 1].map(() => body.local('v128', v128.zero));
        body.set(at, i32.add(sums, i32.const(16 * q)));
        body.set(end, i32.add(at, i32.sub(rowAddress(sums, units, width), sums)));
        body.while(i32.ltU(at, end), () => {
          body.set(x, width === 1 ? v128.load32Zero(at) : v128.load(at));
          const after = body.local('v128', emitSoftplus(body, f32x4.mul(x, beta)));
          body.set(gain, f32x4.sub(after, emitSoftplus(body, f32x4.mul(x, before))));
          body.set(totals[0], f64x2.add(totals[0], f64x2.promoteLow(gain)));
          const upper = shuffle32(gain, gain, [2, 3, 0, 1]);
          body.set(totals[1], f64x2.add(totals[1], f64x2.promoteLow(upper)));
          body.advance(at, strideOf(width));
        });
        for (const [k, total] of totals.entries())
          body.storeV128(to, f64x2.add(v128.load(to, 16 * k), total), 16 * k);
        body.advance(to, 32);
      }
    },
    ({ f32: m, f64: wide }, units, sums, cell, book) => {
      const [beta, before] = [m[cell / 4], m[cell / 4 + 1]];
      for (let b = 0; b < width; b++) {
        let total = 0;
        for (let i = 0; i < units; i++) {
          const x = m[sums / 4 + i * width + b];
          total += round(softplusTwin(round(x * beta)) - softplusTwin(round(x * before)));
        }
        wide[book / 8 + b] += total;
      }
    },
  );
}

/**
 * `X[i][b] ← β X[i][b] + γ base[i]`: sums between a base model and a full one. Arguments: `units`, `sums`, `cell` {β, γ}, `base`.
 */
export function blend(width: TileWidth): Kernel {
  return kernel(
    `blend.${width}`,
    ['units', 'sums', 'cell', 'base'],
    (body, units, sums, cell, base) => {
      const [beta, rest] = [0, 4].map((k) => body.local('v128', v128.load32Splat(cell, k)));
      const at = body.local('i32', sums);
      const from = body.local('i32', base);
      const end = body.local('i32', rowAddress(sums, units, width));
      const own = body.local('v128');
      body.while(i32.ltU(at, end), () => {
        body.set(own, f32x4.mul(rest, v128.load32Splat(from)));
        for (let q = 0; q < vectorsOf(width); q++) {
          const sum = width === 1 ? v128.load32Zero(at) : v128.load(at, 16 * q);
          const value = f32x4.add(f32x4.mul(beta, sum), own);
          if (width === 1) body.storeLane0(at, value);
          else body.storeV128(at, value, 16 * q);
        }
        body.advance(at, strideOf(width));
        body.advance(from, 4);
      });
    },
    ({ f32: m }, units, sums, cell, base) => {
      const [beta, rest] = [m[cell / 4], m[cell / 4 + 1]];
      for (let i = 0; i < units; i++) {
        const own = round(rest * m[base / 4 + i]);
        for (let b = 0; b < width; b++) {
          const at = sums / 4 + i * width + b;
          m[at] = round(beta * m[at]) + own;
        }
      }
    },
  );
}
