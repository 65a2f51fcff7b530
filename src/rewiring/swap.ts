/**
 * Units change places so that their wires become shorter: what the network computes stays, bit for bit.
 *
 * A step between two batches, as rewiring is, but nobody loses a connection: where units lie is a `Space`, and two of them
 * trade their coordinates. A price on wire (`wirePenalty` of the room plasticity) and swaps together turn functional
 * modules into neighbourhoods. Connections to units that lie elsewhere (inputs, outputs) are left out.
 *
 * Source: Z. Liu, E. Gan, M. Tegmark, "Seeing is believing: brain-inspired modular training for mechanistic
 * interpretability", Entropy 26:41 (2024), §2; on the 20 cognitive tasks Z. Liu, M. Khona, I. R. Fiete, M. Tegmark, arXiv
 * 2310.07711 (2023).
 */

import { checkSpace, distance, permuteSpace, type Space } from '../connectivity/space.ts';
import { UsageError } from '../errors.ts';
import type { Topology } from '../sparse/topology.ts';

export interface SwapOptions {
  /** The units with the strongest connections that look for a better place, in falling order; default all. */
  readonly movers?: number;
  /**
   * Longest wire that may come about: a swap that would make one longer than this, and longer than it was, is not made.
   * Default any.
   */
  readonly reach?: number;
}

/** What a step of swaps has done. */
export interface Swapped {
  /** Where the units lie now; the very same object where nothing was gained. */
  readonly space: Space;
  /** Pairs that changed places. */
  readonly swaps: number;
  /** What Σ |w| d has fallen by; ≥ 0. */
  readonly saved: number;
}

/** For every unit the units it is wired to, in either direction, and how strongly. */
interface Ties {
  readonly start: Uint32Array;
  readonly partner: Uint32Array;
  readonly strength: Float64Array;
}

function tiesOf({ start, index }: Topology, weights: ArrayLike<number>, units: number): Ties {
  // A tie is entered at both of its ends; self-connections have no length wherever their unit lies.
  const at = new Uint32Array(units + 1);
  const each = (visit: (a: number, b: number, k: number) => void): void => {
    for (let a = 0; a < units; a++)
      for (let k = start[a]; k < start[a + 1]; k++)
        if (index[k] !== a && weights[k] !== 0) visit(a, index[k], k);
  };
  each((a, b) => {
    at[a + 1]++;
    at[b + 1]++;
  });
  for (let unit = 0; unit < units; unit++) at[unit + 1] += at[unit];
  const next = at.slice();
  const partner = new Uint32Array(at[units]);
  const strength = new Float64Array(at[units]);
  const enter = (from: number, to: number, k: number): void => {
    partner[next[from]] = to;
    strength[next[from]++] = Math.abs(weights[k]);
  };
  each((a, b, k) => {
    enter(a, b, k);
    enter(b, a, k);
  });
  return { start: at, partner, strength };
}

/** Units by Σ |w| over their ties, strongest first; equal ones by number. */
function strongest({ start, strength }: Ties, units: number): Uint32Array {
  const sums = new Float64Array(units);
  for (let unit = 0; unit < units; unit++)
    for (let t = start[unit]; t < start[unit + 1]; t++) sums[unit] += strength[t];
  return Uint32Array.from({ length: units }, (_, unit) => unit).sort(
    (a, b) => sums[b] - sums[a] || a - b,
  );
}

/** A gain below this share of the wire concerned is rounding. */
const ROUNDING = 1e-12;

/**
 * One round: each mover tries every other unit's place and takes the one that saves most wire, if any does.
 *
 * Costs O(movers · K) distances, K the connections.
 *
 * @param weights one per connection, in the order of the topology
 * @throws UsageError when the topology does not connect the units of the space, or `movers` is not a positive
 *   integer, or `reach` not a number ≥ 0
 */
export function swapPlaces(
  space: Space,
  topology: Topology,
  weights: ArrayLike<number>,
  { movers = space.units, reach = Number.POSITIVE_INFINITY }: SwapOptions = {},
): Swapped {
  checkSpace(topology, space);
  const { units } = space;
  if (!Number.isInteger(movers) || movers < 1)
    throw new UsageError(`movers ${movers} is not an integer in 1..${units}`);
  if (!(reach >= 0)) throw new UsageError(`reach ${reach} is not a number ≥ 0`);
  if (weights.length !== topology.index.length)
    throw new UsageError(`${weights.length} weights for ${topology.index.length} connections`);
  const ties = tiesOf(topology, weights, units);
  const { start, partner, strength } = ties;
  /** Whose former place each unit has now. */
  const place = Uint32Array.from({ length: units }, (_, unit) => unit);
  let [swaps, saved] = [0, 0];

  /** Wire of `unit` if it lay at the place of `there`, without the tie between the two, which a swap does not change. */
  const wireAt = (unit: number, there: number): number => {
    const other = unit === there ? -1 : there;
    let sum = 0;
    for (let t = start[unit]; t < start[unit + 1]; t++)
      if (partner[t] !== other)
        sum += strength[t] * distance(space, place[there], place[partner[t]]);
    return sum;
  };
  /** Wire between two units, counted from one end. */
  const between = (a: number, b: number): number => {
    let sum = 0;
    for (let t = start[a]; t < start[a + 1]; t++) if (partner[t] === b) sum += strength[t];
    return sum * distance(space, place[a], place[b]);
  };

  /** Whether no wire of `unit` would pass the reach if it lay at the place of `there`; the tie between the two keeps its length. */
  const stays = (unit: number, there: number): boolean => {
    for (let t = start[unit]; t < start[unit + 1]; t++) {
      if (partner[t] === there) continue;
      const then = distance(space, place[there], place[partner[t]]);
      if (then > reach && then > distance(space, place[unit], place[partner[t]])) return false;
    }
    return true;
  };
  const within = (a: number, b: number): boolean =>
    reach === Number.POSITIVE_INFINITY || (stays(a, b) && stays(b, a));
  for (const a of strongest(ties, units).subarray(0, movers)) {
    let [best, gain] = [-1, 0];
    const own = wireAt(a, a);
    for (let b = 0; b < units; b++) {
      if (b === a) continue;
      const shared = between(a, b);
      const now = own + wireAt(b, b) - 2 * shared;
      const then = wireAt(a, b) + wireAt(b, a);
      if (now - then > gain + ROUNDING * now && within(a, b)) [best, gain] = [b, now - then];
    }
    if (best < 0) continue;
    [place[a], place[best]] = [place[best], place[a]];
    swaps++;
    saved += gain;
  }
  if (swaps === 0) return { space, swaps, saved };
  // Unit u lies where unit place[u] lay: the permutation that moves tenants takes place[u] to u.
  const to = new Uint32Array(units);
  place.forEach((former, unit) => {
    to[former] = unit;
  });
  return { space: permuteSpace(space, to), swaps, saved };
}
