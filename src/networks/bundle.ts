/**
 * A bundle of synapses: the unit on which plasticity works. The weights of one layer, or its biases.
 *
 * Every network, whatever its equations, is a list of bundles that are known by name: here is how they are made, found and
 * read.
 */

import type { Engine } from '../engine/index.ts';
import { UsageError, unknownName } from '../errors.ts';
import { type LayerArrays, layerArrays } from '../sparse/csr.ts';
import { copyLayer, type Layer } from '../sparse/layer.ts';
import type { SparseMatrix } from '../sparse/matrix.ts';
import { fullTopology, type Topology } from '../sparse/topology.ts';

export interface Bundle {
  /** E.g. `hidden1.weight`. */
  readonly name: string;
  readonly layer: number;
  /** `bias`: one number a unit; its threshold, or what an activation of its own learns. */
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
  /** What holds the weights where connections may be absent. */
  readonly matrix?: SparseMatrix;
  /** Names of the units that weights lead from and to; absent where these are not the layer's inputs and outputs. */
  readonly between?: readonly [from: string, to: string];
}

/** Numbers of units that follow what is learned without being learned: running means and variances. */
export interface Statistic {
  /** E.g. `hidden1.mean`. */
  readonly name: string;
  /** Byte address. */
  readonly address: number;
  readonly count: number;
}

/** What every network is, whatever its equations. */
export interface Network {
  readonly engine: Engine;
  readonly bundles: readonly Bundle[];
  /** Default none. */
  readonly running?: readonly Statistic[];
  /** A bundle by its name. Throws `UsageError` where there is none, with the names that there are. */
  bundle(name: string): Bundle;
}

type Naming = Pick<Bundle, 'name' | 'layer' | 'shards' | 'between'>;

/** Gradient buffers for `capacity` synapses: one per shard. */
function allocateGradient(
  engine: Engine,
  capacity: number,
  shards: number,
): Pick<Bundle, 'gradient' | 'shardBytes'> {
  const shardBytes = Math.ceil(capacity / 32) * 128;
  return { gradient: engine.memory.allocate(shardBytes * shards), shardBytes };
}

/** The weights of a matrix. */
export function matrixBundle(engine: Engine, naming: Naming, matrix: SparseMatrix): Bundle {
  const { capacity } = matrix;
  return {
    ...naming,
    ...allocateGradient(engine, capacity, naming.shards),
    ...{ kind: 'weight', weight: matrix.home.weight, capacity, matrix },
    count: () => matrix.connections,
    topology: () => matrix.topology(),
  };
}

/** A number of synapses that stays: biases, or weights of a layer in which every connection exists. */
export function fixedBundle(
  engine: Engine,
  naming: Naming,
  own: Pick<Bundle, 'kind' | 'weight' | 'capacity' | 'topology'>,
): Bundle {
  const { capacity } = own;
  const gradient = allocateGradient(engine, capacity, naming.shards);
  return { ...naming, ...gradient, ...own, count: () => capacity };
}

/** Finds bundles by name. */
export function finder(bundles: readonly Bundle[]): Network['bundle'] {
  const byName = new Map(bundles.map((bundle) => [bundle.name, bundle]));
  return (name) => {
    const found = byName.get(name);
    if (found === undefined) throw unknownName('bundle', name, byName.keys());
    return found;
  };
}

/** Names of the layers of a network of units upon units: `hidden1`, `hidden2`, …, `output`. */
export const layerNames = (layers: number): string[] =>
  Array.from({ length: layers }, (_, k) => (k === layers - 1 ? 'output' : `hidden${k + 1}`));

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

/**
 * Leaves a gradient of one's own in a bundle, for plasticity to apply: in the first shard, zeros in the others.
 *
 * @param gradient one number a synapse, in the order of `bundleWeights`
 * @throws UsageError where there are more or fewer
 * @example
 * writeGradient(engine, bundle, bundleWeights(engine, bundle).map((w) => 2 * w));
 * plasticity.apply(step);
 */
export function writeGradient(engine: Engine, bundle: Bundle, gradient: Float32Array): void {
  const count = bundle.count();
  if (gradient.length !== count)
    throw new UsageError(`"${bundle.name}" has ${count} synapses, the gradient ${gradient.length}`);
  const { f32 } = engine.memory.views();
  for (let shard = 0; shard < bundle.shards; shard++) {
    const from = (bundle.gradient + shard * bundle.shardBytes) / 4;
    f32.fill(0, from, from + count);
    if (shard === 0) f32.set(gradient, from);
  }
}

/** View of a bundle's weights; stale after the next allocation. */
export function bundleWeights(engine: Engine, bundle: Bundle): Float32Array {
  return engine.memory.views().f32.subarray(bundle.weight / 4, bundle.weight / 4 + bundle.count());
}

/** View of the numbers of a statistic; stale after the next allocation. */
export const statisticOf = (engine: Engine, { address, count }: Statistic): Float32Array =>
  engine.memory.views().f32.subarray(address / 4, address / 4 + count);

/**
 * A bundle's connections and weights where they lie in the engine's memory: to read at once, stale after the next allocation.
 * Biases are connections from one input that is always on.
 *
 * @param states more numbers of each synapse
 */
export function layerView(
  engine: Engine,
  bundle: Bundle,
  states: Readonly<Record<string, Float32Array>> = {},
): Layer {
  const topology = bundle.topology?.() ?? fullTopology(1, bundle.count(), 'by-input');
  return { topology, arrays: { ...states, weights: bundleWeights(engine, bundle) } };
}

/** The same, copied out of the engine's memory. */
export const layerOf = (...given: Parameters<typeof layerView>): Layer =>
  copyLayer(layerView(...given));

/**
 * A network as plain arrays, for files that other programs read: the weights of a layer as SciPy's parts of a matrix
 * (`hidden1.weight.data`, …; see `layerArrays`), biases by their name alone. Copies.
 */
export function networkArrays({ engine, bundles, running = [] }: Network): LayerArrays {
  return Object.assign(
    {},
    ...running.map((own): LayerArrays => ({ [own.name]: statisticOf(engine, own).slice() })),
    ...bundles.map((bundle): LayerArrays => {
      const { name, matrix } = bundle;
      const weights = bundleWeights(engine, bundle);
      if (matrix !== undefined && !matrix.dense)
        return layerArrays(name, matrix.topology(), weights);
      const size = matrix ?? bundle.topology?.();
      if (size === undefined) return { [name]: weights.slice() };
      const { inputs, outputs, order } = size;
      return layerArrays(name, { inputs, outputs, order }, weights);
    }),
  );
}
