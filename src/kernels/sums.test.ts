/** What twins that share a constant with their kernels cannot tell: orders of summation, flushed numbers, equal outputs. */

import { describe, expect, it } from 'vitest';
import { A, ARITHMETIC, agree, both, generator, MEGABYTE } from './fixtures/twins.ts';
import { backward, LOSSES, loss, TILE_WIDTHS, update, type Views, viewsOf } from './index.ts';

describe('equal outputs', () => {
  it.each(LOSSES.filter((name) => name !== 'squared-error'))(
    '%s takes the lowest class for the answer, emitted and twin',
    (name) => {
      for (const width of TILE_WIDTHS)
        for (const classes of [2, 3, 10]) {
          // Few values make ties in nearly every column, some of them at the top.
          const prepare = (memory: Views): number[] => {
            const random = generator(width + classes);
            for (let k = 0; k < classes * width; k++)
              memory.f32[A.own / 4 + k] = Math.floor(2 * random());
            for (let b = 0; b < width; b++)
              memory.i32[A.start / 4 + b] = Math.floor(classes * random());
            memory.f32[A.bias / 4] = 1 / width;
            return [classes, A.own, A.start, A.bias, A.other, A.gradient];
          };
          agree(loss(name, width), 'strict', prepare);
          const { emitted } = both(loss(name, width), prepare);
          let right = 0;
          for (let b = 0; b < width; b++) {
            const outputs = Array.from(
              { length: classes },
              (_, c) => emitted.f32[A.own / 4 + c * width + b],
            );
            if (outputs.indexOf(Math.max(...outputs)) === emitted.i32[A.start / 4 + b]) right++;
          }
          expect(emitted.i32[A.gradient / 4 + 2]).toBe(right);
        }
    },
  );
});

