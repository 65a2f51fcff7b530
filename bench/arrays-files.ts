/** The files of arrays that readers are timed on, made by our writers from one stream, and how ours reads each. */

import { tensorOf } from '../src/formats/elements.ts';
import {
  readNpy,
  readParquet,
  readSparseNpz,
  type SparseRows,
  writeNpy,
  writeParquet,
  writeSparseNpz,
} from '../src/formats/index.ts';
import { joined } from '../src/formats/zip.ts';
import { createRandom } from '../src/numerics/random.ts';

/** Forms by the name of their file: what is told of them, who else reads them, and what is wanted. */
export const FORMS = {
  'dense.npy': { what: 'npy', reader: 'numpy', goal: 'arraysNpy' },
  'stored.npz': { what: 'sparse npz, stored', reader: 'scipy', goal: 'arraysSparse' },
  'deflated.npz': { what: 'sparse npz, deflated', reader: 'scipy', goal: 'arraysSparse' },
  'table.parquet': { what: 'Parquet', reader: 'pyarrow', goal: 'arraysParquet' },
} as const;
export type ArrayForm = keyof typeof FORMS;

const ELEMENTS = 10_000_000;
const ROWS = 500_000;

/** Uniform numbers of few distinct digits, so that they can be packed a little, as weights of a trained layer are. */
function drawn(length: number): Float32Array {
  const random = createRandom('array files');
  const some = Float32Array.from({ length: 65_536 }, () => random.normal());
  return Float32Array.from({ length }, (_, i) => some[(i * 40_503) & 65_535] * (1 + (i >> 16)));
}

/** A tenth of the places of 5000 rows, evenly spread. */
function sparse(): SparseRows {
  const [rows, columns, fanIn] = [5000, 10_000, 1000];
  return {
    ...{ rows, columns },
    starts: Uint32Array.from({ length: rows + 1 }, (_, row) => row * fanIn),
    indices: Uint32Array.from(
      { length: rows * fanIn },
      (_, k) => (k % fanIn) * 10 + ((k * 7919) % 10),
    ),
    values: drawn(rows * fanIn),
  };
}

export async function writeArrays(form: ArrayForm): Promise<Uint8Array> {
  if (form === 'dense.npy')
    return joined(writeNpy(tensorOf(drawn(ELEMENTS), [ELEMENTS / 1000, 1000])));
  if (form !== 'table.parquet')
    return writeSparseNpz(sparse(), { deflate: form === 'deflated.npz' });
  const words = ['few', 'coarse', 'cheap'];
  const values = Float64Array.from(drawn(8 * ROWS));
  return writeParquet([
    ...Array.from({ length: 8 }, (_, k) => ({
      name: `c${k}`,
      type: 'double' as const,
      values: values.subarray(k * ROWS, (k + 1) * ROWS),
    })),
    { name: 'seed', type: 'int64', values: Array.from({ length: ROWS }, (_, i) => i % 1000) },
    { name: 'label', type: 'string', values: Array.from({ length: ROWS }, (_, i) => words[i % 3]) },
  ]);
}

/** Reads a file; gives the bytes of the arrays that result. */
export async function readArrays(form: ArrayForm, bytes: Uint8Array): Promise<number> {
  const name = form;
  if (form === 'dense.npy') return (readNpy(bytes, { name }).value.data as Float32Array).byteLength;
  if (form === 'table.parquet') {
    const { columns } = (await readParquet(bytes, { name })).value;
    return columns.reduce(
      (sum, column) => sum + (column.kind === 'number' ? column.values : column.codes).byteLength,
      0,
    );
  }
  const { starts, indices, values } = readSparseNpz(bytes, { name }).value;
  return starts.byteLength + indices.byteLength + values.byteLength;
}
