/** Typed views of the records of `se-rnn`, for its figures and claims. */

import type { StudyRecord, StudyResult } from '../study.ts';
import type { Method } from './methods.ts';
import type { Values } from './parameters.ts';

export type Result = StudyResult<Values>;

/** Once a run. */
export interface BoxRow {
  readonly units: number;
  /** Connections of the masks, and their radius. */
  readonly synapses: number;
  readonly radius: number;
  /** Mean distance of two units, and the most that is possible. */
  readonly meanDistance: number;
}

/** Which network a row is about; `price` 0: none. */
export interface NetworkLabels {
  readonly method: Method;
  readonly price: number;
  readonly replicate: number;
}

export interface CheckRow extends NetworkLabels {
  readonly update: number;
  readonly accuracy: number;
  /** Mean task loss since the last check; 0 in the first. */
  readonly loss: number;
  /** Σ|w|d / Σ|w|. */
  readonly weightedLength: number;
}

export interface EndRow extends NetworkLabels {
  readonly accuracy: number;
  /** With the strongest connections alone, as many as the masks have. */
  readonly prunedAccuracy: number;
  /** Least wire with which it is still 90 %, by halving the connections; null where it never is. */
  readonly leastWire: number | null;
  readonly strength: number;
  readonly modularity: number;
  readonly modularityByChance: number;
  readonly smallWorldness: number | null;
  readonly clustering: number;
  readonly path: number | null;
  /** Recurrent connections that exist, those with a weight near 0 too, and their wire. */
  readonly connections: number;
  readonly wireLength: number;
  /** Wire and mean length of the strongest connections, as many as the masks have. */
  readonly wire: number;
  readonly meanLength: number;
  readonly weightedLength: number;
  readonly weightSum: number;
  readonly swaps: number;
}

/** Accuracy and wire with the strongest connections alone: as many as the masks have, half of them, a quarter … */
export interface PrunedRow extends NetworkLabels {
  /** Connections that are left. */
  readonly left: number;
  readonly accuracy: number;
  readonly wire: number;
}

/** Mean |w| at every distance, rounded to whole spacings. */
export interface LengthsRow extends NetworkLabels {
  readonly lengths: readonly number[];
  readonly sizes: readonly number[];
}

/** Where the units lie, which community each is in, and their strongest connections; first replicate only. */
export interface MapRow extends NetworkLabels {
  readonly coordinates: readonly number[];
  readonly communities: readonly number[];
  readonly edges: readonly (readonly [number, number, number])[];
}

interface Kinds {
  readonly box: BoxRow;
  readonly check: CheckRow;
  readonly end: EndRow;
  readonly pruned: PrunedRow;
  readonly lengths: LengthsRow;
  readonly map: MapRow;
}

/** The records of one kind, as `run.ts` writes them. */
export function rowsOf<K extends keyof Kinds>(
  kind: K,
  records: readonly StudyRecord[],
): Kinds[K][] {
  return records.filter((record) => record.kind === kind) as unknown as Kinds[K][];
}

/** Ends of one method at one price, by replicate. */
export function endsOf(records: readonly StudyRecord[], method: Method, price: number): EndRow[] {
  return rowsOf('end', records)
    .filter((row) => row.method === method && row.price === price)
    .sort((a, b) => a.replicate - b.replicate);
}

/** `wire`, `wire 2 nats`. */
export const nameOf = ({ method, price }: Pick<NetworkLabels, 'method' | 'price'>): string =>
  price === 0 ? method : `${method} ${price} nats`;
