/** A learner's state as plain arrays: topologies, weights, biases, optimiser states; and back. */

import { FrugalError } from '../errors.ts';
import type { LedgerState } from '../ledger/index.ts';
import { bundleWeights, type Mlp } from '../networks/index.ts';
import type { Plasticity } from '../plasticity/index.ts';

type StateArray = Float32Array | Uint32Array | Uint16Array;

export interface LearnerMeta {
  readonly epoch: number;
  readonly step: number;
  readonly ledger: LedgerState;
}

export interface LearnerState {
  readonly meta: LearnerMeta;
  readonly arrays: Readonly<Record<string, StateArray>>;
}

/** Topology and weights of every layer: `layer1.start`, `layer1.index` (none when dense), `layer1.weight`, `layer1.bias`. */
export function weightArrays(network: Mlp): Record<string, StateArray> {
  const arrays: Record<string, StateArray> = {};
  network.layers.forEach(({ matrix }, k) => {
    if (!matrix.dense) {
      const { start, index } = matrix.topology();
      arrays[`layer${k + 1}.start`] = start.slice();
      arrays[`layer${k + 1}.index`] = index.slice();
    }
  });
  for (const bundle of network.bundles)
    arrays[bundle.name] = bundleWeights(network.engine, bundle).slice();
  return arrays;
}

export function saveState(network: Mlp, plasticity: Plasticity, meta: LearnerMeta): LearnerState {
  const arrays = weightArrays(network);
  for (const bundle of network.bundles) {
    for (const [name, values] of Object.entries(plasticity.states(bundle))) {
      arrays[`${bundle.name}.${name}`] = values.slice();
    }
  }
  return { meta, arrays };
}

/** Writes a saved state into a network of the same build. Throws `FrugalError` when something is missing or does not fit. */
export function restoreState(
  network: Mlp,
  plasticity: Plasticity,
  state: LearnerState,
): LearnerMeta {
  const take = (name: string): StateArray => {
    const found = state.arrays[name];
    if (found === undefined)
      throw new FrugalError(`the checkpoint has no "${name}"; it belongs to another network`);
    return found;
  };
  const takeFloats = (name: string, count: number): Float32Array => {
    const found = take(name);
    if (!(found instanceof Float32Array) || found.length !== count) {
      throw new FrugalError(
        `"${name}" of the checkpoint has ${found.length} numbers, the network needs ${count}`,
      );
    }
    return found;
  };
  network.layers.forEach(({ matrix }, k) => {
    if (matrix.dense) return;
    const { inputs, outputs, order } = matrix;
    const start = take(`layer${k + 1}.start`);
    const index = take(`layer${k + 1}.index`);
    if (!(start instanceof Uint32Array) || index instanceof Float32Array) {
      throw new FrugalError(
        `the topology of layer ${k + 1} in the checkpoint is not made of integers`,
      );
    }
    const weights = takeFloats(`layer${k + 1}.weight`, index.length);
    matrix.replace({ inputs, outputs, order, start, index }, weights);
    plasticity.resized(network.bundles[2 * k]);
  });
  for (const bundle of network.bundles) {
    bundleWeights(network.engine, bundle).set(takeFloats(bundle.name, bundle.count()));
    for (const [name, values] of Object.entries(plasticity.states(bundle))) {
      values.set(takeFloats(`${bundle.name}.${name}`, bundle.count()));
    }
  }
  return state.meta;
}
