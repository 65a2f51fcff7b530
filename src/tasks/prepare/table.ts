/** From a table to examples: numbers as they are, a column of words as one feature a word. */

import { FrugalError, UsageError } from '../../errors.ts';
import type { Column, Table, TextColumn } from '../../formats/values.ts';
import { flagged, type Roles, rolesOf } from './columns.ts';
import { type Answers, type Material, NO_ANSWERS } from './material.ts';
import type { Preparation } from './options.ts';

/** More words than this in a column are no categories but a text or the names of rows. */
const MOST_WORDS = 100;

/** Features of one column: their names, and how a row fills them. */
interface Encoder {
  readonly names: readonly string[];
  readonly fill: (row: number, into: Float64Array, at: number) => void;
}

/** One feature a word: 1 where the row has it; NaN where the field is missing. */
function oneHot({ name, codes, words }: TextColumn, where: string): Encoder {
  if (words.length > MOST_WORDS)
    throw new UsageError(
      `${where}: column "${name}" has ${words.length} different words such as ${JSON.stringify(words[0])}, at most ${MOST_WORDS} can be features; --leave-out ${flagged(name)} leaves it out`,
    );
  // Ascending, so that the order of the rows decides nothing.
  const order = words.map((_, code) => code).sort((a, b) => (words[a] < words[b] ? -1 : 1));
  const place = new Uint32Array(words.length);
  for (const [i, code] of order.entries()) place[code] = i;
  return {
    names: order.map((code) => `${name}=${words[code]}`),
    fill(row, into, at) {
      if (codes[row] < 0) into.fill(Number.NaN, at, at + words.length);
      else into[at + place[codes[row]]] = 1;
    },
  };
}

const encoderOf = (column: Column, where: string): Encoder =>
  column.kind === 'text'
    ? oneHot(column, where)
    : {
        names: [column.name],
        fill(row, into, at) {
          into[at] = column.values[row];
        },
      };

/** Answers in one column, or numbers in several. */
export function answersOfColumns(columns: readonly Column[], rows: number, where: string): Answers {
  const [first] = columns;
  if (first === undefined) return NO_ANSWERS;
  if (first.kind === 'text' && columns.length === 1)
    return { kind: 'words', codes: first.codes, words: first.words };
  const outputs = columns.length;
  const values = new Float64Array(rows * outputs);
  for (const [k, column] of columns.entries()) {
    if (column.kind === 'text')
      throw new UsageError(
        `${where}: column "${column.name}" holds words; several answers an example have to be numbers`,
      );
    for (let row = 0; row < rows; row++) values[row * outputs + k] = column.values[row];
  }
  return { kind: 'numbers', values, outputs, names: columns.map(({ name }) => name) };
}

function materialOf(table: Table, { answers, features }: Roles, name: string): Material {
  const { rows, columns } = table;
  const encoders = features.map((i) => encoderOf(columns[i], name));
  const featureNames = encoders.flatMap(({ names }) => names);
  const width = featureNames.length;
  const inputs = new Float64Array(rows * width);
  let at = 0;
  for (const { names, fill } of encoders) {
    for (let row = 0; row < rows; row++) fill(row, inputs, row * width + at);
    at += names.length;
  }
  return {
    ...{ count: rows, features: width, shape: [width], featureNames, inputs, scale: 1 },
    answers: answersOfColumns(
      answers.map((i) => columns[i]),
      rows,
      name,
    ),
  };
}

/** Two columns of one name, one below the other; words of the second that the first lacks come behind. */
function joinColumns(first: Column, second: Column, where: string): Column {
  const { name } = first;
  if (first.kind === 'number' && second.kind === 'number') {
    const values = new Float64Array(first.values.length + second.values.length);
    values.set(first.values);
    values.set(second.values, first.values.length);
    return { kind: 'number', name, values, missing: first.missing + second.missing };
  }
  if (first.kind !== 'text' || second.kind !== 'text')
    throw new FrugalError(
      `${where}: column "${name}" holds ${first.kind === 'text' ? 'words' : 'numbers'} to train with and ${second.kind === 'text' ? 'words' : 'numbers'} to test with`,
    );
  const words = [...new Set([...first.words, ...second.words])];
  const place = new Map(words.map((word, i) => [word, i]));
  const codes = new Int32Array(first.codes.length + second.codes.length);
  codes.set(first.codes);
  for (const [row, code] of second.codes.entries())
    codes[first.codes.length + row] = code < 0 ? -1 : (place.get(second.words[code]) ?? -1);
  return { kind: 'text', name, codes, words, missing: first.missing + second.missing };
}

/**
 * A table that trains and one that tests, as one.
 *
 * @throws FrugalError for columns of other names, or words where the other has numbers
 */
function joinTables(train: Table, test: Table, where: string): Table {
  const byName = new Map(test.columns.map((column) => [column.name, column]));
  const [had, has] = [train.columns.length, test.columns.length];
  if (had !== has)
    throw new FrugalError(`${where}: ${has} columns to test with, ${had} to train with`);
  const columns = train.columns.map((column) => {
    const other = byName.get(column.name);
    if (other !== undefined) return joinColumns(column, other, where);
    throw new FrugalError(`${where}: the table to test with has no column "${column.name}"`);
  });
  return { rows: train.rows + test.rows, columns };
}

/**
 * Examples of a table, and of a second one that tests where there is one.
 *
 * @param name how errors call the table
 * @throws UsageError where the column of answers is not clear, or a column cannot be used
 * @throws FrugalError for a table of no rows, and for a test table of other columns
 */
export function materialOfTable(
  { train, test }: { readonly train: Table; readonly test?: Table },
  options: Preparation,
  name: string,
  notes: string[],
): Material {
  const table = test === undefined ? train : joinTables(train, test, name);
  const roles = rolesOf(table, options, name, notes);
  const wordy = roles.features.filter((i) => table.columns[i].kind === 'text');
  const material = materialOf(table, roles, name);
  if (wordy.length > 0) {
    const which = wordy
      .slice(0, 3)
      .map((i) => `"${table.columns[i].name}"`)
      .join(', ');
    const more = wordy.length > 3 ? ` and ${wordy.length - 3} more` : '';
    notes.push(`Columns of words became a feature a word: ${which}${more}.`);
  }
  return test === undefined ? material : { ...material, given: train.rows };
}
