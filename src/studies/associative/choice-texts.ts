/** What each part of `associative` is, a line each: for `describe`, completion and the documentation. */

export const PART_TEXTS = {
  capacity:
    'capacity and natural sparsity against robustness: linear programs on the theory’s curves',
  frontier: 'what sparsity costs: capacity along l0, gap and random support; theory alone',
  laws: 'weights under l1 alone, l0 and a gap: histograms beside the theory’s densities and atoms',
  exact: 'robustness that is left when connections are given up: exact solutions, free signs',
  online: 'the online rule: how often it succeeds, how sparse it ends, what its parts do alone',
  balance: 'connection probabilities of excitatory and inhibitory inputs against robustness',
  efficiency: 'stored bits per connection against sparsity',
  signs: 'beyond the paper: the same as `exact` for prescribed signs',
  noise: 'beyond the paper: errors under Gaussian noise against the bound and the theory',
  bits: 'beyond the paper: what is remembered when weights are written with few bits',
  images: 'beyond the paper: the gap of the online rule in a perceptron that learns images',
} as const;

export const MODE_TEXTS = {
  batch: 'picks among the associations that are not stored yet',
  streaming: 'meets the associations one by one and tests none but the one it meets',
} as const;
