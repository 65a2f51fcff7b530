/** Overlaps of bits: emitted against plain, and against the definition. */

import { expect, it } from 'vitest';
import { bitOverlaps, OVERLAP_ROWS } from './bit-overlaps.ts';
import { A, both, generator } from './fixtures/twins.ts';

it.each([
  [1, 1],
  [16, 32],
  [37, 70],
  [50, 1001],
  [20, 2048],
])('of %i rows of %i entries', (rows, entries) => {
  const columns = 2 * Math.ceil(entries / 64);
  const random = generator(rows);
  const bits = (count: number) => Array.from({ length: count }, () => (random() < 0.5 ? -1 : 1));
  const matrix = Array.from({ length: rows }, () => bits(entries));
  const vector = bits(entries);
  const { emitted, twin } = both(bitOverlaps, ({ u32 }) => {
    const set = (place: number, i: number) => {
      u32[place] |= 1 << (i & 31);
    };
    matrix.forEach((row, p) => {
      row.forEach((x, i) => {
        if (x > 0) set(A.own / 4 + (i >> 5) * rows + p, i);
      });
    });
    vector.forEach((x, i) => {
      if (x > 0) set(A.bias / 4 + (i >> 5), i);
    });
    return [A.own, rows, columns, A.bias, entries, A.start, 0, rows];
  });
  expect(emitted.u32).toEqual(twin.u32);
  matrix.forEach((row, p) => {
    const overlap = row.reduce((sum, x, i) => sum + x * vector[i], 0);
    expect(emitted.f32[A.start / 4 + p]).toBe(overlap);
  });
  expect(A.start + 4 * (rows + OVERLAP_ROWS)).toBeLessThan(A.index);
});
