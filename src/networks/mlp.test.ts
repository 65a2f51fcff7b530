/** Gradients of every layer type against finite differences in double precision, also after several rewirings. */

import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { dropout, dropoutCell, type Views } from '../kernels/index.ts';
import { createRandom, type Random } from '../numerics/random.ts';
import { indexArray, type Topology } from '../sparse/topology.ts';
import { readGradient } from './bundle.ts';
import { createMlp, homeOrder, type LayerSpec, type Mlp, type MlpSpec } from './mlp.ts';
import { type Source, writeBatch } from './source.ts';

/** A random topology that has an empty list and, where it can, a full one. */
function randomTopology(
  random: Random,
  inputs: number,
  outputs: number,
  order: Topology['order'],
  count: number,
): Topology {
  const [lists, others] = order === 'by-output' ? [outputs, inputs] : [inputs, outputs];
  const positions = [...random.distinct((lists - 1) * others, count)].map((p) => p + others);
  const start = new Uint32Array(lists + 1);
  for (const p of positions) start[Math.floor(p / others) + 1] += 1;
  for (let list = 0; list < lists; list++) start[list + 1] += start[list];
  const index = indexArray(others, count);
  index.set(positions.map((p) => p % others));
  return { inputs, outputs, order, start, index };
}

function randomWeights(random: Random, count: number): Float32Array {
  const weights = new Float32Array(count);
  random.fillNormal(weights, 0.5);
  return weights;
}

const SIZES = [7, 9, 8, 5];
const EXAMPLES = 75;

interface Case {
  readonly name: string;
  readonly dense: readonly boolean[];
  readonly activation: LayerSpec['activation'];
  readonly last: LayerSpec['activation'];
  readonly loss: MlpSpec['loss'];
  readonly batch: number;
  readonly mirror?: boolean;
  readonly shards?: number;
  readonly dropout?: number;
}

const CASES: Case[] = [
  {
    name: 'sparse relu',
    dense: [false, false, false],
    activation: 'relu',
    last: undefined,
    loss: 'cross-entropy',
    batch: 11,
  },
  {
    name: 'sparse relu, mirrored',
    dense: [false, false, false],
    activation: 'relu',
    last: undefined,
    loss: 'cross-entropy',
    batch: 20,
    mirror: true,
  },
  {
    name: 'sparse tanh, three tiles',
    dense: [false, false, false],
    activation: 'tanh',
    last: undefined,
    loss: 'cross-entropy',
    batch: 70,
  },
  {
    name: 'sparse relu, three tiles in one shard',
    dense: [false, false, true],
    activation: 'relu',
    last: undefined,
    loss: 'cross-entropy',
    batch: 70,
    shards: 1,
  },
  {
    name: 'sparse relu, tiles of 32, 16 and 4 in one shard',
    dense: [false, false, true],
    activation: 'relu',
    last: undefined,
    loss: 'cross-entropy',
    batch: 50,
    shards: 1,
    mirror: true,
  },
  {
    name: 'sparse tanh, a last tile of 8',
    dense: [false, false, false],
    activation: 'tanh',
    last: undefined,
    loss: 'cross-entropy',
    batch: 40,
  },
  {
    name: 'sparse tanh with dropout',
    dense: [false, false, true],
    activation: 'tanh',
    last: undefined,
    loss: 'cross-entropy',
    batch: 32,
    dropout: 0.4,
  },
  {
    name: 'sparse sigmoid, squared error',
    dense: [false, false, true],
    activation: 'sigmoid',
    last: 'sigmoid',
    loss: 'mean-squared-error',
    batch: 4,
  },
  {
    name: 'dense tanh',
    dense: [true, true, true],
    activation: 'tanh',
    last: undefined,
    loss: 'cross-entropy',
    batch: 8,
  },
  {
    name: 'mixed relu, one example',
    dense: [true, false, true],
    activation: 'relu',
    last: undefined,
    loss: 'cross-entropy',
    batch: 1,
  },
  {
    name: 'linear output, squared error',
    dense: [false, true, false],
    activation: 'tanh',
    last: undefined,
    loss: 'mean-squared-error',
    batch: 16,
  },
];

/** Mean loss in double precision, straight from the definitions. */
function referenceLoss(
  network: Mlp,
  layers: { dense: number[][]; bias: number[] }[],
  test: Case,
  inputs: number[][],
  labels: number[],
  masks: Float32Array[][],
): number {
  const f = {
    relu: (x: number) => Math.max(x, 0),
    tanh: Math.tanh,
    sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
    softplus: (x: number) => Math.log1p(Math.exp(x)),
    'rectified-tanh': (x: number) => Math.max(Math.tanh(x), 0),
  };
  const losses = inputs.map((input, e) => {
    let a = input;
    layers.forEach(({ dense, bias }, k) => {
      const activation = network.layers[k].activation as keyof typeof f | undefined;
      const z = dense.map((row, o) => row.reduce((sum, w, i) => sum + w * a[i], bias[o]));
      const active = activation === undefined ? z : z.map(f[activation]);
      a = masks.length > 0 && k < 2 ? active.map((x, o) => x * masks[e][k][o]) : active;
    });
    if (test.loss === 'cross-entropy') {
      return Math.log(a.reduce((sum, z) => sum + Math.exp(z), 0)) - a[labels[e]];
    }
    return a.reduce((sum, y, c) => sum + (y - (c === labels[e] ? 1 : 0)) ** 2, 0) / a.length;
  });
  return losses.reduce((sum, value) => sum + value, 0) / losses.length;
}

