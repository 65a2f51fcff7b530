/** Walks over singles of both signs: emitted against plain ones. */

import { describe, expect, it } from 'vitest';
import { A, both, generator } from './fixtures/twins.ts';
import type { Kernel, Views } from './kernel.ts';
import { belowLimits, ofSignBin, SIGN_BINS, signBins } from './signs.ts';

const COUNTS = [0, 1, 2, 3, 4, 5, 8, 63, 1001];

/** Singles of both signs, zeros and infinities among them. */
function fillSingles({ f32 }: Views, count: number): void {
  const random = generator(count + 1);
  const rare = [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = 0; k < count; k++)
    f32[A.weight / 4 + k] = random() < 0.05 ? rare[Math.floor(4 * random())] : random() - 0.5;
}

function agreeOnWords(kernel: Kernel, count: number, values: number[]): void {
  const { emitted, twin } = both(kernel, (memory) => {
    fillSingles(memory, count);
    return values;
  });
  expect(emitted.u32).toEqual(twin.u32);
}

describe('signBins, ofSignBin and belowLimits', () => {
  it('do as their twins', () => {
    for (const count of COUNTS) {
      agreeOnWords(signBins, count, [A.weight, count, A.other]);
      for (const bin of [0, 0x3ec, 0x3ed, 0xbec, SIGN_BINS - 8])
        agreeOnWords(ofSignBin, count, [A.weight, count, bin, A.other, A.start]);
      for (const [positive, negative] of [
        [0, 0],
        [0x3e000000, 0x3e800000],
        [0x7f800001, 0],
      ])
        agreeOnWords(belowLimits, count, [
          A.weight,
          count,
          70_000,
          positive,
          negative,
          A.other,
          A.start,
        ]);
    }
  });
});
