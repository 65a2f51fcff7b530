/** What rewiring sees of a layer. */

import { UsageError } from '../errors.ts';
import type { Topology } from '../sparse/topology.ts';

/** Scores of connections that do not exist yet, by list and partner: what growing them promises. */
export type Score = (list: Uint32Array, other: Uint32Array) => Float32Array;

/** A layer's connections and everything that belongs to each of them. Nothing in it is written to. */
export interface RewirableLayer {
  readonly topology: Topology;
  /** One weight a connection. */
  readonly weights: Float32Array;
  /** More values of each connection (velocity, moments, sign), which survivors keep. None may be called `weights`. */
  readonly states: Readonly<Record<string, Float32Array>>;
  /** Needed by rules that grow by score only; usually the gradient that a batch would give the new connection. */
  readonly score?: Score;
}

/** @throws UsageError when the layer has no such state */
export function stateOf(layer: RewirableLayer, name: string): Float32Array {
  const state = layer.states[name];
  if (state !== undefined) return state;
  const known = Object.keys(layer.states).join(', ') || 'none';
  throw new UsageError(
    `rewiring needs a state "${name}" of every connection; the layer has: ${known}`,
  );
}
