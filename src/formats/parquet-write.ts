/**
 * Tables as Parquet files that pyarrow, DuckDB, Polars and pandas read with the right types.
 *
 * Every column has the type that is asked for, whatever its values are, so that the shards of one study share one schema: a
 * measured quantity is DOUBLE even where it is whole, a text STRING even where there is none. All columns may have missing
 * values; NaN is a number and not missing. Units stand in the file's metadata under `units`, as JSON by column.
 */

import { FrugalError } from '../errors.ts';
import { joined } from './csv-write.ts';
import { optional } from './optional.ts';
import { compressSnappy } from './snappy.ts';

/** A column to be written; `null` and `undefined` are missing values. */
export type ParquetColumn = { readonly name: string; readonly unit?: string } & (
  | { readonly type: 'double'; readonly values: ArrayLike<number | null | undefined> }
  | { readonly type: 'int64'; readonly values: ArrayLike<number | bigint | null | undefined> }
  | { readonly type: 'string'; readonly values: ArrayLike<string | null | undefined> }
  | { readonly type: 'bool'; readonly values: ArrayLike<boolean | null | undefined> }
);

export interface WriteParquetOptions {
  /** Key-value metadata of the file. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const TYPES = { double: 'DOUBLE', int64: 'INT64', string: 'STRING', bool: 'BOOLEAN' } as const;
const KINDS = { double: 'number', int64: 'integer', string: 'string', bool: 'boolean' } as const;
const GROUP_ROWS = 100_000;

/**
 * The bytes of a Parquet file (Snappy); equal columns give equal bytes.
 *
 * @throws FrugalError for columns of different lengths or one name, a value of another type than its column's, an integer
 *   that is not whole or beyond 64 bits, or when the package hyparquet-writer is missing
 * @example await writeParquet([{ name: 'accuracy', type: 'double', values: [0.91, null], unit: '1' }])
 */
export async function writeParquet(
  columns: readonly ParquetColumn[],
  { metadata = {} }: WriteParquetOptions = {},
): Promise<Uint8Array> {
  const parts = await parquetParts(columns, { metadata });
  return joined([...parts.rows(columns, GROUP_ROWS), parts.end()]);
}

/** A Parquet file that is written in parts; the bytes of all of them, one after the other, are the file. */
export interface ParquetParts {
  /** Rows of the same columns as the file was begun with. */
  readonly rows: (columns: readonly ParquetColumn[], groupRows?: number) => Uint8Array[];
  /** What comes last: without it the file cannot be read. */
  readonly end: () => Uint8Array;
}

/**
 * Begins a Parquet file whose rows are never all in memory.
 *
 * @param columns name, type and unit of each; what values they have is of no matter
 * @throws FrugalError as `writeParquet`
 */
export async function parquetParts(
  columns: readonly ParquetColumn[],
  { metadata = {} }: WriteParquetOptions = {},
): Promise<ParquetParts> {
  checkColumns(columns);
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await optional(
    () => import('hyparquet-writer'),
    'hyparquet-writer',
    'Parquet files',
  );
  const units = Object.fromEntries(
    columns.flatMap(({ name, unit }) => (unit === undefined ? [] : [[name, unit]])),
  );
  const entries = {
    ...metadata,
    ...(Object.keys(units).length > 0 && { units: JSON.stringify(units) }),
  };
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({
      columnData: columns.map(({ name, type }) => ({ name, type: TYPES[type], data: [] })),
    }),
    kvMetadata: Object.entries(entries).map(([key, value]) => ({ key, value })),
    createdBy: 'frugal',
    // Twice as fast as the package's own, and most of the work of a large table.
    compressors: { SNAPPY: compressSnappy },
  });
  const taken = (): Uint8Array => {
    const bytes = new Uint8Array(writer.buffer.slice(0, writer.index));
    writer.index = 0;
    return bytes;
  };
  return {
    rows(part, groupRows = GROUP_ROWS) {
      checkColumns(part);
      file.write({
        columnData: part.map((column) => ({
          name: column.name,
          type: TYPES[column.type],
          data: dataOf(column),
          // Dictionaries of doubles would take −0 for 0.
          ...(column.type === 'double' && {
            encoding: 'PLAIN',
            statistics: !hasNaN(column.values),
          }),
        })),
        rowGroupSize: groupRows,
      });
      return [taken()];
    },
    end() {
      file.finish();
      return taken();
    },
  };
}

/** Readers that trust a smallest and a largest value that leave NaN out answer otherwise than those that look. */
const hasNaN = (values: ArrayLike<number | null | undefined>): boolean =>
  Array.prototype.some.call(values, (value) => Number.isNaN(value));

function checkColumns(columns: readonly ParquetColumn[]): void {
  const names = new Set<string>();
  for (const { name, values } of columns) {
    if (names.has(name)) throw new FrugalError(`two columns are named ${JSON.stringify(name)}`);
    names.add(name);
    if (values.length !== columns[0].values.length)
      throw new FrugalError(
        `column ${JSON.stringify(name)} has ${values.length} rows, ${JSON.stringify(columns[0].name)} has ${columns[0].values.length}`,
      );
  }
}

function dataOf(
  column: ParquetColumn,
): Float64Array | (number | bigint | string | boolean | null)[] {
  const { type, values } = column;
  if (type === 'double' && values instanceof Float64Array) return values;
  const data: (number | bigint | string | boolean | null)[] = new Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? null;
    data[row] = type === 'int64' && typeof value === 'number' ? asInteger(value) : value;
    const fits = typeof data[row] === (type === 'int64' ? 'bigint' : KINDS[type]);
    if (data[row] !== null && !(fits && inRange(data[row])))
      throw new FrugalError(
        `column ${JSON.stringify(column.name)}, row ${row}: ${String(value).slice(0, 40)} is no ${KINDS[type]}${type === 'int64' ? ' of 64 bits' : ''}`,
      );
  }
  return data;
}

const asInteger = (value: number): number | bigint =>
  Number.isSafeInteger(value) ? BigInt(value) : value;

const inRange = (value: unknown): boolean =>
  typeof value !== 'bigint' || BigInt.asIntN(64, value) === value;
