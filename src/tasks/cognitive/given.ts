/**
 * Trials of given values: for questions of one's own, where what is shown is chosen and not drawn. The answer follows from
 * what is shown, as in every trial.
 */

import { UsageError, unknownName } from '../../errors.ts';
import type { Random } from '../../numerics/random.ts';
import { drawContent, drawDuration, settle } from './draw.ts';
import { wrap } from './ring.ts';
import type { Match, PeriodName, Ring, TaskSpec } from './spec.ts';
import type { CognitiveTask } from './task.ts';
import { createTrial, type Trial } from './trial.ts';

/** Strength of a stimulus: on every ring that the task shows it on, or on each of the two. */
export type GivenStrength = number | readonly [first: number, second: number];

/** What is given of a trial; what is not is drawn, where there is a stream to draw from. */
export interface TrialParameters {
  /** Lengths of periods, ms; cut down to whole steps, of which a period that is not 0 must have one. */
  readonly durations?: Partial<Readonly<Record<PeriodName, number>>>;
  /** The ring of the stimulus; where each has its own, of both. Comparisons show theirs on the rings of the task. */
  readonly rings?: Ring | readonly [Ring, Ring];
  /** Ring positions of the stimuli in [0, R), as many as the task shows; between two units the nearest is the answer. */
  readonly places?: readonly number[];
  /** One a stimulus; default 1 for tasks that compare no strengths. */
  readonly strengths?: readonly GivenStrength[];
}

/** Positions nearer to a whole number than this are whole but for roundings. */
const WHOLE = 1e-9;

/**
 * A trial of given values, e.g. one stimulus at every position, or a comparison at a contrast that the task never draws.
 *
 * Matches follow from the places: equal ones are a match to sample, those on the same half one to category. Of equal strengths
 * the second stimulus is answered with, and the trial is marked as tied.
 *
 * @param random for what is not given
 * @throws UsageError for what is not given where there is no stream, and for values that the task cannot show
 * @example trialFrom(cognitiveTask('dm1'), { durations: { fixation: 300 }, places: [3, 9], strengths: [0.45, 0.55] }).response // 9
 */
export function trialFrom(
  task: CognitiveTask,
  parameters: TrialParameters,
  random?: Random,
): Trial {
  const trial = createTrial();
  const missing = (what: string): UsageError =>
    new UsageError(`task "${task.name}" draws its ${what}: give them, or a random stream`);
  setRings(task, parameters.rings, trial, random ?? missing('rings'));
  setTimes(task, parameters.durations ?? {}, trial, random);
  const { places, strengths } = parameters;
  const { sampling } = task.spec;
  if (random !== undefined) drawContent(task, random, trial);
  else if (places === undefined) throw missing('places');
  else if (strengths === undefined && sampling.kind === 'comparison') throw missing('strengths');
  setStrengths(
    task,
    strengths ?? (random === undefined ? stimuliOf(task).map(() => 1) : []),
    trial,
  );
  if (places !== undefined) setPlaces(task, places, trial);
  // What was drawn whole has its answer, and its tie broken.
  if (places !== undefined || strengths !== undefined) settle(task, trial);
  // A stimulus that was made of its answer may be a rounding away from where it was asked for.
  if (places !== undefined) trial.place.set(places);
  return trial;
}

/** The stimuli that a task shows, in their order. */
const stimuliOf = ({ spec }: CognitiveTask): readonly number[] => [
  ...new Set(spec.shown.map(({ stimulus }) => stimulus)),
];

function checkCount(task: CognitiveTask, what: string, given: readonly unknown[]): void {
  const { length } = stimuliOf(task);
  if (given.length !== length)
    throw new UsageError(
      `task "${task.name}" shows ${length} ${length === 1 ? 'stimulus' : 'stimuli'}, ${given.length} ${what} were given`,
    );
}

