/**
 * Draws trials: first the timing and the rings, then the content.
 *
 * The two are apart because the tasks of 2019 share the first among all trials of a batch.
 */

import type { Random } from '../../numerics/random.ts';
import { wrap } from './ring.ts';
import type { Comparison, Duration, Match, Reach, Ring, Strengths } from './spec.ts';
import type { CognitiveTask } from './task.ts';
import { createTrial, type Trial } from './trial.ts';

/** Speed of the `int` rotation of go tasks, rad per ms of delay. */
const TURN = 0.01;
/** Shift of the answer of `int` decision tasks, in positions whatever the ring. */
export const DECISION_SHIFT = 5;
/** Half-width of the uniform number that decides between equal strengths. */
const TIE = 1e-6;

const uniform = (random: Random, [low, high]: readonly [number, number]): number =>
  low + (high - low) * random.uniform();

const oneOf = (random: Random, values: readonly number[]): number =>
  values[random.integer(values.length)];

const sign = (random: Random): number => (random.integer(2) === 0 ? 1 : -1);

export function drawDuration(duration: Duration, random: Random, ring: number): number {
  if (typeof duration === 'number') return duration;
  if ('choice' in duration) return oneOf(random, duration.choice);
  return 'uniform' in duration ? uniform(random, duration.uniform) : duration.byRing[ring];
}

/** @param ring for a task that uses one ring a trial, which; drawn when absent */
export function drawTiming(task: CognitiveTask, random: Random, trial: Trial, ring?: Ring): void {
  const { sampling } = task.spec;
  if (sampling.kind !== 'comparison') {
    trial.rings[0] = ring ?? random.integer(2);
    const apart = sampling.kind === 'match' && sampling.rings === 'independent';
    trial.rings[1] = apart ? random.integer(2) : trial.rings[0];
  }
  trial.delay = 0;
  let end = 0;
  for (let p = 0; p < task.periods.length; p++) {
    const { name, duration } = task.periods[p];
    const ms = drawDuration(duration, random, trial.rings[0]);
    if (name === 'delay') trial.delay = ms;
    end += Math.floor(ms / task.dt);
    trial.ends[p] = end;
  }
  trial.steps = end;
}

function drawReach(task: CognitiveTask, random: Random, trial: Trial): void {
  const whole = task.spec.angles === 'positions';
  trial.response = whole ? random.integer(task.ring) : task.ring * random.uniform();
  trial.strength[trial.rings[0]] = 1;
}

/** The stimulus that calls for the answer. */
function settleReach({ ring }: CognitiveTask, { turn, anti }: Reach, trial: Trial): void {
  const turned = (turn * TURN * trial.delay * ring) / (2 * Math.PI);
  trial.place[0] = wrap(trial.response + turned + (anti ? ring / 2 : 0), ring);
}

/** Strengths of both stimuli on one ring. */
function drawStrengths(
  rule: Exclude<Strengths, { rule: 'divided' }>,
  random: Random,
  trial: Trial,
  ring: number,
): void {
  const { values } = rule;
  if (rule.rule === 'pair') {
    const first = random.integer(values.length);
    const second = random.integer(values.length - 1);
    trial.strength[ring] = values[first];
    trial.strength[2 + ring] = values[second < first ? second : second + 1];
    return;
  }
  const contrast = rule.rule === 'contrast';
  const mean = contrast ? 0.5 : uniform(random, rule.mean);
  const half = oneOf(random, values) * sign(random) * (contrast ? 0.5 : 1);
  trial.strength[ring] = mean + half;
  trial.strength[2 + ring] = mean - half;
}

function drawDivided(
  rule: Extract<Strengths, { rule: 'divided' }>,
  random: Random,
  { strength }: Trial,
): void {
  const mean = uniform(random, rule.mean);
  const half = oneOf(random, rule.values) * sign(random);
  for (let s = 0; s < 2; s++) {
    const whole = s === 0 ? mean + half : mean - half;
    const part = (whole * uniform(random, rule.share) * sign(random)) / 2;
    strength[2 * s] = whole + part;
    strength[2 * s + 1] = whole - part;
  }
}

