import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SparseRows } from '../values.ts';
import { readMatrixMarket, writeMatrixMarket } from './matrix-market.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const readText = (text: string) => readMatrixMarket(encode(text), { name: 'm.mtx' });
const { files, matrices } = JSON.parse(
  readFileSync(new URL('./fixtures/by-others.json', import.meta.url), 'utf8'),
) as { files: Record<string, string>; matrices: Record<string, number[][]> };

function toDense({ rows, columns, starts, indices, values }: SparseRows): number[][] {
  const dense = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  for (let r = 0; r < rows; r++)
    for (let k = starts[r]; k < starts[r + 1]; k++) dense[r][indices[k]] = values[k];
  return dense;
}

describe('readMatrixMarket', () => {
  it.each(Object.keys(matrices))('%s: the numbers that SciPy reads', (name) => {
    expect(toDense(readText(files[name]).value)).toEqual(matrices[name]);
  });

  it('keeps stored zeros, also those of a symmetric matrix, on both sides', () => {
    const { value } = readText(
      '%%MatrixMarket matrix coordinate real symmetric\n3 3 3\n2 1 0\n3 3 0\n3 1 2\n',
    );
    expect([...value.starts]).toEqual([0, 2, 3, 5]);
    expect([...value.indices]).toEqual([1, 2, 0, 0, 2]);
    expect([...value.values]).toEqual([0, 2, 0, 2, 0]);
  });

  it('says what it changed', () => {
    expect(readText(files['pattern.mtx']).notes).toEqual([
      'has no values: every connection weighs 1',
      'is symmetric: 3 entries became 5',
    ]);
    expect(readText(files['repeated.mtx']).notes).toEqual([
      '1 entries repeated a place and were added up',
    ]);
    expect(readText(files['array.mtx']).notes).toEqual([
      '2 zeros of the dense matrix are no connections',
    ]);
    const upper = '%%MatrixMarket matrix coordinate real symmetric\n2 2 1\n1 2 5\n';
    expect(readText(upper).notes[1]).toMatch('1 entries lie above the diagonal');
    expect(toDense(readText(upper).value)).toEqual([
      [0, 5],
      [5, 0],
    ]);
  });

  it('reads blank lines, \\r\\n, exponents with D, and no end of the last line', () => {
    const text =
      '%%MatrixMarket matrix coordinate real general\r\n\r\n% said\r\n1 2 2\r\n\r\n1 1 1.5D+2\r\n  1   2  -.5  ';
    expect(toDense(readText(text).value)).toEqual([[150, -0.5]]);
  });

  it('reads 70,000 × 70,000 with ten entries', () => {
    const body = Array.from({ length: 10 }, (_, k) => `${7000 * k + 1} ${70_000 - k} ${k}\n`).join(
      '',
    );
    const { value } = readText(
      `%%MatrixMarket matrix coordinate real general\n70000 70000 10\n${body}`,
    );
    expect([value.rows, value.columns, value.indices.length, value.values[0]]).toEqual([
      70_000, 70_000, 10, 0,
    ]);
  });

  const HEAD = '%%MatrixMarket matrix coordinate real general\n';
  it.each([
    [
      '',
      'm.mtx, line 1: expected a Matrix Market header, found ""; a good line: %%MatrixMarket matrix coordinate real general',
    ],
    ['1 2 3\n', 'm.mtx, line 1: expected a Matrix Market header, found "1 2 3"'],
    [
      '%%MatrixMarket matrix coordinate complex general\n1 1 0\n',
      'line 1: expected real, integer or pattern numbers; complex ones are not read',
    ],
    ['%%MatrixMarket matrix coordinate complex hermitian\n', 'complex ones are not read'],
    [
      '%%MatrixMarket matrix coordinate real hermitian\n',
      'expected general, symmetric or skew-symmetric',
    ],
    ['%%MatrixMarket vector coordinate real general\n', 'expected the object "matrix"'],
    ['%%MatrixMarket matrix array pattern general\n', 'expected a pattern to be of coordinates'],
    [
      HEAD,
      'm.mtx: ends before its size; expected a line of rows, columns and the number of entries, e.g. 3 2 5',
    ],
    [
      `${HEAD}2 2\n`,
      'm.mtx, line 2: expected rows, columns and the number of entries, found "2 2"',
    ],
    [
      `${HEAD}2 2 4000000000\n`,
      'm.mtx, line 2: 4000000000 entries are promised, a file of 61 bytes cannot hold them',
    ],
    [
      `${HEAD}4000000000 2 1\n1 1 1\n`,
      'm.mtx has 4000000000 rows, more than are believed of a file this small (16777216)',
    ],
    [`${HEAD}2 2 2\n1 1 1\n`, 'm.mtx: ends after 1 of 2 entries; is it cut off?'],
    [
      `${HEAD}2 2 1\n1 1 1\n\n1 2 1\n`,
      'm.mtx, line 5: nothing expected after 1 entries, found "1 2 1"',
    ],
    [
      `${HEAD}2 2 1\n3 1 1\n`,
      'm.mtx, line 3: expected a row in 1..2 and a column in 1..2, found "3 1 1"',
    ],
    [`${HEAD}2 2 1\n0 1 1\n`, 'line 3: expected a row in 1..2'],
    [
      `${HEAD}2 2 1\n1 1\n`,
      'line 3: expected row, column and value, found "1 1"; a good line: 1 2 0.5',
    ],
    [`${HEAD}2 2 1\n1 1 nan\n`, 'line 3: expected a finite number'],
    [`${HEAD}2 2 1\n1 1 1e999\n`, 'line 3: expected a finite number'],
    [
      '%%MatrixMarket matrix coordinate integer general\n1 1 1\n1 1 1.5\n',
      'line 3: expected an integer below 2^53',
    ],
    [
      '%%MatrixMarket matrix coordinate real symmetric\n2 3 1\n1 1 1\n',
      'line 2: expected as many rows as columns',
    ],
    [
      '%%MatrixMarket matrix coordinate real skew-symmetric\n2 2 1\n1 1 1\n',
      'line 3: expected nothing on the diagonal',
    ],
    ['%%MatrixMarket matrix array real general\n1 2\n1\n', 'm.mtx: ends after 1 of 2 numbers'],
    [`\u0000${HEAD}`, 'm.mtx, byte 0: a zero byte; expected text'],
  ])('refuses %j', (text, message) => {
    expect(() => readText(text)).toThrow(message);
  });
});

