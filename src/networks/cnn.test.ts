/** Convolutional networks: against torch and finite differences, on any number of threads, and what is refused. */

import { describe, expect, it } from 'vitest';
import { createEngine, type EngineOptions } from '../engine/index.ts';
import { TAPS } from '../kernels/index.ts';
import { createRandom } from '../numerics/random.ts';
import type { NewLayer } from '../sparse/layer.ts';
import { createTopology, type Order, reorder } from '../sparse/topology.ts';
import { bundleWeights, readGradient } from './bundle.ts';
import { buildCnn, imageShape } from './cnn-builder.ts';
import { createConvolutions } from './convolutions.ts';
import { cnn } from './describe.ts';
import { TORCH } from './fixtures/cnn-torch.ts';
import { createMlp, type Mlp } from './mlp.ts';
import { createPredictor } from './predictor.ts';
import { writeBatch } from './source.ts';

/** The formula of the fixture. */
const numbers = (count: number, seed: number, scale: number): Float32Array =>
  Float32Array.from(
    { length: count },
    (_, k) => Math.fround(Math.sin(1.3 * k + seed) * 0.6) * scale,
  );

/** A layer of the fixture, `[output][input]`, of which all weights exist or those that its formula names. */
function layerOf(
  inputs: number,
  outputs: number,
  seed: number,
  mask: number | undefined,
  order: Order,
): NewLayer {
  const all = numbers(inputs * outputs, seed, 1);
  const places = [...all.keys()].filter((k) => mask === undefined || (7 * k + mask) % 5 < 2);
  const start = new Uint32Array(outputs + 1);
  for (const k of places) start[Math.floor(k / inputs) + 1] += 1;
  for (let o = 0; o < outputs; o++) start[o + 1] += start[o];
  const index = Uint16Array.from(places, (k) => k % inputs);
  const topology = createTopology({ inputs, outputs, order: 'by-output', start, index });
  const weights = Float32Array.from(places, (k) => all[k]);
  if (order === 'by-output') return { topology, arrays: { weights } };
  const turned = reorder(topology, order);
  return {
    topology: turned.topology,
    arrays: { weights: Float32Array.from(turned.source, (k) => weights[k]) },
  };
}

const [EXAMPLES, FEATURES] = [5, 2 * 6 * 8];
const LABELS = Uint8Array.of(0, 2, 1, 1, 0);

/** The network of the fixture, and a step on its examples. */
async function fixture(options: EngineOptions) {
  const engine = createEngine(options);
  const convolutions = [
    { ...layerOf(2 * TAPS, 3, 2, 0, 'by-output'), pooled: true },
    { ...layerOf(3 * TAPS, 4, 3, undefined, 'by-output'), pooled: true },
  ];
  const layers = [
    { ...layerOf(8, 5, 4, 1, 'by-input'), activation: 'relu' as const },
    layerOf(5, 3, 5, undefined, 'by-input'),
  ];
  const shape = { channels: 2, rows: 6, columns: 8 };
  const network = createMlp(engine, { layers, loss: 'cross-entropy', batch: EXAMPLES }, (shards) =>
    createConvolutions(engine, { shape, layers: convolutions }, shards),
  );
  const names = ['convolution1', 'convolution2', 'hidden1', 'output'];
  for (const [k, name] of names.entries()) {
    const bias = bundleWeights(engine, network.bundle(`${name}.bias`));
    bias.set(numbers(bias.length, 7 + k, 0.25));
  }
  const inputs = numbers(EXAMPLES * FEATURES, 1, 1 / 0.6);
  const { run } = await stepsOf(network, inputs, LABELS);
  return { engine, network, inputs, run };
}

/** A step of a network on examples that are placed once. */
async function stepsOf(network: Mlp, inputs: Float32Array, labels: Uint8Array) {
  const { engine, inputs: features } = network;
  const [data, shift, scale] = [inputs.length, features, features].map((n) =>
    engine.memory.allocate(4 * n),
  );
  const { f32 } = engine.memory.views();
  f32.set(inputs, data / 4);
  f32.fill(1, scale / 4, scale / 4 + features);
  const source = { data, storage: 'f32', features, shift, scale } as const;
  const program = engine.program(network.gradientStrands(source));
  const scoring = engine.program(network.scoreStrands(source));
  await engine.ready();
  const order = Uint32Array.from(labels, (_, e) => e);
  const place = (): void => writeBatch(engine, network.batch, order, 0, labels.length, labels);
  return {
    run(): void {
      place();
      engine.run(program);
    },
    score(): void {
      place();
      engine.run(scoring);
    },
  };
}

describe.each([
  { arithmetic: 'strict', threads: 1 },
  { arithmetic: 'fused', threads: 1 },
  { arithmetic: 'strict', backend: 'twin' },
] as const)('a small network of torch, %o', (options) => {
  it('has the loss, the scores and the gradients of torch', async () => {
    const { engine, network, inputs, run } = await fixture(options);
    run();
    const near = (found: ArrayLike<number>, expected: readonly number[]): void => {
      expect(found.length).toBe(expected.length);
      for (const [k, value] of expected.entries())
        expect(Math.abs(found[k] - value)).toBeLessThan(2e-6 + 2e-5 * Math.abs(value));
    };
    near([network.takeScore('gradient').loss / EXAMPLES], TORCH.loss);
    for (const bundle of network.bundles) {
      const { name, matrix } = bundle;
      const gradient = readGradient(engine, bundle);
      if (matrix === undefined || matrix.order === 'by-output') near(gradient, TORCH[name]);
      else {
        const { source } = reorder(matrix.topology(), 'by-output');
        near(
          Float32Array.from(source, (k) => gradient[k]),
          TORCH[name],
        );
      }
    }
    const predictor = await createPredictor(network);
    const shown = { count: EXAMPLES, features: FEATURES, inputs, scale: 1 };
    near(predictor.activities(shown)[1], TORCH.scores);
    engine.dispose();
  });
});

