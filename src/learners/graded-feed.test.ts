/** Graded targets: the loss of a batch against its definition, learning of one task of 2019, and resumption. */

import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { createPass, createRnn } from '../networks/index.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { adam } from '../plasticity/index.ts';
import { createBattery, drawBatch, gradedLoss, writeGraded, writeTrials } from '../tasks/index.ts';
import { gradedFeed } from './graded-feed.ts';
import { createRecurrentLearner, type RecurrentRecord } from './recurrent.ts';
import { createTrialScorer } from './trial-scores.ts';

const UNITS = 24;

/** Reaction tasks of 2019 on small rings, with the rules written out: noise is on them too. */
const battery = (() => {
  const all = createBattery('cog20', { variant: 'yang2019-original', ring: 8, dt: 100 });
  const tasks = all.tasks.filter(({ name }) => name === 'fdgo' || name === 'fdanti');
  return { ...all, tasks, weights: tasks.map(() => 1) };
})();

function parts(batch = 16) {
  const engine = createEngine({ arithmetic: 'strict' });
  const random = createRandom('graded');
  const inputs = battery.channels + battery.tasks.length;
  const uniform = (name: string, count: number, bound: number): Float32Array => {
    const out = new Float32Array(count);
    random.split(name).fillUniform(out, -bound, bound);
    return out;
  };
  const block = (from: number, to: number, order: 'by-output' | 'by-input') => ({
    topology: { inputs: from, outputs: to, order },
    arrays: { weights: uniform(`${from}-${to}`, from * to, 0.3) },
  });
  const network = createRnn(engine, {
    input: block(inputs, UNITS, 'by-output'),
    recurrent: block(UNITS, UNITS, 'by-input'),
    output: block(UNITS, battery.classes, 'by-input'),
    ...{ activation: 'softplus', alpha: 0.5, loss: 'squared-error', batch },
  });
  return { engine, network, random };
}

describe('graded targets', () => {
  it('give the mean of ((y − target)·weight)² over steps, trials and outputs', async () => {
    const { engine, network, random } = parts(6);
    const feed = gradedFeed({ network, battery, random, noise: false });
    const { pass } = feed.next();
    const own = random.split('batch').split(0);
    const rule = own.split('task').uniform() < 0.5 ? 0 : 1;
    const task = battery.tasks[rule];
    const trials = drawBatch(task, own.split('trials'), 6);
    const { steps } = trials[0];
    const seeing = createPass(network, { steps, batch: 6, learning: false });
    writeTrials(task, rule, trials, seeing.tracks(battery.tasks.length), steps);
    const programs = [pass, seeing].map((each) => engine.program(each.strands()));
    await engine.ready();
    for (const program of programs) engine.run(program);
    const { classes } = task;
    const targets = new Float32Array(steps * 6 * classes);
    const weights = new Float32Array(steps * 6);
    trials.forEach((trial, b) => {
      const places = { start: b * classes, stepStride: 6 * classes, outputStride: 1 };
      writeGraded(task, trial, { targets, weights, ...places, weightStart: b, weightStep: 6 });
    });
    expect(pass.takeScore().loss).toBeCloseTo(gradedLoss(seeing.outputs(), targets, weights), 5);
  });

  it('are learned, and learning goes on after a resumption to the same records', async () => {
    const make = async () => {
      const { network, random } = parts();
      const transform = adam({ rate: 0.003 });
      return createRecurrentLearner({
        ...{ network, random, transformFor: () => transform },
        feed: gradedFeed({ network, battery, random: random.split('feed') }),
        scorer: createTrialScorer({
          ...{ network, battery, trialsPerTask: 40, random: random.split('test') },
        }),
        ...{ updates: 1200, evaluateEvery: 600, clip: { value: 1 } },
      });
    };
    const records = (learner: Awaited<ReturnType<typeof make>>): RecurrentRecord[] =>
      [...learner.learn()].flatMap((step) => (isTick(step) ? [] : [step]));
    const first = await make();
    const found: RecurrentRecord[] = [];
    let state = first.save();
    for (const step of first.learn()) {
      if (isTick(step)) continue;
      found.push(step);
      if (step.update === 600) state = first.save();
    }
    expect(found[2].loss).toBeLessThan(found[1].loss);
    const mean = ([a, b]: readonly number[]) => (a + b) / 2;
    // A fifth of all directions are within the tolerance.
    expect(mean(found[2].scores.last)).toBeGreaterThan(0.6);
    const second = await make();
    second.restore(state);
    expect(records(second)).toEqual(found.slice(2));
  });

  it('need a network with targets', () => {
    const { engine, random } = parts();
    const { network } = parts();
    expect(() => gradedFeed({ network, battery, random, lengths: 0 })).toThrow('lengths 0');
    engine.dispose();
  });
});
