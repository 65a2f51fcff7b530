/** Selection by counting: emitted against its twin, which sorts. */

import { describe, expect, it } from 'vitest';
import { A, both, generator } from './fixtures/twins.ts';
import { cutOff, wordCut } from './select.ts';

/** Words of singles of both signs, with ties, zeros, infinities and what is not a number, from `address` on. */
function fillWords(u32: Uint32Array, address: number, count: number, spread: number): void {
  const random = generator(count + spread);
  const single = new Float32Array(1);
  const word = new Uint32Array(single.buffer);
  const rare = [0, -0, Number.POSITIVE_INFINITY, Number.NaN];
  for (let k = 0; k < count; k++) {
    const plain = Math.round((2 * random() - 1) * spread) * 1.25e-3;
    single[0] = random() < 0.05 ? rare[Math.floor(4 * random())] : plain;
    u32[address / 4 + k] = word[0];
  }
}

describe('wordCut', () => {
  it.each([
    ['magnitudes', 0x7fffffff],
    ['whole words', -1],
  ])('finds any rank among %s', (_, mask) => {
    for (const count of [1, 2, 3, 5, 64, 1001])
      for (const spread of [2, 40, 1e6])
        for (const rank of new Set([1, Math.ceil(count / 7), Math.ceil(count / 2), count])) {
          const { emitted, twin } = both(wordCut, ({ u32 }) => {
            fillWords(u32, A.weight, count, spread);
            return [A.weight, count, mask, rank, A.start, A.other];
          });
          const at = A.start / 4;
          expect([...emitted.u32.subarray(at, at + 3)]).toEqual([...twin.u32.subarray(at, at + 3)]);
        }
  });
});

describe('cutOff', () => {
  it('zeroes one side of a cut, of scores of its own or of others', () => {
    for (const count of [0, 1, 3, 4, 7, 130])
      for (const score of [A.weight, A.gradient])
        for (const last of [-1, 0, 0x3c23d70a, 0x7fffffff])
          for (const flip of [0, -1]) {
            const { emitted, twin } = both(cutOff, ({ u32 }) => {
              fillWords(u32, A.weight, count, 40);
              fillWords(u32, A.gradient, count, 3);
              return [A.weight, score, count, last, flip];
            });
            const [from, end] = [A.weight / 4 - 4, A.weight / 4 + count + 8];
            expect(emitted.u32.subarray(from, end)).toEqual(twin.u32.subarray(from, end));
          }
  });
});
