/** Products of pairs of rows: emitted against plain ones. */

import { expect, it } from 'vitest';
import { A, both, generator } from './fixtures/twins.ts';
import { TILE_WIDTHS } from './kernel.ts';
import { pairSums } from './pair-sums.ts';

it.each(TILE_WIDTHS)('adds in doubles as its twin does, in tiles of %i', (width) => {
  for (const count of [0, 1, 3, 4, 50]) {
    const { emitted, twin } = both(pairSums(width), ({ u32, f32, f64 }) => {
      const random = generator(count + width);
      const units = 9;
      for (let k = 0; k < units * width; k++) {
        f32[A.own / 4 + k] = random() - 0.5;
        f32[A.other / 4 + k] = random() - 0.5;
      }
      for (let unit = 0; unit < units; unit++)
        u32[A.start / 4 + unit] = A.own + 4 * width * ((5 * unit) % units);
      for (let k = 0; k < count; k++) {
        u32[A.index / 4 + k] = Math.floor(units * random());
        u32[A.weight / 4 + k] = Math.floor(units * random());
        f64[A.bias / 8 + k] = random();
      }
      return [count, A.index, A.weight, A.start, A.other, A.bias];
    });
    expect(emitted.u32).toEqual(twin.u32);
  }
});
