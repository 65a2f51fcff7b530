/** Who loses a connection and who gains one. */

export { type ByScoreOptions, byScore, byWatched } from './by-score.ts';
export { withChainRemoval } from './chain-removal.ts';
export { type Density, type DensityOptions, magnitudeRamp } from './density.ts';
export {
  type CountOptions,
  type Drop,
  type DropLayer,
  dropNone,
  largestMagnitude,
  publicCode,
  randomDrop,
  signFlipped,
  smallestMagnitude,
  smallestPerSign,
  smallestScore,
  smallestUnlessFull,
} from './drop.ts';
export { type ThresholdOptions, underThreshold, weakestOfNetwork } from './drop-across.ts';
export { Explored, exploredByChance } from './explored.ts';
export {
  deepr,
  dsr,
  type ExploringOptions,
  gmp,
  setItop,
  setItopFresh,
  topKast,
} from './exploring-rules.ts';
export { constantFanIn, type FanInOptions, type FanInParts } from './fan-in.ts';
export {
  type CosineOptions,
  cosine,
  cubicRamp,
  type Fraction,
  polynomial,
  type RampOptions,
  type Rounding,
  sigmoidRamp,
  stairs,
} from './fraction.ts';
export {
  emS,
  type GradientOptions,
  granet,
  mest,
  riglItop,
  snfs,
  srigl,
} from './gradient-rules.ts';
export {
  type Grow,
  type Grown,
  type GrowRequest,
  type UniformEmptyOptions,
  uniformEmpty,
} from './grow.ts';
export type {
  Memory,
  Moment,
  Population,
  RewirableLayer,
  Score,
  Scored,
  Strengths,
  Strongest,
  Watched,
} from './layer.ts';
export { neverUsed } from './never-used.ts';
export { type Passed, type PassLayer, type PassMoment, passOver, rewireLayers } from './pass.ts';
export {
  type ActiveLayer,
  type Batch,
  grasp,
  type Pruned,
  pruneAtBirth,
  restrict,
  rewind,
  type Saliency,
  snip,
  synflow,
  type Wires,
} from './pruning/index.ts';
export { beginsNamed, REWIRINGS, type RuleOptions, rewiringNamed } from './recipes.ts';
export { strongestOfReservoir, weakestIdle } from './reservoir.ts';
export { rewire } from './rewire.ts';
export { publishedRigl, type RiglOptions, rigl } from './rigl.ts';
export {
  type Begins,
  type FinalStep,
  isScored,
  isWide,
  type Rewired,
  type Rewiring,
  roomOf,
  type Watch,
  type When,
} from './rule.ts';
export {
  backToBase,
  leastImportant,
  type SalienceOptions,
  type SoftOptions,
  smallestSalience,
  softMagnitude,
} from './salience.ts';
export {
  type SetOptions,
  set,
  setKeras,
  setMagnitude,
  setPublicCode,
  staticSparse,
} from './set.ts';
export { type Bereaved, byMomentum, bySurvivors, type Spread } from './spread.ts';
export { type SwapOptions, type Swapped, swapPlaces } from './swap.ts';
export { RULE_TEXTS } from './texts.ts';
export { byTopology, type TopologicalOptions } from './topological.ts';
export { cht, chts, chtss, type TopologyOptions } from './topology-rules.ts';
export { takeWatched, type WatchAsked, watchAgain } from './watch.ts';
