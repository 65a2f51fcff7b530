/**
 * Successive halving (Jamieson & Talwalkar 2016, arXiv:1502.07943) over the settings of a sweep, with seeds as what is spent:
 * all settings have few seeds, the better part of them more, and so on, until few have all. The arithmetic alone; what is run
 * lies in race.node.ts.
 */

import { UsageError } from '../errors.ts';

/** One round: so many settings are left, each with so many seeds in all. */
export interface Rung {
  readonly settings: number;
  readonly seeds: number;
}

/**
 * The rounds of a race: each keeps 1/`factor` of the settings and gives them `factor` times the seeds, so that every round
 * costs about the same; the last one gives all seeds.
 *
 * @throws UsageError where there is nothing to choose among, or a factor below 2
 * @example rungsOf(27, 9, 3) // 27 settings with 1 seed, 9 with 3, 3 with 9
 */
export function rungsOf(settings: number, seeds: number, factor: number): Rung[] {
  if (settings < 2) throw new UsageError('a race needs two settings or more; give an --axis');
  if (!(Number.isInteger(factor) && factor >= 2))
    throw new UsageError(`a race keeps 1 of ${factor}; that has to be a whole number, 2 or more`);
  let cuts = 0;
  while (Math.floor(settings / factor ** (cuts + 1)) >= 1 && seeds >= factor ** (cuts + 1)) cuts++;
  return Array.from({ length: cuts + 1 }, (_, k) => ({
    settings: Math.floor(settings / factor ** k),
    seeds: Math.max(1, Math.floor(seeds / factor ** (cuts - k))),
  }));
}

/** Runs that a race takes at most, the winner's fresh ones left out. */
export const runsOf = (rungs: readonly Rung[]): number =>
  rungs.reduce(
    (sum, { settings, seeds }, k) => sum + settings * (seeds - (k > 0 ? rungs[k - 1].seeds : 0)),
    0,
  );

/** A setting by its place in the order of settings, and what its seeds have come to: undefined where runs failed. */
export interface Racer {
  readonly place: number;
  readonly value: number | undefined;
}

/**
 * The best of them, best first. What failed is worse than anything; of equals the first in the order of settings is kept, so
 * that a race that is run again says the same.
 */
export function bestOf(racers: readonly Racer[], keep: number, less: boolean): Racer[] {
  const worst = less ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const sign = less ? 1 : -1;
  const finite = racers.filter(({ value }) => value !== undefined);
  return finite
    .sort((a, b) => {
      const difference = sign * ((a.value ?? worst) - (b.value ?? worst));
      return difference === 0 || Number.isNaN(difference) ? a.place - b.place : difference;
    })
    .slice(0, keep);
}
