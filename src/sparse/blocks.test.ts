/** Walking lists in blocks changes no bit: products of one matrix for several numbers of blocks, also after it was rewired. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Pair, topologyOf } from '../../test/layers.ts';
import { type Call, createEngine, type EngineOptions } from '../engine/index.ts';
import { fill, TILE_WIDTHS, type TileWidth } from '../kernels/index.ts';
import { createRandom } from '../numerics/random.ts';
import { blocksFor } from './blocks.ts';
import { createMatrix } from './matrix.ts';
import type { Order, Topology } from './topology.ts';

interface Case {
  readonly inputs: number;
  readonly outputs: number;
  readonly density: number;
  readonly order: Order;
  readonly width: TileWidth;
  readonly mirror: boolean;
  readonly onto: boolean;
}

/** Everything that two tiles come to before and after other connections took the place of the first. */
async function productsOf(
  given: Case,
  blocks: number,
  options: EngineOptions,
): Promise<number[][]> {
  const { inputs, outputs, order, density, width, mirror, onto } = given;
  const engine = createEngine(options);
  const { memory, arithmetic } = engine;
  const random = createRandom('blocks');
  const born = (name: string): { topology: Topology; arrays: { weights: Float32Array } } => {
    const stream = random.split(name);
    const pairs: Pair[] = [[0, 0]];
    for (let i = 0; i < inputs; i++)
      for (let o = 0; o < outputs; o++)
        if (i + o > 0 && stream.uniform() < density) pairs.push([i, o]);
    const topology = topologyOf(inputs, outputs, order, pairs);
    const weights = new Float32Array(topology.index.length);
    random.split(`${name} weights`).fillUniform(weights, -1, 1);
    return { topology, arrays: { weights } };
  };
  const matrix = createMatrix(engine, born('first'), { listed: true, room: 2, blocks });
  if (mirror) matrix.addMirror();
  const place = (count: number, name: string): number => {
    const at = memory.allocate(4 * count);
    const values = memory.views().f32.subarray(at / 4, at / 4 + count);
    random.split(name).fillUniform(values, -1, 1);
    return at;
  };
  const [x, y] = [place(inputs * width, 'x'), place(outputs * width, 'y')];
  const [own, other, lists] = order === 'by-output' ? [y, x, outputs] : [x, y, inputs];
  const ownGradient = place(lists * width, 'own gradient');
  const gradient = place(matrix.capacity, 'gradient');
  const results = place(outputs * width, 'results');
  const bias = onto ? results : place(outputs, 'bias');
  const filled: Call = { kernel: fill(width), values: [outputs, bias, results] };
  const tile = { width, arithmetic, own, other, gradient, ownGradient };
  const calls = [
    ...matrix.forward({ width, arithmetic, input: x, output: results, bias, fill: filled, onto }),
    ...matrix.backward({ ...tile, mode: 'store' }),
    ...matrix.sample({ ...tile, mode: 'accumulate' }),
  ];
  const program = engine.program([calls]);
  await engine.ready();
  const found: number[][] = [];
  const read = (at: number, count: number): void => {
    found.push([...memory.views().u32.slice(at / 4, at / 4 + count)]);
  };
  for (const next of [undefined, born('second')]) {
    if (next !== undefined) matrix.replace(next);
    engine.run(program);
    read(results, outputs * width);
    read(gradient, matrix.connections);
    read(ownGradient, lists * width);
  }
  return found;
}

const cases: fc.Arbitrary<Case> = fc.record({
  inputs: fc.integer({ min: 1, max: 40 }),
  outputs: fc.integer({ min: 1, max: 40 }),
  density: fc.constantFrom(0.05, 0.3, 1),
  order: fc.constantFrom('by-output' as const, 'by-input' as const),
  width: fc.constantFrom(...TILE_WIDTHS, 32 as const, 32 as const),
  mirror: fc.boolean(),
  onto: fc.boolean(),
});

describe('a matrix in blocks', () => {
  it.each([{ arithmetic: 'strict' }, { arithmetic: 'fused' }, { backend: 'twin' }] as const)(
    'has the products of the whole, bit for bit (%o)',
    async (options) => {
      const property = fc.asyncProperty(cases, async (given) => {
        const whole = await productsOf(given, 1, options);
        for (const blocks of [2, 3, 9])
          expect(await productsOf(given, blocks, options)).toEqual(whole);
      });
      await fc.assert(property, { numRuns: 'backend' in options ? 8 : 25 });
    },
    60_000,
  );

  it('has them with indices of 32 bits too', async () => {
    for (const [inputs, outputs, order] of [
      [66_000, 3, 'by-output'],
      [3, 66_000, 'by-input'],
      [66_000, 2, 'by-input'],
    ] as const) {
      const given = { inputs, outputs, order, density: 0.01, width: 32, onto: false } as const;
      for (const mirror of [false, true]) {
        const whole = await productsOf({ ...given, mirror }, 1, { arithmetic: 'strict' });
        const parts = await productsOf({ ...given, mirror }, 3, { arithmetic: 'strict' });
        parts.forEach((part, k) => {
          expect(part.findIndex((word, i) => word !== whole[k][i])).toBe(-1);
        });
      }
    }
  }, 60_000);
});

describe('the number of blocks', () => {
  it('is one for all that caches hold, and for lists that are too short', () => {
    expect(blocksFor(1000, 1000, 50_000)).toBe(1);
    expect(blocksFor(131_072, 131_072, 8e6)).toBe(1);
    expect(blocksFor(300_000, 300_000, 3e6)).toBe(1);
    expect(blocksFor(1000, 1000, 0)).toBe(1);
  });

  it('follows the rows that lists lead to, and the length of the lists', () => {
    expect(blocksFor(150_000, 150_000, 6e6)).toBe(4);
    expect(blocksFor(300_000, 300_000, 1.2e7)).toBe(4);
    expect(blocksFor(300_000, 300_000, 1.2e8)).toBe(10);
    expect(blocksFor(10, 300_000, 6e5)).toBe(10);
  });
});
