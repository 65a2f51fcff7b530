/** Options of belief propagation with all its messages, checked. */

import { UsageError } from '../../errors.ts';
import type { Random } from '../../numerics/random.ts';
import { type DiscreteProblem, synapsesOf } from '../../tasks/discrete/problem.ts';

/**
 * How a pattern's message to a synapse is computed.
 *
 * `exact`: the law of the sum by convolution, O(N²) a unit and pattern. `gaussian`: the sum of the others is taken as
 * Gaussian, two tails a synapse. `linear`: that, expanded in the synapse's own share; one tail a unit, for large N.
 */
export type Factor = 'exact' | 'gaussian' | 'linear';

/** Most messages of the full form: 16 bytes each. */
const MOST_MESSAGES = 2 ** 27;

/** Most inputs for which prefix laws (N²/2 doubles) are held. */
const MOST_EXACT = 4001;

export interface BeliefPropagationOptions {
  /** Default: `exact` up to 31 inputs, else `linear`. */
  readonly factor?: Factor;
  /** Share of the old message that stays, in [0, 1). Default 0. */
  readonly damping?: number;
  /** First messages are uniform in ±this. Default 0.01; 0.1 for committees, whose units begin alike. */
  readonly amplitude?: number;
  /**
   * A field that stays, uniform in ±this, so that the units of a committee that see the same inputs do not forget how they
   * differ. Default 0; to find a solution of such a committee, 0.02.
   */
  readonly asymmetry?: number;
  readonly random: Random;
}

export function checkDamping(value: number): number {
  if (!(value >= 0 && value < 1)) throw new UsageError(`damping ${value} is outside [0, 1)`);
  return value;
}

/** The options with their defaults. Throws `UsageError` for one out of range, and for a problem that is too large. */
export function checkedOptions(
  problem: DiscreteProblem,
  options: BeliefPropagationOptions,
): Required<Omit<BeliefPropagationOptions, 'random'>> {
  const { inputs, units, patterns } = problem;
  const { factor = inputs <= 31 ? 'exact' : 'linear', asymmetry = 0 } = options;
  const { amplitude = units > 1 ? 0.1 : 0.01 } = options;
  const damping = checkDamping(options.damping ?? 0);
  for (const [name, value] of Object.entries({ amplitude, asymmetry }))
    if (!(value >= 0 && value <= 1)) throw new UsageError(`${name} ${value} is outside [0, 1]`);
  if (factor === 'exact' && inputs > MOST_EXACT)
    throw new UsageError(
      `inputs ${inputs} is more than ${MOST_EXACT}, the most for exact factors; use factor "gaussian" or "linear"`,
    );
  const synapses = synapsesOf(problem);
  if (patterns * synapses > MOST_MESSAGES)
    throw new UsageError(
      `patterns ${patterns} x ${synapses} synapses are more messages than ${MOST_MESSAGES}; use the approximate form`,
    );
  return { factor, amplitude, asymmetry, damping };
}
