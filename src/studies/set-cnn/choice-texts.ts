/** What each choice of `set-cnn` is, a line each: for `describe`, completion and the documentation. */

export { FINAL_STEP_TEXTS, INITIAL_TEXTS } from '../set-mlp/choice-texts.ts';

export const METHOD_TEXTS = {
  set: 'all kernels, a sparse head that is rewired after every epoch',
  static: 'the same kernels and the same sparse head, left as it is',
  dense: 'the same kernels, a head of all connections',
  'set-all': 'sparse kernels too, rewired as the head is',
} as const;

export const NEW_WEIGHT_TEXTS = {
  normal: 'normal with the standard deviation `deviation`',
  zero: '0: the gradient alone decides',
} as const;

export const AUGMENTATION_TEXTS = {
  none: 'nothing',
  article: 'turned by up to 10°, moved by up to 10 % of each side, mirrored as often as not',
} as const;
