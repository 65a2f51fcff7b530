/**
 * From a digit to the trace of a pen: a way of writing it is chosen, loosened, warped, slanted, scaled and placed, and
 * the pen's width is laid along it.
 *
 * All of it is geometry in double precision with portable functions, so the trace is the same in every engine.
 * Drawing it is raster.ts.
 */

import { cos, exp, sin } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import { GLYPHS, type Stroke, type Style } from './glyphs.ts';

/** Height and width of a picture in pixels. */
export const SIZE = 28;

/** Samples on each span of a curve: about one for each pixel of length. */
const SAMPLES = 6;
/** More samples than the longest way of writing needs (13 spans of one curve: 79). */
const CAPACITY = 256;

/**
 * How much handwriting varies. Chosen so that a linear classifier stays clearly behind a perceptron with one hidden
 * layer and every picture remains readable. Lengths are in hundredths of the digit's height unless they say otherwise.
 */
const SPREAD = {
  /** Displacement of single points, and of a whole stroke. */
  point: 2.5,
  stroke: 1.6,
  /** Displacement of the 4 × 4 lattice that bends the sheet. */
  sheet: 4.6,
  /** Logarithm of how careless this writer is: scales the three above. */
  care: 0.3,
  /** Logarithm of width over height. */
  aspect: 0.17,
  /** Horizontal shift for each unit of height: mean (writing leans to the right) and deviation. */
  lean: 0.1,
  slant: 0.2,
  /** Radians. */
  rotation: 0.13,
  /** Height in pixels: mean, deviation and bounds. */
  height: 18.6,
  heightSpread: 1.5,
  heightBounds: [14, 22],
  /** Where the digit's centre falls, in pixels from the middle of the picture. */
  shift: 1.45,
  /** Radius of the pen in pixels: median, deviation of its logarithm and bounds. */
  radius: 1.15,
  radiusSpread: 0.26,
  radiusBounds: [0.7, 1.9],
  /** Largest part of the radius by which a broad nib varies with direction. */
  nib: 0.35,
  /** Largest part of the radius that is missing at the ends of a stroke, and over how many pixels. */
  taper: 0.55,
  taperLength: 5,
} as const;

/** A pen's path: `count` points with a radius each; a segment joins i − 1 and i where `drawn[i]` is 1. */
export interface Trace {
  count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly radius: Float64Array;
  readonly drawn: Uint8Array;
}

/** Room for one trace; reused from digit to digit because making it costs more than filling it. */
export const createTrace = (): Trace => ({
  count: 0,
  x: new Float64Array(CAPACITY),
  y: new Float64Array(CAPACITY),
  radius: new Float64Array(CAPACITY),
  drawn: new Uint8Array(CAPACITY),
});

const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), high);

/** A uniform number between `low` and `high` from one word of the stream. */
const between = (random: Random, low: number, high: number): number =>
  low + (high - low) * random.bits() * 2.3283064365386963e-10;

/**
 * A bell-shaped number of mean 0 and deviation 1 within ±3.46: the sum of four uniforms, for one word of the stream.
 * Handwriting has no far tails, and eight bits a summand are finer than any pixel.
 */
function bell(random: Random): number {
  const word = random.bits();
  const sum = (word & 0xff) + ((word >>> 8) & 0xff) + ((word >>> 16) & 0xff) + (word >>> 24);
  return (sum - 510) * 0.006765875169;
}

function choose(random: Random, styles: readonly Style[]): Style {
  let rest = between(
    random,
    0,
    styles.reduce((sum, style) => sum + style.weight, 0),
  );
  for (const style of styles) {
    rest -= style.weight;
    if (rest < 0) return style;
  }
  return styles[styles.length - 1];
}

/**
 * Appends one stroke: its points displaced, its curves sampled. Curves are Catmull–Rom splines; at their ends the
 * missing neighbour is the mirror image of the next point.
 */
