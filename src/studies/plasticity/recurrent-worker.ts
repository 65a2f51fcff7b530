/** A sparse recurrent network on two reaction tasks, for the table of learners of `plasticity`. */

import { erdosRenyi } from '../../connectivity/index.ts';
import { createEngine, type EngineOptions } from '../../engine/index.ts';
import {
  createRecurrentLearner,
  createTrialScorer,
  type RecurrentRecord,
  streamFeed,
} from '../../learners/index.ts';
import { createRnn } from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import { mean } from '../../numerics/summary.ts';
import type { Transform } from '../../plasticity/index.ts';
import { type Battery, createBattery } from '../../tasks/index.ts';
import { type Worker, workerOn } from '../worker.ts';
import type { Standing } from './learners.ts';

/** Small enough for seconds, large enough to learn: reaction time with and against the stimulus. */
const SETUP = {
  ...{ tasks: ['rtgo', 'rtanti'], ring: 8, units: 100, density: 0.15, bound: 0.2 },
  ...{ batch: 32, steps: 20, every: 50, updates: 1000, goal: 0.8, trials: 50 },
} as const;

export async function recurrentWorker(
  rule: () => Transform,
  random: Random,
  arithmetic: EngineOptions['arithmetic'],
): Promise<Worker<Standing>> {
  const { units, density, bound, batch, steps, every } = SETUP;
  const engine = createEngine({ arithmetic });
  const all = createBattery('cog20', { ring: SETUP.ring });
  const tasks = all.tasks.filter(({ name }) => (SETUP.tasks as readonly string[]).includes(name));
  const battery: Battery = { ...all, tasks, weights: tasks.map(() => 1) };
  const { channels, classes } = battery;
  const uniform = (name: string, count: number): Float32Array => {
    const out = new Float32Array(count);
    random.split('birth').split(name).fillUniform(out, -bound, bound);
    return out;
  };
  const wiring = { inputs: units, outputs: units, density, order: 'by-input' } as const;
  const recurrent = erdosRenyi({ ...wiring, random: random.split('wiring') });
  const network = createRnn(engine, {
    input: {
      topology: { inputs: channels, outputs: units, order: 'by-output' },
      arrays: { weights: uniform('input', channels * units) },
    },
    rule: { rules: tasks.length, weights: uniform('rule', tasks.length * units) },
    recurrent: {
      topology: recurrent,
      arrays: { weights: uniform('recurrent', recurrent.index.length) },
    },
    output: {
      topology: { inputs: units, outputs: classes, order: 'by-input' },
      arrays: { weights: uniform('output', classes * units) },
    },
    ...{ activation: 'relu', loss: 'cross-entropy', batch },
  });
  const transform = rule();
  const learner = await createRecurrentLearner({
    ...{ network, random: random.split('learning'), transformFor: () => transform },
    ...{ updates: SETUP.updates, evaluateEvery: every, clip: { norm: 1 } },
    feed: streamFeed({ network, battery, steps, random: random.split('feed') }),
    scorer: createTrialScorer({
      ...{ network, battery, trialsPerTask: SETUP.trials, random: random.split('test') },
    }),
  });
  return workerOn(learner, {
    task: `${SETUP.tasks.join(' and ')} of cog20`,
    standing: ({ trials, scores }: RecurrentRecord) => {
      const accuracy = mean(scores.period);
      return { presentations: trials, accuracy, reached: accuracy > SETUP.goal };
    },
    dispose: () => engine.dispose(),
  });
}
