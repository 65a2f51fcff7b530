/** What each choice of `plasticity` is, a line each: for `describe`, completion and the documentation. */

import type { LearnerName } from './learner-names.ts';
import type { RuleName } from './rules.ts';

/** The rules. η g is the change that plain learning would make; p the share `fraction`. */
export const RULE_TEXTS: Readonly<Record<RuleName, string>> = {
  plain: 'every synapse changes by η g at every example',
  competitive: 'the share p with the largest |η g| of each layer changes; as many in both layers',
  'competitive-equal': 'the same with the share p in each layer',
  'competitive-neuron': 'the largest |η g| among the synapses onto each unit',
  path: 'only synapses into and out of the first k hidden units change',
  'path-competitive': 'the share p of largest |η g| on that path',
  lazy: 'nothing changes where the answer is right and leads by `lead`',
  'lazy-competitive': 'lazy, and where it learns, competitive',
  'lazy-path-competitive': 'lazy, and where it learns, the largest |η g| on the path',
  'frozen-hidden': 'the first layer stays as it was born: random features',
  residual: 'changes add up in a residual; above θ the residual is written, else nothing is',
  'residual-lazy': 'residual, and no learning from answers that lead by `composed-lead`',
  'residual-path': 'residual on the path of k hidden units',
  'residual-competitive': 'the share p with the largest residuals is written, the rest is kept',
  caching: 'w = l + s: changes go to the cache s, which fades; above θ it is consolidated into l',
  'caching-neuron': 'the same, and one cache above θ consolidates all of its unit',
  'caching-all': 'the same, and a sum of caches above `total-threshold` consolidates the layer',
  imbalance: 'depression a little stronger than potentiation: every weight is drawn to 0',
  'fixed-synapses':
    'control: a random share p of the synapses, chosen once; as many in both layers',
  'random-synapses':
    'control: a random share p, drawn anew at every example; as many in both layers',
  'random-synapses-equal': 'control: the same with the share p in each layer',
  'largest-weight': 'control: the share p with the largest |w| changes',
  'smallest-weight': 'control: the share p with the smallest |w| changes',
  'smallest-change': 'control: the share p with the smallest |η g| changes',
  'random-neurons': 'each unit learns with probability p, drawn anew at every example',
  'fixed-neurons': 'a random share p of the hidden units learns, chosen once',
  'neurons-per-class': 'a random share p of the hidden units of its own for every class',
  'neurons-in-rotation': '`masks` random shares p of the hidden units, one after the other',
  'largest-error': 'the share p of the hidden units with the largest |error| learns',
  'largest-activity': 'the share p of the hidden units with the largest |activity| learns',
  momentum: 'descent with momentum 0.9 and a tenth of the rate',
  adam: 'Adam with `adam-rate`',
  reliability:
    'noisy synapses w = μ + σ ε that also learn how reliable to be, at a cost of (s/σ)^ρ',
};

export const EXPERIMENT_TEXTS = {
  rules: 'the rules side by side: examples to the goal, energy M₁ and M₀',
  fraction: 'the share p that may change, from 1 % to all',
  size: 'hidden units, from 50 to 1000: energy against the size of the network',
  rate: 'learning rates',
  batch: 'examples a step',
  density: 'share of connections that exist, in a random wiring that stays',
  learners: 'the same account of different learners: one row each',
  perceptron: 'energy of a perceptron against its load',
  caching: 'thresholds of the perceptron’s caches: where the least energy lies',
  associations: 'networks that store random patterns, beside the law of the perceptron',
} as const;

export const LEARNER_TEXTS: Readonly<Record<LearnerName, string>> = {
  'online-sgd': 'dense network, one image at a time, plain descent',
  'online-competitive': 'the same, and only the share p of largest changes is made',
  'online-residual': 'the same, and changes are written when their sum exceeds θ',
  'online-adam': 'the same with Adam',
  sgd: 'dense network, minibatches, plain descent',
  momentum: 'the same with momentum 0.9 and a tenth of the rate',
  adam: 'the same with Adam at 0.001',
  competitive: 'minibatches, and only the share p of largest changes is made',
  residual: 'minibatches, and changes are written when their sum exceeds θ',
  static: 'a tenth of the connections, drawn once',
  set: 'a tenth of the connections; SET replaces 30 % of them after every pass',
  rigl: 'a tenth of the connections; RigL lets those grow that have the largest gradient of all',
  'rigl-sampled': 'RigL that looks for them in a random sample',
  recurrent: 'a sparse recurrent network on two cognitive tasks, plain descent',
  'recurrent-adam': 'the same with Adam',
  perceptron: 'one unit that stores random associations',
  'sparse-perceptron': 'the same with the sparse rule: what lies in a gap around 0 is given up',
  'binary-sbpi': 'one unit with synapses of ±1, by SBPI',
  'binary-rbp': 'the same by reinforced belief propagation',
};

export const CONVENTION_TEXTS = {
  published: 'centred and noisy pixels, leaky rectifiers: no input is ever 0',
  raw: 'pixels/255 and rectifiers; M₀ is some 20 times smaller',
  logistic: 'as Li & van Rossum (2020): pixels/255, no bias, logistic units and outputs',
} as const;

export const STOP_TEXTS = {
  test: 'on the test images, as published',
  validation: 'on training images held out for it',
} as const;

export const OUTPUT_TEXTS = {
  linear: 'linear outputs and squared error',
  softmax: 'softmax and cross-entropy',
} as const;

/** Criteria of caching in the perceptron. */
export const CRITERION_TEXTS = {
  local: 'each cache by itself, where |s| > θ',
  neuron: 'all of the unit, where one |s| > θ',
  all: 'all, where their mean |s| > θ',
} as const;
