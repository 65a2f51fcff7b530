/**
 * A bundle of synapses: the unit on which plasticity works. Weights of one layer, or biases of one layer.
 */

import type { Engine } from '../engine/index.ts';
import type { Topology } from '../sparse/topology.ts';

export interface Bundle {
  /** E.g. `layer1.weight`. */
  readonly name: string;
  readonly layer: number;
  readonly kind: 'weight' | 'bias';
  /** Byte address of the weights (home order). */
  readonly weight: number;
  /** Byte address of the first gradient shard, and the distance between shards. */
  readonly gradient: number;
  readonly shardBytes: number;
  readonly shards: number;
  readonly capacity: number;
  /** Synapses that exist now. */
  readonly count: () => number;
  /** Who is connected to whom, in the order of the weights; absent for biases. */
  readonly topology?: () => Topology;
}

/** Gradient buffers for `capacity` synapses: one per shard. */
export function allocateGradient(
  engine: Engine,
  capacity: number,
  shards: number,
): { gradient: number; shardBytes: number } {
  const shardBytes = Math.ceil(capacity / 32) * 128;
  return { gradient: engine.memory.allocate(shardBytes * shards), shardBytes };
}

/** The gradient of a bundle, its shards added in their order. A copy. */
export function readGradient(engine: Engine, bundle: Bundle): Float32Array {
  const { f32 } = engine.memory.views();
  const sum = new Float32Array(bundle.count());
  for (let shard = 0; shard < bundle.shards; shard++) {
    const from = (bundle.gradient + shard * bundle.shardBytes) / 4;
    for (let k = 0; k < sum.length; k++) sum[k] += f32[from + k];
  }
  return sum;
}

/** View of a bundle's weights; stale after the next allocation. */
export function bundleWeights(engine: Engine, bundle: Bundle): Float32Array {
  return engine.memory.views().f32.subarray(bundle.weight / 4, bundle.weight / 4 + bundle.count());
}