function drawComparison(task: CognitiveTask, rule: Comparison, random: Random, trial: Trial): void {
  const { ring } = task;
  const { place } = trial;
  if (task.spec.angles === 'positions') {
    place[0] = random.integer(ring);
    const other = random.integer(ring - 1);
    place[1] = other < place[0] ? other : other + 1;
  } else {
    // At least a quarter of the circle apart.
    place[0] = ring * random.uniform();
    place[1] = wrap(place[0] + sign(random) * uniform(random, [ring / 4, (3 * ring) / 4]), ring);
  }
  if (rule.strengths.rule === 'divided') drawDivided(rule.strengths, random, trial);
  else for (const r of rule.rings) drawStrengths(rule.strengths, random, trial, r);
}

function settleComparison(
  { ring }: CognitiveTask,
  { weights, shift }: Comparison,
  trial: Trial,
  tieBreak: number,
): void {
  const { place, strength } = trial;
  const first = weights[0] * strength[0] + weights[1] * strength[1];
  const second = weights[0] * strength[2] + weights[1] * strength[3];
  trial.tied = Math.abs(first - second) < TIE;
  const winner = first + tieBreak > second ? 0 : 1;
  trial.response = wrap(place[winner] + DECISION_SHIFT * shift, ring);
}

/** Categories of the continuous version: ten angles, none on a border. */
const CATEGORY_ANGLES = 10;
/** Two stimuli of the continuous version that do not match are at least 20° apart. */
const LEAST_DISTANCE = 1 / 18;

function drawMatch(task: CognitiveTask, rule: Match, random: Random, trial: Trial): void {
  const { ring } = task;
  const { place, strength, rings } = trial;
  const half = ring / 2;
  const whole = task.spec.angles === 'positions';
  strength[rings[0]] = 1;
  strength[2 + rings[1]] = 1;
  if (rule.to === 'category' && !whole) {
    for (let s = 0; s < 2; s++)
      place[s] = ((random.integer(CATEGORY_ANGLES) + 0.5) / CATEGORY_ANGLES) * ring;
    trial.match = place[0] < half === place[1] < half;
    return;
  }
  trial.match = random.integer(2) === 0;
  place[0] = whole ? random.integer(ring) : ring * random.uniform();
  if (rule.to === 'category') {
    const upper = rule.upperSample === 'above half' ? place[0] > half : place[0] >= half;
    place[1] = random.integer(half) + (upper === trial.match ? half : 0);
  } else if (trial.match) place[1] = place[0];
  else if (whole) place[1] = wrap(place[0] + half, ring);
  else {
    const apart = uniform(random, [LEAST_DISTANCE * ring, (1 - LEAST_DISTANCE) * ring]);
    place[1] = wrap(place[0] + sign(random) * apart, ring);
  }
}

function settleMatch({ ring }: CognitiveTask, { respondOn, shift }: Match, trial: Trial): void {
  const answers = trial.match === (respondOn === 'match');
  trial.response = answers ? wrap(trial.place[1] + (shift * trial.delay) / 100, ring) : -1;
}

/**
 * What follows from what was drawn: the stimulus of a go task from its answer, the answer of the others from the stimuli.
 *
 * @param tieBreak added to the strength of the first stimulus
 */
export function settle(task: CognitiveTask, trial: Trial, tieBreak = 0): void {
  const { sampling } = task.spec;
  if (sampling.kind === 'reach') settleReach(task, sampling, trial);
  else if (sampling.kind === 'comparison') settleComparison(task, sampling, trial, tieBreak);
  else settleMatch(task, sampling, trial);
}

/** Draws all but timing and rings, which must have been drawn. */
export function drawContent(task: CognitiveTask, random: Random, trial: Trial): void {
  const { sampling } = task.spec;
  trial.match = false;
  trial.tied = false;
  for (let k = 0; k < 4; k++) trial.strength[k] = 0;
  if (sampling.kind === 'reach') drawReach(task, random, trial);
  else if (sampling.kind === 'comparison') drawComparison(task, sampling, random, trial);
  else drawMatch(task, sampling, random, trial);
  settle(task, trial, sampling.kind === 'comparison' ? uniform(random, [-TIE, TIE]) : 0);
}

/**
 * Draws a trial; allocates nothing when `trial` is given.
 *
 * @param ring for a task that uses one ring a trial, which; drawn when absent
 */
export function drawTrial(
  task: CognitiveTask,
  random: Random,
  trial: Trial = createTrial(),
  ring?: Ring,
): Trial {
  drawTiming(task, random, trial, ring);
  drawContent(task, random, trial);
  return trial;
}
