/**
 * Algorithms that find weights without gradients. Discrete problems: every solver by its name (`createDiscreteSolver`), belief
 * propagation as a measuring instrument, all solutions of small problems. Associations: the most robust weights, exactly.
 *
 * What takes long gives signs of life: `learn` of every solver yields ticks between its records (`isTick` of frugal/numerics
 * tells them apart), and a function whose name ends in `InSteps` is a generator of ticks that returns what the function
 * without the ending returns.
 */

export type { WeightConstraints } from './constraints.ts';
export {
  type ApproximateMessagePassing,
  type ApproximateOptions,
  createApproximate,
  createApproximateInSteps,
} from './discrete/approximate.ts';
export type { BeliefPropagationOptions, Factor } from './discrete/belief-options.ts';
export {
  type BeliefPropagation,
  createBeliefPropagation,
} from './discrete/belief-propagation.ts';
export {
  type CataloguedSolver,
  createDiscreteSolver,
  createDiscreteSolverInSteps,
  DISCRETE_SOLVERS,
  type DiscreteRecord,
  type SolverEntry,
  type SolverSetting,
  type SolverSettings,
} from './discrete/catalogue.ts';
export {
  codeOfWeights,
  configurationsOf,
  contradiction,
  enumerateInSteps,
  enumerateSolutions,
  isEnumerable,
  type Solutions,
  weightsOfCode,
} from './discrete/enumerate.ts';
export { type LocalEntropy, localEntropy } from './discrete/local-entropy.ts';
export type { Convergence, Measuring, MessagePassing } from './discrete/passing.ts';
export {
  createSbpi,
  createSbpiInSteps,
  type Sbpi,
  type SbpiOptions,
  type SbpiRecord,
  type SbpiState,
} from './discrete/sbpi.ts';
export {
  maximiseRobustness,
  type NoWeights,
  type RobustnessOptions,
  type RobustnessResult,
  type RobustWeights,
} from './robustness.ts';
