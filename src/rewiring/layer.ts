/** What rewiring sees of a layer. */

import { UsageError } from '../errors.ts';
import type { Layer } from '../sparse/layer.ts';

/** Scores of connections that do not exist yet, by list and partner: what growing them promises. */
export type Score = (list: Uint32Array, other: Uint32Array) => Float32Array;

/** A layer and everything that belongs to each of its connections. Nothing in it is written to. */
export interface RewirableLayer extends Layer {
  /** Needed by rules that grow by score only; usually the gradient that a batch would give the new connection. */
  readonly score?: Score;
}

/** @throws UsageError when the layer has no such state (velocity, moments, sign) */
export function stateOf({ arrays }: RewirableLayer, name: string): Float32Array {
  const state = name === 'weights' ? undefined : arrays[name];
  if (state !== undefined) return state;
  const known = Object.keys(arrays).filter((each) => each !== 'weights');
  throw new UsageError(
    `rewiring needs a state "${name}" of every connection; the layer has: ${known.join(', ') || 'none'}`,
  );
}
