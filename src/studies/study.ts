/**
 * `study(...)`: an experiment as a value. Its parameters, its run, its figures and its claims in one place,
 * from which the command line, the store, the report and the lab are made.
 */

import type { Random } from '../numerics/random.ts';
import type { ClassificationTask } from '../tasks/examples.ts';
import type { Figure } from './figure.ts';
import type { ParameterTable, ValuesOf } from './parameters.ts';

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A plain row of results; the same for every machine and every thread count (no clock times in it). */
export type StudyRecord = { readonly [key: string]: Json };

/** Arrays by name, flat; a text says what others mean (`hidden1.format`: `csr`). */
export type NamedArrays = Readonly<
  Record<
    string,
    Float32Array | Float64Array | Uint8Array | Uint16Array | Uint32Array | Int32Array | string
  >
>;

/** All that is needed to go on as if nothing had happened. */
export interface Snapshot {
  readonly meta: Json;
  readonly arrays: NamedArrays;
}

/** What a run yields: often a record, and beside it what must not enter the run's hash. */
export interface Step {
  /** Absent where a step only shows that the work goes on (several times a second in a long epoch). */
  readonly record?: StudyRecord;
  /** Clock times and rates in seconds and per second: shown live and stored apart from the records. */
  readonly timing?: Readonly<Record<string, number>>;
  /** Present where the run can be taken up again after this record; called only when a checkpoint is due. */
  readonly snapshot?: () => Snapshot;
  /** Share of the whole run that is done, 0 … 1. */
  readonly progress: number;
  /** A few words for a progress line, e.g. `set · epoch 3 · 84.1 %`. */
  readonly line: string;
}

/** What a run is given. */
export interface RunContext<P> {
  readonly parameters: P;
  readonly random: Random;
  /** `strict`: the same bits on every machine. `fused`: multiply-adds are fused where the machine can. */
  readonly arithmetic: 'strict' | 'fused';
  readonly threads: number;
  /** Finds a task by name: embedded, or from the data folder. Throws `FrugalError` where data are missing. */
  readonly task: (
    name: string,
    options?: { readonly trainLimit?: number; readonly testLimit?: number },
  ) => Promise<ClassificationTask>;
  /** Where the interrupted run stood. */
  readonly resume?: Snapshot;
}

/** What a finished (or interrupted) run has shown. */
export interface StudyResult<P> {
  readonly parameters: P;
  readonly records: readonly StudyRecord[];
  /** Final arrays that the study wants kept (weights, topologies), stored as npz. */
  readonly arrays: NamedArrays;
}

export type Verdict = 'holds' | 'falls short' | 'undecided';

export interface ClaimResult {
  readonly id: string;
  /** The published statement, in the words of the field. */
  readonly statement: string;
  /** The published number, or why there is none. */
  readonly published: string;
  /** Our number with its uncertainty or its sample size. */
  readonly measured: string;
  readonly verdict: Verdict;
}

export interface Claim<P> {
  readonly id: string;
  readonly statement: string;
  readonly published: string;
  /** From the records alone; `undecided` where the size or the number of seeds cannot settle it, and says why. */
  measure(result: StudyResult<P>): { readonly measured: string; readonly verdict: Verdict };
}

export interface Citation {
  readonly authors: string;
  readonly year: number;
  readonly title: string;
  readonly where: string;
  readonly url?: string;
}

export type Presets<P> = Readonly<
  Record<'smoke' | 'quick' | 'paper', Partial<P>> & Record<string, Partial<P>>
>;

/**
 * The verbs are methods, not function-valued properties: TypeScript then lets a `Study` of a particular table
 * stand where a `Study` of any table is asked for (registry, store, report).
 */
export interface Study<T extends ParameterTable = ParameterTable> {
  /** Lower-case name of the command line, e.g. `set-mlp`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly paper: Citation;
  readonly parameters: T;
  /**
   * What differs from the defaults; `smoke` takes seconds, `quick` about a minute, `paper` is the published protocol.
   * A study may have more of its own.
   */
  readonly presets: Presets<ValuesOf<T>>;
  /** Names of the tasks (data) that these parameters need: their digests enter the run's identity. */
  tasks(parameters: ValuesOf<T>): readonly {
    readonly name: string;
    readonly trainLimit?: number;
    readonly testLimit?: number;
  }[];
  /** Checks combinations that no single range can; throws `UsageError` before any work starts. */
  check?(parameters: ValuesOf<T>): void;
  /** The learner: yields records, returns the arrays to keep. */
  run(context: RunContext<ValuesOf<T>>): AsyncGenerator<Step, NamedArrays>;
  figures(results: readonly StudyResult<ValuesOf<T>>[]): readonly Figure[];
  readonly claims: readonly Claim<ValuesOf<T>>[];
}

/** Declares a study. Only an identity function at run time: it lets the parameter types flow into `run` and `claims`. */
export function study<const T extends ParameterTable>(definition: Study<T>): Study<T> {
  return definition;
}
