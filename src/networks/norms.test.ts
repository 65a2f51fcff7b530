/** Networks whose hidden sums, and those of whose convolutions, are normalised over the batch: gradients, threads, evaluation. */

import { describe, expect, it } from 'vitest';
import { createEngine, type EngineOptions } from '../engine/index.ts';
import { createRandom } from '../numerics/random.ts';
import { buildMlp } from './builders.ts';
import { bundleWeights, readGradient, statisticOf } from './bundle.ts';
import { buildCnn } from './cnn-builder.ts';
import { type CnnDescription, cnn, type MlpDescription, mlp } from './describe.ts';
import type { Mlp } from './mlp.ts';
import { type Source, writeBatch } from './source.ts';

const [FEATURES, CLASSES, BATCH] = [9, 4, 44];

interface Made {
  readonly network: Mlp;
  /** Loss and all gradients of a batch of so many examples. */
  readonly step: (count: number) => number;
  readonly judge: () => number;
  /** Leaves what `Mlp.score` reads. */
  readonly score: (count: number) => void;
}

async function made(
  options: EngineOptions,
  description: MlpDescription | CnnDescription = mlp([12, 11], { density: 0.5 }),
): Promise<Made> {
  const engine = createEngine({ arithmetic: 'strict', ...options });
  const random = createRandom('norms');
  const pictures = description.kind === 'cnn';
  const fit = { inputs: pictures ? 2 * 5 * 6 : FEATURES, outputs: CLASSES, batch: BATCH };
  const network = pictures
    ? buildCnn({ ...description, norm: 'batch' }, engine, random, { ...fit, shape: [2, 5, 6] })
    : buildMlp({ ...description, norm: 'batch' }, engine, random, fit);
  const features = network.inputs;
  const inputs = new Float32Array(features * BATCH);
  random.split('inputs').fillNormal(inputs, 2);
  const { memory } = engine;
  const [data, shift, scale] = [inputs.length, features, features].map((n) =>
    memory.allocate(4 * n),
  );
  memory.views().f32.set(inputs, data / 4);
  memory.views().f32.fill(1, scale / 4, scale / 4 + features);
  const source: Source = { data, storage: 'f32', features, shift, scale };
  const gradient = engine.program(network.gradientStrands(source));
  const evaluation = engine.program(network.evaluationStrands(source));
  const scoring = engine.program(network.scoreStrands(source));
  await engine.ready();
  const order = Uint32Array.from({ length: BATCH }, (_, e) => e);
  const labels = Array.from(order, (e) => (7 * e) % CLASSES);
  // Gains and shifts that are not those of birth.
  for (const [k, bundle] of network.bundles.entries())
    if (bundle.kind === 'bias')
      random.split(k).fillUniform(bundleWeights(engine, bundle), 0.5, 1.5);
  network.setStep(0);
  return {
    network,
    step(count) {
      writeBatch(engine, network.batch, order, 0, count, labels);
      engine.run(gradient);
      return network.takeScore('gradient').loss / count;
    },
    score(count) {
      writeBatch(engine, network.batch, order, 0, count, labels);
      engine.run(scoring);
    },
    judge() {
      writeBatch(engine, network.evaluation, order, 0, BATCH, labels);
      engine.run(evaluation);
      return network.takeScore('evaluation').loss / BATCH;
    },
  };
}

