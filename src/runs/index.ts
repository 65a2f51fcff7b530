/** Runs: identity, store, execution. Node only. */

export { decodeNpz, encodeNpz, type Npz } from '../formats/npz.ts';
export { canonicalJson } from './canonical.ts';
export { commandFor, specOf } from './command.ts';
export { type Environment, frugalVersion, readEnvironment } from './environment.ts';
export {
  type CheckpointEvent,
  type ExecuteOptions,
  execute,
  type ProgressEvent,
  type RecordEvent,
  type RunEvent,
  type RunOutcome,
  type StartEvent,
  type TaskSource,
} from './execute.ts';
export {
  identityOf,
  type RunSpec,
  resultHash,
  type SpecDocument,
  specDocument,
} from './identity.ts';
export type { Job } from './job.ts';
export { executeAll, type PoolEvent, type PoolOptions } from './pool.ts';
export type { RunSummary, Timing } from './store.ts';
export { findRuns, readRun, readSpec, type StoredRun } from './stored.ts';
export { taskSource } from './tasks.ts';
