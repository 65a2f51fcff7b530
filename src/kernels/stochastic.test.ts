/** Kernels of stochastic units against their twins, and what they draw against what is asked. */

import { describe, expect, it } from 'vitest';
import { A, agree, both, generator } from './fixtures/twins.ts';
import {
  bernoulli,
  blend,
  contrast,
  logisticDraw,
  philox4x32,
  softplusGain,
  TILE_WIDTHS,
  type Views,
  viewsOf,
  weigh,
} from './index.ts';

const UNITS = 37;

/** Random singles in [−1, 1) in both tiles, factors with a zero among them, two scalars. */
function prepare({ f32 }: Views, width: number, scale = 1): void {
  const random = generator(5);
  for (let k = 0; k < UNITS * width; k++) {
    f32[A.own / 4 + k] = scale * (2 * random() - 1);
    f32[A.other / 4 + k] = scale * (2 * random() - 1);
    f32[A.gradient / 4 + k] = 2 * random() - 1;
  }
  for (let b = 0; b < width; b++) f32[A.weight / 4 + b] = b % 4 === 3 ? 0 : 1 / 3;
  for (let i = 0; i < UNITS; i++) f32[A.bias / 4 + i] = 2 * random() - 1;
  f32.set([0.7, 0.3], A.start / 4);
}

describe('kernels of stochastic units', () => {
  for (const width of TILE_WIDTHS)
    it(`are their twins, width ${width}`, () => {
      agree(weigh(width), 'strict', (memory) => {
        prepare(memory, width);
        return [UNITS, A.own, A.weight, A.ownGradient];
      });
      for (const mode of ['store', 'accumulate'] as const)
        agree(contrast(width, mode), 'strict', (memory) => {
          prepare(memory, width);
          return [UNITS, A.own, A.other, A.weight, A.gradient, A.ownGradient];
        });
      agree(softplusGain(width), 'strict', (memory) => {
        prepare(memory, width, 30);
        return [UNITS, A.own, A.start, A.ownGradient];
      });
      agree(blend(width), 'strict', (memory) => {
        prepare(memory, width);
        return [UNITS, A.own, A.start, A.bias];
      });
    });

  it('draw what their counters say, and nothing else', () => {
    const asked = (memory: Views): number[] => {
      const random = generator(9);
      for (let k = 0; k < 1000; k++) memory.f32[A.own / 4 + k] = random();
      memory.u32.set([11, 22, 33], A.start / 4);
      return [1000, A.start, 4, 5, A.own, A.other];
    };
    agree(bernoulli, 'strict', asked);
    const { emitted } = both(bernoulli, asked);
    const words = new Uint32Array(4);
    philox4x32(4 * 3 + 2, 4, 5, 33, 11, 22, words);
    const at = 16 * 3 + 4 * 1 + 2;
    const drawn = (words[1] >>> 8) / 2 ** 24 < emitted.f32[A.own / 4 + at] ? 1 : 0;
    expect(emitted.f32[A.other / 4 + at]).toBe(drawn);
  });

  it('draw by the logistic function of sums as by its values', () => {
    const asked = (memory: Views): number[] => {
      const random = generator(13);
      // Far sums, infinite ones and such between which singles can hardly tell.
      const far = [0, -0, 1e30, -1e30, Infinity, -Infinity, 87, -87, 1e-30];
      for (let k = 0; k < 32_000; k++)
        memory.f32[A.own / 4 + k] = k < far.length ? far[k] : 24 * random() - 12;
      memory.u32.set([11, 22, 33], A.start / 4);
      return [32_000, A.start, 4, 5, A.own, A.other];
    };
    agree(logisticDraw, 'strict', asked);
    const { emitted } = both(logisticDraw, asked);
    const plain = viewsOf(new ArrayBuffer(1 << 20));
    const values = asked(plain);
    for (let k = 0; k < 32_000; k++)
      plain.f32[A.own / 4 + k] = 1 / (1 + Math.exp(-plain.f32[A.own / 4 + k]));
    bernoulli.twin(plain, ...values);
    let differing = 0;
    for (let k = 0; k < 32_000; k++)
      if (emitted.f32[A.other / 4 + k] !== plain.f32[A.other / 4 + k]) differing += 1;
    // Of 32,000 draws next to none fall into an error of 1e-5.
    expect(differing).toBeLessThanOrEqual(3);
    expect([...emitted.f32.subarray(A.other / 4 + 2, A.other / 4 + 6)]).toEqual([1, 0, 1, 0]);
  });

  it('draw with the odds that they are given: 0 never, 1 always', () => {
    const memory = viewsOf(new ArrayBuffer(1 << 20));
    const odds = [0, 2 ** -10, 0.25, 0.5, 0.9, 1];
    const counts = odds.map((p, site) => {
      memory.f32.fill(p, A.own / 4, A.own / 4 + 32_000);
      memory.u32.set([1, 2, 3], A.start / 4);
      bernoulli.twin(memory, 32_000, A.start, site, 0, A.own, A.other);
      return memory.f32.subarray(A.other / 4, A.other / 4 + 32_000).reduce((sum, x) => sum + x, 0);
    });
    odds.forEach((p, k) => {
      // Five standard deviations of a binomial count.
      expect(Math.abs(counts[k] - 32_000 * p)).toBeLessThanOrEqual(
        5 * Math.sqrt(32_000 * p * (1 - p)),
      );
    });
  });

  it('gain log(1 + e^βx) − log(1 + e^β′x), as in double precision', () => {
    const memory = viewsOf(new ArrayBuffer(1 << 20));
    prepare(memory, 4, 30);
    softplusGain(4).twin(memory, UNITS, A.own, A.start, A.ownGradient);
    const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    for (let b = 0; b < 4; b++) {
      let sum = 0;
      for (let i = 0; i < UNITS; i++) {
        const x = memory.f32[A.own / 4 + i * 4 + b];
        sum += softplus(0.7 * x) - softplus(0.3 * x);
      }
      expect(memory.f64[A.ownGradient / 8 + b]).toBeCloseTo(sum, 4);
    }
  });
});
