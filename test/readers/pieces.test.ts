/** Networks of S-shaped rectifiers, of all-ReLU and with batch normalisation answer in ONNX Runtime as here. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/engine/index.ts';
import {
  answersOf,
  exportNetwork,
  outlineOfMlp,
  type StoredMlp,
  storedOf,
} from '../../src/interchange/index.ts';
import { build, bundleWeights, mlp, statisticOf } from '../../src/networks/index.ts';
import { createRandom } from '../../src/numerics/random.ts';
import { askPython, inFolder, readersPython } from './python.ts';

const python = readersPython('onnxruntime', 'onnx');

const SCRIPT = `
import onnx, onnxruntime as ort
onnx.checker.check_model(onnx.load('network.onnx'), full_check=True)
result = ort.InferenceSession('network.onnx').run(['scores'], {'inputs': np.array(given, 'f4')})[0].ravel()
`;

describe.skipIf(python === undefined)('in ONNX Runtime', () => {
  it.each([
    ['srelu', 'none'],
    ['all-relu', 'none'],
    ['relu', 'batch'],
    ['srelu', 'batch'],
  ] as const)('%s answers the same, normalised: %s', async (activation, norm) => {
    const engine = createEngine();
    const random = createRandom(4);
    const fit = { inputs: 6, outputs: 4, batch: 8 };
    const described = mlp([12, 9], { activation, norm, density: 0.5 });
    const network = await build(described, engine, random, fit);
    // As after learning: none of the numbers at its first value, right thresholds on either side of 0.
    for (const bundle of network.bundles.filter(({ kind }) => kind === 'bias'))
      random.fillNormal(bundleWeights(engine, bundle), 0.5);
    for (const own of network.running ?? []) random.fillUniform(statisticOf(engine, own), 0.5, 1.5);
    const stored = storedOf(network, outlineOfMlp(network, 'cross-entropy')) as StoredMlp;
    const inputs = new Float32Array(50 * 6);
    random.fillNormal(inputs, 2);
    const rows = Array.from({ length: 50 }, (_, e) => [...inputs.subarray(6 * e, 6 * e + 6)]);
    await inFolder(async (folder) => {
      const [{ bytes }] = await exportNetwork(stored, 'onnx', { dense: true });
      await writeFile(join(folder, 'network.onnx'), bytes);
      const scores = askPython(python as string, folder, SCRIPT, rows) as number[];
      const { values } = answersOf(stored, inputs);
      expect(scores.length).toBe(values.length);
      for (const [k, score] of scores.entries()) expect(values[k]).toBeCloseTo(score, 4);
    });
  });
});