describe('a network with batch normalisation', () => {
  it.each([
    ['tanh', 44],
    ['tanh', 37],
    ['sigmoid', 20],
    ['softplus', 44],
  ] as const)(
    'has the gradients of finite differences, %s units, %i examples',
    async (activation, count) => {
      const description = mlp([12, 11], { density: 0.5, activation });
      const { network, step } = await made({ backend: 'twin' }, description);
      const { engine } = network;
      step(count);
      const gradients = network.bundles.map((bundle) => readGradient(engine, bundle));
      expect(network.bundles.map(({ name }) => name)).toContain('hidden2.gain');
      for (const [b, bundle] of network.bundles.entries()) {
        const weights = bundleWeights(engine, bundle);
        const at = [0, Math.floor(weights.length / 2), weights.length - 1];
        for (const k of at) {
          const before = weights[k];
          const h = 4e-3;
          const [up, down] = [h, -h].map((change) => {
            weights[k] = before + change;
            return step(count);
          });
          weights[k] = before;
          const slope = (up - down) / (2 * h);
          expect(Math.abs(slope - gradients[b][k]), `${bundle.name}[${k}]: ${slope}`).toBeLessThan(
            2e-3 * Math.max(0.1, Math.abs(slope)),
          );
        }
      }
    },
  );

  it.each([
    ['a perceptron', mlp([12, 11], { density: 0.5 })],
    ['full kernels', cnn([[3, 4], [5]], [9], { density: 0.5, dropout: 0.2 })],
    ['sparse kernels', cnn([[3, 4], [5]], [9], { density: 0.5, kernelDensity: 0.4 })],
  ] as const)(
    'comes to the same bits on twins, kernels and any number of threads: %s',
    async (_, description) => {
      const found: string[] = [];
      for (const options of [{ backend: 'twin' }, {}, { threads: 2 }, { threads: 3 }] as const) {
        const { network, step, judge } = await made(options, description);
        const { engine, running = [] } = network;
        const losses = [step(BATCH), step(31), judge()];
        const words = [
          ...network.bundles.map((bundle) => readGradient(engine, bundle)),
          ...running.map((own) => statisticOf(engine, own).slice()),
        ].map((values) => [...new Uint32Array(values.buffer)].join());
        found.push(JSON.stringify([losses, words]));
        engine.dispose();
      }
      expect(new Set(found).size).toBe(1);
    },
  );

  it.each([
    [1, 0.2],
    [0.4, 0],
  ])(
    'has the slopes of its loss where convolutions are normalised, share %d of the kernels, dropout %d',
    async (kernelDensity, dropout) => {
      // A hidden layer that is normalised too would take the features' shifts away again.
      const description = cnn([[3, 4], [5]], [], { density: 0.5, kernelDensity, dropout });
      for (const count of [BATCH, 37]) {
        const { network, step } = await made({}, description);
        const { engine } = network;
        step(count);
        const gradients = network.bundles.map((bundle) => readGradient(engine, bundle));
        for (const [b, bundle] of network.bundles.entries()) {
          // Along its own gradient the loss rises by the square of its length.
          const gradient = gradients[b];
          const weights = bundleWeights(engine, bundle);
          const before = weights.slice();
          const square = gradient.reduce((sum, g) => sum + g * g, 0);
          const h = 2e-4 / Math.sqrt(square);
          const [up, down] = [h, -h].map((change) => {
            weights.set(before.map((weight, k) => weight + change * gradient[k]));
            return step(count);
          });
          weights.set(before);
          const slope = (up - down) / (2 * h);
          expect(Math.abs(slope / square - 1), `${bundle.name}: ${slope}`).toBeLessThan(0.02);
        }
        engine.dispose();
      }
    },
  );

  it('scores existing connections of normalised layers by their gradients', async () => {
    const description = cnn([[3, 4], [5]], [9], { density: 0.5, kernelDensity: 0.4 });
    const { network, step, score } = await made({}, description);
    const { engine } = network;
    step(BATCH);
    const weights = network.bundles.filter(({ matrix }) => matrix !== undefined);
    const gradients = weights.map((bundle) => readGradient(engine, bundle));
    score(BATCH);
    for (const [b, { name, matrix }] of weights.entries()) {
      const topology = matrix?.topology();
      if (topology === undefined) continue;
      const list = Uint32Array.from(topology.index, (_, k) =>
        topology.start.findLastIndex((from) => from <= k),
      );
      const scores = network.score(name, list, Uint32Array.from(topology.index));
      for (const [k, value] of scores.entries())
        expect(Math.abs(value - gradients[b][k])).toBeLessThan(1e-6 * (1 + Math.abs(value)));
    }
  });

  it.each([
    [
      mlp([12, 11], { density: 0.5 }),
      ['hidden1.mean', 'hidden1.variance', 'hidden2.mean', 'hidden2.variance'],
    ],
    [cnn([[4]], [], { density: 0.5 }), ['convolution1.mean', 'convolution1.variance']],
  ])(
    'evaluates by running numbers, which come to those of the batch',
    async (description, names) => {
      const { network, step, judge } = await made({}, description);
      const { running = [], engine } = network;
      expect(running.map(({ name }) => name)).toEqual(names);
      const before = judge();
      let learned = step(BATCH);
      for (let k = 0; k < 300; k++) learned = step(BATCH);
      expect(Math.abs(before - learned)).toBeGreaterThan(0.05);
      // The variance of a sample is n / (n − 1) times that of the batch.
      expect(judge()).toBeCloseTo(learned, 1);
      expect(statisticOf(engine, running[1]).every((variance) => variance > 0)).toBe(true);
    },
  );
});
