/** Every learner of the table gives the same account, and spends no less than the straight line. */

import { expect, it } from 'vitest';
import { createRandom } from '../../numerics/random.ts';
import type { JobContext } from '../../protocol/jobs.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { digits } from '../../tasks/index.ts';
import { LEARNERS } from './learner-names.ts';
import { runLearner } from './learners.ts';
import { parameters, type Values } from './parameters.ts';
import { records, type Told } from './records.ts';

const task = digits({ train: 120, test: 40 });
const values = resolveParameters(parameters, {
  ...{ hidden: 12, learnerExamples: 100, learnerEpochs: 2, learnerGoal: 0.99 },
});

async function account(learner: (typeof LEARNERS)[number]) {
  const context: JobContext<Values> = {
    ...{ parameters: values, random: createRandom(1), arithmetic: 'strict', threads: 1 },
    task: () => Promise.resolve(task),
  };
  const told: Told[] = [];
  const plan = { kind: 'learner', learner, replicate: 0 } as const;
  for await (const { record } of runLearner(context, task, plan))
    if (record !== undefined) told.push(record);
  const [row] = records.rows('account', told);
  return row;
}

it.each(LEARNERS)('%s', async (learner) => {
  const row = await account(learner);
  expect(row.learner).toBe(learner);
  expect(row.totalChanges).toBeGreaterThan(0);
  expect(row.totalChanges).toBeGreaterThanOrEqual(row.leastChanges);
  expect(row.totalEnergy).toBeGreaterThanOrEqual(row.leastEnergy * (1 - 1e-6));
  expect(row.weightSum).toBeGreaterThan(0);
  expect(row.connections).toBeGreaterThan(0);
  expect(row.created).toBe(row.deleted);
  const rewires = ['set', 'rigl', 'rigl-sampled'].includes(learner);
  expect(row.created > 0).toBe(rewires);
  const images = row.task === 'digits';
  if (images) expect(row.presentations).toBe(200);
  const stores = learner.endsWith('residual') || learner === 'binary-rbp';
  expect(row.totalStored > 0).toBe(stores);
});
