/** Which parameters of `compose` have no effect beside the values of the others. */

import type { Values } from './parameters.ts';

const without = (flag: string, ...names: readonly string[]): string =>
  `--${flag} has no ${names.join(' and no ')}`;

const only = (network: Values['network'], names: readonly (keyof Values)[]) =>
  Object.fromEntries(names.map((name) => [name, `only --network ${network} has one`]));

/** Parameter by parameter, the reason. */
export function idle(values: Values): Partial<Record<keyof Values, string>> {
  const { wiring, rewiring, budget, constraint, discretisation, penalty, network } = values;
  const sharing = ['competitive', 'random-synapses', 'fixed-synapses', 'residual-competitive'];
  const discrete = discretisation.includes('levels');
  const stores = budget.includes('residual') || budget.includes('caching');
  return {
    ...(wiring.every((name) => name === 'dense') && {
      density: without('wiring', 'random', 'local'),
    }),
    ...(!wiring.includes('local') && { reach: without('wiring', 'local') }),
    ...(rewiring.every((name) => name === 'none') && { zeta: '--rewiring has no rule' }),
    ...(!budget.some((name) => sharing.includes(name)) && {
      fraction: '--budget has none that takes a share',
    }),
    ...(!stores && { threshold: without('budget', 'residual', 'caching') }),
    ...(!constraint.includes('dale') && { excitatory: without('constraint', 'dale') }),
    ...(!constraint.includes('gap') && {
      gap: without('constraint', 'gap'),
      gapEvery: without('constraint', 'gap'),
    }),
    ...(!discrete && {
      levels: without('discretisation', 'levels'),
      states: without('discretisation', 'levels'),
    }),
    ...(penalty.every((name) => name === 'none') && { price: '--penalty has none' }),
    ...(network !== 'mlp' && only('mlp', ['hidden', 'epochs'])),
    ...(network !== 'rnn' &&
      only('rnn', ['units', 'updates', 'evaluateEvery', 'window', 'testTrials'])),
    ...(network !== 'perceptron' && only('perceptron', ['inputs', 'load', 'presentations'])),
    ...(network === 'perceptron' && { batch: 'a perceptron learns one association at a time' }),
  };
}
