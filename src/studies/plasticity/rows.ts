/** Typed views of the records of `plasticity`, for its figures and claims. */

import type { StudyRecord, StudyResult } from '../study.ts';
import type { LearnerName } from './learner-names.ts';
import type { Experiment, Values } from './parameters.ts';
import type { RuleName } from './rules.ts';

export type Result = StudyResult<Values>;

export interface TaskRow {
  readonly task: string;
  readonly trainExamples: number;
  readonly testExamples: number;
}

/** Which run a row belongs to. */
export interface RunLabels {
  readonly experiment: Experiment;
  readonly rule: RuleName;
  readonly replicate: number;
  readonly hidden: number;
  readonly fraction: number;
  readonly rate: number;
  readonly batch: number;
  readonly density: number;
}

/** Sums since the start at a check on the test set. */
export interface CheckRow extends RunLabels {
  readonly presentations: number;
  readonly testAccuracy: number;
  readonly totalChanges: number;
  readonly totalEnergy: number;
  readonly totalStored: number;
}

export interface EndRow extends CheckRow {
  /** Whether the goal was reached; a run without is censored at `presentations`. */
  readonly reached: boolean;
  readonly diverged: boolean;
  readonly bestAccuracy: number;
  readonly updates: number;
  readonly leastChanges: number;
  readonly leastEnergy: number;
  readonly inefficiencyChanges: number;
  readonly inefficiencyEnergy: number;
  readonly hiddenWrites: number;
  readonly upkeep: number;
  readonly connections: number;
}

/** The weights of two synapses, every so many presentations. */
export interface WalkRow extends RunLabels {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

export interface PerceptronRow {
  readonly inputs: number;
  readonly load: number;
  readonly replicate: number;
  readonly threshold: number;
  readonly updates: number;
  readonly presentations: number;
  readonly energy: number;
  readonly stored: number;
  readonly least: number;
  readonly solved: boolean;
}

/** The account of one learner to its goal. */
export interface AccountRow {
  readonly learner: LearnerName;
  readonly replicate: number;
  /** What it has learned. */
  readonly task: string;
  readonly reached: boolean;
  readonly presentations: number;
  readonly bestAccuracy: number;
  /** Synapses that existed, on average over steps. */
  readonly connections: number;
  readonly steps: number;
  readonly totalChanges: number;
  readonly totalEnergy: number;
  readonly totalStored: number;
  readonly hiddenWrites: number;
  readonly created: number;
  readonly deleted: number;
  readonly forward: number;
  readonly backward: number;
  readonly leastChanges: number;
  readonly leastEnergy: number;
  /** Σ|w| at the end. */
  readonly weightSum: number;
}

interface Kinds {
  readonly task: TaskRow;
  readonly check: CheckRow;
  readonly end: EndRow;
  readonly walk: WalkRow;
  readonly perceptron: PerceptronRow;
  readonly caching: PerceptronRow;
  readonly account: AccountRow;
}

/** The records of one kind, as `run.ts` writes them. */
export function rowsOf<K extends keyof Kinds>(
  kind: K,
  records: readonly StudyRecord[],
): Kinds[K][] {
  return records.filter((record) => record.kind === kind) as unknown as Kinds[K][];
}

/** Ends of one experiment, and if asked of one rule, by replicate. */
export function endsOf(
  records: readonly StudyRecord[],
  experiment: Experiment,
  rule?: RuleName,
): EndRow[] {
  return rowsOf('end', records)
    .filter((row) => row.experiment === experiment && (rule === undefined || row.rule === rule))
    .sort((a, b) => a.replicate - b.replicate);
}

/** M1 + c·S. */
export const pricedEnergy = (
  row: Pick<CheckRow, 'totalEnergy' | 'totalStored'>,
  price: number,
): number => row.totalEnergy + price * row.totalStored;
