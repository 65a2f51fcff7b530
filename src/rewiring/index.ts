/** Who loses a connection and who gains one. */

export {
  type Drop,
  dropNone,
  largestMagnitude,
  publicCode,
  randomDrop,
  signFlipped,
  smallestMagnitude,
  smallestPerSign,
  smallestScore,
} from './drop.ts';
export { type CosineOptions, cosine, type Fraction } from './fraction.ts';
export {
  type ByScoreOptions,
  byScore,
  type Grow,
  type GrowRequest,
  type UniformEmptyOptions,
  uniformEmpty,
} from './grow.ts';
export type { RewirableLayer, Score } from './layer.ts';
export {
  type ActiveLayer,
  type Batch,
  grasp,
  type Pruned,
  pruneAtBirth,
  rewind,
  type Saliency,
  snip,
  synflow,
  type Wires,
} from './pruning/index.ts';
export {
  REWIRINGS,
  rewiringNamed,
  type SetOptions,
  set,
  setMagnitude,
  setPublicCode,
  staticSparse,
} from './recipes.ts';
export { type FinalStep, type Rewired, type Rewiring, rewire } from './rewire.ts';
export { type RiglOptions, rigl } from './rigl.ts';
export { type SwapOptions, type Swapped, swapPlaces } from './swap.ts';
