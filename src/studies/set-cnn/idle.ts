/** Which parameters have no effect beside the values of the others. */

import type { Values } from './parameters.ts';

/** Parameter by parameter, the reason. */
export function idle(values: Values): Partial<Record<keyof Values, string>> {
  const { methods, initial, newWeights } = values;
  const rewired = methods.includes('set') || methods.includes('set-all');
  const fixed = 'no network that is trained rewires';
  return {
    ...(methods.every((method) => method === 'dense') && {
      epsilon: 'only the dense network is trained',
    }),
    ...(!methods.includes('set-all') && { kernelDensity: '--methods does not have set-all' }),
    ...(!rewired && { zeta: fixed, finalStep: fixed, newWeights: fixed }),
    ...(initial !== 'normal' &&
      (newWeights !== 'normal' || !rewired) && { deviation: 'no law of weights is normal' }),
  };
}
