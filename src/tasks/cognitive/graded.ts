/**
 * Targets, loss and score of the tasks of 2019, whose answer is a pattern of activity, not a class.
 *
 * Outputs are one unit for fixation and one for each ring position, sigmoid in the source. Class labels of the same tasks
 * (`writeTrial`: the nearest position) serve a softmax network instead.
 *
 * Source: G. R. Yang et al., Nature Neuroscience 22, 297 (2019), and the code released with it.
 */

import { UsageError } from '../../errors.ts';
import { cos, sin } from '../../numerics/portable.ts';
import { addBump } from './ring.ts';
import type { CognitiveTask } from './task.ts';
import { decisionStart, type Trial } from './trial.ts';

/** Target of every output that is asked for nothing. */
const BACKGROUND = 0.05;
/** Target of the fixation output while fixating; not 1, which a sigmoid never reaches. */
const FIXATING = 0.8;
/** No step of the first 100 ms counts, and none of the first 100 ms of the decision. */
const GRACE = 100;
/** Weight of the decision's steps relative to those before. */
const DECISION_WEIGHT = 5;
/** Weight of the fixation output relative to one ring output. */
const FIXATION_WEIGHT = 2;
/** An answer is right within this angle, rad. */
const TOLERANCE = 0.2 * Math.PI;

/** Where the targets of one trial go; steps and outputs are laid out as the channels of a `Track`. */
export interface GradedTrack {
  /** Output k of step t at `start + t·stepStride + k·outputStride`. */
  readonly targets: Float32Array;
  readonly start: number;
  readonly stepStride: number;
  readonly outputStride: number;
  /** Weight of the ring outputs' error at `weightStart + t·weightStep`. */
  readonly weights: Float32Array;
  readonly weightStart: number;
  readonly weightStep: number;
}

/** Whether the step asks to keep fixation: before the decision, and in it where there is no answer. */
const fixates = (task: CognitiveTask, trial: Trial, step: number): boolean =>
  trial.response < 0 || step < decisionStart(task, trial);

/**
 * Weight of the error of the ring outputs at a step, squared with the error in the loss: 0 in the first 100 ms and in the
 * first 100 ms of the decision, then 1 before it and 5 in it. The fixation output has twice that.
 */
export function errorWeight(task: CognitiveTask, trial: Trial, step: number): number {
  const grace = Math.floor(GRACE / task.dt);
  const decision = decisionStart(task, trial);
  if (step < decision) return step < grace ? 0 : 1;
  return step < decision + grace ? 0 : DECISION_WEIGHT;
}

/** Scratch for the target pattern of the decision. */
let pattern = new Float64Array(0);

/** Writes target and error weight of every step of a trial. */
export function writeGraded(task: CognitiveTask, trial: Trial, track: GradedTrack): void {
  const { targets, start, stepStride, outputStride, weights, weightStart, weightStep } = track;
  if (pattern.length !== task.classes) pattern = new Float64Array(task.classes);
  pattern.fill(BACKGROUND);
  if (trial.response >= 0) addBump(task.profile, trial.response, 1, pattern, 1);
  for (let t = 0; t < trial.steps; t++) {
    const fixating = fixates(task, trial, t);
    const base = start + t * stepStride;
    targets[base] = fixating ? FIXATING : BACKGROUND;
    for (let k = 1; k < task.classes; k++)
      targets[base + k * outputStride] = fixating ? BACKGROUND : pattern[k];
    weights[weightStart + t * weightStep] = errorWeight(task, trial, t);
  }
}

/**
 * Mean over steps, trials and outputs of ((output − target)·weight)², the weight doubled for output 0.
 *
 * @param outputs `[n][classes]`, n steps of any number of trials
 * @param targets as `outputs`
 * @param weights one of each of the n
 * @param gradient where the derivative by each output goes
 * @throws UsageError for lengths that do not fit
 */
export function gradedLoss(
  outputs: Float32Array,
  targets: Float32Array,
  weights: Float32Array,
  gradient?: Float32Array,
): number {
  const { length } = outputs;
  const classes = length / weights.length;
  if (!Number.isInteger(classes) || targets.length !== length) {
    throw new UsageError(
      `${length} outputs, ${targets.length} targets and ${weights.length} weights do not fit: expected n·classes, n·classes and n`,
    );
  }
  if (gradient !== undefined && gradient.length !== length)
    throw new UsageError(`gradient has ${gradient.length} numbers, the outputs ${length}`);
  let sum = 0;
  for (let n = 0, i = 0; n < weights.length; n++) {
    for (let k = 0; k < classes; k++, i++) {
      const weight = k === 0 ? FIXATION_WEIGHT * weights[n] : weights[n];
      const error = (outputs[i] - targets[i]) * weight;
      sum += error * error;
      if (gradient !== undefined) gradient[i] = (2 * error * weight) / length;
    }
  }
  return sum / length;
}

/**
 * Whether the outputs of a trial's last step are right: fixation output above ½ if fixation is due; otherwise not above
 * ½, and the direction of the population vector Σ yᵢ·(cos θᵢ, sin θᵢ) within 0.2π of the answer.
 *
 * @param outputs 1 + R of them from `from` on, `stride` apart
 */
export function scoreGraded(
  task: CognitiveTask,
  trial: Trial,
  outputs: ArrayLike<number>,
  from = 0,
  stride = 1,
): boolean {
  const holds = outputs[from] > 0.5;
  if (fixates(task, trial, trial.steps - 1)) return holds;
  if (holds) return false;
  const spacing = (2 * Math.PI) / task.ring;
  let x = 0;
  let y = 0;
  for (let i = 0; i < task.ring; i++) {
    const output = outputs[from + (1 + i) * stride];
    x += output * cos(i * spacing);
    y += output * sin(i * spacing);
  }
  // cos of the angle between vector and answer, without an arctangent.
  const answer = trial.response * spacing;
  return x * cos(answer) + y * sin(answer) > cos(TOLERANCE) * Math.sqrt(x * x + y * y);
}
