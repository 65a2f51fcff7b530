import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonWith, runPython } from '../../test/python.ts';
import { fromBase64 } from './fixtures/base64.ts';
import scipy from './fixtures/scipy.json' with { type: 'json' };
import { readNpz } from './npz.ts';
import { readSparseNpz, writeSparseNpz } from './scipy.ts';
import { notesOf, rowsOfEntries } from './sparse-rows.ts';
import type { SparseRows } from './values.ts';

const read = (bytes: Uint8Array) => readSparseNpz(bytes, { name: 'w.npz' });
const python = pythonWith('numpy', 'scipy.sparse');

const NOTES: Readonly<Record<string, readonly string[]>> = {
  'half precision': ['values of type float16 became 32-bit floats'],
  bool: ['values of type bool became 32-bit floats'],
  int8: ['values of type int8 became 32-bit floats'],
  int64: ['values of type int64 became 64-bit floats'],
  'unsorted, repeated': [
    'the columns of 2 rows did not ascend and were sorted',
    '2 entries repeated a place and were added up',
  ],
  'repeated entries': [
    'the columns of 1 rows did not ascend and were sorted',
    '1 entries repeated a place and were added up',
  ],
  'one dimension csr': ['the array has one dimension and was taken as a row'],
  'one dimension coo': ['the array has one dimension and was taken as a row'],
  'dia matrix': ['zeros on the diagonals are no entries'],
  'dia array': ['zeros on the diagonals are no entries'],
  'no entries': ['zeros on the diagonals are no entries'],
};

describe('sparse npz', () => {
  it.each(Object.entries(scipy.files))('reads what SciPy saves: %s', (name, expected) => {
    const { value, notes } = read(fromBase64(expected.file));
    expect([value.rows, value.columns]).toEqual([expected.rows, expected.columns]);
    if (expected.starts !== null) expect([...value.starts]).toEqual(expected.starts);
    expect([...value.indices]).toEqual(expected.indices);
    expect([...value.values]).toEqual(expected.values);
    expect(value.starts).toHaveLength(value.rows + 1);
    expect(notes).toEqual(NOTES[name] ?? []);
  });

  it.each([
    ['column', 'w.npz: entry 0 of row 0 is in column 2, but there are 2'],
    ['negative', 'w.npz: entry 0 of row 0 is in column 4294967295, but there are 2'],
    ['descends', 'w.npz: row 1 has entries 1 to 0, of 1 in the file'],
    ['beyond', 'w.npz: row 1 has entries 1 to 9, of 1 in the file'],
    ['float places', 'w.npz: indices has type float64, expected integers'],
    ['layout', 'w.npz has the layout "lil"; readable are csr, csc, coo, bsr, dia'],
    ['no format', 'w.npz is no sparse matrix: it has x, y; scipy.sparse.save_npz writes format'],
    ['three dimensions', 'w.npz has 3 dimensions; readable are 1 and 2'],
    ['huge', 'w.npz has 2147483648 rows, more than are believed of a file this small (16777216)'],
    ['lacks', 'w.npz lacks the numbers indptr of a sparse matrix; it has format, shape, data'],
  ] as const)('refuses a wrong %s', (name, message) => {
    expect(() => read(fromBase64(scipy.refused[name]))).toThrow(message);
  });

  it('comes back as it was, stored zeros and single precision included', () => {
    const value: SparseRows = {
      ...{ rows: 3, columns: 70_000 },
      starts: Uint32Array.of(0, 2, 2, 3),
      indices: Uint32Array.of(0, 69_999, 5),
      values: Float32Array.of(0, 0.1, -3),
    };
    for (const deflate of [true, false]) {
      const bytes = writeSparseNpz(value, { deflate });
      expect(read(bytes)).toEqual({ value, notes: [] });
      const arrays = readNpz(bytes, { name: 'w' }).value;
      expect(arrays.get('indices')?.type).toBe('int32');
    }
    // Columns beyond 2³¹ need long indices.
    const wide = { ...value, columns: 2 ** 32 - 1, indices: Uint32Array.of(0, 2 ** 32 - 2, 5) };
    const bytes = writeSparseNpz(wide);
    expect(readNpz(bytes, { name: 'w' }).value.get('indices')?.type).toBe('int64');
    expect(read(bytes).value).toEqual(wide);
  });

  it.skipIf(python === undefined)('is read by SciPy', () => {
    const folder = mkdtempSync(join(tmpdir(), 'frugal-scipy-'));
    try {
      const file = join(folder, 'w.npz');
      const value: SparseRows = {
        ...{ rows: 2, columns: 3 },
        starts: Uint32Array.of(0, 2, 3),
        indices: Uint32Array.of(0, 2, 1),
        values: Float32Array.of(0, 0.5, -3),
      };
      const seen = [true, false].map((matrix) => {
        writeFileSync(file, writeSparseNpz(value, { matrix }));
        return runPython(
          python ?? '',
          `
import sys, numpy as np, scipy.sparse as sp
m = sp.load_npz(sys.argv[1])
print(type(m).__name__, m.shape, m.nnz, m.dtype, m.indices.dtype, np.load(sys.argv[1])['format'].dtype.str, m.toarray().tolist())`,
          file,
        ).trim();
      });
      const rest = '(2, 3) 3 float32 int32 |S3 [[0.0, 0.0, 0.5], [0.0, -3.0, 0.0]]';
      expect(seen).toEqual([`csr_matrix ${rest}`, `csr_array ${rest}`]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('rows of entries', () => {
  it('are the matrix that adding each entry to its place makes', () => {
    const entry = fc.record({
      row: fc.nat(4),
      column: fc.oneof(fc.nat(6), fc.constant(2 ** 32 - 2)),
      value: fc.integer({ min: -9, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), (entries) => {
        const { value, changes } = rowsOfEntries(
          { rows: 5, columns: 2 ** 32 - 1, what: 'm' },
          Uint32Array.from(entries, ({ row }) => row),
          Uint32Array.from(entries, ({ column }) => column),
          Float64Array.from(entries, (each) => each.value),
          100,
        );
        const sums = new Map<string, number>();
        for (const { row, column, value } of entries)
          sums.set(`${row},${column}`, (sums.get(`${row},${column}`) ?? 0) + value);
        const found = new Map<string, number>();
        for (let row = 0; row < 5; row++)
          for (let k = value.starts[row]; k < value.starts[row + 1]; k++) {
            if (k > value.starts[row])
              expect(value.indices[k]).toBeGreaterThan(value.indices[k - 1]);
            found.set(`${row},${value.indices[k]}`, value.values[k]);
          }
        expect(found).toEqual(sums);
        expect(changes.merged).toBe(entries.length - sums.size);
        expect(notesOf(changes).length).toBeLessThanOrEqual(2);
      }),
    );
  });
});
