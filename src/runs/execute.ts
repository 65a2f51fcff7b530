/**
 * Runs a study to its end, as a stream of events: recognises what is finished, takes up what was interrupted.
 *
 * A run can be cut anywhere (signal, kill -9, full disk) and the same call goes on from the last checkpoint to the
 * same final bits: a checkpoint lies between two records, and later records are thrown away when it is taken up.
 */

import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ENGINE_SEMANTICS } from '../engine/semantics.ts';
import { FrugalError } from '../errors.ts';
import { createRandom } from '../numerics/random.ts';
import {
  claimsOf,
  type Json,
  type NamedArrays,
  type RunContext,
  type Study,
  type StudyRecord,
} from '../protocol/study.ts';
import { askedRun } from './asked.ts';
import { checkData, checkRequest } from './check-request.ts';
import { type Disk, isReadOnly, realDisk } from './files.ts';
import { type Former, formerOf } from './former.ts';
import { firstDifference, type RunSpec, type SpecDocument } from './identity.ts';
import { type Journal, openJournal } from './journal.ts';
import { clearFolder, openFolder, type RunSummary, type Timing } from './store.ts';
import { orStartOver, readRun, readSpec, type StoredRun } from './stored.ts';

type LoadTask = RunContext<unknown>['task'];
type LoadNetwork = NonNullable<RunContext<unknown>['network']>;

/** Where a run finds its data. */
export interface TaskSource {
  readonly load: LoadTask;
  /** SHA-256 of the task's data, where possible without loading them. */
  readonly digest: (...task: Parameters<LoadTask>) => Promise<string>;
  /** The bytes of any other file. */
  readonly file?: (path: string) => Promise<Uint8Array>;
  /** Networks from which runs start, by path, and their digests. */
  readonly network?: LoadNetwork;
  readonly networkDigest?: (...network: Parameters<LoadNetwork>) => Promise<string>;
}

export interface ExecuteOptions {
  readonly tasks: TaskSource;
  readonly threads: number;
  /** The run's folder; default `<root>/<study>/<first 12 digits of the identity>`. */
  readonly folder?: string;
  /** Default `runs`. */
  readonly root?: string;
  /** Throw away what the folder holds and start from the beginning, without what a shorter run has done. */
  readonly fresh?: boolean;
  /**
   * Look for no shorter run to go on from: where thousands lie by their identities, one would be found by chance, and every
   * neighbour is read for it.
   */
  readonly alone?: boolean;
  /** Accept a finished result of another version of the engine's semantics. */
  readonly asIs?: boolean;
  /** First digits of the digest of the data from a file, where only those will do. */
  readonly data?: string;
  /** At most one checkpoint in so many seconds; default 10. 0 takes every one that is offered. */
  readonly checkpointSeconds?: number;
  /** Aborted: the step under way is finished, a checkpoint written, and the run ends as `interrupted`. */
  readonly signal?: AbortSignal;
  /** What to write to `environment.json`. */
  readonly environment?: Readonly<Record<string, Json>>;
  readonly disk?: Disk;
}

/** What happens during a run, in order. */
export type RunEvent = StartEvent | RecordEvent | ProgressEvent | CheckpointEvent;

/** The folder is ours and the run begins, or goes on after `records` stored ones. */
export interface StartEvent {
  readonly type: 'start';
  readonly identity: string;
  readonly folder: string;
  readonly records: number;
  /** The run is finished already; its records follow, and that is all. */
  readonly finished: boolean;
  /** Stored files that are damaged, but decide nothing: a line each. */
  readonly warnings: readonly string[];
  /** Folder of a shorter run of the same kind, from which jobs go on. */
  readonly shorter?: string;
}

/** A record, in order from the first one: read from disk, or computed just now and then with its times. */
export interface RecordEvent {
  readonly type: 'record';
  readonly index: number;
  readonly record: StudyRecord;
  readonly timing?: Timing;
}

/** The run is alive: after every step, with or without a record. */
export interface ProgressEvent {
  readonly type: 'progress';
  /** Share of the whole run that is done, 0 … 1. */
  readonly progress: number;
  /** A few words, e.g. `set · epoch 3 · 84.1 %`. */
  readonly line: string;
}

