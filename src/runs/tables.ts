/**
 * Records of one or many runs of a study as tidy tables: one a kind of record, a row a record, a column a quantity.
 *
 * Every column has the type that the study declares, whatever its values are, so that tables of different runs have one
 * schema: whole numbers stay whole, what is measured is a double even where it is 0 or 1, lists are JSON. Each row says its
 * run, its seed, and those parameters in which the runs differ.
 */

import { FrugalError } from '../errors.ts';
import type { ParquetColumn } from '../formats/parquet-write.ts';
import { type Parameter, valueText } from '../protocol/parameters.ts';
import { type ColumnHelp, columnHelp } from '../protocol/records.ts';
import type { Json, Study, StudyRecord } from '../protocol/study.ts';
import { specOf } from './command.ts';
import type { StoredRun } from './stored.ts';

/** The records of one kind. */
export interface RecordTable {
  readonly kind: string;
  readonly columns: readonly ParquetColumn[];
  /** What the columns of the records mean. */
  readonly help: readonly ColumnHelp[];
}

type Kept = Pick<StoredRun, 'identity' | 'spec' | 'records'>;
/** A record, and the run it is of. */
type Row = readonly [run: number, record: StudyRecord];

/** A run as tables name it. */
export interface Labelled {
  readonly identity: string;
  readonly seed: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly records: readonly StudyRecord[];
}

/**
 * Tables of all kinds that the study declares and the runs have.
 *
 * @throws FrugalError for runs of different studies, or a study that declares no records
 */
export function recordTables(study: Study, runs: readonly Kept[]): RecordTable[] {
  const other = runs.find(({ spec }) => spec.study !== study.name);
  if (other !== undefined)
    throw new FrugalError(
      `runs of different studies (${study.name}, ${other.spec.study}): export each study on its own`,
    );
  const labelled = runs.map(({ identity, spec, records }): Labelled => {
    const { parameters, seed } = specOf(study, spec);
    return { identity, seed, parameters, records };
  });
  const differing = Object.keys(study.parameters).filter(
    (name) => new Set(labelled.map(({ parameters }) => valueText(parameters[name]))).size > 1,
  );
  return labelledTables(study, labelled, differing);
}

/**
 * Tables of runs that are labelled by their seeds and by these parameters, whatever their values: parts of one body of runs
 * have the same columns.
 *
 * @throws FrugalError for a study that declares no records
 */
export function labelledTables(
  study: Study,
  runs: readonly Labelled[],
  names: readonly string[],
): RecordTable[] {
  if (study.records === undefined)
    throw new FrugalError(`study ${study.name} does not declare what its records are`);
  const help = columnHelp(study.records);
  const runColumns = labelsOf(study, runs, names);
  return [...new Set(help.map(({ kind }) => kind))].flatMap((kind): RecordTable[] => {
    const rows: Row[] = runs.flatMap(({ records }, run) =>
      records.flatMap((record): Row[] => (record.kind === kind ? [[run, record]] : [])),
    );
    if (rows.length === 0) return [];
    const own = help.filter((column) => column.kind === kind);
    const taken = new Set(own.map(({ column }) => column));
    const labels = runColumns.map(({ name, ...label }) => ({
      ...label,
      // A parameter may be called as a quantity is.
      name: taken.has(name) ? `parameter.${name}` : name,
    }));
    return [
      {
        ...{ kind, help: own },
        columns: [
          ...labels.map((label) =>
            columnOf(
              label,
              rows.map(([run]) => label.values[run]),
            ),
          ),
          ...own.map(({ column, type, unit }) => {
            const path = column.split('.');
            return columnOf(
              { name: column, type: typeOf(type), ...(unit !== undefined && { unit }) },
              rows.map(([, record]) => memberOf(record, path)),
            );
          }),
        ],
      },
    ];
  });
}

type Type = ParquetColumn['type'];

/** What each run is called, and the parameters that are named. */
function labelsOf(study: Study, runs: readonly Labelled[], names: readonly string[]) {
  return [
    {
      ...{ name: 'run', type: 'string' as Type },
      values: runs.map(({ identity }): Json => identity.slice(0, 12)),
    },
    { name: 'run seed', type: 'int64' as Type, values: runs.map(({ seed }): Json => seed) },
    ...names.map((name) => {
      const parameter = study.parameters[name];
      const type = PARAMETER_TYPES[parameter.kind] ?? 'string';
      return {
        ...{ name, type, ...(parameter.unit !== undefined && { unit: parameter.unit }) },
        values: runs.map(({ parameters }): Json => {
          const value = parameters[name];
          return type === 'string' ? valueText(value) : (value as number | boolean);
        }),
      };
    }),
  ];
}

const PARAMETER_TYPES: Readonly<Partial<Record<Parameter['kind'], Type>>> = {
  ...{ number: 'double', integer: 'int64', flag: 'bool' },
};

/** The type of a declared column, from the words in which the study declares it. */
function typeOf(words: string): Type {
  const plain = words.replace(/, or null$/, '');
  if (plain === 'whole number') return 'int64';
  if (plain === 'number' || plain.startsWith('share')) return 'double';
  return plain === 'true or false' ? 'bool' : 'string';
}

function memberOf(record: StudyRecord, path: readonly string[]): Json | undefined {
  let value: Json | undefined = record[path[0]];
  for (let k = 1; k < path.length; k++) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = (value as { readonly [name: string]: Json })[path[k]];
  }
  return value;
}

function columnOf(
  { name, type, unit }: { readonly name: string; readonly type: Type; readonly unit?: string },
  values: readonly (Json | undefined)[],
): ParquetColumn {
  const about = { name, ...(unit !== undefined && { unit }) };
  if (type === 'bool') return { ...about, type, values: values.map((v) => v as boolean | null) };
  if (type !== 'string') return { ...about, type, values: values.map((v) => v as number | null) };
  const textOf = (value: Json | undefined): string | null =>
    value === undefined || value === null
      ? null
      : typeof value === 'string'
        ? value
        : JSON.stringify(value);
  return { ...about, type, values: values.map(textOf) };
}
