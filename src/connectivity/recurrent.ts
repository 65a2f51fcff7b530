/**
 * Masks of recurrent connections that are not local: random in-degree, self-connections alone, dense, and any mask with
 * its units renumbered. `recurrentMask` makes any of them, or a local one, by name.
 *
 * Each lies in a space all the same (by default on a ring), so that its wire can be compared with that of a local mask.
 */

import { UsageError, unknownName } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import {
  checkUnits,
  contains,
  indexArray,
  MAX_COUNT,
  type Order,
  ofLayer,
  reorder,
  type Topology,
} from '../sparse/topology.ts';
import { dense, fixedFanIn } from './fixed.ts';
import { line, type RecurrentMask, ring, sheet, torus } from './local.ts';
import { checkSpace, latticeSpace, permuteSpace, permuteTopology, type Space } from './space.ts';

export interface PlacedOptions {
  readonly units: number;
  /** Where the units lie; default on a ring, in the order of their numbers. */
  readonly space?: Space;
  /** Default `by-output`. */
  readonly order?: Order;
  /** Name for error messages. */
  readonly layer?: string;
}

function placed(
  family: string,
  topology: Topology,
  { units, space = latticeSpace({ sides: [units], periodic: true }) }: PlacedOptions,
): RecurrentMask {
  checkSpace(topology, space);
  return { family, topology, space };
}

/**
 * Every unit hears itself and no other: M = I.
 *
 * @throws UsageError for units that are no positive integer, or a space of other units
 */
export function diagonal(options: PlacedOptions): RecurrentMask {
  const { units, order = 'by-output', layer } = options;
  checkUnits('units', units, layer);
  const start = Uint32Array.from({ length: units + 1 }, (_, unit) => unit);
  const index = indexArray(units, units);
  for (let unit = 0; unit < units; unit++) index[unit] = unit;
  return placed('diagonal', { inputs: units, outputs: units, order, start, index }, options);
}

/**
 * Every unit hears every unit.
 *
 * @throws UsageError for units that are no positive integer or too many, or a space of other units
 */
export function denseRecurrent(options: PlacedOptions): RecurrentMask {
  const { units, order, layer } = options;
  checkUnits('units', units, layer);
  return placed('dense', dense({ inputs: units, outputs: units, order, layer }), options);
}

/** Whether self-connections are always there, there by chance as any other, or never. */
export type SelfConnections = 'forced' | 'free' | 'none';
const SELF_CONNECTIONS: readonly SelfConnections[] = ['forced', 'free', 'none'];

export interface RandomInDegreeOptions extends PlacedOptions {
  /** Connections into every unit, the one from itself included. */
  readonly inDegree: number;
  /**
   * Default `forced`: a random mask then differs from a local one of the same in-degree in *where* it connects alone. With
   * `free`, few units hear themselves, and a start on the diagonal is impossible.
   */
  readonly selfConnections?: SelfConnections;
  readonly random: Random;
}

/**
 * Every unit hears `inDegree` units, uniform and independent of the others; O(K).
 *
 * @throws UsageError when the in-degree is not an integer in 1..units (units − 1 without self-connections)
 */
export function randomInDegree(options: RandomInDegreeOptions): RecurrentMask {
  const { units, inDegree, random, order = 'by-output', layer } = options;
  const { selfConnections = 'forced' } = options;
  checkUnits('units', units, layer);
  if (!SELF_CONNECTIONS.includes(selfConnections))
    throw unknownName('self-connections', selfConnections, SELF_CONNECTIONS);
  const most = selfConnections === 'none' ? units - 1 : units;
  if (!Number.isInteger(inDegree) || inDegree < 1 || inDegree > most) {
    throw new UsageError(
      `in-degree ${inDegree} is not an integer in 1..${most}, the units that a unit may hear${ofLayer(layer)}`,
    );
  }
  if (inDegree * units > MAX_COUNT) {
    throw new UsageError(
      `${inDegree * units} connections are more than ${MAX_COUNT}${ofLayer(layer)}; lower the in-degree`,
    );
  }
  if (selfConnections === 'free') {
    const free = fixedFanIn({ inputs: units, outputs: units, fanIn: inDegree, random, order });
    return placed('random', free, options);
  }
  const forced = selfConnections === 'forced';
  const start = Uint32Array.from({ length: units + 1 }, (_, unit) => unit * inDegree);
  const index = indexArray(units, inDegree * units);
  for (let unit = 0; unit < units; unit++) {
    // The others, numbered without the unit itself.
    const partners = random.distinct(units - 1, forced ? inDegree - 1 : inDegree);
    let at = start[unit];
    let self = !forced;
    for (const partner of partners) {
      if (!self && partner >= unit) {
        index[at++] = unit;
        self = true;
      }
      index[at++] = partner < unit ? partner : partner + 1;
    }
    if (!self) index[at] = unit;
  }
  const topology: Topology = { inputs: units, outputs: units, order: 'by-output', start, index };
  const ordered = order === 'by-output' ? topology : reorder(topology, order).topology;
  return placed('random', ordered, options);
}

