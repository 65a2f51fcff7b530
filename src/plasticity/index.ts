/** What a gradient is allowed to do to a synapse: optimisers, budgets, constraints, penalties, hidden states. */

export { createPlasticity, type Plasticity } from './apply.ts';
export { Book, type Booked } from './book.ts';
export {
  balancedFractions,
  type CachingCriterion,
  type CachingOptions,
  type CompetitiveOptions,
  caching,
  competitive,
  consolidateRest,
  deviationsOf,
  type Extreme,
  fixedNeurons,
  fixedSynapses,
  frozen,
  imbalance,
  keptOf,
  keptOnto,
  lazy,
  neuronsByActivity,
  neuronsByError,
  neuronsInRotation,
  neuronsPerClass,
  onlySynapses,
  path,
  type ReliabilityOptions,
  randomNeurons,
  randomSynapses,
  reliability,
  residual,
  residualCompetitive,
} from './budgets/index.ts';
export { clipNorm, clipValue, type NormClip } from './clip.ts';
export {
  dale,
  type GapOptions,
  gapElimination,
  type HomeostasisOptions,
  inGap,
  l1Homeostasis,
  type SparseRuleOptions,
  signClip,
  sparseRule,
} from './constraints/index.ts';
export { type DeepRewiringOptions, deepRewiring } from './deep-rewiring.ts';
export {
  type HiddenStatesOptions,
  hiddenStates,
  type Metaplastic,
  magnitudeOf,
  type PackedWeights,
  packLevels,
  unitLevels,
  unpackLevels,
} from './discrete/index.ts';
export { type ForwardSetOptions, forwardSet } from './forward-set.ts';
export {
  type AdamOptions,
  adam,
  adaptiveMoments,
  coupledDecay,
  decoupledDecay,
  MOMENT_AGES,
  type MomentAge,
  momentum,
  nesterov,
  rate,
  type SgdOptions,
  sgd,
} from './optimisers.ts';
export { fuse } from './passes.ts';
export {
  type CommunicabilityCost,
  type CommunicabilityOptions,
  type CommunicabilityPenaltyOptions,
  communicabilityCost,
  communicabilityPenalty,
  type WirePrice,
  type Wires,
  wirePenalty,
  wireShrink,
} from './penalties/index.ts';
export {
  type BundleContext,
  type BundleTransform,
  type BundleView,
  type Chain,
  chain,
  type LayerMoment,
  type Moment,
  type RankOneBudget,
  type Schedule,
  type SynapticTransform,
  type Transform,
  tiesAt,
} from './transform.ts';
