/** Columns of a table by what they are for: answers, features, left out. */

import { UsageError, unknownName } from '../../errors.ts';
import type { Column, Table } from '../../formats/values.ts';
import type { Preparation } from './options.ts';

/** Names by which people call the column of answers. */
const USUAL = ['label', 'labels', 'class', 'target', 'species', 'y'];
/** Words that differ in so many rows are names of rows and no classes. */
const FEWEST_REPEATS = 2;

const hasRepeats = ({ rows }: Table, column: Column): boolean =>
  column.kind === 'number' || rows >= FEWEST_REPEATS * column.words.length;

/**
 * Position of a column by its name, else by its number from 1.
 *
 * @throws UsageError for a column that is not there, or a name that two have
 */
export function columnNamed({ columns }: Table, given: string, name: string): number {
  const found = columns.flatMap((column, i) => (column.name === given ? [i] : []));
  if (found.length === 1) return found[0];
  if (found.length > 1)
    throw new UsageError(
      `${name}: columns ${found.map((i) => i + 1).join(' and ')} are both called "${given}"; say which by its number`,
    );
  const number = /^\d+$/.test(given) ? Number(given) : 0;
  if (number >= 1 && number <= columns.length) return number - 1;
  const names = columns.map((column) => column.name);
  const shown = names.length > 12 ? [...names.slice(0, 12), '…'] : names;
  throw unknownName(`column of ${name}`, given, shown);
}

/** A name as it is typed after a flag. */
export const flagged = (name: string): string =>
  /^[\w./-]+$/.test(name) ? name : JSON.stringify(name);

/**
 * The column of answers where none is named: the only one that is called so, or the only one of words.
 *
 * @throws UsageError where no column, or more than one, could be it
 */
function guessLabel(table: Table, out: ReadonlySet<number>, name: string, notes: string[]): number {
  const { columns } = table;
  const open = columns.map((_, i) => i).filter((i) => !out.has(i));
  const usual = open.filter((i) => USUAL.includes(columns[i].name.trim().toLowerCase()));
  const words = open.filter((i) => columns[i].kind === 'text' && hasRepeats(table, columns[i]));
  const candidates = usual.length > 0 ? usual : words;
  const quoted = (places: readonly number[]): string =>
    places
      .slice(0, 4)
      .map((i) => `"${columns[i].name}"`)
      .join(', ');
  if (candidates.length > 1)
    throw new UsageError(
      `${name}: each of the columns ${quoted(candidates)} could hold the answers; name one, as in --label ${flagged(columns[candidates[0]].name)}`,
    );
  if (candidates.length === 0)
    throw new UsageError(
      `${name}: no column says that it holds the answers (columns ${quoted(open)}${open.length > 4 ? ', …' : ''}); name it, as in --label ${flagged(columns[open[open.length - 1]]?.name ?? 'species')}, or say --answers none where there are none (set-rbm)`,
    );
  const [at] = candidates;
  const why = usual.length > 0 ? 'it is called so' : 'it is the only one of words';
  notes.push(`The answers are taken from column "${columns[at].name}": ${why}.`);
  return at;
}

/** Columns of answers, and columns of features, by position. */
export interface Roles {
  readonly answers: readonly number[];
  readonly features: readonly number[];
}

/**
 * What each column of a table is for.
 *
 * @param alone whether the table has all that is learned: then it has to have features
 * @param name how errors call the table
 * @throws UsageError for columns that are not there, are asked for twice, or leave no feature
 */
export function rolesOf(
  table: Table,
  { label = [], leaveOut = [], answers: wanted }: Preparation,
  name: string,
  notes: string[],
  alone = true,
): Roles {
  const out = new Set(leaveOut.map((given) => columnNamed(table, given, name)));
  const answers =
    label.length > 0
      ? label.map((given) => columnNamed(table, given, name))
      : wanted === 'none'
        ? []
        : [guessLabel(table, out, name, notes)];
  const both = answers.find((i) => out.has(i));
  if (both !== undefined)
    throw new UsageError(
      `${name}: column "${table.columns[both].name}" is both the answer and left out`,
    );
  const features = table.columns
    .map((_, i) => i)
    .filter((i) => !out.has(i) && !answers.includes(i));
  if (alone && features.length === 0)
    throw new UsageError(`${name}: no column is left to learn from`);
  return { answers, features };
}
