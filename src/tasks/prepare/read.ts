/**
 * From the bytes of a file to what it holds, by the form that it has.
 *
 * Every reader is loaded when the first file of its form comes.
 */

import { FrugalError, UsageError } from '../../errors.ts';
import { gunzip, isGzip } from '../../formats/gzip.ts';
import { FORMS, type FormName, recognise } from '../../formats/recognise.ts';
import type { Column, Read } from '../../formats/values.ts';
import { isUsual } from './arrays.ts';
import { flagged } from './columns.ts';
import type { Content, NamedArray } from './content.ts';

/** A compressed file that expands beyond this is refused. */
const MOST_BYTES = 2 ** 30;

/** A file in memory. */
export interface FileBytes {
  /** Its name, without folders. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What is known of how a file is to be read. */
export interface ReadHints {
  /** What indices of svmlight count from; recognised and told where absent. */
  readonly indexBase?: 0 | 1;
  /** Arrays to read where a file may have many; where none are named, all, or the only one. */
  readonly arrays?: readonly string[];
}

type Reader = (bytes: Uint8Array, name: string, hints: ReadHints) => Promise<Read<Content>>;

const arrays = (form: string, found: ReadonlyMap<string, NamedArray>): Content => ({
  ...{ kind: 'arrays', form, arrays: found },
});
const single = (form: string, array: NamedArray): Content => arrays(form, new Map([['', array]]));

const isText = ({ kind }: Column): boolean => kind === 'text';

/** The error for arrays none of which is called as inputs or answers usually are. */
function unnamed(name: string, known: readonly string[]): UsageError {
  const list = known.slice(0, 6).join(', ').slice(0, 120);
  return new UsageError(
    `${name} holds ${known.length} arrays (${list}${known.length > 6 ? ', …' : ''}); name inputs and answers, as in --member ${flagged(known[0])} --label ${flagged(known[1])}`,
  );
}

async function readMatlabFile(bytes: Uint8Array, name: string): Promise<Read<Content>> {
  const { readMatlab } = await import('../../formats/matlab.ts');
  const { value, notes } = await readMatlab(bytes, { name });
  const leftOut = notes.filter((note) => note.includes(' was left out: '));
  return { value: { kind: 'arrays', form: 'MATLAB', arrays: value, leftOut }, notes };
}

const READERS: { readonly [form in FormName]?: Reader } = {
  async csv(bytes, name) {
    const { readTable } = await import('../../formats/csv.ts');
    const { value, notes, rowNames, header } = readTable(bytes, { name });
    if (value.rows === 1 && !header && value.columns.length > 1 && value.columns.every(isText))
      throw new FrugalError(
        `${name} has no rows: its only line names columns; expected a line an example`,
      );
    const columns = value.columns.filter((column) => column.name !== rowNames);
    const written = (text: string): readonly string[] =>
      readTable(bytes, { name, text: [text] }).value.columns.flatMap((column) =>
        column.name === text && column.kind === 'text' ? column.words : [],
      );
    return { value: { kind: 'table', form: 'CSV', table: { ...value, columns }, written }, notes };
  },
  async parquet(bytes, name) {
    const { readParquet } = await import('../../formats/parquet.ts');
    const { value, notes } = await readParquet(bytes, { name });
    // What pandas writes of names of rows is no feature.
    const columns = value.columns.filter((column) => !/^__index_level_\d+__$/.test(column.name));
    const told =
      columns.length < value.columns.length
        ? [...notes, 'Left out: the index of pandas (columns "__index_level_…").']
        : notes;
    const table = { ...value, columns };
    return { value: { kind: 'table', form: 'Parquet', table }, notes: told };
  },
  async arff(bytes, name) {
    const { readArff } = await import('../../formats/arff.ts');
    const { value, notes } = readArff(bytes, { name });
    const { table, numbers, weights } = value;
    const told = weights ? [...notes, 'Weights of rows are not used.'] : notes;
    if (numbers === undefined)
      return { value: { kind: 'table', form: 'ARFF', table }, notes: told };
    const { rows, names: featureNames } = numbers;
    return { value: { kind: 'rows', form: 'sparse ARFF', rows, featureNames, table }, notes: told };
  },
  async svmlight(bytes, name, { indexBase }) {
    const { readSvmlight } = await import('../../formats/svmlight.ts');
    const { value, notes } = readSvmlight(bytes, {
      name,
      ...(indexBase !== undefined && { base: indexBase }),
    });
    const { rows, targets, base } = value;
    const answers = { kind: 'numbers', values: targets, outputs: 1, names: ['target'] } as const;
    return { value: { kind: 'rows', form: 'svmlight', rows, answers, base }, notes };
  },
  async npy(bytes, name) {
    const { readNpy } = await import('../../formats/npy.ts');
    const { value, notes } = readNpy(bytes, { name });
    return { value: single('NumPy array', value), notes };
  },
  async npz(bytes, name) {
    const { readNpz } = await import('../../formats/npz.ts');
    const { value, notes } = readNpz(bytes, { name });
    return { value: arrays('NumPy archive', value), notes };
  },
  async scipy(bytes, name) {
    const { readSparseNpz } = await import('../../formats/scipy.ts');
    const { value, notes } = readSparseNpz(bytes, { name });
    return { value: single('SciPy sparse matrix', value), notes };
  },
  matlab: readMatlabFile,
  matlab73: readMatlabFile,
  async hdf5(bytes, name, { arrays: wanted = [] }) {
    const { hdf5Datasets, readHdf5 } = await import('../../formats/hdf5/read.ts');
    const found = new Map<string, NamedArray>();
    const notes: string[] = [];
    const known = await hdf5Datasets(bytes, name);
    const usual = known.filter((path) => isUsual(path) && !wanted.includes(path));
    const several = [...wanted, ...usual];
    if (several.length === 0 && known.length > 1) throw unnamed(name, known);
    // Without a name it reads the only one; a matrix alone is a table, and what is wanted is a column of it.
    for (const dataset of known.length === 1 && !wanted.includes(known[0])
      ? [undefined]
      : several) {
      const read = await readHdf5(bytes, { name, ...(dataset !== undefined && { dataset }) });
      found.set(dataset ?? '', read.value);
      notes.push(...read.notes);
    }
    return { value: arrays('HDF5', found), notes };
  },
  async idx(bytes, name) {
    const { readIdx } = await import('../../formats/idx.ts');
    const { value, notes } = readIdx(bytes, { name });
    return { value: single('IDX', value), notes };
  },
};

/** The forms that tasks are made of. */
export const TASK_FORMS = FORMS.filter(({ name }) => READERS[name] !== undefined);

/**
 * Reads one file, gzipped or not.
 *
 * @throws FrugalError for a form that is not known or holds no examples, and for what its reader refuses
 */
export async function readContent(
  { name, bytes }: FileBytes,
  hints: ReadHints = {},
): Promise<Read<Content>> {
  const zipped = isGzip(bytes);
  const raw = zipped ? await gunzip(bytes, { name, maxBytes: MOST_BYTES }) : bytes;
  const form = recognise(raw, zipped ? name.replace(/\.gz$/i, '') : name);
  const reader = READERS[form];
  if (reader !== undefined) return reader(raw, name, hints);
  const title = FORMS.find((known) => known.name === form)?.title ?? form;
  throw new FrugalError(
    `${name} is ${title} and holds no examples to learn from; readable are ${TASK_FORMS.map((known) => known.title).join(', ')}`,
  );
}
