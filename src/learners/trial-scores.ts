/**
 * How well a recurrent network answers, task by task: accuracy in the decision period of fresh single trials.
 *
 * Never plain accuracy of steps: a network that always fixates is right in most of them.
 */

import { UsageError } from '../errors.ts';
import { createPass, type Rnn, type RnnTrack } from '../networks/index.ts';
import { createNormals, type Normals } from '../numerics/normal-stream.ts';
import { createPace, finish, tick, type Work } from '../numerics/pace.ts';
import type { Random } from '../numerics/random.ts';
import {
  type Battery,
  drawTrials,
  scoreGraded,
  scoreTrial,
  type Trial,
  writeTrials,
} from '../tasks/index.ts';
import { ruleChannelsOf } from './recurrent-feed.ts';

/** Shares in [0, 1], one a task of the battery. */
export interface TaskScores {
  /** Trials whose last step is right. */
  readonly last: readonly number[];
  /** Right steps of the decision period; squared errors have no such steps: as `last`. */
  readonly period: readonly number[];
  /** Trials in which all steps of the decision are right; squared errors: as `last`. */
  readonly strict: readonly number[];
}

export interface TrialScorer {
  /** Scores fresh trials. Equal numbers give equal trials. */
  measure(number: number): TaskScores;
  /** The same with signs of life. */
  measureInSteps(number: number): Work<TaskScores>;
}

export interface TrialScorerOptions {
  readonly network: Rnn;
  readonly battery: Battery;
  readonly trialsPerTask: number;
  readonly random: Random;
  /** Whether there is noise on the inputs and in the network. Default true. */
  readonly noise?: boolean;
}

/** Trials of a run. */
const BATCH = 64;

/** Prepares the scoring; call `engine.ready()` afterwards. Throws where battery and network do not fit. */
export function createTrialScorer(options: TrialScorerOptions): TrialScorer {
  const { network, battery, trialsPerTask, random, noise = true } = options;
  if (!Number.isInteger(trialsPerTask) || trialsPerTask < 1)
    throw new UsageError(`trials per task ${trialsPerTask} is not an integer ≥ 1`);
  const ruleChannels = ruleChannelsOf(network, battery);
  const { engine } = network;
  const graded = network.loss === 'squared-error';
  const { tasks } = battery;
  const steps = Math.max(...tasks.map(({ longest }) => longest));
  const batch = Math.min(BATCH, trialsPerTask * tasks.length);
  const pass = createPass(network, { steps, batch, learning: false, noise });
  const program = engine.program(pass.strands());

  const drawn = (number: number): { task: number; trial: Trial }[] =>
    tasks.flatMap((task, k) => {
      const own = random.split(number).split(task.name);
      return drawTrials(task, own, trialsPerTask).map((trial) => ({ task: k, trial }));
    });

  const run = (
    jobs: ReturnType<typeof drawn>,
    tracks: readonly RnnTrack[],
    normals?: Normals,
  ): void => {
    jobs.forEach(({ task, trial }, b) => {
      writeTrials(tasks[task], task, [trial], [tracks[b]], steps, normals);
    });
    pass.begin();
    engine.run(program);
  };

  return {
    measure(number) {
      return finish(this.measureInSteps(number));
    },
    *measureInSteps(number) {
      const pace = createPace();
      const jobs = drawn(number);
      const normals = noise ? createNormals(random.split(number).split('noise')) : undefined;
      const tracks = pass.tracks(ruleChannels);
      const sums = tasks.map(() => ({ last: 0, period: 0, strict: 0 }));
      for (let from = 0; from < jobs.length; from += batch) {
        if (pace.due()) yield tick(from / jobs.length);
        const now = jobs.slice(from, from + batch);
        pass.setStep(number * jobs.length + from);
        run(now, tracks, normals);
        const outputs = graded ? pass.outputs() : undefined;
        now.forEach(({ task, trial }, b) => {
          const sum = sums[task];
          if (outputs !== undefined) {
            const at = ((trial.steps - 1) * batch + b) * network.outputs;
            const right = scoreGraded(tasks[task], trial, outputs, at) ? 1 : 0;
            sum.last += right;
            sum.period += right;
            sum.strict += right;
            return;
          }
          const { answers, start, stride } = pass.answers(b);
          const score = scoreTrial(tasks[task], trial, answers, start, stride);
          sum.last += score.last ? 1 : 0;
          sum.period += score.period;
          sum.strict += score.strict ? 1 : 0;
        });
      }
      const share = (name: 'last' | 'period' | 'strict') =>
        sums.map((sum) => sum[name] / trialsPerTask);
      return { last: share('last'), period: share('period'), strict: share('strict') };
    },
  };
}