/** One list of nine connections over as many units: which order the two gradients are summed in, by hand. */
describe('the order of sums in backward', () => {
  const weights = [-49.1, 26.5, 37.1, -11.1, -25.1, 2.4, -93.3, 23.1, 85.2].map(Math.fround);
  const inputs = weights.map((_, k) => Math.fround(1 / (k + 3)));
  const round = Math.fround;
  const products = weights.map((w, k) => round(w * inputs[k]));
  const running = (ranks: readonly number[]) =>
    ranks.reduce((sum, rank) => round(products[rank] + sum), 0);

  it.each([
    // Rank r goes to accumulator r mod 4, and the ninth, left over from groups of four, to the first.
    [
      4,
      round(round(running([0, 4, 8]) + running([1, 5])) + round(running([2, 6]) + running([3, 7]))),
    ],
    [8, round(running([0, 2, 4, 6, 8]) + running([1, 3, 5, 7]))],
    [16, running([0, 1, 2, 3, 4, 5, 6, 7, 8])],
    [32, running([0, 1, 2, 3, 4, 5, 6, 7, 8])],
    [1, running([0, 1, 2, 3, 4, 5, 6, 7, 8])],
  ] as const)('is pinned at width %i', (width, expected) => {
    const kernel = backward({ width, index: 'u16', arithmetic: 'strict', mode: 'store' });
    const { emitted, twin } = both(kernel, (memory) => {
      memory.u32.set([0, 9], A.start / 4);
      for (let k = 0; k < 9; k++) memory.u16[A.index / 2 + k] = k;
      memory.f32.set(weights, A.weight / 4);
      for (let k = 0; k < 9; k++)
        for (let b = 0; b < width; b++) memory.f32[A.other / 4 + k * width + b] = inputs[k];
      const tiles = [A.own, A.ownGradient, A.other];
      return [0, 1, A.start, A.index, A.weight, A.gradient, ...tiles];
    });
    for (let b = 0; b < width; b++) {
      expect(emitted.f32[A.ownGradient / 4 + b]).toBe(expected);
      expect(twin.f32[A.ownGradient / 4 + b]).toBe(expected);
    }
  });

  it('is told from other orders by these numbers', () => {
    const four = round(
      round(running([0, 4, 8]) + running([1, 5])) + round(running([2, 6]) + running([3, 7])),
    );
    const two = round(running([0, 2, 4, 6, 8]) + running([1, 3, 5, 7]));
    const one = running([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const leftLast = round(
      round(running([0, 4]) + running([1, 5])) + round(running([2, 6]) + running([3, 7, 8])),
    );
    const inRow = round(
      round(round(running([0, 4, 8]) + running([1, 5])) + running([2, 6])) + running([3, 7]),
    );
    const backwards = running([8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(new Set([four, two, one, leftLast, inRow, backwards]).size).toBe(6);
  });
});

describe('update', () => {
  const momentum = {
    name: 'test-momentum',
    states: 1,
    cells: 2,
    formula: ((algebra, { change, states, cells }) => {
      const velocity = algebra.flush(algebra.madd(states[0], cells[0], change));
      return { change: algebra.mul(velocity, cells[1]), states: [velocity] };
    }) as Parameters<typeof update>[0]['rule']['formula'],
  };

  it.each(ARITHMETIC)('adds shards, applies the rule, ends each way, %s', (arithmetic) => {
    const endings =
      arithmetic === 'strict'
        ? (['commit', 'book', 'hand-on'] as const)
        : (['commit', 'hand-on'] as const);
    for (const [shards, ending] of [1, 3].flatMap((s) => endings.map((e) => [s, e] as const))) {
      agree(update({ rule: momentum, shards, arithmetic, ending }), arithmetic, (memory) => {
        const random = generator(9);
        for (const address of [A.weight, A.gradient, A.own]) {
          for (let k = 0; k < 6000; k++) memory.f32[address / 4 + k] = random() - 0.5;
        }
        memory.f32.set([0.9, -0.01], A.bias / 4);
        return [64, 1000, A.gradient, 4096, A.weight, A.own, 4096, A.bias, A.start];
      });
    }
  });

  it('leaves no weight and no state below the least size, emitted and twin', () => {
    for (const ending of ['commit', 'book'] as const) {
      const kernel = update({ rule: momentum, shards: 1, arithmetic: 'strict', ending });
      const { emitted, twin } = both(kernel, (memory) => {
        // Weights that the change all but cancels, and one that it does not; velocities that fade below the least size.
        memory.f32.set([1.5e-30, -1.5e-30, 3e-30, 1], A.weight / 4);
        memory.f32.set([1.45e-30, -1.45e-30, 1e-30, 1e-31], A.gradient / 4);
        memory.f32.set([0, 0, 0, 1e-30], A.own / 4);
        memory.f32.set([0.5, -1], A.bias / 4);
        return [0, 4, A.gradient, 4096, A.weight, A.own, 4096, A.bias, A.start];
      });
      for (const { f32 } of [emitted, twin]) {
        const [w0, w1, w2, w3] = f32.subarray(A.weight / 4, A.weight / 4 + 4);
        expect([w0, w1, w3]).toEqual([0, 0, 1]);
        expect(w2).toBe(Math.fround(Math.fround(3e-30) - Math.fround(1e-30)));
        expect(f32[A.own / 4 + 3]).toBe(0);
      }
    }
  });

  it('a decaying velocity never becomes denormal', () => {
    const memory = viewsOf(new ArrayBuffer(MEGABYTE));
    const { twin } = update({ rule: momentum, shards: 1, arithmetic: 'strict', ending: 'commit' });
    memory.f32[A.own / 4] = 1;
    memory.f32.set([0.9, -0.01], A.bias / 4);
    for (let step = 0; step < 2000; step++) {
      twin(memory, 0, 4, A.gradient, 0, A.weight, A.own, 0, A.bias, A.start);
      const v = memory.f32[A.own / 4];
      expect(v === 0 || v >= 1e-30).toBe(true);
    }
    expect(memory.f32[A.own / 4]).toBe(0);
  });
});
