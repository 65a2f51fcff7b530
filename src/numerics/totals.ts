/** Sums over many singles, in doubles and in one order, by kernels where it is worth the copy. */

import { signedTotals, sizeTotal } from '../kernels/totals.ts';
import { type KernelCalls, kernelCalls } from './kernel-calls.ts';

const MOST = 2 ** 20;
/** Byte addresses of the sums and of the values. */
const SUMS = 0;
const VALUES = 64;
const PAGES = Math.ceil((VALUES + 4 * MOST) / 65536);

let calls: KernelCalls | undefined;

function placed(values: Float32Array): KernelCalls {
  calls ??= kernelCalls([signedTotals, sizeTotal], PAGES);
  calls.views.f32.set(values, VALUES / 4);
  return calls;
}

/** What the entries of an array of changes come to. */
export interface SignedTotals {
  /** How many are not 0. */
  readonly changes: number;
  /** Σ max(x, 0) and Σ max(−x, 0). */
  readonly potentiation: number;
  readonly depression: number;
}

/** `before`, and on with the values in their order. */
export function signedTotalsOf(before: SignedTotals, values: Float32Array): SignedTotals {
  let { changes, potentiation, depression } = before;
  for (let first = 0; first < values.length; first += MOST) {
    const part = values.subarray(first, first + MOST);
    const { views, call } = placed(part);
    views.f64.set([potentiation, depression, changes], SUMS / 8);
    call(signedTotals, VALUES, part.length, SUMS);
    [potentiation, depression, changes] = views.f64.subarray(SUMS / 8, SUMS / 8 + 3);
  }
  return { changes, potentiation, depression };
}

/** Σ|x|, in four sums of every fourth value. */
export function sizeTotalOf(values: Float32Array): number {
  let sum = 0;
  for (let first = 0; first < values.length; first += MOST) {
    const part = values.subarray(first, first + MOST);
    const { views, call } = placed(part);
    const whole = Math.ceil(part.length / 4) * 4;
    views.f32.fill(0, VALUES / 4 + part.length, VALUES / 4 + whole);
    call(sizeTotal, VALUES, whole, SUMS);
    sum += views.f64[SUMS / 8];
  }
  return sum;
}
