/** The rules that `rewiring` compares: how each begins, and what it does while it learns. */

import { normal, type WeightLaw, zero } from '../../connectivity/index.ts';
import { PRUNINGS, type PruningName } from '../../learners/index.ts';
import {
  largestMagnitude,
  type Rewiring,
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
  'set-magnitude': 'the same by |weight|, whatever the sign',
  rigl: 'those of largest gradient are born, of all absent ones (Evci et al. 2020)',
  'rigl-sampled': 'the same of a sample, in O(K) (Heddes et al. 2024)',
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
}

/** What a method does to its connections while it learns; `undefined` where that is nothing. */
export function rewiringOf(method: Method, values: RuleValues): Rewiring | undefined {
  const { zeta, newWeights } = values;
  const value: WeightLaw = newWeights === 'zero' ? zero : normal(0.1);
  if (method === 'dense' || method === 'imp' || method === 'static') return undefined;
  if (pruningOf(method) !== undefined) return undefined;
  if (method === 'random-removal')
    return { ...set({ value }), name: method, drop: randomDrop(zeta) };
  if (method === 'largest-removal')
    return { ...set({ value }), name: method, drop: largestMagnitude(zeta) };
  if (method === 'rigl') return rigl({ zeta, candidates: 'all', value });
  if (method === 'rigl-sampled') return rigl({ zeta, value });
  return rewiringNamed(method, { zeta, value });
}
