/**
 * The front door as pages have it: all but the studies, which bring solvers with megabytes of their own. Bundlers for the web
 * take it for `frugal` by the condition `browser`; `frugal/studies` has the studies.
 */

// By their own files: what an index lists beside them would be loaded too.
export { createEngine, type Engine } from './engine/engine.ts';
export { FrugalError, UsageError } from './errors.ts';
export type { EpochRecord } from './learners/classifier.ts';
export type { PerceptronRecord } from './learners/perceptron.ts';
export type { RbmRecord } from './learners/rbm.ts';
export type { RecurrentRecord } from './learners/recurrent.ts';
export type { RegressionRecord } from './learners/regressor.ts';
export { train } from './learners/train.ts';
export type {
  MlpTraining,
  PerceptronTraining,
  RbmTraining,
  RnnTraining,
} from './learners/training-options.ts';
export { build } from './networks/build.ts';
export {
  type CnnDescription,
  cnn,
  type Description,
  type MlpDescription,
  mlp,
  type PerceptronDescription,
  perceptron,
  type RbmDescription,
  type RnnDescription,
  rbm,
  rnn,
} from './networks/describe.ts';
export { createRandom, type Random } from './numerics/random.ts';
export { adam, sgd } from './plasticity/optimisers.ts';
export { chain, type Transform } from './plasticity/transform.ts';
export type { Study } from './protocol/study.ts';
export { rigl } from './rewiring/rigl.ts';
export type { Rewiring } from './rewiring/rule.ts';
export { set, staticSparse } from './rewiring/set.ts';
export { digits } from './tasks/digits/digits.ts';
export type { ClassificationTask, Examples } from './tasks/examples.ts';
