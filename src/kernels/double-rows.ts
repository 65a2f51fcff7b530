/** Passes over arrays of doubles: sums of rows, hyperbolic tangents. */

import { f64, i32 } from '../wasm/index.ts';
import { from, largestAt, splatOf, walk, walkInPairs } from './double-walk.ts';
import { type Doubles, numberDoubles, tanhOf } from './doubles.ts';
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

/** `values[j] /= divisor`, a double at `cell`. */
export const divideDoubles: Kernel = kernel(
  'divideDoubles',
  ['count', 'values', 'cell'],
  (body, count, values, cell) => {
    const divisor = splatOf(body, cell, 0);
    walk(body, count, ({ div }, load, splat) => ({
      stores: [[values, div(load(values), splat(divisor))]],
      sums: [],
      largest: [],
    }));
  },
  (memory, count, values, cell) => {
    const [x, [divisor]] = [from(memory, values), from(memory, cell)];
    for (let j = 0; j < count; j++) x[j] /= divisor;
  },
);

/** The largest |tanh after − tanh before| of `count` fields, to `output`. */
export const largestTurn: Kernel = kernel(
  'largestTurn',
  ['count', 'before', 'after', 'output'],
  (body, count, before, after, output) => {
    body.storeF64(output, f64.const(0));
    const { most, store } = largestAt(body, output, 0);
    walkInPairs(body, count, (algebra, load) => ({
      stores: [],
      sums: [],
      largest: [[most, turnOf(algebra, load(before), load(after))]],
    }));
    store();
  },
  (memory, count, before, after, output) => {
    const [x, y, most] = [before, after, output].map((at) => from(memory, at));
    most[0] = 0;
    for (let j = 0; j < count; j++)
      most[0] = numberDoubles.most(most[0], turnOf(numberDoubles, x[j], y[j]));
  },
);

const turnOf = <T, M>(algebra: Doubles<T, M>, before: T, after: T): T =>
  algebra.abs(algebra.sub(tanhOf(algebra, after), tanhOf(algebra, before)));
