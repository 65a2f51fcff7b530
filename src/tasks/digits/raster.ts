/**
 * Draws a pen's trace: the distance of every pixel centre to the inked shape, and from it the grey of the pixel.
 *
 * Only pixels near a segment are looked at, so the time follows the length of the trace. No libraries, no canvas:
 * the same bytes everywhere.
 */

import type { Random } from '../../numerics/random.ts';
import { SIZE, type Trace } from './trace.ts';

/** Distances beyond this never show. */
const FAR = 4;

const field = new Float64Array(SIZE * SIZE);

/** Lowers `field` to the signed distance (pixels, negative inside) of a line whose radius changes linearly. */
function addSegment(
  ax: number,
  ay: number,
  ar: number,
  bx: number,
  by: number,
  br: number,
  reach: number,
): void {
  const dx = bx - ax;
  const dy = by - ay;
  const dr = br - ar;
  const square = dx * dx + dy * dy;
  const inverse = square > 0 ? 1 / square : 0;
  const grow = Math.max(ar, br) + reach;
  // Pixel (column, row) has its centre at (column + ½, row + ½).
  const left = Math.max(0, Math.ceil(Math.min(ax, bx) - grow - 0.5));
  const right = Math.min(SIZE - 1, Math.floor(Math.max(ax, bx) + grow - 0.5));
  const top = Math.max(0, Math.ceil(Math.min(ay, by) - grow - 0.5));
  const bottom = Math.min(SIZE - 1, Math.floor(Math.max(ay, by) + grow - 0.5));
  for (let row = top; row <= bottom; row++) {
    const py = row + 0.5 - ay;
    for (let column = left; column <= right; column++) {
      const px = column + 0.5 - ax;
      let t = (px * dx + py * dy) * inverse;
      t = Math.min(Math.max(t, 0), 1);
      const ex = px - t * dx;
      const ey = py - t * dy;
      const distance = Math.sqrt(ex * ex + ey * ey) - ar - t * dr;
      const at = row * SIZE + column;
      if (distance < field[at]) field[at] = distance;
    }
  }
}

/**
 * Writes the 28 × 28 picture of `trace` to `pixels[offset …]`, row-major, 0 = paper and 255 = full ink.
 *
 * How black the ink is, how soft its edge and how grainy its colour are drawn from `random`; paper stays 0.
 */
export function rasterise(trace: Trace, random: Random, pixels: Uint8Array, offset: number): void {
  const look = random.bits();
  const black = 196 + ((look & 0xff) * 59) / 255;
  const soft = 1 + ((look >>> 8) & 0xff) / 255;
  const grain = (((look >>> 16) & 0xff) * 0.2) / 255;
  field.fill(FAR);
  for (let i = 1; i < trace.count; i++) {
    if (trace.drawn[i] === 0) continue;
    addSegment(
      trace.x[i - 1],
      trace.y[i - 1],
      trace.radius[i - 1],
      trace.x[i],
      trace.y[i],
      trace.radius[i],
      soft / 2,
    );
  }
  let word = 0;
  let left = 0;
  for (let at = 0; at < SIZE * SIZE; at++) {
    const cover = 0.5 - field[at] / soft;
    if (cover <= 0) {
      pixels[offset + at] = 0;
      continue;
    }
    if (left === 0) {
      word = random.bits();
      left = 4;
    }
    const noise = (word & 0xff) / 255 - 0.5;
    word >>>= 8;
    left--;
    const grey = black * Math.min(cover, 1) * (1 + grain * noise);
    pixels[offset + at] = grey < 255 ? Math.floor(grey + 0.5) : 255;
  }
}
