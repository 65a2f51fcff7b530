/** A picture that is drawn by hand: strokes of a soft brush, and the picture brought to the middle as those of data sets are. */

export interface Sketch {
  readonly width: number;
  readonly height: number;
  /** Grey in [0, 1], row by row. */
  readonly grey: Float32Array;
}

/** Adds a stroke between two points, in pixels of the sketch; each pixel has the most that the brush gave it. */
export function stroke(
  { width, height, grey }: Sketch,
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
  radius = 1.15,
): void {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const square = dx * dx + dy * dy;
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const [x, y] = [column + 0.5 - from[0], row + 0.5 - from[1]];
      const along = square === 0 ? 0 : Math.max(0, Math.min(1, (x * dx + y * dy) / square));
      const far = Math.hypot(x - along * dx, y - along * dy);
      const share = Math.max(0, Math.min(1, 1 + radius - far));
      const pixel = row * width + column;
      if (share > grey[pixel]) grey[pixel] = share;
    }
}

/** The picture moved, by whole pixels, so that its centre of mass is in the middle. */
export function centred({ width, height, grey }: Sketch): Float32Array {
  let [sum, x, y] = [0, 0, 0];
  grey.forEach((share, pixel) => {
    sum += share;
    x += share * ((pixel % width) + 0.5);
    y += share * (Math.floor(pixel / width) + 0.5);
  });
  if (sum === 0) return grey.slice();
  const [right, down] = [Math.round(width / 2 - x / sum), Math.round(height / 2 - y / sum)];
  const moved = new Float32Array(grey.length);
  grey.forEach((share, pixel) => {
    const [column, row] = [(pixel % width) + right, Math.floor(pixel / width) + down];
    if (column >= 0 && column < width && row >= 0 && row < height)
      moved[row * width + column] = share;
  });
  return moved;
}
