export { ACTIVATIONS, type ActivationName, activate, derive, multiply } from './activation.ts';
export { type Algebra, numberAlgebra, vectorAlgebra } from './algebra.ts';
export { backward } from './backward.ts';
export { copy } from './copy.ts';
export { type DenseOrder, denseForward } from './dense.ts';
export { DROPOUT_GROUP, dropout, dropoutCell } from './dropout.ts';
export { gather } from './gather.ts';
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
} from './kernel.ts';
export { LOSSES, type LossName, loss } from './loss.ts';
export { NO_EXAMPLE, pack, type Storage } from './pack.ts';
export { multiplyHigh, philox4x32 } from './philox.ts';
export { fill, rowSum } from './rows.ts';
export { sample } from './sample.ts';
export { scatter } from './scatter.ts';
export { singleBackward, singleForward, singleGradient, singleUpdate } from './single.ts';
export {
  BOOK_BYTES,
  type Changed,
  type Rule,
  type Synapse,
  UPDATE_BLOCK,
  type UpdateEnding,
  update,
} from './update.ts';
