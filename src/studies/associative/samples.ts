/** Random associations and their most robust weights, as the parts of the study need them. */

import type { Random } from '../../numerics/random.ts';
import type { WeightConstraints } from '../../solvers/index.ts';
import { maximiseRobustness, type RobustnessOptions } from '../../solvers/index.ts';
import {
  type Associations,
  inhibitoryFirst,
  randomAssociations,
} from '../../tasks/associations.ts';
import type { AssociativeModel } from '../../theory/index.ts';

/** What the associations and the unit look like, whatever the constraints. */
export interface Setting {
  readonly inputActivity: number;
  readonly outputActivity: number;
  readonly threshold: number;
  /** Share of inhibitory inputs; 0: all signs free. */
  readonly inhibitory: number;
}

/** The same for the theory. */
export function modelOf({ inhibitory, inputActivity, ...rest }: Setting): AssociativeModel {
  const { outputActivity, threshold } = rest;
  const groups: AssociativeModel['groups'] =
    inhibitory > 0
      ? [
          { fraction: inhibitory, activity: inputActivity, sign: 'inhibitory' },
          { fraction: 1 - inhibitory, activity: inputActivity, sign: 'excitatory' },
        ]
      : [{ fraction: 1, activity: inputActivity }];
  return { groups, outputActivity, threshold };
}

/** An instance of a size and a load. */
export function instanceOf(
  { inputActivity, outputActivity, inhibitory }: Setting,
  inputs: number,
  load: number,
  random: Random,
): Associations {
  const associations = Math.max(1, Math.round(load * inputs));
  const signs = inhibitory > 0 ? { signs: inhibitoryFirst(inputs, inhibitory) } : {};
  return randomAssociations(
    { inputs, associations, inputActivity, outputActivity, ...signs },
    random,
  );
}

/** What is known of one solution; `margin` is 0 where nothing is stored with a margin above 0 and signs are free. */
export interface Solved {
  readonly status: 'optimal' | 'feasible' | 'not separable' | 'infeasible' | 'time limit';
  readonly margin: number;
  readonly sparsity: number;
  readonly tight: number;
  /** Nonzero weights; none without a solution. */
  readonly weights: Float64Array;
}

/** The most robust weights of an instance. */
export async function solve(
  data: Associations,
  { threshold }: Setting,
  constraints: Omit<WeightConstraints, 'threshold'> = {},
  options: RobustnessOptions = {},
): Promise<Solved> {
  const found = await maximiseRobustness(data, { ...constraints, threshold }, options);
  if (!('weights' in found)) {
    const none = { sparsity: 1, tight: 0, weights: new Float64Array(0) };
    return { status: found.status, margin: 0, ...none };
  }
  const { status, margin, sparsity, tight, weights } = found;
  return { status, margin, sparsity, tight, weights };
}
