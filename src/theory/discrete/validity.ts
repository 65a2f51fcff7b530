/** How far a result of the theory of discrete synapses can be trusted, and the checks of arguments they share. */

import { UsageError, unknownName } from '../../errors.ts';

/** What stands behind a number. All results are for N → ∞. */
export interface DiscreteValidity {
  /**
   * `replica-symmetric`: from replica symmetry, which is believed to be exact here. `approximate`: replica symmetry is a
   * good approximation whose error is not known. `unphysical`: the equations have this solution, but it describes no
   * set of synapses (a negative entropy of what is counted).
   */
  readonly kind: 'replica-symmetric' | 'approximate' | 'unphysical';
  readonly reason: string;
}

/** Where the labels come from: drawn at random (`storage`), or given by a binary perceptron (`teacher`). */
export type DiscreteTask = 'storage' | 'teacher';

const TASKS: readonly DiscreteTask[] = ['storage', 'teacher'];

export function checkTask(task: DiscreteTask): void {
  if (!TASKS.includes(task)) throw unknownName('task', String(task), TASKS);
}

export function checkLoad(load: number): void {
  if (!(load > 0 && load < Number.POSITIVE_INFINITY)) {
    throw new UsageError(`load ${load} is outside (0, Infinity)`);
  }
}

export function checkDistance(distance: number): void {
  if (!(distance > 0 && distance < 0.5)) {
    throw new UsageError(`distance ${distance} is outside (0, 0.5)`);
  }
}

/** A computed bound as messages show it: six digits. */
export const shown = (value: number): string => String(Number(value.toPrecision(6)));
