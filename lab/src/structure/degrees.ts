/** Degree distributions of a layer, and what a random graph with as many connections would have. */

import { degreeHistogram } from '../../../src/sparse/degrees.ts';
import { inDegrees, outDegrees, type Topology } from '../../../src/sparse/topology.ts';
import { type DegreeLaw, fanInLaw, fanOutLaw } from '../../../src/theory/degrees.ts';

/** One side of a layer. */
export interface Degrees {
  /** Connections of each unit. */
  readonly units: Uint32Array;
  /** `[k]`: how many units have k connections. */
  readonly counts: Uint32Array;
  /** The same, as expected of a random graph with as many connections. */
  readonly expected: Float32Array;
}

const sideOf = (units: Uint32Array, law: DegreeLaw): Degrees => {
  const counts = degreeHistogram(units);
  const [least, most] = law.support;
  const expected = Float32Array.from(counts, (_, k) =>
    k < least || k > most ? 0 : units.length * law.mass(k),
  );
  return { units, counts, expected };
};

export function degreesOf(topology: Topology): {
  readonly senders: Degrees;
  readonly receivers: Degrees;
} {
  const { inputs, outputs, index } = topology;
  const layer = { inputs, outputs, connections: index.length };
  return {
    senders: sideOf(outDegrees(topology), fanOutLaw(layer)),
    receivers: sideOf(inDegrees(topology), fanInLaw(layer)),
  };
}
