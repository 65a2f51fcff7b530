/** Refuses, before any work starts, networks that the engine's 4 GiB cannot hold. */

import { expectedConnections } from '../../connectivity/erdos-renyi.ts';
import { UsageError } from '../../errors.ts';
import { cut } from '../../networks/geometry.ts';
import { scarcityOf, unitsOf } from './build.ts';
import type { Method, Values } from './parameters.ts';

/** All tasks of this study are 28 × 28 pictures of ten classes. */
const FEATURES = 784;
const CLASSES = 10;
/** What the engine can address. */
const LIMIT = 2 ** 32;

/** Bytes that weights, gradients, optimiser states, indices and activities of a method take, without mirrors and data. */
export function bytesNeeded(method: Method, values: Values): number {
  const units = unitsOf(values, FEATURES, CLASSES);
  const { shards, width } = cut(values.batch, values.shards);
  const perConnection = 4 + 4 * shards + (values.optimiser === 'adam' ? 8 : 4);
  return units.slice(1).reduce((sum, outputs, k) => {
    const all = units[k] * outputs;
    const sparse = Math.min(all, expectedConnections(units[k], outputs, scarcityOf(values)));
    const connections = method === 'dense' ? all : sparse;
    const index = connections === all ? 0 : 4;
    return sum + connections * (perConnection + index) + 3 * 4 * width * shards * outputs;
  }, 0);
}

/** @throws UsageError naming the network and what it would need */
export function check(values: Values): void {
  for (const method of values.methods) {
    const bytes = bytesNeeded(method, values);
    if (bytes <= LIMIT) continue;
    const gigabytes = (bytes / 2 ** 30).toFixed(1);
    throw new UsageError(
      `the ${method} network needs about ${gigabytes} GiB, the engine has 4; use fewer units, less ε, fewer shards, or leave "${method}" out of --methods`,
    );
  }
}
