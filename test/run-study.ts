/**
 * Runs a study in memory, with every snapshot on the way: for tests of what studies yield, where they can be taken up, and
 * from where a longer run goes on.
 */

import { createRandom } from '../src/numerics/random.ts';
import type {
  NamedArrays,
  RunContext,
  Snapshot,
  Step,
  StudyRecord,
  StudyResult,
} from '../src/protocol/study.ts';

/** What a finished run has done of a job, as a longer one is given it. */
interface Former {
  readonly records: readonly StudyRecord[];
  readonly snapshot: Snapshot;
}

/** What came of a run, and the snapshots with the number of records before each. */
export type Ran<V> = StudyResult<V> & {
  readonly snapshots: readonly { readonly after: number; readonly snapshot: Snapshot }[];
  /** By job, what a longer run goes on from. */
  readonly former: ReadonlyMap<string, Former>;
};

export interface RunOptions {
  readonly threads?: number;
  readonly seed?: number;
  readonly resume?: Snapshot;
  /** Of a finished, shorter run. */
  readonly former?: ReadonlyMap<string, Former>;
}

/** As it comes back from a file. */
const stored = ({ meta, arrays }: Snapshot): Snapshot => ({
  meta: JSON.parse(JSON.stringify(meta)),
  arrays: structuredClone(arrays),
});

/** A function that runs the study with given values; `task` gives its data, by default none. */
export function studyRunner<V>(
  study: { run(context: RunContext<V>): AsyncGenerator<Step<StudyRecord>, NamedArrays> },
  task: RunContext<V>['task'] = () => Promise.reject(new Error('no data')),
) {
  return async (
    parameters: V,
    { threads = 1, seed = 11, resume, former }: RunOptions = {},
  ): Promise<Ran<V>> => {
    const run = study.run({
      ...{ parameters, threads, random: createRandom(seed), arithmetic: 'strict', task },
      ...(resume && { resume }),
      ...(former && { former: async (job) => former.get(job) }),
    });
    const records: StudyRecord[] = [];
    const snapshots: { after: number; snapshot: Snapshot }[] = [];
    const left = new Map<string, Former>();
    for (;;) {
      const next = await run.next();
      if (next.done)
        return { parameters, seed, records, arrays: next.value, snapshots, former: left };
      const { record, snapshot, continuation } = next.value;
      if (record !== undefined) records.push(record);
      if (continuation !== undefined)
        left.set(continuation.job, {
          records: structuredClone(records.slice(records.length - continuation.records)),
          snapshot: stored(continuation.snapshot()),
        });
      if (snapshot !== undefined)
        snapshots.push({ after: records.length, snapshot: stored(snapshot()) });
    }
  };
}
