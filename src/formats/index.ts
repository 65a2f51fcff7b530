/** Files of the field as plain values: tables, tensors, sparse matrices and graphs, read and written. */

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
