/**
 * Lesions: groups of units cut off from the rest, and every task measured again.
 *
 * A lesioned unit loses its outgoing connections, recurrent and to the output; what it receives stays. Source: public code
 * of G. R. Yang et al., Nature Neuroscience 22, 297 (2019) (network.py, `lesion_units`; clustering.py).
 */

import { UsageError } from '../errors.ts';
import { finish, tick, type Work } from '../numerics/pace.ts';
import { listOfEach, type Topology } from '../sparse/topology.ts';

/**
 * The weights with all connections that leave some units set to 0.
 *
 * @param weights one a connection, in the order of `topology`
 * @param units numbers of sending units
 * @throws UsageError for a unit that the topology does not have, or another number of weights
 */
export function withoutOutgoing(
  topology: Topology,
  weights: Float32Array,
  units: ArrayLike<number>,
): Float32Array {
  const { inputs, order, index } = topology;
  if (weights.length !== index.length)
    throw new UsageError(`${weights.length} weights for ${index.length} connections`);
  const silent = new Uint8Array(inputs);
  for (let n = 0; n < units.length; n++) {
    if (!(units[n] >= 0 && units[n] < inputs))
      throw new UsageError(`unit ${units[n]} is outside 0 … ${inputs - 1}`);
    silent[units[n]] = 1;
  }
  const sender = order === 'by-output' ? index : listOfEach(topology);
  return weights.map((weight, k) => (silent[sender[k]] === 1 ? 0 : weight));
}

export interface Lesions {
  /** Performance of the intact network, a value a task. */
  readonly intact: Float64Array;
  /** Performance with each group lesioned, `[groups][tasks]`. */
  readonly performance: Float64Array;
  /** Performance minus that of the intact network, `[groups][tasks]`. */
  readonly change: Float64Array;
}

/**
 * Measures every task with one group of units after the other lesioned.
 *
 * @param groups numbers of the units of each group
 * @param evaluate performance in every task (accuracy, or cost) with these units lesioned; none: intact. It is the
 *   caller's to show the same trials each time, so that differences are not chance
 * @throws UsageError when `evaluate` does not always return the same number of tasks
 */
export const lesionGroups = (
  groups: readonly ArrayLike<number>[],
  evaluate: (lesioned: ArrayLike<number>) => ArrayLike<number>,
): Lesions =>
  finish(
    lesionGroupsInSteps(groups, function* (lesioned) {
      yield tick();
      return evaluate(lesioned);
    }),
  );

/** `lesionGroups` with signs of life, where a measurement itself is long. */
export function* lesionGroupsInSteps(
  groups: readonly ArrayLike<number>[],
  evaluate: (lesioned: ArrayLike<number>) => Work<ArrayLike<number>>,
): Work<Lesions> {
  const intact = Float64Array.from(yield* evaluate([]));
  const tasks = intact.length;
  const performance = new Float64Array(groups.length * tasks);
  for (const [g, units] of groups.entries()) {
    const found = yield* evaluate(units);
    if (found.length !== tasks)
      throw new UsageError(`lesion of group ${g} gave ${found.length} tasks, ${tasks} were intact`);
    performance.set(Float64Array.from(found), g * tasks);
  }
  return { intact, performance, change: performance.map((value, n) => value - intact[n % tasks]) };
}

/** Units of each cluster, from the clusters of some units. */
export function groupsOf(labels: ArrayLike<number>, units: ArrayLike<number>): Uint32Array[] {
  const groups: number[][] = [];
  for (let row = 0; row < labels.length; row++) {
    while (groups.length <= labels[row]) groups.push([]);
    groups[labels[row]].push(units[row]);
  }
  return groups.map((group) => Uint32Array.from(group));
}
