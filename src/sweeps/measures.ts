/**
 * What a sweep is about: the numbers that each run says first, by the table of its study, or any column of its records.
 *
 * One value a run and row of the table: what a run repeats under one seed is averaged first, since it is not independent.
 */

import { UsageError, unknownName } from '../errors.ts';
import { mean } from '../numerics/summary.ts';
import { columnHelp } from '../protocol/records.ts';
import type { ResultColumn } from '../protocol/results.ts';
import type { Study, StudyRecord } from '../protocol/study.ts';

/** Records of one row of the table by what is repeated in the run. */
type Units = ReadonlyMap<string, readonly StudyRecord[]>;

/** The records of one run, sorted once for all measures. */
export interface RunRows {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly byRow: ReadonlyMap<string, Units>;
  readonly byKind: ReadonlyMap<string, readonly StudyRecord[]>;
}

/** A number of runs, and how it reads. */
export interface Measure {
  /** `accuracy`, or `online.solved`. */
  readonly name: string;
  readonly label: string;
  /** Where its values lie: intervals do not reach beyond. */
  readonly range?: readonly [number, number];
  /** The values of one run by row; rows are learners, with their experiment where a study has several. */
  readonly of: (run: RunRows) => ReadonlyMap<string, number>;
}

/**
 * The measures of a study, those of its table first.
 *
 * @param asked names of columns of the table, or `kind.column`; default the first columns of the table that hold numbers
 * @throws UsageError for one that the study does not have
 */
export function measuresOf(study: Study, asked: readonly string[] = []): Measure[] {
  const columns = study.table?.columns ?? [];
  if (asked.length === 0)
    return columns.filter(({ detail }) => !detail).map((column) => ofTable(column));
  return asked.map((name) => {
    const column = columns.find(({ label, symbol }) => label === name || symbol === name);
    if (column !== undefined) return ofTable(column);
    if (name.includes('.')) return ofRecords(study, name);
    throw unknownName(
      'measure',
      name,
      columns.map(({ label }) => label),
    );
  });
}

function ofTable(column: ResultColumn): Measure {
  const { label, symbol, unit, form } = column;
  const percent = form === 'percent';
  const named = symbol === undefined ? label : `${label} ${symbol}`;
  const inUnit = percent ? `${named} (%)` : unit === undefined ? named : `${named} (${unit})`;
  return {
    ...{ name: label, label: inUnit, ...(percent && { range: [0, 100] as const }) },
    of({ byRow, parameters }) {
      const found = new Map<string, number>();
      for (const [row, units] of byRow) {
        const values: number[] = [];
        for (const own of units.values()) {
          const value = column.of(own, parameters);
          if (value === undefined || !Number.isFinite(value)) continue;
          values.push(percent ? 100 * value : value);
        }
        if (values.length > 0) found.set(row, mean(values));
      }
      return found;
    },
  };
}

/** Mean of a column over the records of a kind; true counts as 1. */
function ofRecords(study: Study, name: string): Measure {
  const [kind, ...path] = name.split('.');
  if (study.records !== undefined && !Object.hasOwn(study.records.table, kind))
    throw unknownName('kind of record', kind, Object.keys(study.records.table));
  if (path.length === 0 || path.includes(''))
    throw new UsageError(`measure ${name} is not kind.column`);
  const column = path.join('.');
  return {
    ...{
      name,
      label: `${kind}: ${column}`,
      ...(isShare(study, kind, column) && { range: [0, 1] }),
    },
    of({ byKind, parameters }) {
      const groups = new Map<string, number[]>();
      for (const record of byKind.get(kind) ?? []) {
        const value = memberOf(record, path);
        const number = typeof value === 'boolean' ? Number(value) : value;
        if (typeof number !== 'number' || !Number.isFinite(number)) continue;
        for (const row of namesOf(study, record, parameters)) listAt(groups, row).push(number);
      }
      return new Map([...groups].map(([row, values]) => [row, mean(values)]));
    },
  };
}

/** Shares, and what is true or false, have means between 0 and 1. */
function isShare({ records }: Study, kind: string, column: string): boolean {
  const found = (records === undefined ? [] : columnHelp(records)).find(
    (help) => help.kind === kind && help.column === column,
  );
  return found !== undefined && /^(share|true or false)/.test(found.type);
}

function memberOf(record: StudyRecord, path: readonly string[]): unknown {
  let value: unknown = record;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

/** The rows that a record belongs to, in words; `''` where the study has no table. */
function namesOf(
  study: Study,
  record: StudyRecord,
  parameters: Readonly<Record<string, unknown>>,
): string[] {
  if (study.table === undefined) return [''];
  const found = study.table.row(record, parameters);
  return (found === undefined ? [] : [found].flat()).map(({ name, experiment = '' }) =>
    experiment === '' ? name : `${name} · ${experiment}`,
  );
}

/** Sorts the records of a run by kind, by the rows that its study tells of, and by what is repeated in it. */
export function runRows(
  study: Study,
  records: readonly StudyRecord[],
  parameters: Readonly<Record<string, unknown>>,
): RunRows {
  const byRow = new Map<string, Map<string, StudyRecord[]>>();
  const byKind = new Map<string, StudyRecord[]>();
  for (const record of records) {
    listAt(byKind, String(record.kind)).push(record);
    for (const row of namesOf(study, record, parameters)) {
      const units = byRow.get(row) ?? new Map<string, StudyRecord[]>();
      byRow.set(row, units);
      listAt(units, String(record.replicate ?? record.sample ?? 0)).push(record);
    }
  }
  return { parameters, byRow, byKind };
}

function listAt<T>(lists: Map<string, T[]>, key: string): T[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const list: T[] = [];
  lists.set(key, list);
  return list;
}
