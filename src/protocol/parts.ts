/**
 * Studies that are made of parts: a part is jobs that give records, and figures made of records. It stands alone, and a run is
 * the jobs of those parts that were asked for.
 */

import { type Finding, notRun } from '../evidence/index.ts';
import type { Figure } from '../figures/figure.ts';
import type { Random } from '../numerics/random.ts';
import { type Job, type JobContext, type JobStep, runJobs } from './jobs.ts';
import type { Kinds, KindTable, RecordOf, Row } from './records.ts';
import {
  type Claim,
  type NamedArrays,
  type Pooled,
  pooled,
  type RunContext,
  type Step,
  type StudyResult,
} from './study.ts';

/** What a job of a part is given: `random` is its own stream, of the part's name and then its own. */
export interface PartContext<V> extends JobContext<V> {
  /** Stream of the part, for what several jobs draw alike. */
  readonly shared: Random;
  /** Stream of the run, for what several parts draw alike. */
  readonly root: Random;
}

/** A job whose name is unique in its part. */
export type PartJob<V, R> = Job<V, R, PartContext<V>>;

/** The typed rows of a kind, of all results. */
export type Rows<T extends KindTable> = <K extends keyof T & string>(
  kind: K,
) => Pooled<Row<T, K>>[];

/** A part of a study with values V and records T. */
export interface Part<V, T extends KindTable> {
  readonly name: string;
  jobs(values: V): readonly PartJob<V, RecordOf<T>>[];
  figures(rows: Rows<T>, values: V): readonly Figure[];
}

/** The rows of several results together; what theory says is kept once. */
export const rowsOf =
  <T extends KindTable>(
    records: Kinds<T>,
    results: readonly Pick<StudyResult<unknown>, 'seed' | 'records'>[],
  ): Rows<T> =>
  (kind) =>
    pooled(records, kind, results);

/** The run of a study that is made of parts: see `Study.run`. */
export function runParts<V, T extends KindTable>(
  parts: readonly Part<V, T>[],
  context: RunContext<V>,
): AsyncGenerator<Step<RecordOf<T>>, NamedArrays> {
  const jobs = parts.flatMap((part) =>
    part.jobs(context.parameters).map(
      (job): Job<V, RecordOf<T>> => ({
        ...{ name: `${part.name} · ${job.name}`, cost: job.cost },
        run(own) {
          const stream = own.random.split(part.name);
          const random = stream.split(job.name);
          return job.run({ ...own, random, shared: stream.split('shared'), root: own.random });
        },
      }),
    ),
  );
  return runJobs(context, jobs);
}

/** The figures of the parts, from the records of several runs together; captions tell the parameters of the first. */
export function figuresOfParts<V, T extends KindTable>(
  parts: readonly Part<V, T>[],
  records: Kinds<T>,
  results: readonly StudyResult<V>[],
): readonly Figure[] {
  const [first] = results;
  if (first === undefined) return [];
  const rows = rowsOf(records, results);
  return parts.flatMap((part) => part.figures(rows, first.parameters));
}

/** A sign of life: a tick, or what a stage of a job gives. */
interface Sign {
  readonly share?: number;
}

/**
 * A computation inside a job: its ticks become signs of life of the job.
 *
 * @param from share of the job that is done before it, and `to` after it
 */
export async function* inJob<R>(
  work: Generator<Sign, R> | AsyncGenerator<Sign, R>,
  from = 0,
  to = 1,
): AsyncGenerator<JobStep<never>, R> {
  const results: R[] = [];
  async function* kept(): AsyncGenerator<Sign, void> {
    results.push(yield* work);
  }
  // A loop passes on `return()`, which a call of `next` would not.
  for await (const { share } of kept())
    yield share === undefined ? {} : { share: from + (to - from) * share };
  return results[0];
}

/** What a claim says where the part that it is about was not run. */
export const needs = (part: string): Finding => notRun(`"${part}" among --parts`);

/** A claim of such a study: what the rows of all results say. */
export interface PartClaim<V, T extends KindTable> extends Omit<Claim<V>, 'measure'> {
  measure(rows: Rows<T>, values: V): Finding;
}

/** The claims, as the study declares them. */
export const claimsOfParts = <V, T extends KindTable>(
  records: Kinds<T>,
  claims: readonly PartClaim<V, T>[],
): Claim<V>[] =>
  claims.map((claim) => ({
    ...claim,
    measure: (results) => claim.measure(rowsOf(records, results), results[0].parameters),
  }));
