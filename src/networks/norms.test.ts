/** Networks whose hidden sums are normalised over the batch: gradients, threads, evaluation. */

import { describe, expect, it } from 'vitest';
import { createEngine, type EngineOptions } from '../engine/index.ts';
import { createRandom } from '../numerics/random.ts';
import { buildMlp } from './builders.ts';
import { bundleWeights, readGradient, statisticOf } from './bundle.ts';
import { mlp } from './describe.ts';
import type { Mlp } from './mlp.ts';
import { type Source, writeBatch } from './source.ts';

const [FEATURES, CLASSES, BATCH] = [9, 4, 44];

interface Made {
  readonly network: Mlp;
  /** Loss and all gradients of a batch of so many examples. */
  readonly step: (count: number) => number;
  readonly judge: () => number;
}

async function made(
  options: EngineOptions,
  description = mlp([12, 11], { density: 0.5 }),
): Promise<Made> {
  const engine = createEngine({ arithmetic: 'strict', ...options });
  const random = createRandom('norms');
  const fit = { inputs: FEATURES, outputs: CLASSES, batch: BATCH };
  const network = buildMlp({ ...description, norm: 'batch' }, engine, random, fit);
  const inputs = new Float32Array(FEATURES * BATCH);
  random.split('inputs').fillNormal(inputs, 2);
  const { memory } = engine;
  const [data, shift, scale] = [inputs.length, FEATURES, FEATURES].map((n) =>
    memory.allocate(4 * n),
  );
  memory.views().f32.set(inputs, data / 4);
  memory.views().f32.fill(1, scale / 4, scale / 4 + FEATURES);
  const source: Source = { data, storage: 'f32', features: FEATURES, shift, scale };
  const gradient = engine.program(network.gradientStrands(source));
  const evaluation = engine.program(network.evaluationStrands(source));
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

  it('comes to the same bits on twins, kernels and any number of threads', async () => {
    const found: string[] = [];
    for (const options of [{ backend: 'twin' }, {}, { threads: 2 }, { threads: 3 }] as const) {
      const { network, step, judge } = await made(options);
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
  });

  it('evaluates by running numbers, which come to those of the batch', async () => {
    const { network, step, judge } = await made({});
    const { running = [], engine } = network;
    expect(running.map(({ name }) => name)).toEqual([
      ...['hidden1.mean', 'hidden1.variance', 'hidden2.mean', 'hidden2.variance'],
    ]);
    const before = judge();
    let learned = step(BATCH);
    for (let k = 0; k < 300; k++) learned = step(BATCH);
    expect(Math.abs(before - learned)).toBeGreaterThan(0.05);
    // The variance of a sample is n / (n − 1) times that of the batch.
    expect(judge()).toBeCloseTo(learned, 1);
    expect(statisticOf(engine, running[1]).every((variance) => variance > 0)).toBe(true);
  });
});
