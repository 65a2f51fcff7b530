/** Who is connected to whom, with what weight, and how that changes. */

export {
  applyChange,
  applyChangeInPlace,
  type BornValues,
  type Change,
  type Changed,
} from './change.ts';
export { type LayerArrays, layerArrays } from './csr.ts';
export {
  type DegreeSummary,
  deadUnits,
  degreeCcdf,
  degreeHistogram,
  gini,
  summariseDegrees,
} from './degrees.ts';
export { createMatrix, type FullyConnected, type SparseMatrix } from './matrix.ts';
export { checkMirror, createMirror, type Mirror, mirrorValues } from './mirror.ts';
export { type ConnectionArray, fromBuffer, type SparseLayer, toBuffer } from './serialise.ts';
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
  positionOf,
  type Reordered,
  reorder,
  type Topology,
  type TopologyParts,
} from './topology.ts';
