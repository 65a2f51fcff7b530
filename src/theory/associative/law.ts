/**
 * Laws of the weights: atoms (at 0 and at the edge of the gap) plus Gaussians cut off below, as plain records that can be
 * evaluated and stored. How a law comes about is in weights.ts.
 */

import { logNormalTail } from '../../numerics/normal-tails.ts';
import { exp } from '../../numerics/portable.ts';
import type { SideLaw, SideMoments } from './weights.ts';

/** A weight that many inputs share exactly. */
export interface Atom {
  readonly value: number;
  /** Fraction of the inputs. */
  readonly mass: number;
}

/** Weights J = sign · x where x is Gaussian, given x > least. */
export interface Piece {
  /** Fraction of the inputs. */
  readonly mass: number;
  readonly sign: 1 | -1;
  /** Mean of the Gaussian before it is cut off. */
  readonly location: number;
  /** Standard deviation of the Gaussian before it is cut off. */
  readonly deviation: number;
  readonly least: number;
}

/** A law of weights, in units of w; all masses sum to 1. */
export interface WeightLaw {
  readonly atoms: readonly Atom[];
  readonly pieces: readonly Piece[];
}

/** The law of one group from its sides. */
export function lawOfSides(
  sides: readonly { readonly law: SideLaw; readonly moments: SideMoments }[],
  support: number,
): WeightLaw {
  const atoms: Atom[] = [];
  const pieces: Piece[] = [];
  let connected = 0;
  for (const { law, moments } of sides) {
    connected += moments.connected;
    const { sign, gap } = law.side;
    if (moments.atGap > 0) atoms.push({ value: sign * gap, mass: support * moments.atGap });
    pieces.push({
      mass: support * (moments.connected - moments.atGap),
      sign,
      location: law.shift * law.scale,
      deviation: law.scale,
      least: law.release * law.scale,
    });
  }
  const unconnected = 1 - support * connected;
  if (unconnected > 1e-15) atoms.push({ value: 0, mass: unconnected });
  return { atoms: atoms.toSorted((a, b) => a.value - b.value), pieces };
}

/** The mixture of laws with weights that sum to 1; equal atoms are put together. */
export function mixLaws(laws: readonly WeightLaw[], shares: readonly number[]): WeightLaw {
  const masses = new Map<number, number>();
  const pieces: Piece[] = [];
  laws.forEach((law, i) => {
    for (const { value, mass } of law.atoms) {
      masses.set(value, (masses.get(value) ?? 0) + shares[i] * mass);
    }
    for (const piece of law.pieces) pieces.push({ ...piece, mass: shares[i] * piece.mass });
  });
  const atoms = [...masses].map(([value, mass]) => ({ value, mass }));
  return { atoms: atoms.toSorted((a, b) => a.value - b.value), pieces };
}

/** P(J̃ ≤ `weight`), atoms included. */
export function weightCdf(law: WeightLaw, weight: number): number {
  let sum = 0;
  for (const { value, mass } of law.atoms) if (value <= weight) sum += mass;
  for (const { mass, sign, location, deviation, least } of law.pieces) {
    const x = Math.max(sign * weight, least);
    const cut = logNormalTail((least - location) / deviation);
    const beyond = exp(logNormalTail((x - location) / deviation) - cut);
    sum += mass * (sign === 1 ? 1 - beyond : beyond);
  }
  return sum;
}
