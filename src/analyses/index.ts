/** What a trained network shows: task variances, clusters and lesions, order in space, communities, rings of states. */

export { type Activity, checkActivity } from './activity.ts';
export {
  type Annealer,
  type AnnealerOptions,
  createAnnealer,
  estimateOf,
  type Ladder,
  LONG_LADDER,
  type PartitionEstimate,
  shorter,
  temperatures,
} from './annealing.ts';
export { assign } from './assignment.ts';
export { type MachineArrays, machineOf } from './boltzmann-machine.ts';
export {
  type ClusterOptions,
  type Clusters,
  chooseClusters,
  clusterUnits,
  clusterUnitsInSteps,
  type UnitClusters,
} from './clusters.ts';
export { type Components, meanState, principalComponents, type States } from './components.ts';
export {
  type Comparison,
  compareLaws,
  type LawName,
} from './degree-law/alternatives.ts';
export { type Counts, countsOf, type Tail, tailOf } from './degree-law/counts.ts';
export {
  type Exponent,
  type Goodness,
  type GoodnessOptions,
  goodness,
  goodnessInSteps,
  type PowerLawFit,
  type PowerLawOptions,
  powerLaw,
} from './degree-law/power-law.ts';
export {
  type DegreeLaw,
  type DegreesOf,
  type DescribeOptions,
  describeGraph,
  type GraphDescription,
  lawWords,
} from './describe-graph.ts';
export {
  type DeadUnits,
  type DescribeTopologyOptions,
  describeTopology,
  type LayerTopology,
  type LogCorrelation,
  logCorrelation,
  type NamedTopology,
  ringMeans,
  type SideDegrees,
  type TopologyDescription,
} from './describe-topology.ts';
export {
  type Digraph,
  type DigraphEdges,
  digraphOfEdges,
  type RewiredOptions,
  reciprocity,
  rewiredDigraph,
} from './digraph.ts';
export {
  type DirectedOptions,
  directedLouvain,
  directedModularity,
  type SignRule,
} from './directed-modularity.ts';
export { distances, type Points } from './distances.ts';
export { explored } from './exploration.ts';
export {
  type FractionalVariance,
  fractionalVariance,
  fractionHistogram,
} from './fractional-variance.ts';
export {
  type Edge,
  edgesOf,
  type Graph,
  type GraphOptions,
  graphOfEdges,
  graphOfWeights,
  randomGraph,
  rewiredGraph,
} from './graph.ts';
export { type KMeans, type KMeansOptions, kMeans } from './k-means.ts';
export {
  type Crowding,
  crowding,
  distanceHistogram,
  type FlipRobustness,
  flipRobustness,
  type WalkOptions,
  type WalkPoint,
  walkLocalEntropy,
} from './landscape.ts';
export {
  groupsOf,
  type Lesions,
  lesionGroups,
  lesionGroupsInSteps,
  withoutOutgoing,
} from './lesion.ts';
export {
  CALIBRATION_BINS,
  type ClassificationMetrics,
  classificationMetrics,
  confusionMatrix,
  expectedCalibrationError,
  largestScores,
  type RegressionMetrics,
  regressionMetrics,
} from './metrics.ts';
export {
  type AgainstNull,
  type Communities,
  type LouvainOptions,
  louvain,
  modularity,
  modularityAgainstNull,
  modularityAgainstNullInSteps,
} from './modularity.ts';
export {
  type ClusteringOptions,
  directedClustering,
  type Omega,
  type OmegaOptions,
  omega,
  omegaInSteps,
} from './omega.ts';
export {
  type Perturbation,
  type Recovery,
  type RingStructure,
  ringRecovery,
  ringStructure,
} from './ring-structure.ts';
export { rotateActivity } from './rotation.ts';
export { silhouettes } from './silhouette.ts';
export {
  clusteringCoefficient,
  type PathLengths,
  pathLengths,
  type SmallWorld,
  type SmallWorldOptions,
  smallWorld,
  smallWorldInSteps,
} from './small-world.ts';
export { type SpatialOrder, spatialOrder } from './spatial-order.ts';
export { INACTIVE, taskVariance, type VarianceMap, varianceMap } from './task-variance.ts';
export { type LayerDistance, topologyDistance } from './topology-distance.ts';
export { cutTree, type Union, wardTree } from './ward.ts';
