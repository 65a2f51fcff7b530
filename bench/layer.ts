/**
 * One random sparse layer in the engine's memory, and the calls of every kernel on it.
 *
 * The batch lies in tiles as in a network; the layer is kept in both home orders, because first and hidden layers walk
 * different sides.
 */

import { erdosRenyi } from '../src/connectivity/index.ts';
import type { Call, Engine, Program, Strand } from '../src/engine/index.ts';
import {
  type Arithmetic,
  BOOK_BYTES,
  fill,
  scatter,
  type TileWidth,
  UPDATE_BLOCK,
  update,
} from '../src/kernels/index.ts';
import { createRandom, type Random } from '../src/numerics/random.ts';
import { fuse, momentum, rate } from '../src/plasticity/index.ts';
import { createMatrix, type SparseMatrix } from '../src/sparse/index.ts';

export interface LayerSpec {
  readonly inputs: number;
  readonly outputs: number;
  readonly density: number;
  readonly width: TileWidth;
  readonly tiles: number;
  /** Blocks that its lists are walked in; default by its shape. */
  readonly blocks?: number;
}

/** Every kernel on the layer, as programs of one strand, for the whole batch. */
export interface BenchLayer {
  readonly connections: number;
  readonly gather: (arithmetic: Arithmetic) => Program;
  readonly scatter: (arithmetic: Arithmetic) => Program;
  readonly sample: (arithmetic: Arithmetic) => Program;
  readonly backward: (arithmetic: Arithmetic) => Program;
  /** The input gradient and the weight gradient of a layer by output, in two passes. */
  readonly scatterAndSample: (arithmetic: Arithmetic) => Program;
  readonly update: (arithmetic: Arithmetic, shards: number, booked: boolean) => Program;
  readonly copy: () => Program;
}

/** Numbers of the size that activations and errors have. */
export function placeRandom(engine: Engine, count: number, random: Random, scale = 1): number {
  const address = engine.memory.allocate(4 * count);
  const { f32 } = engine.memory.views();
  random.fillUniform(f32.subarray(address / 4, address / 4 + count), -scale, scale);
  return address;
}

/** Momentum at a rate so small that weights stay what they are through a million updates. */
const RULE = fuse([momentum(0.9), rate(1e-9)]);
const RULE_CELLS = [0.9, -1e-9];
const MOST_SHARDS = 4;

export function createLayer(engine: Engine, spec: LayerSpec): BenchLayer {
  const { inputs, outputs, density, width, tiles, blocks } = spec;
  const { memory } = engine;
  const random = createRandom('bench').split('layer');
  const matrixBy = (order: 'by-output' | 'by-input'): SparseMatrix => {
    const topology = erdosRenyi({
      ...{ inputs, outputs, density, order },
      random: random.split(order),
    });
    const weights = new Float32Array(topology.index.length);
    random.split('weights').fillUniform(weights, -0.1, 0.1);
    return createMatrix(engine, { topology, arrays: { weights } }, { blocks });
  };
  const [byOutput, byInput] = [matrixBy('by-output'), matrixBy('by-input')];
  const { connections, capacity } = byInput;
  const shardBytes = Math.ceil(capacity / 32) * 128;
  const gradient = placeRandom(engine, (MOST_SHARDS * shardBytes) / 4, random.split('g'), 1e-3);
  const velocity = memory.allocate(shardBytes);
  const cells = memory.allocate(4 * RULE_CELLS.length);
  memory.views().f32.set(RULE_CELLS, cells / 4);
  const parts = Math.ceil(connections / UPDATE_BLOCK);
  const book = memory.allocate(BOOK_BYTES * parts);
  const bias = placeRandom(engine, Math.max(inputs, outputs), random.split('bias'), 0.1);
  const place = (units: number, name: string): number =>
    placeRandom(engine, units * width * tiles, random.split(name));
  const [x, y] = [place(inputs, 'x'), place(outputs, 'y')];
  const [dx, dy] = [place(inputs, 'dx'), place(outputs, 'dy')];
  const tileOf = (base: number, units: number, tile: number): number =>
    base + 4 * width * units * tile;

  const eachTile = (calls: (tile: number) => readonly Call[]): Program =>
    engine.program([Array.from({ length: tiles }, (_, tile) => calls(tile)).flat()]);
  const forward = (matrix: SparseMatrix, arithmetic: Arithmetic) =>
    eachTile((tile) => {
      const output = tileOf(y, outputs, tile);
      const fillCall = { kernel: fill(width), values: [outputs, bias, output] };
      const input = tileOf(x, inputs, tile);
      return matrix.forward({ width, arithmetic, input, output, bias, fill: fillCall });
    });
  const modeOf = (tile: number) => (tile === 0 ? 'store' : 'accumulate');
  const { weight } = byInput.home;
  const sampleCalls = (arithmetic: Arithmetic, tile: number): readonly Call[] =>
    byOutput.sample({
      ...{ width, arithmetic, mode: modeOf(tile), gradient },
      ...{ own: tileOf(dy, outputs, tile), other: tileOf(x, inputs, tile) },
    });

  return {
    connections,
    gather: (arithmetic) => forward(byOutput, arithmetic),
    scatter: (arithmetic) => forward(byInput, arithmetic),
    sample: (arithmetic) => eachTile((tile) => sampleCalls(arithmetic, tile)),
    backward: (arithmetic) =>
      eachTile((tile) =>
        byInput.backward({
          ...{ width, arithmetic, mode: modeOf(tile), gradient, own: tileOf(x, inputs, tile) },
          ...{ ownGradient: tileOf(dx, inputs, tile), other: tileOf(dy, outputs, tile) },
        }),
      ),
    scatterAndSample: (arithmetic) =>
      eachTile((tile) => [
        { kernel: fill(width), values: [inputs, bias, tileOf(dx, inputs, tile)] },
        {
          kernel: scatter({ width, index: byOutput.indexWidth, arithmetic }),
          values: [
            ...[0, outputs, byOutput.home.start, byOutput.home.index, byOutput.home.weight],
            ...[tileOf(dy, outputs, tile), tileOf(dx, inputs, tile)],
          ],
        },
        ...sampleCalls(arithmetic, tile),
      ]),
    update: (arithmetic, shards, booked) => {
      const kernel = update({ rule: RULE, shards, arithmetic, ending: booked ? 'book' : 'commit' });
      const calls = Array.from({ length: parts }, (_, block): Call => {
        const first = block * UPDATE_BLOCK;
        const count = Math.min(UPDATE_BLOCK, connections - first);
        return {
          kernel,
          values: [
            ...[4 * first, count, gradient, shardBytes, weight, velocity, 0, cells],
            book + BOOK_BYTES * block,
          ],
        };
      });
      return engine.program([calls]);
    },
    copy: () => {
      // Only the copy: with a mirror the layer would not scatter.
      byInput.addMirror();
      const strand: Strand = byInput.refreshCalls();
      byInput.dropMirror();
      return engine.program([strand]);
    },
  };
}
