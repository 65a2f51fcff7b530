/**
 * Batches of single trials, each in a track of its own: for tests, analyses, and the training batches of 2019.
 *
 * Streams of trials back to back are in stream.ts.
 */

import { UsageError } from '../../errors.ts';
import type { Normals } from '../../numerics/normal-stream.ts';
import type { Random } from '../../numerics/random.ts';
import type { Battery } from './battery.ts';
import { drawContent, drawTiming, drawTrial } from './draw.ts';
import type { CognitiveTask } from './task.ts';
import { createTrial, type Trial } from './trial.ts';
import { type Track, writeTrial } from './write.ts';

/** Label of the steps after a trial's end, where the track is longer. */
export const NO_LABEL = -1;

/** Number of the task of the next batch, drawn by the battery's weights. */
export function drawTask({ weights }: Battery, random: Random): number {
  const sum = weights.reduce((a, b) => a + b, 0);
  let left = random.uniform() * sum;
  const found = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return found < 0 ? weights.length - 1 : found;
}

/** `count` trials drawn independently. */
export const drawTrials = (task: CognitiveTask, random: Random, count: number): Trial[] =>
  Array.from({ length: count }, () => drawTrial(task, random));

/** `count` trials of one timing and with the same rings, as the tasks of 2019 have it. */
export function drawBatch(task: CognitiveTask, random: Random, count: number): Trial[] {
  const shared = createTrial();
  drawTiming(task, random, shared);
  return Array.from({ length: count }, () => {
    const trial = createTrial();
    trial.ends.set(shared.ends);
    trial.rings.set(shared.rings);
    trial.steps = shared.steps;
    trial.delay = shared.delay;
    drawContent(task, random, trial);
    return trial;
  });
}

/** Steps of the longest of the trials. */
export const longestOf = (trials: readonly Trial[]): number =>
  trials.reduce((longest, { steps }) => Math.max(longest, steps), 0);

/**
 * Writes trial i from the first step of track i on; all that follows it up to `steps` is 0, and `NO_LABEL` as label (so
 * labels need a signed array). Tracks beyond the trials are left alone.
 *
 * @param rule number of the task's rule input
 * @param noise as in `writeTrial`
 * @throws UsageError for fewer tracks than trials, or fewer steps than the longest trial has
 */
export function writeTrials(
  task: CognitiveTask,
  rule: number,
  trials: readonly Trial[],
  tracks: readonly Track[],
  steps: number,
  noise?: Normals,
): void {
  if (tracks.length < trials.length)
    throw new UsageError(`${trials.length} trials do not fit ${tracks.length} tracks`);
  const longest = longestOf(trials);
  if (steps < longest)
    throw new UsageError(
      `${steps} steps are too few for a trial of ${longest} (task "${task.name}")`,
    );
  trials.forEach((trial, i) => {
    writeTrial(task, trial, tracks[i], { rule, at: 0 }, noise);
    pad(task, tracks[i], trial.steps, steps);
  });
}

function pad(task: CognitiveTask, track: Track, from: number, to: number): void {
  const { observations, start, stepStride, channelStride, stepStart, stepStep } = track;
  const channels = task.channels + track.ruleChannels;
  for (let t = from; t < to; t++) {
    for (let c = 0; c < channels; c++) observations[start + t * stepStride + c * channelStride] = 0;
    const index = stepStart + t * stepStep;
    if (track.labels !== undefined) track.labels[index] = NO_LABEL;
    if (track.rules !== undefined) track.rules[index] = 0;
    if (track.marks !== undefined) track.marks[index] = 0;
  }
}
