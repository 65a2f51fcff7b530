/**
 * The front door of the package: what a user needs first. Each room has a subpath of its own for the rest
 * (`frugal/sparse`, `frugal/rewiring`, …).
 */

export { erdosRenyi, weightLaw } from './connectivity/index.ts';
export { createEngine, type Engine, probe } from './engine/index.ts';
export { FrugalError, UsageError } from './errors.ts';
export {
  type Classifier,
  type ClassifierOptions,
  createClassifier,
  type EpochRecord,
} from './learners/index.ts';
export { createMlp, homeOrder, type LayerSpec, type Mlp, type MlpSpec } from './networks/index.ts';
export { createRandom, type Random } from './numerics/random.ts';
export { adam, chain, sgd, type Transform } from './plasticity/index.ts';
export { type Rewiring, rewire, rewiringNamed, set, staticSparse } from './rewiring/index.ts';
export { loadStudy, studies } from './studies/registry.ts';
export { type Study, study } from './studies/study.ts';
export type { ClassificationTask, Examples } from './tasks/examples.ts';
