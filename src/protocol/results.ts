/**
 * What a run says first: a table with one row a learner and experiment, made from the records of all runs of one setting.
 *
 * A study declares which row a record belongs to and what each column reads from the records of one network (or perceptron,
 * or problem); the rest is here: independent units are never mixed, intervals are those of the one rule of evidence, and no
 * mean is taken over networks that are not alike.
 */

import { judgeDifference, judgeMean, type Pair, type Verdict } from '../evidence/index.ts';
import type { Kinds, KindTable, RecordOf } from './records.ts';
import type { StudyRecord, StudyResult } from './study.ts';

/** Which row of the table a record belongs to. */
export interface RowName {
  /** The learner, with whatever makes its networks unlike others: `plain, 100 units`. */
  readonly name: string;
  /** What the row is part of, where a study has several experiments. Rows are compared within one alone. */
  readonly experiment?: string;
  /** Shown in the account at the end of a page only. */
  readonly detail?: boolean;
}

/** One column: what it is called, and the number of one unit. */
export interface ResultColumn<R = StudyRecord> {
  readonly label: string;
  /** Symbol of the field, e.g. `M₀`. */
  readonly symbol?: string;
  readonly unit?: string;
  /** `percent`: a share, shown in per cent with its interval. Default `number`. */
  readonly form?: 'percent' | 'number';
  /** Shown in the account at the end of a page only. */
  readonly detail?: boolean;
  /** The study's measure where the first column is not told, e.g. of a task of another kind. */
  readonly measure?: boolean;
  /** With its 95 % interval where there is one; the first column always is. */
  readonly interval?: boolean;
  /**
   * From the records of one unit, in their order; undefined where it is not told.
   *
   * @param parameters of its run
   */
  of(records: readonly R[], parameters: Readonly<Record<string, unknown>>): number | undefined;
  /** Whether the number is only a bound from below: the goal was not reached. */
  bound?(records: readonly R[]): boolean;
}

/** The table of a study. */
export interface ResultTable {
  row(
    record: StudyRecord,
    parameters: Readonly<Record<string, unknown>>,
  ): RowName | readonly RowName[] | undefined;
  /** The first is the study's measure. */
  readonly columns: readonly ResultColumn[];
  /** Whether less is better of the measure. */
  readonly less?: boolean;
  /** Name of the row that the others of its experiment are compared with, or several, of which the first that is there. */
  readonly baseline?: string | readonly string[];
}

/** The same with the types of a study's records and parameters. */
export interface TypedResultTable<T extends KindTable, P> {
  row(record: RecordOf<T>, parameters: P): RowName | undefined;
  readonly columns: readonly (Omit<ResultColumn<RecordOf<T>>, 'of'> & {
    of(records: readonly RecordOf<T>[], parameters: P): number | undefined;
  })[];
  readonly less?: boolean;
  readonly baseline?: string | readonly string[];
}

/** A table over typed records; `_records` only brings the types. */
export function resultTable<T extends KindTable, P>(
  _records: Kinds<T>,
  table: TypedResultTable<T, P>,
): ResultTable {
  // Records are checked against the same kinds before anything is made of them.
  return table as ResultTable;
}

/** Results of one setting, with the seconds that each record took, where they are known. */
export interface TimedResult extends Pick<StudyResult<unknown>, 'seed' | 'records'> {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly seconds?: readonly (number | undefined)[];
}

/** A number of the table. */
export interface Cell {
  readonly mean: number;
  /** Ends of the 95 % interval of the mean; absent where there is none. */
  readonly low?: number;
  readonly high?: number;
  /** Independent units that it rests on. */
  readonly count: number;
  /** In how many of them the number is a bound from below. */
  readonly bounds: number;
}

export interface TableRow extends Required<RowName> {
  /** What tells its runs from the others of the page. */
  readonly variant: string;
  readonly cells: readonly (Cell | undefined)[];
}

/** How the measure of a row differs from the baseline's, over the units that both have. */
export interface RowDifference {
  readonly name: string;
  readonly experiment: string;
  readonly variant: string;
  readonly baseline: string;
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
  readonly pairs: number;
  /** Pairs in which the row is above the baseline. */
  readonly above: number;
  /** `holds`: surely above; `falls short`: surely below. */
  readonly verdict: Verdict;
}

export interface Tabulated {
  readonly columns: readonly Omit<ResultColumn, 'of' | 'bound'>[];
  readonly rows: readonly TableRow[];
  readonly differences: readonly RowDifference[];
  /** Whether less is better of the measure. */
  readonly less: boolean;
}

/** Records of one unit, and the seconds they took. */
interface Unit {
  readonly records: StudyRecord[];
  seconds: number | undefined;
}

/** A row while it is gathered. */
interface Gathering {
  readonly row: Required<RowName>;
  readonly variant: string;
  readonly units: Map<string, Unit & { readonly parameters: TimedResult['parameters'] }>;
}

/** Time is a column of its own: clocks are no part of records. Each text says its unit itself: 23 ms, 4 min. */
const TIME: Omit<ResultColumn, 'of'> = { label: 'time' };

/**
 * The table over all settings, or undefined where no record has a row.
 *
 * @param variants results of equal parameters under what tells them from the others
 */
