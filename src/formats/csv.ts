/**
 * A strict reader for tables of numbers: comma separated, one row a line, an optional header.
 *
 * No quotes, no missing values, no other separators: a table that needs them is not what an experiment should
 * silently accept. One column may hold names (of classes), which become their numbers.
 */

import { FrugalError, nearest } from '../errors.ts';

export interface CsvOptions {
  /** How errors call the table. */
  readonly name?: string;
  /** Whether the first line names the columns. */
  readonly header?: boolean;
  /** The column (0-based) that holds names instead of numbers, and the names in the order of their numbers. */
  readonly names?: { readonly column: number; readonly values: readonly string[] };
}

export interface NumberTable {
  readonly rows: number;
  readonly columns: number;
  /** Empty without a header line. */
  readonly header: readonly string[];
  /** Row-major `[rows][columns]`. */
  readonly data: Float64Array;
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

const isBlank = (line: string): boolean => line.trim() === '';

/** A field as errors show it: short, and visible where it is empty. */
const shown = (field: string): string =>
  JSON.stringify(field.length > 24 ? `${field.slice(0, 24)}…` : field);

/**
 * Reads a table. Lines end in LF or CRLF; the last may lack its end, and empty lines after it are no rows. Lines and columns
 * in errors count from 1.
 *
 * @throws FrugalError for an empty table, an empty line between others, a line of another width, a field that is no finite decimal number, or a name
 *   that is not among `names.values`
 */
export function parseCsv(text: string, options: CsvOptions = {}): NumberTable {
  const { name = 'CSV', names } = options;
  const lines = text.split('\n');
  while (lines.length > 0 && isBlank(lines[lines.length - 1])) lines.pop();
  const first = options.header === true ? 1 : 0;
  const fieldsOf = (line: number): string[] => lines[line].replace(/\r$/, '').split(',');
  const rows = lines.length - first;
  if (rows < 1) throw new FrugalError(`${name}: no rows; expected at least one line of numbers`);
  const columns = fieldsOf(0).length;
  const data = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const line = row + first;
    if (isBlank(lines[line])) {
      throw new FrugalError(
        `${name}: line ${line + 1} is empty, with rows after it; delete the line or fill it`,
      );
    }
    const fields = fieldsOf(line);
    if (fields.length !== columns) {
      throw new FrugalError(
        `${name}: line ${line + 1} has ${fields.length} column${fields.length === 1 ? '' : 's'}, expected ${columns} as in line 1`,
      );
    }
    for (let column = 0; column < columns; column++) {
      const where = (): string => `${name}: line ${line + 1}, column ${column + 1}`;
      const field = fields[column];
      if (names?.column === column) {
        const index = names.values.indexOf(field.trim());
        if (index < 0) {
          const near = nearest(field.trim(), names.values);
          const hint = near === undefined ? '' : `; did you mean ${shown(near)}?`;
          throw new FrugalError(`${where()}: unknown name ${shown(field)}${hint}`);
        }
        data[row * columns + column] = index;
      } else {
        const digits = field.trim();
        const value = DECIMAL.test(digits) ? Number(digits) : Number.NaN;
        if (!Number.isFinite(value)) {
          throw new FrugalError(`${where()}: ${shown(field)} is not a finite decimal number`);
        }
        data[row * columns + column] = value;
      }
    }
  }
  return { rows, columns, header: first === 1 ? fieldsOf(0) : [], data };
}
