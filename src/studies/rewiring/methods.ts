/** The rules that `rewiring` compares: how each begins, and what it does while it learns. */

import { normal, type WeightLaw, zero } from '../../connectivity/index.ts';
import { PRUNINGS, type PruningName } from '../../learners/index.ts';
import type { Bundle } from '../../networks/index.ts';
import {
  largestMagnitude,
  type Rewiring,
  RULE_TEXTS,
  type RuleOptions,
  randomDrop,
  rewiringNamed,
  rigl,
  set,
} from '../../rewiring/index.ts';

/** What each is, in a line. */
export const METHOD_TEXTS = {
  dense: 'all connections: the control',
  static: 'sparse from the start, and left as it is: the other control',
  set: 'the weakest of each sign die before every epoch, as many are born at random (Mocanu et al. 2018)',
  rigl: 'those of largest gradient are born, of all absent ones (Evci et al. 2020)',
  ...RULE_TEXTS,
  snip: 'pruned at birth by |gradient · weight| of a batch (Lee et al. 2019)',
  grasp: 'pruned at birth by what a removal costs in gradient flow (Wang et al. 2020)',
  synflow: 'pruned at birth by the flow through each connection, without data (Tanaka et al. 2020)',
  imp: 'trained, pruned by magnitude and rewound, again and again (Frankle and Carbin 2019)',
  'random-removal': 'an ablation of SET: those that die are drawn at random',
  'largest-removal': 'an ablation of SET: the strongest die',
} as const;

export type Method = keyof typeof METHOD_TEXTS;
export const METHODS = Object.keys(METHOD_TEXTS) as [Method, ...Method[]];

/** The rule that prunes a network at birth, if a method is one. */
export const pruningOf = (method: Method): PruningName | undefined =>
  PRUNINGS.find((name) => name === method);

export interface RuleValues {
  readonly zeta: number;
  readonly newWeights: 'zero' | 'normal';
  readonly density: number;
  readonly rate: number;
  readonly schedule: 'every-epoch' | 'published';
}

/** Rules that leave the share ζ and the moment of a pass to the study: before every epoch, unless as they were published. */
const alike = ({ zeta, density, rate, schedule }: RuleValues): RuleOptions => ({
  ...(schedule === 'every-epoch' && { zeta, when: { epochs: 1 } }),
  ...{ density, rate },
});

/**
 * What a method does to its connections while it learns; `undefined` where that is nothing.
 *
 * @param layers of the network, the last of which SRigL switches no unit off in
 */
export function rewiringOf(
  method: Method,
  values: RuleValues,
  layers: number,
): ((bundle: Pick<Bundle, 'layer'>) => Rewiring) | undefined {
  const { zeta, newWeights } = values;
  const value: WeightLaw = newWeights === 'zero' ? zero : normal(0.1);
  if (method === 'dense' || method === 'imp' || method === 'static') return undefined;
  if (pruningOf(method) !== undefined) return undefined;
  const always = (rule: Rewiring) => () => rule;
  if (method === 'random-removal')
    return always({ ...set({ value }), name: method, drop: randomDrop(zeta) });
  if (method === 'largest-removal')
    return always({ ...set({ value }), name: method, drop: largestMagnitude(zeta) });
  if (method.startsWith('rigl') && values.schedule === 'published')
    return always(rewiringNamed(method, { value }));
  if (method === 'rigl') return always(rigl({ zeta, candidates: 'all', value }));
  if (method === 'rigl-sampled') return always(rigl({ zeta, value }));
  if (method.startsWith('set'))
    return always(rewiringNamed(method, { zeta, ...alike(values), value }));
  const rule = rewiringNamed(method, alike(values));
  if (method !== 'srigl') return always(rule);
  const last = rewiringNamed(method, { ...alike(values), salient: 0 });
  return ({ layer }) => (layer === layers - 1 ? last : rule);
}
