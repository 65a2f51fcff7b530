/** Visits of max-sum, and order statistics: emitted against plain, bit for bit. */

import { describe, expect, it } from 'vitest';
import { divideDoubles, largestTurn } from './double-rows.ts';
import { A, both, generator } from './fixtures/twins.ts';
import { MAX_SUM_CELL, maxSumAnswer, maxSumLook } from './max-sum.ts';
import { smallestPair } from './smallest-pair.ts';

const CELL = 64;

describe.each(['sign', 'zero-one'])('visits to patterns of %s', (code) => {
  it.each([1, 2, 3, 8, 301])('agree with their twins on %i synapses', (count) => {
    for (const kernel of [maxSumLook, maxSumAnswer]) {
      const { emitted, twin } = both(kernel, ({ u8, f64 }) => {
        const random = generator(count);
        for (let j = 0; j <= count; j++) {
          u8[A.start + j] = random() < 0.5 ? 1 : code === 'sign' ? 255 : 0;
          for (const at of [A.weight, A.own, A.other])
            f64[at / 8 + j] = random() < 0.1 ? 0 : random() - 0.5;
        }
        const cell = f64.subarray(CELL / 8);
        cell[MAX_SUM_CELL.label] = -1;
        cell.set([0.7, 0.2, 0.7, 0.2], MAX_SUM_CELL.toRight);
        return kernel === maxSumLook
          ? [count, A.start, A.weight, A.own, A.bias, A.gradient, CELL]
          : [count, A.start, A.other, A.weight, A.own, CELL];
      });
      // What is past the ends of `along` and `wrong` is nobody's.
      const stored = twin.f64[CELL / 8 + MAX_SUM_CELL.wrong];
      if (kernel === maxSumLook)
        for (const { f64 } of [emitted, twin]) {
          f64.fill(0, A.bias / 8 + count, A.bias / 8 + count + 2);
          f64.fill(0, A.gradient / 8 + stored, A.gradient / 8 + stored + 2);
        }
      expect(emitted.u32.findIndex((word, k) => word !== twin.u32[k])).toBe(-1);
    }
  });
});

describe('two neighbouring order statistics', () => {
  it.each(['even', 'alike', 'large', 'equal'])('of values that are %s', (kind) => {
    const random = generator(kind.length);
    for (const count of [1, 2, 5, 40, 500])
      for (const rank of new Set([1, 2, 3, count >> 1, count - 1, count])) {
        if (rank < 1 || rank > count) continue;
        const values = Array.from({ length: count }, () => {
          const u = random();
          if (kind === 'equal') return Math.floor(4 * u) / 64;
          return kind === 'even' ? 3 * u : kind === 'alike' ? 1 + 1e-7 * u : 1e5 * u * u;
        });
        const { emitted, twin } = both(smallestPair, ({ f64 }) => {
          f64.set(values, A.weight / 8);
          return [A.weight, count, rank, A.own, CELL];
        });
        for (const k of [0, 1]) expect(emitted.f64[CELL / 8 + k]).toBe(twin.f64[CELL / 8 + k]);
        expect([...emitted.f64.subarray(A.weight / 8, A.weight / 8 + count)]).toEqual(values);
      }
  });
});

it.each([1, 2, 3, 4, 9])('quotients and turns of %i doubles', (count) => {
  for (const [kernel, values] of [
    [divideDoubles, [count, A.weight, CELL]],
    [largestTurn, [count, A.weight, A.own, CELL]],
  ] as const) {
    const { emitted, twin } = both(kernel, ({ f64 }) => {
      const random = generator(count);
      f64[CELL / 8] = 3;
      for (let j = 0; j <= count; j++)
        for (const at of [A.weight, A.own]) f64[at / 8 + j] = 6 * (random() - 0.5);
      return [...values];
    });
    expect(emitted.u32).toEqual(twin.u32);
  }
});
