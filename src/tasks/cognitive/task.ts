/** A task at a given time step and ring size: what the generator needs, worked out once. */

import { UsageError } from '../../errors.ts';
import { bumpProfile } from './ring.ts';
import type { Duration, Period, PeriodName, TaskSpec } from './spec.ts';
import type { Labels } from './variants.ts';

/** One period, with the membership tests of the specification answered. */
export interface PeriodPlan {
  readonly name: PeriodName;
  readonly duration: Duration;
  readonly cue: boolean;
  /** Bit s is set where stimulus s is seen. */
  readonly stimuli: number;
  readonly noisy: boolean;
}

export interface CognitiveTask {
  readonly name: string;
  readonly spec: TaskSpec;
  /** ms. */
  readonly dt: number;
  /** Units on one ring, R. */
  readonly ring: number;
  /** 1 + 2R: fixation cue, first ring, second ring. The rule inputs come after them and are not counted. */
  readonly channels: number;
  /** 1 + R: keep fixation, or answer with a position. */
  readonly classes: number;
  readonly labels: Labels;
  /** Standard deviation of the noise per step; 0 where there is none. */
  readonly sigma: number;
  readonly profile: Float64Array;
  readonly periods: readonly PeriodPlan[];
  /** Steps of the shortest and of the longest trial. */
  readonly shortest: number;
  readonly longest: number;
}

/** Where a task is bound to. */
export interface Grid {
  readonly dt: number;
  readonly ring: number;
}

const LARGEST_RING = 1024;

/** The numbers of milliseconds that are fixed or listed; none where the duration is drawn from a range. */
function listed(duration: Duration): readonly number[] {
  if (typeof duration === 'number') return [duration];
  return 'choice' in duration ? duration.choice : [];
}

/** All numbers of milliseconds that a duration is made of; the ends of a range. */
function numbersOf(duration: Duration): readonly number[] {
  if (typeof duration === 'number') return [duration];
  if ('uniform' in duration) return duration.uniform;
  return 'byRing' in duration ? duration.byRing : duration.choice;
}

/** Fewest and most steps that a period can have. */
function stepRange(duration: Duration, dt: number): readonly [number, number] {
  const ms = numbersOf(duration);
  const most = Math.max(...ms) / dt;
  const open = typeof duration === 'object' && 'uniform' in duration && Math.min(...ms) / dt < most;
  return [Math.floor(Math.min(...ms) / dt), open ? Math.ceil(most) - 1 : Math.floor(most)];
}

/**
 * No period may be lost by rounding: what takes time must take a step at least. A duration of exactly 0 is a period that is
 * left out, which the decision cannot be: without it a trial has no answer.
 */
function checkLength(
  { name: period, duration }: Period,
  isLast: boolean,
  dt: number,
  task: string,
): void {
  const where = `period "${period}" (task "${task}")`;
  const numbers = numbersOf(duration);
  if (numbers.length === 0 || !numbers.every((ms) => ms >= 0 && ms < Infinity))
    throw new UsageError(
      `${where} lasts ${numbers.join(', ') || 'no'} ms; durations are in [0, ∞)`,
    );
  const drawn = typeof duration === 'object' && 'uniform' in duration;
  if (drawn && duration.uniform[0] > duration.uniform[1])
    throw new UsageError(`${where} lasts ${numbers.join(' to ')} ms: its ends are interchanged`);
  const lost = numbers.find((ms) => ms < dt && (ms > 0 || drawn || isLast));
  if (lost === undefined) return;
  throw new UsageError(
    `${where} can last ${lost} ms, less than a step of ${dt} ms: take a shorter dt or a longer period`,
  );
}

/**
 * Fixed and listed durations must be whole numbers of steps: a task whose delay is told by its length, or whose answer
 * moves every 100 ms, would otherwise be another task. Uniform ones are rounded down, as in the sources.
 */
function checkGrid({ name, periods }: TaskSpec, { dt, ring }: Grid): void {
  if (!(dt >= 1 && Number.isFinite(dt)))
    throw new UsageError(`dt ${dt} ms is outside [1, Infinity); 100 is usual`);
  if (!Number.isInteger(ring) || ring < 2 || ring > LARGEST_RING)
    throw new UsageError(`ring ${ring} is not an even integer in 2 … ${LARGEST_RING}`);
  if (ring % 2 !== 0) {
    throw new UsageError(
      `ring ${ring} is odd: a stimulus and its opposite need an even number of positions, e.g. ${ring + 1}`,
    );
  }
  if (periods.length === 0) throw new UsageError(`task "${name}" has no periods`);
  for (const [number, { name: period, duration }] of periods.entries()) {
    checkLength(periods[number], number === periods.length - 1, dt, name);
    for (const ms of listed(duration)) {
      if (!Number.isInteger(ms / dt)) {
        throw new UsageError(
          `dt ${dt} ms does not divide the ${ms} ms of period "${period}" (task "${name}"); divisors of 100 divide all`,
        );
      }
    }
  }
}

/**
 * @throws UsageError for a dt below 1 ms or that does not divide a fixed period, a period that can be shorter than a step
 * (unless it lasts 0 ms and is not the last), durations that are none, or a ring that is odd or outside
 * 2 … 1024
 */
export function bindTask(spec: TaskSpec, grid: Grid, labels: Labels = 'positions'): CognitiveTask {
  checkGrid(spec, grid);
  const { dt, ring } = grid;
  const { noise } = spec;
  const ranges = spec.periods.map(({ duration }) => stepRange(duration, dt));
  return {
    name: spec.name,
    spec,
    dt,
    ring,
    channels: 1 + 2 * ring,
    classes: 1 + ring,
    labels,
    sigma: noise === undefined ? 0 : noise.intensity / Math.sqrt(dt),
    profile: bumpProfile(ring),
    periods: spec.periods.map(({ name, duration }) => ({
      name,
      duration,
      cue: spec.cue.includes(name),
      stimuli: spec.shown.reduce(
        (bits, { stimulus, during }) => bits | (during.includes(name) ? 1 << stimulus : 0),
        0,
      ),
      noisy: noise?.during.includes(name) ?? false,
    })),
    shortest: ranges.reduce((sum, [least]) => sum + least, 0),
    longest: ranges.reduce((sum, [, most]) => sum + most, 0),
  };
}
