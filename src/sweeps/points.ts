/**
 * The points of a sweep, one after the other: never all at once, as there may be millions.
 *
 * The first seed of the whole grid comes first, so that a sweep that has just begun shows its whole range.
 */

import { UsageError } from '../errors.ts';
import { flagName, valueText } from '../protocol/parameters.ts';
import type { RunSpec } from '../runs/identity.ts';
import { sha256 } from '../tasks/sha256.ts';
import type { Axis } from './axes.ts';
import type { Sweep } from './sweep.ts';

/** The values of the axes at one place of the grid; an axis whose condition is not met is absent. */
export type Setting = Readonly<Record<string, unknown>>;

/** One run of a sweep. */
export interface Point {
  /** Its place in the order of all points. */
  readonly index: number;
  readonly setting: Setting;
  readonly seed: number;
}

/** All settings of the axes, the last axis fastest. */
export function* settingsOf(sweep: Sweep): Generator<Setting> {
  yield* below(sweep, 0, {});
}

function* below(sweep: Sweep, k: number, before: Setting): Generator<Setting> {
  if (k === sweep.axes.length) return yield before;
  const axis = sweep.axes[k];
  if (!isVaried(axis, sweep, before)) return yield* below(sweep, k + 1, before);
  for (const value of axis.values) yield* below(sweep, k + 1, { ...before, [axis.name]: value });
}

function isVaried({ when }: Axis, { base }: Sweep, setting: Setting): boolean {
  return Object.entries(when).every(([name, allowed]) => {
    const value = Object.hasOwn(setting, name) ? setting[name] : base[name];
    return allowed.includes(valueText(value));
  });
}

/** How many settings there are, without making them: axes that no condition looks at only multiply. */
export function countSettings(sweep: Sweep): number {
  const asked = new Set(sweep.axes.flatMap(({ when }) => Object.keys(when)));
  const count = (k: number, before: Setting): number => {
    if (k === sweep.axes.length) return 1;
    const axis = sweep.axes[k];
    if (!isVaried(axis, sweep, before)) return count(k + 1, before);
    if (!asked.has(axis.name)) return axis.values.length * count(k + 1, before);
    return axis.values.reduce<number>(
      (sum, value) => sum + count(k + 1, { ...before, [axis.name]: value }),
      0,
    );
  };
  return count(0, {});
}

/** How many runs a sweep has. */
export const countPoints = (sweep: Sweep): number => countSettings(sweep) * sweep.seeds.length;

/** A part of a sweep: every `of`-th point, from 0 ≤ `index` < `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** All runs of a sweep, or of a shard. */
export function* pointsOf(sweep: Sweep, shard: Shard = { index: 0, of: 1 }): Generator<Point> {
  let index = 0;
  for (const seed of sweep.seeds)
    for (const setting of settingsOf(sweep)) {
      if (index % shard.of === shard.index)
        yield { index, setting, seed: seedAt(sweep, setting, seed) };
      index++;
    }
}

/** The seeds of a setting. */
export const seedsAt = (sweep: Sweep, setting: Setting): number[] =>
  sweep.seeds.map((seed) => seedAt(sweep, setting, seed));

/** 48 bits of a digest: far fewer collisions than points, and a whole number that every language reads. */
const SEED_DIGITS = 12;

function seedAt({ pairing }: Sweep, setting: Setting, seed: number): number {
  if (pairing === 'paired') return seed;
  const words = Object.keys(setting)
    .sort()
    .map((name) => `${name}=${valueText(setting[name])}`);
  return Number.parseInt(sha256([...words, seed].join('\n')).slice(0, SEED_DIGITS), 16);
}

/** All parameters of the runs of a setting. */
export const parametersAt = ({ base }: Sweep, setting: Setting): RunSpec['parameters'] =>
  Object.freeze({ ...base, ...setting });

/** What the run of a point is asked for. */
export const specAt = (sweep: Sweep, { setting, seed }: Point): RunSpec => ({
  ...{ parameters: parametersAt(sweep, setting), seed, arithmetic: sweep.arithmetic },
});

/** A setting in words: `epsilon 5, zeta 0.1`; `the one setting` where nothing is varied. */
export function settingText(setting: Setting): string {
  const words = Object.entries(setting).map(
    ([name, value]) => `${flagName(name)} ${valueText(value)}`,
  );
  return words.length === 0 ? 'the one setting' : words.join(', ');
}

/**
 * Checks the combinations of values that a study itself refuses, before anything starts.
 *
 * @param most so many settings are looked at
 * @throws UsageError naming the first setting that cannot be
 */
export function checkSettings(sweep: Sweep, most = 100_000): void {
  const { study, base } = sweep;
  if (study.check === undefined) return;
  let looked = 0;
  for (const setting of settingsOf(sweep)) {
    if (looked++ === most) return;
    try {
      study.check({ ...base, ...setting });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new UsageError(
        `${settingText(setting)}: ${error.message} (an axis can stand under a condition: "name=values when other=value")`,
      );
    }
  }
}
