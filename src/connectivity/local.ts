/**
 * Local masks: a unit hears all units within a radius of it, itself included. Ring, line, torus, sheet, any lattice.
 *
 * Connections are found from the offsets within the radius, so a mask costs what it holds: O(K log k) time with k
 * connections a unit, not O(units²). Offsets of a periodic axis are taken once around, so a radius that reaches round the
 * back meets no unit twice.
 *
 * The masks are those of locality-masked recurrent networks (M. Khona, S. Chandra, J. J. Ma, I. R. Fiete, 2023), whose
 * geometry the article leaves open; the definitions here are ours: M_ij = 1 where |x_i − x_j| ≤ r.
 */

import { UsageError } from '../errors.ts';
import { indexArray, MAX_COUNT, type Order, ofLayer, type Topology } from '../sparse/topology.ts';
import { checkSides, type LatticeShape, latticeSpace, type Space } from './space.ts';

/** Recurrent connections and the places of their units. */
export interface RecurrentMask {
  readonly family: string;
  /** As many inputs as outputs: the units of one population. */
  readonly topology: Topology;
  readonly space: Space;
}

export interface LocalOptions {
  readonly units: number;
  /** In lattice spacings; 0 leaves self-connections alone. */
  readonly radius: number;
  /** Default `by-output`. */
  readonly order?: Order;
  /** Name for error messages. */
  readonly layer?: string;
}

export interface LatticeOptions extends LatticeShape, Omit<LocalOptions, 'units'> {
  /** What the mask is called; default `lattice`. */
  readonly family?: string;
}

/** Squares of distances are integers: this forgives the rounding of a radius that is given as a square root. */
const ROUNDING = 1 + 2 ** -40;

/** All offsets between units of an axis: once around where periodic, there and back where open. */
function offsetsOf(side: number, periodic: boolean): number[] {
  const least = periodic ? -Math.floor((side - 1) / 2) : 1 - side;
  const most = periodic ? Math.floor(side / 2) : side - 1;
  return Array.from({ length: most - least + 1 }, (_, i) => least + i);
}

interface Offset {
  readonly steps: readonly number[];
  readonly square: number;
  /** Units that have a neighbour there. */
  readonly units: number;
}

/** Offsets within a radius. */
function offsetsWithin({ sides, periodic }: LatticeShape, radius: number): Offset[] {
  const limit = radius * radius * ROUNDING;
  let found: Offset[] = [{ steps: [], square: 0, units: 1 }];
  for (const side of sides) {
    const along = offsetsOf(side, periodic);
    found = found.flatMap(({ steps, square, units }) =>
      along
        .filter((step) => square + step * step <= limit)
        .map((step) => ({
          steps: [...steps, step],
          square: square + step * step,
          units: units * (periodic ? side : side - Math.abs(step)),
        })),
    );
  }
  return found;
}

