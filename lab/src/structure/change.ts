/** What rewiring did between two looks: connections that came, and connections that went. */

import type { Topology } from '../../../src/sparse/topology.ts';

/** Pairs of units, one a connection. */
export interface Pairs {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

export interface Change {
  /** Positions of new connections among those of the later topology. */
  readonly born: Uint32Array;
  /** Positions of lost connections among those of the earlier one. */
  readonly died: Uint32Array;
}

export const NO_CHANGE: Change = { born: new Uint32Array(0), died: new Uint32Array(0) };

/** Compares two topologies of one layer, list by list: O(connections). */
export function changeBetween(before: Topology, after: Topology): Change {
  const born: number[] = [];
  const died: number[] = [];
  for (let list = 0; list + 1 < after.start.length; list++) {
    const [endBefore, endAfter] = [before.start[list + 1], after.start[list + 1]];
    let [a, b] = [before.start[list], after.start[list]];
    while (a < endBefore || b < endAfter) {
      const older = a < endBefore ? before.index[a] : Number.POSITIVE_INFINITY;
      const newer = b < endAfter ? after.index[b] : Number.POSITIVE_INFINITY;
      if (older <= newer) {
        if (older < newer) died.push(a);
        else b++;
        a++;
      } else {
        born.push(b++);
      }
    }
  }
  return { born: Uint32Array.from(born), died: Uint32Array.from(died) };
}

/** The units of the connections at these positions, which ascend. */
export function pairsAt({ order, start, index }: Topology, positions: Uint32Array): Pairs {
  const lists = new Uint32Array(positions.length);
  const others = Uint32Array.from(positions, (position) => index[position]);
  let list = 0;
  positions.forEach((position, n) => {
    while (start[list + 1] <= position) list++;
    lists[n] = list;
  });
  return order === 'by-output' ? { from: others, to: lists } : { from: lists, to: others };
}
