/** The job runner: order, progress, names, and that every snapshot leads to the same end. */

import { describe, expect, it } from 'vitest';
import { FrugalError } from '../errors.ts';
import { createRandom } from '../numerics/random.ts';
import { type Job, runJobs } from './jobs.ts';
import type { NamedArrays, RunContext, Snapshot, Step, StudyRecord } from './study.ts';

interface Values {
  readonly length: number;
}

const sumIn = ({ arrays }: Snapshot): Float64Array => {
  if (arrays.sum instanceof Float64Array) return arrays.sum.slice();
  throw new Error('the snapshot holds no sum');
};

/** Adds up numbers, one a step; keeps the sum. */
function summing(name: string, cost: number): Job<Values, StudyRecord> {
  return {
    ...{ name, cost },
    *run({ parameters: { length }, resume, random }) {
      const at = (resume?.meta as { next: number } | undefined)?.next ?? 0;
      const sum = resume === undefined ? new Float64Array(1) : sumIn(resume);
      const stream = random.split(name);
      for (let next = at; next < length; next++) {
        yield { share: next / length };
        sum[0] += stream.split(next).integer(100);
        const snapshot = (): Snapshot => ({
          meta: { next: next + 1 },
          arrays: { sum: sum.slice() },
        });
        const record = { kind: 'sum', job: name, step: next, sum: sum[0] };
        yield {
          record,
          share: (next + 1) / length,
          snapshot,
          ...(next < length - 1 && { extends: true }),
        };
      }
      return { [`${name}.sum`]: sum.slice() };
    },
  };
}

const jobs = [
  summing('a', 1),
  summing('b', 3),
  {
    ...{ name: 'c', cost: 1 },
    async *run() {
      yield { record: { kind: 'quick' } };
      return undefined;
    },
  },
];
const first = { record: { kind: 'first' }, line: 'begins' };

async function collect(
  options: Partial<RunContext<Values>> = {},
  own: readonly Job<Values, StudyRecord>[] = jobs,
) {
  const context: RunContext<Values> = {
    ...{ parameters: { length: 4 }, random: createRandom(3), arithmetic: 'strict', threads: 1 },
    task: () => Promise.reject(new Error('no data')),
    ...options,
  };
  const steps: Step<StudyRecord>[] = [];
  const snapshots: { readonly after: number; readonly snapshot: Snapshot }[] = [];
  const continuations = new Map<string, { records: number; snapshot: Snapshot }>();
  const records: StudyRecord[] = [];
  const run = runJobs(context, own, first);
  for (;;) {
    const next = await run.next();
    if (next.done) return { arrays: next.value, steps, records, snapshots, continuations };
    const { record, snapshot, continuation } = next.value;
    if (record !== undefined) records.push(record);
    steps.push(next.value);
    // Through JSON and copies, as from a disk.
    if (snapshot !== undefined)
      snapshots.push({ after: records.length, snapshot: stored(snapshot()) });
    if (continuation !== undefined)
      continuations.set(continuation.job, {
        records: records.length,
        snapshot: stored(continuation.snapshot()),
      });
  }
}

const stored = ({ meta, arrays }: Snapshot): Snapshot => ({
  meta: JSON.parse(JSON.stringify(meta)),
  arrays: structuredClone(arrays),
});
const plain = (arrays: NamedArrays) =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, [...array]]));

describe('runJobs', () => {
  it('runs all jobs in their order, after the first record, and keeps their arrays', async () => {
    const { records, arrays, steps } = await collect();
    expect(records.map(({ kind, job }) => job ?? kind)).toEqual([
      ...['first', 'a', 'a', 'a', 'a', 'b', 'b', 'b', 'b', 'quick'],
    ]);
    expect(Object.keys(arrays)).toEqual(['a.sum', 'b.sum']);
    expect(steps[0]).toMatchObject({ line: 'begins', progress: 0 });
  });

  it('counts progress by cost, never backwards, to 1', async () => {
    const { steps } = await collect();
    const progress = steps.map((step) => step.progress);
    expect(progress).toEqual([...progress].sort((x, y) => x - y));
    expect(progress.at(-1)).toBeCloseTo(1, 12);
    // a is a fifth of the run, and its second record is half of a.
    const second = steps.filter(({ record }) => record?.job === 'a')[1];
    expect(second.progress).toBeCloseTo(0.2 * 0.5, 12);
    const third = steps.filter(({ record }) => record?.job === 'b')[2];
    expect(third.progress).toBeCloseTo(0.2 + 0.6 * 0.75, 12);
  });

  it('leads from every snapshot, inside and between jobs, to the same records and arrays', async () => {
    const whole = await collect();
    expect(whole.snapshots).toHaveLength(2 * 4 + 3);
    for (const { after, snapshot } of whole.snapshots) {
      const rest = await collect({ resume: snapshot });
      expect(rest.records).toEqual(whole.records.slice(after));
      expect(plain(rest.arrays)).toEqual(plain(whole.arrays));
      if (rest.steps.length > 0) expect(rest.steps[0].progress).toBeGreaterThan(0);
    }
  });

  it('goes on from a shorter run: records and arrays of the longer one from the start', async () => {
    const short = await collect({ parameters: { length: 4 } });
    const long = await collect({ parameters: { length: 9 } });
    const asked: string[] = [];
    const former = async (job: string) => {
      asked.push(job);
      const found = short.continuations.get(job);
      if (found === undefined) return undefined;
      const records = short.records.slice(0, found.records).filter((record) => record.job === job);
      return { records, snapshot: found.snapshot };
    };
    const again = await collect({ parameters: { length: 9 }, former });
    expect(asked).toEqual(['a', 'b', 'c']);
    expect(again.records).toEqual(long.records);
    expect(plain(again.arrays)).toEqual(plain(long.arrays));
    // The steps that were taken over are not made again.
    expect(again.steps.length).toBeLessThan(long.steps.length);
  });

  it('names the job in an error for the person, and in no other', async () => {
    const failing = (error: Error): Job<Values, StudyRecord> => ({
      ...{ name: 'broken', cost: 1 },
      // biome-ignore lint/correctness/useYield: it fails before
      *run() {
        throw error;
      },
    });
    await expect(collect({}, [failing(new FrugalError('too large'))])).rejects.toThrow(
      'broken: too large',
    );
    await expect(collect({}, [failing(new Error('a defect'))])).rejects.toThrow(/^a defect$/);
  });

  it('ends a job that is left in the middle', async () => {
    let ended = false;
    const job: Job<Values, StudyRecord> = {
      ...{ name: 'long', cost: 1 },
      *run() {
        try {
          for (;;) yield {};
        } finally {
          ended = true;
        }
      },
    };
    const context = {
      parameters: { length: 1 },
      random: createRandom(1),
      arithmetic: 'strict',
    } as const;
    const run = runJobs({ ...context, threads: 1, task: () => Promise.reject(new Error()) }, [job]);
    await run.next();
    await run.return({});
    expect(ended).toBe(true);
  });

  it('refuses a snapshot that it has not made', async () => {
    await expect(collect({ resume: { meta: { done: 3 }, arrays: {} } })).rejects.toThrow(
      /rerun with --fresh/,
    );
    await expect(collect({ resume: { meta: null, arrays: {} } })).rejects.toThrow(FrugalError);
  });
});
