/** Typed views of the records that `train.ts` writes, for figures and claims of the studies of cognitive tasks. */

import type { VariantName } from '../../tasks/index.ts';
import type { StudyRecord } from '../study.ts';
import type { NetworkFamily } from './plan.ts';

/** Which network a row is about. */
export interface NetworkLabels {
  readonly network: string;
  readonly id: string;
  readonly family: NetworkFamily;
  readonly replicate: number;
  readonly units: number;
  readonly synapses: number;
  readonly density: number;
}

/** Once a run. */
export interface BatteryRow {
  readonly battery: string;
  readonly variant: VariantName;
  readonly tasks: readonly string[];
  readonly groups: readonly string[];
  /** Best accuracy that is possible in each task, and its mean. */
  readonly ceilings: readonly number[];
  readonly ceiling: number;
}

/** An evaluation while learning; `total…` are sums since the start. */
export interface CurveRow extends NetworkLabels {
  readonly update: number;
  readonly trials: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly last: number;
  readonly strict: number;
  readonly solved: number;
  readonly groups: { readonly [group: string]: number };
  readonly lastOfGroups: { readonly [group: string]: number };
  /** Multiply-adds of forward and backward passes, all blocks. */
  readonly totalOperations: number;
  /** Those of recurrent synapses alone. */
  readonly recurrentOperations: number;
  /** Learning energy M1 = Σ|Δw|, all synapses. */
  readonly totalEnergy: number;
}

/** A number at the first crossing of the criterion, by linear interpolation; null where it was not reached. */
export interface AtCriterion {
  readonly trials: number | null;
  readonly updates: number | null;
  readonly operations: number | null;
  readonly energy: number | null;
}

export interface EndRow extends NetworkLabels {
  readonly updates: number;
  readonly trials: number;
  readonly accuracy: number;
  readonly last: number;
  readonly strict: number;
  readonly solved: number;
  readonly groups: { readonly [group: string]: number };
  readonly lastOfGroups: { readonly [group: string]: number };
  /** Decision-period accuracy of every task, and that of last steps. */
  readonly taskAccuracies: readonly number[];
  readonly taskLast: readonly number[];
  readonly finalTrials: number;
  readonly bestAccuracy: number;
  readonly totalOperations: number;
  readonly totalEnergy: number;
  readonly totalChanges: number;
  /** All weights and biases. */
  readonly parameters: number;
  /** Sum over recurrent connections of the distance between their units, in places of the ring. */
  readonly wireLength: number;
  readonly criterion: AtCriterion;
}

interface Kinds {
  readonly battery: BatteryRow;
  readonly curve: CurveRow;
  readonly end: EndRow;
}

/** The records of one kind. */
export function rowsOf<K extends keyof Kinds>(
  kind: K,
  records: readonly StudyRecord[],
): Kinds[K][] {
  return records.filter((record) => record.kind === kind) as unknown as Kinds[K][];
}

/** Ends of the networks that are asked for, by replicate. */
export const endsOf = (
  records: readonly StudyRecord[],
  select: (row: EndRow) => boolean,
): EndRow[] =>
  rowsOf('end', records)
    .filter(select)
    .sort((a, b) => a.replicate - b.replicate);

/**
 * Where a learning curve first crosses a height, by linear interpolation between evaluations.
 *
 * @param curve rows of one network in the order of learning
 */
export function crossing(curve: readonly CurveRow[], height: number): AtCriterion {
  const k = curve.findIndex(({ accuracy }) => accuracy >= height);
  if (k < 0) return { trials: null, updates: null, operations: null, energy: null };
  const [a, b] = [curve[Math.max(0, k - 1)], curve[k]];
  const share = b.accuracy > a.accuracy ? (height - a.accuracy) / (b.accuracy - a.accuracy) : 1;
  const at = (key: 'trials' | 'update' | 'totalOperations' | 'totalEnergy'): number =>
    a[key] + Math.max(0, share) * (b[key] - a[key]);
  return {
    trials: at('trials'),
    updates: at('update'),
    operations: at('totalOperations'),
    energy: at('totalEnergy'),
  };
}
