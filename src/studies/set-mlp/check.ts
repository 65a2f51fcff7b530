/** Refuses, before any work starts, networks that cannot be built or that the engine's 4 GiB cannot hold. */

import { expectedConnections } from '../../connectivity/erdos-renyi.ts';
import { UsageError } from '../../errors.ts';
import { cut } from '../../networks/geometry.ts';
import { checkNorm } from '../sparse-training/parameters.ts';
import { beginsOf, connectionsOf, scarcityOf, unitsOf } from './build.ts';
import type { Method } from './methods.ts';
import type { Values } from './parameters.ts';
import { checkWiring } from './wiring.ts';

/** Tasks whose size is known before they are read: 28 × 28 pictures of ten classes. */
const PICTURES = ['digits', 'mnist', 'fashion-mnist', 'mnist-or-digits'];
const PICTURE = { features: 784, classes: 10 };
/** Examples of one tile of an evaluation step, and its tiles, which as many shards share as learning has. */
const EVALUATION_WIDTH = 32;
const EVALUATION_TILES = 8;
/** What the engine can address. */
const LIMIT = 2 ** 32;

/** Bytes that weights, gradients, optimiser states, indices and activities of a method take, without mirrors and data. */
function bytesNeeded(method: Method, values: Values, units: readonly number[]): number {
  const { shards, tiles, width } = cut(values.batch, { shards: values.shards });
  // Where tiles meet, each keeps what it has, and its sums as they were.
  const [kept, places] = values.norm === 'batch' ? [4, tiles] : [3, shards];
  const perConnection = 4 + 4 * shards + (values.optimiser === 'adam' ? 8 : 4);
  const { listed = false, room: multiple = 1 } = beginsOf(method, values, units) ?? {};
  return connectionsOf(method, values, units).reduce((sum, connections, k) => {
    const outputs = units[k + 1];
    const dense = !listed && connections === units[k] * outputs;
    const index = dense ? 0 : 4;
    const room = dense ? 1 : multiple;
    const learning = kept * 4 * width * places * outputs;
    const evaluating = 4 * EVALUATION_WIDTH * Math.min(EVALUATION_TILES, values.shards) * outputs;
    return sum + room * connections * (perConnection + index) + learning + evaluating;
  }, 0);
}

/** @throws UsageError for combinations that no single range can refuse: before any network learns */
export function check(values: Values): void {
  const { decay, decayForm } = values;
  checkWiring(values);
  checkNorm(values);
  if (values.allocation !== 'uniform' && !(values.density > 0))
    throw new UsageError(
      `--allocation ${values.allocation} shares out a density: give one, e.g. --density 0.05`,
    );
  if (decayForm === 'decoupled' && decay > 1) {
    throw new UsageError(
      `decay ${decay} is outside [0, 1] with --decay-form decoupled, where it is a share per step`,
    );
  }
  if (values.from !== '' && values.methods.includes('dense'))
    throw new UsageError(
      'method "dense" is a new network and cannot go on from another: leave it out, e.g. --methods set,static',
    );
  if (values.from === '' && PICTURES.includes(values.task)) checkNetworks(values, PICTURE);
}

/**
 * @param task what the networks are to fit
 * @throws UsageError for networks that cannot be built or held
 */
export function checkNetworks(
  values: Values,
  { features, classes }: { readonly features: number; readonly classes: number },
): void {
  const units = unitsOf(values, features, classes);
  if (values.methods.some((method) => method !== 'dense')) {
    for (const [k, outputs] of units.slice(1).entries()) {
      const expected = expectedConnections(units[k], outputs, scarcityOf(values));
      if (Math.round(expected) >= 1) continue;
      throw new UsageError(
        `layer ${k + 1} (${units[k]} → ${outputs}) would get ${expected.toFixed(3)} connections, less than one; raise --epsilon or --density`,
      );
    }
  }
  for (const method of values.methods) {
    const bytes = bytesNeeded(method, values, units);
    if (bytes <= LIMIT) continue;
    const gigabytes = (bytes / 2 ** 30).toFixed(1);
    throw new UsageError(
      `the ${method} network needs about ${gigabytes} GiB, the engine has 4; use fewer units, less ε, fewer shards, or leave "${method}" out of --methods`,
    );
  }
}
