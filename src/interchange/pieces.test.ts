/** Networks of rectifiers of pieces as files: npz holds their numbers, ONNX says them, the other forms refuse. */

import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { buildMlp } from '../networks/builders.ts';
import { createPredictor, mlp } from '../networks/index.ts';
import { createRandom } from '../numerics/random.ts';
import { answersOf } from './answers.ts';
import { exportNetwork } from './export.ts';
import { importNetwork } from './import.ts';
import { mlpFrom, outlineOfMlp, storedOf } from './live.ts';
import type { StoredMlp } from './network.ts';

describe.each(['srelu', 'all-relu'] as const)('%s', (activation) => {
  const engine = createEngine();
  const born = buildMlp(mlp([8, 6], { activation, density: 0.5 }), engine, createRandom(2), {
    ...{ inputs: 5, outputs: 3, batch: 8 },
  });
  const stored = storedOf(born, outlineOfMlp(born, 'cross-entropy')) as StoredMlp;
  const inputs = new Float32Array(20 * 5);
  createRandom(3).fillNormal(inputs, 2);

  it('is the same network after npz, and goes on learning', async () => {
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

  it('is refused where a form has no place for its numbers', async () => {
    for (const form of ['safetensors', 'mtx', 'scipy'] as const)
      await expect(exportNetwork(stored, form)).rejects.toThrow('npz and ONNX say them');
    const [{ pieces: _, ...bare }] = stored.layers;
    const broken = { ...stored, layers: [bare, ...stored.layers.slice(1)] };
    await expect(exportNetwork(broken, 'npz')).rejects.toThrow('and not its numbers');
  });
});
