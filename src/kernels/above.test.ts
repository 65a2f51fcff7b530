/** What lies above a cut: emitted against a plain walk. */

import { expect, it } from 'vitest';
import { aboveCut } from './above.ts';
import { A, both, generator } from './fixtures/twins.ts';

it('finds what its twin finds, in the order of rows', () => {
  for (const [rows, blocks] of [
    [1, 1],
    [3, 2],
    [64, 5],
  ])
    for (const cut of [0, 0.3, 0.99]) {
      const { emitted, twin } = both(aboveCut, ({ f32, u32 }) => {
        const random = generator(rows);
        for (let k = 0; k < 32 * rows * blocks; k++)
          f32[A.weight / 4 + k] = k % 11 === 0 ? -0 : 2 * random() - 1;
        f32[A.start / 4] = cut;
        return [rows, blocks, A.weight, u32[A.start / 4], A.own, A.other, A.start];
      });
      const count = twin.u32[A.start / 4];
      expect(emitted.u32).toEqual(twin.u32);
      if (cut < 0.9) expect(count).toBeGreaterThan(0);
      const places = [...twin.u32.subarray(A.own / 4, A.own / 4 + count)];
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
});
