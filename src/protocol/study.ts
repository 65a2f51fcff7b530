/**
 * `study(...)`: an experiment as a value. Its parameters, its run, its figures and its claims in one place,
 * from which the command line, the store, the report and the lab are made.
 */

import { UsageError } from '../errors.ts';
import { type Finding, LEAST_SEEDS, type Verdict } from '../evidence/index.ts';
import type { Figure } from '../figures/figure.ts';
import type { Json, StudyRecord } from '../figures/record.ts';
import type { NetworkOutline } from '../interchange/arrays.ts';
import type { StoredNetwork } from '../interchange/network.ts';
import type { ActivationName } from '../kernels/index.ts';
import type { Random } from '../numerics/random.ts';
import type { AnyExamples } from '../tasks/examples.ts';
import type { TaskOptions } from '../tasks/prepare/options.ts';
import type { FigureAnswers } from './figure-answers.ts';
import type { ParameterTable, ValuesOf } from './parameters.ts';
import type { Places } from './places.ts';
import type { Kinds, KindTable, RecordOf, Row } from './records.ts';
import type { ResultTable } from './results.ts';
import type { Look } from './view.ts';

export type { Json, StudyRecord };

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
export interface Step<R = StudyRecord> {
  /** Absent where a step only shows that the work goes on (at least four times a second). */
  readonly record?: R;
  /** Clock times and rates in seconds and per second: shown live and stored apart from the records. */
  readonly timing?: Readonly<Record<string, number>>;
  /** Present where the run can be taken up again after this record; called only when a checkpoint is due. */
  readonly snapshot?: () => Snapshot;
  /**
   * Present where a longer run could go on from here: the state of the job under way, to be taken at once, and how many
   * records the job has given, this step's among them. The last one of each job is kept with a finished run.
   */
  readonly continuation?: {
    readonly job: string;
    readonly records: number;
    readonly snapshot: () => Snapshot;
  };
  /** The job under way; absent between two, and in studies without. */
  readonly job?: string;
  /** Shows the network under way, for who wants to see; good until the run goes on, and without any effect on it. */
  readonly look?: Look;
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
  /** Finds a task by name (embedded, or from the data folder) or path. Throws `FrugalError` where data are missing. */
  readonly task: (name: string, options?: TaskOptions) => Promise<AnyExamples>;
  /** The bytes of a file that `files` of the study names. Absent where there are no files. */
  readonly file?: (path: string) => Promise<Uint8Array>;
  /**
   * Finds a network by the path of a file or a run, see `Study.networks`. Absent where there are no files.
   *
   * @param activation of hidden units, where the file does not say it
   */
  readonly network?: (
    path: string,
    options?: { readonly activation?: ActivationName },
  ) => Promise<StoredNetwork>;
  /** Where the interrupted run stood. */
  readonly resume?: Snapshot;
  /**
   * What a shorter run has already done of a job: its records up to a snapshot, and that snapshot, from which the job goes
   * on. Absent where there is no such run.
   */
  readonly former?: (
    job: string,
  ) => Promise<
    { readonly records: readonly StudyRecord[]; readonly snapshot: Snapshot } | undefined
  >;
}

/** What a finished (or interrupted) run has shown. */
export interface StudyResult<P> {
  readonly parameters: P;
  /** The run's seed: results of equal parameters and different seeds are independent evidence. */
  readonly seed: number;
  readonly records: readonly StudyRecord[];
  /** Final arrays that the study wants kept (weights, topologies), stored as npz. */
  readonly arrays: NamedArrays;
  /** Clock times beside each record, where the store has them: for figures of speed, never for claims. */
  readonly timing?: readonly Readonly<Record<string, number>>[];
}

export type { Verdict };

/** `measured` is our number with its uncertainty or its sample size. */
export interface ClaimResult extends Finding {
  readonly id: string;
  /** The published statement, in the words of the field. */
  readonly statement: string;
  /** The published number, or why there is none. */
  readonly published: string;
}

export interface Claim<P> {
  readonly id: string;
  /** What is claimed, with its margin if it has one. */
  readonly statement: string;
  readonly published: string;
  /** Whether it is about runs of such parameters; over others it is not heard of. Absent: about all. */
  about?(parameters: P): boolean;
  /**
   * From the records of all runs together: results of equal parameters (but for what only repeats), any number of seeds.
   * `undecided` where size or seeds cannot settle it, and says why.
   *
   * @param results at least one
   */
  measure(results: readonly StudyResult<P>[]): Finding;
}

/** The claims that are about runs of such parameters. */
export const claimsAbout = <P>(
  { claims }: { readonly claims: readonly Claim<P>[] },
  parameters: P,
): readonly Claim<P>[] => claims.filter(({ about }) => about === undefined || about(parameters));

/** What each claim comes to over results of equal parameters. */
export function claimsOf<P>(
  study: { readonly claims: readonly Claim<P>[] },
  results: readonly StudyResult<P>[],
): ClaimResult[] {
  return claimsAbout(study, results[0].parameters).map((claim) => {
    const { id, statement, published } = claim;
    const { measured, verdict, needs = moreSeeds(results) } = claim.measure(results);
    const open = verdict === 'undecided' && { needs };
    return { id, statement, published, measured, verdict, ...open };
  });
}

/** What it takes where numbers alone leave it open: independent repetitions, at least as many as can be judged. */
function moreSeeds(results: readonly Pick<StudyResult<unknown>, 'seed' | 'records'>[]): string {
  const units = new Set(
    results.flatMap(({ seed, records }) =>
      records.map(({ replicate, sample }) => `${seed}/${replicate ?? sample ?? 0}`),
    ),
  );
  return units.size < LEAST_SEEDS ? `${LEAST_SEEDS} seeds or more` : 'more seeds';
}

