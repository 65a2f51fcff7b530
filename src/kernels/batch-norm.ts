/**
 * Batch normalisation: sums x of every unit are shifted and scaled to mean 0 and variance 1 over the examples of a batch.
 *
 *     x̂ = (x − μ) / √(σ² + ε),   z = γ x̂ + β
 *     δx = γ / √(σ² + ε) · (δ − ⟨δ⟩ − x̂ ⟨δ x̂⟩)
 *
 * A batch is many tiles: each leaves partial sums, as doubles, which are added in the order of the tiles. Examples that only
 * fill a tile up count for nothing. The numbers of a layer's units lie in four arrays, `stride` bytes from one to the next: μ,
 * 1/√(σ² + ε), and running means and variances, which evaluations take.
 *
 * Source: S. Ioffe, C. Szegedy, "Batch normalization", ICML 2015, algorithms 1 and 2.
 */

import { f32, f32x4, f64, i32, i32x4, v128 } from '../wasm/index.ts';
import { type Kernel, kernel, type TileWidth, vectorsOf } from './kernel.ts';
import {
  addProducts,
  addUp,
  both,
  combinedTwin,
  eachCombined,
  eachUnit,
  loader,
  NORM_EPSILON,
  presence,
  sumTwin,
} from './norm-walks.ts';
import { NO_EXAMPLE } from './pack.ts';

const round = Math.fround;
const { sqrt } = Math;

/** Partial sums Σx and Σx² of a tile's examples, `rows` of which are given. */
export function normSums(width: TileWidth): Kernel {
  const load = loader(width);
  return kernel(
    `normSums.${width}`,
    ['units', 'rows', 'sum', 'partial'],
    (body, units, rows, sum, partial) => {
      const present = presence(body, rows, width);
      const count = body.local('i32', i32.const(0));
      for (const mask of present)
        body.advance(
          count,
          i32.popcnt(i32.and(i32x4.bitmask(mask), i32.const(width === 1 ? 1 : 15))),
        );
      body.storeI32(partial, count);
      const to = body.local('i32', i32.add(partial, i32.const(16)));
      const [sums, squares] = [body.local('v128'), body.local('v128')];
      eachUnit(body, units, width, [sum], ([row]) => {
        body.set(sums, v128.zero);
        body.set(squares, v128.zero);
        for (const [q, mask] of present.entries()) {
          const x = body.local('v128', v128.and(load(row, q), mask));
          addUp(body, sums, x);
          addProducts(body, squares, x, x);
        }
        body.storeF64(to, both(sums));
        body.storeF64(to, both(squares), 8);
        body.advance(to, 16);
      });
    },
    ({ f32: m, f64: d, u32 }, units, rows, sum, partial) => {
      const present = (b: number): boolean => u32[rows / 4 + b] !== NO_EXAMPLE;
      u32[partial / 4] = Array.from({ length: width }, (_, b) => b).filter(present).length;
      for (let unit = 0; unit < units; unit++) {
        const x = (b: number): number => (present(b) ? m[sum / 4 + unit * width + b] : 0);
        d[partial / 8 + 2 * unit + 2] = sumTwin(width, x);
        d[partial / 8 + 2 * unit + 3] = sumTwin(width, (b) => x(b) * x(b));
      }
    },
  );
}

/**
 * From the partial sums of `tiles` tiles, `bytes` apart, the numbers of units `from … to − 1`: μ and 1/√(σ² + ε) of the batch, and
 * the running ones drawn towards these by `momentum` (bits of a single), the variance as an estimate from a sample.
 */
