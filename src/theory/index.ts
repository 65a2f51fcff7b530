/** What probability theory and statistical mechanics predict about scarce synapses. */

export {
  atSparsity,
  type FrontierOptions,
  type FrontierPoint,
  frontier,
  maxSparsity,
  type SparsityConstraint,
} from './associative/frontier.ts';
export {
  type Atom,
  type Piece,
  sampleWeight,
  type WeightLaw,
  weightCdf,
  weightDensity,
} from './associative/law.ts';
export {
  type AssociativeModel,
  groupsOfInputs,
  type InputGroup,
  type InputSign,
  type WeightNorm,
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
export type { Multipliers } from './associative/weights.ts';
export {
  type DegreeLaw,
  type ErdosRenyiLayer,
  expectedUnconnected,
  fanInLaw,
  fanOutLaw,
} from './degrees.ts';
export { type BreakupLoad, breakupLoad } from './discrete/breakup.ts';
export {
  BranchEnd,
  type DensePoint,
  type DenseQuestion,
  denseCurve,
} from './discrete/dense.ts';
export { typicalFlipErrors } from './discrete/flips.ts';
export {
  type StorageEntropy,
  type StorageModel,
  storageCapacity,
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
export {
  type CachingEnergy,
  cachingEnergy,
  cachingInefficiency,
  cachingThreshold,
  type PerceptronLoad,
  perceptronEnergy,
  perceptronInefficiency,
  perceptronLeast,
  perceptronPresentations,
  perceptronUpdates,
} from './plasticity.ts';