/**
 * The same network with its units renumbered, their places with them: unit `permutation[i]` is what unit i was.
 *
 * With dense input and output weights it must train to the same distribution of curves: a check that space enters through
 * the graph alone.
 *
 * @throws UsageError when the array is no permutation of the units
 */
export function permuted(mask: RecurrentMask, permutation: ArrayLike<number>): RecurrentMask {
  return {
    family: `permuted ${mask.family}`,
    topology: permuteTopology(mask.topology, permutation),
    space: permuteSpace(mask.space, permutation),
  };
}

/** The first unit that does not hear itself, or −1 when all do. */
export function firstWithoutSelf(topology: Topology): number {
  for (let unit = 0; unit < Math.min(topology.inputs, topology.outputs); unit++)
    if (!contains(topology, unit, unit)) return unit;
  return -1;
}

/** Names that `recurrentMask` knows. */
export const MASK_FAMILIES = [
  'ring',
  'line',
  'torus',
  'sheet',
  'random',
  'diagonal',
  'dense',
] as const;

/** A name that `recurrentMask` knows. */
export type MaskFamily = (typeof MASK_FAMILIES)[number];

export interface RecurrentMaskOptions {
  readonly family: MaskFamily | (string & {});
  readonly units: number;
  /** Of `ring`, `line`, `torus` and `sheet`. */
  readonly radius?: number;
  /** Of `random`. */
  readonly inDegree?: number;
  readonly selfConnections?: SelfConnections;
  /** Whether the units are renumbered at random. */
  readonly permuted?: boolean;
  /** Needed by `random` and by a permutation; each draws from a stream of its own name. */
  readonly random: Random;
  readonly order?: Order;
  readonly layer?: string;
}

function needed(value: number | undefined, what: string, { family, layer }: RecurrentMaskOptions) {
  if (value !== undefined) return value;
  throw new UsageError(`a mask of family "${family}" needs ${what}${ofLayer(layer)}`);
}

/**
 * A mask by the name of its family.
 *
 * @example recurrentMask({ family: 'ring', units: 256, radius: 5, random })
 * @throws UsageError when there is no such family, it lacks its radius or in-degree, or these do not fit the units
 */
export function recurrentMask(options: RecurrentMaskOptions): RecurrentMask {
  const { family, units, random, order, layer } = options;
  const common = { units, order, layer };
  const radius = () => needed(options.radius, 'a radius', options);
  const made = (): RecurrentMask => {
    switch (family) {
      case 'ring':
        return ring({ ...common, radius: radius() });
      case 'line':
        return line({ ...common, radius: radius() });
      case 'torus':
        return torus({ ...common, radius: radius() });
      case 'sheet':
        return sheet({ ...common, radius: radius() });
      case 'random': {
        const inDegree = needed(options.inDegree, 'an in-degree', options);
        const { selfConnections } = options;
        return randomInDegree({
          ...{ ...common, inDegree, selfConnections },
          random: random.split('mask'),
        });
      }
      case 'diagonal':
        return diagonal(common);
      case 'dense':
        return denseRecurrent(common);
      default:
        throw unknownName('mask family', family, MASK_FAMILIES);
    }
  };
  const mask = made();
  return options.permuted === true
    ? permuted(mask, random.split('permutation').permutation(units))
    : mask;
}
