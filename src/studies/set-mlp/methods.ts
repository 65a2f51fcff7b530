/** The networks that `set-mlp` compares: what each is called, what it is, and how its sparse layers evolve. */

import { weightLaw } from '../../connectivity/index.ts';
import type { Bundle } from '../../networks/index.ts';
import {
  type Rewiring,
  RULE_TEXTS,
  type RuleOptions,
  rewiringNamed,
  rigl,
} from '../../rewiring/index.ts';
import type { Values } from './parameters.ts';

/** Every method, and what it is, in a line: for `describe`, completion and the documentation. */
export const METHOD_TEXTS = {
  set: 'sparse, and rewired after every epoch: the weakest share ζ goes, as many are born at random',
  static: 'the same sparse start, left as it is',
  dense: 'all connections',
  rigl: 'the same sparse start; the weakest connections go, those of largest gradient are born (Evci et al. 2020)',
  ...RULE_TEXTS,
} as const;

export type Method = keyof typeof METHOD_TEXTS;

/** Which networks there are, in the order of tables and legends. */
export const METHODS = Object.keys(METHOD_TEXTS) as [Method, ...Method[]];

/** Those whose sparse layers never change. */
export const FIXED: readonly Method[] = ['static', 'dense'];

/** Those that hang on how long the whole training is, under any schedule: by their shares, or as their last pass is another. */
export const TIMED: readonly Method[] = ['granet', 'gmp', 'chts', 'chtss', 'em-s'];

/** Those that are made of the parameters of SET: its law of new weights, its last step. */
export const FAMILY: readonly Method[] = ['set', 'set-magnitude', 'set-public-code'];

/** What rules are made of. */
export type RuleValues = Pick<
  Values,
  | 'rule'
  | 'zeta'
  | 'finalStep'
  | 'newWeights'
  | 'initial'
  | 'schedule'
  | 'deviation'
  | 'rate'
  | 'hidden'
>;

/**
 * How a method's sparse layers evolve; `undefined` for the controls.
 *
 * With schedule `every-epoch` every rule that leaves the choice replaces the share ζ before every epoch, so that rules differ
 * in what they choose alone; with `published` each does as it was published.
 *
 * @param density share of the positions of the layers that it rewires which methods are compared at
 */
export function rewiringOf(
  method: Method,
  values: RuleValues,
  density: number,
): ((bundle: Pick<Bundle, 'layer'>) => Rewiring) | undefined {
  const { rule, zeta, finalStep, newWeights, initial, schedule, deviation, rate, hidden } = values;
  if (FIXED.includes(method)) return undefined;
  const published = schedule === 'published';
  // As it was before there was a schedule to choose.
  if (method === 'rigl' && !published) return always(rigl({ zeta, candidates: 'all' }));
  const own = published ? {} : { zeta, when: { epochs: 1 } };
  if (FAMILY.includes(method)) {
    const value = weightLaw(newWeights === 'initial' ? initial : newWeights, deviation);
    return always(rewiringNamed(method === 'set' ? rule : method, { zeta, finalStep, value }));
  }
  const options: RuleOptions = { ...own, rate, density };
  if (method === 'dsr' && published) return always(rewiringNamed('dsr', { rate }));
  const made = rewiringNamed(method, options);
  if (method !== 'srigl') return always(made);
  // Outputs are asked for: none of them is switched off.
  const last = rewiringNamed('srigl', { ...options, salient: 0 });
  return ({ layer }) => (layer === hidden.length ? last : made);
}

const always = (rule: Rewiring) => (): Rewiring => rule;
