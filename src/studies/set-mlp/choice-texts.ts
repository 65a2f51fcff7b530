/** What each choice of `set-mlp` is, a line each: for `describe`, completion and the documentation. */

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

export const ACTIVATION_TEXTS = {
  relu: 'max(0, x)',
  sigmoid: '1/(1 + exp(−x))',
  tanh: 'hyperbolic tangent',
  srelu: 'three straight pieces; each unit learns two thresholds and two slopes (the article)',
  'all-relu': 'x above 0; below, slope −α and α in turn from layer to layer (Curci et al. 2021)',
} as const;

export const RULE_TEXTS = {
  set: 'the smallest positive and the largest negative weights, the share ζ of each (the article)',
  'set-magnitude': 'the smallest |w|, the share ζ of all',
  'set-public-code': 'as the public code counts them: cuts at an order statistic of each sign',
} as const;

export const INITIAL_TEXTS = {
  'sparse-fan-in': 'normal, variance 2 over the inputs that are really there',
  'uniform-fan-in': 'uniform, variance 2 over all inputs, as if dense',
  'glorot-uniform': 'uniform, variance 2 over inputs + outputs, as if dense',
  normal: 'normal with the standard deviation `deviation`',
} as const;

export const NEW_WEIGHT_TEXTS = {
  normal: 'normal with the standard deviation `deviation`',
  zero: '0: the gradient alone decides',
  initial: 'the law of the first weights',
} as const;

export const FINAL_STEP_TEXTS = {
  none: 'the network is left as it is',
  prune: 'the weakest share ζ goes and nothing is born: the article’s last step',
  'prune-and-grow': 'one more rewiring',
} as const;

export const LOSS_TEXTS = {
  'cross-entropy': 'of a softmax',
  'mean-squared-error': 'of sigmoid outputs, from 0 and 1',
  'squared-error':
    'of linear outputs, from numbers, which are learned as z-scores of the training set',
} as const;
