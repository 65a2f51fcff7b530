/**
 * What a part of the study is: jobs that give records, and figures made of records. Between two jobs a run can be interrupted
 * and taken up again.
 */

import type { Figure } from '../../figures/figure.ts';
import type { Random } from '../../numerics/random.ts';
import type { StudyRecord } from '../study.ts';
import type { PartName, Values } from './parameters.ts';

/** What a job has found; clock times are kept apart from records. */
export interface Found {
  readonly records: readonly StudyRecord[];
  readonly timing?: Readonly<Record<string, number>>;
}

export interface Job {
  /** Rough time in ms, for the progress line. */
  readonly cost: number;
  /** A few words for it; also names its stream of random numbers. */
  readonly line: string;
  /** `shared` is the stream of the part, for what several jobs draw alike. */
  run(random: Random, shared: Random): Promise<Found> | Found;
}

export interface Part {
  readonly name: PartName;
  jobs(values: Values): readonly Job[];
  figures(records: readonly StudyRecord[], values: Values): readonly Figure[];
}

/** The records of one kind, as the parts write them. */
export function rowsOf<R>(kind: string, records: readonly StudyRecord[]): R[] {
  return records.filter((record) => record.kind === kind) as unknown as R[];
}

/** The names of learners in figures. */
export const LEARNER_NAMES: Readonly<Record<string, string>> = {
  sbpi: 'SBPI',
  bpi: 'BPI',
  cp: 'clipped perceptron',
  rbp: 'reinforced BP',
  fbp: 'focusing BP',
  rms: 'reinforced max-sum',
};