/** @param random the stream to draw from, or what to throw where there is none */
function setRings(
  { name, spec: { sampling } }: CognitiveTask,
  rings: TrialParameters['rings'],
  trial: Trial,
  random: Random | UsageError,
): void {
  const isComparison = sampling.kind === 'comparison';
  if (rings === undefined) {
    if (isComparison) return;
    if (random instanceof UsageError) throw random;
    const apart = sampling.kind === 'match' && sampling.rings === 'independent';
    trial.rings[0] = random.integer(2);
    trial.rings[1] = apart ? random.integer(2) : trial.rings[0];
    return;
  }
  if (isComparison)
    throw new UsageError(
      `task "${name}" shows its stimuli on ${sampling.rings.length === 1 ? `ring ${sampling.rings[0]}` : 'both rings'}: give no rings`,
    );
  const pair = typeof rings === 'number' ? [rings, rings] : rings;
  if (pair.length !== 2 || pair.some((ring) => ring !== 0 && ring !== 1))
    throw new UsageError(`rings ${[rings].flat().join(', ')} are not 0 or 1, or two of them`);
  const together = sampling.kind !== 'match' || sampling.rings === 'same';
  if (together && pair[0] !== pair[1])
    throw new UsageError(`task "${name}" shows all on one ring: give one, not ${pair.join(', ')}`);
  trial.rings.set(pair);
}

function setTimes(
  task: CognitiveTask,
  given: NonNullable<TrialParameters['durations']>,
  trial: Trial,
  random: Random | undefined,
): void {
  const { periods, dt } = task;
  const names = periods.map(({ name }) => name);
  for (const name of Object.keys(given))
    if (!names.some((known) => known === name)) throw unknownName('period', name, names);
  let end = 0;
  periods.forEach(({ name, duration }, p) => {
    const drawn = typeof duration !== 'number' && !('byRing' in duration);
    let ms = given[name];
    if (ms === undefined) {
      if (drawn && random === undefined)
        throw new UsageError(
          `task "${task.name}" draws how long its period "${name}" lasts: give durations.${name}, or a random stream`,
        );
      // What is not drawn asks for no stream.
      ms = drawDuration(duration, random as Random, trial.rings[0]);
    } else if (!(ms >= dt || (ms === 0 && p < periods.length - 1)) || ms === Infinity)
      throw new UsageError(
        `durations.${name} ${ms} ms is not in [${dt}, ∞)${p < periods.length - 1 ? ', and not 0' : ''}: a step is ${dt} ms`,
      );
    if (name === 'delay') trial.delay = ms;
    end += Math.floor(ms / dt);
    trial.ends[p] = end;
  });
  trial.steps = end;
}

/** The rings on which a stimulus is seen. */
function ringsOf({ sampling }: TaskSpec, stimulus: number, { rings }: Trial): readonly number[] {
  return sampling.kind === 'comparison' ? sampling.rings : [rings[stimulus]];
}

function setStrengths(
  task: CognitiveTask,
  strengths: readonly GivenStrength[],
  trial: Trial,
): void {
  if (strengths.length === 0) return;
  checkCount(task, 'strengths', strengths);
  strengths.forEach((given, s) => {
    const shown = ringsOf(task.spec, s, trial);
    for (let ring = 0; ring < 2; ring++) {
      const on = shown.includes(ring);
      const strength = typeof given === 'number' ? (on ? given : 0) : given[ring];
      if (!Number.isFinite(strength) || (!on && strength !== 0))
        throw new UsageError(
          `strength ${strength} of stimulus ${s} on ring ${ring} is not ${on ? 'a finite number' : `0: task "${task.name}" shows it on ring ${shown.join(' and ')}`}`,
        );
      trial.strength[2 * s + ring] = strength;
    }
  });
}

function setPlaces(task: CognitiveTask, places: readonly number[], trial: Trial): void {
  const { ring } = task;
  checkCount(task, 'places', places);
  for (const place of places)
    if (!(place >= 0 && place < ring))
      throw new UsageError(`place ${place} is outside [0, ${ring}), the positions of a ring`);
  trial.place.set(places);
  const { sampling } = task.spec;
  if (sampling.kind === 'match') trial.match = matches(task, sampling, trial.place);
  if (sampling.kind !== 'reach') return;
  // The answer is what the stimulus follows from: here the other way round.
  trial.response = 0;
  settle(task, trial);
  const response = wrap(places[0] - trial.place[0], ring);
  const whole = Math.round(response);
  trial.response = Math.abs(response - whole) < WHOLE ? wrap(whole, ring) : response;
}

/** Whether two stimuli match. */
function matches(
  { ring, spec }: CognitiveTask,
  { to, upperSample }: Match,
  [sample, test]: Float64Array,
): boolean {
  if (to === 'sample') return sample === test;
  const half = ring / 2;
  const above = spec.angles === 'positions' && upperSample === 'above half';
  return (above ? sample > half : sample >= half) === test >= half;
}
