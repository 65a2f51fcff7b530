/** The space that the search draws from: what goes together at the places of a network. */

import type { Random } from '../../numerics/random.ts';
import { choiceOf } from '../compose/methods.ts';
import type { Method, NetworkName } from '../compose/vocabulary.ts';
import { whyNot } from '../compose/why-not.ts';
import { type Contender, composedOf, nameOf } from './contenders.ts';
import type { Values } from './parameters.ts';

/** What may stand at each place, and which numbers. */
type Space = { readonly [K in keyof Method]: readonly Method[K][] } & {
  readonly [K in 'density' | 'fraction' | 'levels' | 'gap']: readonly number[];
};

const LAYERS: Space = {
  rule: ['sgd', 'momentum', 'adam'],
  wiring: ['dense', 'random', 'local'],
  rewiring: ['none', 'set', 'set-magnitude', 'rigl', 'rigl-sampled'],
  budget: ['none', 'competitive', 'residual', 'residual-competitive', 'caching'],
  discretisation: ['none', 'levels'],
  penalty: ['none', 'l1'],
  constraint: ['none'],
  density: [0.3, 0.1, 0.05, 0.02],
  fraction: [0.1, 0.03, 0.01],
  levels: [3, 7, 15],
  gap: [1],
};

export const SPACE: Readonly<Record<NetworkName, Space>> = {
  mlp: LAYERS,
  rnn: {
    ...LAYERS,
    // A run has one rate, and a rate of Adam is none of another rule.
    rule: ['adam'],
    rewiring: ['none', 'set', 'set-magnitude', 'rigl-sampled'],
    penalty: ['none', 'l1', 'wire', 'communicability'],
  },
  perceptron: {
    ...LAYERS,
    ...{ rule: ['sgd'], wiring: ['dense'], rewiring: ['none'], penalty: ['none'], density: [0.1] },
    constraint: ['none', 'dale', 'l1', 'gap'],
    gap: [1, 1.5, 2, 2.5, 3, 4],
  },
};

/** So many different candidates, drawn from what goes together. @param places whether features are pixels */
export function drawCandidates(values: Values, random: Random, places?: boolean): Contender[] {
  const { network } = values;
  const space = SPACE[network];
  // Where there is no choice nothing is drawn.
  const pick = <T>(names: readonly T[]): T =>
    names.length === 1 ? names[0] : names[random.integer(names.length)];
  const found = new Map<string, Contender>();
  // A space has thousands of valid combinations, that of one unit some dozens.
  for (let tries = 0; found.size < values.candidates && tries < 100 * values.candidates; tries++) {
    const method: Method = {
      ...{ rule: pick(space.rule), wiring: pick(space.wiring), rewiring: pick(space.rewiring) },
      ...{ budget: pick(space.budget), discretisation: pick(space.discretisation) },
      ...{ penalty: pick(space.penalty), constraint: pick(space.constraint) },
    };
    const contender: Contender = {
      method,
      ...{ density: pick(space.density), fraction: pick(space.fraction) },
      ...{ levels: pick(space.levels), gap: pick(space.gap) },
    };
    const choice = choiceOf(method, composedOf(contender, values), places);
    if (whyNot(choice) === undefined) found.set(nameOf(contender, network), contender);
  }
  return [...found.values()];
}
