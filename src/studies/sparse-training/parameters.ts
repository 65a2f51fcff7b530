/** Parameters that studies of sparse training share, and what each of their choices is, in a line. */

import { UsageError } from '../../errors.ts';
import { choice, integer, list, number } from '../../protocol/parameters.ts';

/** The methods of the article. */
export const PUBLISHED = ['set', 'static', 'dense'] as const;

export const INITIAL_TEXTS = {
  'sparse-fan-in': 'normal, variance 2 over the inputs that are really there',
  'uniform-fan-in': 'uniform, variance 2 over all inputs, as if dense',
  'glorot-uniform': 'uniform, variance 2 over inputs + outputs, as if dense',
  normal: 'normal with the standard deviation `deviation`',
} as const;

export const NEW_WEIGHT_TEXTS = {
  normal: 'normal with the standard deviation `deviation`',
  zero: '0: the gradient alone decides',
} as const;

/** What is done to the sums of hidden units. */
export const normParameter = choice(['none', 'batch'], {
  quiet: true,
  default: 'none',
  about: {
    none: 'nothing',
    batch:
      'mean 0, variance 1 over a batch (and the pixels of a channel), then a gain and a shift that are learned',
  },
  description: 'What is done to the sums of the hidden units before their activation',
});

/** @throws UsageError where batches have no variance */
export function checkNorm({
  norm,
  batch,
}: {
  readonly norm: string;
  readonly batch: number;
}): void {
  if (norm === 'batch' && batch === 1)
    throw new UsageError(
      'one example has no variance that batch normalisation could take: give --batch 2 or more, or --norm none',
    );
}

export const SCHEDULE_TEXTS = {
  'every-epoch':
    'every rule replaces the share ζ before every epoch: they differ in what they choose alone',
  published: 'each rule at its own intervals, with its own shares, as it was published',
} as const;

export const ALLOCATION_TEXTS = {
  uniform: 'the same density in every layer',
  er: 'the more the smaller a layer: by (inputs + outputs) / (inputs · outputs)',
  erk: 'the same with the sides of kernels; of a perceptron nothing else',
} as const;

const RULE_TEXTS = {
  set: 'the smallest positive and the largest negative weights, the share ζ of each (the article)',
  'set-magnitude': 'the smallest |w|, the share ζ of all',
  'set-public-code': 'as the public code counts them: cuts at an order statistic of each sign',
} as const;

export const ruleParameter = choice(['set', 'set-magnitude', 'set-public-code'], {
  default: 'set',
  about: RULE_TEXTS,
  description:
    'Which connections go: smallest of each sign (the article), smallest of all, or the arithmetic of the public code',
});

/** @param called what is trained, e.g. `network` */
export const finalStepParameter = (called: string) =>
  choice(['none', 'prune', 'prune-and-grow'], {
    default: 'none',
    about: {
      none: `the ${called} is left as it is`,
      prune: 'the weakest share ζ goes and nothing is born: the article’s last step',
      'prune-and-grow': 'one more rewiring',
    },
    description: 'What happens after the last epoch; the article prunes',
  });

export const zetaParameter = number({
  ...{ min: 0, max: 1, default: 0.3, symbol: 'ζ' },
  description: 'Share of the connections that each rewiring replaces',
});

/** @param standard ε of the article @param description which layers have how many */
export const epsilonParameter = (standard: number, description: string) =>
  number({
    ...{ above: 0, default: standard, symbol: 'ε', unit: 'connections per unit', description },
  });

/** @param description who starts as whom in each */
export const replicatesParameter = (description: string) =>
  integer({ min: 1, max: 100, default: 1, repeats: true, description });

/** @param standard units of each layer @param most layers @param description whose */
export const hiddenParameter = (standard: readonly number[], most: number, description: string) =>
  list(
    integer({
      ...{ min: 1, max: 1_000_000, default: standard[0], description: 'Units of a hidden layer' },
    }),
    { default: standard, minLength: 0, maxLength: most, description },
  );

export const deviationParameter = (standard: number, description: string) =>
  number({ above: 0, default: standard, unit: 'weight', description });

export const epochsParameter = (standard: number) =>
  integer({
    ...{ min: 1, max: 100_000, default: standard, horizon: true },
    description: 'Passes over the training set',
  });

export const batchParameter = (standard: number) =>
  integer({
    ...{ min: 1, max: 65_536, default: standard, unit: 'examples' },
    description: 'Examples per step',
  });

export const rateParameter = (standard: number, description = 'Learning rate') =>
  number({ above: 0, default: standard, symbol: 'η', unit: 'per step', description });

export const momentumParameter = (standard: number, description = 'Momentum') =>
  number({ min: 0, below: 1, default: standard, symbol: 'μ', description });

export const decayParameter = (description: string, standard = 0.0002) =>
  number({ min: 0, default: standard, symbol: 'λ', description });

export const decayFormParameter = choice(['coupled', 'decoupled'], {
  default: 'coupled',
  description:
    'Coupled: λ w joins the gradient (L2). Decoupled: each step takes λ w away, whatever the rate, as the public code does',
});
