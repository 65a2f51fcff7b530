/** What each choice of `set-cnn` is, a line each: for `describe`, completion and the documentation. */

export const METHOD_TEXTS = {
  set: 'all kernels, a sparse head that is rewired after every epoch',
  static: 'the same kernels and the same sparse head, left as it is',
  dense: 'the same kernels, a head of all connections',
  'set-all': 'sparse kernels too, rewired as the head is',
} as const;

export const AUGMENTATION_TEXTS = {
  none: 'nothing',
  article: 'turned by up to 10°, moved by up to 10 % of each side, mirrored as often as not',
} as const;