/** Mean loss and all gradients of a network whose kernels are sparse, with dropout, after a step on so many threads. */
async function gradients(threads: number, kernelDensity: number) {
  const engine = createEngine({ arithmetic: 'strict', threads });
  const random = createRandom(7);
  const description = cnn([[4, 5], [6]], [9], { density: 0.5, kernelDensity, dropout: 0.25 });
  const fit = { inputs: 100, outputs: 3, shape: [10, 10], batch: 37 };
  const network = buildCnn(description, engine, random, fit);
  const inputs = new Float32Array(37 * 100);
  random.fillNormal(inputs, 1);
  const labels = Uint8Array.from({ length: 37 }, () => random.integer(3));
  const { run, score } = await stepsOf(network, inputs, labels);
  network.setStep(3);
  run();
  const { loss } = network.takeScore('gradient');
  const all = network.bundles.map((bundle) => readGradient(engine, bundle));
  return { engine, network, run, score, loss, all };
}

it.each([1, 0.4])(
  'comes to the same bits on 1, 2 and 4 threads, share %d of the kernels',
  async (density) => {
    const first = await gradients(1, density);
    first.engine.dispose();
    for (const threads of [2, 4]) {
      const { engine, loss, all } = await gradients(threads, density);
      expect(loss).toBe(first.loss);
      expect(all).toEqual(first.all);
      engine.dispose();
    }
  },
);

it.each([1, 0.4])(
  'gives the slope of the loss with dropout, share %d of the kernels',
  async (density) => {
    const { engine, network, run, all } = await gradients(1, density);
    const lossOf = (): number => {
      run();
      return network.takeScore('gradient').loss / 37;
    };
    for (const [b, bundle] of network.bundles.entries()) {
      // Along its own gradient the loss rises by the square of its length.
      const { weight } = bundle;
      const { f32 } = engine.memory.views();
      const gradient = all[b];
      const square = gradient.reduce((sum, g) => sum + g * g, 0);
      const before = f32.slice(weight / 4, weight / 4 + gradient.length);
      const step = 1e-3 / Math.sqrt(square);
      const at = (direction: number): number => {
        for (const [k, g] of gradient.entries())
          f32[weight / 4 + k] = before[k] + direction * step * g;
        return lossOf();
      };
      const slope = (at(1) - at(-1)) / (2 * step);
      f32.set(before, weight / 4);
      expect(Math.abs(slope / square - 1)).toBeLessThan(0.02);
    }
    engine.dispose();
  },
);

it('scores existing connections by their gradients', async () => {
  const { engine, network, run, score } = await gradients(1, 0.4);
  score();
  for (const bundle of network.bundles.filter(({ matrix }) => matrix !== undefined)) {
    const topology = bundle.matrix?.topology();
    if (topology === undefined) continue;
    const list = Uint32Array.from(topology.index, (_, k) =>
      topology.start.findLastIndex((from) => from <= k),
    );
    const scores = network.score(bundle.name, list, Uint32Array.from(topology.index));
    run();
    const gradient = readGradient(engine, bundle);
    for (const [k, value] of scores.entries())
      expect(Math.abs(value - gradient[k])).toBeLessThan(1e-5 * (1 + Math.abs(value)));
  }
  engine.dispose();
});

it('has the parameters of the article: 287,008 in convolutions, 8,413,194 in a dense head, 184,330 in a sparse one', () => {
  const sizes = (options: { epsilon?: number; density?: number }): [number, number] => {
    const engine = createEngine();
    const description = cnn(
      [
        [32, 32],
        [64, 64],
        [128, 128],
      ],
      [2048, 2048],
      options,
    );
    const fit = { inputs: 3072, outputs: 10, shape: [3, 32, 32], batch: 8, shards: 1 };
    const network = buildCnn(description, engine, createRandom(1), fit);
    const sum = (front: boolean): number =>
      network.bundles
        .filter(({ name }) => name.startsWith('convolution') === front)
        .reduce((total, { count }) => total + count(), 0);
    return [sum(true), sum(false)];
  };
  expect(sizes({ density: 1 })).toEqual([287_008, 8_413_194]);
  // The article prints 184,842: its own number of connections varies. 2·20·4096 + 20,490 = 184,330, and 4,096 biases.
  expect(sizes({ epsilon: 20 })).toEqual([287_008, 184_330 + 4096]);
});

it('refuses examples that are no images, too many blocks and sparse rows', () => {
  expect(() => imageShape([784], 784)).toThrow('no images');
  const engine = createEngine();
  const fit = { inputs: 9, outputs: 2, shape: [3, 3] };
  expect(() => buildCnn(cnn([[2], [2]], []), engine, createRandom(1), fit)).toThrow('fewer blocks');
  expect(() => cnn([], [10])).toThrow('blocks [] is not');
  const network = buildCnn(cnn([[2]], []), engine, createRandom(1), fit);
  const rows = {
    storage: 'rows',
    features: 9,
    starts: 0,
    indices: 0,
    values: 0,
    most: () => 1,
  } as const;
  expect(() => network.gradientStrands(rows)).toThrow('sparse');
});
