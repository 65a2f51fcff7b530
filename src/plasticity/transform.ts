/**
 * Plasticity: what a gradient is allowed to do to a synapse, as small transforms composed with `chain`.
 *
 * A transform receives a *change* per synapse (at first the gradient) and hands on another; what leaves the chain is added
 * to the weights, and nothing else writes them. A *synaptic* transform is a formula for one synapse: neighbours in a
 * chain become one pass of one emitted kernel. A *bundle* transform sees all synapses of a bundle at once.
 */

import type { Algebra, Changed, Synapse } from '../kernels/index.ts';

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
  /** Names of the scalars, and their values at a step (rounded to single precision). */
  readonly cells: readonly string[];
  readonly at: (step: number) => readonly number[];
  readonly formula: <T, Mask>(algebra: Algebra<T, Mask>, synapse: Synapse<T>) => Changed<T>;
}

/** All synapses of a bundle, in home order; `change` and `states` are changed in place, `weights` only read. */
export interface BundleView {
  readonly change: Float32Array;
  readonly weights: Float32Array;
  readonly states: readonly Float32Array[];
}

export interface BundleTransform {
  readonly kind: 'bundle';
  readonly name: string;
  readonly states: readonly string[];
  readonly apply: (view: BundleView, step: number) => void;
}

/** Transforms in sequence, flat. */
export interface Chain {
  readonly kind: 'chain';
  readonly links: readonly (SynapticTransform | BundleTransform)[];
}

export type Transform = SynapticTransform | BundleTransform | Chain;

/** Composes transforms from left to right; a chain of chains is flat. */
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
