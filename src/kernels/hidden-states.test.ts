/** Moves of hidden states and prices on weights, emitted, against their twins: to the last bit. */

import { describe, expect, it } from 'vitest';
import { A, agree, both, generator } from './fixtures/twins.ts';
import {
  addSlope,
  type Kernel,
  moveStates,
  STATE_CELL,
  type StateMoves,
  shrink,
  type Views,
} from './index.ts';

const SIZES = [0, 1, 2, 3, 5, 64, 1001];
const MOVES: readonly StateMoves[] = (['proportional', 'single'] as const).flatMap((moves) =>
  (['all', 'deeper', 'none'] as const).map((which) => ({ moves, which })),
);
const LEVELS = 5;
const TOP = 63;
const SIZE = Math.fround(0.3);
const P = {
  ...{ cell: 64, seen: A.start, middle: 4096 },
  ...{ change: A.weight, weights: A.gradient },
};

/** Synapses of all sorts: at their level and off it, newborn, at the ends, with changes of 0 and of both signs. */
function fill({ f32, f64, u32 }: Views, count: number): number[] {
  const random = generator(count + 1);
  f64.set([40, 1e-7, SIZE], P.cell / 8);
  for (let k = 0; k <= TOP; k++)
    f32[P.seen / 4 + k] = SIZE * (Math.floor((k * LEVELS) / (TOP + 1)) / 2 - 1);
  f32.set([-51, -25, -1, 25, 51], P.middle / 4);
  for (let k = 0; k < count; k++) {
    const state = 2 * Math.floor(32 * random()) * (k % 2 === 0 ? 1 : -1) + 1;
    f32[A.own / 4 + k] = k % 9 === 0 ? 0 : Math.max(-TOP, Math.min(TOP, state));
    f32[P.weights / 4 + k] = k % 5 === 0 ? SIZE * (random() - 0.5) : SIZE * ((k % 3) - 1);
    f32[P.change / 4 + k] = k % 7 === 0 ? 0 : (random() - 0.5) ** 3 * (k % 13 === 0 ? 1e6 : 1);
    u32[A.other / 4 + k] = 2 ** 32 * random();
  }
  return [count, P.change, P.weights, A.own, P.cell, TOP, P.seen, LEVELS - 1, P.middle, A.other];
}

describe.each(MOVES)('states moved $moves, $which', (spec) => {
  it.each(SIZES)('%i synapses', (count) => {
    agree(moveStates(spec), 'strict', (memory) => fill(memory, count));
  });

  it('says how many have changed, and leaves odd whole numbers in range', () => {
    const { emitted, twin } = both(moveStates(spec), (memory) => fill(memory, 1000));
    const states = emitted.f32.subarray(A.own / 4, A.own / 4 + 1000);
    expect(states.every((h) => Math.abs(h % 2) === 1 && Math.abs(h) <= TOP)).toBe(true);
    const writes = emitted.f64[P.cell / 8 + STATE_CELL.writes];
    expect(writes).toBe(twin.f64[P.cell / 8 + STATE_CELL.writes]);
    // Newborns begin in any case.
    expect(writes).toBeGreaterThanOrEqual(112);
  });
});

it('shows of what is not a number the lowest level, and takes it for a state that has changed', () => {
  agree(moveStates({ moves: 'proportional', which: 'all' }), 'strict', (memory) => {
    const values = fill(memory, 3);
    memory.f32.set([Number.NaN, Infinity, -Infinity], P.change / 4);
    return values;
  });
});

describe.each([
  ['as a slope', addSlope],
  ['by a proximal step', shrink],
] as [string, Kernel][])('a price %s', (_, kernel) => {
  it.each(SIZES)('%i synapses', (count) => {
    agree(kernel, 'strict', ({ f32, f64 }) => {
      const random = generator(count);
      f64[P.cell / 8] = 0.01;
      // One more than wanted: what lies behind the last must not matter.
      for (let k = 0; k <= count; k++) {
        f32[P.change / 4 + k] = k % 6 === 0 ? 0 : 0.1 * (random() - 0.5);
        f32[P.weights / 4 + k] = k % 4 === 0 ? 0 * (random() - 0.5) : 0.1 * (random() - 0.5);
      }
      return [count, P.change, P.weights, P.cell];
    });
  });
});

it('prices as they are defined', () => {
  const weights = [0.5, -0.5, 0, -0, 0.1];
  const changes = [0.25, 0.25, 0.25, -0.0625, -0.0625];
  const run = (kernel: Kernel): number[] => {
    const { emitted } = both(kernel, ({ f32, f64 }) => {
      f32.set(weights, P.weights / 4);
      f32.set(changes, P.change / 4);
      f64[P.cell / 8] = 0.125;
      return [weights.length, P.change, P.weights, P.cell];
    });
    return [...emitted.f32.subarray(P.change / 4, P.change / 4 + weights.length)];
  };
  expect(run(addSlope)).toEqual([0.375, 0.125, 0.25, -0.0625, 0.0625]);
  // The last two are within the price of 0: their weights go there.
  expect(run(shrink)).toEqual([0.125, 0.375, 0.125, 0, -Math.fround(0.1)]);
});
