/** Convolutional networks as plain values: against torch, against the engine, as arrays, and what does not fit. */

import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { TORCH } from '../networks/fixtures/cnn-torch.ts';
import { build, cnn, createPredictor } from '../networks/index.ts';
import { createRandom } from '../numerics/random.ts';
import { answersOf } from './answers.ts';
import { arraysOf, networkFrom } from './arrays.ts';
import { layer } from './fixtures/networks.ts';
import { outlineOfCnn, storedOf } from './live.ts';
import { checkNetwork, type StoredCnn, type StoredLayer, sizesOf } from './network.ts';

const numbers = (count: number, seed: number, scale: number): Float32Array =>
  Float32Array.from(
    { length: count },
    (_, k) => Math.fround(Math.sin(1.3 * k + seed) * 0.6) * scale,
  );

/** A layer of the network in torch, all weights or those that its formula names. */
function layerOf(
  name: string,
  [outputs, inputs]: readonly [number, number],
  number: number,
  mask: number | undefined,
  activation?: 'relu',
): StoredLayer {
  const all = numbers(outputs * inputs, 2 + number, 1);
  const connections = [...all.keys()]
    .filter((k) => mask === undefined || (7 * k + mask) % 5 < 2)
    .map((k) => [Math.floor(k / inputs), k % inputs, all[k]] as const);
  return layer(name, [outputs, inputs], connections, {
    ...{ bias: numbers(outputs, 7 + number, 0.25), ...(activation && { activation }) },
  });
}

const torch: StoredCnn = {
  ...{ kind: 'cnn', loss: 'cross-entropy', pooled: [true, true] },
  image: { channels: 2, rows: 6, columns: 8 },
  layers: [
    layerOf('convolution1', [3, 18], 0, 0, 'relu'),
    layerOf('convolution2', [4, 27], 1, undefined, 'relu'),
    layerOf('hidden1', [5, 8], 2, 1, 'relu'),
    layerOf('output', [3, 5], 3, undefined),
  ],
};

describe('a stored convolutional network', () => {
  it('answers as torch does', () => {
    const { values, count } = answersOf(torch, numbers(5 * 96, 1, 1 / 0.6));
    expect(count).toBe(5);
    values.forEach((value, k) => {
      expect(Math.abs(value - TORCH.scores[k])).toBeLessThan(2e-6);
    });
  });

  it('answers as the network of the engine that it is a copy of, pooled or not, and comes back from arrays', async () => {
    const engine = createEngine({ arithmetic: 'strict' });
    const description = cnn([[3, 4], [5]], [9], { density: 0.5, kernelDensity: 0.4 });
    const fit = { inputs: 2 * 7 * 9, outputs: 3, shape: [2, 7, 9] };
    const network = await build(description, engine, createRandom(5), fit);
    const stored = storedOf(
      network,
      outlineOfCnn(description, { channels: 2, rows: 7, columns: 9 }, { classes: ['a', 'b', 'c'] }),
    );
    expect(sizesOf(stored)).toEqual({ inputs: 126, outputs: 3 });
    const inputs = new Float32Array(11 * 126);
    createRandom(6).fillNormal(inputs, 1);
    const predictor = await createPredictor(network);
    const found = predictor.activities({ count: 11, features: 126, inputs, scale: 1 }).at(-1);
    const again = networkFrom(arraysOf(stored), 'arrays');
    expect(again).toEqual(stored);
    const { values } = answersOf(again as StoredCnn, inputs);
    values.forEach((value, k) => {
      expect(Math.abs(value - (found?.[k] ?? Number.NaN))).toBeLessThan(1e-5);
    });
    engine.dispose();
  });

  it.each<[string, Partial<StoredCnn>, string]>([
    [
      'channels',
      { image: { channels: 1, rows: 6, columns: 8 } },
      'layer "convolution1" takes 18 taps, 1 channels give 9',
    ],
    [
      'pixels',
      { image: { channels: 2, rows: 3, columns: 8 } },
      'pooling behind "convolution2" leaves nothing of 1 × 4 pixels',
    ],
    [
      'pooling',
      { pooled: [true, false] },
      'layer "hidden1" takes 8 inputs, the convolutions give 48',
    ],
    ['a head', { pooled: [true, true, true, true] }, '4 of 4 layers are convolutions'],
  ])('is refused where %s do not fit', (_, wrong, message) => {
    expect(() => checkNetwork({ ...torch, ...wrong })).toThrow(message);
  });
});
