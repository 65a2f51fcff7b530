/** Tasks from files on disk: NumPy archives, pairs of files, and what is refused. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeIdx } from '../formats/idx.ts';
import { writeNpy } from '../formats/npy.ts';
import { writeNpz } from '../formats/npz.ts';
import { writeSparseNpz } from '../formats/scipy.ts';
import type { Tensor, Texts } from '../formats/values.ts';
import { loadTask } from './load.node.ts';
import { classification, denseClassification } from './narrow.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frugal-file-task-'));
});
afterAll(() => rm(folder, { recursive: true }));

const put = async (name: string, bytes: Uint8Array | readonly Uint8Array[]): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, Buffer.concat([bytes].flat() as Uint8Array[]));
  return path;
};

const matrix = (shape: readonly number[], values: readonly number[]): Tensor => ({
  ...{ type: 'float32', shape, data: Float32Array.from(values) },
});
const whole = (values: readonly number[]): Tensor => ({
  ...{ type: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) },
});

describe('NumPy archives', () => {
  it('are read by usual names, with a split of their own', async () => {
    const path = await put(
      'parts.npz',
      writeNpz([
        ['x_train', matrix([4, 2], [1, 2, 3, 4, 5, 6, 7, 8])],
        ['y_train', whole([2, 1, 2, 1])],
        ['x_test', matrix([2, 2], [9, 10, 11, 12])],
        ['y_test', whole([1, 2])],
      ]),
    );
    const task = denseClassification(await loadTask(path));
    expect([...task.train.inputs]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...task.test.inputs]).toEqual([9, 10, 11, 12]);
    expect([...task.train.labels]).toEqual([1, 0, 1, 0]);
    expect(task.classNames).toEqual(['1', '2']);
    expect(task.notes).toContain(
      'Inputs are array "x_train", answers "y_train": they are called so.',
    );
  });

  it('are read by the names that are said, pictures of bytes as 0 … 1', async () => {
    const pictures: Tensor = {
      ...{ type: 'uint8', shape: [4, 2, 2], data: Uint8Array.from({ length: 16 }, (_, i) => i) },
    };
    const words: Texts = { type: 'text', shape: [4], data: ['cat', 'dog', 'cat', 'dog'] };
    const path = await put(
      'named.npz',
      writeNpz([
        ['faces', pictures],
        ['kind', words],
      ]),
    );
    await expect(loadTask(path)).rejects.toThrow(
      'named.npz: no array says that it holds the inputs; name it with --member (faces (4 × 2 × 2), kind (4))',
    );
    await expect(loadTask(path, { member: 'face' })).rejects.toThrow('has no array "face"');
    await expect(loadTask(path, { member: 'faces' })).rejects.toThrow(
      'no array says that it holds the answers',
    );
    const options = { member: 'faces', label: ['kind'], testShare: 0.5 };
    const task = denseClassification(await loadTask(path, options));
    expect(task.shape).toEqual([2, 2]);
    expect(task.train.scale).toBe(1 / 255);
    expect(task.classNames).toEqual(['cat', 'dog']);
    for (const part of [task.train, task.test])
      for (let i = 0; i < part.count; i++)
        expect(part.labels[i]).toBe((part.inputs[4 * i] / 4) % 2);
  });

  it('of SciPy stay sparse, their answers in a file of their own', async () => {
    const rows = {
      ...{ rows: 4, columns: 70_000 },
      starts: Uint32Array.of(0, 1, 2, 2, 4),
      indices: Uint32Array.of(5, 69_999, 0, 5),
      values: Float32Array.of(1, 2, 3, 4),
    };
    const path = await put('rows.npz', writeSparseNpz(rows));
    const labelFile = await put('answers.npy', writeNpy(whole([0, 1, 0, 1])));
    const task = classification(await loadTask(path, { labelFile, testShare: 0.5 }));
    expect(task.features).toBe(70_000);
    if (!('rows' in task.train)) throw new Error('became dense');
    expect(
      task.train.rows.values.length + ('rows' in task.test ? task.test.rows.values.length : 0),
    ).toBe(4);
    await expect(loadTask(path, { labelFile, scaling: 'z-score' })).rejects.toThrow('max-abs');
    await expect(
      loadTask(path, { labelFile: await put('short.npy', writeNpy(whole([0, 1]))) }),
    ).rejects.toThrow('4 inputs but 2 answers');
  });
});

describe('a matrix alone', () => {
  it('has its answers in a column', async () => {
    const path = await put(
      'matrix.npy',
      writeNpy(matrix([4, 3], [1, 2, 0, 3, 4, 1, 5, 6, 0, 7, 8, 1])),
    );
    await expect(loadTask(path)).rejects.toThrow('no column says that it holds the answers');
    const task = denseClassification(await loadTask(path, { label: ['3'], testShare: 0.5 }));
    expect([task.features, task.classes]).toEqual([2, 2]);
  });
});

describe('IDX', () => {
  it('finds its labels beside it', async () => {
    const data = Uint8Array.from({ length: 16 }, (_, i) => 10 * i);
    await put(
      't-labels-idx1-ubyte',
      writeIdx({ type: 'uint8', shape: [4], data: Uint8Array.of(7, 3, 7, 3) }),
    );
    const path = await put(
      't-images-idx3-ubyte',
      writeIdx({ type: 'uint8', shape: [4, 2, 2], data }),
    );
    const task = denseClassification(await loadTask(path, { split: 'k-fold', folds: 2 }));
    expect(task.classNames).toEqual(['3', '7']);
    expect(task.train.inputs).toBeInstanceOf(Uint8Array);
    const other = denseClassification(await loadTask(path, { split: 'k-fold', folds: 2, fold: 2 }));
    expect([...other.train.inputs].sort()).toEqual([...task.test.inputs].sort());
  });
});

describe('what decides', () => {
  it('is the content, not the place', async () => {
    const content = writeNpz([
      ['x', matrix([4, 1], [1, 2, 3, 4])],
      ['y', whole([0, 1, 0, 1])],
    ]);
    const digests = await Promise.all(
      ['a.npz', 'b.npz'].map(async (name) => (await loadTask(await put(name, content))).digest),
    );
    expect(digests[0]).toBe(digests[1]);
  });
});

describe('files that cannot be used', () => {
  it('are refused in one line', async () => {
    await expect(loadTask(join(folder, 'absent.npz'))).rejects.toThrow(
      /^no file .*absent\.npz; give/,
    );
    await expect(loadTask(`${folder}/`)).rejects.toThrow('is a folder');
    await expect(loadTask(await put('empty.npz', new Uint8Array()))).rejects.toThrow(
      'empty.npz is empty',
    );
    await expect(loadTask(await put('x.docx', Uint8Array.of(1, 2)))).rejects.toThrow(
      'x.docx is text of no known form',
    );
    await expect(loadTask('iris', { label: ['5'] })).rejects.toThrow('option --label is for files');
    await expect(loadTask('digits', { split: 'k-fold' })).rejects.toThrow('a split of its own');
  });
});
