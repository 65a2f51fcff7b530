/** What rewiring sees of a layer. */

import { UsageError } from '../errors.ts';
import type { Layer } from '../sparse/layer.ts';

/** Scores of connections that do not exist yet, by list and partner: what growing them promises. */
export type Score = (list: Uint32Array, other: Uint32Array) => Float32Array;

/** Positions with their scores, sorted by list, then partner. */
export interface Scored {
  readonly list: Uint32Array;
  readonly other: Uint32Array;
  readonly scores: Float32Array;
}

/**
 * Of all positions that are empty or among the `removed` ones (positions of connections, ascending), some that hold the `count`
 * of largest |score|: these are the largest of what is given, and where the last of them tie, all that tie are there. Nothing
 * where it cannot tell sooner than by scoring all.
 */
export type Strongest = (count: number, removed: Uint32Array) => Scored | undefined;

/**
 * How much the units of a layer have shown in a batch: Σ over examples of |activity| of every sender and of |error| of
 * every receiver. Their product bounds the gradient of the connection between the two.
 */
export interface Strengths {
  readonly senders: Float32Array;
  readonly receivers: Float32Array;
}

/** Absent connections whose gradient was gathered before a pass, sorted by list, then partner, and what was gathered. */
export interface Watched {
  readonly list: Uint32Array;
  readonly other: Uint32Array;
  readonly values: Float32Array;
}

/**
 * What a rule remembers of a layer from one pass to the next, by name; it is saved with the network. Parts change it in
 * place and name their entries after themselves.
 */
export type Memory = Record<string, Float64Array>;

/** Units at one end of a layer, and how many layers of the whole network lead to them and from them, rewired or not. */
export interface Population {
  readonly name: string;
  readonly into: number;
  readonly outOf: number;
}

/** A layer and everything that belongs to each of its connections. Nothing in it is written to. */
export interface RewirableLayer extends Layer {
  /** Where it lies in its network, for rules that look at units between layers; nothing is known of units not given. */
  readonly from?: Population;
  readonly to?: Population;
  /** Needed by rules that grow by score only; usually the gradient that a batch would give the new connection. */
  readonly score?: Score;
  /** A quicker way to the largest scores of all. */
  readonly strongest?: Strongest;
  /** Needed by rules that draw candidates by the strength of their units. */
  readonly strengths?: () => Strengths;
  /** Needed by rules that grow by momentum. */
  readonly watched?: Watched;
  /** Most connections that there is room for; default every position. */
  readonly capacity?: number;
}

/** When a pass happens, and what its rule remembers. */
export interface Moment {
  /** Number of the pass: what schedules count. */
  readonly step: number;
  /** Share of the training that is done, in [0, 1]. */
  readonly done: number;
  /** Whether no pass follows, so that schedules that lead somewhere have to be there. Default false. */
  readonly closing?: boolean;
  readonly memory: Memory;
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

/** States that are means of past gradients, of the optimisers that have one. */
const MOMENTA = [
  'momentum.velocity',
  'nesterov.velocity',
  'adaptiveMoments.first',
  'adaptiveMomentsSinceBirth.first',
];

/** Whether an array of a layer is what an optimiser has gathered, and not a part of the connection itself. */
export const isGathered = (name: string): boolean =>
  /^(?:momentum|nesterov|adaptiveMoments|adaptiveMomentsSinceBirth)\./.test(name);

/** What the optimiser has gathered of each connection's gradient. @throws UsageError when it gathers nothing */
export function momentumOf({ arrays }: RewirableLayer): Float32Array {
  const name = MOMENTA.find((each) => Object.hasOwn(arrays, each));
  if (name !== undefined) return arrays[name];
  throw new UsageError(
    'sparse momentum needs an optimiser that keeps means of gradients: give momentum > 0, or take Adam',
  );
}
