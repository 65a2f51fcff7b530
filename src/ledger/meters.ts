/**
 * Other costs, each a meter of its own in its own unit; none of them is ever added to M0 or M1.
 *
 * Conversions to physical units are presets with a source, and nothing uses one unless it is named.
 */

import { unknownName } from '../errors.ts';
import type { Layer } from '../sparse/layer.ts';
import type { Topology } from '../sparse/topology.ts';

/** Transmission of one inference through one matrix, Σ |w_ij| |x_j|, in units of weight × activity. */
export function transmission(
  { topology, arrays: { weights } }: Layer,
  activity: ArrayLike<number>,
): number {
  const { order, start, index } = topology;
  let sum = 0;
  for (let list = 0; list + 1 < start.length; list++)
    for (let k = start[list]; k < start[list + 1]; k++)
      sum += Math.abs(weights[k]) * Math.abs(activity[order === 'by-input' ? list : index[k]]);
  return sum;
}

/** Wire of all existing connections, Σ d(input, output), in the unit of the distance. */
export function wireLength(
  topology: Topology,
  distance: (input: number, output: number) => number,
): number {
  const { order, start, index } = topology;
  let sum = 0;
  for (let list = 0; list + 1 < start.length; list++)
    for (let k = start[list]; k < start[list + 1]; k++)
      sum += order === 'by-input' ? distance(list, index[k]) : distance(index[k], list);
  return sum;
}

/** Bits that a layer stores: `perWeight` for each weight, and its index arrays as they are kept (none when dense). */
export function bitsStored({ topology, arrays: { weights } }: Layer, perWeight: number): number {
  const { inputs, outputs, start, index } = topology;
  const dense = weights.length === inputs * outputs;
  const lists = dense ? 0 : 8 * (start.byteLength + index.byteLength);
  return perWeight * weights.length + lists;
}

/**
 * Cost of reliable weights N(μ, σ²), Σ (1/ρ)(s/σ)^ρ at ρ = 1/2 (calcium), 2/3 (membrane), 4/3 (actin) or 2 (trafficking).
 * A cost of running, not of learning. Source: J. Malkin et al., eLife RP92595 (2024); s is the scale at which one synapse
 * costs 1/ρ.
 *
 * @param power x^y by portable means
 */
export function reliabilityCost(
  deviations: ArrayLike<number>,
  { exponent, scale }: { readonly exponent: number; readonly scale: number },
  power: (x: number, y: number) => number,
): number {
  let sum = 0;
  for (let k = 0; k < deviations.length; k++) sum += power(scale / deviations[k], exponent);
  return sum / exponent;
}

/** Picojoules of one event of each kind. */
export interface PhysicalUnits {
  readonly source: string;
  /** A 32-bit multiply-add. */
  readonly multiplyAdd: number;
  /** Writing one 32-bit weight. */
  readonly write: number;
}

const PHYSICAL: Readonly<Record<string, PhysicalUnits>> = {
  'cmos-45nm-cache': {
    source:
      "M. Horowitz, Computing's energy problem, ISSCC 2014, fig. 1.1.9 (45 nm, 0.9 V): multiply 3.7 + add 0.9 pJ; half of a 64-bit access to 32 KiB of cache (20 pJ), which the table does not part into reads and writes",
    multiplyAdd: 4.6,
    write: 10,
  },
  'cmos-45nm-dram': {
    source:
      "M. Horowitz, Computing's energy problem, ISSCC 2014, fig. 1.1.9 (45 nm, 0.9 V): multiply 3.7 + add 0.9 pJ; half of a 64-bit access to DRAM at the lower end of 1.3–2.6 nJ, read or write",
    multiplyAdd: 4.6,
    write: 650,
  },
};

/** A named conversion. Throws `UsageError` for an unknown name. */
export function physicalUnits(name: string): PhysicalUnits {
  if (!Object.hasOwn(PHYSICAL, name))
    throw unknownName('physical units', name, Object.keys(PHYSICAL));
  return PHYSICAL[name];
}

/** Names that `physicalUnits` knows. */
export const PHYSICAL_UNITS: readonly string[] = Object.keys(PHYSICAL);

/**
 * Picojoules of learning: multiply-adds, and what was written at the price of 32 bits, in proportion to its bits.
 *
 * @param written bits of weights and of hidden states
 */
export const picojoules = (
  { multiplyAdds, written }: { readonly multiplyAdds: number; readonly written: number },
  { multiplyAdd, write }: PhysicalUnits,
): number => multiplyAdd * multiplyAdds + (write / 32) * written;
