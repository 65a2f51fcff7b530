/**
 * Exchange with weights that are stored for every position, also of absent connections: the outer set of Top-KAST.
 *
 * The existing connections are the backward set B, the D + M strongest of all stored weights. What acts forward is chosen among
 * them by a transform of plasticity (`forwardSet`), whose state `forwardSet.stored` holds their weights.
 *
 * S. Jayakumar et al., NeurIPS 2020, algorithm 1. The reservoir takes 8 bytes a position.
 */

import { normal, type WeightLaw } from '../connectivity/weights.ts';
import type { Random } from '../numerics/random.ts';
import { largest, magnitudeKeys, smallest } from '../numerics/select.ts';
import { findInList, listOfEach, others } from '../sparse/topology.ts';
import type { Drop } from './drop.ts';
import { asFraction, type Fraction, shareOf } from './fraction.ts';
import type { Grow } from './grow.ts';
import { type Moment, type RewirableLayer, stateOf } from './layer.ts';

/** Name of the state with the weights behind those that are seen. */
export const STORED = 'forwardSet.stored';
const ACTS = 'forwardSet.acts';

/** Weights of all positions, those of existing connections brought up to date. */
function reservoirOf(
  layer: RewirableLayer,
  memory: Moment['memory'],
  law: WeightLaw,
  random: Random,
): { readonly all: Float64Array; readonly places: Float64Array } {
  const { topology } = layer;
  const { inputs, outputs } = topology;
  const width = others(topology);
  if (memory.reservoir === undefined) {
    const first = new Float32Array(inputs * outputs);
    law.fill(first, { inputs, outputs, density: 1 }, random.split('reservoir'));
    memory.reservoir = Float64Array.from(first);
  }
  const all = memory.reservoir;
  const stored = stateOf(layer, STORED);
  const list = listOfEach(topology);
  const places = Float64Array.from(topology.index, (other, k) => list[k] * width + other);
  places.forEach((place, k) => {
    all[place] = stored[k];
  });
  return { all, places };
}

/** The parts of the exchange, which belong together. */
export function strongestOfReservoir(law: WeightLaw = normal(0.1)): {
  readonly drop: Drop;
  readonly grow: Grow;
} {
  /** The strongest positions of all, as many as connections exist. */
  const strongest = (
    layer: RewirableLayer,
    random: Random,
    memory: Moment['memory'],
  ): { chosen: Uint32Array; all: Float64Array; places: Float64Array } => {
    const { all, places } = reservoirOf(layer, memory, law, random);
    const keys = magnitudeKeys(Float32Array.from(all));
    const chosen = largest(keys, places.length, () => random.split('ties'));
    return { chosen, all, places };
  };
  return {
    drop: {
      name: 'below-reservoir',
      select(layer, random, { memory }) {
        const { chosen, places } = strongest(layer, random, memory);
        const among = new Set(chosen);
        const dead: number[] = [];
        places.forEach((place, k) => {
          if (!among.has(place)) dead.push(k);
        });
        return Uint32Array.from(dead);
      },
    },
    grow: {
      name: 'strongest-of-reservoir',
      select({ layer, memory, random, count }) {
        const { topology } = layer;
        const width = others(topology);
        const { chosen, all } = strongest(layer, random, memory);
        const fresh = Array.from(chosen).filter(
          (place) => findInList(topology, Math.floor(place / width), place % width) < 0,
        );
        const born = fresh.slice(0, count);
        return {
          list: Uint32Array.from(born, (place) => Math.floor(place / width)),
          other: Uint32Array.from(born, (place) => place % width),
          values: { [STORED]: Float32Array.from(born, (place) => all[place]) },
        };
      },
    },
  };
}

/**
 * Without a reservoir: of the connections that do not act the ⌊ζ·K⌋ of smallest stored |weight| die, at most all of them. In
 * O(K) memory; what leaves is forgotten.
 *
 * @throws UsageError when ζ is outside [0, 1], or in use without `forwardSet`
 */
export function weakestIdle(zeta: Fraction): Drop {
  const fraction = asFraction('zeta', zeta);
  return {
    name: 'weakest-idle',
    select(layer, random, { step, done }) {
      const stored = stateOf(layer, STORED);
      const acts = stateOf(layer, ACTS);
      const idle = Uint32Array.from([...acts.keys()].filter((k) => acts[k] === 0));
      const count = Math.min(idle.length, shareOf(fraction(step, done), acts.length));
      const keys = magnitudeKeys(Float32Array.from(idle, (k) => stored[k]));
      return smallest(keys, count, () => random.split('ties')).map((i) => idle[i]);
    },
  };
}
