export { aboveCut } from './above.ts';
export { ACTIVATIONS, type ActivationName, activate, derive, multiply } from './activation.ts';
export { type Algebra, numberAlgebra, vectorAlgebra } from './algebra.ts';
export { blend, softplusGain } from './anneal.ts';
export { backward } from './backward.ts';
export { normalise, normStatistics, normSums } from './batch-norm.ts';
export { denormalise, normErrorSums, normErrors } from './batch-norm-errors.ts';
export { bernoulli } from './bernoulli.ts';
export { BIT_TABLES, bitColumns, bitRows } from './bit-products.ts';
export { groupVectors, makeFlip, weighFlip } from './bit-stabilities.ts';
export { listBounds } from './blocks.ts';
export { singleCompete } from './compete.ts';
export { competeScratch } from './compete-sides.ts';
export {
  type Convolution,
  convolve,
  convolveBackward,
  convolveSums,
  sumBytes,
  tapTable,
} from './convolution.ts';
export {
  convolveDense,
  convolveDenseBelow,
  convolveDenseGradient,
} from './convolution-dense.ts';
export { copy } from './copy.ts';
export { denseForward } from './dense.ts';
export { numberDoubles } from './doubles.ts';
export { dropout, dropoutCell } from './dropout.ts';
export { gather } from './gather.ts';
export { gradedLoss } from './graded.ts';
export { passAll } from './halves.ts';
export { moveStates, STATE_CELL, STATE_CELL_BYTES, type StateMoves } from './hidden-states.ts';
export {
  GOLDEN,
  hiddenSweep,
  mix,
  SWEEP_BOOK,
  SWEEP_SETTINGS,
} from './hidden-sweep.ts';
export {
  type Arithmetic,
  type IndexWidth,
  type Kernel,
  type Mode,
  strideOf,
  TILE_WIDTHS,
  TINY,
  type TileWidth,
  type Views,
  viewsOf,
} from './kernel.ts';
export { contrast, weigh } from './lanes.ts';
export { leak, leakBackward } from './leak.ts';
export { BLOCKED_WIDTH } from './lists.ts';
export { LOSSES, type LossName, largestClass, loss } from './loss.ts';
export { mirrorLists } from './mirror.ts';
export { mirrorWeights } from './mirror-weights.ts';
export { addNoise } from './noise.ts';
export { squareSum } from './norm.ts';
export { NORM_EPSILON, normPartial, pixelsOf, type Spread } from './norm-walks.ts';
export { normalResponse } from './normal-response.ts';
export { oneHotDrive, oneHotGradient } from './one-hot.ts';
export { NO_EXAMPLE, pack, type Storage } from './pack.ts';
export { packRows } from './pack-rows.ts';
export { pairSums } from './pair-sums.ts';
export { multiplyHigh, philox4x32 } from './philox.ts';
export { derivePieces, pieces } from './piecewise.ts';
export {
  frame,
  innerOf,
  type Plane,
  planeOf,
  planeSum,
  rowOf,
  TAPS,
  tapOf,
} from './planes.ts';
export { type Pooling, pool, poolBackward, pooledOf } from './pooling.ts';
export { type BitMeeting, popcountRows } from './popcount.ts';
export { addSlope, byShrinking, bySlope, type Priced, shrink } from './price.ts';
export {
  BLOCK_GROUP,
  blockNormals,
  blockWords,
  CENTRAL,
  centralNormal,
  IS_OUTSIDE,
  OUTSIDE,
} from './random-blocks.ts';
export { clear, fill, move, rowSum } from './rows.ts';
export { sample } from './sample.ts';
export { scatter } from './scatter.ts';
export {
  singleBackward,
  singleForward,
  singleGradient,
  singleSome,
  singleUpdate,
} from './single.ts';
export { softmax } from './softmax.ts';
export { logisticDraw } from './stochastic.ts';
export {
  BOOK_BYTES,
  type Changed,
  type Rule,
  type Synapse,
  UPDATE_BLOCK,
  update,
} from './update.ts';
