/** What `frugal predict` is given: rows of a file of any form that tasks are made of, as inputs of a network. */

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { FrugalError, UsageError } from '../errors.ts';
import { readTable } from '../formats/csv.ts';
import { plainNumbers } from '../formats/elements.ts';
import { recognise } from '../formats/recognise.ts';
import type { Read, SparseRows } from '../formats/values.ts';
import { inputsOfTable, type StoredClassifier, sizesOf } from '../interchange/index.ts';
import { inTheirOrder, placesOfFeatures } from '../interchange/table-inputs.ts';
import { diskError } from '../runs/files.ts';
import { namesInputs } from '../tasks/prepare/arrays.ts';
import { type ArraysContent, type NamedArray, shapeText } from '../tasks/prepare/content.ts';
import { readContent } from '../tasks/prepare/read.ts';
import { columnsAt } from './evaluate-task.ts';

/** Numbers as their file stores them, one row an example; the network's own scaling comes after. */
type Inputs = Float32Array | SparseRows;

export interface InputOptions {
  /** Whether the first line of a text has names; recognised where absent. */
  readonly header?: false;
  /** The array of inputs in an archive of several. */
  readonly member?: string;
}

/**
 * @throws UsageError where it is not clear which array is meant
 * @throws FrugalError for a file that cannot be read, or whose rows are no inputs of the network
 */
export async function inputsAt(
  network: StoredClassifier,
  path: string,
  { header, member }: InputOptions,
): Promise<Read<Inputs>> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw diskError(error, 'read', path);
  });
  const name = basename(path);
  if (header === false || recognise(bytes, name) === 'csv') {
    const { value, notes } = readTable(bytes, { name, header: header ?? 'auto' });
    return withNotes(notes, inputsOfTable(network, value, name));
  }
  const arrays = member === undefined ? {} : { arrays: [member] };
  const { value: content, notes } = await readContent({ name, bytes }, arrays);
  if (content.kind === 'table')
    return withNotes(notes, inputsOfTable(network, content.table, name));
  if (content.kind === 'rows')
    return withNotes(notes, inputsOfRows(network, content.rows, name, content.featureNames));
  const array = chosenArray(content, member, name);
  if ('starts' in array) return withNotes(notes, inputsOfRows(network, array, name));
  return { value: inputsOfArray(network, array, name), notes };
}

const withNotes = <V>(notes: readonly string[], read: Read<V>): Read<V> => ({
  value: read.value,
  notes: [...notes, ...read.notes],
});

/** The array that is named, else the only one, else the only one called as inputs are. */
function chosenArray(
  { arrays }: ArraysContent,
  member: string | undefined,
  file: string,
): NamedArray {
  const listed = [...arrays].map(([name, array]) => `${name || 'unnamed'} (${shapeText(array)})`);
  const all = listed.slice(0, 6).join(', ');
  if (member !== undefined) {
    const found = arrays.get(member);
    if (found === undefined)
      throw new UsageError(`${file} has no array "${member}"; it has ${all}`);
    return found;
  }
  const wide = [...arrays].filter(([, array]) => 'starts' in array || array.shape.length > 1);
  const usual = wide.filter(([name]) => namesInputs(name));
  const [chosen, ...others] = arrays.size === 1 ? [...arrays] : usual.length > 0 ? usual : wide;
  if (chosen !== undefined && others.length === 0) return chosen[1];
  throw new UsageError(`${file} holds ${all}; name the inputs, as in --member x`);
}

function inputsOfArray(
  network: StoredClassifier,
  array: Exclude<NamedArray, SparseRows>,
  file: string,
): Float32Array {
  const { inputs } = sizesOf(network);
  if (array.type === 'text')
    throw new FrugalError(`${file} holds words; the network needs numbers`);
  const values = Float32Array.from(plainNumbers(array.data, file));
  const rows = array.shape[0] ?? 1;
  const width = array.shape.slice(1).reduce((a, b) => a * b, 1);
  // One dimension that is as long as the network is wide is a single example.
  if (width === inputs || (array.shape.length === 1 && rows === inputs)) return values;
  throw new FrugalError(
    `${file} has rows of ${width} numbers (${shapeText(array)}), the network has ${inputs} inputs`,
  );
}

function inputsOfRows(
  network: StoredClassifier,
  rows: SparseRows,
  file: string,
  names?: readonly string[],
): Read<SparseRows> {
  const { inputs } = sizesOf(network);
  const { features } = network;
  const places = features && names && placesOfFeatures(features, names, file);
  if (places !== undefined) return { value: columnsAt(rows, places), notes: [] };
  if (rows.columns > inputs)
    throw new FrugalError(`${file} has ${rows.columns} columns, the network has ${inputs} inputs`);
  // Files of entries end with the last feature that occurs.
  const value = { ...rows, columns: inputs };
  return { value, notes: features && names ? [inTheirOrder(file)] : [] };
}
