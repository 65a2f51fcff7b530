/** A recurrent learner's state as plain arrays: topologies, weights, optimiser states; and back. */

import { FrugalError } from '../errors.ts';
import type { LedgerState } from '../ledger/index.ts';
import { bundleWeights, RNN_BLOCKS, type Rnn } from '../networks/index.ts';
import type { Plasticity } from '../plasticity/index.ts';

type StateArray = Float32Array | Uint32Array | Uint16Array;

export interface RecurrentMeta {
  readonly update: number;
  readonly trials: number;
  readonly ledger: LedgerState;
  /** Where the feed stands: plain JSON. */
  readonly feed: unknown;
}

export interface RecurrentState {
  readonly meta: RecurrentMeta;
  readonly arrays: Readonly<Record<string, StateArray>>;
}

/** `recurrent.start`, `recurrent.index` (none when dense) of every block, and every bundle by its name. Copies. */
export function rnnArrays(network: Rnn): Record<string, StateArray> {
  const arrays: Record<string, StateArray> = {};
  for (const block of RNN_BLOCKS) {
    const matrix = network.matrices[block];
    if (matrix.dense) continue;
    const { start, index } = matrix.topology();
    arrays[`${block}.start`] = start.slice();
    arrays[`${block}.index`] = index.slice();
  }
  for (const bundle of network.bundles)
    arrays[bundle.name] = bundleWeights(network.engine, bundle).slice();
  return arrays;
}

/** The network and the states of its plasticity. */
export function saveRecurrent(network: Rnn, plasticity: Plasticity): Record<string, StateArray> {
  const arrays = rnnArrays(network);
  for (const bundle of network.bundles) {
    for (const [name, values] of Object.entries(plasticity.states(bundle)))
      arrays[`${bundle.name}.${name}`] = values.slice();
  }
  return arrays;
}

/**
 * Writes arrays of `rnnArrays` into a network of the same build; `resized` is told of every block whose connections came.
 *
 * @throws FrugalError when something is missing or does not fit
 */
export function writeRnnArrays(
  network: Rnn,
  arrays: RecurrentState['arrays'],
  resized: (bundle: Rnn['bundles'][number]) => void = () => {},
): void {
  for (const block of RNN_BLOCKS) {
    const matrix = network.matrices[block];
    if (matrix.dense) continue;
    const start = take(arrays, `${block}.start`);
    const index = take(arrays, `${block}.index`);
    if (!(start instanceof Uint32Array) || index instanceof Float32Array)
      throw new FrugalError(
        `the topology of block "${block}" in the checkpoint is not of integers`,
      );
    const { inputs, outputs, order } = matrix;
    const weights = floats(arrays, `${block}.weight`, index.length);
    matrix.replace({ inputs, outputs, order, start, index }, weights);
    resized(network.bundle(`${block}.weight`));
  }
  for (const bundle of network.bundles)
    bundleWeights(network.engine, bundle).set(floats(arrays, bundle.name, bundle.count()));
  for (const block of RNN_BLOCKS) network.matrices[block].refresh();
}

export function restoreRecurrent(
  network: Rnn,
  plasticity: Plasticity,
  arrays: RecurrentState['arrays'],
): void {
  writeRnnArrays(network, arrays, (bundle) => plasticity.resized(bundle));
  for (const bundle of network.bundles) {
    for (const [name, values] of Object.entries(plasticity.states(bundle)))
      values.set(floats(arrays, `${bundle.name}.${name}`, bundle.count()));
  }
}

function take(arrays: RecurrentState['arrays'], name: string): StateArray {
  const found = arrays[name];
  if (found === undefined)
    throw new FrugalError(`the checkpoint has no "${name}"; it belongs to another network`);
  return found;
}

function floats(arrays: RecurrentState['arrays'], name: string, count: number): Float32Array {
  const found = take(arrays, name);
  if (found instanceof Float32Array && found.length === count) return found;
  throw new FrugalError(
    `"${name}" of the checkpoint has ${found.length} numbers, the network needs ${count}`,
  );
}
