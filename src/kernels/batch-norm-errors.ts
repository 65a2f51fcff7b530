/** The way back through batch normalisation: gradients of gains and shifts, and errors of what was normalised. See batch-norm.ts. */

import { f32, f32x4, f64, i32, v128 } from '../wasm/index.ts';
import { flusher, flushTwin, type Kernel, kernel } from './kernel.ts';
import {
  addProducts,
  addUp,
  both,
  combinedTwin,
  eachCombined,
  eachUnit,
  eachVector,
  loader,
  presence,
  type Spread,
  spreadKey,
  storer,
  sumTwin,
  unitSingles,
  walkNumbers,
} from './norm-walks.ts';
import { NO_EXAMPLE } from './pack.ts';

const round = Math.fround;

/** Partial sums Σδ and Σδx̂ of a tile: to where its sums were, its number of examples stays. */
export function normErrorSums(spread: Spread): Kernel {
  const load = loader(spread);
  const size = unitSingles(spread);
  return kernel(
    `normErrorSums.${spreadKey(spread)}`,
    ['units', 'sum', 'numbers', 'stride', 'delta', 'partial'],
    (body, units, sum, numbers, stride, delta, partial) => {
      const to = body.local('i32', i32.add(partial, i32.const(16)));
      const at = body.local('i32');
      const [mean, scale, errors, products] = Array.from({ length: 4 }, () => body.local('v128'));
      eachUnit(body, units, spread, [sum, delta], (unit, number) => {
        body.set(at, i32.add(numbers, number));
        body.set(mean, v128.load32Splat(at));
        body.set(scale, v128.load32Splat(i32.add(at, stride)));
        body.set(errors, v128.zero);
        body.set(products, v128.zero);
        eachVector(body, spread, unit, ([own, error], offset) => {
          const d = body.local('v128', load(error, offset));
          addUp(body, errors, d);
          addProducts(body, products, d, f32x4.mul(f32x4.sub(load(own, offset), mean), scale));
        });
        body.storeF64(to, both(errors));
        body.storeF64(to, both(products), 8);
        body.advance(to, 16);
      });
    },
    ({ f32: m, f64: d }, units, sum, numbers, stride, delta, partial) => {
      for (let unit = 0; unit < units; unit++) {
        const [mean, scale] = [0, 1].map((k) => m[(numbers + k * stride) / 4 + unit]);
        const first = unit * size;
        const error = (at: number): number => m[delta / 4 + first + at];
        d[partial / 8 + 2 * unit + 2] = sumTwin(spread, error);
        d[partial / 8 + 2 * unit + 3] = sumTwin(
          spread,
          (at) => error(at) * round(round(m[sum / 4 + first + at] - mean) * scale),
        );
      }
    },
  );
}

/**
 * From the partial sums of all tiles, for units `from … to − 1`: the gradients of γ and β, Σδx̂ and Σδ, and at `errors` the means
 * ⟨δ⟩ and, `stride` bytes on, ⟨δx̂⟩.
 */
export const normErrors: Kernel = kernel(
  'normErrors',
  ['from', 'to', 'tiles', 'partials', 'bytes', 'errors', 'stride', 'gain', 'shift'],
  (body, from, to, tiles, partials, bytes, errors, stride, gain, shift) => {
    const at = body.local('i32');
    eachCombined(body, { from, to, tiles, partials, bytes }, (own, count, error, product) => {
      body.storeF32(i32.add(shift, own), f32.demote(error));
      body.storeF32(i32.add(gain, own), f32.demote(product));
      body.set(at, i32.add(errors, own));
      body.storeF32(at, f32.demote(f64.div(error, count)));
      body.storeF32(i32.add(at, stride), f32.demote(f64.div(product, count)));
    });
  },
  ({ f32: m, f64: d, u32 }, from, to, tiles, partials, bytes, errors, stride, gain, shift) => {
    for (let unit = from; unit < to; unit++) {
      const { count, first, second } = combinedTwin(d, u32, { tiles, partials, bytes }, unit);
      m[shift / 4 + unit] = first;
      m[gain / 4 + unit] = second;
      m[errors / 4 + unit] = first / count;
      m[(errors + stride) / 4 + unit] = second / count;
    }
  },
);

/** `δ ← γ / √(σ² + ε) · (δ − ⟨δ⟩ − x̂ ⟨δx̂⟩)` where there is an example, else 0. */
export function denormalise(spread: Spread): Kernel {
  const load = loader(spread);
  const size = unitSingles(spread);
  return kernel(
    `denormalise.${spreadKey(spread)}`,
    ['units', 'rows', 'sum', 'numbers', 'stride', 'gain', 'errors', 'delta'],
    (body, units, rows, sum, numbers, stride, gain, errors, delta) => {
      const present = presence(body, rows, spread);
      const store = storer(body, spread);
      const flush = flusher(body);
      const at = body.local('i32');
      const [mean, scale, slope, error, product] = Array.from({ length: 5 }, () =>
        body.local('v128'),
      );
      eachUnit(body, units, spread, [sum, delta], (unit, number) => {
        body.set(at, i32.add(numbers, number));
        body.set(mean, v128.load32Splat(at));
        body.set(scale, v128.load32Splat(i32.add(at, stride)));
        body.set(slope, f32x4.mul(v128.load32Splat(i32.add(gain, number)), scale));
        body.set(at, i32.add(errors, number));
        body.set(error, v128.load32Splat(at));
        body.set(product, v128.load32Splat(i32.add(at, stride)));
        eachVector(body, spread, unit, ([own, to], offset, q) => {
          const scaled = f32x4.mul(f32x4.sub(load(own, offset), mean), scale);
          const rest = f32x4.sub(f32x4.sub(load(to, offset), error), f32x4.mul(scaled, product));
          store(to, offset, flush(v128.and(f32x4.mul(slope, rest), present[q])));
        });
      });
    },
    ({ f32: m, u32 }, units, rows, sum, numbers, stride, gain, errors, delta) => {
      for (let unit = 0; unit < units; unit++) {
        const [mean, scale] = [0, 1].map((k) => m[(numbers + k * stride) / 4 + unit]);
        const [error, product] = [0, 1].map((k) => m[(errors + k * stride) / 4 + unit]);
        const slope = round(m[gain / 4 + unit] * scale);
        walkNumbers(spread, (at, b) => {
          const place = unit * size + at;
          const scaled = round(round(m[sum / 4 + place] - mean) * scale);
          const rest = round(round(m[delta / 4 + place] - error) - round(scaled * product));
          m[delta / 4 + place] =
            u32[rows / 4 + b] === NO_EXAMPLE ? 0 : flushTwin(round(slope * rest));
        });
      }
    },
  );
}
