/** Batch normalisation: emitted against twins, and the twins against the formulae of the article in doubles. */

import { describe, expect, it } from 'vitest';
import { normalise, normStatistics, normSums } from './batch-norm.ts';
import { denormalise, normErrorSums, normErrors } from './batch-norm-errors.ts';
import { both, generator } from './fixtures/twins.ts';
import { type Kernel, TILE_WIDTHS, type Views } from './kernel.ts';
import {
  NORM_EPSILON,
  normPartial,
  type Spread,
  spreadKey,
  unitSingles,
  walkNumbers,
  widthOf,
} from './norm-walks.ts';
import { NO_EXAMPLE } from './pack.ts';

const UNITS = 7;
const STRIDE = 128;
const [ROWS, SUM, DELTA, NUMBERS, GAIN, SHIFT, ERRORS, PARTIALS, TARGET, MORE] = Array.from(
  { length: 10 },
  (_, k) => 65536 + 65536 * k,
);

/** Rows of a tile, and planes of pixels with borders: odd and even numbers of pixels in a row. */
const SPREADS: readonly Spread[] = [
  ...TILE_WIDTHS,
  ...[
    { rows: 3, columns: 5, width: 8 as const },
    { rows: 2, columns: 3, width: 4 as const },
  ],
  { rows: 2, columns: 8, width: 8 },
];

/** Two tiles, the second with one example less. What lies in the borders of planes is to count for nothing. */
function fill({ f32, f64, u32 }: Views, spread: Spread): void {
  const [width, size] = [widthOf(spread), unitSingles(spread)];
  const random = generator(width);
  const bytes = normPartial(UNITS);
  for (let k = 0; k < 2 * UNITS * size; k++) {
    f32[SUM / 4 + k] = 3 + 2 * random();
    f32[DELTA / 4 + k] = random() - 0.5;
  }
  for (let k = 0; k < 4 * STRIDE; k += 4) f32[(NUMBERS + k) / 4] = 0.5 + random();
  for (let k = 0; k < 2 * STRIDE; k += 4) f32[(ERRORS + k) / 4] = random() - 0.5;
  for (let unit = 0; unit < UNITS; unit++) {
    f32[GAIN / 4 + unit] = 1 + random();
    f32[SHIFT / 4 + unit] = random();
    for (let tile = 0; tile < 2; tile++)
      f64.set([4 * random(), 9 + random()], (PARTIALS + tile * bytes) / 8 + 2 * unit + 2);
  }
  for (let b = 0; b < width; b++) u32[ROWS / 4 + b] = width > 1 && b === width - 1 ? NO_EXAMPLE : b;
  for (let tile = 0; tile < 2; tile++) u32[(PARTIALS + tile * bytes) / 4] = 2 + tile;
}

const MOMENTUM = new Uint32Array(Float32Array.of(0.1).buffer)[0];
const kernelsOf = (spread: Spread): (readonly [Kernel, number[]])[] => [
  [normSums(spread), [UNITS, ROWS, SUM, MORE]],
  [normStatistics, [1, UNITS, 2, PARTIALS, normPartial(UNITS), NUMBERS, STRIDE, MOMENTUM]],
  [normalise(spread, false), [UNITS, SUM, NUMBERS, STRIDE, GAIN, SHIFT, TARGET]],
  [normalise(spread, true), [UNITS, SUM, NUMBERS, STRIDE, GAIN, SHIFT, TARGET]],
  [normErrorSums(spread), [UNITS, SUM, NUMBERS, STRIDE, DELTA, MORE]],
  [normErrors, [0, UNITS, 2, PARTIALS, normPartial(UNITS), ERRORS, STRIDE, TARGET, MORE]],
  [denormalise(spread), [UNITS, ROWS, SUM, NUMBERS, STRIDE, GAIN, ERRORS, DELTA]],
];

describe('batch normalisation', () => {
  it.each(SPREADS.map((spread) => ({ key: spreadKey(spread), spread })))(
    'does as its twins in tiles of $key',
    ({ spread }) => {
      for (const [kernel, values] of kernelsOf(spread)) {
        const { emitted, twin } = both(kernel, (memory) => {
          fill(memory, spread);
          return values;
        });
        const differing = emitted.u32.findIndex((word, k) => word !== twin.u32[k]);
        expect(`${kernel.key} ${differing}`).toBe(`${kernel.key} -1`);
      }
    },
  );

  it.each<Spread>([8, { rows: 3, columns: 5, width: 8 }])(
    'comes to mean 0 and variance 1 of the examples that there are, tile %o',
    (spread) => {
      const [width, size] = [widthOf(spread), unitSingles(spread)];
      const memory = new ArrayBuffer(1 << 20);
      const views = {
        ...{ u8: new Uint8Array(memory), u16: new Uint16Array(memory) },
        ...{ i32: new Int32Array(memory), u32: new Uint32Array(memory) },
        ...{ f32: new Float32Array(memory), f64: new Float64Array(memory) },
      };
      fill(views, spread);
      const before = views.f32.slice(NUMBERS / 4, (NUMBERS + 4 * STRIDE) / 4);
      const bytes = normPartial(UNITS);
      normSums(spread).twin(views, UNITS, ROWS, SUM, PARTIALS);
      normStatistics.twin(views, 0, UNITS, 1, PARTIALS, bytes, NUMBERS, STRIDE, MOMENTUM);
      normalise(spread, false).twin(views, UNITS, SUM, NUMBERS, STRIDE, GAIN, SHIFT, TARGET);
      for (let unit = 0; unit < UNITS; unit++) {
        const [x, z]: [number[], number[]] = [[], []];
        walkNumbers(spread, (at, example) => {
          if (example === width - 1) return;
          x.push(views.f32[SUM / 4 + unit * size + at]);
          z.push(views.f32[TARGET / 4 + unit * size + at]);
        });
        const there = x.length;
        expect(there).toBe(typeof spread === 'number' ? 7 : 7 * 15);
        const mean = x.reduce((sum, value) => sum + value, 0) / there;
        const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / there;
        const [gain, shift] = [views.f32[GAIN / 4 + unit], views.f32[SHIFT / 4 + unit]];
        z.forEach((value, b) => {
          const expected = (gain * (x[b] - mean)) / Math.sqrt(variance + NORM_EPSILON) + shift;
          expect(value).toBeCloseTo(expected, 5);
        });
        const number = (k: number): number => views.f32[(NUMBERS + k * STRIDE) / 4 + unit];
        const was = (k: number): number => before[(k * STRIDE) / 4 + unit];
        expect(number(2)).toBeCloseTo(0.9 * was(2) + 0.1 * mean, 5);
        expect(number(3)).toBeCloseTo(0.9 * was(3) + (0.1 * variance * there) / (there - 1), 5);
      }
    },
  );
});
