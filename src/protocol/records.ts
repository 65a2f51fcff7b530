/**
 * The records of a study, declared once: every kind with its columns, their types, units and meaning.
 *
 * From this table follow the TypeScript types of what a run yields and of what figures and claims read, the check of
 * records that were read from a disk, and the help on columns of exports and docs.
 */

import { FrugalError, unknownName } from '../errors.ts';
import type { Json, StudyRecord } from './study.ts';

/** What a column holds, as it reads in messages and tables. */
export interface Column<V = unknown> {
  readonly type: string;
  readonly about: string;
  readonly unit?: string;
  /** Whether records may lack it. */
  readonly optional?: true;
  is(value: unknown): value is V;
}

/** What a column is for people. */
interface ColumnInfo {
  readonly about: string;
  readonly unit?: string;
}

const info = (about: string, unit?: string): ColumnInfo => ({
  about,
  ...(unit !== undefined && { unit }),
});

const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);

/** A real number; JSON has no other than finite ones. */
export const real = (about: string, unit?: string): Column<number> => ({
  ...info(about, unit),
  type: 'number',
  is: isNumber,
});

/** A whole number ≥ 0. */
export const whole = (about: string, unit?: string): Column<number> => ({
  ...info(about, unit),
  type: 'whole number',
  is: (value): value is number => Number.isInteger(value) && Number(value) >= 0,
});

/** A share in [0, 1]. */
export const share = (about: string): Column<number> => ({
  ...info(about),
  type: 'share in [0, 1]',
  is: (value): value is number => isNumber(value) && value >= 0 && value <= 1,
});

export const text = (about: string): Column<string> => ({
  ...info(about),
  type: 'text',
  is: (value): value is string => typeof value === 'string' && value.length <= 1000,
});

/** One of a few names. */
export const name = <const N extends string>(names: readonly N[], about: string): Column<N> => ({
  ...info(about),
  type: names.join(' | '),
  is: (value): value is N => names.some((known) => known === value),
});

export const flag = (about: string): Column<boolean> => ({
  ...info(about),
  type: 'true or false',
  is: (value): value is boolean => typeof value === 'boolean',
});

/** Several values of one kind. */
export const listOf = <V>(item: Column<V>, about = item.about): Column<readonly V[]> => ({
  ...info(about, item.unit),
  type: `list of ${item.type}`,
  is: (value): value is readonly V[] => Array.isArray(value) && value.every((v) => item.is(v)),
});

/** Values by name, where the names are those of the run (groups of tasks, bundles). */
export const mapOf = <V>(
  item: Column<V>,
  about = item.about,
): Column<{ readonly [key: string]: V }> => ({
  ...info(about, item.unit),
  type: `${item.type} by name`,
  is: (value): value is { readonly [key: string]: V } =>
    isObject(value) && Object.values(value).every((v) => item.is(v)),
});

/** Columns inside a column. */
export const group = <F extends Columns>(
  columns: F,
  about: string,
): Column<RowOf<F>> & { readonly columns: F } => ({
  ...info(about),
  type: 'group',
  columns,
  is: (value): value is RowOf<F> => isObject(value) && faultOf(columns, value) === undefined,
});

/** A value that may be null: asked for, and not there. */
export const nullable = <V>(column: Column<V>): Column<V | null> => ({
  ...column,
  type: `${column.type}, or null`,
  is: (value): value is V | null => value === null || column.is(value),
});

/** A column that records may lack. */
export const maybe = <V>(column: Column<V>): Column<V> & { readonly optional: true } => ({
  ...column,
  optional: true,
});

export type Columns = Readonly<Record<string, Column>>;
type ValueOf<C> = C extends Column<infer V> ? V : never;
type Lacking<F extends Columns> = {
  [K in keyof F]: F[K] extends { readonly optional: true } ? K : never;
}[keyof F];

/** A record of these columns. */
export type RowOf<F extends Columns> = {
  readonly [K in Exclude<keyof F, Lacking<F>>]: ValueOf<F[K]>;
} & { readonly [K in Lacking<F>]?: ValueOf<F[K]> };

