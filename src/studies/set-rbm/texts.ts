/** What each choice of `set-rbm` is, a line each, and which parameters have no effect beside others. */

import { FIXED } from '../set-mlp/methods.ts';
import { endsAsSet } from './methods.ts';
import type { Values } from './parameters.ts';

export const BINARY_TEXTS = {
  none: 'as they are: 0 and 1, or shades in [0, 1], of which no likelihood is told',
  threshold: '1 from a half on',
  sampled: 'drawn once for each run, 1 with the probability that the shade is',
} as const;

export const CHAIN_TEXTS = {
  data: 'chains begin at the examples of the step: contrastive divergence, CD-k',
  persistent: 'chains go on from where those of the step before ended (Tieleman 2008)',
} as const;

export const STATISTICS_TEXTS = {
  states: 'drawn states, as the public code has it',
  probabilities: 'their probabilities: the same gradient in the mean, with less noise',
} as const;

export const RECONSTRUCTION_TEXTS = {
  probabilities: 'probabilities, as the public code has it',
  states: 'drawn states: true samples of the chain',
} as const;

export const BIAS_TEXTS = {
  zero: '0, as the public code has it',
  'data-means': 'log-odds of the training means: units without connections are right at once',
} as const;

export const LIKELIHOOD_TEXTS = {
  auto: 'exact where one side has at most 20 units, else annealed; none of data that are not binary',
  exact: 'by enumeration of all states of the smaller side, at most 20 units',
  annealed: 'by annealed importance sampling, with its 95 % interval',
  none: 'not at all',
} as const;

export const LADDER_TEXTS = {
  full: '14,500 temperatures of Salakhutdinov and Murray 2008',
  tenth: 'a tenth of them, for quick looks',
  fiftieth: 'a fiftieth of them',
} as const;

/** Parameter by parameter, the reason. */
export function idle(values: Values): Partial<Record<keyof Values, string>> {
  const { methods, density, likelihood } = values;
  const noneSparse = methods.every((method) => method === 'dense');
  const noSet = !methods.includes('set');
  const noneRewired = methods.every((method) => FIXED.includes(method));
  const dense = 'only the dense machine is trained';
  const silent = 'no likelihood is told';
  return {
    ...(density > 0 && { epsilon: `--density ${density} takes its place` }),
    ...(noneSparse && { epsilon: dense, density: dense }),
    ...(noneRewired && { zeta: 'no machine that is trained rewires' }),
    ...(noSet && { rule: '--methods does not have set' }),
    ...(!methods.some(endsAsSet) && { finalStep: '--methods does not have set' }),
    ...((likelihood === 'none' || likelihood === 'exact') && {
      ladder: likelihood === 'none' ? silent : 'the likelihood is exact',
      annealingChains: likelihood === 'none' ? silent : 'the likelihood is exact',
    }),
    ...(likelihood === 'none' && { likelihoodEvery: silent }),
  };
}
