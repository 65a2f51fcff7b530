/**
 * Plasticity: what a gradient is allowed to do to a synapse, as small transforms composed with `chain`.
 *
 * A transform receives a *change* per synapse (at first the gradient) and hands on another; what leaves the chain is added
 * to the weights, and nothing else writes them. A *synaptic* transform is a formula for one synapse: neighbours in a
 * chain become one pass of one emitted kernel. A *bundle* transform sees all synapses of a bundle at once.
 */

import type { Algebra, Changed, Synapse } from '../kernels/index.ts';
import type { Beside } from '../numerics/kernel-calls.ts';
import type { Random } from '../numerics/random.ts';
import type { Ties } from '../numerics/select.ts';

/** A number, or a number for each step (counted from 0). */
export type Schedule = number | ((step: number) => number);

export const valueAt = (schedule: Schedule, step: number): number =>
  typeof schedule === 'number' ? schedule : schedule(step);

export interface SynapticTransform {
  readonly kind: 'synaptic';
  /** Names the formula, not its numbers: equal names mean equal code. */
  readonly name: string;
  /** One number per synapse each, 0 at first and for a new connection. */
  readonly states: readonly string[];
  /** How many states of the links before come first among those that it sees: it goes on with what they keep. */
  readonly shares?: number;
  /** Names of the scalars, and their values at a step (rounded to single precision). */
  readonly cells: readonly string[];
  readonly at: (step: number) => readonly number[];
  /** Whether the formula returns a `store`: what it keeps back is then booked as S and hidden writes. */
  readonly stores?: boolean;
  /** Whether the weight is partly transient: only what the formula returns as `durable` counts as changes. */
  readonly transient?: boolean;
  readonly formula: <T, Mask>(algebra: Algebra<T, Mask>, synapse: Synapse<T>) => Changed<T>;
}

/** All synapses of a bundle, in home order; `change` and `states` are changed in place, `weights` only read. */
export interface BundleView {
  readonly change: Float32Array;
  readonly weights: Float32Array;
  readonly states: readonly Float32Array[];
  /** Kernels on the memory of the arrays, where that is an engine's, and as much room as the rule's `scratch` asks for. */
  readonly kernels?: Beside;
}

/** What one example has shown of a layer, while it is learned: exists at batch 1 only. */
export interface LayerMoment {
  /** Activities of the units that the synapses come from. */
  readonly inputs: ArrayLike<number>;
  /** Activities of the units that they go to, and the error ∂loss/∂z of each (its sign is of no importance here). */
  readonly activities: ArrayLike<number>;
  readonly errors: ArrayLike<number>;
}

/** The one example that a step learns from. */
export interface Moment {
  readonly label: number;
  /** Whether the greatest output was that of the label, and by how much it leads the next one. */
  readonly right: boolean;
  readonly lead: number;
  readonly layers: readonly LayerMoment[];
}

/** Where a bundle lies and what happens around it: for the rules that need more than the numbers of its synapses. */
export interface BundleContext {
  readonly bundle: string;
  readonly kind: 'weight' | 'bias';
  /** Number of its layer, 0 first, of so many. */
  readonly layer: number;
  readonly layers: number;
  readonly inputs: number;
  readonly outputs: number;
  /** The unit that each synapse comes from, and the one it goes to; a bias comes from unit 0. */
  ends(): { readonly pre: Uint32Array; readonly post: Uint32Array };
  /** The bundle's own stream; split it, never draw from it. */
  readonly random: Random;
  /** Absent where a step learns from several examples at once. */
  readonly moment: Moment | undefined;
  /** Books a hidden store, and changes of the lasting part of weights whose visible changes are transient. */
  readonly book: (booking: {
    readonly stored?: number;
    readonly hiddenWrites?: number;
    readonly durable?: Float32Array;
  }) => void;
}

/** How a budget breaks ties at a step: `random` is the bundle's own stream. One stream for all of the step's, made if needed. */
export function tiesAt(random: Random, step: number): Ties {
  let stream: Random | undefined;
  return () => {
    stream ??= random.split('ties').split(step);
    return stream;
  };
}

/** How a budget acts on a change of rank one, for learners that never form it. */
export type RankOneBudget =
  | { readonly budget: 'frozen' }
  /** Only units below this number take part; inputs of the first and outputs of the last layer always do. */
  | { readonly budget: 'path'; readonly units: number }
  | { readonly budget: 'largest'; readonly fraction: number }
  /** The largest among the synapses onto the same unit. */
  | { readonly budget: 'largest-onto-each'; readonly fraction: number }
  | { readonly budget: 'lazy'; readonly lead: number }
  /** Positions of the synapses that may change, ascending; `random` is the bundle's own stream. */
  | {
      readonly budget: 'chosen';
      readonly choose: (random: Random, size: number, step: number) => ArrayLike<number>;
    };

export interface BundleTransform {
  readonly kind: 'bundle';
  readonly name: string;
  readonly states: readonly string[];
  /** As of a synaptic transform. */
  readonly shares?: number;
  readonly apply: (view: BundleView, step: number, context: BundleContext) => void;
  /** Bytes of room that `apply` works in for so many synapses; none where it is absent. */
  readonly scratch?: (synapses: number) => number;
  /** The same as `apply`, said for a change of rank one. */
  readonly rankOne?: RankOneBudget;
  /**
   * Whether what `apply` lets through is transient, so that only what it books as `durable` counts as changes of synapses.
   */
  readonly transient?: boolean;
}

/** Transforms in sequence, flat. */
export interface Chain {
  readonly kind: 'chain';
  readonly links: readonly (SynapticTransform | BundleTransform)[];
}

export type Transform = SynapticTransform | BundleTransform | Chain;

/**
 * Composes transforms from left to right; a chain of chains is flat.
 *
 * @example chain(momentum(0.9), rate(0.05))
 */
export function chain(...transforms: readonly Transform[]): Chain {
  return { kind: 'chain', links: transforms.flatMap((t) => (t.kind === 'chain' ? t.links : [t])) };
}

/** Names of all states in the order in which they are kept, `name.state`; repeated links are numbered. */
export function stateNames(transform: Transform): string[] {
  const seen = new Map<string, number>();
  return chain(transform).links.flatMap((link) => {
    const times = (seen.get(link.name) ?? 0) + 1;
    seen.set(link.name, times);
    return link.states.map((state) => `${link.name}${times > 1 ? times : ''}.${state}`);
  });
}
