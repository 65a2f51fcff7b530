/** Algorithms that find weights without gradients. */

export type { WeightConstraints } from './constraints.ts';
export {
  type Annealed,
  type Annealing,
  type AnnealingOptions,
  type AnnealingRecord,
  type AnnealingState,
  anneal,
  annealedEnergy,
  createSimulatedAnnealing,
  drawWeights,
  type MoveKind,
  type SimulatedAnnealingOptions,
} from './discrete/annealing.ts';
export {
  type ApproximateMessagePassing,
  type ApproximateOptions,
  createApproximate,
} from './discrete/approximate.ts';
export type { BeliefPropagationOptions, Factor } from './discrete/belief-options.ts';
export {
  type BeliefPropagation,
  createBeliefPropagation,
} from './discrete/belief-propagation.ts';
export {
  type CataloguedSolver,
  createDiscreteSolver,
  DISCRETE_SOLVERS,
  type DiscreteRecord,
  type SolverEntry,
  type SolverSetting,
  type SolverSettings,
} from './discrete/catalogue.ts';
export { createCommitteeDescent, type TiedLearner } from './discrete/committee-descent.ts';
export {
  type DecimationOptions,
  decimation,
  type FocusingOptions,
  type FocusingStep,
  focusing,
  focusingField,
  plain,
  pseudoReinforcement,
  type ReinforcementOptions,
  reinforcement,
  scoping,
} from './discrete/courses.ts';
export {
  createEnergy,
  createPlainEnergy,
  type EnergyKind,
  type EnergyModel,
} from './discrete/energy.ts';
export {
  createEntropicWalk,
  type EntropicOptions,
  type EntropicRecord,
  type EntropicState,
  type EntropicWalk,
} from './discrete/entropic.ts';
export {
  codeOfWeights,
  configurationsOf,
  contradiction,
  enumerateSolutions,
  isEnumerable,
  type Solutions,
  weightsOfCode,
} from './discrete/enumerate.ts';
export {
  type LocalEntropy,
  localEntropy,
  type Measuring,
} from './discrete/local-entropy.ts';
export {
  createMaxSum,
  type MaxSum,
  type MaxSumReinforcementOptions,
  maxSumReinforcement,
} from './discrete/max-sum.ts';
export {
  createMultiState,
  type MultiState,
  type MultiStateOptions,
  multiStateReinforcement,
  type Scarcity,
} from './discrete/multi-state.ts';
export type { MessagePassing, Passing, PassingState } from './discrete/passing.ts';
export {
  decimatedBeliefPropagation,
  type FormOptions,
  focusingBeliefPropagation,
  type RecipeOptions,
  reinforcedBeliefPropagation,
  reinforcedMaxSum,
} from './discrete/recipes.ts';
export {
  createReplicatedAnnealing,
  type ReplicaOptions,
  type ReplicatedAnnealingOptions,
  replicate,
} from './discrete/replicas.ts';
export {
  createReplicatedDescent,
  type ReplicatedDescent,
  type ReplicatedDescentOptions,
  type ReplicatedRecord,
  type ReplicatedState,
  tie,
} from './discrete/replicated-descent.ts';
export {
  createBpi,
  createClippedPerceptron,
  createSbpi,
  type Sbpi,
  type SbpiOptions,
  type SbpiRecord,
  type SbpiState,
} from './discrete/sbpi.ts';
export { createSlicedEnergy } from './discrete/sliced-energy.ts';
export {
  type Course,
  createSolver,
  type DiscreteSolver,
  type SolverOptions,
  type SolverRecord,
  type SolverState,
} from './discrete/solver.ts';
export {
  createStochastic,
  type StochasticLearner,
  type StochasticOptions,
  type StochasticRecord,
  type StochasticState,
} from './discrete/stochastic.ts';
export {
  maximiseRobustness,
  type NoWeights,
  type RobustnessOptions,
  type RobustnessResult,
  type RobustWeights,
} from './robustness.ts';
