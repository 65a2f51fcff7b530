/** Population counts, sweeps of hidden states and tests of many sums: emitted against their twins, whole memories compared. */

import { describe, expect, it } from 'vitest';
import { emitModule } from '../wasm/index.ts';
import { passAll } from './halves.ts';
import { hiddenSweep, SWEEP_SETTINGS, type SweepSetting } from './hidden-sweep.ts';
import { type Kernel, type Views, viewsOf } from './kernel.ts';
import { popcountRows, popcountTwin } from './popcount.ts';

const SIZE = 1 << 19;

/** Both runs on equal memories; the buffers must be equal to the last bit. */
function check(kernel: Kernel, prepare: (memory: Views) => number[]): Views {
  const memory = new WebAssembly.Memory({ initial: SIZE / 65536, maximum: 64 });
  const bytes = emitModule([kernel.emit()], { shared: false, maximumPages: 64 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const emitted = viewsOf(memory.buffer);
  const twin = viewsOf(new ArrayBuffer(SIZE));
  const values = prepare(emitted);
  prepare(twin);
  expect(values.length).toBe(kernel.parameters.length);
  (instance.exports[kernel.key] as (...values: number[]) => void)(...values);
  kernel.twin(twin, ...values);
  const differing = emitted.u32.findIndex((word, k) => word !== twin.u32[k]);
  expect(differing, `word ${differing}`).toBe(-1);
  return twin;
}

function generator(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state ^ (state >>> 13);
  };
}

/** Random bits in rows of `bytes` bytes, of which `length` count. */
function fillRows(
  { u32 }: Views,
  at: number,
  rows: number,
  bytes: number,
  length: number,
  next: () => number,
): void {
  for (let r = 0; r < rows; r++)
    for (let w = 0; w < bytes / 4; w++) {
      const left = length - 32 * w;
      const mask = left <= 0 ? 0 : left >= 32 ? -1 : ~(-1 << left);
      u32[at / 4 + (r * bytes) / 4 + w] = next() & mask;
    }
}

describe('population counts', () => {
  it.each([
    [1, 1],
    [127, 3],
    [1001, 6],
    [31 * 128 + 1, 9],
    [64 * 128, 4],
  ])('of rows of %d bits', (length, count) => {
    const bytes = Math.ceil(length / 128) * 16;
    for (const meeting of ['xor', 'and'] as const)
      for (const ending of ['store', 'add'] as const) {
        const memory = check(popcountRows(meeting, ending), (views) => {
          const next = generator();
          fillRows(views, 65536, count, bytes, length, next);
          fillRows(views, 1024, 1, bytes, length, next);
          for (let k = 0; k < 3 * count; k++) views.u32[32768 / 4 + k] = next() >>> 8;
          return [65536, bytes, bytes, count, 1024, 32768, 3];
        });
        if (ending === 'add') continue;
        let expected = 0;
        for (let w = 0; w < bytes / 4; w++) {
          const [a, b] = [memory.u32[65536 / 4 + w], memory.u32[1024 / 4 + w]];
          expected += popcountTwin(meeting === 'xor' ? a ^ b : a & b);
        }
        expect(memory.u32[32768 / 4]).toBe(expected);
      }
  });
  it('of a full row do not run over', () => {
    const bytes = 16 * 70;
    const memory = check(popcountRows('and', 'store'), ({ u32 }) => {
      u32.fill(0xffffffff, 1024 / 4, (1024 + 2 * bytes) / 4);
      return [1024, bytes, bytes, 1, 1024 + bytes, 32768, 1];
    });
    expect(memory.u32[32768 / 4]).toBe(70 * 128);
  });
});

const PATTERNS = 40;
const CASES = [
  { meeting: 'xor', thresholds: [0], units: 1, bound: 32767, length: 131, tree: false },
  { meeting: 'xor', thresholds: [0], units: 1, bound: 3, length: 21, tree: false },
  { meeting: 'xor', thresholds: [-2, 2], units: 1, bound: 7, length: 77, tree: false },
  { meeting: 'xor', thresholds: [0], units: 5, bound: 9, length: 33, tree: false },
  { meeting: 'xor', thresholds: [0], units: 3, bound: 9, length: 33, tree: true },
  { meeting: 'and', thresholds: [0], units: 1, bound: 15, length: 200, tree: false },
  { meeting: 'and', thresholds: [-4, 0, 4], units: 3, bound: 15, length: 40, tree: false },
] as const;

describe('a sweep of hidden states', () => {
  it.each(CASES)('$meeting, thresholds $thresholds, $units units, bound $bound', (spec) => {
    const { meeting, thresholds, units, bound, length, tree } = spec;
    const planes = thresholds.length;
    const bytes = Math.ceil(length / 128) * 16;
    const A: Record<SweepSetting, number> = {
      ...{ rows: 65536, stride: tree ? bytes * units : bytes, offset: tree ? bytes : 0, bytes },
      ...{ units, order: 2048, key: 12345, hidden: 262144, planes: 8192, scale: 4096 },
      ...{ shift: 5120, thresholds: 1536, bound, least: 6, chance: 0x60000000 },
      ...{ stability: 1600, book: 1664 },
    };
    const memory = check(hiddenSweep(meeting, planes), (views) => {
      const next = generator();
      const { i32, u16, u32 } = views;
      SWEEP_SETTINGS.forEach((name, k) => {
        i32[1024 / 4 + k] = A[name];
      });
      i32.set(thresholds, A.thresholds / 4);
      fillRows(views, A.rows, PATTERNS * (tree ? units : 1), bytes, length, next);
      for (let p = 0; p < PATTERNS; p++) {
        u32[A.order / 4 + p] = (7 * p) % PATTERNS;
        i32[A.scale / 4 + p] = meeting === 'xor' ? -2 : next() % 2 === 0 ? 4 : -4;
        for (let k = 0; k < units; k++)
          i32[A.shift / 4 + p * units + k] =
            meeting === 'xor' ? planes * length : -Math.sign(i32[A.scale / 4 + p]) * length;
      }
      for (let k = 0; k < units; k++)
        for (let i = 0; i < 8 * bytes; i++) {
          const state = i < length ? 2 * (next() % 4) - 3 : -bound;
          u16[A.hidden / 2 + 8 * bytes * k + i] = Math.max(-bound, Math.min(bound, state));
          thresholds.forEach((threshold, t) => {
            if (state > threshold)
              u16[(A.planes + (k * planes + t) * bytes) / 2 + (i >> 4)] |= 1 << (i & 15);
          });
        }
      return [1024, 0, PATTERNS];
    });
    const [errors, ups, downs, moves] = memory.f64.subarray(A.book / 8, A.book / 8 + 4);
    expect(errors).toBeGreaterThan(0);
    expect(errors).toBeLessThan(PATTERNS);
    expect(ups + downs).toBeGreaterThan(0);
    expect(moves).toBeGreaterThan(ups + downs);
    for (let k = 0; k < units; k++)
      for (let i = 0; i < length; i++) {
        const state = (memory.u16[A.hidden / 2 + 8 * bytes * k + i] << 16) >> 16;
        thresholds.forEach((threshold, t) => {
          const word = memory.u16[(A.planes + (k * planes + t) * bytes) / 2 + (i >> 4)];
          expect(((word >> (i & 15)) & 1) === 1).toBe(state > threshold);
        });
      }
  });
});

describe('sums that pass all tests', () => {
  it.each([1, 3, 9])('%d tests', (tests) => {
    const columns = 320;
    const memory = check(passAll, ({ u8 }) => {
      const next = generator();
      for (let k = 0; k < tests * (columns + 64); k++) u8[65536 + k] = next() >>> 3;
      for (let t = 0; t < tests; t++) u8[1024 + t] = 216;
      return [65536, columns + 64, columns, tests, 1024, 32768];
    });
    const found = memory.u32.subarray(32768 / 4, 32768 / 4 + columns / 32);
    const count = found.reduce((sum, word) => sum + popcountTwin(word), 0);
    // A byte is above −40 with probability 167/256; six standard deviations.
    const p = (167 / 256) ** tests;
    expect(Math.abs(count - columns * p)).toBeLessThan(6 * Math.sqrt(columns * p * (1 - p)));
  });
});