/** The masks of the two hidden layers for every example, by the twin of the kernel: `masks[example][layer][unit]`. */
function dropoutMasks(rate: number, step: number, examples: number): Float32Array[][] {
  const width = 16;
  const buffer = new ArrayBuffer(8192);
  const memory = { u32: new Uint32Array(buffer), f32: new Float32Array(buffer) };
  const { threshold, scale } = dropoutCell(rate);
  memory.u32.set([17, 42, step + 1, threshold]);
  memory.f32[4] = scale;
  return Array.from({ length: examples }, (_, e) =>
    [0, 1].map((layer) => {
      const units = SIZES[layer + 1];
      dropout.twin(
        memory as unknown as Views,
        units * width,
        0,
        layer,
        Math.floor(e / width),
        1024,
      );
      return Float32Array.from(
        { length: units },
        (_, u) => memory.f32[256 + u * width + (e % width)],
      );
    }),
  );
}

/** Weights as dense `[output][input]` numbers, and where each connection lies in them. */
function toDense(
  network: Mlp,
): { dense: number[][]; bias: number[]; places: [number, number][] }[] {
  const { f32 } = network.engine.memory.views();
  return network.layers.map(({ matrix, bias }) => {
    const { start, index, order } = matrix.topology();
    const weights = matrix.weights();
    const dense = Array.from({ length: matrix.outputs }, () =>
      new Array<number>(matrix.inputs).fill(0),
    );
    const places: [number, number][] = [];
    for (let list = 0; list + 1 < start.length; list++) {
      for (let k = start[list]; k < start[list + 1]; k++) {
        const place: [number, number] = order === 'by-output' ? [list, index[k]] : [index[k], list];
        dense[place[0]][place[1]] = weights[k];
        places.push(place);
      }
    }
    return { dense, bias: Array.from(f32.subarray(bias / 4, bias / 4 + matrix.outputs)), places };
  });
}

describe.each(CASES)('$name', (test) => {
  it('gives the gradient of every existing connection and bias, before and after rewiring', async () => {
    const random = createRandom(5);
    const engine = createEngine({ arithmetic: 'strict' });
    const layers = test.dense.map((dense, k): LayerSpec => {
      const [inputs, outputs] = [SIZES[k], SIZES[k + 1]];
      const order = homeOrder(k);
      const count = dense ? inputs * outputs : 24;
      return {
        topology: dense
          ? { inputs, outputs, order }
          : randomTopology(random, inputs, outputs, order, count),
        arrays: { weights: randomWeights(random, count) },
        activation: k === 2 ? test.last : test.activation,
        dropout: k < 2 ? test.dropout : 0,
      };
    });
    const { loss, batch, shards } = test;
    const dropoutKey = [17, 42] as const;
    const network = createMlp(engine, { layers, loss, batch, shards, dropoutKey });
    const inputs = Array.from({ length: EXAMPLES }, () =>
      Array.from({ length: SIZES[0] }, () => Math.fround(random.normal())),
    );
    const labels = Array.from({ length: EXAMPLES }, () => random.integer(SIZES[3]));
    const source = placeInputs(network, inputs);
    for (const { bias, matrix } of network.layers) {
      engine.memory.views().f32.set(randomWeights(random, matrix.outputs), bias / 4);
      if (test.mirror) matrix.addMirror();
    }
    const program = engine.program(network.gradientStrands(source));
    await engine.ready();
    const present = Math.min(EXAMPLES, test.batch);
    const order = Uint32Array.from({ length: EXAMPLES }, (_, e) => e);
    for (let rewiring = 0; rewiring < 3; rewiring++) {
      writeBatch(engine, network.batch, order, 0, present, labels);
      network.setStep(rewiring);
      engine.run(program);
      const reference = toDense(network);
      const masks = test.dropout === undefined ? [] : dropoutMasks(test.dropout, rewiring, present);
      const lossOf = () =>
        referenceLoss(network, reference, test, inputs.slice(0, present), labels, masks);
      expect(network.takeScore('gradient').loss / present).toBeCloseTo(lossOf(), 5);
      const differentiate = (read: () => number, write: (value: number) => void): number => {
        const h = 1e-5;
        const value = read();
        write(value + h);
        const above = lossOf();
        write(value - h);
        const below = lossOf();
        write(value);
        return (above - below) / (2 * h);
      };
      network.layers.forEach(({ name }, k) => {
        const { dense, bias, places } = reference[k];
        const weightGradient = readGradient(engine, network.bundle(`${name}.weight`));
        const biasGradient = readGradient(engine, network.bundle(`${name}.bias`));
        expect(weightGradient.length).toBe(places.length);
        places.forEach(([o, i], position) => {
          const expected = differentiate(
            () => dense[o][i],
            (value) => {
              dense[o][i] = value;
            },
          );
          expect(Math.abs(weightGradient[position] - expected)).toBeLessThan(
            2e-5 * (1 + Math.abs(expected)),
          );
        });
        bias.forEach((_, o) => {
          const expected = differentiate(
            () => bias[o],
            (value) => {
              bias[o] = value;
            },
          );
          expect(Math.abs(biasGradient[o] - expected)).toBeLessThan(
            2e-5 * (1 + Math.abs(expected)),
          );
        });
      });
      for (const [k, { matrix }] of network.layers.entries()) {
        if (matrix.dense) continue;
        const count = 20 + rewiring;
        const topology = randomTopology(random, SIZES[k], SIZES[k + 1], homeOrder(k), count);
        matrix.replace({ topology, arrays: { weights: randomWeights(random, count) } });
      }
    }
  });
});

