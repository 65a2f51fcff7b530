/**
 * Kernels for rules that see a bundle as a whole: they run where its arrays lie. Arrays that lie in no engine, as in a test of
 * one rule, are copied to a memory of their own, and the slow twins do the same to them there.
 */

import { type Kernel, type Views, viewsOf } from '../kernels/index.ts';
import type { BundleView } from './transform.ts';

/** A bundle's arrays by their byte addresses, and room to work in. */
export interface InPlace {
  readonly change: number;
  readonly weights: number;
  readonly states: readonly number[];
  /** As many bytes as were asked for, on a multiple of 16. */
  readonly scratch: number;
  readonly views: Views;
  readonly call: (kernel: Kernel, ...values: number[]) => void;
}

const ALIGNED = 16;
const aligned = (bytes: number): number => ALIGNED * Math.ceil(bytes / ALIGNED);

/**
 * Does some work on a view with kernels.
 *
 * @param bytes of room to work in, no more than the rule's `scratch` says
 */
export function inPlace(view: BundleView, bytes: number, work: (place: InPlace) => void): void {
  const { change, weights, states, kernels } = view;
  if (kernels !== undefined) {
    const { scratch, call, views } = kernels;
    const addresses = states.map(({ byteOffset }) => byteOffset);
    const { byteOffset } = change;
    work({
      ...{ change: byteOffset, weights: weights.byteOffset, states: addresses },
      ...{ scratch, call, views: views() },
    });
    return;
  }
  const arrays = [change, weights, ...states];
  const starts = [0];
  for (const array of arrays) starts.push(starts[starts.length - 1] + aligned(array.byteLength));
  const scratch = starts[arrays.length];
  const views = viewsOf(new ArrayBuffer(scratch + aligned(bytes)));
  arrays.forEach((array, k) => {
    views.f32.set(array, starts[k] / 4);
  });
  work({
    ...{ change: starts[0], weights: starts[1], states: starts.slice(2, -1), scratch, views },
    call: ({ twin }, ...values) => twin(views, ...values),
  });
  arrays.forEach((array, k) => {
    // Weights are only read.
    if (array !== weights)
      array.set(views.f32.subarray(starts[k] / 4, starts[k] / 4 + array.length));
  });
}
