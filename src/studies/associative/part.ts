/**
 * What a part of the study is: jobs that give records, and figures made of records. Between two jobs a run can be
 * interrupted and taken up again, so a job is as small as a sample where it can be.
 */

import type { Figure } from '../../figures/figure.ts';
import type { Random } from '../../numerics/random.ts';
import type { RunContext, StudyRecord } from '../study.ts';
import type { PartName, Values } from './parameters.ts';

export interface Job {
  /** Rough time in ms, for the progress line. */
  readonly cost: number;
  /** A few words for it. */
  readonly line: string;
  /** Yields records, and `undefined` where it only shows that the work goes on. */
  run(context: RunContext<Values>, random: Random): AsyncGenerator<StudyRecord | undefined>;
}

export interface Part {
  readonly name: PartName;
  /** The jobs; each draws from a stream of its own, `random` split by the part and the job's `line`. */
  jobs(values: Values): readonly Job[];
  figures(records: readonly StudyRecord[], values: Values): readonly Figure[];
}

/** A job that gives all its records at once. */
export function job(
  line: string,
  cost: number,
  records: (context: RunContext<Values>, random: Random) => Promise<StudyRecord[]> | StudyRecord[],
): Job {
  return {
    line,
    cost,
    async *run(context, random) {
      yield* await records(context, random);
    },
  };
}

/** The records of one kind, as the parts write them. */
export function rowsOf<R>(kind: string, records: readonly StudyRecord[]): R[] {
  return records.filter((record) => record.kind === kind) as unknown as R[];
}

/** Samples at a size when there are `samples` at `reference`: the cost of a sample grows faster than N. */
export const samplesAt = (samples: number, reference: number, inputs: number): number =>
  Math.max(2, Math.round((samples * reference) / inputs));
