/**
 * Parquet files as tables: numbers, truths and decimals as columns of numbers; strings, enumerations and UUIDs as words.
 *
 * A missing value is missing; NaN is a number and is told. Times become milliseconds, dates days since 1970, which notes say.
 * Columns that a table cannot hold (lists, structures, integers beyond 2⁵³) are left out with a note. All codecs, by the
 * packages hyparquet and hyparquet-compressors, loaded on demand; pages are decoded here, see parquet-pages.ts.
 */

import type { FileMetaData, SchemaElement } from 'hyparquet';
import { FrugalError } from '../errors.ts';
import { MAX_UNPACKED } from './limits.ts';
import { optional } from './optional.ts';
import { type Left, meaningOf, NumberSink, type Sink, TextSink } from './parquet-columns.ts';
import { type Chunk, type Decoders, pagesOf } from './parquet-pages.ts';
import type { Column, Read, Table } from './values.ts';
import { quoted } from './zip.ts';

export interface ReadParquetOptions {
  /** How errors call the file. */
  readonly name: string;
  /** Most bytes that pages may unpack to, and columns may take; default 2 GiB. */
  readonly maxBytes?: number;
}

/** Rows that are believed of any file; more need as many bytes (runs of one value take nearly none). */
const FREE_VALUES = 2 ** 24;
const MAGIC = 0x31524150;

/** A column that a table can hold, or why it cannot. */
interface Leaf {
  readonly element: SchemaElement;
  readonly flat: boolean;
}

/** Whether the bytes begin and end as Parquet does. */
export const isParquet = (bytes: Uint8Array): boolean =>
  bytes.length >= 12 &&
  [0, bytes.length - 4].every(
    (at) => new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true) === MAGIC,
  );

/**
 * All columns of a file.
 *
 * @throws FrugalError with one line for a damaged or encrypted file, one without a readable column, one beyond `maxBytes`,
 *   or when the packages are missing
 * @example (await readParquet(bytes, { name: 'wine.parquet' })).value.columns[0].name // 'alcohol'
 */
export async function readParquet(
  bytes: Uint8Array,
  { name, maxBytes = MAX_UNPACKED }: ReadParquetOptions,
): Promise<Read<Table>> {
  const [{ parquetMetadata }, { parquetHeader }, { deltaBinaryUnpack }, { compressors }] =
    await optional(
      () =>
        Promise.all([
          import('hyparquet'),
          import('hyparquet/src/column.js'),
          import('hyparquet/src/delta.js'),
          import('hyparquet-compressors'),
        ]),
      'hyparquet hyparquet-compressors',
      'Parquet files',
    );
  if (!isParquet(bytes))
    throw new FrugalError(`${name} is not a Parquet file: it does not begin and end with PAR1`);
  try {
    const metadata = parquetMetadata(bytes, { geoparquet: false });
    return readColumns(bytes, metadata, {
      ...{ name, maxBytes, compressors },
      decoders: { parquetHeader, deltaBinaryUnpack },
    });
  } catch (error) {
    if (error instanceof FrugalError) throw error;
    // What the package trips over is damage: everything readable has been read by others.
    const reason = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : 'unknown';
    throw new FrugalError(`${name} is a damaged Parquet file (${reason.slice(0, 100)})`);
  }
}

interface Context extends Required<ReadParquetOptions> {
  readonly compressors: Readonly<Record<string, (input: Uint8Array, size: number) => Uint8Array>>;
  readonly decoders: Decoders;
}

