/** Columns as comma-separated values (RFC 4180): a header, missing values empty, numbers that read back as the same ones. */

import type { ParquetColumn } from '../formats/parquet-write.ts';

/**
 * The text of a table, all columns of one length.
 *
 * @param header whether the first line names the columns
 */
export function csvOf(columns: readonly ParquetColumn[], header = true): string {
  const lines = header ? [columns.map(({ name }) => quoted(name)).join(',')] : [];
  const rows = columns[0]?.values.length ?? 0;
  for (let row = 0; row < rows; row++)
    lines.push(columns.map(({ values }) => fieldOf(values[row])).join(','));
  return `${lines.join('\n')}\n`;
}

function fieldOf(value: number | bigint | string | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return quoted(value);
  return Object.is(value, -0) ? '-0' : String(value);
}

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;
