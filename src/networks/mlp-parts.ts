/** A multilayer perceptron as it lies in the engine's memory: layers, bundles, and what dropout and losses need. */

import type { Engine } from '../engine/index.ts';
import { dropoutCell } from '../kernels/index.ts';
import { createMatrix } from '../sparse/matrix.ts';
import { type Bundle, finder, fixedBundle, layerNames, matrixBundle } from './bundle.ts';
import type { Front } from './front.ts';
import type { Geometry } from './geometry.ts';
import type { MlpSpec } from './mlp.ts';
import type { MlpLayer, MlpParts } from './mlp-calls.ts';
import { normBundles, normedOf, normStatisticsOf, placeNorm } from './norms.ts';
import { pieceBundles, placePieces } from './pieces.ts';

/** Layers, bundles and what dropout needs, in the engine's memory. Keeps nothing of the first weights and wiring. */
export function partsOf(
  engine: Engine,
  spec: MlpSpec,
  { shards, tiles }: Pick<Geometry, 'shards' | 'tiles'>,
  front: Front | undefined,
): MlpParts {
  const { memory } = engine;
  const { loss, dropoutKey = [0, 0] } = spec;
  const names = layerNames(spec.layers.length);
  const layers: MlpLayer[] = spec.layers.map((layer, k) => ({
    name: names[k],
    matrix: createMatrix(engine, layer, layer),
    bias: memory.allocate(4 * layer.topology.outputs),
    activation: layer.activation,
    ...(layer.pieces && {
      pieces: placePieces(
        ...([engine, names[k], layer.topology.outputs, layer.pieces] as const),
        layer.activation === 'srelu' ? shards : undefined,
      ),
    }),
    ...(layer.norm && {
      norm: placeNorm(engine, names[k], layer.topology.outputs, layer.norm, tiles),
    }),
    dropout: layer.dropout ?? 0,
  }));
  const own = layers.flatMap(({ name, matrix, pieces, norm, bias: weight }, k): Bundle[] => {
    const layer = k + (front?.layers ?? 0);
    const naming = (what: string) => ({ layer, shards, name: `${name}.${what}` });
    const capacity = matrix.outputs;
    return [
      matrixBundle(
        engine,
        { ...naming('weight'), between: [names[k - 1] ?? 'input', name] },
        matrix,
      ),
      fixedBundle(engine, naming('bias'), { kind: 'bias', weight, capacity }),
      ...normBundles(engine, norm, naming),
      ...pieceBundles(pieces, matrix.outputs, naming),
    ];
  });
  const dropoutCells = layers.map(({ dropout: rate }) => {
    const cell = memory.allocate(20);
    const { threshold, scale } = dropoutCell(rate);
    const { u32, f32 } = memory.views();
    u32.set([...dropoutKey, 0, threshold], cell / 4);
    f32[cell / 4 + 4] = scale;
    return cell;
  });
  const { outputs } = layers[layers.length - 1].matrix;
  const [zeros, ones] = [0, 1].map((value) => {
    const address = memory.allocate(4 * outputs);
    memory.views().f32.fill(value, address / 4, address / 4 + outputs);
    return address;
  });
  const bundles = [...(front?.bundles ?? []), ...own];
  const unscaled = { zeros, ones };
  const normed = [...(front?.normed ?? []), ...normedOf(layers)];
  const running = normed.flatMap(normStatisticsOf);
  const found = { bundles, normed, running, bundle: finder(bundles) };
  const all = { engine, layers, ...found, loss, unscaled, dropoutCells };
  return { ...all, ...(front && { front }) };
}
