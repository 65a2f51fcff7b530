/**
 * Which form a file has: by its first bytes where the form has a mark, then by its name, then by what its lines look like.
 *
 * The table below is the one list of forms; docs are made from it. Nothing is read here beyond the beginning of the file.
 */

import { FrugalError } from '../errors.ts';
import { isNpy } from './npy.ts';
import { isParquet } from './parquet.ts';
import { isSafetensors } from './safetensors.ts';
import { strangerOf } from './strangers.ts';
import { zipNames } from './zip.ts';

export type FormName =
  | 'npy'
  | 'scipy'
  | 'npz'
  | 'matlab'
  | 'matlab73'
  | 'hdf5'
  | 'parquet'
  | 'safetensors'
  | 'gzip'
  | 'idx'
  | 'matrix-market'
  | 'graphml'
  | 'gexf'
  | 'pajek'
  | 'arff'
  | 'svmlight'
  | 'edge-list'
  | 'csv';

/** A form of files, and what becomes of it. */
export interface Form {
  readonly name: FormName;
  readonly title: string;
  /** Endings of names, in lower case, by which it is known where its bytes have no mark. */
  readonly endings: readonly string[];
  readonly reads: string;
  readonly refuses: string;
  /** By a mark in the first bytes, or the last. */
  readonly marked?: (bytes: Uint8Array) => boolean;
  /** By the first lines of a text, comments and empty lines gone; asked in the order of this list. */
  readonly looks?: (lines: readonly string[]) => boolean;
}

/** What is looked at of a text. */
const GLANCE = 4096;
const HDF5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const NUMBER = '[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?';
const SVMLIGHT = new RegExp(
  `^${NUMBER}(?:,${NUMBER})*(?:\\s+qid:\\d+)?(?:\\s+\\d+:${NUMBER})+\\s*(?:#.*)?$`,
);

const begins = (bytes: Uint8Array, text: string, at = 0): boolean =>
  latin1(bytes.subarray(at, at + text.length)) === text;
const isZip = (bytes: Uint8Array): boolean =>
  begins(bytes, 'PK\u0003\u0004') || begins(bytes, 'PK\u0005\u0006');
const holds = (bytes: Uint8Array, ...wanted: readonly string[]): boolean => {
  if (!isZip(bytes)) return false;
  try {
    const names = new Set(zipNames(bytes, 'zip'));
    return wanted.every((name) => names.has(name));
  } catch {
    return false;
  }
};
/** The signature stands at 0 or at a power of two from 512 on, behind a block of the user. */
const isHdf5 = (bytes: Uint8Array): boolean => {
  for (let at = 0; at + 8 <= bytes.length; at = at === 0 ? 512 : 2 * at)
    if (HDF5.every((byte, i) => bytes[at + i] === byte)) return true;
  return false;
};
const isMatlab5 = (bytes: Uint8Array): boolean =>
  bytes.length >= 128 &&
  ((bytes[126] === 0x49 && bytes[127] === 0x4d) || (bytes[126] === 0x4d && bytes[127] === 0x49)) &&
  !isHdf5(bytes);