export interface CheckpointEvent {
  readonly type: 'checkpoint';
  readonly records: number;
  readonly bytes: number;
}

/** How a run ended. `stored`: it was finished already. */
export type RunOutcome = {
  readonly identity: string;
  readonly folder: string;
  /** Records on disk; after an interruption the ones from which the next call goes on. */
  readonly records: number;
} & (
  | { readonly status: 'done' | 'stored'; readonly summary: RunSummary }
  | {
      readonly status: 'interrupted';
      /** Whether there is a checkpoint, from which the next call goes on. */
      readonly resumable: boolean;
    }
);

type RunStream = AsyncGenerator<RunEvent, RunOutcome, undefined>;

const DEFAULT_CHECKPOINT_SECONDS = 10;
/** How long an interrupted run waits for the next step that offers a checkpoint, before it falls back to the last. */
const PATIENCE_MS = 5000;
/** The event loop gets a turn at least this often, if steps are that short. */
const GAP_MS = 20;

/**
 * Executes one run. Events arrive as they happen; the outcome is the generator's return value. Stopping early
 * (`return()`) leaves the folder as a crash would: whole files and the last checkpoint.
 *
 * @throws UsageError for what is missing, out of range or does not go together; FrugalError for missing data, a folder that cannot be
 *   used or belongs to another run or other engine semantics, other data than asked for, a full disk, a record that is not a number
 */
export async function* execute(study: Study, asked: RunSpec, options: ExecuteOptions): RunStream {
  checkRequest(study, asked, options);
  const { spec, document, identity } = await askedRun(study, asked, options.tasks);
  if (options.data !== undefined) checkData(document, options.data);
  const path = options.folder ?? defaultFolder(study.name, identity, options.root);
  const folder = await openFolder(path, options.disk).catch((error: unknown) => {
    if (options.fresh || !isReadOnly(error)) throw error;
    return { unwritable: error };
  });
  if ('unwritable' in folder) {
    // What is finished can be shown from a disk to which nothing can be written.
    const stored = await formerRun(path, document, options.disk ?? realDisk, options.asIs ?? false);
    if (stored?.summary === undefined) throw folder.unwritable;
    return yield* replay(study, spec, stored, stored.summary);
  }
  try {
    const former = options.fresh
      ? undefined
      : await formerRun(path, document, folder.disk, options.asIs ?? false);
    if (former?.summary !== undefined) return yield* replay(study, spec, former, former.summary);
    if (former === undefined) await clearFolder(folder);
    const { root = 'runs' } = options;
    const shorter =
      options.fresh || options.alone
        ? undefined
        : await formerOf(document, study.parameters, { folder: path, root, disk: folder.disk });
    const every = options.checkpointSeconds ?? DEFAULT_CHECKPOINT_SECONDS;
    const journal = await openJournal(folder, { study: study.name, identity }, former, every);
    const { threads, environment } = options;
    const machine = { threads, arithmetic: spec.arithmetic, ...environment };
    journal.begin(former === undefined ? document : undefined, machine);
    try {
      const place = { identity, path, journal, shorter, warnings: former?.warnings ?? [] };
      return yield* compute(study, spec, place, options);
    } finally {
      await journal.settled();
    }
  } finally {
    await folder.close();
  }
}

/** `runs/<study>/<first 12 digits of the identity>` */
function defaultFolder(study: string, identity: string, root = 'runs'): string {
  return join(root, study, identity.slice(0, 12));
}

/** What the folder holds of this very run. @throws FrugalError when it holds another one */
async function formerRun(
  path: string,
  asked: SpecDocument,
  disk: Disk,
  asIs: boolean,
): Promise<StoredRun | undefined> {
  if ((await orStartOver(readSpec(path, disk))) === undefined) return undefined;
  const stored = await readRun(path, disk);
  const { spec } = stored;
  const difference = firstDifference({ ...spec, engine: asked.engine }, asked);
  if (difference !== undefined) {
    throw new FrugalError(
      `${path} holds another run (${difference}): choose another folder with --out, or overwrite it with --fresh`,
    );
  }
  if (spec.engine === ENGINE_SEMANTICS || (asIs && stored.summary !== undefined)) return stored;
  const [what, way] = stored.summary
    ? ['result', ', or read with --as-is']
    : ['unfinished run', ''];
  throw new FrugalError(
    `${what} made by engine semantics ${spec.engine}, this is ${ENGINE_SEMANTICS}: rerun with --fresh${way}`,
  );
}

