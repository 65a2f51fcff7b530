/**
 * Writes a trial into a caller's buffers: observations, rule, class of every step, marks. Allocates nothing.
 *
 * The buffers' layout is the caller's: a network that keeps its batch in tiles and one that wants [step][trial][channel]
 * differ in strides only.
 */

import { UsageError } from '../../errors.ts';
import type { Random } from '../../numerics/random.ts';
import { fillFastNormal } from './noise.ts';
import { addBump } from './ring.ts';
import type { CognitiveTask } from './task.ts';
import { activeRing, decisionStart, labelAt, type Trial } from './trial.ts';

export type IntegerArray = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array;

/** Bits of `Track.marks`. */
export const MARK = { decision: 1, first: 2, last: 4 } as const;

/** Where one stream of a batch is written. Step t of it: */
export interface Track {
  /** Channel c at `start + t·stepStride + c·channelStride`. */
  readonly observations: Float32Array;
  readonly start: number;
  readonly stepStride: number;
  readonly channelStride: number;
  /**
   * Rule inputs to write after the others, one of them 1; 0 leaves the rule to `rules`, and then noise on rule inputs
   * (2019 tasks only) is left out.
   */
  readonly ruleChannels: number;
  /** Each of these at `stepStart + t·stepStep`; those that are absent are not written. */
  readonly stepStart: number;
  readonly stepStep: number;
  /** Class to be learned: 0 keeps fixation. */
  readonly labels?: IntegerArray;
  /** Number of the running task. */
  readonly rules?: IntegerArray;
  /** Sum of `MARK.decision`, `MARK.first` and `MARK.last` where they apply; `last` only if the whole trial is there. */
  readonly marks?: IntegerArray;
}

/** Part of a trial and where it goes. */
export interface TrialPart {
  /** Number of the rule input. */
  readonly rule: number;
  /** First step of the track. */
  readonly at: number;
  /** Steps `from … to − 1` of the trial; default all. */
  readonly from?: number;
  readonly to?: number;
}

/** The channels of the period being written, rule inputs included, and the noise of one step. */
let row = new Float64Array(0);
let normals = new Float64Array(0);

/** Fills `row` with the noise-free observation of period p. */
function drawRow(
  task: CognitiveTask,
  { place, strength }: Trial,
  p: number,
  rule: number,
  ruleChannels: number,
): void {
  const { cue, stimuli } = task.periods[p];
  const width = task.channels + ruleChannels;
  if (row.length < width) {
    row = new Float64Array(width);
    normals = new Float64Array(width);
  }
  row.fill(0, 0, width);
  row[0] = cue ? 1 : 0;
  if (rule < ruleChannels) row[task.channels + rule] = 1;
  for (let s = 0; s < 2; s++) {
    if ((stimuli & (1 << s)) === 0) continue;
    for (let r = 0; r < 2; r++) {
      const strong = strength[2 * s + r];
      if (strong !== 0) addBump(task.profile, place[s], strong, row, 1 + r * task.ring);
    }
  }
}

/** First channel with noise; the channels from there to `noiseEnd` have it. */
function noiseStart(task: CognitiveTask, trial: Trial): number {
  switch (task.spec.noise?.channels) {
    case 'active ring':
      return 1 + activeRing(trial) * task.ring;
    case 'rings':
      return 1;
    default:
      return 0;
  }
}

function noiseEnd(task: CognitiveTask, trial: Trial, ruleChannels: number): number {
  switch (task.spec.noise?.channels) {
    case 'active ring':
      return 1 + (activeRing(trial) + 1) * task.ring;
    case 'everything':
      return task.channels + ruleChannels;
    default:
      return task.channels;
  }
}

/**
 * Writes part of a trial to a track.
 *
 * @param noise stream of the input noise; without it the observations are noise-free. Taken in the order of steps, then
 * of channels, so that a trial written in two parts is the same as in one.
 * @throws UsageError for a rule beyond the rule inputs that are to be written
 */
export function writeTrial(
  task: CognitiveTask,
  trial: Trial,
  track: Track,
  part: TrialPart,
  noise?: Random,
): void {
  const { rule, at, from = 0, to = trial.steps } = part;
  const { observations, stepStride, channelStride, ruleChannels } = track;
  if (ruleChannels > 0 && rule >= ruleChannels)
    throw new UsageError(`rule ${rule} is outside 0 … ${ruleChannels - 1}, the rule inputs`);
  const width = task.channels + ruleChannels;
  const low = noiseStart(task, trial);
  const high = noiseEnd(task, trial, ruleChannels);
  for (let p = 0, begin = 0; p < task.periods.length; begin = trial.ends[p], p++) {
    const first = Math.max(from, begin);
    const end = Math.min(to, trial.ends[p]);
    if (first >= end) continue;
    drawRow(task, trial, p, rule, ruleChannels);
    const noisy = noise !== undefined && task.periods[p].noisy;
    for (let t = first; t < end; t++) {
      const base = track.start + (at + t - from) * stepStride;
      for (let c = 0; c < width; c++) observations[base + c * channelStride] = row[c];
      if (!noisy) continue;
      fillFastNormal(noise, normals, high - low);
      for (let c = low; c < high; c++)
        observations[base + c * channelStride] = row[c] + task.sigma * normals[c - low];
    }
  }
  writeSteps(task, trial, track, rule, at - from, from, to);
}

/** Labels, rules and marks of the trial's steps `from … to − 1`; step t goes to step t + `shift` of the track. */
function writeSteps(
  task: CognitiveTask,
  trial: Trial,
  { labels, rules, marks, stepStart, stepStep }: Track,
  rule: number,
  shift: number,
  from: number,
  to: number,
): void {
  const decision = decisionStart(task, trial);
  for (let t = from; t < to; t++) {
    const index = stepStart + (t + shift) * stepStep;
    const decides = t >= decision;
    if (labels !== undefined) labels[index] = decides ? labelAt(task, trial, t - decision) : 0;
    if (rules !== undefined) rules[index] = rule;
    if (marks !== undefined) {
      marks[index] =
        (decides ? MARK.decision : 0) |
        (t === 0 ? MARK.first : 0) |
        (t === trial.steps - 1 ? MARK.last : 0);
    }
  }
}

export interface Tracks {
  readonly steps: number;
  readonly batch: number;
  /** Values per step and stream, rule inputs included. */
  readonly channels: number;
  /** `[steps][batch][channels]`. */
  readonly observations: Float32Array;
  /** `[steps][batch]`, as are the next two. */
  readonly labels: Int32Array;
  readonly rules: Uint16Array;
  readonly marks: Uint8Array;
  /** One a stream. */
  readonly each: readonly Track[];
}

/**
 * Buffers for `batch` streams of `steps` steps in the usual order.
 *
 * @param ruleChannels rule inputs to be written out; default 0, the rule is then in `rules` only
 */
export function createTracks(
  steps: number,
  batch: number,
  inputs: number,
  ruleChannels = 0,
): Tracks {
  const channels = inputs + ruleChannels;
  const shared = {
    observations: new Float32Array(steps * batch * channels),
    labels: new Int32Array(steps * batch),
    rules: new Uint16Array(steps * batch),
    marks: new Uint8Array(steps * batch),
  };
  const each = Array.from({ length: batch }, (_, b) => ({
    ...shared,
    start: b * channels,
    stepStride: batch * channels,
    channelStride: 1,
    ruleChannels,
    stepStart: b,
    stepStep: batch,
  }));
  return { steps, batch, channels, ...shared, each };
}