/** Every form that is read; order matters where marks are shared. */
export const FORMS: readonly Form[] = [
  {
    name: 'npy',
    title: 'NumPy array',
    endings: ['.npy'],
    reads: 'numbers of every width, truths, texts; any shape and order; versions 1–3',
    refuses: 'pickled objects, records, complex numbers, dates',
    marked: isNpy,
  },
  {
    name: 'scipy',
    title: 'SciPy sparse matrix (npz)',
    endings: [],
    reads: 'csr, csc, coo, bsr, dia; matrices and arrays; unsorted, repeated; one dimension',
    refuses: 'places outside the matrix, more than two dimensions',
    marked: (bytes) => holds(bytes, 'format.npy', 'shape.npy', 'data.npy'),
  },
  {
    name: 'npz',
    title: 'NumPy archive',
    endings: ['.npz'],
    reads: 'arrays by name, stored or deflated, zip64',
    refuses: 'encrypted archives, other compression, more than 2 GiB unpacked',
    marked: isZip,
  },
  {
    name: 'matlab73',
    title: 'MATLAB 7.3',
    endings: [],
    reads: 'numbers, logical, sparse, char, cells of strings',
    refuses:
      'no variable that can be read; structures, objects and complex numbers are left out and said',
    marked: (bytes) => isHdf5(bytes) && begins(bytes, 'MATLAB 7.3'),
  },
  {
    name: 'hdf5',
    title: 'HDF5',
    endings: ['.h5', '.hdf5'],
    reads: 'data sets of numbers or texts by name, gzip',
    refuses: 'compound types, external files, filters beyond gzip and shuffle',
    marked: isHdf5,
  },
  {
    name: 'matlab',
    title: 'MATLAB 5 to 7',
    endings: ['.mat'],
    reads:
      'numbers of every class, logical, sparse, char, cells of strings; compressed; both byte orders',
    refuses: 'version 4; structures, objects and complex numbers are left out and said',
    marked: isMatlab5,
  },
  {
    name: 'parquet',
    title: 'Parquet',
    endings: ['.parquet'],
    reads: 'numbers, decimals, truths, strings, dates, times; missing values; every codec',
    refuses: 'encryption; lists, structures, bytes and integers beyond 2^53 are left out and said',
    marked: isParquet,
  },
  {
    name: 'safetensors',
    title: 'safetensors',
    endings: ['.safetensors'],
    reads: 'tensors by name, bfloat16 widened, metadata',
    refuses: 'types of 8 bits and fewer, gaps and overlaps',
    marked: isSafetensors,
  },
  {
    name: 'gzip',
    title: 'gzip of one of the others',
    endings: ['.gz'],
    reads: 'one member',
    refuses: 'several members, more than 1 GiB unpacked',
    marked: (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b,
  },
  {
    name: 'idx',
    title: 'IDX (MNIST)',
    endings: ['-ubyte', '.idx'],
    reads: 'every element type and number of dimensions',
    refuses: 'sizes that do not fit the file',
    marked: (bytes) =>
      bytes.length > 4 &&
      bytes[0] === 0 &&
      bytes[1] === 0 &&
      [8, 9, 11, 12, 13, 14].includes(bytes[2]) &&
      bytes[3] > 0 &&
      bytes[3] <= 8,
  },
  {
    name: 'matrix-market',
    title: 'Matrix Market',
    endings: ['.mtx'],
    reads: 'real, integer, pattern; general, symmetric, skew; coordinate and array',
    refuses: 'complex, hermitian',
    marked: (bytes) => begins(bytes, '%%MatrixMarket'),
  },
  {
    name: 'graphml',
    title: 'GraphML',
    endings: ['.graphml'],
    reads: 'nodes, edges, attributes with their defaults',
    refuses: 'hyperedges, nested graphs',
    looks: (lines) => lines.some((line) => line.includes('<graphml')),
  },
  {
    name: 'gexf',
    title: 'GEXF',
    endings: ['.gexf'],
    reads: 'nodes, edges, weights, attributes',
    refuses: 'dynamic graphs',
    looks: (lines) => lines.some((line) => line.includes('<gexf')),
  },
  {
    name: 'pajek',
    title: 'Pajek',
    endings: ['.net', '.paj'],
    reads: 'vertices, arcs, edges, lists of them',
    refuses: 'several networks in one file',
    looks: (lines) => lines.some((line) => /^\*(?:vertices|network)\b/i.test(line)),
  },
  {
    name: 'arff',
    title: 'ARFF (Weka)',
    endings: ['.arff'],
    reads: 'dense and sparse; numeric, nominal, string, date; quotes, missing values',
    refuses: 'relational attributes',
    looks: (lines) => /^@relation\b/i.test(lines[0] ?? ''),
  },
  {
    name: 'svmlight',
    title: 'svmlight, LIBSVM',
    endings: ['.svm', '.svmlight', '.libsvm'],
    reads: 'index base 0 or 1, qid, comments',
    refuses: 'places that descend or repeat, several labels in one example',
    looks: (lines) => lines.length > 0 && lines.slice(0, 5).every((line) => SVMLIGHT.test(line)),
  },
  {
    name: 'edge-list',
    title: 'Edge list',
    endings: ['.edges', '.edgelist', '.ncol'],
    reads: 'names or numbers, any separator, weights',
    refuses: 'lines with one name',
  },
  {
    name: 'csv',
    title: 'CSV, TSV and the like',
    endings: ['.csv', '.tsv', '.tab', '.txt', '.data', '.dat'],
    reads: 'header or none, quotes, row names, missing values, labels',
    refuses: 'decimal commas, rows of other lengths',
    looks: (lines) => lines.length > 0 && lines.slice(0, 5).every((line) => /[,;\t]/.test(line)),
  },
];

/**
 * The form of a file.
 *
 * @param name its name or path; how errors call it, too
 * @throws FrugalError for an empty file, and one of no known form
 * @example recognise(bytes, 'train.csv') // 'csv'
 */
export function recognise(bytes: Uint8Array, name: string): FormName {
  if (bytes.length === 0) throw new FrugalError(`${name} is empty`);
  const stranger = strangerOf(bytes, name);
  if (stranger !== undefined) throw new FrugalError(`${name} ${stranger}`);
  const marked = FORMS.find((form) => form.marked?.(bytes));
  if (marked !== undefined) return marked.name;
  const lines = linesOf(bytes);
  if (lines === undefined)
    throw new FrugalError(
      `${name} is no text and has no mark that is known; such are ${titles((form) => form.marked)}`,
    );
  const lower = name.toLowerCase();
  const named = FORMS.find(({ endings }) => endings.some((ending) => lower.endsWith(ending)));
  // A name is believed where its form has no mark that the file lacks; a table may be named anything.
  if (named !== undefined && named.marked === undefined && named.name !== 'csv') return named.name;
  const looks = FORMS.find((form) => form.looks?.(lines));
  if (looks !== undefined) return looks.name;
  if (named?.name === 'csv') return named.name;
  if (named !== undefined)
    throw new FrugalError(`${name} is no ${named.title} file, as its name says: it is text`);
  throw new FrugalError(
    `${name} is text of no known form; readable are ${titles((form) => form.looks)}`,
  );
}

const titles = (has: (form: Form) => unknown): string =>
  FORMS.filter(has)
    .map(({ title }) => title)
    .join(', ');

/** First whole lines of a text without comments and empty ones; `undefined` for what is no text. */
function linesOf(bytes: Uint8Array): string[] | undefined {
  const start = bytes.subarray(0, GLANCE);
  if (start.includes(0)) return undefined;
  const text = new TextDecoder().decode(start);
  const lines = text.split(/\r\n|\r|\n/);
  // The last one may be cut.
  if (bytes.length > GLANCE && lines.length > 1) lines.pop();
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !/^[#%]/.test(line));
}

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
