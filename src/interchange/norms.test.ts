/** Networks with batch normalisation as files: npz holds their numbers, ONNX says them and is read, the other forms refuse. */

import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { buildMlp } from '../networks/builders.ts';
import { buildCnn } from '../networks/cnn-builder.ts';
import {
  bundleWeights,
  cnn,
  createPredictor,
  mlp,
  type Network,
  statisticOf,
} from '../networks/index.ts';
import { type DenseSource, writeBatch } from '../networks/source.ts';
import { createRandom } from '../numerics/random.ts';
import { answersOf } from './answers.ts';
import { convolved } from './convolved.ts';
import { exportNetwork } from './export.ts';
import { importNetwork } from './import.ts';
import { mlpFrom, outlineOfCnn, outlineOfMlp, storedOf } from './live.ts';
import type { StoredCnn, StoredMlp } from './network.ts';

const random = createRandom(2);

/** As after learning: none of the numbers at its first value. */
function learned({ engine, bundles, running = [] }: Network): void {
  for (const bundle of bundles.filter(({ kind }) => kind === 'bias'))
    random.fillNormal(bundleWeights(engine, bundle), 0.5);
  for (const own of running) random.fillUniform(statisticOf(engine, own), 0.5, 1.5);
}

describe('batch normalisation', () => {
  const engine = createEngine();
  const born = buildMlp(mlp([8, 6], { norm: 'batch', density: 0.5 }), engine, random, {
    ...{ inputs: 5, outputs: 3, batch: 8 },
  });
  learned(born);
  const stored = storedOf(born, outlineOfMlp(born, 'cross-entropy')) as StoredMlp;
  const inputs = new Float32Array(20 * 5);
  createRandom(3).fillNormal(inputs, 2);

  it('is the same network after npz, and goes on learning', async () => {
    expect(stored.layers.map(({ norm }) => norm !== undefined)).toEqual([true, true, false]);
    const { value } = await importNetwork(await exportNetwork(stored, 'npz'));
    expect(value).toEqual(stored);
    const taken = mlpFrom(engine, value as StoredMlp, { batch: 8 });
    expect(storedOf(taken, outlineOfMlp(taken, 'cross-entropy'))).toEqual(stored);
  });

  it('answers as in the engine', async () => {
    const predictor = await createPredictor(born);
    const shown = { count: 20, features: 5, inputs, scale: 1 };
    const { probabilities } = answersOf(stored, inputs);
    const ours = predictor.predict(shown);
    for (const [k, share] of ours.entries()) expect(probabilities?.[k]).toBeCloseTo(share, 5);
  });

  it('is read from the ONNX file that says it', async () => {
    const { value } = await importNetwork(await exportNetwork(stored, 'onnx'));
    expect((value as StoredMlp).layers.map(({ norm }) => norm)).toEqual(
      stored.layers.map(({ norm }) => norm),
    );
    expect(answersOf(value as StoredMlp, inputs)).toEqual(answersOf(stored, inputs));
  });

  it('is refused where a form has no place for its numbers', async () => {
    for (const form of ['safetensors', 'mtx', 'scipy', 'nir'] as const)
      await expect(exportNetwork(stored, form)).rejects.toThrow('batch normalisation');
  });
});

describe('batch normalisation of convolutions', () => {
  const engine = createEngine({ arithmetic: 'strict' });
  const image = { channels: 2, rows: 7, columns: 9 };
  const [features, count] = [126, 11];
  const description = cnn([[3, 4], [5]], [9], { density: 0.5, kernelDensity: 0.4, norm: 'batch' });
  const network = buildCnn(description, engine, createRandom(5), {
    ...{ inputs: features, outputs: 3, shape: [2, 7, 9], batch: count },
  });
  learned(network);
  const stored = () => storedOf(network, outlineOfCnn(description, image)) as StoredCnn;
  const inputs = new Float32Array(count * features);
  createRandom(6).fillNormal(inputs, 1);

  it('comes back from npz, and answers as in the engine', async () => {
    const now = stored();
    expect(now.layers.map(({ norm }) => norm !== undefined)).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    const { value } = await importNetwork(await exportNetwork(now, 'npz'));
    expect(value).toEqual(now);
    const predictor = await createPredictor(network);
    const found = predictor.activities({ count, features, inputs, scale: 1 }).at(-1);
    answersOf(now, inputs).values.forEach((score, k) => {
      expect(Math.abs(score - (found?.[k] ?? Number.NaN))).toBeLessThan(1e-5);
    });
  });

  it('has running numbers of the sums that plain convolutions give', async () => {
    const before = stored().layers[0];
    const { memory } = engine;
    const [data, shift, scale] = [inputs.length, features, features].map((n) =>
      memory.allocate(4 * n),
    );
    memory.views().f32.set(inputs, data / 4);
    memory.views().f32.fill(1, scale / 4, scale / 4 + features);
    const source: DenseSource = { data, storage: 'f32', features, shift, scale };
    const program = engine.program(network.gradientStrands(source));
    await engine.ready();
    const order = Uint32Array.from({ length: count }, (_, e) => e);
    writeBatch(
      engine,
      network.batch,
      order,
      0,
      count,
      [...order].map((e) => e % 3),
    );
    engine.run(program);
    const { norm: _, bias: __, ...kernel } = before;
    const pixels = 63;
    const sums = Array.from({ length: count }, (___, e) =>
      convolved(kernel, inputs.subarray(e * features, (e + 1) * features), image),
    );
    const after = stored().layers[0].norm;
    for (let channel = 0; channel < 3; channel++) {
      const x = sums.flatMap((all) => [...all.subarray(channel * pixels, (channel + 1) * pixels)]);
      const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
      const sample = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (x.length - 1);
      const drawn = (from = Number.NaN, to: number): number => from + 0.1 * (to - from);
      expect(after?.mean[channel]).toBeCloseTo(drawn(before.norm?.mean[channel], mean), 5);
      expect(after?.variance[channel]).toBeCloseTo(
        drawn(before.norm?.variance[channel], sample),
        5,
      );
    }
  });

  it('is refused by forms that say no convolutions, and by those that have no place for its numbers', async () => {
    await expect(exportNetwork(stored(), 'mtx')).rejects.toThrow('cannot say a convolution');
    await expect(exportNetwork(stored(), 'nir')).rejects.toThrow('batch normalisation');
  });
});
