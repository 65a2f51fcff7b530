/**
 * What a pattern asks of one unit: the likelihood of the wanted answer as a function of the unit's field, and how messages
 * to the unit's synapses follow from it. All fields are folded: a unit is *good* when its field is > 0, that is when it
 * votes for the label; a field of exactly 0 is bad.
 *
 * A perceptron has to be good. In a committee the other units decide how much it matters.
 *
 * Source: A. Braunstein & R. Zecchina, "Learning by message passing in networks of discrete synapses", PRL 96 (2006); the
 * linearisation is the usual one of dense graphs (Kabashima & Uda, 2004).
 */

import { inverseMills, logNormalCdf } from '../../numerics/normal-tails.ts';
import { exp, log } from '../../numerics/portable.ts';
import type { LeaveOneOut } from './leave-one-out.ts';

/** Variances below this stand for 0: a unit whose synapses are all but decided. */
export const LEAST_VARIANCE = 1e-10;
/** Least probability of a vote, so that products over a committee do not underflow. */
const LEAST_VOTE = 1e-40;

/** Likelihoods of the label given that this unit is good, and that it is bad. A perceptron has 1 and 0. */
export interface Demand {
  good: number;
  bad: number;
}

/** g = ∂ log Z/∂μ and −∂g/∂μ for Z(μ) = good · Φ(μ/√V) + bad · Φ(−μ/√V). */
export interface Response {
  slope: number;
  curvature: number;
}

/** Response of a unit with Gaussian field of mean μ and variance V; written to `out`. */
export function respond(mean: number, variance: number, demand: Demand, out: Response): void {
  const z = mean / Math.sqrt(variance);
  const lonely = demand.bad === 0;
  const up = lonely ? 1 : exp(logNormalCdf(z));
  const down = lonely ? 0 : exp(logNormalCdf(-z));
  respondVoted(mean, variance, demand, up, down, out);
}

/** The same where Φ(μ/√V) and Φ(−μ/√V), the probabilities of the unit's votes, are known. */
export function respondVoted(
  mean: number,
  variance: number,
  demand: Demand,
  up: number,
  down: number,
  out: Response,
): void {
  const width = Math.sqrt(variance);
  const z = mean / width;
  let slope: number;
  if (demand.bad === 0) slope = inverseMills(-z) / width;
  else {
    const good = demand.good * up;
    const bad = demand.bad * down;
    slope = (good * inverseMills(-z) - bad * inverseMills(z)) / ((good + bad) * width);
  }
  out.slope = slope;
  out.curvature = slope * (slope + mean / variance);
}

/** log Z(μ) of the docstring of `Response`. */
export function logLikelihood(mean: number, width: number, demand: Demand): number {
  const z = mean / width;
  if (demand.bad === 0) return log(demand.good) + logNormalCdf(z);
  return log(demand.good * exp(logNormalCdf(z)) + demand.bad * exp(logNormalCdf(-z)));
}

/** Probabilities of the votes of K units, and what each pattern therefore demands of each unit. */
export interface Committee {
  /** P(unit k is good) and 1 minus it; to be written before `decide`. */
  readonly good: Float64Array;
  readonly bad: Float64Array;
  readonly demands: readonly Demand[];
  /** Fills `demands`; returns log P(the majority is good). */
  decide(): number;
}

/** Votes of `units` units, an odd number. */
export function createCommittee(units: number, others: LeaveOneOut): Committee {
  const good = new Float64Array(units);
  const bad = new Float64Array(units);
  const demands = Array.from({ length: units }, (): Demand => ({ good: 1, bad: 0 }));
  const needed = (units + 1) / 2;
  return {
    ...{ good, bad, demands },
    decide() {
      if (units === 1) return log(good[0]);
      for (let k = 0; k < units; k++) {
        good[k] = Math.max(good[k], LEAST_VOTE);
        bad[k] = Math.max(bad[k], LEAST_VOTE);
      }
      const [right] = others.compute(good, bad, units, needed);
      for (let k = 0; k < units; k++) {
        demands[k].good = others.reached[k];
        demands[k].bad = others.exceeded[k];
      }
      return log(right);
    },
  };
}
