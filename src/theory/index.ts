/**
 * What probability theory and statistical mechanics predict about scarce synapses: the capacity and the weights of
 * associative learning under constraints, the solutions of discrete perceptrons (how many, how dense, how robust), the energy
 * of plasticity, the degrees of random networks. A function whose name ends in `InSteps` is a generator of ticks that returns
 * what the function without the ending returns.
 */

export {
  type FrontierOptions,
  type FrontierPoint,
  frontier,
  frontierInSteps,
  maxSparsity,
  type SparsityConstraint,
} from './associative/frontier.ts';
export { type WeightLaw, weightCdf } from './associative/law.ts';
export type {
  AssociativeModel,
  InputGroup,
  InputSign,
  WeightNorm,
} from './associative/model.ts';
export {
  type AssociativeSolution,
  type CapacityQuestion,
  capacity,
  type GroupSolution,
  maxRobustness,
  type RobustnessQuestion,
  storedBits,
  type Validity,
} from './associative/solution.ts';
export {
  type Boltzmann,
  freeEnergy,
  logPartition,
  logPartitionInSteps,
  MOST_ENUMERATED,
} from './boltzmann.ts';
export { type DegreeLaw, type ErdosRenyiLayer, fanInLaw, fanOutLaw } from './degrees.ts';
export {
  type DensePoint,
  type DenseQuestion,
  denseCurve,
  denseCurveInSteps,
} from './discrete/dense.ts';
export { typicalFlipErrors } from './discrete/flips.ts';
export {
  type StorageEntropy,
  type StorageModel,
  storageCapacity,
  storageCapacityInSteps,
  storageEntropy,
} from './discrete/storage.ts';
export {
  type TeacherBranch,
  type TeacherSolution,
  type TeacherThresholds,
  teacherStudent,
  teacherThresholds,
} from './discrete/teacher.ts';
export { type TypicalPoint, typicalCurve, typicalPoints } from './discrete/typical.ts';
export type { DiscreteTask, DiscreteValidity } from './discrete/validity.ts';
export { type Exploring, exploredShare } from './exploration.ts';
export {
  type CachingEnergy,
  cachingEnergy,
  cachingInefficiency,
  cachingThreshold,
  type PerceptronLoad,
  perceptronInefficiency,
  perceptronLeast,
} from './plasticity.ts';
