/** Convolutional networks answer the same in ONNX Runtime: sparse kernels and full ones, normalised or not, odd sides, whole batches and single images. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createEngine } from '../../src/engine/index.ts';
import {
  answersOf,
  exportNetwork,
  outlineOfCnn,
  type StoredCnn,
  storedOf,
} from '../../src/interchange/index.ts';
import { build, cnn } from '../../src/networks/index.ts';
import { createRandom } from '../../src/numerics/random.ts';
import { askPython, inFolder, readersPython } from './python.ts';

const python = readersPython('onnxruntime', 'onnx');

const SCRIPT = `
import onnx, onnxruntime as ort
ort.set_default_logger_severity(4)
result = {}
for name, rows in given.items():
    x = np.array(rows, 'f4')
    session = ort.InferenceSession(name + '.onnx')
    onnx.checker.check_model(onnx.load(name + '.dense.onnx'), full_check=True)
    dense = ort.InferenceSession(name + '.dense.onnx').run(['scores'], {'inputs': x})[0]
    graph = onnx.load(name + '.onnx').graph
    result[name] = dict(scores=session.run(['scores'], {'inputs': x})[0], dense=dense,
        one=session.run(['scores'], {'inputs': x[:1]})[0],
        sums=session.run(['probabilities'], {'inputs': x})[0].sum(1),
        sparse=[s.values.name for s in graph.sparse_initializer])
`;

interface Said {
  readonly scores: readonly (readonly number[])[];
  readonly dense: readonly (readonly number[])[];
  readonly one: readonly (readonly number[])[];
  readonly sums: readonly number[];
  readonly sparse: readonly string[];
}

/** A network of images of 2 × 7 × 9 whose inputs are scaled and whose biases are not 0. */
async function networkOf(kernelDensity: number, norm?: 'batch'): Promise<StoredCnn> {
  const engine = createEngine();
  const random = createRandom(8);
  const description = cnn([[3, 4], [5]], [9], { density: 0.5, kernelDensity, norm });
  const fit = { inputs: 126, outputs: 3, shape: [2, 7, 9] };
  const network = await build(description, engine, random, fit);
  const scaling = { shift: new Float32Array(126).fill(3), scale: new Float32Array(126).fill(0.5) };
  const image = { channels: 2, rows: 7, columns: 9 };
  const stored = storedOf(network, outlineOfCnn(description, image, { scaling })) as StoredCnn;
  engine.dispose();
  for (const { bias, norm: own } of stored.layers) {
    if (bias) random.fillNormal(bias, 0.2);
    for (const numbers of Object.values(own ?? {})) random.fillUniform(numbers, 0.5, 1.5);
  }
  return stored;
}

it.skipIf(python === undefined)('answers the same in ONNX Runtime', async () => {
  const networks = {
    ...{ sparse: await networkOf(0.4), full: await networkOf(1) },
    ...{ sparseNormed: await networkOf(0.4, 'batch'), fullNormed: await networkOf(1, 'batch') },
  };
  const inputs = new Float32Array(7 * 126);
  createRandom(9).fillUniform(inputs, 0, 6);
  const rows = Array.from({ length: 7 }, (_, e) => [...inputs.subarray(126 * e, 126 * (e + 1))]);
  const said = await inFolder(async (folder) => {
    for (const [name, network] of Object.entries(networks))
      for (const dense of [false, true]) {
        const [{ bytes }] = await exportNetwork(network, 'onnx', { dense });
        await writeFile(join(folder, `${name}${dense ? '.dense' : ''}.onnx`), bytes);
      }
    const given = Object.fromEntries(Object.keys(networks).map((name) => [name, rows]));
    return askPython(python ?? '', folder, SCRIPT, given) as Record<string, Said>;
  });
  for (const [name, network] of Object.entries(networks)) {
    const { values } = answersOf(network, inputs);
    const { scores, dense, one, sums, sparse } = said[name];
    for (const found of [scores, dense])
      found.flat().forEach((value, k) => {
        expect(Math.abs(value - values[k])).toBeLessThan(2e-5);
      });
    expect(one[0].map((value) => value.toFixed(4))).toEqual(
      scores[0].map((value) => value.toFixed(4)),
    );
    for (const sum of sums) expect(Math.abs(sum - 1)).toBeLessThan(1e-5);
    const kernels = ['convolution1.weight', 'convolution2.weight', 'convolution3.weight'];
    expect(sparse.filter((own) => own.startsWith('convolution'))).toEqual(
      name.startsWith('sparse') ? kernels : [],
    );
  }
});
