/** Who is connected at birth, and with what weight. */

export {
  ALLOCATIONS,
  type Allocation,
  type AllocationOptions,
  type LayerDims,
  layerConnections,
  layerDensities,
} from './allocate.ts';
export { type CorrelatedOptions, correlated } from './correlated.ts';
export { type ErdosRenyiOptions, erdosRenyi, type Scarcity, type Scheme } from './erdos-renyi.ts';
export { type DenseOptions, dense, type FixedFanInOptions, fixedFanIn } from './fixed.ts';
export { type FromDegreesOptions, fromDegrees } from './from-degrees.ts';
export {
  fromGraph,
  fromMatrix,
  type MatrixWiringOptions,
  scaledWeights,
  signsOf,
  WEIGHT_SCALES,
  type WeightScale,
  type Wiring,
  type WiringOptions,
} from './from-graph.ts';
export {
  type LatticeOptions,
  type LocalOptions,
  lattice,
  line,
  type RecurrentMask,
  radiusForDensity,
  ring,
  type Shell,
  sheet,
  shells,
  torus,
} from './local.ts';
export { type RadiusOptions, withinRadius } from './radius.ts';
export {
  denseRecurrent,
  diagonal,
  firstWithoutSelf,
  MASK_FAMILIES,
  type MaskFamily,
  type PlacedOptions,
  permuted,
  type RandomInDegreeOptions,
  type RecurrentMaskOptions,
  randomInDegree,
  recurrentMask,
  type SelfConnections,
} from './recurrent.ts';
export {
  gaussianStart,
  identityStart,
  orthogonalStart,
  RECURRENT_STARTS,
  type RecurrentStart,
  type RecurrentStartName,
  randomOrthogonal,
  recurrentStart,
  uniformDenseStart,
  uniformFanInStart,
} from './recurrent-weights.ts';
export {
  noAutapses,
  outsideRegion,
  type Region,
  type RegionOptions,
  regionOf,
} from './region.ts';
export { type ImposeSignsOptions, imposeSigns, type UnitSignsOptions, unitSigns } from './signs.ts';
export { type SmallWorldOptions, smallWorld } from './small-world.ts';
export {
  connectionLengths,
  distance,
  distanceIn,
  type LatticeShape,
  latticeSpace,
  permuteSpace,
  permuteTopology,
  type Space,
} from './space.ts';
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
