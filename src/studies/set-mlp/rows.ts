/** Typed views of the records of `set-mlp`, for its figures and claims. */

import type { StudyRecord, StudyResult } from '../study.ts';
import type { Method, Values } from './parameters.ts';

export type Result = StudyResult<Values>;

export interface EpochRow {
  readonly method: Method;
  readonly replicate: number;
  readonly epoch: number;
  readonly trainAccuracy: number;
  readonly testAccuracy: number;
  readonly trainLoss: number;
  readonly testLoss: number;
  readonly connections: number;
  readonly density: number;
}

export interface EndRow {
  readonly method: Method;
  readonly replicate: number;
  readonly finalAccuracy: number;
  readonly bestAccuracy: number;
  readonly finalConnections: number;
  readonly totalChanges: number;
  readonly totalEnergy: number;
  readonly leastEnergy: number;
}

export interface DegreeRow {
  readonly method: Method;
  readonly replicate: number;
  readonly layer: number;
  readonly side: 'in' | 'out';
  readonly size: {
    readonly inputs: number;
    readonly outputs: number;
    readonly connections: number;
  };
  readonly dispersion: number;
  readonly histogram: readonly number[];
}

export interface WeightRow {
  readonly method: Method;
  readonly replicate: number;
  readonly layer: number;
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

export interface MapRow {
  readonly method: Method;
  readonly replicate: number;
  readonly shape: readonly number[];
  readonly counts: readonly number[];
}

export interface TaskRow {
  readonly task: string;
  readonly trainExamples: number;
  readonly testExamples: number;
  readonly deviations: readonly number[];
}

interface Kinds {
  readonly epoch: EpochRow;
  readonly end: EndRow;
  readonly degrees: DegreeRow;
  readonly weights: WeightRow;
  readonly 'input-map': MapRow;
  readonly task: TaskRow;
}

/** The records of one kind, as `run.ts` writes them. */
export function rowsOf<K extends keyof Kinds>(
  kind: K,
  records: readonly StudyRecord[],
): Kinds[K][] {
  return records.filter((record) => record.kind === kind) as unknown as Kinds[K][];
}
