/** The programs of docs/interchange.md, run as they stand on a network that was trained here. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../src/engine/index.ts';
import { writeNpy } from '../../src/formats/npy.ts';
import { joined } from '../../src/formats/zip.ts';
import {
  answersOf,
  exportNetwork,
  outlineOfMlp,
  type StoredNetwork,
  storedOf,
  writeDiscreteWeights,
} from '../../src/interchange/index.ts';
import { createClassifier, scalingOf } from '../../src/learners/index.ts';
import { build, mlp } from '../../src/networks/index.ts';
import { createRandom } from '../../src/numerics/random.ts';
import { sgd } from '../../src/plasticity/index.ts';
import { digits } from '../../src/tasks/index.ts';
import { askPython, inFolder, programOf, readersPython } from './python.ts';

const task = digits({ train: 1000, test: 200 });

async function trained(): Promise<StoredNetwork> {
  const engine = createEngine();
  try {
    const sizes = { inputs: task.features, outputs: task.classes };
    const network = await build(mlp([50, 40], { epsilon: 8 }), engine, createRandom(1), sizes);
    const classifier = await createClassifier({
      ...{ network, task, scaling: 'z-score', epochs: 5, random: createRandom(2) },
      transformFor: () => sgd({ rate: 0.05, momentum: 0.9 }),
    });
    for (const _ of classifier.learn());
    const scaling = scalingOf(task.train, 'z-score');
    return storedOf(network, outlineOfMlp(network, 'cross-entropy', { scaling }));
  } finally {
    engine.dispose();
  }
}

async function put(network: StoredNetwork, folder: string): Promise<void> {
  for (const form of ['onnx', 'scipy', 'safetensors'] as const)
    for (const { name, bytes } of await exportNetwork(network, form))
      await writeFile(join(folder, name), bytes);
  const { inputs, labels, count } = task.test;
  const images = { type: 'uint8', shape: [count, 784], data: inputs as Uint8Array } as const;
  await writeFile(join(folder, 'images.npy'), joined(writeNpy(images)));
  const list = { type: 'uint8', shape: [count], data: labels as Uint8Array } as const;
  await writeFile(join(folder, 'labels.npy'), joined(writeNpy(list)));
}

const python = readersPython('scipy', 'onnxruntime');

describe.skipIf(python === undefined)('a network trained here', { timeout: 60_000 }, () => {
  let network: StoredNetwork;
  let right: number;
  beforeAll(async () => {
    network = await trained();
    if (network.kind !== 'mlp') throw new Error('another kind');
    const { classes } = answersOf(network, task.test.inputs);
    right = classes.filter((c, e) => c === task.test.labels[e]).length / task.test.count;
    expect(right).toBeGreaterThan(0.5);
  });

  it.each(['ONNX Runtime', 'SciPy'])('answers in %s', async (section) => {
    const program = (await programOf(section)).replace(/print\((.*)\)\n$/, 'result = $1\n');
    await inFolder(async (folder) => {
      await put(network, folder);
      expect(askPython(python ?? '', folder, program, {})).toBe(right);
    });
  });

  it('stands beside discrete synapses that NumPy unpacks', async () => {
    // The program ends with an assertion of its own.
    const program = `${await programOf('Discrete synapses')}\nresult = numbers.shape`;
    await inFolder(async (folder) => {
      const weights = { inputs: 9, units: 1, levels: [-1, 0, 1] };
      const bytes = writeDiscreteWeights({ ...weights, weights: [1, 0, -1, 1, 1, 0, 0, -1, 1] });
      await writeFile(join(folder, 'weights.npz'), bytes);
      expect(askPython(python ?? '', folder, program, {})).toEqual([1, 9]);
    });
  });
});
