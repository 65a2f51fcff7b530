/** A kept network takes numbers as the data store them, whichever way the task and the learner have scaled them. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../test/run-study.ts';
import { answersOf, networkFrom, type StoredMlp } from '../interchange/index.ts';
import { createRandom } from '../numerics/random.ts';
import { resolveParameters } from '../protocol/parameters.ts';
import { scalingFor } from '../studies/set-mlp/begin.ts';
import { setMlp } from '../studies/set-mlp/index.ts';
import { dataset } from '../tasks/catalogue.ts';
import type { ClassificationTask, Examples } from '../tasks/examples.ts';
import { isClassification, isSparse } from '../tasks/examples.ts';
import { dataFolder, glanceAtFile } from '../tasks/files.node.ts';
import { loadTask } from '../tasks/load.node.ts';
import { standardise, withScaling } from '../tasks/standardise.ts';
import { evaluate } from './answer.ts';

/** Two classes that differ in units far from 0 and from each other, and a feature that is constant. */
function measured(): ClassificationTask {
  const random = createRandom(3);
  const examples = (count: number): Examples => {
    const labels = Uint8Array.from({ length: count }, (_, e) => e % 2);
    const inputs = Float32Array.from({ length: 3 * count }, (_, k) => {
      const right = labels[Math.floor(k / 3)];
      return [1000 + 8 * right + 6 * random.uniform(), 0.01 * random.uniform() - 0.004 * right, 7][
        k % 3
      ];
    });
    return { count, features: 3, inputs, scale: 1, labels };
  };
  return {
    ...{ name: 'measured', title: 'Measured', features: 3, shape: [3], classes: 2 },
    ...{ classNames: ['a', 'b'], train: examples(200), test: examples(90), digest: 'measured' },
  };
}

async function catalogued(name: string): Promise<ClassificationTask> {
  const task = await loadTask(name);
  if (!isClassification(task) || isSparse(task.train)) throw new Error('another task');
  return task as ClassificationTask;
}

/** The test rows before the task scaled them; numbers of the sets here have at most three decimals. */
function storedRows({ test, features, scaled }: ClassificationTask): Float32Array {
  if (scaled === undefined) throw new Error('not scaled');
  return Float32Array.from(test.inputs, (x, k) => {
    const f = k % features;
    const number = scaled.scale[f] === 0 ? 0 : x / scaled.scale[f];
    return Math.round(1000 * (number + scaled.shift[f])) / 1000;
  });
}

const present = async (name: string): Promise<boolean> =>
  (await Promise.all((await dataset(name)).files.map((file) => glanceAtFile(file)))).every(
    ({ state }) => state === 'present',
  );
const [iris, wine] = await Promise.all(['iris', 'wine'].map(present));
const note = iris && wine ? '' : ` (skipped: not in ${dataFolder()}; set FRUGAL_DATA)`;

async function expectOneAccuracy(
  task: ClassificationTask,
  rows: Float32Array,
  scaling: 'unit' | 'z-score' | 'range',
): Promise<StoredMlp> {
  const run = studyRunner(setMlp, async (_, options) => withScaling(task, options?.scaling));
  const { records, arrays } = await run(
    resolveParameters(setMlp.parameters, {
      ...{ scaling, task: 'digits', methods: ['dense'], hidden: [12], batch: 10, epochs: 20 },
      ...{ rate: 0.05, dropout: 0 },
    }),
  );
  const end = records.find(({ kind }) => kind === 'end');
  const network = networkFrom(arrays, 'arrays', 'dense.');
  if (network.kind !== 'mlp') throw new Error('another kind');
  expect(end?.finalAccuracy).toBeGreaterThan(0.85);
  expect(evaluate(network, task).accuracy).toBe(end?.finalAccuracy);
  const { classes } = answersOf(network, rows);
  const { labels, count } = task.test;
  expect(classes.filter((c, e) => c === labels[e]).length / count).toBe(end?.finalAccuracy);
  return network;
}

describe.each(['unit', 'z-score', 'range'] as const)('learned with scaling %s', (scaling) => {
  it('a task that standardises itself', async () => {
    const raw = measured();
    const task = standardise(raw);
    const network = await expectOneAccuracy(task, Float32Array.from(raw.test.inputs), scaling);
    // Not scaled by the task, the same numbers get the same answers.
    expect(evaluate(network, raw).accuracy).toBe(evaluate(network, task).accuracy);
    // A run that goes on from it does not scale twice.
    if (scaling === 'unit')
      expect(scalingFor(network, task)).toEqual({
        shift: Float32Array.of(0, 0, 0),
        scale: Float32Array.of(1, 1, 0),
      });
  });

  it.skipIf(!iris)(`iris${note}`, async () => {
    const task = await catalogued('iris');
    await expectOneAccuracy(task, storedRows(task), scaling);
  });

  it.skipIf(!wine)(`wine${note}`, async () => {
    const task = await catalogued('wine');
    await expectOneAccuracy(task, storedRows(task), scaling);
  });
});
