/**
 * Writes a trial into a caller's buffers: observations, rule, class of every step, marks. Allocates nothing.
 *
 * The buffers' layout is the caller's: a network that keeps its batch in tiles and one that wants [step][trial][channel]
 * differ in strides only.
 */

import { UsageError } from '../../errors.ts';
import type { Normals } from '../../numerics/normal-stream.ts';
import { addBump } from './ring.ts';
import type { CognitiveTask } from './task.ts';
import { activeRing, decisionStart, labelAt, type Trial } from './trial.ts';

type IntegerArray = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array;

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
  /** The observations are 0 before anything is written, so that zeros are left out. Default false. */
  readonly blank?: boolean;
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

/** The channels of the period being written, rule inputs included. */
let row = new Float64Array(0);

/** Fills `row` with the noise-free observation of period p. Bit r of the result is set where ring r shows something. */
function drawRow(
  task: CognitiveTask,
  { place, strength }: Trial,
  p: number,
  rule: number,
  ruleChannels: number,
): number {
  const { cue, stimuli } = task.periods[p];
  const width = task.channels + ruleChannels;
  if (row.length < width) row = new Float64Array(width);
  const values = row;
  for (let c = 0; c < width; c++) values[c] = 0;
  values[0] = cue ? 1 : 0;
  if (rule < ruleChannels) values[task.channels + rule] = 1;
  if (stimuli === 0) return 0;
  let shown = 0;
  for (let s = 0; s < 2; s++) {
    if ((stimuli & (1 << s)) === 0) continue;
    for (let r = 0; r < 2; r++) {
      const strong = strength[2 * s + r];
      if (strong === 0) continue;
      addBump(task.profile, place[s], strong, values, 1 + r * task.ring);
      shown |= 1 << r;
    }
  }
  return shown;
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

/** Writes channels `low … high − 1` of `row` to `count` steps from `base` on. */
function writeChannels(
  { observations, stepStride, channelStride }: Track,
  base: number,
  count: number,
  low: number,
  high: number,
): void {
  const values = row;
  for (let t = 0, first = base + low * channelStride; t < count; t++, first += stepStride) {
    for (let c = low, n = first; c < high; c++, n += channelStride) observations[n] = values[c];
  }
}

/** Writes `row` but channels `low … high − 1` to `count` steps from `base` on: to a blank track only what is not 0. */
function writeRow(
  task: CognitiveTask,
  track: Track,
  base: number,
  count: number,
  low: number,
  high: number,
  rule: number,
  shown: number,
): void {
  const { channels, ring } = task;
  const { ruleChannels, blank = false } = track;
  if (!blank) {
    writeChannels(track, base, count, 0, low);
    writeChannels(track, base, count, high, channels + ruleChannels);
    return;
  }
  if (row[0] !== 0 && low > 0) writeChannels(track, base, count, 0, 1);
  for (let r = 0, c = 1; r < 2; r++, c += ring) {
    if ((shown & (1 << r)) !== 0 && (c < low || c >= high))
      writeChannels(track, base, count, c, c + ring);
  }
  const c = channels + rule;
  if (ruleChannels > 0 && c >= high) writeChannels(track, base, count, c, c + 1);
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
  noise?: Normals,
): void {
  const { rule, at, from = 0, to = trial.steps } = part;
  const { observations, start, stepStride, channelStride, ruleChannels } = track;
  if (ruleChannels > 0 && rule >= ruleChannels)
    throw new UsageError(`rule ${rule} is outside 0 … ${ruleChannels - 1}, the rule inputs`);
  const low = noiseStart(task, trial);
  const high = noiseEnd(task, trial, ruleChannels);
  for (let p = 0, begin = 0; p < task.periods.length; begin = trial.ends[p], p++) {
    const first = Math.max(from, begin);
    const count = Math.min(to, trial.ends[p]) - first;
    if (count <= 0) continue;
    const shown = drawRow(task, trial, p, rule, ruleChannels);
    const base = start + (at + first - from) * stepStride;
    if (noise === undefined || !task.periods[p].noisy) {
      // No channel is left out.
      writeRow(task, track, base, count, 1, 1, rule, shown);
      continue;
    }
    writeRow(task, track, base, count, low, high, rule, shown);
    for (let t = 0, n = base + low * channelStride; t < count; t++, n += stepStride)
      noise.write(observations, n, channelStride, row, low, high - low, task.sigma);
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
  const first = stepStart + (from + shift) * stepStep;
  if (labels !== undefined) {
    for (let t = from, n = first; t < to; t++, n += stepStep)
      labels[n] = t < decision ? 0 : labelAt(task, trial, t - decision);
  }
  if (rules !== undefined) {
    for (let t = from, n = first; t < to; t++, n += stepStep) rules[n] = rule;
  }
  if (marks !== undefined) {
    for (let t = from, n = first; t < to; t++, n += stepStep) {
      marks[n] =
        (t >= decision ? MARK.decision : 0) |
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
