/** Files of the field as plain values: tables, tensors, sparse matrices and graphs, read and written. */

export { type CsvOptions, type NumberTable, parseCsv } from './csv.ts';
export { type GunzipOptions, gunzip } from './gzip.ts';
export { type IdxArray, type IdxData, type IdxType, parseIdx } from './idx.ts';
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
} from './values.ts';
