/** Passes over arrays of doubles: emitted against plain. */

import { describe, expect, it } from 'vitest';
import { addRows, tanhDoubles } from './double-rows.ts';
import { A, both, generator } from './fixtures/twins.ts';

describe('fields out of messages', () => {
  it.each([1, 2, 7, 64])('are sums in the order of the patterns, %i synapses', (count) => {
    const { emitted, twin } = both(addRows, ({ f64 }) => {
      const random = generator(count);
      for (let m = 0; m < 5 * count + 1; m++) f64[A.weight / 8 + m] = random() - 0.5;
      for (let i = 0; i < count; i++) f64[A.own / 8 + i] = random();
      return [count, 5, A.weight, A.own];
    });
    expect(emitted.u32).toEqual(twin.u32);
  });
});

it.each([1, 2, 7])('hyperbolic tangents in place, %i of them', (count) => {
  const { emitted, twin } = both(tanhDoubles, ({ f64 }) => {
    for (let j = 0; j < count + 1; j++) f64[A.own / 8 + j] = 1.7 * j - 3;
    return [count, A.own, A.own];
  });
  expect(emitted.u32).toEqual(twin.u32);
  for (let j = 0; j < count; j++)
    expect(twin.f64[A.own / 8 + j]).toBeCloseTo(Math.tanh(1.7 * j - 3), 14);
});
