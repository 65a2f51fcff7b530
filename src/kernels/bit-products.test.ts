/** Products with a bit matrix: bit for bit against the twins, and closely against the definition. */

import { describe, expect, it } from 'vitest';
import { emitModule } from '../wasm/index.ts';
import { BIT_TABLES, bitColumns, bitRows } from './bit-products.ts';
import { type Kernel, type Views, viewsOf } from './kernel.ts';

const SIZE = 1 << 18;
const A = { vector: 1024, output: 16384, tables: 32768, matrix: 65536 };

function prepare(memory: Views, rows: number, columns: number, length: number): void {
  let state = 11;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  for (let k = 0; k < rows * columns; k++)
    memory.u32[A.matrix / 4 + k] = ((random() >>> 16) << 16) | (random() >>> 16);
  for (let k = 0; k < length; k++) memory.f32[A.vector / 4 + k] = random() / 2 ** 31 - 1;
  // What is not written must keep this.
  memory.f32.fill(7, A.output / 4, A.output / 4 + 1024);
}

function check(kernel: Kernel, rows: number, columns: number, length: number, values: number[]) {
  const memory = new WebAssembly.Memory({ initial: SIZE / 65536, maximum: 64 });
  const bytes = emitModule([kernel.emit()], { shared: false, maximumPages: 64 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const emitted = viewsOf(memory.buffer);
  const twin = viewsOf(new ArrayBuffer(SIZE));
  prepare(emitted, rows, columns, length);
  prepare(twin, rows, columns, length);
  (instance.exports[kernel.key] as (...values: number[]) => void)(...values);
  kernel.twin(twin, ...values);
  expect(emitted.u32.findIndex((word, k) => word !== twin.u32[k])).toBe(-1);
  return emitted;
}

/** Entry ±1 of row and column, from the definition. */
const entry = ({ u32 }: Views, rows: number, row: number, i: number): number =>
  (u32[A.matrix / 4 + (i >>> 5) * rows + row] >>> (i & 31)) & 1 ? 1 : -1;

const SHAPES = [
  [1, 2],
  [7, 2],
  [64, 4],
  [301, 8],
] as const;

describe('products with a matrix of bits', () => {
  it('reserves a table for every byte of a pair of columns', () => {
    expect(BIT_TABLES).toBe(8 * 256 * 4);
  });

  for (const [rows, columns] of SHAPES) {
    it(`sums along ${rows} rows of ${32 * columns} entries, and only those asked for`, () => {
      const first = Math.floor(rows / 3);
      const values = [A.matrix, rows, columns, A.vector, A.output, first, rows, A.tables];
      const memory = check(bitRows, rows, columns, 32 * columns, values);
      for (let row = 0; row < rows; row++) {
        let sum = row < first ? 7 : 0;
        if (row >= first)
          for (let i = 0; i < 32 * columns; i++)
            sum += entry(memory, rows, row, i) * memory.f32[A.vector / 4 + i];
        expect(memory.f32[A.output / 4 + row]).toBeCloseTo(sum, 4);
      }
    });

    it(`sums down ${rows} rows of ${32 * columns} entries, and only those asked for`, () => {
      const last = columns > 2 ? columns - 2 : columns;
      const values = [A.matrix, rows, A.vector, A.output, 0, last, A.tables];
      const memory = check(bitColumns, rows, columns, rows, values);
      for (let i = 0; i < 32 * columns; i++) {
        let sum = i < 32 * last ? 0 : 7;
        if (i < 32 * last)
          for (let row = 0; row < rows; row++)
            sum += entry(memory, rows, row, i) * memory.f32[A.vector / 4 + row];
        expect(memory.f32[A.output / 4 + i]).toBeCloseTo(sum, 4);
      }
    });
  }
});
