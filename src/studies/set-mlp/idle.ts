/** Which parameters have no effect beside the values of the others. */

import type { Values } from './parameters.ts';

/** Parameter by parameter, the reason. */
export function idle(values: Values): Partial<Record<keyof Values, string>> {
  const { methods, density, optimiser, initial, newWeights } = values;
  const noneSparse = methods.every((method) => method === 'dense');
  const noneRewired = !methods.includes('set');
  const dense = 'only the dense network is trained';
  const fixed = 'no network that is trained rewires';
  return {
    ...(density > 0 && { epsilon: `--density ${density} takes its place` }),
    ...(noneSparse && { epsilon: dense, density: dense }),
    ...(noneRewired && { zeta: fixed, rule: fixed, newWeights: fixed }),
    ...(optimiser === 'adam' && { momentum: 'Adam has its own' }),
    ...(initial !== 'normal' &&
      (newWeights !== 'normal' || noneRewired) && { deviation: 'no law of weights is normal' }),
  };
}
