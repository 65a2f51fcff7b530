/** Every kernel, every width, index and mode, against its twin: bit for bit in strict arithmetic, closely in fused. */

import { describe, expect, it } from 'vitest';
import { A, ARITHMETIC, agree, both, generator } from './fixtures/twins.ts';
import {
  ACTIVATIONS,
  activate,
  backward,
  copy,
  denseForward,
  derive,
  dropout,
  dropoutCell,
  fill,
  gather,
  type IndexWidth,
  LOSSES,
  loss,
  multiply,
  pack,
  rowSum,
  sample,
  scatter,
  TILE_WIDTHS,
  type TileWidth,
  type Views,
} from './index.ts';

/** A random list structure: 37 lists (some empty, lengths up to 30) over 41 units of the other side. */
function prepareLists(
  memory: Views,
  index: IndexWidth,
  width: TileWidth,
): { lists: number; others: number; start: number } {
  const random = generator(7);
  const [lists, others] = [37, 41];
  let position = 0;
  for (let list = 0; list < lists; list++) {
    memory.u32[A.start / 4 + list] = position;
    const share = list % 5 === 0 ? 0 : random();
    for (let other = 0; other < others; other++) {
      if (index !== 'none' && random() > share) continue;
      if (index === 'u16') memory.u16[A.index / 2 + position] = other;
      if (index === 'u32') memory.u32[A.index / 4 + position] = other;
      position += 1;
    }
  }
  memory.u32[A.start / 4 + lists] = position;
  const fillWith = (address: number, count: number): void => {
    for (let k = 0; k < count; k++) memory.f32[address / 4 + k] = 2 * random() - 1;
  };
  fillWith(A.weight, position);
  fillWith(A.gradient, position);
  fillWith(A.own, lists * width);
  fillWith(A.ownGradient, lists * width);
  fillWith(A.other, others * width);
  fillWith(A.bias, 64);
  return { lists, others, start: index === 'none' ? others : A.start };
}

const INDEX: IndexWidth[] = ['u16', 'u32', 'none'];
describe.each(ARITHMETIC)('list kernels, %s', (arithmetic) => {
  for (const width of TILE_WIDTHS) {
    for (const index of INDEX) {
      it(`width ${width}, index ${index}`, () => {
        for (const onto of [false, true])
          for (const from of [0, 16])
            agree(gather({ width, index, arithmetic, onto }), arithmetic, (memory) => {
              const { start } = prepareLists(memory, index, width);
              const sums = onto ? A.own : A.bias;
              return [from, 21 + from, start, A.index, A.weight, sums, A.other, A.own];
            });
        agree(scatter({ width, index, arithmetic }), arithmetic, (memory) => {
          const { lists, start } = prepareLists(memory, index, width);
          return [0, lists, start, A.index, A.weight, A.own, A.other];
        });
        for (const mode of ['store', 'accumulate'] as const) {
          agree(sample({ width, index, arithmetic, mode }), arithmetic, (memory) => {
            const { lists, start } = prepareLists(memory, index, width);
            return [0, lists, start, A.index, A.gradient, A.own, A.other];
          });
          for (const onto of [false, true])
            agree(backward({ width, index, arithmetic, mode, onto }), arithmetic, (memory) => {
              const { lists, start } = prepareLists(memory, index, width);
              const tiles = [A.own, A.ownGradient, A.other];
              return [2, lists, start, A.index, A.weight, A.gradient, ...tiles];
            });
        }
      });
    }
    for (const order of ['by-output', 'by-input'] as const) {
      it(`dense forward, width ${width}, ${order}`, () => {
        for (const onto of [false, true])
          agree(denseForward({ width, order, arithmetic, onto }), arithmetic, (memory) => {
            prepareLists(memory, 'none', width);
            return [1, 31, 41, 37, A.weight, onto ? A.own : A.bias, A.other, A.own];
          });
      });
    }
  }
});

describe.each(ARITHMETIC)('dense forward of many outputs, %s', (arithmetic) => {
  // Weights that lie by input are taken 32 inputs at a time: two whole parts and a rest, on to sums that lie elsewhere or there.
  it.each(TILE_WIDTHS)('width %i, by input', (width) => {
    const [inputs, outputs] = [70, 600];
    for (const start of ['bias', 'elsewhere', 'there'] as const) {
      const kernel = denseForward({ width, order: 'by-input', arithmetic, onto: start !== 'bias' });
      agree(kernel, arithmetic, ({ f32 }) => {
        const random = generator(width);
        for (const [at, count] of [
          [A.weight, inputs * outputs],
          [A.other, inputs * width],
          [A.bias, outputs * width],
          [A.own, 60 * width],
        ])
          for (let k = 0; k < count; k++) f32[at / 4 + k] = random() - 0.5;
        const sums = start === 'there' ? A.own : A.bias;
        return [3, 58, inputs, outputs, A.weight, sums, A.other, A.own];
      });
    }
  });
});

