/**
 * The one rule by which a measurement decides a claim: the whole interval lies on the claimed side of the bar (*holds*),
 * the whole interval lies on the other side (*falls short*), or neither (*undecided*).
 *
 * Intervals are two-sided at 95 %, so that with the truth exactly at the bar each wrong verdict comes in at most 2.5 % of
 * experiments. Means are judged by Student's t over independent values (seeds; networks of one seed are averaged first,
 * see units.ts), shares by exact binomial tails. Claims of several groups are judged together by `every` and `some`,
 * which correct for the number of looks (S. Holm, Scand. J. Stat. 6, 1979).
 */

import { hypergeometricLogMass } from '../numerics/masses.ts';
import { exp, log } from '../numerics/portable.ts';
import { regularizedBeta, studentQuantile } from '../numerics/student.ts';
import { mean, sampleStandardDeviation, wilsonInterval } from '../numerics/summary.ts';
import type { Verdict } from './verdict.ts';

/** Fewer independent values settle nothing about seeds: two agree by chance every other time. */
export const LEAST_SEEDS = 3;

/** Probability of each wrong verdict with the truth at the bar. */
export const RISK = 0.025;

/** What is claimed of a number. */
export interface Bar {
  /** The bar itself, in the unit of the values. Default 0. */
  readonly bar?: number;
  /** The side of the bar that is claimed. Default `above`. */
  readonly side?: 'above' | 'below';
}

/** What is claimed of a mean. */
export interface MeanBar extends Bar {
  /**
   * Least and greatest value that there can be, `[0, 1]` for shares: the interval is cut there. The true mean never lies
   * beyond, so that a cut interval holds it exactly as often; verdicts do not depend on it.
   */
  readonly range?: readonly [least: number, greatest: number];
}

/** A number, how sure it is, and the verdict. */
export interface Judged {
  readonly verdict: Verdict;
  /** Independent values it rests on. */
  readonly count: number;
  /** Absent where there is none: no values, or values that are not numbers. */
  readonly estimate?: number;
  /** Ends of the 95 % interval; absent where the values cannot give one. */
  readonly low?: number;
  readonly high?: number;
  /** Why nothing was decided, in a few words. */
  readonly reason?: string;
  /** One-sided probabilities of such values with the truth at the bar: of *holds* and of *falls short*. 1 where unknown. */
  readonly chance: { readonly holds: number; readonly short: number };
}

const NOTHING = { holds: 1, short: 1 } as const;

/** Differences below this share of the numbers that they come from are rounding, not scatter. */
const ROUNDING = 1e-12;

/**
 * Why values cannot be judged; undefined where they can.
 *
 * @param size magnitude of the numbers that the values were computed from
 */
function faultOf(values: readonly number[], size: number): string | undefined {
  if (values.length === 0) return 'nothing was measured';
  if (!values.every(Number.isFinite)) return 'a value is not a number';
  if (values.length < LEAST_SEEDS)
    return `${values.length === 1 ? '1 seed' : `${values.length} seeds`}, too few to tell`;
  const least = ROUNDING * Math.max(size, ...values.map(Math.abs));
  if (values.every((value) => Math.abs(value - values[0]) <= least))
    return `all ${values.length} values are equal: their scatter is unknown`;
  return undefined;
}

/** P(T > t) of Student's distribution. */
function studentTail(t: number, freedom: number): number {
  const tail = 0.5 * regularizedBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
  return t >= 0 ? tail : 1 - tail;
}

function verdictOf({ holds, short }: Judged['chance'], risk: number): Verdict {
  if (holds <= risk) return 'holds';
  return short <= risk ? 'falls short' : 'undecided';
}

/** The two tails in the order of the claim. */
const sided = (above: number, below: number, side: Bar['side']): Judged['chance'] =>
  side === 'below' ? { holds: below, short: above } : { holds: above, short: below };

/**
 * Whether the mean of independent values lies on the claimed side of a bar.
 *
 * @param values one a seed; fewer than 3, equal ones and such as are not numbers decide nothing
 */
export const judgeMean = (values: readonly number[], bar?: MeanBar): Judged => judge(values, bar);

/** As `judgeMean`, of values that were computed from numbers of this size. */
function judge(values: readonly number[], asked: MeanBar = {}, size = 0): Judged {
  const { bar = 0, side, range: [least, greatest] = [-Infinity, Infinity] } = asked;
  const count = values.length;
  const reason = faultOf(values, size);
  if (reason !== undefined) {
    const known = count > 0 && values.every(Number.isFinite);
    return {
      ...{ verdict: 'undecided', count, reason, chance: NOTHING },
      ...(known ? { estimate: mean(values) } : {}),
    };
  }
  const estimate = mean(values);
  const error = sampleStandardDeviation(values) / Math.sqrt(count);
  const half = studentQuantile(1 - RISK, count - 1) * error;
  const above = studentTail((estimate - bar) / error, count - 1);
  const chance = sided(above, 1 - above, side);
  const verdict = verdictOf(chance, RISK);
  const [low, high] = [Math.max(least, estimate - half), Math.min(greatest, estimate + half)];
  return { verdict, count, estimate, low, high, chance };
}