/** A kind of record: when one is written, and its columns. */
export interface Kind<F extends Columns = Columns> {
  readonly about: string;
  /** Without chance: equal in all runs of the same parameters, and kept once where several are put together. */
  readonly theory?: true;
  readonly columns: F;
}

export type KindTable = Readonly<Record<string, Kind>>;

/** A record of one kind, without the word `kind`. */
export type Row<T extends KindTable, K extends keyof T> = RowOf<T[K]['columns']>;

/** Any record of the table, as a run yields it. */
export type RecordOf<T extends KindTable> = {
  [K in keyof T & string]: { readonly kind: K } & Row<T, K>;
}[keyof T & string];

/** The records of a study. */
export interface Kinds<T extends KindTable = KindTable> {
  readonly table: T;
  /**
   * The records of one kind, checked.
   *
   * @throws FrugalError as `check`
   */
  rows<K extends keyof T & string>(kind: K, records: readonly StudyRecord[]): Row<T, K>[];
  /** @throws FrugalError naming the record (its line, 1 is first), the field, what is there and what should be */
  check(record: Json, line: number): void;
}

/** Records that were found right: they are checked once. */
const known = new WeakSet<object>();

/**
 * Declares the records of a study.
 *
 * @example
 * const records = kinds({ end: { about: 'Once a network.', columns: { accuracy: share('on the test set') } } });
 * records.rows('end', [{ kind: 'end', accuracy: 0.5 }])[0].accuracy // 0.5
 */
export function kinds<const T extends KindTable>(table: T): Kinds<T> {
  const check = (record: Json, line: number): void => {
    if (typeof record === 'object' && record !== null && known.has(record)) return;
    const where = `record ${line}`;
    if (!isObject(record)) throw new FrugalError(`${where} is ${show(record)}, not an object`);
    const { kind } = record;
    if (typeof kind !== 'string' || !Object.hasOwn(table, kind))
      throw new FrugalError(
        `${where}: ${unknownName('kind', clip(String(kind)), Object.keys(table)).message}`,
      );
    const fault = faultOf(table[kind].columns, record);
    if (fault !== undefined) throw new FrugalError(`${where} (${kind}): ${fault}`);
    known.add(record);
  };
  return {
    table,
    check,
    rows<K extends keyof T & string>(kind: K, records: readonly StudyRecord[]) {
      const found: Row<T, K>[] = [];
      records.forEach((record, k) => {
        if (record.kind === kind && isRow(record, k)) found.push(record);
      });
      return found;

      function isRow(record: StudyRecord, k: number): record is StudyRecord & Row<T, K> {
        check(record, k + 1);
        return true;
      }
    },
  };
}

/** What is wrong with a record, in a few words; columns that the table does not know may be there. */
function faultOf(columns: Columns, record: Readonly<Record<string, unknown>>): string | undefined {
  for (const [field, column] of Object.entries(columns)) {
    if (!Object.hasOwn(record, field)) {
      if (column.optional) continue;
      return `"${field}" is missing; expected: ${clip(column.type)}`;
    }
    if (!column.is(record[field]))
      return `"${field}" is ${show(record[field])}; expected: ${clip(column.type)}`;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(clip(value));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return isObject(value) ? 'an object' : String(value);
}

function clip(words: string): string {
  return words.length > 80 ? `${words.slice(0, 79)}…` : words;
}

/** One line a column: for the help of exports and the tables of docs. */
export interface ColumnHelp {
  readonly kind: string;
  readonly column: string;
  readonly type: string;
  readonly unit?: string;
  readonly about: string;
}

/** All columns of all kinds; those inside a group are named `group.column`, as in exported tables. */
export function columnHelp({ table }: Kinds): ColumnHelp[] {
  const visit = (kind: string, columns: Columns, prefix: string): ColumnHelp[] =>
    Object.entries(columns).flatMap(([field, column]) => {
      const { type, unit, about } = column;
      const inner = 'columns' in column ? (column.columns as Columns) : undefined;
      if (inner !== undefined) return visit(kind, inner, `${prefix}${field}.`);
      return [{ kind, column: prefix + field, type, ...(unit && { unit }), about }];
    });
  return Object.entries(table).flatMap(([kind, { columns }]) => visit(kind, columns, ''));
}
