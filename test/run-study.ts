/** Runs a study in memory, with every snapshot on the way: for tests of what studies yield and where they can be taken up. */

import { createRandom } from '../src/numerics/random.ts';
import type {
  NamedArrays,
  RunContext,
  Snapshot,
  Step,
  StudyRecord,
  StudyResult,
} from '../src/studies/study.ts';

/** What came of a run, and the snapshots with the number of records before each. */
export type Ran<V> = StudyResult<V> & {
  readonly snapshots: readonly { readonly after: number; readonly snapshot: Snapshot }[];
};

export interface RunOptions {
  readonly threads?: number;
  readonly seed?: number;
  readonly resume?: Snapshot;
}

/** A function that runs the study with given values; `task` gives its data, by default none. */
export function studyRunner<V>(
  study: { run(context: RunContext<V>): AsyncGenerator<Step, NamedArrays> },
  task: RunContext<V>['task'] = () => Promise.reject(new Error('no data')),
) {
  return async (
    parameters: V,
    { threads = 1, seed = 11, resume }: RunOptions = {},
  ): Promise<Ran<V>> => {
    const run = study.run({
      ...{ parameters, threads, random: createRandom(seed), arithmetic: 'strict', task },
      ...(resume && { resume }),
    });
    const records: StudyRecord[] = [];
    const snapshots: { after: number; snapshot: Snapshot }[] = [];
    for (;;) {
      const next = await run.next();
      if (next.done) return { parameters, seed, records, arrays: next.value, snapshots };
      const { record, snapshot } = next.value;
      if (record !== undefined) records.push(record);
      if (snapshot !== undefined) {
        // As it comes back from a file.
        const meta = JSON.parse(JSON.stringify(snapshot().meta));
        snapshots.push({ after: records.length, snapshot: { meta, arrays: {} } });
      }
    }
  };
}
