/** Tables of records as files: CSV and JSON with a file that says what the columns are, Parquet with units in itself. */

import { csvOf } from '../interchange/csv.ts';
import type { ExportedFile } from '../interchange/export.ts';
import type { RecordTable } from './tables.ts';

export const TABLE_FORMATS = ['csv', 'parquet', 'json'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** A file a table, named after its kind of record; of CSV and JSON one more about all columns. */
export async function tableFiles(
  tables: readonly RecordTable[],
  format: TableFormat,
): Promise<ExportedFile[]> {
  if (format === 'parquet') {
    const { writeParquet } = await import('../formats/parquet-write.ts');
    return Promise.all(
      tables.map(async ({ kind, columns, help }) => {
        const about = Object.fromEntries(help.map((column) => [column.column, column.about]));
        const metadata = { kind, about: JSON.stringify(about) };
        return { name: `${kind}.parquet`, bytes: await writeParquet(columns, { metadata }) };
      }),
    );
  }
  const files = tables.map(({ kind, columns }) => ({
    name: `${kind}.${format}`,
    bytes: utf8(format === 'csv' ? csvOf(columns) : jsonOf(columns)),
  }));
  const help = tables.flatMap((table) => table.help);
  const text = (name: 'kind' | 'column' | 'type' | 'unit' | 'about') => ({
    ...{ name, type: 'string' as const, values: help.map((column) => column[name]) },
  });
  const about = [text('kind'), text('column'), text('type'), text('unit'), text('about')];
  const bytes = utf8(format === 'csv' ? csvOf(about) : jsonOf(about));
  return [...files, { name: `columns.${format}`, bytes }];
}

/** A list of objects, a line each. */
function jsonOf(columns: RecordTable['columns']): string {
  const rows = columns[0]?.values.length ?? 0;
  const lines = Array.from({ length: rows }, (_, row) =>
    JSON.stringify(
      Object.fromEntries(columns.map(({ name, values }) => [name, values[row] ?? null])),
    ),
  );
  return `[${lines.join(',\n')}]\n`;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
