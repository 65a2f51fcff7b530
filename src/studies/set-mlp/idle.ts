/** Which parameters have no effect beside the values of the others. */

import { NO_WIRING } from '../../protocol/wiring-file.ts';
import { FIXED } from './methods.ts';
import type { Values } from './parameters.ts';
import { CORRELATED, SMALL_WORLD } from './wiring.ts';

/** Parameter by parameter, the reason. */
export function idle(values: Values): Partial<Record<keyof Values, string>> {
  const { methods, density, optimiser, initial, newWeights, from, wiring } = values;
  const noneSparse = methods.every((method) => method === 'dense');
  const noSet = !methods.includes('set');
  const noneRewired = methods.every((method) => FIXED.includes(method));
  const dense = 'only the dense network is trained';
  const fixed = 'no network that is trained rewires';
  const brought = 'the network of --from has its own';
  const withoutSet = '--methods does not have set';
  return {
    ...(density > 0 && { epsilon: `--density ${density} takes its place` }),
    ...(noneSparse && { epsilon: dense, density: dense, wiring: dense, wiringRows: dense }),
    ...(from !== '' && { hidden: brought, epsilon: brought, density: brought, initial: brought }),
    ...(noneRewired && { zeta: fixed, growth: fixed, schedule: fixed, exploration: fixed }),
    ...(wiring === NO_WIRING && { wiringRows: 'there is no --wiring' }),
    ...(wiring === CORRELATED && { wiringRows: 'correlations have no rows to be told' }),
    ...(wiring === SMALL_WORLD
      ? { wiringRows: 'a small world has no rows to be told' }
      : { wiringMoved: 'it is of --wiring small-world' }),
    ...(noSet && { rule: withoutSet, newWeights: withoutSet }),
    ...(optimiser === 'adam' && { momentum: 'Adam has its own' }),
    ...(initial !== 'normal' &&
      (newWeights !== 'normal' || noSet) && { deviation: 'no law of weights is normal' }),
  };
}
