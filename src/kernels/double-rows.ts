/** Passes over arrays of doubles: sums of rows, hyperbolic tangents. */

import { i32 } from '../wasm/index.ts';
import { from, walk, walkInPairs } from './double-walk.ts';
import { numberDoubles, tanhOf } from './doubles.ts';
import { type Kernel, kernel } from './kernel.ts';

/** `sums[i] += rows[row][i]`, row after row: fields out of all messages. */
export const addRows: Kernel = kernel(
  'addRows',
  ['count', 'rows', 'matrix', 'sums'],
  (body, count, rows, matrix, sums) => {
    const row = body.local('i32', matrix);
    const left = body.local('i32', rows);
    body.while(left, () => {
      walk(body, count, ({ add }, load) => ({
        stores: [[sums, add(load(sums), load(row))]],
        sums: [],
        largest: [],
      }));
      body.advance(row, i32.shl(count, i32.const(3)));
      body.advance(left, -1);
    });
  },
  (memory, count, rows, matrix, sums) => {
    const [x, total] = [from(memory, matrix), from(memory, sums)];
    for (let m = 0; m < rows * count; m++) total[m % count] += x[m];
  },
);

/** `output[j] = tanh values[j]`, which may be the same. */
export const tanhDoubles: Kernel = kernel(
  'tanhDoubles',
  ['count', 'values', 'output'],
  (body, count, values, output) => {
    walkInPairs(body, count, (algebra, load) => ({
      stores: [[output, tanhOf(algebra, load(values))]],
      sums: [],
      largest: [],
    }));
  },
  (memory, count, values, output) => {
    const [x, y] = [from(memory, values), from(memory, output)];
    for (let j = 0; j < count; j++) y[j] = tanhOf(numberDoubles, x[j]);
  },
);
