/**
 * A learner's state: one self-describing buffer a bundle (`sparse/serialise`: connections, weights, and what plasticity keeps
 * of each synapse), and a few plain numbers beside them. The same for all networks.
 */

import { FrugalError } from '../errors.ts';
import { createLedger, type LedgerState, type LedgerTotals, readLedger } from '../ledger/index.ts';
import {
  type Bundle,
  bundleWeights,
  layerOf,
  type Network,
  statisticOf,
} from '../networks/index.ts';
import { type Random, restoreRandom } from '../numerics/random.ts';
import type { Layer } from '../sparse/layer.ts';
import { fromBuffer, toBuffer } from '../sparse/serialise.ts';

/** Plain JSON. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain };

export interface LearnerState {
  readonly meta: { readonly [key: string]: Plain };
  /** By the names of the bundles. */
  readonly arrays: Readonly<Record<string, Uint8Array>>;
}

/** What plasticity keeps of the synapses of a bundle. */
export interface Kept {
  /** Views by name. */
  states(bundle: Bundle): Record<string, Float32Array>;
  /** Must be called when the number of synapses has changed. */
  resized(bundle: Bundle): void;
  /** Told of saved states that are not among its own: a budget by hand may have kept them. */
  leave?(bundle: Bundle, states: Readonly<Record<string, Float32Array>>): void;
}

/** The network and what plasticity keeps of it. */
export const saveBundles = (
  { engine, bundles, running = [] }: Network,
  kept: Kept,
): LearnerState['arrays'] =>
  Object.fromEntries([
    ...bundles.map((bundle) => [
      bundle.name,
      toBuffer(layerOf(engine, bundle, kept.states(bundle))),
    ]),
    ...running.map((own) => [own.name, new Uint8Array(statisticOf(engine, own).slice().buffer)]),
  ]);

/**
 * Writes saved bundles into a network of the same build.
 *
 * @throws FrugalError when something is missing or does not fit; nothing has changed then
 */
export function restoreBundles(network: Network, kept: Kept, arrays: LearnerState['arrays']): void {
  const layers = network.bundles.map((bundle) => ({
    bundle,
    ...savedLayer(arrays, bundle, Object.keys(kept.states(bundle))),
  }));
  const running = runningOf(network, arrays);
  for (const { bundle, layer, others } of layers) {
    writeLayer(network, kept, bundle, layer);
    kept.leave?.(bundle, others);
  }
  running();
}

/**
 * What writes saved running means and variances into a network.
 *
 * @throws FrugalError when something is missing or does not fit; nothing has changed then
 */
function runningOf({ engine, running = [] }: Network, arrays: LearnerState['arrays']): () => void {
  const saved = running.map((own) => {
    const bytes = arrays[own.name];
    if (bytes instanceof Uint8Array && bytes.length === 4 * own.count)
      return { own, values: new Float32Array(bytes.slice().buffer) };
    throw new FrugalError(
      `the checkpoint has no ${own.count} numbers "${own.name}"; it belongs to another network`,
    );
  });
  return () => {
    for (const { own, values } of saved) statisticOf(engine, own).set(values);
  };
}

/** Puts a layer in the place of a bundle's synapses and of what plasticity keeps of them. */
export function writeLayer(
  { engine }: Pick<Network, 'engine'>,
  kept: Kept,
  bundle: Bundle,
  { topology, arrays }: Layer,
): void {
  const { matrix } = bundle;
  if (matrix !== undefined && !matrix.dense) {
    matrix.replace({ topology, arrays });
    kept.resized(bundle);
  } else {
    bundleWeights(engine, bundle).set(arrays.weights);
  }
  for (const [name, view] of Object.entries(kept.states(bundle))) view.set(arrays[name]);
}

function savedLayer(
  arrays: LearnerState['arrays'],
  bundle: Bundle,
  states: readonly string[],
): { readonly layer: Layer; readonly others: Readonly<Record<string, Float32Array>> } {
  const { name, matrix } = bundle;
  const bytes = arrays[name];
  if (!(bytes instanceof Uint8Array))
    throw new FrugalError(`the checkpoint has no "${name}"; it belongs to another network`);
  const saved = fromBuffer(bytes);
  const { inputs, outputs, order, index } = saved.topology;
  const own = bundle.topology?.() ?? { inputs: 1, outputs: bundle.count(), order: 'by-input' };
  const fits = inputs === own.inputs && outputs === own.outputs && order === own.order;
  const room = matrix !== undefined && !matrix.dense ? bundle.capacity : bundle.count();
  const fixed = matrix === undefined || matrix.dense;
  if (!fits || index.length > room || (fixed && index.length !== room))
    throw new FrugalError(
      `"${name}" of the checkpoint is ${inputs}×${outputs} ${order} with ${index.length} connections, the network has ${own.inputs}×${own.outputs} ${own.order} and room for ${room}`,
    );
  const values: Record<string, Float32Array> = {};
  for (const array of ['weights', ...states]) {
    const found = saved.arrays[array];
    if (!(found instanceof Float32Array))
      throw new FrugalError(
        `"${name}" of the checkpoint has no "${array}"; it was made with another rule`,
      );
    values[array] = found;
  }
  const others = Object.entries(saved.arrays).flatMap(([array, found]) =>
    array in values || !(found instanceof Float32Array) ? [] : [[array, found]],
  );
  return {
    layer: { topology: saved.topology, arrays: values },
    others: Object.fromEntries(others),
  };
}

/** Numbers of a state's `meta` by name. Throws `FrugalError` for one that is missing. */
export function numbersOf<Name extends string>(
  { meta }: LearnerState,
  names: readonly Name[],
): Record<Name, number> {
  const found = names.map((name) => {
    const value = meta[name];
    if (typeof value !== 'number')
      throw new FrugalError(
        `the checkpoint has no number "${name}"; it belongs to another learner`,
      );
    return [name, value];
  });
  return Object.fromEntries(found) as Record<Name, number>;
}

const fieldsOf = (value: Plain | undefined): { readonly [key: string]: Plain | undefined } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: Plain })
    : {};

const strange = (what: string): FrugalError =>
  new FrugalError(`the checkpoint has no ${what}; it belongs to another learner`);

/** A stream of random numbers that was saved under a name. */
export function randomOf({ meta }: LearnerState, name: string): Random {
  const { key, position } = fieldsOf(meta[name]);
  const [first, second] = Array.isArray(key) ? key : [];
  if (typeof first !== 'number' || typeof second !== 'number' || typeof position !== 'number')
    throw strange(`stream "${name}"`);
  return restoreRandom({ key: [first, second], position });
}

/** An account that was saved under a name. */
export function totalsOf({ meta }: LearnerState, name: string): LedgerTotals {
  const fields = fieldsOf(meta[name]);
  const totals = Object.entries(createLedger().totals()).map(([key]) => {
    const value = fields[key];
    if (typeof value !== 'number') throw strange(`account "${name}"`);
    return [key, value];
  });
  return Object.fromEntries(totals) as Record<keyof LedgerTotals, number>;
}

/** The account that was saved. */
export const ledgerOf = ({ meta }: LearnerState): LedgerState => readLedger(meta.ledger);
