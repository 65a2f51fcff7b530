/**
 * Parts of a study run one after another, job by job: what the studies of discrete synapses share. Nothing is kept but records,
 * and every boundary between two jobs is a place to go on from.
 */

import type { Figure } from '../../figures/figure.ts';
import type {
  NamedArrays,
  RunContext,
  Snapshot,
  Step,
  StudyRecord,
  StudyResult,
} from '../study.ts';
import type { Job } from './part.ts';

/** A part of a study with values V: jobs that give records, and figures made of records. */
export interface PartOf<V> {
  readonly name: string;
  jobs(values: V): readonly Job[];
  figures(records: readonly StudyRecord[], values: V): readonly Figure[];
}

/** The run of a study that is made of parts: see `Study.run`. */
export async function* runParts<V>(
  parts: readonly PartOf<V>[],
  { parameters, random, resume }: RunContext<V>,
): AsyncGenerator<Step, NamedArrays> {
  const jobs = parts.flatMap((part) =>
    part.jobs(parameters).map((job) => ({ part: part.name, job })),
  );
  const total = jobs.reduce((sum, { job }) => sum + job.cost, 0);
  const finished = (resume?.meta as { finished: number } | undefined)?.finished ?? 0;
  let done = jobs.slice(0, finished).reduce((sum, { job }) => sum + job.cost, 0);
  for (let number = finished; number < jobs.length; number++) {
    const { part, job } = jobs[number];
    const line = `${part} · ${job.line}`;
    const stream = random.split(part);
    const { records, timing } = await job.run(stream.split(job.line), stream.split('shared'));
    for (const [k, record] of records.entries())
      yield {
        record,
        ...(timing === undefined || k > 0 ? {} : { timing }),
        ...{ progress: done / total, line },
      };
    done += job.cost;
    const snapshot = (): Snapshot => ({ meta: { finished: number + 1 }, arrays: {} });
    yield { progress: done / total, line, snapshot };
  }
  return {};
}

/** Figures of the parts from the records of several runs together; what theory says, kinds that end so, is kept once. */
export function figuresOfParts<V>(
  parts: readonly PartOf<V>[],
  results: readonly StudyResult<V>[],
): readonly Figure[] {
  const [first] = results;
  if (first === undefined) return [];
  const told = new Set<string>();
  const records = results.flatMap((result) =>
    result.records.filter((record) => {
      if (!String(record.kind).endsWith('-theory')) return true;
      const text = JSON.stringify(record);
      return !told.has(text) && told.add(text);
    }),
  );
  return parts.flatMap((part) => part.figures(records, first.parameters));
}
