/**
 * The best accuracy that any network can reach: to be drawn into figures of learning curves, and never to be exceeded.
 *
 * Estimated with the ideal observer (ideal.ts) over 100,000 trials, standard error ≤ 0.0005; `multidlydm` is 1 − ½·⅙
 * for its ties, other errors being rarer than 10⁻⁷. Where the length of the stimulus is the same, the values do not
 * depend on the time step: noise per step and number of steps cancel. They hold for the last step, for the whole
 * decision period, and for all Mod-Cog forms, which move the answer by an amount that is known.
 */

import { FrugalError } from '../../errors.ts';
import type { CognitiveTask } from './task.ts';

/** Ring size and stimulus duration (ms) for which the values hold. */
const RING = 16;
const STIMULUS = 500;

const CEILINGS: Readonly<Record<string, number>> = {
  dm1: 0.9635,
  dm2: 0.9635,
  ctxdm1: 0.9653,
  ctxdm2: 0.9653,
  multidm: 0.9169,
  multidlydm: 11 / 12,
};

/** `dm1` of `yang19-2025`, with stimuli of 200, 400 or 600 ms. */
const SHORT_DM1 = 0.9447;

/**
 * Bayes-optimal accuracy of a task; mean over the 20 tasks: 0.984.
 *
 * @throws FrugalError for tasks with continuous angles, or a ring other than 16: `bayesAccuracy` can estimate the latter
 */
export function bayesCeiling({ name, spec, ring }: CognitiveTask): number {
  if (spec.angles !== 'positions')
    throw new FrugalError(`task "${name}" has continuous angles; no ceiling is known`);
  if (spec.noise === undefined) return 1;
  if (ring !== RING) {
    throw new FrugalError(
      `ceilings are known for rings of ${RING}, task "${name}" has ${ring}; estimate it with bayesAccuracy`,
    );
  }
  const stimulus = spec.periods.find((period) => period.name === 'stimulus')?.duration ?? STIMULUS;
  return stimulus === STIMULUS ? (CEILINGS[spec.base] ?? 1) : SHORT_DM1;
}
