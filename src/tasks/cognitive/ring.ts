/** Rings of units with preferred angles, and the bump of activity that a stimulus makes on one. */

import { exp } from '../../numerics/portable.ts';

/** Height of the bump of a stimulus of strength 1. */
export const BUMP_PEAK = 0.8;
/** Standard deviation of a bump in radians: one spacing of a ring of 16, and the same angle on every other ring. */
export const BUMP_WIDTH = Math.PI / 8;

/** x mod n in [0, n), exact where x is already in it. */
export function wrap(x: number, n: number): number {
  // Most are; a remainder of doubles is a call.
  if (x >= 0 && x < n) return x + 0;
  const rest = x % n;
  return rest < 0 ? (rest + n) % n : Math.abs(rest);
}

/** Activity of a unit `positions` away from a stimulus of strength 1, on a ring of `ring` units. */
function bump(positions: number, ring: number): number {
  const around = wrap(positions, ring);
  const widths = (Math.min(around, ring - around) * ((2 * Math.PI) / ring)) / BUMP_WIDTH;
  return BUMP_PEAK * exp(-0.5 * widths * widths);
}

/** Bump of strength 1 at position 0: one value a unit. */
export const bumpProfile = (ring: number): Float64Array =>
  Float64Array.from({ length: ring }, (_, i) => bump(i, ring));

/**
 * Adds a bump to `out[from … from + ring − 1]`.
 *
 * @param profile `bumpProfile(ring)`
 * @param place of the stimulus in ring positions, [0, ring); need not be whole
 */
export function addBump(
  profile: Float64Array,
  place: number,
  strength: number,
  out: Float32Array | Float64Array,
  from: number,
): void {
  const ring = profile.length;
  if (Number.isInteger(place)) {
    for (let i = 0, k = place === 0 ? 0 : ring - place; i < ring; i++) {
      out[from + i] += strength * profile[k];
      if (++k === ring) k = 0;
    }
    return;
  }
  for (let i = 0; i < ring; i++) out[from + i] += strength * bump(i - place, ring);
}
