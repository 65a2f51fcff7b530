/** What each choice of `set-mlp` is, a line each: for `describe`, completion and the documentation. */

import * as shared from '../sparse-training/parameters.ts';

export const ACTIVATION_TEXTS = {
  relu: 'max(0, x)',
  sigmoid: '1/(1 + exp(−x))',
  tanh: 'hyperbolic tangent',
  srelu: 'three straight pieces; each unit learns two thresholds and two slopes (the article)',
  'all-relu': 'x above 0; below, slope −α and α in turn from layer to layer (Curci et al. 2021)',
} as const;

export const NEW_WEIGHT_TEXTS = {
  ...shared.NEW_WEIGHT_TEXTS,
  initial: 'the law of the first weights',
} as const;

export const LOSS_TEXTS = {
  'cross-entropy': 'of a softmax',
  'mean-squared-error': 'of sigmoid outputs, from 0 and 1',
  'squared-error':
    'of linear outputs, from numbers, which are learned as z-scores of the training set',
} as const;
