/** Visits of belief propagation to a pattern: emitted against plain, bit for bit, small and large messages and fields. */

import { describe, expect, it } from 'vitest';
import {
  beliefAnswer,
  beliefJoin,
  beliefLook,
  beliefRenew,
  beliefShares,
  beliefTurn,
  CELL,
} from './belief.ts';
import { beliefFactors } from './belief-factors.ts';
import { A, both, generator } from './fixtures/twins.ts';
import type { Views } from './kernel.ts';

const P = {
  cell: 64,
  inputs: A.start,
  shares: A.bias,
  nextShares: A.bias + 8192,
  messages: A.weight,
  tangents: A.weight + 8192,
  nextMessages: A.weight + 16384,
  nextTangents: A.weight + 24576,
  fields: A.own,
  wholes: A.own + 8192,
  rests: A.own + 16384,
  owns: A.own + 24576,
  answers: A.other,
};

/** Messages and fields of a spread that reaches where everything has to be worked out afresh. */
function fill({ f64 }: Views, count: number, spread: number, damping: number): void {
  const random = generator(7 * count + spread);
  const drawn = (size: number) => size * (2 * random() - 1) ** 3;
  // One more than wanted: what lies behind the last synapse must not matter.
  for (let j = 0; j <= count; j++) {
    f64[P.shares / 8 + j] = random() < 0.5 ? 0.5 : -0.5;
    f64[P.nextShares / 8 + j] = random() < 0.2 ? 0 : random() < 0.5 ? 1 : -1;
    for (const [x, t, size] of [
      [P.messages, P.tangents, spread / 10],
      [P.nextMessages, P.nextTangents, spread / 10],
      [P.fields, P.wholes, spread],
      [P.rests, P.owns, spread],
    ]) {
      f64[x / 8 + j] = drawn(size);
      f64[t / 8 + j] = Math.tanh(f64[x / 8 + j]);
    }
    f64[P.answers / 8 + j] = drawn(4 * spread);
  }
  const cell = f64.subarray(P.cell / 8);
  cell[CELL.scale] = -0.5;
  cell[CELL.mean] = 0.3;
  cell[CELL.variance] = 0.1;
  cell[CELL.damping] = damping;
  cell[CELL.moved] = 1e-3;
  cell[CELL.slope] = 0.03 * spread;
  cell[CELL.curvature] = -0.02;
}

const KERNELS = [
  [beliefLook, [P.shares, P.messages, P.tangents, P.fields, P.wholes, P.rests, P.owns, P.cell]],
  [beliefRenew, [P.answers, P.messages, P.tangents, P.cell]],
  [beliefAnswer, [P.shares, P.owns, P.messages, P.tangents, P.cell]],
  [beliefFactors, [P.wholes, P.tangents, P.answers]],
  [beliefJoin, [P.messages, P.tangents, P.rests, P.owns, P.fields, P.wholes]],
  [
    beliefTurn,
    [
      ...[P.messages, P.tangents, P.nextShares, P.nextMessages, P.nextTangents],
      ...[P.rests, P.owns, P.cell],
    ],
  ],
] as const;

describe.each(KERNELS.map(([kernel, given]) => ({ kernel, given })))(
  '$kernel.key',
  ({ kernel, given }) => {
    it.each([1, 2, 7, 64, 65, 321])('agrees with its twin on %i synapses', (count) => {
      for (const spread of [0.1, 1, 5, 40, 150])
        for (const damping of [0, 0.5]) {
          for (const packed of [false, true]) {
            const { emitted, twin } = both(
              kernel,
              (memory) => {
                fill(memory, count, spread, damping);
                return [count, ...given];
              },
              packed,
            );
            const differing = emitted.u32.findIndex((word, k) => word !== twin.u32[k]);
            expect(differing, `at byte ${4 * differing}, spread ${spread}`).toBe(-1);
          }
        }
    });
  },
);

it.each([1, 2, 3, 4, 7, 64])('shares are inputs times a scale, %i of them', (count) => {
  const { emitted, twin } = both(beliefShares, ({ u8, f64 }) => {
    for (let j = 0; j < count + 4; j++) u8[P.inputs + j] = [0, 1, 255][j % 3];
    f64[P.cell / 8 + CELL.scale] = -0.5;
    return [count, P.inputs, P.shares, P.cell];
  });
  expect(emitted.u32).toEqual(twin.u32);
  for (let j = 0; j < count; j++)
    expect(emitted.f64[P.shares / 8 + j]).toBe([-0, -0.5, 0.5][j % 3]);
});

it('a large message against a large field leaves what it would be worked out afresh', () => {
  const count = 300;
  const { emitted, twin } = both(beliefTurn, (memory) => {
    fill(memory, count, 1, 0.5);
    const random = generator(count);
    for (let j = 0; j < count; j++) {
      const rest = 12 + 8 * random();
      const message = 3.5 + 2 * random() - rest;
      memory.f64[P.rests / 8 + j] = rest;
      memory.f64[P.owns / 8 + j] = Math.tanh(rest);
      memory.f64[P.messages / 8 + j] = message;
      memory.f64[P.tangents / 8 + j] = Math.tanh(message);
    }
    return [
      ...[count, P.messages, P.tangents, P.nextShares, P.nextMessages, P.nextTangents],
      ...[P.rests, P.owns, P.cell],
    ];
  });
  expect(emitted.u32).toEqual(twin.u32);
  for (let j = 0; j < count; j++)
    expect(emitted.f64[P.owns / 8 + j]).toBeCloseTo(Math.tanh(emitted.f64[P.rests / 8 + j]), 12);
});
