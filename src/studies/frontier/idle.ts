/** Which parameters of `frontier` have no effect beside the values of the others. */

import type { Values } from './parameters.ts';

/** Parameter by parameter, the reason. */
export function idle({ experiments }: Values): Partial<Record<keyof Values, string>> {
  const without = (name: Values['experiments'][number]): string => `--experiments has no ${name}`;
  const search = experiments.includes('search');
  return {
    ...(!experiments.includes('ingredients') && {
      ...{ density: without('ingredients'), fraction: without('ingredients') },
      levels: without('ingredients'),
    }),
    ...(!experiments.includes('locality') && { densities: without('locality') }),
    ...(!search && { candidates: without('search'), survivors: without('search') }),
  };
}
