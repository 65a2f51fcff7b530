import fc from 'fast-check';
import { expect, test } from 'vitest';
import { multiplyHigh, philox4x32 } from './philox.ts';

// Known answers of Random123 (DEShawResearch/random123, tests/kat_vectors, "philox4x32 10").
const KNOWN_ANSWERS = [
  {
    counter: '00000000 00000000 00000000 00000000',
    key: '00000000 00000000',
    words: '6627e8d5 e169c58d bc57ac4c 9b00dbd8',
  },
  {
    counter: 'ffffffff ffffffff ffffffff ffffffff',
    key: 'ffffffff ffffffff',
    words: '408f276d 41c83b0e a20bc7c6 6d5451fd',
  },
  {
    counter: '243f6a88 85a308d3 13198a2e 03707344',
    key: 'a4093822 299f31d0',
    words: 'd16cfe09 94fdcceb 5001e420 24126ea1',
  },
];

const parse = (text: string) => text.split(' ').map((word) => Number.parseInt(word, 16));

test.each(KNOWN_ANSWERS)('block $counter with key $key', ({ counter, key, words }) => {
  const [c0, c1, c2, c3] = parse(counter);
  const [k0, k1] = parse(key);
  const out = new Uint32Array(4);
  philox4x32(c0, c1, c2, c3, k0, k1, out);
  expect([...out]).toEqual(parse(words));
});

/** The definition with 64-bit products, as in the paper. */
function philoxTwin(counter: number[], key: number[]): number[] {
  let [x0, x1, x2, x3] = counter.map(BigInt);
  let [k0, k1] = key.map(BigInt);
  const mask = 0xffffffffn;
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * x0;
    const p1 = 0xcd9e8d57n * x2;
    [x0, x1, x2, x3] = [(p1 >> 32n) ^ x1 ^ k0, p1 & mask, (p0 >> 32n) ^ x3 ^ k1, p0 & mask];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return [x0, x1, x2, x3].map(Number);
}

const word = fc.integer({ min: 0, max: 0xffffffff });

test('equals the definition in 64-bit arithmetic', () => {
  const words = (n: number) => fc.array(word, { minLength: n, maxLength: n });
  fc.assert(
    fc.property(words(4), words(2), (counter, key) => {
      const out = new Uint32Array(4);
      philox4x32(counter[0], counter[1], counter[2], counter[3], key[0], key[1], out);
      expect([...out]).toEqual(philoxTwin(counter, key));
    }),
  );
});

test('multiplyHigh is the high word of the product', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(multiplyHigh(a, b)).toBe(Number((BigInt(a) * BigInt(b)) >> 32n));
    }),
  );
  expect(multiplyHigh(0xffffffff, 0xffffffff)).toBe(0xfffffffe);
});
