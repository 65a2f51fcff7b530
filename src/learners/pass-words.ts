/**
 * What a pass of rewiring is told of where a layer lies, what it tells of connections that came and went, and whether a layer has
 * room for them.
 */

import { UsageError } from '../errors.ts';
import type { Bundle, Network } from '../networks/index.ts';
import {
  type Population,
  type RewirableLayer,
  type Rewired,
  type Rewiring,
  roomOf,
  type Strengths,
  type Strongest,
} from '../rewiring/index.ts';
import type { SparseMatrix } from '../sparse/matrix.ts';

/** A pass of rewiring over all layers. */
export interface RewiringPass {
  /** What schedules count, and part of the name of the streams: no two passes draw the same. */
  readonly number: number;
  /** Whether it is the last of the training. */
  readonly last: boolean;
  /** Share of the training that is done; default 0. */
  readonly done?: number;
  /** Whether no pass follows; default false. */
  readonly closing?: boolean;
  /** Gradients that absent connections of a bundle would have, for rules that grow by score. */
  readonly score?: (bundle: string, list: Uint32Array, other: Uint32Array) => Float32Array;
  /** The largest of these among all, sooner than by asking for each. */
  readonly strongest?: (
    bundle: string,
    count: number,
    removed: Uint32Array,
  ) => ReturnType<Strongest>;
  /** How much the units of a bundle have shown, for rules that draw by it. */
  readonly strengths?: (bundle: string) => Strengths;
  /** What was looked at for that: examples, and multiply-adds of an example. */
  readonly looked?: { readonly examples: number; readonly multiplyAdds: number };
}

/** A batch that was looked at before a pass, for rules that watch. */
export interface Watching extends Required<Pick<RewiringPass, 'number' | 'score' | 'looked'>> {}

/** Connections that rewiring removed and made, and how many it chose for both. */
export interface RewiringEvents {
  readonly removed: number;
  readonly born: number;
  readonly returned: number;
}

export const NO_EVENTS: RewiringEvents = { removed: 0, born: 0, returned: 0 };

export const addEvents = (a: RewiringEvents, b: RewiringEvents): RewiringEvents => ({
  removed: a.removed + b.removed,
  born: a.born + b.born,
  returned: a.returned + b.returned,
});

export const countsOf = ({ removed, born, returned }: Rewired): RewiringEvents => ({
  removed: removed.length,
  born: born.length,
  returned: returned.length,
});

/** The units before and behind a bundle of weights, and how many bundles of the network lead to and from them. */
export function endsIn(
  { bundles }: Network,
  { between }: Bundle,
): Pick<RewirableLayer, 'from' | 'to'> {
  if (between === undefined) return {};
  const leading = (side: 0 | 1, name: string): number =>
    bundles.filter((other) => other.between?.[side] === name).length;
  const [from, to] = between.map(
    (name): Population => ({ name, into: leading(1, name), outOf: leading(0, name) }),
  );
  return { from, to };
}

/**
 * @throws UsageError where a rule lets a layer gain connections and the layer has room for none; whether a function of births
 * ever wants more than die is not known beforehand
 */
export function checkRoom(name: string, matrix: SparseMatrix, rule: Rewiring): void {
  const { connections, capacity, inputs, outputs } = matrix;
  const room = rule.begins?.room ?? (rule.births === undefined ? roomOf(rule) : 1);
  if (room === 1 || connections < capacity || connections === inputs * outputs) return;
  throw new UsageError(
    `rule "${rule.name}" lets layers gain connections, "${name}" has room for its ${connections} alone: build the network with room: ${room}`,
  );
}
