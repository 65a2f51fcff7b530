/**
 * Ratios of values that are not all known: a run that was stopped before its goal has cost at least what was spent by then.
 *
 * A bound takes the place of the value, and a verdict stands only where the true values could but strengthen it: ratios
 * that are at least so large cannot let a claim fall short that asks for large ones.
 */

import { type Bar, type Judged, judgeRatio } from './judge.ts';

/** A value > 0, or with `atLeast` a lower bound of it. */
export interface Bounded {
  readonly value: number;
  readonly atLeast?: boolean;
}

/** As `judgeRatio`, for values of which some are lower bounds. */
export function judgeBounded(
  pairs: readonly (readonly [ours: Bounded, theirs: Bounded])[],
  bar: Bar = {},
): Judged {
  const judged = judgeRatio(
    pairs.map(([ours, theirs]) => [ours.value, theirs.value] as const),
    bar,
  );
  const known = (end: 0 | 1): boolean => !pairs.some((pair) => pair[end].atLeast === true);
  // Of the ratio: with a bound in the numerator it may be larger than it looks, in the denominator smaller.
  const [notLarger, notSmaller] = [known(0), known(1)];
  const [sure, unsure] = bar.side === 'below' ? [notLarger, notSmaller] : [notSmaller, notLarger];
  const chance = {
    holds: sure ? judged.chance.holds : 1,
    short: unsure ? judged.chance.short : 1,
  };
  const stands = judged.verdict === 'undecided' || (judged.verdict === 'holds' ? sure : unsure);
  if (stands) return { ...judged, chance };
  const open = pairs.filter((pair) => pair.some(({ atLeast }) => atLeast === true)).length;
  const reason = `${open} of ${pairs.length} values are only bounds`;
  return { ...judged, verdict: 'undecided', chance, reason };
}
