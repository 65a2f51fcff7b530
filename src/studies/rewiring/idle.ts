/** Which parameters of `rewiring` have no effect beside the values of the others. */

import { beginsDense } from './build.ts';
import { type Method, pruningOf } from './methods.ts';
import type { Values } from './parameters.ts';

/** Rules that have no share to be told, or that never change a network. */
const WITHOUT_ZETA: readonly Method[] = ['dense', 'static', 'imp', 'deepr', 'top-kast', 'gmp'];

/** Parameter by parameter, the reason. */
export function idle(values: Values): Partial<Record<keyof Values, string>> {
  const { methods, rateEvery } = values;
  return {
    ...(!methods.includes('imp') && { rounds: '--methods does not have imp' }),
    ...(methods.every(beginsDense) && { allocation: 'all networks begin with all connections' }),
    ...(rateEvery === 0 && { rateDrop: 'the rate stays, with --rate-every 0' }),
    ...(methods.every((method) => WITHOUT_ZETA.includes(method) || pruningOf(method)) && {
      zeta: 'no rule of --methods takes it',
    }),
  };
}
