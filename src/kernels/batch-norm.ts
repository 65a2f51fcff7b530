/**
 * Batch normalisation: sums x of every unit are shifted and scaled to mean 0 and variance 1 over the examples of a batch; those
 * of a channel over the examples and all pixels.
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
import { type Kernel, kernel } from './kernel.ts';
import {
  addProducts,
  addUp,
  both,
  combinedTwin,
  eachCombined,
  eachUnit,
  eachVector,
  loader,
  NORM_EPSILON,
  pixelsOf,
  presence,
  type Spread,
  spreadKey,
  storer,
  sumTwin,
  unitSingles,
  walkNumbers,
  widthOf,
} from './norm-walks.ts';
import { NO_EXAMPLE } from './pack.ts';

const round = Math.fround;
const { sqrt } = Math;

/** Partial sums Σx and Σx² of a tile's examples, `rows` of which are given, and how many numbers a unit has of them. */
export function normSums(spread: Spread): Kernel {
  const load = loader(spread);
  const [width, pixels, size] = [widthOf(spread), pixelsOf(spread), unitSingles(spread)];
  return kernel(
    `normSums.${spreadKey(spread)}`,
    ['units', 'rows', 'sum', 'partial'],
    (body, units, rows, sum, partial) => {
      const present = presence(body, rows, spread);
      const count = body.local('i32', i32.const(0));
      for (const mask of present)
        body.advance(
          count,
          i32.popcnt(i32.and(i32x4.bitmask(mask), i32.const(width === 1 ? 1 : 15))),
        );
      body.storeI32(partial, i32.mul(count, i32.const(pixels)));
      const to = body.local('i32', i32.add(partial, i32.const(16)));
      const [sums, squares] = [body.local('v128'), body.local('v128')];
      eachUnit(body, units, spread, [sum], (unit) => {
        body.set(sums, v128.zero);
        body.set(squares, v128.zero);
        eachVector(body, spread, unit, ([row], offset, q) => {
          const x = body.local('v128', v128.and(load(row, offset), present[q]));
          addUp(body, sums, x);
          addProducts(body, squares, x, x);
        });
        body.storeF64(to, both(sums));
        body.storeF64(to, both(squares), 8);
        body.advance(to, 16);
      });
    },
    ({ f32: m, f64: d, u32 }, units, rows, sum, partial) => {
      const present = (b: number): boolean => u32[rows / 4 + b] !== NO_EXAMPLE;
      const count = Array.from({ length: width }, (_, b) => b).filter(present).length;
      u32[partial / 4] = count * pixels;
      for (let unit = 0; unit < units; unit++) {
        const x = (at: number, b: number): number =>
          present(b) ? m[sum / 4 + unit * size + at] : 0;
        d[partial / 8 + 2 * unit + 2] = sumTwin(spread, x);
        d[partial / 8 + 2 * unit + 3] = sumTwin(spread, (at, b) => x(at, b) * x(at, b));
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
export function normalise(spread: Spread, running: boolean): Kernel {
  const load = loader(spread);
  const size = unitSingles(spread);
  return kernel(
    `normalise.${spreadKey(spread)}.${running ? 'running' : 'batch'}`,
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
      const store = storer(body, spread);
      eachUnit(body, units, spread, [sum, target], (unit, number) => {
        body.set(at, i32.add(first, number));
        body.set(mean, v128.load32Splat(at));
        body.set(scale, v128.load32Splat(i32.add(at, stride)));
        if (running) body.set(scale, f32x4.div(one, f32x4.sqrt(f32x4.add(scale, epsilon))));
        body.set(own, v128.load32Splat(i32.add(gain, number)));
        body.set(beta, v128.load32Splat(i32.add(shift, number)));
        eachVector(body, spread, unit, ([from, to], offset) => {
          const scaled = f32x4.mul(f32x4.sub(load(from, offset), mean), scale);
          store(to, offset, f32x4.add(f32x4.mul(own, scaled), beta));
        });
      });
    },
    ({ f32: m }, units, sum, numbers, stride, gain, shift, target) => {
      for (let unit = 0; unit < units; unit++) {
        const number = (k: number): number =>
          m[(numbers + (k + (running ? 2 : 0)) * stride) / 4 + unit];
        const scale = running
          ? round(1 / round(sqrt(round(number(1) + round(NORM_EPSILON)))))
          : number(1);
        walkNumbers(spread, (at) => {
          const place = unit * size + at;
          const scaled = round(round(m[sum / 4 + place] - number(0)) * scale);
          m[target / 4 + place] = round(m[gain / 4 + unit] * scaled) + m[shift / 4 + unit];
        });
      }
    },
  );
}
