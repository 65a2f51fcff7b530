/** Combinations of the parameters of `compose` that no single range can express. */

import { UsageError } from '../../errors.ts';
import { methodsOf } from './methods.ts';
import type { Values } from './parameters.ts';

/** @throws UsageError where nothing can be trained, or a number does not go with another */
export function check(values: Values): void {
  const { discretisation, levels, states } = values;
  methodsOf(values);
  if (discretisation.includes('levels') && (states % 2 !== 0 || states < 2 * levels))
    throw new UsageError(
      `states ${states} is not an even number of at least ${2 * levels}, twice the levels`,
    );
}
