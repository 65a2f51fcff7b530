/**
 * What a page is made of: plain values, so that `renderPage` is a pure function that also runs in a browser.
 * Reading run folders into this shape is `load.node.ts`.
 */

import type { Figure } from '../figures/figure.ts';
import type { ColumnHelp } from '../protocol/records.ts';
import type { Tabulated } from '../protocol/results.ts';
import type { Citation, ClaimResult, Json, StudyRecord } from '../protocol/study.ts';

/** One parameter of the study and what it was in the runs of the report. */
export interface ReportParameter {
  readonly name: string;
  readonly symbol?: string;
  readonly unit?: string;
  readonly description: string;
  /** As text, like on the command line. */
  readonly default: string;
  /** The distinct values over all runs, in the order of the runs. */
  readonly values: readonly string[];
}

/** One run, finished or not. */
export interface ReportRun {
  /** What tells this run from the others of the page, e.g. `epsilon 20, seed 2`; empty for a single run. */
  readonly label: string;
  /** SHA-256 of the spec. */
  readonly identity: string;
  /** SHA-256 of the result; absent while the run is not finished. */
  readonly hash?: string;
  readonly folder?: string;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly seed: number;
  readonly arithmetic: string;
  /** Version of the engine's semantics. */
  readonly engine: number;
  /** SHA-256 of the data, by task. */
  readonly data: Readonly<Record<string, string>>;
  readonly records: readonly StudyRecord[];
  readonly environment: Readonly<Record<string, Json>>;
  readonly timing: {
    /** Seconds of computing, interruptions not counted. */
    readonly seconds?: number;
    /** In how many stretches it was computed: 1 without interruption. */
    readonly stretches?: number;
  };
  /** The command line that makes the run again. */
  readonly command: string;
}

/** What the runs of one setting say together on every claim. */
export interface ReportClaims {
  /** What tells these runs from the others of the page, seeds aside, e.g. `epsilon 20`; empty where all are alike. */
  readonly label: string;
  /** How many runs. */
  readonly runs: number;
  readonly results: readonly ClaimResult[];
}

export interface ReportInput {
  readonly study: {
    readonly name: string;
    readonly title: string;
    readonly description: string;
    readonly paper: Citation;
  };
  readonly parameters: readonly ReportParameter[];
  /** At least one. */
  readonly runs: readonly ReportRun[];
  /** One entry a setting. */
  readonly claims: readonly ReportClaims[];
  readonly figures: readonly Figure[];
  /** One row a learner and experiment; absent where the study declares none. */
  readonly table?: Tabulated;
  /** What the columns of the records mean; empty for a study that has not declared them. */
  readonly columns: readonly ColumnHelp[];
}
