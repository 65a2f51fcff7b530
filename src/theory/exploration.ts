/** How much of all possible wirings rewiring at random sees: a closed form. */

import { UsageError } from '../errors.ts';
import { pow } from '../numerics/portable.ts';

export interface Exploring {
  /** Share of all positions that are connected, d. */
  readonly density: number;
  /** Share ζ of the connections that is replaced at each step, by as many at empty positions drawn uniformly. */
  readonly zeta: number;
  /** Steps of rewiring. */
  readonly steps: number;
}

/**
 * Expected share of positions that have ever held a connection: 1 − (1 − d)(1 − ζd / (1 − (1 − ζ)d))^steps.
 *
 * A position that was never used is empty at every step, and each of the 1 − (1 − ζ)d empty ones is as likely as any other to
 * be among the ζd that are born; which connections die does not matter. The rate R_s of in-time over-parameterisation
 * (S. Liu et al., ICML 2021) for SET.
 *
 * @throws UsageError for shares outside [0, 1] or steps that are no integer ≥ 0
 * @example exploredShare({ density: 0.5, zeta: 1, steps: 1 }) // 0.75
 */
export function exploredShare({ density, zeta, steps }: Exploring): number {
  for (const [name, share] of Object.entries({ density, zeta }))
    if (!(share >= 0 && share <= 1)) throw new UsageError(`${name} ${share} is outside [0, 1]`);
  if (!(Number.isInteger(steps) && steps >= 0))
    throw new UsageError(`steps ${steps} is not an integer ≥ 0`);
  if (density === 1) return 1;
  const missed = 1 - (zeta * density) / (1 - (1 - zeta) * density);
  return 1 - (1 - density) * pow(missed, steps);
}