export const normStatistics: Kernel = kernel(
  'normStatistics',
  ['from', 'to', 'tiles', 'partials', 'bytes', 'numbers', 'stride', 'momentum'],
  (body, from, to, tiles, partials, bytes, numbers, stride, momentum) => {
    const drawn = body.local('f64', f64.promote(f32.fromBits(momentum)));
    const [mean, variance, running] = ['f64', 'f64', 'f64'].map(() => body.local('f64'));
    const at = body.local('i32');
    const few = f64.const(1);
    eachCombined(body, { from, to, tiles, partials, bytes }, (own, count, sum, squares) => {
      body.set(mean, f64.div(sum, count));
      body.set(
        variance,
        f64.max(f64.const(0), f64.sub(f64.div(squares, count), f64.mul(mean, mean))),
      );
      body.set(at, i32.add(numbers, own));
      body.storeF32(at, f32.demote(mean));
      body.advance(at, stride);
      const scale = f64.div(few, f64.sqrt(f64.add(variance, f64.const(NORM_EPSILON))));
      body.storeF32(at, f32.demote(scale));
      const draw = (towards: typeof mean): void => {
        body.advance(at, stride);
        body.set(running, f64.promote(f32.load(at)));
        const next = f64.add(running, f64.mul(drawn, f64.sub(towards, running)));
        body.storeF32(at, f32.demote(next));
      };
      draw(mean);
      body.set(variance, f64.div(f64.mul(variance, count), f64.max(few, f64.sub(count, few))));
      draw(variance);
    });
  },
  ({ f32: m, f64: d, u32 }, from, to, tiles, partials, bytes, numbers, stride, momentum) => {
    const drawn = new Float32Array(Uint32Array.of(momentum).buffer)[0];
    for (let unit = from; unit < to; unit++) {
      const { count, first, second } = combinedTwin(d, u32, { tiles, partials, bytes }, unit);
      const mean = first / count;
      const variance = Math.max(0, second / count - mean * mean);
      const at = (k: number): number => (numbers + k * stride) / 4 + unit;
      m[at(0)] = mean;
      m[at(1)] = 1 / sqrt(variance + NORM_EPSILON);
      m[at(2)] += drawn * (mean - m[at(2)]);
      m[at(3)] += drawn * ((variance * count) / Math.max(1, count - 1) - m[at(3)]);
    }
  },
);

/** `target = γ (sum − μ) / √(σ² + ε) + β`, by the numbers of the batch or by the running ones. */
export function normalise(width: TileWidth, running: boolean): Kernel {
  const load = loader(width);
  return kernel(
    `normalise.${width}.${running ? 'running' : 'batch'}`,
    ['units', 'sum', 'numbers', 'stride', 'gain', 'shift', 'target'],
    (body, units, sum, numbers, stride, gain, shift, target) => {
      const first = body.local(
        'i32',
        running ? i32.add(numbers, i32.shl(stride, i32.const(1))) : numbers,
      );
      const at = body.local('i32');
      const [mean, scale, own, beta] = Array.from({ length: 4 }, () => body.local('v128'));
      const one = body.constant(f32x4.const(1));
      const epsilon = body.constant(f32x4.const(NORM_EPSILON));
      eachUnit(body, units, width, [sum, target], ([from, to], offset) => {
        body.set(at, i32.add(first, offset));
        body.set(mean, v128.load32Splat(at));
        body.set(scale, v128.load32Splat(i32.add(at, stride)));
        if (running) body.set(scale, f32x4.div(one, f32x4.sqrt(f32x4.add(scale, epsilon))));
        body.set(own, v128.load32Splat(i32.add(gain, offset)));
        body.set(beta, v128.load32Splat(i32.add(shift, offset)));
        for (let q = 0; q < vectorsOf(width); q++) {
          const scaled = f32x4.mul(f32x4.sub(load(from, q), mean), scale);
          const z = f32x4.add(f32x4.mul(own, scaled), beta);
          if (width === 1) body.storeLane0(to, z);
          else body.storeV128(to, z, 16 * q);
        }
      });
    },
    ({ f32: m }, units, sum, numbers, stride, gain, shift, target) => {
      for (let unit = 0; unit < units; unit++) {
        const number = (k: number): number =>
          m[(numbers + (k + (running ? 2 : 0)) * stride) / 4 + unit];
        const scale = running
          ? round(1 / round(sqrt(round(number(1) + round(NORM_EPSILON)))))
          : number(1);
        for (let b = 0; b < width; b++) {
          const x = m[sum / 4 + unit * width + b];
          const scaled = round(round(x - number(0)) * scale);
          m[target / 4 + unit * width + b] =
            round(m[gain / 4 + unit] * scaled) + m[shift / 4 + unit];
        }
      }
    },
  );
}
