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