/**
 * Whether the mean of independent values is nearer to a number than a margin: the whole interval inside (*holds*) or
 * outside (*falls short*). Two one-sided tests (D. J. Schuirmann, J. Pharmacokin. Biopharm. 15, 1987).
 */
export function judgeWithin(
  values: readonly number[],
  { of, margin }: { readonly of: number; readonly margin: number },
): Judged {
  const low = judgeMean(values, { bar: of - margin });
  const high = judgeMean(values, { bar: of + margin, side: 'below' });
  const chance = {
    holds: Math.max(low.chance.holds, high.chance.holds),
    short: Math.min(low.chance.short, high.chance.short),
  };
  return { ...low, chance, verdict: verdictOf(chance, RISK) };
}

/** Two values of one seed. */
export type Pair = readonly [ours: number, theirs: number];

/** Whether `ours − theirs` lies on the claimed side of a bar, over paired seeds. */
export const judgeDifference = (pairs: readonly Pair[], bar?: Bar): Judged =>
  judge(
    pairs.map(([ours, theirs]) => ours - theirs),
    bar,
    Math.max(0, ...pairs.flat().filter(Number.isFinite).map(Math.abs)),
  );

/**
 * Whether the ratio `ours / theirs` lies on the claimed side of a bar, over paired seeds: judged by the logarithms, so that
 * a ratio and its inverse come to the same verdict. Estimate and interval are ratios (of geometric means).
 *
 * @param bar > 0; default 1
 */
export function judgeRatio(pairs: readonly Pair[], { bar = 1, side }: Bar = {}): Judged {
  if (pairs.some(([ours, theirs]) => !(ours > 0 && theirs > 0)))
    return {
      ...{ verdict: 'undecided', count: pairs.length, chance: NOTHING },
      reason: 'a value is not above 0: there is no ratio',
    };
  const logs = pairs.map(([ours, theirs]) => log(ours / theirs));
  const { estimate, low, high, ...rest } = judge(logs, { bar: log(bar), side }, 1);
  const back = { estimate, low, high };
  const known = Object.entries(back).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, exp(value)]],
  );
  return { ...rest, ...Object.fromEntries(known) };
}

/** So many of so many tries. */
export interface Tries {
  readonly successes: number;
  readonly trials: number;
}

/** P(X ≥ k) of n tries with probability p each. */
function binomialUpper(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return p <= 0 ? 0 : p >= 1 ? 1 : regularizedBeta(p, k, n - k + 1);
}

/**
 * Whether a share of independent tries lies on the claimed side of a bar, by exact binomial tails; low and high are the
 * ends of the interval of C. J. Clopper and E. S. Pearson (Biometrika 26, 1934), which agrees with the verdict. Wilson's
 * is for drawing: at 10 tries and a bar of 0.9 it would say *falls short* in 7 % of experiments.
 */
export function judgeShare({ successes, trials }: Tries, { bar = 0.5, side }: Bar = {}): Judged {
  if (trials < LEAST_SEEDS) {
    const reason = trials === 0 ? 'nothing was tried' : `${trials} tried, too few to tell`;
    const known = trials > 0 ? { estimate: successes / trials } : {};
    return { verdict: 'undecided', count: trials, reason, chance: NOTHING, ...known };
  }
  const above = binomialUpper(successes, trials, bar);
  const below = 1 - binomialUpper(successes + 1, trials, bar);
  const chance = sided(above, below, side);
  const low = endOf((p) => binomialUpper(successes, trials, p) - RISK);
  const high = endOf((p) => binomialUpper(successes + 1, trials, p) - (1 - RISK));
  return {
    ...{ verdict: verdictOf(chance, RISK), count: trials, chance },
    ...{ estimate: successes / trials, low, high },
  };
}

/** Whether ours is above theirs in most of the pairs that differ (the sign test; ties say nothing). */
export const judgeWins = (pairs: readonly Pair[]): Judged => {
  const successes = pairs.filter(([ours, theirs]) => ours > theirs).length;
  const losses = pairs.filter(([ours, theirs]) => ours < theirs).length;
  return judgeShare({ successes, trials: successes + losses });
};

/**
 * Whether one share is above another (`side: 'below'`: below), of independent tries on each side: by the exact test of
 * R. A. Fisher (1935), which no share makes wrong in more than 2.5 %. The ends are those of R. G. Newcombe's interval of the
 * difference (Stat. Med. 17, 1998), which alone would be wrong in up to 3.8 % at 8 tries a side.
 */
