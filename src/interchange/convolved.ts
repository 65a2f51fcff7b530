/** Convolutions of a stored network, in plain TypeScript. */

import type { StoredImage, StoredLayer } from './network.ts';
import { firstSum, lastSum } from './sums.ts';

/**
 * Sums of a convolution with a border of zeros, in doubles: at every pixel of every channel the bias and the weights of the taps
 * that exist, times what they see, or what is normalised of these.
 *
 * @param seen `[channel][row][column]`
 */
export function convolved(
  { topology, arrays: { weights }, ...layer }: StoredLayer,
  seen: Float32Array,
  { rows, columns }: StoredImage,
): Float64Array {
  const { inputs, outputs } = topology;
  const pixels = rows * columns;
  const sums = new Float64Array(outputs * pixels);
  for (let channel = 0; channel < outputs; channel++) {
    const own = sums
      .subarray(channel * pixels, (channel + 1) * pixels)
      .fill(firstSum(layer, channel));
    const [from, to] =
      topology.index === undefined
        ? [channel * inputs, (channel + 1) * inputs]
        : [topology.start[channel], topology.start[channel + 1]];
    for (let k = from; k < to; k++) {
      const column = topology.index?.[k] ?? k - from;
      const [before, tap] = [Math.floor(column / 9), column % 9];
      const [down, right] = [Math.floor(tap / 3) - 1, (tap % 3) - 1];
      for (let y = Math.max(0, -down); y < Math.min(rows, rows - down); y++)
        for (let x = Math.max(0, -right); x < Math.min(columns, columns - right); x++)
          own[y * columns + x] +=
            weights[k] * seen[before * pixels + (y + down) * columns + x + right];
    }
    for (let pixel = 0; pixel < pixels; pixel++) own[pixel] = lastSum(layer, channel, own[pixel]);
  }
  return sums;
}

/** The largest of 2 × 2 pixels; of an odd number of rows or columns the last is left out. */
export function pooledPixels(
  activity: Float32Array,
  { channels, rows, columns }: StoredImage,
): Float32Array {
  const [height, width] = [Math.floor(rows / 2), Math.floor(columns / 2)];
  const out = new Float32Array(channels * height * width);
  let at = 0;
  for (let channel = 0; channel < channels; channel++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const first = (channel * rows + 2 * y) * columns + 2 * x;
        out[at++] = Math.max(
          ...[activity[first], activity[first + 1]],
          ...[activity[first + columns], activity[first + columns + 1]],
        );
      }
  return out;
}