describe('empty lists', () => {
  it('gather stores the bias, backward a zero input gradient', () => {
    const { emitted } = both(gather({ width: 8, index: 'u16', arithmetic: 'strict' }), (memory) => {
      prepareLists(memory, 'u16', 8);
      return [0, 1, A.start, A.index, A.weight, A.bias, A.other, A.own];
    });
    expect(emitted.f32[A.own / 4]).toBe(emitted.f32[A.bias / 4]);
    const back = both(
      backward({ width: 8, index: 'u16', arithmetic: 'strict', mode: 'store' }),
      (memory) => {
        prepareLists(memory, 'u16', 8);
        return [0, 1, A.start, A.index, A.weight, A.gradient, A.own, A.ownGradient, A.other];
      },
    );
    expect(back.emitted.f32[A.ownGradient / 4]).toBe(0);
  });
});

describe('per-unit and elementwise kernels', () => {
  it.each(TILE_WIDTHS)('fill and rowSum, width %i', (width) => {
    agree(fill(width), 'strict', (memory) => {
      prepareLists(memory, 'u16', width);
      return [37, A.bias, A.own];
    });
    for (const mode of ['store', 'accumulate'] as const) {
      agree(rowSum(width, mode), 'strict', (memory) => {
        prepareLists(memory, 'u16', width);
        return [37, A.own, A.gradient];
      });
    }
  });

  it.each(ACTIVATIONS)('%s and its derivative', (name) => {
    const prepare = (memory: Views): void => {
      const random = generator(3);
      for (let k = 0; k < 4096; k++) {
        memory.f32[A.own / 4 + k] = (random() - 0.5) * 10 ** (4 * random() - 2);
        memory.f32[A.other / 4 + k] = random() - 0.5;
      }
      memory.f32.set(
        [0, -0, 1e-40, -1e-40, 200, -200, 88.5, -88.5, Infinity, -Infinity],
        A.own / 4,
      );
    };
    // An even and an odd number of vectors: they may be taken in pairs.
    for (const count of [4096, 4092]) {
      agree(activate(name), 'strict', (memory) => {
        prepare(memory);
        return [count, A.own];
      });
      for (const masked of [false, true])
        agree(derive(name, masked), 'strict', (memory) => {
          prepare(memory);
          for (let k = 0; k < 4096; k++) {
            memory.f32[A.own / 4 + k] = Math.tanh(memory.f32[A.own / 4 + k]);
            memory.f32[A.weight / 4 + k] = k % 3 === 0 ? 0 : 1.25;
          }
          return [count, A.own, A.weight, A.other];
        });
    }
  });

  it.each(ACTIVATIONS)(
    '%s of what is no number is none, and its neighbours are what they were',
    (name) => {
      const { emitted } = both(activate(name), (memory) => {
        memory.f32.set([Number.NaN, 0.5, Number.NaN, 0.5], A.own / 4);
        return [4, A.own];
      });
      const [first, half, third, other] = emitted.f32.subarray(A.own / 4, A.own / 4 + 4);
      expect([first, third]).toEqual([Number.NaN, Number.NaN]);
      expect(other).toBe(half);
      expect(half).toBeGreaterThan(0);
    },
  );

  it('sigmoid and tanh are within 3e-7 of the exact function', () => {
    const xs = Array.from({ length: 4000 }, (_, k) => (k - 2000) / 100);
    const run = (name: 'sigmoid' | 'tanh') =>
      both(activate(name), (memory) => {
        memory.f32.set(xs, A.own / 4);
        return [4000, A.own];
      }).emitted.f32.subarray(A.own / 4, A.own / 4 + 4000);
    const sigmoid = run('sigmoid');
    const tanh = run('tanh');
    xs.forEach((_, k) => {
      const x = Math.fround(xs[k]);
      expect(Math.abs(sigmoid[k] - 1 / (1 + Math.exp(-x)))).toBeLessThan(3e-7);
      expect(Math.abs(tanh[k] - Math.tanh(x))).toBeLessThan(3e-7);
    });
  });

  it('derive flushes what would become denormal', () => {
    const { emitted } = both(derive('relu'), (memory) => {
      memory.f32.set([1, 1, 1, 1], A.own / 4);
      memory.f32.set([1e-31, -1e-38, 1e-29, -1e-29], A.other / 4);
      return [4, A.own, 0, A.other];
    });
    expect([...emitted.f32.subarray(A.other / 4, A.other / 4 + 4)]).toEqual(
      [0, 0, 1e-29, -1e-29].map(Math.fround),
    );
  });

  it('activations and inputs that would be denormal are 0', () => {
    const { emitted } = both(activate('relu'), (memory) => {
      memory.f32.set([1e-40, 1e-31, 1e-29, 2], A.own / 4);
      return [4, A.own];
    });
    expect([...emitted.f32.subarray(A.own / 4, A.own / 4 + 4)]).toEqual(
      [0, 0, 1e-29, 2].map(Math.fround),
    );
    const packed = both(pack(4, 'f32'), (memory) => {
      memory.f32.set([1e-40, 1e-39, 1e-20, 1], A.own / 4);
      memory.f32[A.bias / 4 + 64] = 1;
      memory.u32.set([0, 1, 2, 3], A.start / 4);
      return [A.start, A.own, 1, A.bias, A.bias + 256, A.other];
    });
    expect([...packed.emitted.f32.subarray(A.other / 4, A.other / 4 + 4)]).toEqual(
      [0, 0, 1e-20, 1].map(Math.fround),
    );
  });

  it('multiply and copy', () => {
    agree(multiply, 'strict', (memory) => {
      prepareLists(memory, 'u16', 32);
      return [512, A.own, A.other, A.gradient];
    });
    agree(copy, 'strict', (memory) => {
      prepareLists(memory, 'u16', 32);
      for (let k = 0; k < 203; k++) memory.u32[A.index / 4 + k] = (k * 89) % 203;
      return [203, A.index, A.weight, A.gradient];
    });
  });

  it('dropout masks', () => {
    const rate = 0.3;
    let count = 0;
    const prepare = (memory: Views): number[] => {
      const { threshold, scale } = dropoutCell(rate);
      memory.u32.set([123456789, 987654321, 17, threshold], A.start / 4);
      memory.f32[A.start / 4 + 4] = scale;
      const random = generator(4);
      for (let k = 0; k < 32000; k++) memory.f32[A.own / 4 + k] = random() - 0.5;
      return [count, A.start, 5, 3, A.other, A.own, A.ownGradient];
    };
    // Groups of 32 elements, made two at a time: an odd number of them, an even one, and less than one.
    for (const elements of [32 * 7, 32 * 6, 20, 32000]) {
      count = elements;
      agree(dropout, 'strict', prepare);
    }
    const mask = both(dropout, prepare).emitted.f32.subarray(A.other / 4, A.other / 4 + 32000);
    const dropped = mask.filter((m) => m === 0).length / 32000;
    // Four standard errors of a proportion of 32,000.
    expect(Math.abs(dropped - rate)).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / 32000));
    const mean = mask.reduce((sum, m) => sum + m, 0) / 32000;
    expect(Math.abs(mean - 1)).toBeLessThan(0.02);
  });

  it.each(TILE_WIDTHS)('pack, width %i', (width) => {
    for (const storage of ['u8', 'f32'] as const) {
      agree(pack(width, storage), 'strict', (memory) => {
        const random = generator(11);
        const features = 53;
        for (let k = 0; k < 40 * features; k++) {
          if (storage === 'u8') memory.u8[A.own + k] = Math.floor(256 * random());
          else memory.f32[A.own / 4 + k] = random();
        }
        for (let k = 0; k < features; k++) {
          memory.f32[A.bias / 4 + k] = random();
          memory.f32[A.bias / 4 + 64 + k] = random();
        }
        for (let b = 0; b < width; b++)
          memory.u32[A.start / 4 + b] = b % 7 === 3 ? 0xffffffff : Math.floor(40 * random());
        return [A.start, A.own, features, A.bias, A.bias + 256, A.other];
      });
    }
  });

  it.each(LOSSES)('%s', (name) => {
    for (const width of TILE_WIDTHS) {
      for (const classes of [1, 2, 10]) {
        for (const weighting of ['batch', 'class'] as const)
          agree(loss(name, width, weighting), 'strict', (memory) => {
            const random = generator(5);
            for (let k = 0; k < classes * width; k++) {
              memory.f32[A.own / 4 + k] = 6 * random() - 3;
              memory.f32[A.other / 4 + k] = random();
            }
            for (let c = 0; c < classes; c++) memory.f32[A.weight / 4 + c] = 0.5 + random();
            for (let b = 0; b < width; b++)
              memory.i32[A.start / 4 + b] = b % 5 === 4 ? -1 : Math.floor(classes * random());
            memory.f32[A.bias / 4] = 1 / 29;
            memory.f64[A.gradient / 8] = 0.5;
            memory.i32[A.gradient / 4 + 2] = 3;
            const rest = weighting === 'class' ? [A.weight] : [];
            return [classes, A.own, A.start, A.bias, A.other, A.gradient, ...rest];
          });
      }
    }
  });
});
