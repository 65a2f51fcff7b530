/** A run of `set-cnn` as a network: it answers as it did while it learned, and goes to other programs or says why not. */

import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { tensorOf } from '../formats/elements.ts';
import { writeNpy } from '../formats/npy.ts';
import { studies } from '../studies/registry.ts';
import { digits } from '../tasks/index.ts';
import { inFolderOfItsOwn } from './fixtures/folder.ts';
import { heard } from './fixtures/world.ts';

inFolderOfItsOwn();

const registry = new URL('../studies/registry.ts', import.meta.url).href;
const ours = (...words: string[]) => heard(words, { columns: 200 }, { studies, registry });

/** A run of a second or two, and the accuracies that its records tell. */
async function runOf(...words: string[]) {
  const size =
    '--train-limit 200 --test-limit 100 --channels 3,4 --depth 1 --hidden 20 --epsilon 3';
  const how = '--epochs 1 --batch 32 --kernel-density 0.5 --arithmetic strict --json --no-report';
  const all = ['run', 'set-cnn', ...`${size} ${how} --out here`.split(' '), ...words];
  const { code, out, err } = await ours(...all);
  expect([code, err]).toEqual([0, expect.anything()]);
  const rows = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return new Map<string, number>(
    rows.flatMap(({ record }) =>
      record?.kind === 'end' ? [[record.method, record.finalAccuracy]] : [],
    ),
  );
}

/** A whole run in a thread of its own, from sources. */
const PATIENCE = 300_000;

it(
  'answers the test set as its run did, goes to other programs, or says why not',
  async () => {
    const accuracies = await runOf('--methods', 'set,set-all', '--scaling', 'z-score');
    expect([...accuracies.keys()]).toEqual(['set', 'set-all']);
    for (const [method, accuracy] of accuracies) {
      const { out, err } = await ours('evaluate', 'here', '--network', method, '--json');
      expect(err).toBe('');
      expect(JSON.parse(out).accuracy).toBeCloseTo(accuracy, 10);
    }
    const { test, features } = digits({ train: 200, test: 100 });
    const { inputs } = test;
    await writeFile('x.npy', writeNpy(tensorOf(inputs.slice(0, 3 * features), [3, 28, 28])));
    const { out } = await ours('predict', 'here#set-all', 'x.npy');
    expect(out.trim().split('\n')).toHaveLength(4);
    expect((await ours('export', 'here#set-all', '--to', 'npz', '--out', 'net.npz')).err).toBe('');
    expect((await ours('predict', 'net.npz', 'x.npy')).out).toBe(out);
    expect((await ours('export', 'here#set', '--to', 'onnx')).out).toBe('network.onnx\n');
    for (const form of ['scipy', 'mtx', 'safetensors', 'graphml', 'sonata'])
      expect((await ours('export', 'here', '--network', 'set', '--to', form)).err).toBe(
        `error: ${form} cannot say a convolution, whose weights act at every pixel; take npz or onnx\n`,
      );
    expect((await ours('export', 'here#set', '--to', 'nir')).err).toBe(
      'error: NIR has neither rectifiers nor the largest of pixels: a convolutional network can be taken as npz or ONNX\n',
    );
    expect((await ours('topology', 'here#set')).err).toContain(
      'holds a convolutional network; frugal topology looks at layers upon layers',
    );
    expect((await ours('predict', 'here/weights.npz', 'x.npy')).err).toContain(
      'does not say which network it holds',
    );
  },
  PATIENCE,
);
