/** Which parameters of `frontier` have no effect beside the values of the others. */

import type { NetworkName } from '../compose/vocabulary.ts';
import type { Values } from './parameters.ts';

/** What only one network has. */
const OWN: Readonly<Record<NetworkName, readonly (keyof Values)[]>> = {
  mlp: ['hidden', 'epochs'],
  rnn: ['units', 'updates', 'evaluateEvery', 'window', 'testTrials'],
  perceptron: ['inputs', 'load', 'presentations', 'gap', 'gaps', 'loads'],
};

/** Parameter by parameter, the reason. */
export function idle({ experiments, network }: Values): Partial<Record<keyof Values, string>> {
  const without = (name: Values['experiments'][number]): string => `--experiments has no ${name}`;
  const [ingredients, loads] = [experiments.includes('ingredients'), experiments.includes('loads')];
  const search = experiments.includes('search');
  const elsewhere = Object.entries(OWN).flatMap(([owner, names]) =>
    owner === network ? [] : names.map((name) => [name, `only --network ${owner} has one`]),
  );
  return {
    ...(!ingredients && {
      ...{ density: without('ingredients'), fraction: without('ingredients') },
      gap: without('ingredients'),
    }),
    ...(!ingredients && !loads && { levels: without('ingredients') }),
    ...(!experiments.includes('locality') && { densities: without('locality') }),
    ...(!search && { candidates: without('search'), survivors: without('search') }),
    ...(!loads && { gaps: without('loads'), loads: without('loads') }),
    ...Object.fromEntries(elsewhere),
    ...(network === 'perceptron' && {
      ...{ density: 'a perceptron hears all its inputs', densities: without('locality') },
      batch: 'a perceptron learns one association at a time',
    }),
  };
}