function addStroke(
  trace: Trace,
  random: Random,
  stroke: Stroke,
  jitter: number,
  shift: number,
): void {
  const shiftX = shift * bell(random);
  const shiftY = shift * bell(random);
  let lastX = 0;
  let lastY = 0;
  let penDown = false;
  const add = (x: number, y: number): void => {
    trace.x[trace.count] = x;
    trace.y[trace.count] = y;
    trace.drawn[trace.count] = penDown ? 1 : 0;
    trace.count++;
    penDown = true;
  };
  for (const curve of stroke) {
    const xs: number[] = penDown ? [lastX] : [];
    const ys: number[] = penDown ? [lastY] : [];
    for (let i = 0; i < curve.length; i += 2) {
      xs.push(curve[i] + shiftX + jitter * bell(random));
      ys.push(curve[i + 1] + shiftY + jitter * bell(random));
    }
    const end = xs.length - 1;
    if (!penDown) add(xs[0], ys[0]);
    for (let i = 0; i < end; i++) {
      const x0 = i > 0 ? xs[i - 1] : 2 * xs[0] - xs[1];
      const y0 = i > 0 ? ys[i - 1] : 2 * ys[0] - ys[1];
      const x3 = i + 2 <= end ? xs[i + 2] : 2 * xs[end] - xs[end - 1];
      const y3 = i + 2 <= end ? ys[i + 2] : 2 * ys[end] - ys[end - 1];
      const [x1, y1, x2, y2] = [xs[i], ys[i], xs[i + 1], ys[i + 1]];
      for (let k = 1; k <= SAMPLES; k++) {
        const t = k / SAMPLES;
        const a = t * (t * (2 - t) - 1);
        const b = t * t * (3 * t - 5) + 2;
        const c = t * (t * (4 - 3 * t) + 1);
        const d = t * t * (t - 1);
        add((a * x0 + b * x1 + c * x2 + d * x3) / 2, (a * y0 + b * y1 + c * y2 + d * y3) / 2);
      }
    }
    lastX = xs[end];
    lastY = ys[end];
  }
}

/** Bends the sheet: displacements of a 4 × 4 lattice over 65 × 100, blended by cubic Bernstein polynomials. */
function bend(trace: Trace, random: Random, amount: number): void {
  const lattice = new Float64Array(32);
  for (let i = 0; i < 32; i++) lattice[i] = amount * bell(random);
  for (let i = 0; i < trace.count; i++) {
    const u = clamp(trace.x[i] / 65, 0, 1);
    const v = clamp(trace.y[i] / 100, 0, 1);
    const u1 = 1 - u;
    const v1 = 1 - v;
    const [a0, a1, a2, a3] = [u1 * u1 * u1, 3 * u * u1 * u1, 3 * u * u * u1, u * u * u];
    const [b0, b1, b2, b3] = [v1 * v1 * v1, 3 * v * v1 * v1, 3 * v * v * v1, v * v * v];
    let dx = 0;
    let dy = 0;
    for (let j = 0, b = b0; j < 4; j++, b = j === 1 ? b1 : j === 2 ? b2 : b3) {
      const row = 4 * j;
      dx +=
        b *
        (a0 * lattice[row] + a1 * lattice[row + 1] + a2 * lattice[row + 2] + a3 * lattice[row + 3]);
      dy +=
        b *
        (a0 * lattice[16 + row] +
          a1 * lattice[17 + row] +
          a2 * lattice[18 + row] +
          a3 * lattice[19 + row]);
    }
    trace.x[i] += dx;
    trace.y[i] += dy;
  }
}

