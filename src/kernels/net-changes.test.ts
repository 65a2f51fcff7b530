/** The account of a removal and a growth: emitted against a plain walk. */

import { expect, it } from 'vitest';
import { A, both, generator } from './fixtures/twins.ts';
import { netChanges } from './net-changes.ts';

it('books as its twin does, in the same order', () => {
  for (const [gone, come] of [
    [0, 0],
    [0, 5],
    [7, 0],
    [40, 60],
    [300, 300],
  ]) {
    const { emitted, twin } = both(netChanges, ({ u32, f32, f64 }) => {
      const random = generator(gone + 3 * come);
      const place = (places: number, weights: number, count: number): void => {
        for (let k = 0, at = 0; k < count; k++) {
          at += 1 + Math.floor(3 * random());
          u32[places / 4 + k] = at;
          // Some come back with the weight that they had.
          f32[weights / 4 + k] = random() < 0.3 ? 0.25 : random() - 0.5;
        }
        u32[places / 4 + count] = 0xffffffff;
      };
      place(A.start, A.index, gone);
      place(A.own, A.weight, come);
      f64.set([0.125, 3], A.other / 8);
      u32.set([5, 6, 7], A.other / 4 + 4);
      return [gone, A.start, A.index, come, A.own, A.weight, A.other];
    });
    expect(emitted.u32).toEqual(twin.u32);
    if (gone + come > 99) expect(twin.u32[A.other / 4 + 4]).toBeGreaterThan(60);
  }
});