export function judgeShares(ours: Tries, theirs: Tries, side: Bar['side'] = 'above'): Judged {
  const count = Math.min(ours.trials, theirs.trials);
  if (count < LEAST_SEEDS) {
    const reason = count === 0 ? 'nothing was tried' : `${count} tried, too few to tell`;
    return { verdict: 'undecided', count, reason, chance: NOTHING };
  }
  const chance = sided(fisherUpper(ours, theirs), fisherUpper(theirs, ours), side);
  const interval = newcombe(ours, theirs, RISK);
  return { verdict: verdictOf(chance, RISK), count, ...interval, chance };
}

/** Newcombe's interval of the difference of two shares, which errs on each side with so much probability. */
function newcombe(ours: Tries, theirs: Tries, risk: number) {
  const [a, b] = [ours, theirs].map(({ successes, trials }) =>
    wilsonInterval(successes, trials, 1 - 2 * risk),
  );
  const estimate = a.estimate - b.estimate;
  const low = estimate - Math.hypot(a.estimate - a.low, b.high - b.estimate);
  const high = estimate + Math.hypot(a.high - a.estimate, b.estimate - b.low);
  return { estimate, low, high };
}

/**
 * Whether two shares of independent tries differ by less than a margin: Newcombe's interval of the difference wholly inside
 * (*holds*) or outside (*falls short*).
 */
export function judgeSharesWithin(ours: Tries, theirs: Tries, margin: number): Judged {
  const count = Math.min(ours.trials, theirs.trials);
  if (count < LEAST_SEEDS) return judgeShares(ours, theirs);
  // The least risk at which the interval lies on a side of the margin: the smaller it is, the wider the interval.
  const leastRisk = (lies: (low: number, high: number) => boolean): number =>
    endOf((half) => {
      const { low, high } = newcombe(ours, theirs, Math.min(0.4999, Math.max(1e-9, half)));
      return lies(low, high) ? 1 : -1;
    });
  const chance = {
    holds: leastRisk((low, high) => low > -margin && high < margin),
    short: leastRisk((low, high) => low > margin || high < -margin),
  };
  return { verdict: verdictOf(chance, RISK), count, ...newcombe(ours, theirs, RISK), chance };
}

/** P(as many successes of ours or more), given all successes, where both shares are equal. */
function fisherUpper(ours: Tries, theirs: Tries): number {
  const successes = ours.successes + theirs.successes;
  let sum = 0;
  for (let k = ours.successes; k <= Math.min(ours.trials, successes); k++)
    sum += exp(hypergeometricLogMass(k, ours.trials, successes, ours.trials + theirs.trials));
  return Math.min(1, sum);
}

/** Root in [0, 1] of a function that grows; the end where there is none. */
function endOf(grows: (p: number) => number): number {
  let [low, high] = [0, 1];
  if (grows(0) >= 0) return 0;
  if (grows(1) <= 0) return 1;
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (grows(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** What a group comes to, as others can build on it. */
export type Group = Pick<Judged, 'verdict' | 'chance'>;

const NO_GROUP: Group = { verdict: 'undecided', chance: NOTHING };

/**
 * All of several groups as one, which may itself be a group of another: it lies on the claimed side as surely as the least
 * sure of them, and on the other side as surely as the surest, corrected by the number that was looked at.
 */
export function everyOf(groups: readonly Group[]): Group {
  if (groups.length === 0) return NO_GROUP;
  const chance = {
    holds: Math.max(...groups.map(({ chance: { holds } }) => holds)),
    short: Math.min(1, groups.length * Math.min(...groups.map(({ chance: { short } }) => short))),
  };
  return { verdict: verdictOf(chance, RISK), chance };
}

/** At least one of several groups as one: the mirror image of `everyOf`. */
export function someOf(groups: readonly Group[]): Group {
  const { chance } = everyOf(
    groups.map(({ verdict, chance: { holds, short } }) => ({
      ...{ verdict, chance: { holds: short, short: holds } },
    })),
  );
  const mirrored = { holds: chance.short, short: chance.holds };
  return { verdict: verdictOf(mirrored, RISK), chance: mirrored };
}

/**
 * Whether all of several groups lie on the claimed side. *Holds* asks it of each at the full risk (a group at the bar
 * keeps the claim from holding in 97.5 %, however many others there are); *falls short* of one, corrected by the number
 * of groups that were looked at.
 */
export const every = (groups: readonly Group[]): Verdict => everyOf(groups).verdict;

/** Whether at least one of several groups lies on the claimed side: the mirror image of `every`. */
export const some = (groups: readonly Group[]): Verdict => someOf(groups).verdict;

/** A statement that is true or false without chance (a count, a theory's value), as one group of `every` or `some`. */
export function certain(holds: boolean | undefined): Group {
  if (holds === undefined) return NO_GROUP;
  return holds
    ? { verdict: 'holds', chance: { holds: 0, short: 1 } }
    : { verdict: 'falls short', chance: { holds: 1, short: 0 } };
}
