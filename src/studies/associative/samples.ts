/** Random associations and their most robust weights, as the parts of the study need them. */

import type { AsyncWork } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import type { Part, PartContext, PartJob } from '../../protocol/parts.ts';
import type { RecordOf } from '../../protocol/records.ts';
import type { WeightConstraints } from '../../solvers/index.ts';
import { maximiseRobustnessInSteps, type RobustnessOptions } from '../../solvers/robustness.ts';
import {
  type Associations,
  inhibitoryFirst,
  randomAssociations,
} from '../../tasks/associations.ts';
import type { AssociativeModel } from '../../theory/index.ts';
import type { Signs } from './names.ts';
import type { Values } from './parameters.ts';
import type { Table } from './records.ts';

export type AssociativePart = Part<Values, Table>;
export type AssociativeJob = PartJob<Values, RecordOf<Table>>;
export type Context = PartContext<Values>;

/** Theory: each of its rows takes a moment, and is a sign of life. */
export const theoryJob = (
  name: string,
  cost: number,
  rows: () => Iterable<RecordOf<Table>>,
): AssociativeJob => ({
  ...{ name, cost },
  async *run() {
    for (const record of rows()) yield { record };
    return undefined;
  },
});

/** What the associations and the unit look like, whatever the constraints. */
export interface Setting {
  readonly inputActivity: number;
  readonly outputActivity: number;
  readonly threshold: number;
  /** Share of inhibitory inputs; 0: all signs free. */
  readonly inhibitory: number;
}

export const settingOf = (values: Values, signs: Signs): Setting => ({
  inputActivity: values.inputActivity,
  outputActivity: values.outputActivity,
  threshold: values.threshold,
  inhibitory: signs === 'free signs' ? 0 : values.inhibitory,
});

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

/** Samples at a size when there are `samples` at `reference`: the cost of a sample grows faster than N. */
export const samplesAt = (samples: number, reference: number, inputs: number): number =>
  Math.max(2, Math.round((samples * reference) / inputs));

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

/** The most robust weights of an instance; ticks while a worker solves. */
export async function* solve(
  data: Associations,
  { threshold }: Setting,
  constraints: Omit<WeightConstraints, 'threshold'> = {},
  options: RobustnessOptions = {},
): AsyncWork<Solved> {
  const found = yield* maximiseRobustnessInSteps(data, { ...constraints, threshold }, options);
  if (!('weights' in found)) {
    const none = { sparsity: 1, tight: 0, weights: new Float64Array(0) };
    return { status: found.status, margin: 0, ...none };
  }
  const { status, margin, sparsity, tight, weights } = found;
  return { status, margin, sparsity, tight, weights };
}

/** The fields w · x of all associations. */
export function fieldsOf(
  { associations, inputs, patterns }: Associations,
  weights: Float64Array,
): Float64Array {
  return Float64Array.from({ length: associations }, (_, k) => {
    let field = 0;
    for (let i = 0; i < inputs; i++) if (patterns[k * inputs + i] === 1) field += weights[i];
    return field;
  });
}
