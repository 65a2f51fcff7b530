/**
 * What a pattern tells the synapses of one unit, in three ways: by the exact law of the unit's field, by a Gaussian one, and
 * by that expanded in the synapse's own share. Each reads what `gather` has put in place and writes the unit's new messages
 * to `fresh`: half the log-ratio of the likelihoods of the label with the synapse high and low.
 *
 * Sources: A. Braunstein & R. Zecchina, PRL 96, 030201 (2006); C. Baldassi, C. Borgs, J. Chayes, A. Ingrosso, C. Lucibello,
 * L. Saglietti & R. Zecchina, PNAS 113, E7655 (2016), for committees.
 */

import { log } from '../../numerics/portable.ts';
import type { Factor } from './belief-options.ts';
import type { Beliefs } from './belief-state.ts';
import { computeLaw } from './beliefs.ts';
import { LEAST_VARIANCE, logLikelihood, type Response, respond } from './unit.ts';

/** log of a likelihood, or of the least double where it has underflowed: the message is cut anyway. */
const logOrLeast = (value: number): number => log(Math.max(value, 2.2250738585072014e-308));

/** By the exact law; O(N²). */
function answerExactly(beliefs: Beliefs, k: number, pattern: number): void {
  const { problem, committee, share, law, fresh } = beliefs;
  const { inputs, units } = problem;
  // Of a committee the law in place is that of its last unit.
  if (units > 1) computeLaw(beliefs, k, pattern);
  const { good, bad } = committee.demands[k];
  for (let j = 0, i = k * inputs, n = 0; j < inputs; j++, i++) {
    let value = 0;
    if (share[i] !== 0) {
      const up = good * law.reached[n] + bad * law.missed[n];
      const down = good * law.exceeded[n] + bad * law.below[n];
      // Both vanish only where this synapse makes no difference to an impossible demand.
      if (up !== down) value = 0.5 * Math.sign(share[i]) * (logOrLeast(up) - logOrLeast(down));
      n += 1;
    }
    fresh[j] = value;
  }
}

/** By a Gaussian field of all others. */
function answerGaussian(beliefs: Beliefs, k: number): void {
  const { problem, committee, share, means, unitMean, unitVariance, fresh } = beliefs;
  const { inputs } = problem;
  const demand = committee.demands[k];
  for (let j = 0, i = k * inputs; j < inputs; j++, i++) {
    const x = share[i];
    const m = means[i];
    const mean = unitMean[k] - x * m;
    const width = Math.sqrt(Math.max(unitVariance[k] - x * x * (1 - m * m), LEAST_VARIANCE));
    const up = logLikelihood(mean + x, width, demand);
    const down = logLikelihood(mean - x, width, demand);
    fresh[j] = 0.5 * (up - down);
  }
}

const response: Response = { slope: 0, curvature: 0 };

/** That, to second order in the synapse's own share. */
function answerLinearly(beliefs: Beliefs, k: number): void {
  const { problem, committee, share, means, unitMean, unitVariance, fresh } = beliefs;
  const { inputs } = problem;
  respond(unitMean[k], unitVariance[k], committee.demands[k], response);
  const { slope, curvature } = response;
  for (let j = 0, i = k * inputs; j < inputs; j++, i++) {
    const x = share[i];
    fresh[j] = x * slope + x * x * curvature * means[i];
  }
}

/** Writes the new messages of a pattern to unit k, for a pattern that was gathered. */
export const ANSWERS: Readonly<
  Record<Factor, (beliefs: Beliefs, k: number, pattern: number) => void>
> = { exact: answerExactly, gaussian: answerGaussian, linear: answerLinearly };