/** A row and the independent unit it belongs to: its run's seed, and its replicate (or sample) within the run. */
export type Pooled<R> = R & { readonly unit: string; readonly seed: number };

/**
 * The rows of one kind of all results. Rows that two results share (a run is part of a longer one of the same seed, or they
 * are theory) count once.
 */
export function pooled<T extends KindTable, K extends keyof T & string>(
  records: Kinds<T>,
  kind: K,
  results: readonly Pick<StudyResult<unknown>, 'seed' | 'records'>[],
): Pooled<Row<T, K>>[] {
  const { theory = false } = records.table[kind];
  const seeds = new Set(results.map(({ seed }) => seed)).size;
  const shared = theory ? results.length > 1 : seeds < results.length;
  const seen = new Set<string>();
  return results.flatMap(({ seed, records: own }) =>
    records.rows(kind, own).flatMap((row) => {
      const { replicate, sample } = row as { replicate?: number; sample?: number };
      const key = shared ? JSON.stringify([theory ? 'theory' : seed, row]) : '';
      if (shared && seen.has(key)) return [];
      seen.add(key);
      return [{ ...row, unit: `${seed}/${replicate ?? sample ?? 0}`, seed }];
    }),
  );
}

/** A line that theory draws through the plane of two parameters: where what is measured changes. */
export interface Boundary<P> {
  /** What lies on it, in a few words: `capacity, theory`. */
  readonly label: string;
  /** The parameter whose critical value it is; one that is a list stands for lists of one item. */
  readonly of: string;
  /** The critical value where the other parameters are these; undefined where there is none. */
  at(parameters: P): number | undefined;
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

/** The records that a run yields: of the declared kinds. */
type Yielded<K extends KindTable> = string extends keyof K ? StudyRecord : RecordOf<K>;

/**
 * The verbs are methods, not function-valued properties: TypeScript then lets a `Study` of a particular table
 * stand where a `Study` of any table is asked for (registry, store, report).
 */
export interface Study<T extends ParameterTable = ParameterTable, K extends KindTable = KindTable> {
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
  /** Why a preset is worth a look, in two sentences. */
  readonly presetTexts?: Readonly<Record<string, string>>;
  /** The records that a run yields. */
  readonly records?: Kinds<K>;
  /** Names of the tasks (data) that these parameters need: their digests enter the run's identity. */
  tasks(parameters: ValuesOf<T>): readonly ({ readonly name: string } & TaskOptions)[];
  /** Other files that these parameters need, by what they are: their digests enter the run's identity. */
  files?(parameters: ValuesOf<T>): Readonly<Record<string, string>>;
  /** Paths of the networks that these parameters start from: their digests enter the run's identity. */
  networks?(
    parameters: ValuesOf<T>,
  ): readonly { readonly path: string; readonly activation?: ActivationName }[];
  /** Checks combinations that no single range can; throws `UsageError` before any work starts. */
  check?(parameters: ValuesOf<T>): void;
  /** Parameters that have no effect beside the values of the others, each with the reason. Who gives one by name is told. */
  idle?(parameters: ValuesOf<T>): Partial<Record<keyof T & string, string>>;
  /** Where it is put together freely: places for names, and which of them go together. */
  readonly places?: Places<ValuesOf<T>>;
  /** The learner: yields records, returns the arrays to keep. */
  run(context: RunContext<ValuesOf<T>>): AsyncGenerator<Step<Yielded<K>>, NamedArrays>;
  /**
   * What networks the arrays that it keeps are, by their prefixes, where the arrays do not say it themselves.
   *
   * @param task as a run is given it
   */
  outlines?(
    parameters: ValuesOf<T>,
    task: RunContext<ValuesOf<T>>['task'],
  ): Promise<Readonly<Record<string, NetworkOutline>>>;
  figures(results: readonly StudyResult<ValuesOf<T>>[]): readonly Figure[];
  /** What in the paper each figure answers, by its id. */
  readonly answers?: FigureAnswers;
  /** What a run says first: one row a learner and experiment. */
  readonly table?: ResultTable;
  /** What theory says of the plane of two parameters: drawn through maps of many runs. */
  readonly boundaries?: readonly Boundary<ValuesOf<T>>[];
  readonly claims: readonly Claim<ValuesOf<T>>[];
}

/** What a study cannot be without, and what it is. */
const PARTS = {
  ...{ parameters: 'object', presets: 'object', paper: 'object' },
  ...{ tasks: 'function', run: 'function', figures: 'function', claims: 'object' },
} as const;

/**
 * Declares a study: lets the parameter types flow into `run` and `claims`, and gives it back as it is.
 *
 * @throws UsageError for a name that is no word of the command line, or a part that is missing, where no compiler has looked
 */
export function study<const T extends ParameterTable, K extends KindTable = KindTable>(
  definition: Study<T, K>,
): Study<T, K> {
  const { name } = definition;
  if (typeof name !== 'string' || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new UsageError(
      `study name ${JSON.stringify(name)} is not lower case with hyphens, as "set-mlp"`,
    );
  for (const [part, kind] of Object.entries(PARTS)) {
    const given: unknown = definition[part as keyof typeof PARTS];
    if (typeof given !== kind || given === null)
      throw new UsageError(
        `study "${name}" lacks its ${part}, ${kind === 'function' ? 'a function' : 'an object'}`,
      );
  }
  return definition;
}
