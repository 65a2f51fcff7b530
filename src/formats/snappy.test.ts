/** What is compressed is read back by another implementation, and is as small as that of a third. */

import fc from 'fast-check';
import { snappyUncompress } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../numerics/random.ts';
import { compressSnappy } from './snappy.ts';

const back = (packed: Uint8Array, length: number): Uint8Array => {
  const out = new Uint8Array(length);
  snappyUncompress(packed, out);
  return out;
};
const round = (input: Uint8Array): void => {
  const packed = compressSnappy(input);
  expect(back(packed, input.length)).toEqual(input);
};

describe('snappy', () => {
  it('writes the literals of the format by hand', () => {
    expect([...compressSnappy(new Uint8Array([7, 8, 9]))]).toEqual([3, 2 << 2, 7, 8, 9]);
    expect([...compressSnappy(new Uint8Array(0))]).toEqual([0]);
  });

  it('copies what repeats: one byte a hundred times is a literal and two copies', () => {
    // Length 100; literal of 1; then 99 bytes from one back: 64 and 35.
    const copy = (length: number) => [2 | ((length - 1) << 2), 1, 0];
    expect([...compressSnappy(new Uint8Array(100).fill(5))]).toEqual(
      [100, 0, 5, copy(64), copy(35)].flat(),
    );
  });

  it('gives back any bytes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 90 }), fc.integer({ min: 1, max: 9 })),
          { maxLength: 40 },
        ),
        (pieces) => {
          const bytes = pieces.flatMap(([piece, times]) =>
            Array.from({ length: times }, () => [...piece]).flat(),
          );
          round(Uint8Array.from(bytes));
        },
      ),
    );
  });

  it('reaches back no farther than the format can tell, over many lengths', () => {
    const random = createRandom(1);
    const noise = Uint8Array.from({ length: 65_535 }, () => Math.floor(256 * random.uniform()));
    for (const gap of [65_500, 65_535]) {
      const bytes = new Uint8Array(3 * gap);
      for (let k = 0; k < bytes.length; k++) bytes[k] = noise[k % gap];
      round(bytes);
    }
    const far = new Uint8Array(140_000);
    far.set(noise.subarray(0, 300), 0);
    far.set(noise.subarray(0, 300), 70_000);
    round(far);
    for (const length of [59, 60, 61, 256, 257, 65_536, 70_000])
      round(Uint8Array.from({ length }, () => Math.floor(256 * random.uniform())));
  });

  it('makes numbers written as text less than half as long', () => {
    const text = JSON.stringify(Array.from({ length: 5000 }, (_, k) => Math.round(k / 7) / 10));
    const bytes = new TextEncoder().encode(text);
    expect(compressSnappy(bytes).length).toBeLessThan(bytes.length / 2);
  });
});
