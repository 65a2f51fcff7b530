/**
 * What a guided tour is: steps of text beside experiments that run, each with statements that the run on the screen shows. A
 * statement is a text and a check over the records, so that a page can say whether it was seen, and a test that it is so.
 */

import type { StudyRecord } from '../protocol/study.ts';

/** A run as a tour sees it. */
export interface ShownRun {
  /** What it is called beside the others, e.g. the value that was varied; empty where there is one. */
  readonly label: string;
  readonly records: readonly StudyRecord[];
}

/** What is on the screen in a step, besides the text. */
export type Sight =
  /** The live chart of a column of records: `epoch.testAccuracy`. */
  | { readonly chart: string }
  /** A figure of the study, by its id. */
  | { readonly figure: string }
  /** The network itself: its matrix, fields, degrees, answers. */
  | { readonly structure: true }
  /** The table of results. */
  | { readonly results: true };

export interface Statement {
  readonly text: string;
  /** Whether finished runs show it. */
  holds(runs: readonly ShownRun[]): boolean;
}

export interface TourStep {
  readonly title: string;
  /** What is set, and what to look at. */
  readonly text: string;
  /** Name of one of the tour's experiments. */
  readonly experiment: string;
  readonly look: Sight;
  readonly shown: readonly Statement[];
}

export interface Tour {
  readonly name: string;
  readonly title: string;
  /** What one will have seen, in a sentence. */
  readonly about: string;
  readonly study: string;
  /** By name: what the address of the lab says of the runs, after the study's name. Strict arithmetic. */
  readonly experiments: Readonly<Record<string, string>>;
  readonly steps: readonly TourStep[];
}

type Where = Readonly<Record<string, string | number | boolean>>;

/** Records of a kind, of all runs, whose columns have these values. */
export function rows(
  runs: readonly ShownRun[],
  kind: string,
  where: Where = {},
): readonly StudyRecord[] {
  return runs.flatMap(({ records }) =>
    records.filter(
      (record) =>
        record.kind === kind &&
        Object.entries(where).every(([column, value]) => record[column] === value),
    ),
  );
}

/** The numbers of a column, in the order of the records; NaN for what is none. */
export function numbers(
  runs: readonly ShownRun[],
  path: `${string}.${string}`,
  where: Where = {},
): readonly number[] {
  const [kind, column] = path.split('.');
  return rows(runs, kind, where).map((record) => {
    const value = record[column];
    return typeof value === 'number' ? value : Number.NaN;
  });
}

/** The last of them; NaN where there is none. */
export const last = (
  runs: readonly ShownRun[],
  path: `${string}.${string}`,
  where: Where = {},
): number => numbers(runs, path, where).at(-1) ?? Number.NaN;

/** Whether there are some, and each is so. */
export const all = <V>(values: readonly V[], is: (value: V) => boolean): boolean =>
  values.length > 0 && values.every(is);

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Whether a share reads so in per cent, rounded to whole ones. */
export const percent = (value: number, said: number): boolean => Math.round(100 * value) === said;
