import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataset } from './catalogue.ts';
import { dataFolder, glanceAtFile } from './files.node.ts';
import { loadTask as loadAny } from './load.node.ts';
import { taskNames } from './names.ts';
import { denseClassification } from './narrow.ts';
import type { TaskOptions } from './prepare/options.ts';
import { labelledDatasets } from './recipes.ts';

const loadTask = async (name: string, options?: TaskOptions) =>
  denseClassification(await loadAny(name, options));

const absent: string[] = [];
for (const id of labelledDatasets) {
  for (const file of (await dataset(id)).files) {
    if ((await glanceAtFile(file)).state !== 'present' && !absent.includes(id)) absent.push(id);
  }
}
const note =
  absent.length === 0
    ? ''
    : ` (skipped: ${absent.length} data sets are not in ${dataFolder()}; set FRUGAL_DATA)`;

describe('loadTask', () => {
  it('makes digits without files', async () => {
    const task = await loadTask('digits', { trainLimit: 12, testLimit: 5, seed: 3 });
    expect([task.train.count, task.test.count]).toEqual([12, 5]);
    const again = await loadTask('digits', { trainLimit: 20, testLimit: 5, seed: 3 });
    expect(again.train.inputs.subarray(0, 12 * 784)).toEqual(task.train.inputs);
  });

  it('knows digits first, and every labelled data set', () => {
    expect(taskNames).toEqual(['digits', 'mnist-or-digits', ...labelledDatasets]);
    expect(taskNames).toContain('fashion-mnist');
  });

  it('takes digits where there is no MNIST', async () => {
    const folder = process.env.FRUGAL_DATA;
    process.env.FRUGAL_DATA = join(tmpdir(), 'frugal-without-data');
    try {
      const { name, train } = await loadTask('mnist-or-digits', { trainLimit: 3, testLimit: 2 });
      expect([name, train.count]).toEqual(['digits', 3]);
    } finally {
      if (folder === undefined) delete process.env.FRUGAL_DATA;
      else process.env.FRUGAL_DATA = folder;
    }
  });

  it('refuses names that are none', async () => {
    await expect(loadTask('mnits')).rejects.toThrow('unknown task "mnits"; did you mean "mnist"?');
    for (const word of ['.', 'zero', 'x'.repeat(500)])
      await expect(loadTask(word)).rejects.toThrow(
        /^unknown task .{1,200}"frugal data list", or the path.{1,40}$/,
      );
    await expect(loadTask('rcv1-subset')).rejects.toThrow('data set "rcv1-subset" has no labels');
  });

  it.skipIf(absent.includes('mnist'))(`reads MNIST${note}`, async () => {
    const task = await loadTask('mnist', { trainLimit: 1000 });
    expect([task.train.count, task.test.count, task.features, task.classes]).toEqual([
      1000, 10000, 784, 10,
    ]);
    // The first training labels, as in every description of the data set; test counts as published.
    expect([...task.train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    const counts = new Array(10).fill(0);
    for (const label of task.test.labels) counts[label]++;
    expect(counts).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  });

  it.skipIf(absent.length > 0)(`makes a task of every labelled set${note}`, async () => {
    for (const id of labelledDatasets) {
      if (id === 'cifar10-subset') continue;
      const task = await loadTask(id);
      expect(task.name).toBe(id);
      expect(task.train.count).toBeGreaterThan(0);
      expect(task.test.count).toBeGreaterThan(0);
      expect(task.shape.reduce((product, size) => product * size, 1)).toBe(task.features);
      expect(task.train.inputs.length).toBe(task.train.count * task.features);
      expect(new Set(task.train.labels).size, id).toBe(task.classes);
      expect(task.classNames.length).toBe(task.classes);
    }
  });

  it.skipIf(absent.includes('cifar10-subset'))(`reads CIFAR-10${note}`, async () => {
    const task = await loadTask('cifar10-subset', { trainLimit: 100, testLimit: 100 });
    expect(task.shape).toEqual([3, 32, 32]);
    expect(task.classNames[task.train.labels[0]]).toBe('frog');
  });
});