function readColumns(bytes: Uint8Array, metadata: FileMetaData, context: Context): Read<Table> {
  const { name } = context;
  const leaves = leavesOf(metadata.schema);
  const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  const wanted = Math.max(FREE_VALUES, bytes.length);
  if (!(rows >= 0 && rows * leaves.size <= wanted * 64 && rows <= wanted))
    throw new FrugalError(
      `${name} has ${rows} rows, more than are believed of ${bytes.length} bytes`,
    );
  if (8 * rows * leaves.size > context.maxBytes)
    throw new FrugalError(
      `${name} takes ${8 * rows * leaves.size} bytes as a table, allowed are ${context.maxBytes}`,
    );
  const notes: string[] = [];
  const columns: Column[] = [];
  const budget = { left: context.maxBytes };
  for (const [column, { element, flat }] of leaves) {
    const told = `column ${quoted(column.slice(0, 40))}`;
    const meaning = meaningOf(element, flat);
    if ('left' in meaning) {
      notes.push(`${told} was left out: ${meaning.left}`);
      continue;
    }
    const sink =
      meaning.kind === 'text' ? new TextSink(rows, meaning) : new NumberSink(rows, meaning);
    const failed = fill(sink, column, element, { bytes, metadata, context, budget });
    if (failed !== undefined) notes.push(`${told} was left out: ${failed.left}`);
    else {
      columns.push(sink.column(column));
      notes.push(...sink.notes().map((note) => `${told} ${note}`));
    }
  }
  if (columns.length === 0)
    throw new FrugalError(
      `${name} has no readable column${notes.length > 0 ? `: ${notes[0]}` : ''}`,
    );
  return { value: { rows, columns }, notes };
}

/** Columns by path: `a.b` is within a structure, and not flat. */
function leavesOf(schema: readonly SchemaElement[]): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const open: { left: number; path: string }[] = [];
  for (const element of schema.slice(1)) {
    while (open.length > 0 && open[open.length - 1].left === 0) open.pop();
    const parent = open[open.length - 1];
    if (parent !== undefined) parent.left--;
    const path = parent === undefined ? element.name : `${parent.path}.${element.name}`;
    if ((element.num_children ?? 0) > 0) open.push({ left: element.num_children!, path });
    else
      leaves.set(path, {
        element,
        flat: parent === undefined && element.repetition_type !== 'REPEATED',
      });
  }
  return leaves;
}

function fill(
  sink: Sink,
  column: string,
  element: SchemaElement,
  {
    bytes,
    metadata,
    context,
    budget,
  }: {
    readonly bytes: Uint8Array;
    readonly metadata: FileMetaData;
    readonly context: Context;
    readonly budget: { left: number };
  },
): Left | undefined {
  const what = `${context.name}: column ${quoted(column.slice(0, 40))}`;
  for (const group of metadata.row_groups) {
    const found = group.columns.find(
      ({ meta_data }) => meta_data?.path_in_schema.join('.') === column,
    );
    const meta = found?.meta_data;
    if (meta === undefined || found?.file_path !== undefined)
      throw new FrugalError(`${what} is encrypted or in another file, which is not read`);
    if (meta.type !== element.type) throw new FrugalError(`${what} has two types`);
    const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
    const size = Number(meta.total_compressed_size);
    if (!(start >= 0 && size >= 0 && start + size <= bytes.length))
      throw new FrugalError(`${what} lies beyond the file's ${bytes.length} bytes`);
    const chunk: Chunk = {
      bytes: bytes.subarray(start, start + size),
      type: meta.type,
      length: element.type_length ?? 0,
      rows: Number(group.num_rows),
      optional: element.repetition_type === 'OPTIONAL',
      unpack: unpacker(meta.codec, context, budget, what),
      what,
    };
    for (const page of pagesOf(chunk, context.decoders)) {
      const failed = sink.add(page);
      if (failed !== undefined) return failed;
    }
  }
  return undefined;
}

function unpacker(
  codec: string,
  { compressors, maxBytes }: Context,
  budget: { left: number },
  what: string,
): Chunk['unpack'] {
  return (packed, size) => {
    if (codec === 'UNCOMPRESSED') return packed;
    budget.left -= size;
    if (!(size >= 0) || budget.left < 0)
      throw new FrugalError(`${what} unpacks to more than the ${maxBytes} bytes allowed`);
    if (!Object.hasOwn(compressors, codec))
      throw new FrugalError(`${what} is compressed by ${codec}, which is not read`);
    const unpacked = size === 0 ? new Uint8Array(0) : compressors[codec](packed, size);
    if (unpacked.length !== size) throw new FrugalError(`${what} has a page of another size`);
    return unpacked;
  };
}
