/** Networks of units with rectifiers of pieces: gradients by finite differences, first numbers, and what is refused. */

import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { createRandom } from '../numerics/random.ts';
import { buildMlp } from './builders.ts';
import { bundleWeights, readGradient } from './bundle.ts';
import { mlp } from './describe.ts';
import { alternatingSlope, firstPieces, PIECES } from './pieces.ts';
import { writeBatch } from './source.ts';

const [INPUTS, CLASSES, EXAMPLES] = [6, 4, 41];

async function prepared(activation: 'srelu' | 'all-relu', threads: number) {
  const engine = createEngine({ arithmetic: 'strict', threads });
  const random = createRandom(3);
  const description = mlp([9, 7], {
    activation,
    density: 0.6,
    ...(activation === 'all-relu' && { slope: 0.75 }),
  });
  const network = buildMlp(description, engine, random, {
    ...{ inputs: INPUTS, outputs: CLASSES, batch: EXAMPLES },
  });
  const { memory } = engine;
  const [data, shift, scale] = [INPUTS * EXAMPLES, INPUTS, INPUTS].map((n) =>
    memory.allocate(4 * n),
  );
  const inputs = new Float32Array(INPUTS * EXAMPLES);
  random.fillNormal(inputs, 2);
  const { f32 } = memory.views();
  f32.set(inputs, data / 4);
  f32.fill(1, scale / 4, scale / 4 + INPUTS);
  // Right thresholds that some sums exceed, on both sides of 0.
  for (const { name } of activation === 'srelu' ? network.layers.slice(0, 2) : []) {
    const right = bundleWeights(engine, network.bundle(`${name}.right-threshold`));
    for (let u = 0; u < right.length; u++) right[u] *= u % 2 === 0 ? 0.1 : -0.1;
    const slope = bundleWeights(engine, network.bundle(`${name}.right-slope`));
    for (let u = 0; u < slope.length; u++) slope[u] = 0.25 + 0.5 * random.uniform();
  }
  const labels = Uint8Array.from({ length: EXAMPLES }, () => random.integer(CLASSES));
  const source = { data, storage: 'f32', features: INPUTS, shift, scale } as const;
  const program = engine.program(network.gradientStrands(source));
  await engine.ready();
  const order = Uint32Array.from({ length: EXAMPLES }, (_, e) => e);
  const run = (): void => {
    writeBatch(engine, network.batch, order, 0, EXAMPLES, labels);
    engine.run(program);
  };
  return { engine, network, inputs, labels, run };
}

type Prepared = Awaited<ReturnType<typeof prepared>>;

/** The network as plain doubles, straight from the definitions. */
function plainOf({ engine, network, inputs, labels }: Prepared) {
  const { f32 } = engine.memory.views();
  const layers = network.layers.map(({ matrix, bias, pieces }) => {
    const { outputs, order } = matrix;
    const { start, index } = matrix.topology();
    const dense = Array.from({ length: outputs }, () => new Array<number>(matrix.inputs).fill(0));
    for (let list = 0; list + 1 < start.length; list++)
      for (let k = start[list]; k < start[list + 1]; k++) {
        const [o, i] = order === 'by-output' ? [list, index[k]] : [index[k], list];
        dense[o][i] = matrix.weights()[k];
      }
    const numbers = (at: number) => Float64Array.from(f32.subarray(at / 4, at / 4 + outputs));
    const own = pieces && PIECES.map((_, k) => numbers(pieces.numbers + k * pieces.stride));
    return { dense, bias: numbers(bias), pieces: own };
  });
  engine.dispose();
  const loss = (): number => {
    let sum = 0;
    for (let e = 0; e < EXAMPLES; e++) {
      let a = [...inputs.subarray(e * INPUTS, (e + 1) * INPUTS)];
      for (const { dense, bias, pieces } of layers) {
        const before = a;
        a = dense.map((row, o) => {
          const x = row.reduce((total, w, i) => total + w * before[i], bias[o]);
          if (pieces === undefined) return x;
          const [left, leftSlope, r, rightSlope] = pieces.map((numbers) => numbers[o]);
          const right = left + Math.abs(r);
          if (x <= left) return left + leftSlope * (x - left);
          return x >= right ? right + rightSlope * (x - right) : x;
        });
      }
      sum += Math.log(a.reduce((s, z) => s + Math.exp(z), 0)) - a[labels[e]];
    }
    return sum / EXAMPLES;
  };
  return { layers, loss };
}

describe.each(['srelu', 'all-relu'] as const)('%s', (activation) => {
  it.each([1, 2])('gives the gradient of all that is learned, %i threads', async (threads) => {
    const made = await prepared(activation, threads);
    const { engine, network, run } = made;
    run();
    const gradients = network.bundles.map((bundle) => readGradient(engine, bundle));
    const shown = network.takeScore('gradient').loss / EXAMPLES;
    const { layers, loss } = plainOf(made);
    expect(shown).toBeCloseTo(loss(), 5);
    const numbers: Record<string, Float64Array> = {};
    for (const [k, { name }] of network.layers.entries()) {
      numbers[`${name}.bias`] = layers[k].bias;
      for (const [p, piece] of PIECES.entries()) {
        const own = layers[k].pieces?.[p];
        if (own !== undefined && activation === 'srelu') numbers[`${name}.${piece}`] = own;
      }
    }
    const names = network.bundles
      .map(({ name }) => name)
      .filter((name) => !name.endsWith('.weight'));
    expect(Object.keys(numbers).sort()).toEqual([...names].sort());
    for (const [b, { name }] of network.bundles.entries()) {
      const own = numbers[name];
      if (own === undefined) continue;
      for (let k = 0; k < own.length; k++) {
        const [value, h] = [own[k], 1e-6];
        own[k] = value + h;
        const above = loss();
        own[k] = value - h;
        const below = loss();
        own[k] = value;
        const expected = (above - below) / (2 * h);
        expect(Math.abs(gradients[b][k] - expected)).toBeLessThan(2e-5 * (1 + Math.abs(expected)));
      }
    }
  });
});

it('begins as the published code does, and all-ReLU leans to either side in turn', () => {
  const first = firstPieces(2000, createRandom(1));
  const mean = (values: Float32Array): number => values.reduce((s, x) => s + x, 0) / values.length;
  expect(new Set(first['left-threshold'])).toEqual(new Set([0]));
  expect(new Set(first['right-slope'])).toEqual(new Set([1]));
  // Uniform in [0, 1) and [0, 5): means 0.5 and 2.5, within five standard errors.
  expect(Math.abs(mean(first['left-slope']) - 0.5)).toBeLessThan(5 / Math.sqrt(12 * 2000));
  expect(Math.abs(mean(first['right-threshold']) - 2.5)).toBeLessThan(25 / Math.sqrt(12 * 2000));
  expect([0, 1, 2].map((k) => alternatingSlope(k, 0.6))).toEqual([-0.6, 0.6, -0.6]);
});