/** Distance of the two units of a lattice that are farthest apart. */
function farthest({ sides, periodic }: LatticeShape): number {
  const squares = sides.map((side) => (periodic ? Math.floor(side / 2) : side - 1) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
}

function checkRadius(options: LatticeOptions): void {
  const { sides, radius, family = 'lattice', layer } = options;
  const most = farthest(options);
  if (sides.length === 1 && radius >= 0 && !Number.isInteger(radius)) {
    throw new UsageError(
      `radius ${radius} of a ${family} is not an integer in 0..${most}${ofLayer(layer)}`,
    );
  }
  if (!(radius >= 0 && radius <= most * ROUNDING)) {
    throw new UsageError(
      `radius ${radius} is outside [0, ${most}]; units of a ${sides.join('×')} ${family} are at most ${most} apart${ofLayer(layer)}`,
    );
  }
}

/**
 * A local mask on a lattice of any shape.
 *
 * @throws UsageError for sides that are no positive integers, a radius that is negative or beyond the farthest pair, or
 *   more than 2^32 − 1 connections
 */
export function lattice(options: LatticeOptions): RecurrentMask {
  const { sides, periodic, radius, family = 'lattice', order = 'by-output', layer } = options;
  checkSides(sides, layer);
  checkRadius(options);
  const space = latticeSpace(options, layer);
  const offsets = offsetsWithin(options, radius);
  const count = offsets.reduce((sum, { units }) => sum + units, 0);
  if (count > MAX_COUNT) {
    throw new UsageError(
      `radius ${radius} makes ${count} connections, more than ${MAX_COUNT}${ofLayer(layer)}; lower it`,
    );
  }
  const { units, coordinates } = space;
  const start = new Uint32Array(units + 1);
  const index = indexArray(units, count);
  let at = 0;
  for (let unit = 0; unit < units; unit++) {
    for (const { steps } of offsets) {
      let partner = 0;
      for (let axis = 0; axis < sides.length && partner >= 0; axis++) {
        const side = sides[axis];
        let to = coordinates[unit * sides.length + axis] + steps[axis];
        if (periodic) to = (to + side) % side;
        partner = to < 0 || to >= side ? -1 : partner * side + to;
      }
      if (partner >= 0) index[at++] = partner;
    }
    start[unit + 1] = at;
    index.subarray(start[unit], at).sort();
  }
  // Distance is symmetric: a unit hears those that hear it, and the lists are the same in either order.
  return { family, topology: { inputs: units, outputs: units, order, start, index }, space };
}

/**
 * Units on a circle, 2r + 1 connections each.
 *
 * @example ring({ units: 256, radius: 5 }) // density 0.043
 * @throws UsageError when the radius is not an integer in 0..⌊units / 2⌋
 */
export function ring({ units, ...rest }: LocalOptions): RecurrentMask {
  return lattice({ ...rest, sides: [units], periodic: true, family: 'ring' });
}

/**
 * Units in a row with two ends: up to 2r + 1 connections, fewer near the ends.
 *
 * @throws UsageError when the radius is not an integer in 0..units − 1
 */
export function line({ units, ...rest }: LocalOptions): RecurrentMask {
  return lattice({ ...rest, sides: [units], periodic: false, family: 'line' });
}

/** Side of a square of so many units. */
export function squareSide(family: string, units: number, layer?: string): number {
  const side = Math.sqrt(units);
  if (Number.isInteger(side) && side >= 1) return side;
  const below = Math.max(1, Math.floor(side));
  const near = units >= 1 ? `, such as ${below ** 2} or ${(below + 1) ** 2}` : '';
  throw new UsageError(
    `a ${family} of ${units} units is no square; give a square number${near}${ofLayer(layer)}`,
  );
}

/**
 * A square sheet without borders: r² = 1, 2, 4, 5, 8 … make 5, 9, 13, 21, 25 … connections a unit.
 *
 * @example torus({ units: 256, radius: 2 }) // 16×16, 13 connections a unit, density 0.051
 * @throws UsageError when the units are no square number, or the radius is beyond the farthest pair
 */
export function torus({ units, ...rest }: LocalOptions): RecurrentMask {
  const side = squareSide('torus', units, rest.layer);
  return lattice({ ...rest, sides: [side, side], periodic: true, family: 'torus' });
}

/**
 * A square sheet with open borders: as the torus, with fewer connections at the border.
 *
 * @throws UsageError when the units are no square number, or the radius is beyond the farthest pair
 */
export function sheet({ units, ...rest }: LocalOptions): RecurrentMask {
  const side = squareSide('sheet', units, rest.layer);
  return lattice({ ...rest, sides: [side, side], periodic: false, family: 'sheet' });
}

/** A radius at which a lattice gains connections, and how many it then has in all. */
export interface Shell {
  readonly radius: number;
  readonly connections: number;
}

/** All different local masks of a lattice, from self-connections alone to dense; O(units) time. */
export function shells(shape: LatticeShape): Shell[] {
  checkSides(shape.sides);
  const bySquare = new Map<number, number>();
  for (const { square, units } of offsetsWithin(shape, farthest(shape)))
    bySquare.set(square, (bySquare.get(square) ?? 0) + units);
  let connections = 0;
  return [...bySquare.keys()]
    .sort((a, b) => a - b)
    .map((square) => {
      connections += bySquare.get(square) ?? 0;
      return { radius: Math.sqrt(square), connections };
    });
}

/** The radius at which a lattice comes nearest to a density; of two as near, the smaller. */
export function radiusForDensity(shape: LatticeShape, density: number): number {
  if (!(density > 0 && density <= 1)) throw new UsageError(`density ${density} is outside (0, 1]`);
  const units = shape.sides.reduce((product, side) => product * side, 1);
  const wanted = density * units * units;
  const off = ({ connections }: Shell): number => Math.abs(connections - wanted);
  return shells(shape).reduce((best, shell) => (off(shell) < off(best) ? shell : best)).radius;
}
