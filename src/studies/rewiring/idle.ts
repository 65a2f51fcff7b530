/** Which parameters of `rewiring` have no effect beside the values of the others. */

import { beginsDense } from './build.ts';
import type { Values } from './parameters.ts';

const OF_ZETA: readonly string[] = [
  ...['set', 'set-magnitude', 'rigl', 'rigl-sampled'],
  ...['random-removal', 'largest-removal'],
];

/** Parameter by parameter, the reason. */
export function idle(values: Values): Partial<Record<keyof Values, string>> {
  const { methods, rateEvery } = values;
  return {
    ...(!methods.includes('imp') && { rounds: '--methods does not have imp' }),
    ...(methods.every(beginsDense) && { allocation: 'all networks begin with all connections' }),
    ...(rateEvery === 0 && { rateDrop: 'the rate stays, with --rate-every 0' }),
    ...(!methods.some((method) => OF_ZETA.includes(method)) && {
      zeta: 'no rule of --methods takes it',
    }),
  };
}
