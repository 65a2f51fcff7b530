/** From a plan to a recurrent network in the engine's memory, and from stored arrays back to one. */

import type { RecurrentMask } from '../../connectivity/index.ts';
import { maskOf, type NetworkPlan } from '../../connectivity/mask-plan.ts';
import type { Engine } from '../../engine/index.ts';
import { FrugalError } from '../../errors.ts';
import { buildRnn, createRnn, type Rnn, rnn } from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import type { NamedArrays } from '../../protocol/study.ts';
import { layerFrom } from '../../sparse/csr.ts';
import type { Battery } from '../../tasks/index.ts';
import type { TrainingValues } from './parameters.ts';

/** What the equations of a network need beside its weights. */
export type Dynamics = Pick<TrainingValues, 'activation' | 'alpha' | 'recurrentNoise'>;

/**
 * The network of a plan as it is born: recurrent weights by `start`, input, rule and output weights uniform in
 * ±1/√(fan-in), biases 0. Input and output weights follow from `random` and the number of units alone, so networks of one
 * size begin alike but for their recurrent block.
 */
export function buildNetwork(
  engine: Engine,
  plan: NetworkPlan,
  battery: Battery,
  values: Pick<TrainingValues, keyof Dynamics | 'start' | 'batch' | 'shards'>,
  random: Random,
): { readonly network: Rnn; readonly mask: RecurrentMask } {
  const { units } = plan;
  const { channels, classes, tasks } = battery;
  const mask = maskOf(plan, random.split('mask'));
  const { activation, alpha, recurrentNoise: noise, start, batch, shards } = values;
  const network = buildRnn(rnn({ units, activation, alpha, noise, start }), engine, random, {
    ...{ inputs: channels, rules: tasks.length, outputs: classes, batch, shards },
    ...{ recurrent: mask.topology, recurrentWeights: plan.given?.weights },
  });
  return { network, mask };
}

/**
 * The network whose `networkArrays` these are.
 *
 * @param prefix beginning of the arrays' names
 * @throws FrugalError when an array is missing or is not one of this battery
 */
export function networkFromArrays(
  engine: Engine,
  arrays: NamedArrays,
  own: { readonly prefix: string; readonly battery: Battery; readonly dynamics: Dynamics },
): Rnn {
  const { prefix, battery, dynamics } = own;
  const vector = (name: string): Float32Array => {
    const found = arrays[prefix + name];
    if (found instanceof Float32Array) return found;
    throw new FrugalError(`the weights have no "${prefix}${name}"`);
  };
  const { channels, tasks } = battery;
  const [input, rule, recurrent, output] = ['input', 'rule', 'recurrent', 'output'].map((block) =>
    layerFrom(arrays, `${prefix}${block}.weight`),
  );
  if (input.topology.inputs !== channels || rule.topology.inputs !== tasks.length)
    throw new FrugalError(
      `the weights are of another battery than "${battery.name}" with ${tasks.length} tasks`,
    );
  const rules = { rules: tasks.length, weights: rule.arrays.weights };
  const { activation, alpha, recurrentNoise: noise } = dynamics;
  return createRnn(engine, {
    ...{ input, rule: rules, recurrent, output },
    ...{ bias: vector('recurrent.bias'), outputBias: vector('output.bias') },
    ...{ activation, alpha, noise, noiseKey: [0, 0], loss: 'cross-entropy', batch: 1, shards: 1 },
  });
}
