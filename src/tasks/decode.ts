/**
 * From the bytes of a data set's files to arrays: decompression, the file's format, and whether the catalogue's shape
 * is what was found.
 *
 * Where the bytes come from (a folder, a web page) and whether their checksum is right is the caller's business.
 */

import { FrugalError, unknownName } from '../errors.ts';
import { readTable } from '../formats/csv.ts';
import { gunzip, isGzip } from '../formats/gzip.ts';
import { type IdxArray, readIdx } from '../formats/idx.ts';
import type { Column } from '../formats/values.ts';
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

/** The classes of the words of a column. */
function classesOf(column: Column, facts: DatasetFacts, path: string): Float64Array {
  if (column.kind !== 'text')
    throw new FrugalError(`${path}: numbers where names of classes were expected`);
  const classes = column.words.map((word) => {
    const index = facts.classes.indexOf(word);
    if (index < 0) throw unknownName(`class in ${path}`, word, facts.classes);
    return index;
  });
  return Float64Array.from(column.codes, (code) => classes[code]);
}

function decodeCsv(bytes: Uint8Array, facts: DatasetFacts, file: DataFile): Part {
  const place = file.labelColumn;
  if (place === undefined) throw new FrugalError(`${file.path}: no column of labels is known`);
  const { value: table } = readTable(bytes, {
    name: file.path,
    header: file.header ?? false,
    delimiter: ',',
    missing: [],
  });
  const { rows, columns } = table;
  if (columns.length <= place) {
    throw new FrugalError(
      `${file.path}: ${columns.length} columns, expected more than ${place} for the labels`,
    );
  }
  const label = columns[place];
  const first = file.firstLabel ?? 0;
  const features = columns.filter((_, k) => k !== place);
  const inputs = new Float64Array(rows * features.length);
  for (const [k, column] of features.entries()) {
    if (column.kind !== 'number' || column.missing > 0)
      throw new FrugalError(
        `${file.path}: column "${column.name}" holds fields that are no numbers`,
      );
    for (let row = 0; row < rows; row++) inputs[row * features.length + k] = column.values[row];
  }
  let labels: Float64Array;
  if (label.missing > 0) throw new FrugalError(`${file.path}: ${label.missing} labels are missing`);
  if (file.namedLabels === true) labels = classesOf(label, facts, file.path);
  else if (label.kind === 'number') labels = label.values.map((value) => value - first);
  else throw new FrugalError(`${file.path}: words where numbers of classes were expected`);
  return {
    inputs: { type: 'float64', shape: [rows, features.length], data: inputs },
    labels: { type: 'float64', shape: [rows], data: labels },
  };
}

function decodeCifar(bytes: Uint8Array, file: DataFile): Part {
  const { count, images, labels } = parseCifar(bytes, file.path);
  return {
    inputs: { type: 'uint8', shape: [count, 3, 32, 32], data: images },
    labels: { type: 'uint8', shape: [count], data: labels },
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
  else part = { [file.holds]: readIdx(raw, { name: file.path }).value };
  for (const what of ['inputs', 'labels', 'order'] as const) {
    const found = part[what]?.shape.join(' × ');
    const expected = expectedShape(file, what).join(' × ');
    if (found !== undefined && found !== expected) {
      throw new FrugalError(`${file.path}: ${what} of shape ${found}, expected ${expected}`);
    }
  }
  return part;
}
