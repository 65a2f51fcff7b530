/**
 * Passes over a tile in which every example has a factor of its own: 0 leaves an example out, as padding.
 *
 * `factors` is a row of `width` singles.
 */

import { type Expression, f32, f32x4, f64, f64x2, i32, shuffle32, v128 } from '../wasm/index.ts';
import {
  type Address,
  type Kernel,
  kernel,
  type Mode,
  rowAddress,
  strideOf,
  sumLanes,
  sumLanesTwin,
  type TileWidth,
  type V,
  vectorsOf,
} from './kernel.ts';

const round = Math.fround;

/** A vector of a row; of a row of one example, that and zeros. */
const loadOf =
  (width: TileWidth) =>
  (at: Address, q: number): V =>
    width === 1 ? v128.load32Zero(at) : v128.load(at, 16 * q);

/** `target[i][b] = source[i][b] · factors[b]`. Arguments: `units`, `source`, `factors`, `target`, which may be the source. */
export function weigh(width: TileWidth): Kernel {
  const load = loadOf(width);
  return kernel(
    `weigh.${width}`,
    ['units', 'source', 'factors', 'target'],
    (body, units, source, factors, target) => {
      const own = Array.from({ length: vectorsOf(width) }, (_, q) =>
        body.local('v128', load(factors, q)),
      );
      const from = body.local('i32', source);
      const to = body.local('i32', target);
      const end = body.local('i32', rowAddress(source, units, width));
      body.while(i32.ltU(from, end), () => {
        for (const [q, factor] of own.entries()) {
          const product = f32x4.mul(load(from, q), factor);
          if (width === 1) body.storeLane0(to, product);
          else body.storeV128(to, product, 16 * q);
        }
        body.advance(from, strideOf(width));
        body.advance(to, strideOf(width));
      });
    },
    ({ f32: m }, units, source, factors, target) => {
      for (let i = 0; i < units; i++)
        for (let b = 0; b < width; b++)
          m[target / 4 + i * width + b] = m[source / 4 + i * width + b] * m[factors / 4 + b];
    },
  );
}

/**
 * `g[i] = Σ_b f_b (model[i][b] − data[i][b])`, stored or added, and `book += Σ_i Σ_b (model − data)²` over examples of a
 * factor above 0, in double precision.
 *
 * Arguments: `units`, `data`, `model`, `factors`, `gradient`, `book` (address of an f64). Lane sums over the vectors in order,
 * then across lanes.
 */
export function contrast(width: TileWidth, mode: Mode): Kernel {
  const load = loadOf(width);
  return kernel(
    `contrast.${width}.${mode}`,
    ['units', 'data', 'model', 'factors', 'gradient', 'book'],
    (body, units, data, model, factors, gradient, book) => {
      const own = Array.from({ length: vectorsOf(width) }, (_, q) => {
        const factor = body.local('v128', load(factors, q));
        return { factor, present: body.local('v128', f32x4.gt(factor, v128.zero)) };
      });
      const at = body.local('i32', data);
      const other = body.local('i32', model);
      const to = body.local('i32', gradient);
      const end = body.local('i32', rowAddress(data, units, width));
      const [error, lanes, squares] = [0, 1, 2].map(() => body.local('v128'));
      const total = body.local('v128', v128.zero);
      body.while(i32.ltU(at, end), () => {
        own.forEach(({ factor, present }, q) => {
          body.set(error, v128.and(f32x4.sub(load(other, q), load(at, q)), present));
          const [pull, square] = [f32x4.mul(error, factor), f32x4.mul(error, error)];
          body.set(lanes, q === 0 ? pull : f32x4.add(lanes, pull));
          body.set(squares, q === 0 ? square : f32x4.add(squares, square));
        });
        body.set(total, f64x2.add(total, f64x2.promoteLow(squares)));
        const upper = shuffle32(squares, squares, [2, 3, 0, 1]);
        body.set(total, f64x2.add(total, f64x2.promoteLow(upper)));
        const sum: Expression<'f32'> = f32x4.extract(sumLanes(body, lanes), 0);
        body.storeF32(to, mode === 'store' ? sum : f32.add(f32.load(to), sum));
        body.advance(at, strideOf(width));
        body.advance(other, strideOf(width));
        body.advance(to, 4);
      });
      const sum = f64.add(f64x2.extract(total, 0), f64x2.extract(total, 1));
      body.storeF64(book, f64.add(f64.load(book), sum));
    },
    ({ f32: m, f64: wide }, units, data, model, factors, gradient, book) => {
      const totals = [0, 0];
      for (let i = 0; i < units; i++) {
        const [lanes, squares] = [new Float32Array(4), new Float32Array(4)];
        for (let b = 0; b < width; b++) {
          const factor = m[factors / 4 + b];
          const at = i * width + b;
          const error = factor > 0 ? round(m[model / 4 + at] - m[data / 4 + at]) : 0;
          const [pull, square] = [round(error * factor), round(error * error)];
          lanes[b % 4] = b < 4 ? pull : lanes[b % 4] + pull;
          squares[b % 4] = b < 4 ? square : squares[b % 4] + square;
        }
        for (const [lane, square] of squares.entries()) totals[lane % 2] += square;
        const sum = sumLanesTwin(lanes);
        m[gradient / 4 + i] = mode === 'store' ? sum : m[gradient / 4 + i] + sum;
      }
      wide[book / 8] += totals[0] + totals[1];
    },
  );
}
