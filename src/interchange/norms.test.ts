/** Networks with batch normalisation as files: npz holds their numbers, ONNX says them and is read, the other forms refuse. */

import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { buildMlp } from '../networks/builders.ts';
import { bundleWeights, createPredictor, mlp, statisticOf } from '../networks/index.ts';
import { createRandom } from '../numerics/random.ts';
import { answersOf } from './answers.ts';
import { exportNetwork } from './export.ts';
import { importNetwork } from './import.ts';
import { mlpFrom, outlineOfMlp, storedOf } from './live.ts';
import type { StoredMlp } from './network.ts';

describe('batch normalisation', () => {
  const engine = createEngine();
  const random = createRandom(2);
  const born = buildMlp(mlp([8, 6], { norm: 'batch', density: 0.5 }), engine, random, {
    ...{ inputs: 5, outputs: 3, batch: 8 },
  });
  // As after learning: none of the numbers at its first value.
  for (const bundle of born.bundles.filter(({ kind }) => kind === 'bias'))
    random.fillNormal(bundleWeights(engine, bundle), 0.5);
  for (const own of born.running ?? []) random.fillUniform(statisticOf(engine, own), 0.5, 1.5);
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
