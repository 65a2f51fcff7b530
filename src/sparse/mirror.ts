/**
 * The mirror of a topology: the same connections in the other order, for products that walk the other side.
 *
 * Gradients, velocities and the weights of record live in the *home* order only; the mirror holds a copy of the weights,
 * refreshed through `source` after every update. A mirror is rebuilt after rewiring, never patched. Whether a layer
 * keeps one is decided elsewhere, by measured cost.
 */

import { FrugalError, UsageError } from '../errors.ts';
import { connections, opposite, type Reordered, reorder, type Topology } from './topology.ts';

/** The other order, and the home position of every connection: 6 or 8 bytes a connection, and 4 for the weight copy. */
export type Mirror = Reordered;

/** The mirror of `home`, in O(lists + K). */
export function createMirror(home: Topology): Mirror {
  return reorder(home, opposite(home.order));
}

/**
 * Values in home order, copied into mirrored order: `out[k] = values[source[k]]`.
 *
 * The slow twin of the `copy` kernel.
 *
 * @throws UsageError when a length is not the number of connections
 */
export function mirrorValues(
  mirror: Mirror,
  values: Float32Array,
  out: Float32Array = new Float32Array(values.length),
): Float32Array {
  const { source } = mirror;
  if (values.length !== source.length || out.length !== source.length) {
    throw new UsageError(
      `${values.length} values into ${out.length} places, but the mirror has ${source.length} connections`,
    );
  }
  for (let k = 0; k < source.length; k++) out[k] = values[source[k]];
  return out;
}

/**
 * Verifies in O(lists + K) that `mirror` shows `home` as it is now: a mirror kept over a rewiring does not.
 *
 * @throws FrugalError naming the first difference
 */
export function checkMirror(mirror: Mirror, home: Topology): void {
  const { topology, source } = mirror;
  const expected = createMirror(home);
  const sameShape = topology.inputs === home.inputs && topology.outputs === home.outputs;
  if (!sameShape || topology.order !== expected.topology.order) {
    throw new FrugalError(
      `mirror is ${topology.inputs}×${topology.outputs} ${topology.order}, ` +
        `its layer ${home.inputs}×${home.outputs} needs ${expected.topology.order}`,
    );
  }
  if (connections(topology) !== connections(home)) {
    throw new FrugalError(
      `mirror has ${connections(topology)} connections, its layer ${connections(home)}; rebuild it after rewiring`,
    );
  }
  const list = expected.topology.start.findIndex((begin, i) => topology.start[i] !== begin);
  if (list >= 0)
    throw new FrugalError(
      `mirror list ${list} begins elsewhere than in its layer; rebuild it after rewiring`,
    );
  for (let k = 0; k < source.length; k++) {
    if (source[k] !== expected.source[k] || topology.index[k] !== expected.topology.index[k]) {
      throw new FrugalError(
        `mirror position ${k} is not the connection of its layer; rebuild it after rewiring`,
      );
    }
  }
}
