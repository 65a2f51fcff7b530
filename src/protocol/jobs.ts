/**
 * Runs the jobs of a study one after another: progress, checkpoints inside a job and between two, names in errors.
 *
 * A job is a generator. It gives a sign of life at least four times a second, so that the run can be watched and
 * interrupted; where its state can be saved it offers a snapshot, and is later begun with it (`resume`).
 */

import { FrugalError } from '../errors.ts';
import type { Json, NamedArrays, RunContext, Snapshot, Step, StudyRecord } from './study.ts';
import type { Look } from './view.ts';

/** What a job yields. */
export interface JobStep<R = StudyRecord> {
  readonly record?: R;
  readonly timing?: Step['timing'];
  /** Share of the job that is done, 0 … 1; default what it was. */
  readonly share?: number;
  /** A few words for the progress line; default the job's name. */
  readonly line?: string;
  /** The state after this step, from which `run` goes on if it is given it. */
  readonly snapshot?: () => Snapshot;
  /**
   * This snapshot does not depend on how long the job was to last: a longer run of the same kind can go on from it. The
   * last one of a job is kept with a finished run.
   */
  readonly extends?: boolean;
  /** Shows the network under way; good until the job goes on. */
  readonly look?: Look;
}

export interface JobContext<P> extends RunContext<P> {
  /** The job's own snapshot, where it stood when the run was interrupted. */
  readonly resume?: Snapshot;
  /** What the jobs before it have kept: for jobs that go by what others found. */
  readonly kept?: NamedArrays;
}

export type JobRun<R = StudyRecord> =
  | AsyncGenerator<JobStep<R>, NamedArrays | undefined>
  | Generator<JobStep<R>, NamedArrays | undefined>;

/** C: what it is given beside what every job gets (parts.ts). */
export interface Job<P, R = StudyRecord, C extends JobContext<P> = JobContext<P>> {
  /** What it is called while it runs, and in errors. No two jobs of a run share a name. */
  readonly name: string;
  /** Rough cost in any unit: the share of the progress line. */
  readonly cost: number;
  /** Learns, measures, … ; returns the arrays to keep, by names that no other job uses. */
  run(context: C): JobRun<R>;
}

/** Where an interrupted run stood. */
interface Standing {
  readonly finished: number;
  /** The snapshot's meta of the job under way; null between two jobs. */
  readonly job: Json;
  /** How many records that job has given so far. */
  readonly records: number;
}

/** The arrays under a new beginning of their names. */
export const prefixed = (prefix: string, arrays: NamedArrays): NamedArrays =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [prefix + name, array]));

/** The arrays whose names begin so, without that beginning. */
export const under = (prefix: string, arrays: NamedArrays): NamedArrays =>
  Object.fromEntries(
    Object.entries(arrays).flatMap(([name, array]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), array]] : [],
    ),
  );

/**
 * Runs jobs in their order.
 *
 * @param first a record before all jobs, and its words
 */
export async function* runJobs<P, R>(
  context: RunContext<P>,
  jobs: readonly Job<P, R>[],
  first?: { readonly record: R; readonly line: string },
): AsyncGenerator<Step<R>, NamedArrays> {
  const { resume } = context;
  const standing = standingOf(resume);
  const total = jobs.reduce((sum, { cost }) => sum + cost, 0);
  let kept = under('kept.', resume?.arrays ?? {});
  let done = jobs.slice(0, standing.finished).reduce((sum, { cost }) => sum + cost / total, 0);
  if (resume === undefined && first !== undefined) yield { ...first, progress: 0 };
  for (let number = standing.finished; number < jobs.length; number++) {
    const job = jobs[number];
    const inside = number === standing.finished && standing.job !== null;
    const own: Snapshot | undefined = inside
      ? { meta: standing.job, arrays: under('job.', resume?.arrays ?? {}) }
      : undefined;
    const { resume: _, former, ...rest } = context;
    const formerly = own === undefined ? await former?.(job.name) : undefined;
    const begin = own ?? formerly?.snapshot;
    const records = inside ? standing.records : (formerly?.records.length ?? 0);
    const place = { number, done, share: job.cost / total, kept, records };
    for (const record of formerly?.records ?? [])
      yield { record: record as R, progress: done, line: job.name };
    const arrays = yield* runJob(job, { ...rest, kept, ...(begin && { resume: begin }) }, place);
    kept = { ...kept, ...arrays };
    done += job.cost / total;
    const snapshot = (): Snapshot => ({
      meta: { finished: number + 1, job: null, records: 0 },
      arrays: prefixed('kept.', kept),
    });
    yield { progress: done, line: `${job.name} · done`, snapshot };
  }
  return kept;
}

interface Place {
  readonly number: number;
  readonly done: number;
  readonly share: number;
  readonly kept: NamedArrays;
  /** Records of the job that were given before. */
  readonly records: number;
}

async function* runJob<P, R>(
  job: Job<P, R>,
  context: JobContext<P>,
  { number, done, share, kept, records }: Place,
): AsyncGenerator<Step<R>, NamedArrays> {
  const steps = job.run(context);
  let part = 0;
  let given = records;
  try {
    for (;;) {
      const next = await steps.next();
      if (next.done) return next.value ?? {};
      const { record, timing, line = job.name, snapshot, extends: goesOn, look } = next.value;
      if (record !== undefined) given++;
      part = Math.max(part, Math.min(1, next.value.share ?? part));
      yield {
        ...(record && { record }),
        ...(timing && { timing }),
        job: job.name,
        progress: done + share * part,
        line,
        ...(snapshot && { snapshot: () => ofRun(snapshot()) }),
        ...(look && { look }),
        ...(snapshot && goesOn && { continuation: { job: job.name, records: given, snapshot } }),
      };
    }
  } catch (error) {
    if (error instanceof FrugalError) error.message = `${job.name}: ${error.message}`;
    throw error;
  } finally {
    await steps.return(undefined);
  }

  function ofRun({ meta, arrays }: Snapshot): Snapshot {
    return {
      meta: { finished: number, job: meta, records: given },
      arrays: { ...prefixed('job.', arrays), ...prefixed('kept.', kept) },
    };
  }
}

/** @throws FrugalError for a snapshot that is not one of `runJobs` */
function standingOf(resume: Snapshot | undefined): Standing {
  if (resume === undefined) return { finished: 0, job: null, records: 0 };
  const { meta } = resume;
  if (typeof meta === 'object' && meta !== null && 'finished' in meta) {
    const { finished, job, records } = meta;
    if (typeof finished === 'number' && typeof records === 'number')
      return { finished, job: job ?? null, records };
  }
  throw new FrugalError('the checkpoint is not one of this study: rerun with --fresh');
}
