/** Learners that the table of `plasticity` gives the same account of; what each is stands in `learners.ts`. */

export const LEARNERS = [
  'online-sgd',
  'online-competitive',
  'online-residual',
  'online-adam',
  'sgd',
  'momentum',
  'adam',
  'competitive',
  'residual',
  'static',
  'set',
  'rigl',
  'rigl-sampled',
  'recurrent',
  'recurrent-adam',
  'perceptron',
  'sparse-perceptron',
  'binary-sbpi',
  'binary-rbp',
] as const;
export type LearnerName = (typeof LEARNERS)[number];