export function tabulate(
  table: ResultTable,
  variants: readonly { readonly label: string; readonly results: readonly TimedResult[] }[],
): Tabulated | undefined {
  const gathered = variants.flatMap(({ label, results }) => gather(table, label, results));
  if (gathered.length === 0) return undefined;
  const values = gathered.map((row) => valuesOf(table, row));
  const filled = [...table.columns, TIME].map((column, c) => ({
    column,
    c,
    filled: values.some((row) => row[c].size > 0),
  }));
  const shown = filled.filter((each) => each.filled);
  const rows = gathered.map(({ row, variant, units }, r) => ({
    ...row,
    variant,
    cells: shown.map(({ column, c }) => cellOf(values[r][c], units, column)),
  }));
  return {
    columns: shown.map(({ column }) => plainColumn(column)),
    rows,
    differences: differencesOf(table, gathered, values, measureOf(filled)),
    less: table.less ?? false,
  };
}

const plainColumn = ({
  label,
  symbol,
  unit,
  form,
  detail,
  interval,
}: Omit<ResultColumn, 'of'>): Tabulated['columns'][number] => ({
  label,
  ...(symbol !== undefined && { symbol }),
  ...(unit !== undefined && { unit }),
  ...(form !== undefined && { form }),
  ...(detail !== undefined && { detail }),
  ...(interval !== undefined && { interval }),
});

/** The records of one setting by row and unit. Of runs that share a unit (one is part of the other) the first counts. */
function gather(table: ResultTable, variant: string, results: readonly TimedResult[]): Gathering[] {
  const rows = new Map<string, Gathering>();
  for (const { seed, records, parameters, seconds } of results) {
    const own = new Set<string>();
    records.forEach((record, i) => {
      const found = table.row(record, parameters);
      for (const named of found === undefined ? [] : [found].flat()) {
        const row = { experiment: '', detail: false, ...named };
        const key = JSON.stringify([row.experiment, row.name]);
        const gathering = rows.get(key) ?? { row, variant, units: new Map() };
        rows.set(key, gathering);
        const { replicate, sample } = record;
        const unit = `${seed}/${replicate ?? sample ?? 0}`;
        const mine = `${key} ${unit}`;
        if (gathering.units.has(unit) && !own.has(mine)) continue;
        own.add(mine);
        const its = gathering.units.get(unit) ?? { records: [], seconds: undefined, parameters };
        its.records.push(record);
        const took = seconds?.[i];
        if (took !== undefined) its.seconds = (its.seconds ?? 0) + took;
        gathering.units.set(unit, its);
      }
    });
  }
  return [...rows.values()];
}

/** For every column, and the time behind them, the number of each unit that has one. */
function valuesOf({ columns }: ResultTable, { units }: Gathering): Map<string, number>[] {
  const value = [
    ...columns.map(
      (column) => (unit: Unit, parameters: TimedResult['parameters']) =>
        column.of(unit.records, parameters),
    ),
    (unit: Unit) => unit.seconds,
  ];
  return value.map((of) => {
    const found = new Map<string, number>();
    for (const [name, unit] of units) {
      const x = of(unit, unit.parameters);
      if (x !== undefined && Number.isFinite(x)) found.set(name, x);
    }
    return found;
  });
}

function cellOf(
  values: ReadonlyMap<string, number>,
  units: Gathering['units'],
  column: Omit<ResultColumn, 'of'>,
): Cell | undefined {
  if (values.size === 0) return undefined;
  const share = column.form === 'percent';
  const { estimate, low, high } = judgeMean(
    [...values.values()],
    share ? { range: [0, 1] } : undefined,
  );
  const bounds = [...values.keys()].filter(
    (name) => column.bound?.(units.get(name)?.records ?? []) ?? false,
  ).length;
  return {
    mean: estimate ?? Number.NaN,
    ...(low !== undefined && high !== undefined && { low, high }),
    count: values.size,
    bounds,
  };
}

/** Place of the measure: the first column, or where that is empty one that stands for it. */
const measureOf = (
  filled: readonly { readonly column: Omit<ResultColumn, 'of'>; filled: boolean }[],
) =>
  Math.max(
    0,
    filled[0].filled ? 0 : filled.findIndex((each) => each.filled && each.column.measure),
  );

/** The measure of every row against that of the baseline of its experiment and setting, unit by unit. */
function differencesOf(
  { baseline, columns }: ResultTable,
  gathered: readonly Gathering[],
  values: readonly Map<string, number>[][],
  m: number,
): RowDifference[] {
  return gathered.flatMap(({ row, variant, units }, r) => {
    const { name, experiment } = row;
    const [b = -1] = [baseline ?? []].flat().flatMap((wanted) => {
      const found = gathered.findIndex(
        (other) =>
          other.row.name === wanted &&
          other.row.experiment === experiment &&
          other.variant === variant,
      );
      return found < 0 ? [] : [found];
    });
    if (b < 0 || b === r || row.detail) return [];
    const censored = (unit: string): boolean =>
      [units, gathered[b].units].some((each) => columns[m].bound?.(each.get(unit)?.records ?? []));
    const pairs = [...values[r][m]].flatMap(([unit, own]): Pair[] => {
      const other = values[b][m].get(unit);
      return other === undefined || censored(unit) ? [] : [[own, other]];
    });
    if (pairs.length === 0) return [];
    const { estimate, low, high, verdict } = judgeDifference(pairs);
    return [
      {
        ...{ name, experiment, variant, baseline: gathered[b].row.name, verdict },
        mean: estimate ?? Number.NaN,
        ...(low !== undefined && high !== undefined && { low, high }),
        pairs: pairs.length,
        above: pairs.filter(([own, other]) => own > other).length,
      },
    ];
  });
}
