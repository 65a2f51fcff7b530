/**
 * Pictures turned, moved and mirrored at random, so that no two epochs show the same: what the article's public code does with
 * CIFAR-10. Angle, way and mirroring come from a stream, and the arithmetic is portable: the same numbers everywhere.
 *
 * Source: the Keras code beside Mocanu et al. (2018), `set_mlp_keras_cifar10.py`: rotation ±10°, shift ±10 % along both sides,
 * horizontal flip; values between pixels bilinear, beyond the edge those of the edge.
 */

import { cos, sin } from '../numerics/portable.ts';
import type { Random } from '../numerics/random.ts';

/** Pictures as examples store them, `[channel][row][column]`. */
export interface Picture {
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
}

export interface Augmentation {
  /** Largest turn to either side, in degrees. */
  readonly rotation: number;
  /** Largest way along each side, as a share of it. */
  readonly shift: number;
  /** Whether left and right are exchanged, as often as not. */
  readonly flip: boolean;
}

/** What the article's code does. */
export const ARTICLE_AUGMENTATION: Augmentation = { rotation: 10, shift: 0.1, flip: true };

/**
 * Writes a picture as it is seen once.
 *
 * @param source where the picture begins at `from`; `target` takes as many numbers, not rounded
 * @param random draws the angle, both ways and the flip, in this order
 * @example augmentPicture(inputs, 0, { channels: 1, rows: 28, columns: 28 }, seen, ARTICLE_AUGMENTATION, createRandom(1))
 */
export function augmentPicture(
  source: Uint8Array | Float32Array,
  from: number,
  { channels, rows, columns }: Picture,
  target: Float32Array,
  { rotation, shift, flip }: Augmentation,
  random: Random,
): void {
  const symmetric = (most: number): number => most * (2 * random.uniform() - 1);
  const angle = symmetric((rotation * Math.PI) / 180);
  const [down, right] = [symmetric(shift * rows), symmetric(shift * columns)];
  const mirrored = flip && random.uniform() < 0.5;
  const [c, s] = [cos(angle), sin(angle)];
  const [middleRow, middleColumn] = [(rows - 1) / 2, (columns - 1) / 2];
  const within = (value: number, last: number): number => Math.min(last, Math.max(0, value));
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const [y, x] = [row - middleRow, (mirrored ? columns - 1 - column : column) - middleColumn];
      const up = within(c * y + s * x + middleRow + down, rows - 1);
      const along = within(c * x - s * y + middleColumn + right, columns - 1);
      const [top, left] = [Math.floor(up), Math.floor(along)];
      const [v, u] = [up - top, along - left];
      const below = Math.min(rows - 1, top + 1) * columns;
      const behind = Math.min(columns - 1, left + 1);
      for (let channel = 0; channel < channels; channel++) {
        const at = from + channel * rows * columns;
        const first =
          (1 - u) * source[at + top * columns + left] + u * source[at + top * columns + behind];
        const second = (1 - u) * source[at + below + left] + u * source[at + below + behind];
        target[(channel * rows + row) * columns + column] = (1 - v) * first + v * second;
      }
    }
}
