/**
 * What courses do to all external fields at once: reinforcement and focusing. Each form of message passing does it by kernels in
 * its own memory; here are the numbers that these are told, and the plain way, one synapse after another.
 */

import { atanhTanhProduct } from '../../numerics/hyperbolic.ts';
import { tanh } from '../../numerics/portable.ts';

/** One step of focusing: strength γ of the bond between each replica and the centre, and number y of replicas. */
export interface FocusingStep {
  readonly coupling: number;
  readonly replicas: number;
}

export interface Pulls {
  /** Every synapse gets the external field strength · field, cut. */
  reinforce(strength: number): void;
  /** Every synapse gets the field of its centre; `damping` of the old external field stays. */
  focus(step: FocusingStep, damping: number): void;
}

/** Beyond this a field decides its synapse to all digits of a double: fields and messages are cut here. */
export const LARGEST_FIELD = 30;

export const clampField = (field: number): number =>
  field > LARGEST_FIELD ? LARGEST_FIELD : field < -LARGEST_FIELD ? -LARGEST_FIELD : field;

/** Field on a replica from the centre that y − 1 others share: h is its own field without this one. */
export function focusingField(own: number, { coupling, replicas }: FocusingStep): number {
  if (coupling === Number.POSITIVE_INFINITY) return (replicas - 1) * own;
  return atanhTanhProduct((replicas - 1) * atanhTanhProduct(own, coupling), coupling);
}

/** The numbers of kernels/pulls' `focusFields`; undefined for a bond without end, which is for the plain way. */
export function focusNumbers(
  { coupling, replicas }: FocusingStep,
  damping: number,
): readonly number[] | undefined {
  return Number.isFinite(coupling) ? [coupling, tanh(coupling), replicas - 1, damping] : undefined;
}

/** One synapse after another. */
export function plainPulls(passing: {
  readonly fields: Float64Array;
  readonly external: Float64Array;
  expose(i: number, field: number): void;
}): Pulls {
  const { fields, external } = passing;
  return {
    reinforce(strength) {
      for (let i = 0; i < fields.length; i++) passing.expose(i, clampField(strength * fields[i]));
    },
    focus(step, damping) {
      for (let i = 0; i < fields.length; i++) {
        const field = clampField(focusingField(fields[i] - external[i], step));
        passing.expose(i, damping * external[i] + (1 - damping) * field);
      }
    },
  };
}
