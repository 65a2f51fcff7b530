/**
 * One hidden layer that learns: forward, both gradients, update and mirror, from given activations and output errors.
 *
 * The comparison of single layers, and the measure of an evolution. Leaves out loss and activation functions.
 */

import { erdosRenyi, normal } from '../src/connectivity/index.ts';
import type { Call, Engine } from '../src/engine/index.ts';
import { backward, fill, rowSum } from '../src/kernels/index.ts';
import { fixedBundle, layerView, matrixBundle } from '../src/networks/bundle.ts';
import { type Bundle, cut, tilesOf } from '../src/networks/index.ts';
import { createRandom } from '../src/numerics/random.ts';
import { createPlasticity, sgd } from '../src/plasticity/index.ts';
import { rewire, set } from '../src/rewiring/index.ts';
import { createMatrix } from '../src/sparse/index.ts';
import { placeRandom } from './layer.ts';

export interface SingleSpec {
  readonly inputs: number;
  readonly outputs: number;
  readonly density: number;
  readonly batch: number;
}

export interface SingleLayer {
  readonly connections: number;
  /** One training step. */
  readonly step: () => void;
  /** One evolution by SET's rule: 30 % of the connections go, as many are drawn; mirror and states follow. */
  readonly evolve: () => void;
}

/** Connections that SET replaces. */
const ZETA = 0.3;

/** A layer with a mirror. Call `engine.ready()` before its first step. */
export function createSingle(engine: Engine, spec: SingleSpec): SingleLayer {
  const { inputs, outputs, density, batch } = spec;
  const { arithmetic, memory } = engine;
  const random = createRandom('bench').split('single');
  const order = 'by-input';
  const topology = erdosRenyi({ inputs, outputs, density, order, random: random.split('wiring') });
  const weights = new Float32Array(topology.index.length);
  normal(0.1).fill(weights, { inputs, outputs, density }, random.split('weights'));
  const matrix = createMatrix(engine, { topology, arrays: { weights } });
  matrix.addMirror();
  const bias = memory.allocate(4 * outputs);
  const geometry = cut(batch);
  const { width, tiles, shards } = geometry;
  const bundles: Bundle[] = [
    matrixBundle(engine, { name: 'weight', layer: 0, shards }, matrix),
    fixedBundle(
      engine,
      { name: 'bias', layer: 0, shards },
      { kind: 'bias', weight: bias, capacity: outputs },
    ),
  ];
  const [x, dy] = [
    placeRandom(engine, inputs * width * tiles, random.split('x')),
    placeRandom(engine, outputs * width * tiles, random.split('dy'), 1e-3),
  ];
  const [y, dx] = [outputs, inputs].map((units) => memory.allocate(4 * units * width * tiles));
  const at = (base: number, units: number, tile: number): number => base + 4 * units * width * tile;

  const calls = (tile: number, shard: number, first: boolean): Call[] => {
    const mode = first ? 'store' : 'accumulate';
    const [input, output] = [at(x, inputs, tile), at(y, outputs, tile)];
    const error = at(dy, outputs, tile);
    const fillCall = { kernel: fill(width), values: [outputs, bias, output] };
    const { start, index, weight } = matrix.home;
    const [weightGradient, biasGradient] = bundles.map(
      ({ gradient, shardBytes }) => gradient + shard * shardBytes,
    );
    return [
      ...matrix.forward({ width, arithmetic, input, output, bias, fill: fillCall }),
      { kernel: rowSum(width, mode), values: [outputs, error, biasGradient] },
      {
        kernel: backward({ width, index: matrix.indexWidth, arithmetic, mode }),
        values: [
          ...[0, inputs, start, index, weight, weightGradient, input, at(dx, inputs, tile)],
          error,
        ],
      },
    ];
  };
  const gradient = engine.program(
    Array.from({ length: shards }, (_, shard) =>
      tilesOf(geometry, shard).flatMap((tile, rank) => calls(tile, shard, rank === 0)),
    ),
  );
  const descent = sgd({ rate: 1e-4, momentum: 0.9 });
  const plasticity = createPlasticity(engine, bundles, () => descent);
  const refresh = engine.program([matrix.refreshCalls()]);
  const [bundle] = bundles;
  const evolution = set({ zeta: ZETA, finalStep: 'none', value: normal(0.1) });
  let number = 0;
  return {
    connections: matrix.connections,
    step() {
      engine.run(gradient);
      plasticity.apply(number);
      engine.run(refresh);
      number += 1;
    },
    evolve() {
      const before = layerView(engine, bundle, plasticity.states(bundle));
      const { layer: next } = rewire(before, evolution, random.split(number), number);
      number += 1;
      matrix.replace(next);
      plasticity.resized(bundle);
      for (const [name, view] of Object.entries(plasticity.states(bundle)))
        view.set(next.arrays[name]);
    },
  };
}
