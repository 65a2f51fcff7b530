/** Who may change: budgets over synapses and neurons, and stores that keep changes back. */

export type { Extreme } from '../../numerics/keep-extreme.ts';
export { balancedFractions, type CompetitiveOptions, competitive } from './competitive.ts';
export { imbalance } from './imbalance.ts';
export { keptOf, keptOnto } from './kept.ts';
export { lazy } from './lazy.ts';
export { fixedSynapses, frozen, onlySynapses, path, randomSynapses } from './masks.ts';
export {
  fixedNeurons,
  neuronsByActivity,
  neuronsByError,
  neuronsInRotation,
  neuronsPerClass,
  randomNeurons,
} from './neurons.ts';
export { deviationsOf, type ReliabilityOptions, reliability } from './reliability.ts';
export {
  type CachingCriterion,
  type CachingOptions,
  caching,
  consolidateRest,
  residual,
  residualCompetitive,
} from './stores.ts';
