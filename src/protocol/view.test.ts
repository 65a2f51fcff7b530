/** A look at a perceptron that learns: what it copies is the network, and what it shows of a task. */

import { expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { answersOf } from '../interchange/answers.ts';
import { createClassifier } from '../learners/index.ts';
import { buildMlp, mlp } from '../networks/index.ts';
import { createRandom } from '../numerics/random.ts';
import { sgd } from '../plasticity/index.ts';
import { digits } from '../tasks/digits/digits.ts';
import { createBattery } from '../tasks/index.ts';
import { lookAtMlp, seenOf, seenTrial } from './view.ts';

it('sees the network that answers, and keeps what it saw', async () => {
  const task = digits({ train: 200, test: 60 });
  const engine = createEngine({ threads: 1, arithmetic: 'strict' });
  const random = createRandom(1);
  const network = buildMlp(mlp([30, 20], { epsilon: 4, activation: 'srelu' }), engine, random, {
    ...{ inputs: task.features, outputs: task.classes, batch: 32 },
  });
  const scaling = 'z-score' as const;
  const learner = await createClassifier({
    ...{ network, task, scaling, epochs: 2, random },
    transformFor: () => sgd({ rate: 0.05 }),
  });
  const look = lookAtMlp({ name: 'set 1', network, task, scaling, learner });
  const early = look();
  for (const _ of learner.learn());
  const late = look();
  const answers = (sight: typeof early): Float32Array => {
    if (sight.network?.kind !== 'mlp' || sight.examples === undefined)
      throw new Error('nothing seen');
    return answersOf(sight.network, sight.examples.inputs).probabilities ?? new Float32Array(0);
  };
  const expected = learner.predict(task.test).subarray(0, 32 * task.classes);
  for (const [k, p] of answers(late).entries()) expect(p).toBeCloseTo(expected[k], 4);
  expect(answers(early)).not.toEqual(answers(late));
  expect(late.totals).toEqual(learner.totals());
  expect(late.examples?.labels).toEqual(task.test.labels.slice(0, 32));
  expect(late.shape).toEqual([28, 28]);
  engine.dispose();
});

it('shows no examples of which there is no picture to make', () => {
  const { test, ...rest } = digits({ train: 10, test: 10 });
  expect(seenOf({ ...rest, test }).examples?.count).toBe(10);
  const rows = {
    rows: 1,
    columns: 784,
    starts: Uint32Array.of(0, 0),
    indices: new Uint32Array(0),
    values: new Float32Array(0),
  };
  const sparse = { count: 1, features: 784, rows, labels: new Uint8Array(1) };
  expect(seenOf({ ...rest, train: sparse, test: sparse }).examples).toBeUndefined();
});

it('shows a trial of a task with a delay: what is given at each step, and what is right', () => {
  const battery = createBattery('cog20');
  const { task, rule = 0, steps, inputs, targets, stepMs } = seenTrial(battery);
  expect(task).toBe(battery.tasks[rule].name);
  expect(inputs.length).toBe(steps * battery.channels);
  expect(targets.length).toBe(steps);
  expect(stepMs).toBe(battery.dt);
  // It begins with fixation and ends with an answer that is not fixation, or with keeping it.
  expect(targets[0]).toBe(0);
  expect(targets.every((target) => target >= 0 && target < battery.classes)).toBe(true);
  expect(seenTrial(battery)).toEqual(seenTrial(battery));
});
