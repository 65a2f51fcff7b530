/** The networks that `set-mlp` compares: what each is called, what it is, and how its sparse layers evolve. */

import { weightLaw } from '../../connectivity/index.ts';
import type { Bundle } from '../../networks/index.ts';
import {
  type Begins,
  REWIRINGS,
  type Rewiring,
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
  'set-magnitude': 'SET that removes the smallest |w| whatever their sign',
  'set-public-code': 'SET that counts what it removes as its public code does',
  'set-itop':
    'SET by magnitude from weight 0; published: long intervals, half of all at first (Liu et al. 2021)',
  deepr:
    'signs are fixed, what crosses zero dies and another is born at random, at every step (Bellec et al. 2018)',
  dsr: 'one threshold for all layers; layers gain by what they keep (Mostafa & Wang 2019)',
  snfs: 'those of largest momentum are born, in layers of largest momentum (Dettmers & Zettlemoyer 2019)',
  'snfs-sampled': 'the same among a sample of absent connections',
  'rigl-sampled': 'RigL among a sample of absent connections (Heddes et al. 2024)',
  'rigl-grabo':
    'RigL among a sample drawn by |activity| and |error| of its units (Heddes et al. 2024)',
  'rigl-itop': 'RigL; published: long intervals, half of all at first (Liu et al. 2021)',
  granet:
    'from half of all positions a cubic ramp down, and regrowth by gradient (Liu et al. 2021)',
  srigl:
    'RigL with as many inputs for every unit; units that hardly matter are switched off (Lasby et al. 2024)',
  mest: 'removal by |w| and |gradient|, growth at random (Yuan et al. 2021)',
  'em-s': 'growth first, removal a pass later, so that mutations can be undone (Yuan et al. 2021)',
  'top-kast':
    'half of the connections act, the others learn at 0; the strongest of all positions exist (Jayakumar et al. 2020)',
  'top-kast-sampled':
    'the same without weights of absent connections: what does not act gives way at random',
  cht: 'grown by the topology alone, CH3-L3 (Zhang et al. 2024)',
  chts: 'the same in odds, CH2-L3n (Zhang et al. 2025)',
} as const;

export type Method = keyof typeof METHOD_TEXTS;

/** Which networks there are, in the order of tables and legends. */
export const METHODS = Object.keys(METHOD_TEXTS) as [Method, ...Method[]];

/** Those whose sparse layers never change. */
export const FIXED: readonly Method[] = ['static', 'dense'];

/** What methods want of the network at birth, where that is not what `density` or ε say. */
export const METHOD_BEGINS: Readonly<Partial<Record<Method, Begins>>> = Object.fromEntries(
  METHODS.flatMap((method) => {
    const begins = REWIRINGS.includes(method) ? rewiringNamed(method).begins : undefined;
    return begins === undefined ? [] : [[method, begins]];
  }),
);

/** Those that are made of the parameters of SET: its law of new weights, its last step. */
const FAMILY: readonly Method[] = ['set', 'set-magnitude', 'set-public-code'];

/**
 * How a method's sparse layers evolve; `undefined` for the controls.
 *
 * With schedule `every-epoch` every rule that leaves the choice replaces the share ζ before every epoch, so that rules differ
 * in what they choose alone; with `published` each does as it was published.
 *
 * @param density share of all positions of the sparse layers that methods are compared at
 */
export function rewiringOf(
  method: Method,
  values: Values,
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
