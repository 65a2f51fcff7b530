/** Who is connected at birth, and with what weight. */

export {
  type AllocatedLayer,
  type AllocateOptions,
  type AllocationRule,
  allocate,
  type LayerSize,
} from './allocate.ts';
export { drawEmpty, emptyCount, type Positions } from './empty.ts';
export { type ErdosRenyiOptions, erdosRenyi, type Scarcity, type Scheme } from './erdos-renyi.ts';
export { type DenseOptions, dense, type FixedFanInOptions, fixedFanIn } from './fixed.ts';
export { type FromDegreesOptions, fromDegrees } from './from-degrees.ts';
export {
  glorotUniform,
  type LayerShape,
  normal,
  randomSign,
  sparseFanIn,
  uniformFanIn,
  WEIGHT_LAWS,
  type WeightLaw,
  type WeightLawName,
  weightLaw,
  zero,
} from './weights.ts';
