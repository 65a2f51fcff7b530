/**
 * From the bytes of a file to what it holds, by what the bytes are, and for text by what the file is called.
 *
 * Every reader is loaded when the first file of its form comes.
 */

import { FrugalError } from '../../errors.ts';
import { gunzip, isGzip } from '../../formats/gzip.ts';
import type { Read } from '../../formats/values.ts';
import type { ArraysContent, Content, NamedArray } from './content.ts';
import { FORM_NAMES, FORMS, type FormName, formOf } from './forms.ts';

/** A compressed file that expands beyond this is refused. */
const MOST_BYTES = 2 ** 31;

/** A file in memory. */
export interface FileBytes {
  /** Its name, without folders. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

type Reader = (bytes: Uint8Array, name: string) => Promise<Read<Content>>;

const arraysOf = (form: string, arrays: ReadonlyMap<string, NamedArray>): ArraysContent => ({
  ...{ kind: 'arrays', form, arrays },
});

const readers = {
  async table(bytes, name) {
    const { readTable } = await import('../../formats/csv.ts');
    const { value, notes, rowNames } = readTable(bytes, { name });
    const columns = value.columns.filter((column) => column.name !== rowNames);
    return { value: { kind: 'table', form: 'CSV', table: { ...value, columns } }, notes };
  },
  async parquet(bytes, name) {
    const { readParquet } = await import('../../formats/parquet.ts');
    const { value, notes } = await readParquet(bytes, { name });
    return { value: { kind: 'table', form: 'Parquet', table: value }, notes };
  },
  async npy(bytes, name) {
    const { readNpy } = await import('../../formats/npy.ts');
    const { value, notes } = readNpy(bytes, { name });
    return { value: arraysOf('NumPy array', new Map([['', value]])), notes };
  },
  async npz(bytes, name) {
    const { readNpz } = await import('../../formats/npz.ts');
    const { isSparse, sparseOf } = await import('../../formats/scipy.ts');
    const { value, notes } = readNpz(bytes, { name });
    if (!isSparse(value)) return { value: arraysOf('NumPy archive', value), notes };
    const sparse = sparseOf(value, name);
    return {
      value: arraysOf('SciPy sparse matrix', new Map([['', sparse.value]])),
      notes: [...notes, ...sparse.notes],
    };
  },
  async idx(bytes, name) {
    const { parseIdx } = await import('../../formats/idx.ts');
    const { dtype, shape, data } = parseIdx(bytes, name);
    return { value: arraysOf('IDX', new Map([['', { type: dtype, shape, data }]])), notes: [] };
  },
} satisfies Record<FormName, Reader>;

/**
 * Reads one file, gzipped or not.
 *
 * @throws FrugalError for a form that is not known, and for what its reader refuses
 */
export async function readContent({ name, bytes }: FileBytes): Promise<Read<Content>> {
  if (bytes.length === 0) throw new FrugalError(`${name} is empty`);
  const raw = isGzip(bytes) ? await gunzip(bytes, { name, maxBytes: MOST_BYTES }) : bytes;
  const form = formOf(raw, name.replace(/\.gz$/i, ''));
  if (form !== undefined) return readers[form](raw, name);
  const endings = FORM_NAMES.map((known) => `.${FORMS[known].endings[0]}`).join(', ');
  throw new FrugalError(`${name}: the form of this file is not known; expected ${endings}`);
}
