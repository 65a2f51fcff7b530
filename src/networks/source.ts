/**
 * Examples in the engine's memory, and the small tables by which a step is told which of them to use.
 */

import type { Engine } from '../engine/index.ts';
import { NO_EXAMPLE, type Storage } from '../kernels/index.ts';
import type { Geometry } from './geometry.ts';

/** What a step is told of examples beside their inputs: byte addresses. */
export interface Told {
  /** Numbers to be answered, `[example][output]`: where the loss is the `squared-error`. */
  readonly targets?: number;
  /** A factor of each class's losses; default 1. */
  readonly classWeights?: number;
}

/** Where the inputs of a set of examples lie; real value = (stored − shift) × scale, per feature. */
export interface DenseSource extends Told {
  readonly data: number;
  readonly storage: Storage;
  readonly features: number;
  readonly shift: number;
  readonly scale: number;
}

/** Where sparse rows lie: values as they are, indices below `features`. */
export interface RowSource extends Told {
  readonly storage: 'rows';
  readonly features: number;
  /** Byte addresses of `[rows + 1]` and two times `[stored]` numbers. */
  readonly starts: number;
  readonly indices: number;
  readonly values: number;
  /** Most inputs that are stored in so many of the rows together, or a bound of it. */
  readonly most: (rows: number) => number;
}

export type Source = DenseSource | RowSource;

/** The batch of a step: which rows, their labels, and 1/examples. */
export interface BatchTable {
  readonly geometry: Geometry;
  readonly rows: number;
  readonly labels: number;
  readonly scale: number;
}

export function allocateBatch(engine: Engine, geometry: Geometry): BatchTable {
  const { slots } = geometry;
  return {
    geometry,
    rows: engine.memory.allocate(4 * slots),
    labels: engine.memory.allocate(4 * slots),
    scale: engine.memory.allocate(4),
  };
}

/** Writes rows `order[from … to − 1]` and their labels to the table; the rest of the tiles is padding. */
export function writeBatch(
  engine: Engine,
  table: BatchTable,
  order: Uint32Array,
  from: number,
  to: number,
  labels: ArrayLike<number>,
): void {
  const { u32, i32, f32 } = engine.memory.views();
  const { slots } = table.geometry;
  for (let slot = 0; slot < slots; slot++) {
    const present = from + slot < to;
    u32[table.rows / 4 + slot] = present ? order[from + slot] : NO_EXAMPLE;
    i32[table.labels / 4 + slot] = present ? labels[order[from + slot]] : -1;
  }
  f32[table.scale / 4] = 1 / (to - from);
}
