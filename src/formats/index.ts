/** Files of the field as plain values: tables, tensors, sparse matrices and graphs, read and written. */

export { type Arff, readArff } from './arff.ts';
export { MISSING, type ReadTable, readTable, type TableOptions } from './csv.ts';
export { type WriteTableOptions, writeTable } from './csv-write.ts';
export type { Delimiter } from './dialect.ts';
export { plainNumbers, tensorOf } from './elements.ts';
export {
  type ReadEdgeListOptions,
  readEdgeList,
  writeEdgeList,
} from './graphs/edge-list.ts';
export { readGexf } from './graphs/gexf.ts';
export {
  graphOfMatrix,
  graphOfTable,
  type MatrixGraphOptions,
  matrixOfGraph,
  type RowsAre,
  type TableGraphOptions,
} from './graphs/graph.ts';
export {
  type ReadGraphMlOptions,
  readGraphMl,
  type WriteGraphMlOptions,
  writeGraphMl,
} from './graphs/graphml.ts';
export type { ReadOptions } from './graphs/lines.ts';
export {
  readMatrixMarket,
  type WriteMatrixMarketOptions,
  writeMatrixMarket,
} from './graphs/matrix-market.ts';
export { readPajek, writePajek } from './graphs/pajek.ts';
export { type ReadGraphOptions, readGraph } from './graphs/read.ts';
export {
  graphOfSonata,
  type ReadSonataOptions,
  readSonata,
  type SonataEdges,
  type WriteSonataOptions,
  writeSonata,
} from './graphs/sonata.ts';
export { type GunzipOptions, gunzip, isGzip } from './gzip.ts';
export { type ReadHdf5Options, readHdf5 } from './hdf5/read.ts';
export { type IdxArray, type IdxData, type IdxType, readIdx, writeIdx } from './idx.ts';
export { type MatlabValue, type ReadMatlabOptions, readMatlab } from './matlab.ts';
export { type ReadNpyOptions, readNpy, writeNpy } from './npy.ts';
export { readNpz, writeNpz } from './npz.ts';
export { type ReadParquetOptions, readParquet } from './parquet.ts';
export { type ParquetColumn, type WriteParquetOptions, writeParquet } from './parquet-write.ts';
export { FORMS, type Form, type FormName, recognise } from './recognise.ts';
export { readSafetensors, type Safetensors, writeSafetensors } from './safetensors.ts';
export { readSparseNpz, writeSparseNpz } from './scipy.ts';
export { isSparseRows } from './sparse-rows.ts';
export { type ReadSvmlightOptions, readSvmlight, type Svmlight } from './svmlight.ts';
export { type WriteSvmlightOptions, writeSvmlight } from './svmlight-write.ts';
export type {
  Column,
  Elements,
  ElementType,
  Graph,
  NumberColumn,
  Read,
  SparseRows,
  Table,
  Tensor,
  TextColumn,
  Texts,
} from './values.ts';