/** A finished run: its records again, and its claims by the study as it is now. */
async function* replay(
  study: Study,
  { parameters, seed }: RunSpec,
  stored: StoredRun,
  summary: RunSummary,
): RunStream {
  const { identity, folder, records } = stored;
  yield* beginning({ identity, folder, finished: true, warnings: stored.warnings }, records);
  const claims = claimsOf(study, [{ parameters, seed, records, arrays: await stored.arrays() }]);
  return {
    status: 'stored',
    identity,
    folder,
    records: records.length,
    summary: { ...summary, claims },
  };
}

/** Where a run computes, and what there is to go on from. */
interface Place {
  readonly identity: string;
  readonly path: string;
  /** Begins where this very run was interrupted. */
  readonly journal: Journal;
  readonly warnings: readonly string[];
  /** Another run, which was to be shorter. */
  readonly shorter: Former | undefined;
}

async function* compute(
  study: Study,
  spec: RunSpec,
  { identity, path, journal, warnings, shorter }: Place,
  options: ExecuteOptions,
): RunStream {
  const { parameters, arithmetic, seed } = spec;
  const { threads, signal } = options;
  let stopBy = signal?.aborted ? 0 : Number.POSITIVE_INFINITY;
  let gapAt = Number.NEGATIVE_INFINITY;
  const start = { identity, folder: path, finished: false, warnings };
  yield* beginning({ ...start, ...(shorter && { shorter: shorter.folder }) }, [...journal.records]);

  const steps = study.run({
    parameters,
    random: createRandom(seed),
    arithmetic,
    threads,
    task: options.tasks.load,
    ...(options.tasks.file && { file: options.tasks.file }),
    ...(options.tasks.network && { network: options.tasks.network }),
    ...(journal.resume && { resume: journal.resume }),
    ...(shorter && { former: shorter.of }),
  });
  try {
    while (!(signal?.aborted && performance.now() >= stopBy)) {
      const next = await steps.next();
      if (next.done) return await finish(next.value);
      const { record, snapshot, continuation, progress, line } = next.value;
      if (record !== undefined) {
        const timing = journal.add(record, next.value.timing);
        yield { type: 'record', index: journal.records.length - 1, record, timing };
      }
      await journal.keep(continuation);
      yield { type: 'progress', progress, line };
      // Studies compute without ever waiting; signals are heard, and timers run, only in such a gap.
      if (performance.now() - gapAt >= GAP_MS) {
        await setImmediate();
        gapAt = performance.now();
        journal.check();
      }
      const stop = signal?.aborted ?? false;
      const bytes = await journal.save(snapshot, stop);
      if (bytes !== undefined) yield { type: 'checkpoint', records: journal.saved(), bytes };
      if (stop)
        stopBy = bytes !== undefined ? 0 : Math.min(stopBy, performance.now() + PATIENCE_MS);
    }
    await journal.settled();
    journal.check();
    return {
      ...{ status: 'interrupted', identity, folder: path },
      ...{ records: journal.saved(), resumable: journal.resumable() },
    };
  } finally {
    await steps.return({});
  }

  async function finish(arrays: NamedArrays): Promise<RunOutcome> {
    const { records } = journal;
    const summary = await journal.finish(arrays, () =>
      claimsOf(study, [{ parameters, seed, records, arrays }]),
    );
    return { status: 'done', identity, folder: path, records: records.length, summary };
  }
}

function* beginning(
  start: Omit<StartEvent, 'type' | 'records'>,
  records: readonly StudyRecord[],
): Generator<RunEvent> {
  yield { type: 'start', ...start, records: records.length };
  for (let index = 0; index < records.length; index++)
    yield { type: 'record', index, record: records[index] };
}
