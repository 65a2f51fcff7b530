/**
 * Where units lie: points of a lattice with open or periodic borders, and how far they are from each other.
 *
 * A space knows nothing of connections. With a topology it gives the length of every wire; the meter that adds them up
 * is `wireLength` of the ledger.
 */

import { UsageError } from '../errors.ts';
import {
  checkUnits,
  lists,
  MAX_COUNT,
  ofLayer,
  others,
  type Topology,
} from '../sparse/topology.ts';

/** Positions of units. Plain data: can be saved, hashed and posted to a worker. */
export interface Space {
  readonly units: number;
  /** Coordinates in lattice spacings, unit by unit: that of unit i along axis d lies at `i · box.length + d`. */
  readonly coordinates: Float64Array;
  /** Period of every axis; 0 where the border is open. Its length is the number of dimensions. */
  readonly box: readonly number[];
}

export interface LatticeShape {
  /** Units along every axis; the last axis is numbered fastest. */
  readonly sides: readonly number[];
  /** Whether opposite borders meet. */
  readonly periodic: boolean;
}

/** @throws UsageError unless every side is a positive integer and the lattice has at most 2^32 − 1 units */
export function checkSides(sides: readonly number[], layer?: string): void {
  if (sides.length === 0)
    throw new UsageError(`a lattice needs at least one side${ofLayer(layer)}`);
  for (const side of sides) checkUnits('side', side, layer);
  const units = sides.reduce((product, side) => product * side, 1);
  if (units > MAX_COUNT) {
    throw new UsageError(
      `a lattice of ${sides.join('×')} has more than ${MAX_COUNT} units${ofLayer(layer)}`,
    );
  }
}

/**
 * The points of a lattice, e.g. `{ sides: [5, 5, 4], periodic: false }` for the box of a spatially embedded network.
 *
 * @throws UsageError for sides that are no positive integers
 */
export function latticeSpace({ sides, periodic }: LatticeShape, layer?: string): Space {
  checkSides(sides, layer);
  const units = sides.reduce((product, side) => product * side, 1);
  const coordinates = new Float64Array(units * sides.length);
  for (let unit = 0; unit < units; unit++) {
    for (let axis = sides.length - 1, rest = unit; axis >= 0; axis--) {
      coordinates[unit * sides.length + axis] = rest % sides[axis];
      rest = Math.floor(rest / sides[axis]);
    }
  }
  return { units, coordinates, box: sides.map((side) => (periodic ? side : 0)) };
}

/** Euclidean distance of two units along the shortest way, in lattice spacings. */
export function distance({ coordinates, box }: Space, a: number, b: number): number {
  const dimensions = box.length;
  let square = 0;
  for (let axis = 0; axis < dimensions; axis++) {
    let apart = Math.abs(coordinates[a * dimensions + axis] - coordinates[b * dimensions + axis]);
    if (box[axis] > 0) apart = Math.min(apart, box[axis] - apart);
    square += apart * apart;
  }
  return Math.sqrt(square);
}

/**
 * The distance as a function of two units, as the meters of the ledger want it.
 *
 * @example wireLength(mask.topology, distanceIn(mask.space))
 */
export function distanceIn(space: Space): (input: number, output: number) => number {
  return (input, output) => distance(space, input, output);
}

/** @throws UsageError unless the topology connects the units of the space with each other */
export function checkSpace({ inputs, outputs }: Topology, { units }: Space): void {
  if (inputs !== units || outputs !== units) {
    throw new UsageError(`a space of ${units} units does not fit ${inputs}×${outputs} connections`);
  }
}

/**
 * Length of every connection, in the order of the topology.
 *
 * @throws UsageError when the topology has other units than the space
 */
export function connectionLengths(topology: Topology, space: Space): Float64Array {
  checkSpace(topology, space);
  const { start, index } = topology;
  const lengths = new Float64Array(index.length);
  for (let list = 0; list < lists(topology); list++) {
    for (let k = start[list]; k < start[list + 1]; k++)
      lengths[k] = distance(space, list, index[k]);
  }
  return lengths;
}

/** @throws UsageError unless the array holds every number from 0 to units − 1 once */
function checkPermutation(permutation: ArrayLike<number>, units: number): void {
  const seen = new Uint8Array(units);
  if (permutation.length !== units) {
    throw new UsageError(`a permutation of ${permutation.length} for ${units} units`);
  }
  for (let i = 0; i < units; i++) {
    const to = permutation[i];
    if (!(to >= 0 && to < units && Number.isInteger(to)) || seen[to] === 1) {
      throw new UsageError(
        `entry ${i} of a permutation is ${to}; each of 0..${units - 1} must come once`,
      );
    }
    seen[to] = 1;
  }
}

/** The same places with other tenants: unit `permutation[i]` lies where unit i lay. */
export function permuteSpace(space: Space, permutation: ArrayLike<number>): Space {
  checkPermutation(permutation, space.units);
  const dimensions = space.box.length;
  const coordinates = new Float64Array(space.coordinates.length);
  for (let unit = 0; unit < space.units; unit++) {
    for (let axis = 0; axis < dimensions; axis++) {
      coordinates[permutation[unit] * dimensions + axis] =
        space.coordinates[unit * dimensions + axis];
    }
  }
  return { ...space, coordinates };
}

/** Units renumbered on both sides: a connection a → b becomes `permutation[a]` → `permutation[b]`. */
export function permuteTopology(topology: Topology, permutation: ArrayLike<number>): Topology {
  checkPermutation(permutation, others(topology));
  const count = lists(topology);
  if (count !== others(topology)) {
    throw new UsageError(
      `${topology.inputs}×${topology.outputs} connections are not those of one population`,
    );
  }
  const start = new Uint32Array(count + 1);
  for (let list = 0; list < count; list++)
    start[permutation[list] + 1] = topology.start[list + 1] - topology.start[list];
  for (let list = 0; list < count; list++) start[list + 1] += start[list];
  const index = topology.index.slice();
  for (let list = 0; list < count; list++) {
    const from = topology.start[list];
    const to = start[permutation[list]];
    const length = topology.start[list + 1] - from;
    for (let k = 0; k < length; k++) index[to + k] = permutation[topology.index[from + k]];
    index.subarray(to, to + length).sort();
  }
  return { ...topology, start, index };
}
