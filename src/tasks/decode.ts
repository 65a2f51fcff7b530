/**
 * From the bytes of a data set's files to arrays: decompression, the file's format, and whether the catalogue's shape
 * is what was found.
 *
 * Where the bytes come from (a folder, a web page) and whether their checksum is right is the caller's business.
 */

import { FrugalError } from '../errors.ts';
import { parseCsv } from '../formats/csv.ts';
import { gunzip, isGzip } from '../formats/gzip.ts';
import { type IdxArray, parseIdx } from '../formats/idx.ts';
import type { DataFile, DatasetFacts } from './catalogue.ts';
import { parseCifar } from './cifar.ts';

/** The arrays of one part of a data set. */
export interface Part {
  /** `[examples, …]` as stored; times `scale` of the catalogue they are the real values. */
  readonly inputs?: IdxArray;
  /** `[examples]`, counted from 0. */
  readonly labels?: IdxArray;
  /** A permutation of the examples. */
  readonly order?: IdxArray;
}

/** A data set in memory: the parts that were asked for. */
export interface Dataset {
  readonly facts: DatasetFacts;
  readonly train?: Part;
  readonly valid?: Part;
  readonly test?: Part;
  readonly all?: Part;
}

function decodeCsv(bytes: Uint8Array, facts: DatasetFacts, file: DataFile): Part {
  const column = file.labelColumn;
  if (column === undefined) throw new FrugalError(`${file.path}: no column of labels is known`);
  const named = file.namedLabels === true;
  const table = parseCsv(new TextDecoder().decode(bytes), {
    name: file.path,
    header: file.header,
    names: named ? { column, values: facts.classes } : undefined,
  });
  if (table.columns <= column) {
    throw new FrugalError(
      `${file.path}: ${table.columns} columns, expected more than ${column} for the labels`,
    );
  }
  const features = table.columns - 1;
  const inputs = new Float64Array(table.rows * features);
  const labels = new Float64Array(table.rows);
  for (let row = 0; row < table.rows; row++) {
    const at = row * table.columns;
    labels[row] = table.data[at + column] - (named ? 0 : (file.firstLabel ?? 0));
    inputs.set(table.data.subarray(at, at + column), row * features);
    inputs.set(table.data.subarray(at + column + 1, at + table.columns), row * features + column);
  }
  return {
    inputs: { dtype: 'float64', shape: [table.rows, features], data: inputs },
    labels: { dtype: 'float64', shape: [table.rows], data: labels },
  };
}

function decodeCifar(bytes: Uint8Array, file: DataFile): Part {
  const { count, images, labels } = parseCifar(bytes, file.path);
  return {
    inputs: { dtype: 'uint8', shape: [count, 3, 32, 32], data: images },
    labels: { dtype: 'uint8', shape: [count], data: labels },
  };
}

/** Shapes of the arrays that the catalogue's shape of the file promises. */
function expectedShape(file: DataFile, what: 'inputs' | 'labels' | 'order'): readonly number[] {
  if (file.holds !== 'labelled') return file.shape;
  if (what === 'labels') return [file.shape[0]];
  return file.format === 'cifar10'
    ? [file.shape[0], 3, 32, 32]
    : [file.shape[0], file.shape[1] - 1];
}

/**
 * Decodes one file, compressed or already decompressed.
 *
 * @throws FrugalError for bytes that are not what the catalogue says: format, shape, names of classes
 */
export async function decodeFile(
  facts: DatasetFacts,
  file: DataFile,
  bytes: Uint8Array,
): Promise<Part> {
  const maxBytes = file.raw?.bytes ?? file.bytes;
  const raw = isGzip(bytes) ? await gunzip(bytes, { name: file.path, maxBytes }) : bytes;
  let part: Part;
  if (file.format === 'csv') part = decodeCsv(raw, facts, file);
  else if (file.format === 'cifar10') part = decodeCifar(raw, file);
  else part = { [file.holds]: parseIdx(raw, file.path) };
  for (const what of ['inputs', 'labels', 'order'] as const) {
    const found = part[what]?.shape.join(' × ');
    const expected = expectedShape(file, what).join(' × ');
    if (found !== undefined && found !== expected) {
      throw new FrugalError(`${file.path}: ${what} of shape ${found}, expected ${expected}`);
    }
  }
  return part;
}
