/** Who is connected to whom, with what weight, and how that changes. */

export { blocksFor } from './blocks.ts';
export {
  applyChange,
  type Change,
  type Changed,
} from './change.ts';
export { type LayerArrays, layerArrays, layerFrom } from './csr.ts';
export {
  type DegreeSummary,
  degreeHistogram,
  gini,
  summariseDegrees,
} from './degrees.ts';
export {
  type ConnectionArray,
  copyLayer,
  type FullyConnected,
  type Layer,
  type Layers,
  type NewLayer,
} from './layer.ts';
export { createMatrix, type SparseMatrix } from './matrix.ts';
export { fromBuffer, toBuffer } from './serialise.ts';
export {
  checkTopology,
  connections,
  contains,
  createTopology,
  density,
  fromPositions,
  fullTopology,
  type IndexArray,
  inDegrees,
  indexArray,
  isDense,
  listOfEach,
  lists,
  type Order,
  opposite,
  others,
  outDegrees,
  reorder,
  type Topology,
} from './topology.ts';
