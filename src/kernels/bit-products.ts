/**
 * Products of a matrix of ±1, one bit an entry, with vectors of singles: both ways from one copy of the bits.
 *
 * The matrix lies by columns of words: `matrix[column][row]`, and bit b of a word is entry 32·column + b of its row, set for
 * +1. Eight entries make a byte and a byte picks one of 256 sums, so that eight additions become one ("method of the four
 * Russians"). Columns come in pairs; a column that only pads holds zeros, and so must its part of the vector.
 */

import { type Body, type Expression, f32, f32x4, i32, type Local, v128 } from '../wasm/index.ts';
import { type Address, type Kernel, kernel, sumLanes, sumLanesTwin } from './kernel.ts';

/** Bytes of the 256 sums of one byte of entries. */
const TABLE = 1024;
/** Bytes of entries in a pair of columns. */
const BYTES = 8;
/** Bytes of scratch that one call needs: a table for every byte of a pair of columns. */
export const BIT_TABLES = TABLE * BYTES;

const round = Math.fround;
type I = Expression<'i32'>;

/** Byte offset of the sum that byte `k` of `word` picks. */
function picked(word: I, k: number): I {
  const shifted = k === 0 ? i32.shl(word, i32.const(2)) : i32.shrU(word, i32.const(8 * k - 2));
  return i32.and(shifted, i32.const(0x3fc));
}

const pickedTwin = (word: number, k: number): number => (word >>> (8 * k)) & 255;

/** Sums Σ_j ±x_j for every byte: starts at −Σ x, and each bit in turn doubles the table by adding 2 x_j. */
function emitTables(body: Body, tables: Address, vector: Local<'i32'>): void {
  const table = body.local('i32', tables);
  const end = body.local('i32', i32.add(tables, i32.const(BIT_TABLES)));
  const first = body.local('f32');
  const at = body.local('i32');
  const limit = body.local('i32');
  body.while(i32.ltU(table, end), () => {
    body.set(first, f32.sub(f32.const(0), f32.load(vector)));
    for (let j = 1; j < 8; j++) body.set(first, f32.sub(first, f32.load(vector, 4 * j)));
    body.storeF32(table, first);
    const twice = (j: number) => f32.add(f32.load(vector, 4 * j), f32.load(vector, 4 * j));
    body.storeF32(table, f32.add(first, twice(0)), 4);
    for (const v of [0, 1])
      body.storeF32(table, f32.add(f32.load(table, 4 * v), twice(1)), 4 * (v + 2));
    for (let j = 2; j < 8; j++) {
      const add = body.local('v128', f32x4.splat(twice(j)));
      const width = 4 * 2 ** j;
      body.set(at, table);
      body.set(limit, i32.add(table, i32.const(width)));
      body.doWhile(
        () => {
          body.storeV128(at, f32x4.add(v128.load(at), add), width);
          body.advance(at, 16);
        },
        () => i32.ltU(at, limit),
      );
    }
    body.advance(table, TABLE);
    body.advance(vector, 32);
  });
}

function tablesTwin(m: Float32Array, tables: number, vector: number): void {
  for (let k = 0; k < BYTES; k++) {
    const table = tables / 4 + 256 * k;
    const x = vector / 4 + 8 * k;
    let first = round(0 - m[x]);
    for (let j = 1; j < 8; j++) first = round(first - m[x + j]);
    m[table] = first;
    for (let j = 0; j < 8; j++) {
      const twice = round(m[x + j] + m[x + j]);
      for (let v = 0; v < 2 ** j; v++) m[table + v + 2 ** j] = round(m[table + v] + twice);
    }
  }
}

/**
 * `output[row] = Σ_i ±vector[i]` for the rows `first` to `last − 1` of a matrix of `rows` rows and `columns` (even) columns.
 * `tables` is scratch of `BIT_TABLES` bytes; vector and output hold singles.
 */
export const bitRows: Kernel = kernel(
  'bitRows',
  ['matrix', 'rows', 'columns', 'vector', 'output', 'first', 'last', 'tables'],
  (body, matrix, rows, columns, vector, output, first, last, tables) => {
    const stride = body.local('i32', i32.shl(rows, i32.const(2)));
    const begin = body.local('i32', i32.shl(first, i32.const(2)));
    const end = body.local('i32', i32.shl(last, i32.const(2)));
    const at = body.local('i32', begin);
    const column = body.local('i32');
    const left = body.local('i32', matrix);
    const right = body.local('i32');
    const x = body.local('i32', vector);
    const words = [body.local('i32'), body.local('i32')];
    body.while(i32.ltU(at, end), () => {
      body.storeF32(i32.add(output, at), f32.const(0));
      body.advance(at, 4);
    });
    body.while(i32.ltU(column, columns), () => {
      emitTables(body, tables, x);
      body.set(right, i32.add(left, stride));
      body.set(at, begin);
      body.while(i32.ltU(at, end), () => {
        body.set(words[0], i32.load(i32.add(left, at)));
        body.set(words[1], i32.load(i32.add(right, at)));
        const sums = words.map((word, w) => {
          const [a, b, c, d] = [0, 1, 2, 3].map((k) =>
            f32.load(i32.add(tables, picked(word, k)), TABLE * (4 * w + k)),
          );
          return f32.add(f32.add(a, b), f32.add(c, d));
        });
        const target = i32.add(output, at);
        body.storeF32(target, f32.add(f32.load(target), f32.add(sums[0], sums[1])));
        body.advance(at, 4);
      });
      body.set(left, i32.add(right, stride));
      body.advance(column, 2);
    });
  },
  ({ f32: m, u32 }, matrix, rows, columns, vector, output, first, last, tables) => {
    for (let row = first; row < last; row++) m[output / 4 + row] = 0;
    for (let column = 0; column < columns; column += 2) {
      tablesTwin(m, tables, vector + 128 * column);
      for (let row = first; row < last; row++) {
        const sums = [0, 1].map((w) => {
          const word = u32[matrix / 4 + (column + w) * rows + row];
          const [a, b, c, d] = [0, 1, 2, 3].map(
            (k) => m[tables / 4 + 256 * (4 * w + k) + pickedTwin(word, k)],
          );
          return round(round(a + b) + round(c + d));
        });
        const target = output / 4 + row;
        m[target] = round(m[target] + round(sums[0] + sums[1]));
      }
    }
  },
);

