/** Every kernel, every width, index and mode, against its twin: bit for bit in strict arithmetic, closely in fused. */

import { describe, expect, it } from 'vitest';
import { emitModule } from '../wasm/index.ts';
import {
  ACTIVATIONS,
  type Arithmetic,
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
  type Kernel,
  LOSSES,
  loss,
  multiply,
  pack,
  rowSum,
  sample,
  scatter,
  TILE_WIDTHS,
  type TileWidth,
  update,
  type Views,
} from './index.ts';

const MEGABYTE = 1 << 20;

function viewsOf(buffer: ArrayBuffer): Views {
  return {
    u8: new Uint8Array(buffer),
    u16: new Uint16Array(buffer),
    i32: new Int32Array(buffer),
    u32: new Uint32Array(buffer),
    f32: new Float32Array(buffer),
    f64: new Float64Array(buffer),
  };
}

/** A small generator of its own, so that the kernels are tested without any other room. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Runs kernel and twin on equal memories and returns both. */
function both(
  kernel: Kernel,
  prepare: (memory: Views) => number[],
): { emitted: Views; twin: Views } {
  const memory = new WebAssembly.Memory({ initial: MEGABYTE / 65536, maximum: 1024 });
  const bytes = emitModule([kernel.emit()], { shared: false, maximumPages: 1024 });
  expect(WebAssembly.validate(bytes)).toBe(true);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const emitted = viewsOf(memory.buffer);
  const twin = viewsOf(new ArrayBuffer(MEGABYTE));
  const values = prepare(emitted);
  prepare(twin);
  expect(values.length).toBe(kernel.parameters.length);
  (instance.exports[kernel.key] as (...values: number[]) => void)(...values);
  kernel.twin(twin, ...values);
  return { emitted, twin };
}

function agree(kernel: Kernel, arithmetic: Arithmetic, prepare: (memory: Views) => number[]): void {
  const { emitted, twin } = both(kernel, prepare);
  if (arithmetic === 'strict') {
    const differing = emitted.u32.findIndex((word, k) => word !== twin.u32[k]);
    const at = `word ${differing}: ${emitted.f32[differing]} emitted, ${twin.f32[differing]} twin`;
    expect(differing, at).toBe(-1);
    return;
  }
  let worst = 0;
  for (let k = 0; k < twin.f32.length; k++) {
    if (emitted.u32[k] === twin.u32[k]) continue;
    worst = Math.max(worst, Math.abs(emitted.f32[k] - twin.f32[k]) / (1 + Math.abs(twin.f32[k])));
  }
  expect(worst).toBeLessThan(1e-5);
}

const A = {
  start: 1024,
  index: 4096,
  weight: 65536,
  gradient: 131072,
  own: 262144,
  ownGradient: 393216,
  other: 524288,
  bias: 786432,
};

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
const fusedHere = WebAssembly.validate(
  emitModule([multiplyAddProbe().emit()], { shared: false, maximumPages: 1 }),
);
const ARITHMETIC: Arithmetic[] = fusedHere ? ['strict', 'fused'] : ['strict'];

function multiplyAddProbe(): Kernel {
  return gather({ width: 4, index: 'u16', arithmetic: 'fused' });
}

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
    agree(activate(name), 'strict', (memory) => {
      prepare(memory);
      return [4096, A.own];
    });
    agree(derive(name), 'strict', (memory) => {
      prepare(memory);
      for (let k = 0; k < 4096; k++)
        memory.f32[A.own / 4 + k] = Math.tanh(memory.f32[A.own / 4 + k]);
      return [4096, A.own, A.other];
    });
  });

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
      return [4, A.own, A.other];
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
    const prepare = (memory: Views): number[] => {
      const { threshold, scale } = dropoutCell(rate);
      memory.u32.set([123456789, 987654321, 17, threshold], A.start / 4);
      memory.f32[A.start / 4 + 4] = scale;
      return [32000, A.start, 5, 3, A.other];
    };
    agree(dropout, 'strict', prepare);
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
        agree(loss(name, width), 'strict', (memory) => {
          const random = generator(5);
          for (let k = 0; k < classes * width; k++) memory.f32[A.own / 4 + k] = 6 * random() - 3;
          for (let b = 0; b < width; b++)
            memory.i32[A.start / 4 + b] = b % 5 === 4 ? -1 : Math.floor(classes * random());
          memory.f32[A.bias / 4] = 1 / 29;
          memory.f64[A.gradient / 8] = 0.5;
          memory.i32[A.gradient / 4 + 2] = 3;
          return [classes, A.own, A.start, A.bias, A.other, A.gradient];
        });
      }
    }
  });
});

describe('equal outputs', () => {
  it.each(LOSSES)('%s takes the lowest class for the answer, emitted and twin', (name) => {
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
  });
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
