/**
 * Weighted squared error of outputs with graded targets, one target and one weight for every output and example.
 *
 * `loss = Σ w·(y − target)²`, summed into the f64 at `book`; `delta = 2·w·(y − target)`. What the weights mean (a mean over
 * steps, a mask) is the caller's affair; 0 leaves an output out. `count` is a multiple of 4.
 */

import { f32x4, f64, f64x2, i32, shuffle32, v128 } from '../wasm/index.ts';
import { flush, flushTwin, type Kernel, kernel } from './kernel.ts';

const round = Math.fround;

export const gradedLoss: Kernel = kernel(
  'gradedLoss',
  ['count', 'outputs', 'targets', 'weights', 'delta', 'book'],
  (body, count, outputs, targets, weights, delta, book) => {
    const at = body.local('i32', i32.const(0));
    const end = body.local('i32', i32.shl(count, i32.const(2)));
    const total = body.local('v128', v128.zero);
    const error = body.local('v128');
    const pull = body.local('v128');
    body.while(i32.ltU(at, end), () => {
      const target = v128.load(i32.add(targets, at));
      body.set(error, f32x4.sub(v128.load(i32.add(outputs, at)), target));
      body.set(pull, f32x4.mul(v128.load(i32.add(weights, at)), error));
      const loss = body.local('v128', f32x4.mul(pull, error));
      body.set(total, f64x2.add(total, f64x2.promoteLow(loss)));
      body.set(total, f64x2.add(total, f64x2.promoteLow(shuffle32(loss, loss, [2, 3, 0, 1]))));
      body.storeV128(i32.add(delta, at), flush(body, f32x4.add(pull, pull)));
      body.advance(at, 16);
    });
    const sum = f64.add(f64x2.extract(total, 0), f64x2.extract(total, 1));
    body.storeF64(book, f64.add(f64.load(book), sum));
  },
  ({ f32: m, f64: wide }, count, outputs, targets, weights, delta, book) => {
    const sums = [0, 0];
    for (let k = 0; k < count; k++) {
      const error = round(m[outputs / 4 + k] - m[targets / 4 + k]);
      const pull = round(m[weights / 4 + k] * error);
      sums[k % 2] += round(pull * error);
      m[delta / 4 + k] = flushTwin(round(pull + pull));
    }
    wide[book / 8] += sums[0] + sums[1];
  },
);