/** Folds the 256 sums of every byte into eight signed sums, from the top bit down, and writes them to `output`. */
function emitFold(body: Body, tables: Address, output: Local<'i32'>): void {
  const table = body.local('i32', tables);
  const end = body.local('i32', i32.add(tables, i32.const(BIT_TABLES)));
  const at = body.local('i32');
  const limit = body.local('i32');
  const sum = body.local('v128');
  const low = body.local('v128');
  const high = body.local('v128');
  body.while(i32.ltU(table, end), () => {
    for (let j = 7; j >= 2; j--) {
      const width = 4 * 2 ** j;
      body.set(sum, v128.zero);
      body.set(at, table);
      body.set(limit, i32.add(table, i32.const(width)));
      body.doWhile(
        () => {
          body.set(low, v128.load(at));
          body.set(high, v128.load(at, width));
          body.set(sum, f32x4.add(sum, f32x4.sub(high, low)));
          body.storeV128(at, f32x4.add(low, high));
          body.advance(at, 16);
        },
        () => i32.ltU(at, limit),
      );
      body.storeF32(output, f32x4.extract(sumLanes(body, sum), 0), 4 * j);
    }
    const [a, b, c, d] = [0, 1, 2, 3].map((v) => body.local('f32', f32.load(table, 4 * v)));
    body.storeF32(output, f32.add(f32.sub(c, a), f32.sub(d, b)), 4);
    body.storeF32(output, f32.sub(f32.add(b, d), f32.add(a, c)));
    body.advance(table, TABLE);
    body.advance(output, 32);
  });
}

function foldTwin(m: Float32Array, tables: number, output: number): void {
  for (let k = 0; k < BYTES; k++) {
    const table = tables / 4 + 256 * k;
    const out = output / 4 + 8 * k;
    for (let j = 7; j >= 2; j--) {
      const half = 2 ** j;
      const lanes = new Float32Array(4);
      for (let v = 0; v < half; v++) {
        const [low, high] = [m[table + v], m[table + v + half]];
        lanes[v % 4] = round(lanes[v % 4] + round(high - low));
        m[table + v] = round(low + high);
      }
      m[out + j] = sumLanesTwin(lanes);
    }
    const [a, b, c, d] = m.subarray(table, table + 4);
    m[out + 1] = round(round(c - a) + round(d - b));
    m[out] = round(round(b + d) - round(a + c));
  }
}

/**
 * `output[i] = Σ_row ±vector[row]` for the entries of the columns `first` to `last − 1` (both even): every byte of a row adds
 * the row's number to one of 256 sums, which are folded at the end. `tables` is scratch of `BIT_TABLES` bytes.
 */
export const bitColumns: Kernel = kernel(
  'bitColumns',
  ['matrix', 'rows', 'vector', 'output', 'first', 'last', 'tables'],
  (body, matrix, rows, vector, output, first, last, tables) => {
    const stride = body.local('i32', i32.shl(rows, i32.const(2)));
    const column = body.local('i32', first);
    const left = body.local('i32', i32.add(matrix, i32.mul(first, stride)));
    const right = body.local('i32');
    const target = body.local('i32', i32.add(output, i32.shl(first, i32.const(7))));
    const at = body.local('i32');
    const end = body.local('i32');
    const value = body.local('f32');
    const words = [body.local('i32'), body.local('i32')];
    const place = body.local('i32');
    body.while(i32.ltU(column, last), () => {
      body.set(at, tables);
      body.set(end, i32.add(tables, i32.const(BIT_TABLES)));
      body.while(i32.ltU(at, end), () => {
        body.storeV128(at, v128.zero);
        body.advance(at, 16);
      });
      body.set(right, i32.add(left, stride));
      body.set(at, i32.const(0));
      body.while(i32.ltU(at, stride), () => {
        body.set(words[0], i32.load(i32.add(left, at)));
        body.set(words[1], i32.load(i32.add(right, at)));
        body.set(value, f32.load(i32.add(vector, at)));
        words.forEach((word, w) => {
          for (let k = 0; k < 4; k++) {
            const offset = TABLE * (4 * w + k);
            body.set(place, i32.add(tables, picked(word, k)));
            body.storeF32(place, f32.add(f32.load(place, offset), value), offset);
          }
        });
        body.advance(at, 4);
      });
      emitFold(body, tables, target);
      body.set(left, i32.add(right, stride));
      body.advance(column, 2);
    });
  },
  ({ f32: m, u32 }, matrix, rows, vector, output, first, last, tables) => {
    for (let column = first; column < last; column += 2) {
      m.fill(0, tables / 4, (tables + BIT_TABLES) / 4);
      for (let row = 0; row < rows; row++)
        for (let k = 0; k < BYTES; k++) {
          const word = u32[matrix / 4 + (column + (k >> 2)) * rows + row];
          const place = tables / 4 + 256 * k + pickedTwin(word, k & 3);
          m[place] = round(m[place] + m[vector / 4 + row]);
        }
      foldTwin(m, tables, output + 128 * column);
    }
  },
);