function placeInputs(network: Mlp, inputs: number[][]): Source {
  const { memory } = network.engine;
  const features = network.inputs;
  const data = memory.allocate(4 * features * inputs.length);
  const shift = memory.allocate(4 * features);
  const scale = memory.allocate(4 * features);
  const { f32 } = memory.views();
  f32.set(inputs.flat(), data / 4);
  f32.fill(1, scale / 4, scale / 4 + features);
  return { data, storage: 'f32', features, shift, scale };
}

describe('more units than 16 bits can number', () => {
  it.each([
    ['inputs', [70_001, 6, 3]],
    ['hidden units', [5, 70_001, 3]],
  ] as const)('as %s: the same bits as the twins', async (_, sizes) => {
    const gradients = await Promise.all(
      (['wasm', 'twin'] as const).map(async (backend) => {
        const random = createRandom(9);
        const engine = createEngine({ arithmetic: 'strict', backend });
        const layers = sizes.slice(1).map((outputs, k): LayerSpec => {
          const count = Math.min(400, (sizes[k] - 1) * (outputs - 1));
          const topology = randomTopology(random, sizes[k], outputs, homeOrder(k), count);
          return {
            topology,
            arrays: { weights: randomWeights(random, count) },
            activation: k === 0 ? 'relu' : undefined,
          };
        });
        const network = createMlp(engine, { layers, loss: 'cross-entropy', batch: 4 });
        const inputs = Array.from({ length: 4 }, () =>
          Array.from({ length: sizes[0] }, () => random.uniform()),
        );
        const program = engine.program(network.gradientStrands(placeInputs(network, inputs)));
        await engine.ready();
        writeBatch(engine, network.batch, Uint32Array.of(0, 1, 2, 3), 0, 4, [0, 1, 2, 0]);
        engine.run(program);
        return network.bundles.map((bundle) => readGradient(engine, bundle));
      }),
    );
    expect(gradients[0]).toEqual(gradients[1]);
    expect(gradients[0][0].some((g) => g !== 0)).toBe(true);
  });
});

describe('a batch with narrow last tiles', () => {
  it('comes to the same bits with and without mirrors, and on any number of threads', async () => {
    const sizes = [30, 40, 40, 5];
    const gradients = async (threads: number, mirrored: boolean): Promise<Float32Array[]> => {
      const random = createRandom(11);
      const engine = createEngine({ threads, arithmetic: 'strict' });
      const layers = sizes.slice(1).map((outputs, k): LayerSpec => {
        const count = sizes[k] * 3;
        const topology = randomTopology(random, sizes[k], outputs, homeOrder(k), count);
        const arrays = { weights: randomWeights(random, count) };
        return { topology, arrays, activation: 'tanh' };
      });
      const network = createMlp(engine, { layers, loss: 'cross-entropy', batch: 50 });
      if (mirrored) for (const { matrix } of network.layers.slice(1)) matrix.addMirror();
      const inputs = Array.from({ length: 50 }, () =>
        Array.from({ length: sizes[0] }, () => random.normal()),
      );
      const labels = inputs.map(() => random.integer(5));
      const program = engine.program(network.gradientStrands(placeInputs(network, inputs)));
      await engine.ready();
      const order = Uint32Array.from({ length: 50 }, (_, e) => e);
      writeBatch(engine, network.batch, order, 0, 50, labels);
      engine.run(program);
      engine.dispose();
      return network.bundles.map((bundle) => readGradient(engine, bundle));
    };
    const expected = await gradients(1, false);
    expect(expected[0].some((g) => g !== 0)).toBe(true);
    expect(await gradients(1, true)).toEqual(expected);
    for (const threads of [2, 4]) expect(await gradients(threads, true)).toEqual(expected);
  });
});
