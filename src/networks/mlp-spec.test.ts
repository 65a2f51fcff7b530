/** A multilayer perceptron before any step: what is counted, what is left out, what is refused. */

import { describe, expect, it } from 'vitest';
import { erdosRenyi } from '../connectivity/index.ts';
import { createEngine } from '../engine/index.ts';
import { createRandom } from '../numerics/random.ts';
import { fullTopology, type Topology } from '../sparse/topology.ts';
import { createMlp, homeOrder, type LayerSpec } from './mlp.ts';

describe('the arithmetic that is counted', () => {
  it('is K forward, and both gradients backward but for the inputs of the network', () => {
    const engine = createEngine();
    const random = createRandom(2);
    const layers = [12, 10, 6].map((count, k): LayerSpec => {
      const [inputs, outputs] = [
        [6, 8],
        [8, 5],
        [5, 3],
      ][k];
      const shape = { inputs, outputs, order: homeOrder(k), density: count / (inputs * outputs) };
      const topology = erdosRenyi({ ...shape, random: random.split(k) });
      return { topology, arrays: { weights: new Float32Array(count) } };
    });
    const network = createMlp(engine, { layers, loss: 'cross-entropy', batch: 4 });
    // Weight gradients of all three layers, errors through the last two: 28 + 16.
    expect(network.multiplyAdds()).toEqual({ forward: 28, backward: 44 });
    engine.dispose();
  });

  it('is not spent on tiles without examples: an evaluation of 40 takes two of eight', () => {
    const engine = createEngine();
    const layers = [
      { topology: fullTopology(3, 2, 'by-output'), arrays: { weights: new Float32Array(6) } },
    ];
    const network = createMlp(engine, { layers, loss: 'cross-entropy', batch: 4 });
    const source = { data: 0, storage: 'u8', features: 3, shift: 0, scale: 0 } as const;
    const callsOf = (examples?: number) =>
      network.evaluationStrands(source, examples).flat().length;
    expect(callsOf(40)).toBe(callsOf() / 4);
    expect(callsOf(1)).toBe(callsOf() / 8);
    expect(callsOf(10_000)).toBe(callsOf());
    engine.dispose();
  });
});

describe('a network that does not fit together', () => {
  it('is refused in one line', () => {
    const engine = createEngine();
    const layer = (inputs: number, outputs: number, order: Topology['order']): LayerSpec => ({
      topology: fullTopology(inputs, outputs, order),
      arrays: { weights: new Float32Array(inputs * outputs) },
    });
    const make =
      (layers: LayerSpec[], batch = 4) =>
      () =>
        createMlp(engine, { layers, loss: 'cross-entropy', batch });
    expect(make([])).toThrow('a network needs at least one layer');
    expect(make([layer(3, 4, 'by-output'), layer(5, 2, 'by-input')])).toThrow(
      'layer "output" takes 5 inputs, "hidden1" gives 4',
    );
    expect(make([layer(3, 4, 'by-input')])).toThrow(
      'layer "output" must be by-output, is by-input',
    );
    expect(make([{ ...layer(3, 4, 'by-output'), dropout: 1 }])).toThrow(
      'dropout 1 is outside [0, 1) (layer "output")',
    );
    expect(make([layer(3, 4, 'by-output')], 0)).toThrow('batch 0 is not an integer ≥ 1');
  });
});
