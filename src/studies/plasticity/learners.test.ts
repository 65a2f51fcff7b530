/** Every learner of the table gives the same account, and spends no less than the straight line. */

import { expect, it } from 'vitest';
import { createRandom } from '../../numerics/random.ts';
import { digits } from '../../tasks/index.ts';
import { resolveParameters } from '../parameters.ts';
import type { RunContext, StudyRecord } from '../study.ts';
import { LEARNERS } from './learner-names.ts';
import { runLearner } from './learners.ts';
import { parameters, type Values } from './parameters.ts';
import { type AccountRow, rowsOf } from './rows.ts';

const task = digits({ train: 120, test: 40 });
const values = resolveParameters(parameters, {
  ...{ hidden: 12, learnerExamples: 100, learnerEpochs: 2, learnerGoal: 0.99 },
});

async function account(learner: (typeof LEARNERS)[number]): Promise<AccountRow> {
  const context: RunContext<Values> = {
    ...{ parameters: values, random: createRandom(1), arithmetic: 'strict', threads: 1 },
    ...{ resume: undefined, task: () => Promise.resolve(task) },
  };
  const records: StudyRecord[] = [];
  const place = { done: 0, share: 1 };
  const job = { kind: 'learner', learner, replicate: 0 } as const;
  for await (const { record } of runLearner(context, task, job, place))
    if (record !== undefined) records.push(record);
  const [row] = rowsOf('account', records);
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
