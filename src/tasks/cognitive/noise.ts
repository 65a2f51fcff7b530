/**
 * Standard normal numbers for input noise, at the cost of little more than one random word each.
 *
 * Three times as fast as `Random.normal()`, with 24 instead of 53 random bits: the grid of values is finer than the
 * float32 they end up in. Not for statistics of rare events.
 *
 * Source: the ziggurat of G. Marsaglia and W. W. Tsang, "The ziggurat method for generating random variables", J. Stat.
 * Softw. 5 (2000), with layer and value taken from different bits as in J. A. Doornik, "An improved ziggurat method to
 * generate normal random samples" (2005).
 */

import { exp, log } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';

const LAYERS = 256;
/** Where the tail begins, and the area of each layer, for 256 layers under exp(−x²/2) (Marsaglia and Tsang). */
const TAIL = 3.6541528853610088;
const AREA = 0.00492867323399;
/** Half-width of a layer in steps of the 24-bit grid. */
const STEPS = 8388608;

const density = (x: number): number => exp(-0.5 * x * x);

/** Right edge of each layer, from the widest; the bottom one is as wide as a rectangle of its area would be. */
const EDGE = new Float64Array(LAYERS + 1);
const HEIGHT = new Float64Array(LAYERS + 1);
/** Grid steps below which a value of the layer is under the curve for certain, and the width of one step. */
const INSIDE = new Float64Array(LAYERS);
const WIDTH = new Float64Array(LAYERS);

EDGE[0] = AREA / density(TAIL);
EDGE[1] = TAIL;
for (let k = 2; k < LAYERS; k++)
  EDGE[k] = Math.sqrt(-2 * log(AREA / EDGE[k - 1] + density(EDGE[k - 1])));
for (let k = 0; k <= LAYERS; k++) HEIGHT[k] = density(EDGE[k]);
for (let k = 0; k < LAYERS; k++) {
  WIDTH[k] = EDGE[k] / STEPS;
  INSIDE[k] = EDGE[k + 1] / WIDTH[k];
}

/** Uniform in (0, 1), for logarithms. */
const open = (random: Random): number => (random.bits() + 0.5) / 4294967296;

/** A normal number beyond `TAIL` (Marsaglia's method). */
function tail(random: Random): number {
  for (;;) {
    const x = -log(open(random)) / TAIL;
    const y = -log(open(random));
    if (2 * y > x * x) return TAIL + x;
  }
}

/** A value of a layer that is not under the curve for certain: itself if it is, or `NaN` to draw another. */
function edge(random: Random, layer: number, x: number): number {
  if (layer === 0) return x < 0 ? -tail(random) : tail(random);
  const y = HEIGHT[layer] + open(random) * (HEIGHT[layer + 1] - HEIGHT[layer]);
  return y < density(x) ? x : Number.NaN;
}

/** Writes `count` standard normal numbers to the first places of `out`. */
export function fillFastNormal(random: Random, out: Float64Array, count: number): void {
  for (let n = 0; n < count; ) {
    const word = random.bits();
    const layer = word & (LAYERS - 1);
    // Centre of one of 2²⁴ cells of (−STEPS, STEPS): symmetric about 0.
    const step = (word >>> 8) + 0.5 - STEPS;
    const x = step * WIDTH[layer];
    const value = Math.abs(step) < INSIDE[layer] ? x : edge(random, layer, x);
    out[n] = value;
    if (!Number.isNaN(value)) n++;
  }
}
