/**
 * What a network with graded targets is shown, as the tasks of 2019 want it: every batch holds one task and one timing.
 *
 * Source: G. R. Yang et al., Nature Neuroscience 22, 297 (2019), and the code released with it: mean over steps, trials and
 * outputs of ((y − target)·weight)², with the weights of `errorWeight`, twice as large for the fixation output.
 */

import { FrugalError, UsageError } from '../errors.ts';
import { createPass, type Rnn, type RnnPass } from '../networks/index.ts';
import { createNormals } from '../numerics/normal-stream.ts';
import type { Random } from '../numerics/random.ts';
import {
  type Battery,
  type CognitiveTask,
  drawBatch,
  drawTask,
  type Trial,
  writeGraded,
  writeTrials,
} from '../tasks/index.ts';
import { type RecurrentFeed, ruleChannelsOf } from './recurrent-feed.ts';

export interface GradedFeedOptions {
  readonly network: Rnn;
  readonly battery: Battery;
  /** Default true. */
  readonly noise?: boolean;
  /**
   * Lengths of passes that batches are rounded up to: more waste less on short trials and take more memory. Default 4,
   * evenly up to the longest trial.
   */
  readonly lengths?: number;
  readonly random: Random;
}

/** Weight of the fixation output's error relative to one ring output's. */
const FIXATION = 2;

/** Writes targets of trial b, and the squared weights of all errors as shares of the mean over steps, trials and outputs. */
function writeTargets(
  pass: RnnPass,
  b: number,
  task: CognitiveTask,
  trial: Trial,
  scratch: Float32Array,
): void {
  const { targets, weights, start, stepStride, outputStride } = pass.targets(b);
  const track = { targets, start, stepStride, outputStride };
  writeGraded(task, trial, { ...track, weights: scratch, weightStart: 0, weightStep: 1 });
  const all = trial.steps * pass.geometry.batch * task.classes;
  for (let t = 0; t < pass.steps; t++) {
    const counts = t < trial.steps ? scratch[t] : 0;
    for (let k = 0; k < task.classes; k++) {
      const weight = k === 0 ? FIXATION * counts : counts;
      weights[start + t * stepStride + k * outputStride] = (weight * weight) / all;
    }
  }
}

/**
 * Feeds a network with graded targets, one task a batch, drawn by the battery's weights.
 *
 * @throws FrugalError where battery and network do not fit; UsageError for a number of lengths that is not an integer ≥ 1
 */
export function gradedFeed(options: GradedFeedOptions): RecurrentFeed {
  const { network, battery, noise = true, lengths = 4, random } = options;
  if (!Number.isInteger(lengths) || lengths < 1)
    throw new UsageError(`lengths ${lengths} is not an integer ≥ 1`);
  if (network.loss !== 'squared-error')
    throw new FrugalError(`loss "${network.loss}" has no targets; use "squared-error"`);
  const { batch } = network.geometry;
  const ruleChannels = ruleChannelsOf(network, battery);
  const longest = Math.max(...battery.tasks.map((task) => task.longest));
  const steps = Array.from({ length: lengths }, (_, k) => Math.ceil((longest * (k + 1)) / lengths));
  const passes = [...new Set(steps)].map((length) =>
    createPass(network, { steps: length, learning: true }),
  );
  const scratch = new Float32Array(longest);
  let number = 0;
  return {
    passes,
    next() {
      const own = random.split('batch').split(number);
      const rule = drawTask(battery, own.split('task'));
      const task = battery.tasks[rule];
      const trials = drawBatch(task, own.split('trials'), batch);
      const pass =
        passes.find((each) => each.steps >= trials[0].steps) ?? passes[passes.length - 1];
      const stream = noise ? createNormals(own.split('noise')) : undefined;
      writeTrials(task, rule, trials, pass.tracks(ruleChannels), pass.steps, stream);
      trials.forEach((trial, b) => {
        writeTargets(pass, b, task, trial, scratch);
      });
      number += 1;
      return { pass, trials: batch, carried: false };
    },
    state: () => ({ number }),
    restore(state) {
      ({ number } = state as { readonly number: number });
    },
  };
}