describe('writeMatrixMarket', () => {
  const anyMatrix = fc
    .record({
      rows: fc.integer({ min: 0, max: 5 }),
      columns: fc.integer({ min: 1, max: 5 }),
      single: fc.boolean(),
      cells: fc.array(
        fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e30, min: -1e30 })),
        { minLength: 25, maxLength: 25 },
      ),
    })
    .map(({ rows, columns, single, cells }): SparseRows => {
      const indices: number[] = [];
      const values: number[] = [];
      const starts = new Uint32Array(rows + 1);
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) {
          const cell = cells[5 * r + c];
          if (cell === null || cell === undefined) continue;
          indices.push(c);
          values.push(cell);
        }
        starts[r + 1] = indices.length;
      }
      return {
        ...{ rows, columns, starts, indices: Uint32Array.from(indices) },
        values: single ? Float32Array.from(values) : Float64Array.from(values),
      };
    });

  it('what is written is read back: places, zeros, and every bit of the values', () => {
    fc.assert(
      fc.property(anyMatrix, (matrix) => {
        const { value } = readMatrixMarket(writeMatrixMarket(matrix), { name: 'm.mtx' });
        const { values } = matrix;
        expect({
          ...value,
          values: values instanceof Float32Array ? Float32Array.from(value.values) : value.values,
        }).toEqual(matrix);
      }),
    );
  });

  it('writes nine digits of float32, comments, patterns', () => {
    const matrix: SparseRows = {
      ...{ rows: 2, columns: 2, starts: Uint32Array.of(0, 1, 2), indices: Uint32Array.of(1, 0) },
      values: Float32Array.of(0.1, 0),
    };
    const text = (options = {}): string =>
      new TextDecoder().decode(writeMatrixMarket(matrix, options));
    expect(text({ comments: ['rows receive\nfrom columns'] })).toBe(
      '%%MatrixMarket matrix coordinate real general\n% rows receive\n% from columns\n2 2 2\n1 2 0.100000001\n2 1 0\n',
    );
    expect(text({ pattern: true })).toBe(
      '%%MatrixMarket matrix coordinate pattern general\n2 2 2\n1 2\n2 1\n',
    );
    const broken = { ...matrix, values: Float32Array.of(Number.NaN, 1) };
    expect(() => writeMatrixMarket(broken)).toThrow(
      'value NaN at row 1, column 2 has no text in Matrix Market',
    );
  });
});
