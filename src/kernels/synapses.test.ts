/** Fields of synapses between sweeps of message passing: emitted against plain, bit for bit. */

import { describe, expect, it } from 'vitest';
import { A, both, generator } from './fixtures/twins.ts';
import type { Views } from './kernel.ts';
import { exposeFields, focusFields, reinforceFields } from './pulls.ts';
import { largestChange, presentSynapses, renewSynapses } from './synapses.ts';

const STRIDE = 8192;
const P = {
  cell: 64,
  activities: A.start,
  before: A.start + 8192,
  exerted: A.weight,
  means: A.weight + 8192,
  variances: A.weight + 16384,
  curvatures: A.weight + 32768,
  arrays: A.own,
  fields: A.own + 3 * STRIDE,
  external: A.own + STRIDE,
  next: A.other,
};

function fill({ f32, f64 }: Views, count: number, cell: readonly number[]): void {
  const random = generator(count);
  const drawn = (size: number) => size * (2 * random() - 1) ** 3;
  // One more than wanted: what lies behind the last must not matter.
  for (let j = 0; j <= count; j++) {
    for (const at of [P.activities, P.before, P.exerted]) f32[at / 4 + j] = drawn(1);
    for (const at of [P.curvatures, P.next]) f64[at / 8 + j] = drawn(2);
    for (let k = 0; k < 4; k++) f64[(P.arrays + k * STRIDE) / 8 + j] = drawn(40);
  }
  f64.set(cell, P.cell / 8);
}

const KERNELS = [
  {
    kernel: presentSynapses,
    given: [P.activities, P.before, P.means, P.variances, P.cell],
    cell: [0.5, 0.5],
  },
  {
    kernel: renewSynapses,
    given: [P.exerted, P.curvatures, P.before, P.activities, P.arrays, STRIDE, P.cell],
    cell: [0, 0.5, 0.3],
  },
  {
    kernel: largestChange,
    given: [P.activities, P.before, P.cell],
    cell: [0, 0, 0, 0.01],
  },
  { kernel: reinforceFields, given: [P.fields, P.next, P.cell], cell: [0.9] },
  { kernel: reinforceFields, given: [P.fields, P.external, P.cell], cell: [1.5] },
  {
    kernel: focusFields,
    given: [P.fields, P.external, P.next, P.cell],
    cell: [1.2, Math.tanh(1.2), 3.5, 0.5],
  },
  {
    kernel: focusFields,
    given: [P.fields, P.external, P.external, P.cell],
    cell: [0, 0, 1, 0],
  },
  { kernel: exposeFields, given: [P.next, P.external, P.fields], cell: [] },
];

describe.each(KERNELS)('$kernel.key', ({ kernel, given, cell }) => {
  it.each([1, 2, 3, 4, 7, 321])('agrees with its twin on %i synapses', (count) => {
    for (const packed of [false, true]) {
      const { emitted, twin } = both(
        kernel,
        (memory) => {
          fill(memory, count, cell);
          return [count, ...given];
        },
        packed,
      );
      const differing = emitted.u32.findIndex((word, k) => word !== twin.u32[k]);
      expect(differing, `at byte ${4 * differing}`).toBe(-1);
    }
  });
});