/** Slants, turns and scales to pixels, then places the trace: near the middle, with the pen inside the picture. */
function place(trace: Trace, random: Random, margin: number): void {
  const height = clamp(
    SPREAD.height + SPREAD.heightSpread * bell(random),
    SPREAD.heightBounds[0],
    SPREAD.heightBounds[1],
  );
  const scale = height / 100;
  const aspect = exp(SPREAD.aspect * bell(random));
  const slant = SPREAD.lean + SPREAD.slant * bell(random);
  const angle = SPREAD.rotation * bell(random);
  const c = scale * cos(angle);
  const s = scale * sin(angle);
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < trace.count; i++) {
    const y = trace.y[i] - 50;
    const x = aspect * (trace.x[i] - 33) - slant * y;
    const px = c * x - s * y;
    const py = s * x + c * y;
    trace.x[i] = px;
    trace.y[i] = py;
    if (px < left) left = px;
    if (px > right) right = px;
    if (py < top) top = py;
    if (py > bottom) bottom = py;
  }
  // A digit that grew beyond the picture is shrunk to fit.
  const room = SIZE - 2 * margin;
  const fit = Math.min(1, room / (right - left), room / (bottom - top));
  const centre = SIZE / 2;
  const wantedX = centre + SPREAD.shift * bell(random) - (fit * (left + right)) / 2;
  const wantedY = centre + SPREAD.shift * bell(random) - (fit * (top + bottom)) / 2;
  const x = clamp(wantedX, margin - fit * left, SIZE - margin - fit * right);
  const y = clamp(wantedY, margin - fit * top, SIZE - margin - fit * bottom);
  for (let i = 0; i < trace.count; i++) {
    trace.x[i] = fit * trace.x[i] + x;
    trace.y[i] = fit * trace.y[i] + y;
  }
}

/** Gives every point its radius: a nib that is broad in one direction, thinner where a stroke begins and ends. */
function ink(trace: Trace, random: Random, radius: number): void {
  const contrast = between(random, 0, SPREAD.nib);
  const angle = between(random, 0.2, 1.4);
  const nibX = cos(angle);
  const nibY = -sin(angle);
  for (let from = 0; from < trace.count; ) {
    let to = from + 1;
    while (to < trace.count && trace.drawn[to] === 1) to++;
    const entry = between(random, -0.15, SPREAD.taper);
    const exit = between(random, -0.15, SPREAD.taper);
    let length = 0;
    for (let i = from; i < to; i++) {
      const a = i > from ? i - 1 : i;
      const b = i + 1 < to ? i + 1 : i;
      const dx = trace.x[b] - trace.x[a];
      const dy = trace.y[b] - trace.y[a];
      const along = dx * nibX + dy * nibY;
      const square = dx * dx + dy * dy;
      const across = square > 0 ? 1 - (along * along) / square : 0.5;
      if (i > from) {
        const sx = trace.x[i] - trace.x[i - 1];
        const sy = trace.y[i] - trace.y[i - 1];
        length += Math.sqrt(sx * sx + sy * sy);
      }
      const fade = Math.max(0, 1 - length / SPREAD.taperLength);
      trace.radius[i] = radius * (1 + contrast * (2 * across - 1)) * (1 - entry * fade * fade);
    }
    let back = 0;
    for (let i = to - 1; i >= from; i--) {
      const fade = Math.max(0, 1 - back / SPREAD.taperLength);
      trace.radius[i] *= 1 - exit * fade * fade;
      if (i > from) {
        const sx = trace.x[i] - trace.x[i - 1];
        const sy = trace.y[i] - trace.y[i - 1];
        back += Math.sqrt(sx * sx + sy * sy);
      }
    }
    from = to;
  }
}

/**
 * Fills `trace` with one handwritten `digit` (0 … 9), in pixels of a 28 × 28 picture; y runs down.
 *
 * The pen stays inside the picture by a margin of one pixel.
 */
export function traceDigit(trace: Trace, random: Random, digit: number): void {
  const style = choose(random, GLYPHS[digit]);
  const care = exp(SPREAD.care * bell(random));
  const radius = clamp(
    SPREAD.radius * exp(SPREAD.radiusSpread * bell(random)),
    SPREAD.radiusBounds[0],
    SPREAD.radiusBounds[1],
  );
  trace.count = 0;
  for (const stroke of style.strokes) {
    addStroke(trace, random, stroke, care * SPREAD.point, care * SPREAD.stroke);
  }
  bend(trace, random, care * SPREAD.sheet);
  place(trace, random, radius + 1);
  ink(trace, random, radius);
}
