import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largest, magnitudeKeys, smallest, smallestOfEachSign, valueKeys } from './select.ts';

/** Weights with many ties, both zeros, subnormal and infinite ones. */
const anyWeight = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    0.5,
    -0.5,
    1,
    -1,
    1e-40,
    -1e-40,
    3e38,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ),
  fc.float({ noNaN: true }),
);
const anyWeights = fc.array(anyWeight, { maxLength: 60 }).map((w) => Float32Array.from(w));
const anyShare = fc.double({ min: 0, max: 1, noNaN: true });

/** Positions of the first `count` in the order of `score`, ties by position, ascending. */
function firstBy(
  positions: readonly number[],
  count: number,
  score: (k: number) => number,
): number[] {
  // Compared, not subtracted: ∞ − ∞ is not a number.
  const order = (a: number, b: number) =>
    score(a) < score(b) ? -1 : score(a) > score(b) ? 1 : a - b;
  return [...positions]
    .sort(order)
    .slice(0, count)
    .sort((a, b) => a - b);
}

const all = (values: Float32Array) => Array.from(values, (_, k) => k);

describe('smallest and largest', () => {
  it('select what sorting by magnitude selects', () => {
    fc.assert(
      fc.property(anyWeights, anyShare, (w, share) => {
        const count = Math.floor(share * w.length);
        const magnitude = (k: number) => Math.abs(w[k]);
        expect(Array.from(smallest(magnitudeKeys(w), count))).toEqual(
          firstBy(all(w), count, magnitude),
        );
        expect(Array.from(largest(magnitudeKeys(w), count))).toEqual(
          firstBy(all(w), count, (k) => -magnitude(k)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('select what sorting by value selects', () => {
    fc.assert(
      fc.property(anyWeights, anyShare, (w, share) => {
        const count = Math.floor(share * w.length);
        expect(Array.from(smallest(valueKeys(w), count))).toEqual(
          firstBy(all(w), count, (k) => w[k]),
        );
        expect(Array.from(largest(valueKeys(w), count))).toEqual(
          firstBy(all(w), count, (k) => -w[k]),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('see what is not a number, whatever its sign', () => {
    for (const bits of [0x7fc00000, 0xffc00000, 0x7f800001]) {
      const w = new Float32Array(Uint32Array.of(0, bits).buffer);
      expect(() => magnitudeKeys(w)).toThrow(
        'value at position 1 is not a number: training has diverged',
      );
      expect(() => valueKeys(w)).toThrow('value at position 1 is not a number');
      expect(() => smallestOfEachSign(w, () => 0)).toThrow('value at position 1 is not a number');
    }
  });
});

describe('smallestOfEachSign', () => {
  it('selects what sorting the negatives, the positives and the zeros selects', () => {
    fc.assert(
      fc.property(anyWeights, anyShare, (w, fraction) => {
        const share = (population: number) => Math.floor(fraction * population);
        const expected = [-1, 0, 1].flatMap((sign) => {
          const population = all(w).filter((k) => Math.abs(Math.sign(w[k]) - sign) === 0);
          return firstBy(population, share(population.length), (k) => Math.abs(w[k]));
        });
        const found = smallestOfEachSign(w, share);
        expect(Array.from(found)).toEqual(expected.sort((a, b) => a - b));
      }),
      { numRuns: 1000 },
    );
  });

  it('does so in a layer of real size', () => {
    // A generator of the test's own: multiples of 2^-20 with both signs and a few ties.
    const w = new Float32Array(30000);
    let state = 1;
    for (let k = 0; k < w.length; k++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      w[k] = ((state >>> 12) - 524288) / 1048576;
    }
    const share = (population: number) => Math.floor(0.3 * population);
    const expected = [-1, 0, 1].flatMap((sign) => {
      const population = all(w).filter((k) => Math.sign(w[k]) === sign);
      return firstBy(population, share(population.length), (k) => Math.abs(w[k]));
    });
    expect(Array.from(smallestOfEachSign(w, share))).toEqual(expected.sort((a, b) => a - b));
  });

  it('works on a view into a larger memory', () => {
    const memory = Float32Array.of(9, 9, -1, 2, -3, 4, 9);
    expect(
      smallestOfEachSign(memory.subarray(2, 6), (population) => Math.min(1, population)),
    ).toEqual(Uint32Array.of(0, 1));
  });
});
