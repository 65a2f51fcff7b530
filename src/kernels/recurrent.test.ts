/** The kernels of recurrent networks against their twins, bit for bit, and against what they are for. */

import { describe, expect, it } from 'vitest';
import { emitModule } from '../wasm/index.ts';
import {
  ACTIVATIONS,
  addNoise,
  clear,
  gradedLoss,
  type Kernel,
  largestClass,
  leak,
  leakBackward,
  loss,
  move,
  oneHotDrive,
  oneHotGradient,
  squareSum,
  TILE_WIDTHS,
  type Views,
  viewsOf,
} from './index.ts';

const PAGES = 16;

/** Ten arrays of 64 KiB, the first eight filled with numbers in (−1, 1). */
const at = (array: number): number => 65536 * (array + 1);

function prepare(memory: Views, words: (memory: Views) => void): void {
  let state = 7;
  // A small generator of its own, so that the kernels are tested without any other room.
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let array = 0; array < 8; array++) {
    for (let k = 0; k < 4096; k++) memory.f32[at(array) / 4 + k] = 2 * uniform() - 1;
  }
  words(memory);
}

/** Runs kernel and twin on equal memories, expects equal bits, returns the memory. */
function agree(kernel: Kernel, values: number[], words: (memory: Views) => void = () => {}): Views {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
  const bytes = emitModule([kernel.emit()], { shared: false, maximumPages: PAGES });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const emitted = viewsOf(memory.buffer);
  const twin = viewsOf(new ArrayBuffer(memory.buffer.byteLength));
  prepare(emitted, words);
  prepare(twin, words);
  expect(values.length).toBe(kernel.parameters.length);
  (instance.exports[kernel.key] as (...values: number[]) => void)(...values);
  kernel.twin(twin, ...values);
  const differing = emitted.u32.findIndex((word, k) => word !== twin.u32[k]);
  expect(differing, `word ${differing}: ${emitted.f32[differing]}, ${twin.f32[differing]}`).toBe(
    -1,
  );
  return emitted;
}

describe('leaky units', () => {
  it.each(ACTIVATIONS)('%s, forward and backward', (name) => {
    const rates = (memory: Views): void => {
      memory.f32.set([0.25, 0.75], at(8) / 4);
      memory.f32.set([1e-37, -20, 20, 0], at(0) / 4);
    };
    agree(leak(name), [320, at(0), at(1), at(2), at(8)], rates);
    for (const leaky of [true, false]) {
      for (const mode of ['store', 'accumulate'] as const)
        agree(leakBackward(name, leaky, mode), [320, at(0), at(1), at(2), at(3), at(8)], rates);
    }
  });

  it('softplus and its derivative keep their digits far below 0', () => {
    const inputs = [-30, -12, -4, -3.9, -0.5, 0, 0.5, 10];
    const memory = agree(leak('softplus'), [8, at(0), at(1), at(2), at(8)], (m) => {
      m.f32.set(inputs, at(0) / 4);
      m.f32.set([1, 0], at(8) / 4);
    });
    inputs.forEach((x, k) => {
      expect(memory.f32[at(2) / 4 + k] / Math.log1p(Math.exp(x))).toBeCloseTo(1, 5);
    });
    const slopes = agree(
      leakBackward('softplus', false, 'store'),
      [8, at(0), at(1), at(2), at(3), at(8)],
      (m) => {
        inputs.forEach((x, k) => {
          m.f32[at(0) / 4 + k] = Math.log1p(Math.exp(x));
          m.f32[at(1) / 4 + k] = 1;
        });
      },
    );
    inputs.forEach((x, k) => {
      expect(slopes.f32[at(2) / 4 + k] * (1 + Math.exp(-x))).toBeCloseTo(1, 4);
    });
  });
});

describe.each(TILE_WIDTHS)('width %i', (width) => {
  const UNITS = 21;
  const rows = (memory: Views): void => {
    for (let b = 0; b < width; b++) {
      memory.i32[at(8) / 4 + b] = b % 3 === 2 ? -1 : b % 3;
      memory.i32[at(9) / 4 + b] = b % 2 === 0 ? -2 : memory.i32[at(8) / 4 + b];
    }
  };

  it('rule inputs: only what changed is rewritten', () => {
    const memory = agree(oneHotDrive(width), [UNITS, at(8), at(9), at(0), at(1), at(2)], rows);
    const before = viewsOf(new ArrayBuffer(PAGES * 65536));
    prepare(before, rows);
    for (let b = 0; b < width; b++) {
      const rule = memory.i32[at(8) / 4 + b];
      const place = at(2) / 4 + 5 * width + b;
      const weight = rule < 0 ? 0 : memory.f32[at(0) / 4 + rule * UNITS + 5];
      const own = Math.fround(memory.f32[at(1) / 4 + 5] + weight);
      expect(memory.f32[place]).toBe(b % 2 === 0 ? own : before.f32[place]);
    }
    agree(oneHotGradient(width), [UNITS, at(8), at(9), at(0), at(1), at(2)], rows);
  });

  it('loss with a weight an example, in place, and the largest class', () => {
    const labels = (memory: Views): void => {
      for (let b = 0; b < width; b++) memory.i32[at(8) / 4 + b] = (b % 6) - 1;
    };
    for (const target of [at(0), at(2)])
      agree(
        loss('cross-entropy', width, 'example'),
        [5, at(0), at(8), at(1), target, at(9)],
        labels,
      );
    agree(
      loss('mean-squared-error', width, 'example'),
      [5, at(0), at(8), at(1), at(2), at(9)],
      labels,
    );
    const memory = agree(largestClass(width), [5, at(0), at(9)]);
    for (let b = 0; b < width; b++) {
      const column = Array.from({ length: 5 }, (_, c) => memory.f32[at(0) / 4 + c * width + b]);
      expect(memory.i32[at(9) / 4 + b]).toBe(column.indexOf(Math.max(...column)));
    }
  });
});

describe('elementwise', () => {
  it('graded loss, sums of squares, clear, move', () => {
    agree(gradedLoss, [168, at(0), at(1), at(2), at(3), at(9)]);
    for (const shards of [1, 2, 4]) agree(squareSum(shards), [64, 203, at(0), 65536, at(9)]);
    agree(clear, [44, at(0)]);
    agree(move, [44, at(0), at(1)]);
  });

  it('noise is normal, depends on step, site and tile, and adds', () => {
    const count = 4096;
    const draw = (step: number, site: number, tile: number): Float32Array => {
      const memory = agree(addNoise, [count, at(8), site, tile, at(0)], (m) => {
        m.u32.set([1, 2, step], at(8) / 4);
        m.f32[at(8) / 4 + 3] = 0.5;
        m.f32.fill(3, at(0) / 4, at(0) / 4 + count);
      });
      return memory.f32.slice(at(0) / 4, at(0) / 4 + count).map((x) => (x - 3) / 0.5);
    };
    const noise = draw(1, 2, 3);
    const moment = (power: number): number => noise.reduce((sum, x) => sum + x ** power, 0) / count;
    // Four standard errors of the mean, variance, skewness and kurtosis of 4096 normal numbers.
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / count));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
    for (const other of [draw(2, 2, 3), draw(1, 3, 3), draw(1, 2, 4)]) {
      const together = noise.reduce((sum, x, k) => sum + x * other[k], 0) / count;
      expect(Math.abs(together)).toBeLessThan(4 / Math.sqrt(count));
    }
  });
});
