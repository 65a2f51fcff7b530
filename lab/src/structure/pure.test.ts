/** What the lens computes of a network, beside slow twins that work on the whole matrix. */

import { expect, it } from 'vitest';
import { answersOf } from '../../../src/interchange/answers.ts';
import type { StoredLayer, StoredMlp } from '../../../src/interchange/network.ts';
import { createRandom, type Random } from '../../../src/numerics/random.ts';
import { binned, cellsOf, cut, sizeOf } from './bins.ts';
import { changeBetween, pairsAt } from './change.ts';
import { contributionsOf } from './contributions.ts';
import { degreesOf } from './degrees.ts';
import { fieldsOf } from './fields.ts';
import { fromDense } from './fixtures.ts';
import { createLens, glanceOf, pictureOf } from './lens.ts';
import { strongest } from './strands.ts';
import { roundUp, weightBins } from './weights.ts';

/** A matrix `[outputs][inputs]` in which a share of the entries is not 0. */
function matrixOf(random: Random, inputs: number, outputs: number, share: number): number[][] {
  return Array.from({ length: outputs }, () =>
    Array.from({ length: inputs }, () => (random.uniform() < share ? random.normal() : 0)),
  );
}

const random = createRandom('structure');
const SIZES = [
  [7, 5, 0.4],
  [300, 10, 0.1],
  [31, 600, 0.05],
  [6, 4, 1],
] as const;
const layersOf = (): { dense: number[][]; layer: StoredLayer }[] =>
  SIZES.map(([inputs, outputs, share], n) => {
    const dense = matrixOf(random.split(n), inputs, outputs, share);
    return { dense, layer: fromDense('hidden1', dense, share === 1) };
  });

it('adds up the weights of cells as the whole matrix has them', () => {
  for (const { dense, layer } of layersOf()) {
    const { inputs, outputs } = layer.topology;
    const { columns, rows, across, down, sum, count } = binned(layer, 64);
    expect([columns, rows]).toEqual([Math.ceil(inputs / across), Math.ceil(outputs / down)]);
    expect(Math.max(columns, rows)).toBeLessThanOrEqual(64);
    const sums = new Float64Array(columns * rows);
    const counts = new Uint16Array(columns * rows);
    for (const [output, row] of dense.entries())
      for (const [input, weight] of row.entries()) {
        const cell = Math.floor(output / down) * columns + Math.floor(input / across);
        sums[cell] += weight;
        if (weight !== 0) counts[cell] += 1;
      }
    expect(count).toEqual(counts);
    for (const [cell, value] of sum.entries()) expect(value).toBeCloseTo(sums[cell], 4);
  }
});

it('colours reach to the size that nearly all cells stay below', () => {
  const sums = Float32Array.from({ length: 100 }, (_, k) => (k % 2 === 0 ? k : -k));
  expect(sizeOf(sums, 0.5)).toBe(50);
  expect(sizeOf(new Float32Array(9))).toBe(1);
});

it('finds every connection that came and every one that went', () => {
  for (const [inputs, outputs] of [
    [9, 4],
    [40, 30],
  ]) {
    const [before, after] = [0, 1].map((n) =>
      matrixOf(random.split(inputs + n), inputs, outputs, 0.3),
    );
    const [old, young] = [before, after].map((dense) => fromDense('x', dense).topology);
    if (old.index === undefined || young.index === undefined) throw new Error('not sparse');
    const { born, died } = changeBetween(old, young);
    const came = pairsAt(young, born);
    const went = pairsAt(old, died);
    const found = { came: new Set<string>(), went: new Set<string>() };
    for (const [k, from] of came.from.entries()) found.came.add(`${from}>${came.to[k]}`);
    for (const [k, from] of went.from.entries()) found.went.add(`${from}>${went.to[k]}`);
    for (let o = 0; o < outputs; o++)
      for (let i = 0; i < inputs; i++) {
        const [was, is] = [before[o][i] !== 0, after[o][i] !== 0];
        expect(found.came.has(`${i}>${o}`)).toBe(is && !was);
        expect(found.went.has(`${i}>${o}`)).toBe(was && !is);
      }
  }
});

it('lights a cell once, in order', () => {
  const shape = cut(512, 512, 256);
  const pairs = { from: Uint32Array.of(3, 2, 511), to: Uint32Array.of(1, 0, 511) };
  expect(Array.from(cellsOf(pairs, shape))).toEqual([1, 256 * 255 + 255]);
});

it('counts every weight in a bin that holds it', () => {
  const weights = Float32Array.from({ length: 500 }, () => random.normal());
  weights[3] = 0;
  const { reach, counts, zeros, total } = weightBins(weights, 20);
  const width = (2 * reach) / 20;
  for (let bin = 0; bin < 20; bin++) {
    const [from, to] = [-reach + bin * width, -reach + (bin + 1) * width];
    expect(counts[bin]).toBe(weights.filter((w) => w >= from && w < to).length);
  }
  expect([zeros, total, counts.reduce((a, b) => a + b)]).toEqual([1, 500, 500]);
  expect(weightBins(new Float32Array(2)).reach).toBe(1);
  expect([0.0312, 1, 1.01, 7, 95].map(roundUp).map((x) => Number(x.toPrecision(6)))).toEqual([
    0.04, 1, 1.5, 8, 100,
  ]);
});

it('keeps the strongest connections, and no more than asked for', () => {
  for (const { dense, layer } of layersOf()) {
    for (const most of [0, 1, 7, 1e6]) {
      const { from, to, weight } = strongest(layer, most);
      const sizes = dense
        .flat()
        .filter((w) => w !== 0)
        .map(Math.abs);
      expect(weight.length).toBe(Math.min(most, sizes.length));
      for (const [k, w] of weight.entries()) expect(w).toBe(Math.fround(dense[to[k]][from[k]]));
      // Up to the width of a bin of sizes, none that is left out is stronger.
      const step = Math.max(...sizes) / 1024;
      const least =
        weight.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...weight.map(Math.abs));
      expect(sizes.filter((size) => size > least + step).length).toBeLessThanOrEqual(most);
    }
  }
});

it('counts degrees, and expects those of a random graph', () => {
  const dense = matrixOf(random.split('degrees'), 50, 40, 0.2);
  const { topology } = fromDense('x', dense);
  if (topology.index === undefined) throw new Error('not sparse');
  const { senders, receivers } = degreesOf(topology);
  for (const [o, row] of dense.entries())
    expect(receivers.units[o]).toBe(row.filter((w) => w !== 0).length);
  for (let i = 0; i < 50; i++)
    expect(senders.units[i]).toBe(dense.filter((row) => row[i] !== 0).length);
  expect(senders.counts.reduce((a, b) => a + b)).toBe(50);
  const mean = receivers.expected.reduce((sum, share, k) => sum + share * k, 0) / 40;
  expect(mean).toBeCloseTo(topology.index.length / 40, 0);
});

it('shows what feeds the units with the largest weights', () => {
  const dense = matrixOf(random.split('fields'), 12, 30, 0.5);
  const picture = { width: 4, height: 3 };
  const { units, weights } = fieldsOf(fromDense('x', dense), picture);
  const strength = dense.map((row) => row.reduce((sum, w) => sum + w * w, 0));
  const least = strength.slice().sort((a, b) => b - a)[units.length - 1];
  units.forEach((unit, n) => {
    expect(strength[unit]).toBeGreaterThanOrEqual(least);
    expect(Array.from(weights.subarray(12 * n, 12 * n + 12))).toEqual(dense[unit].map(Math.fround));
  });
  expect(pictureOf([3, 4], 12)).toEqual(picture);
  expect(pictureOf([3, 3, 4], 36)).toBeUndefined();
  expect(pictureOf([12], 12)).toBeUndefined();
});

/** A network of rectifiers with biases. */
function network(activation: 'relu' | 'tanh'): StoredMlp {
  const own = random.split(activation);
  const hidden = fromDense('hidden1', matrixOf(own.split(1), 12, 9, 0.5));
  const output = fromDense('output', matrixOf(own.split(2), 9, 3, 1), true);
  const bias = (units: number) => Float32Array.from({ length: units }, () => own.normal());
  return {
    ...{ kind: 'mlp', loss: 'cross-entropy' },
    layers: [
      { ...hidden, activation, bias: bias(9) },
      { ...output, bias: bias(3) },
    ],
  };
}

it('shares a score out among inputs and biases without rest', () => {
  for (const activation of ['relu', 'tanh'] as const) {
    const net = network(activation);
    const input = Float32Array.from({ length: 12 }, () => random.normal());
    const { values } = answersOf(net, input);
    const { inputs, biases, score } = contributionsOf(net, input, 2, 0);
    expect(score).toBeCloseTo(values[2] - values[0], 5);
    expect(inputs.reduce((a, b) => a + b, 0) + biases).toBeCloseTo(score, 4);
  }
});

it('a contribution is input × gradient in a network of rectifiers', () => {
  const net = network('relu');
  const input = Float32Array.from({ length: 12 }, () => random.normal());
  const { inputs } = contributionsOf(net, input, 1);
  const step = 1e-3;
  for (let i = 0; i < 12; i++) {
    const moved = (by: number): number =>
      answersOf(
        net,
        input.map((x, k) => (k === i ? x + by : x)),
      ).values[1];
    const slope = (moved(step) - moved(-step)) / (2 * step);
    expect(inputs[i]).toBeCloseTo(slope * input[i], 2);
  }
});

it('a glance holds nothing that the next one needs', () => {
  const known = new Map();
  const of = (n: number) => ({
    name: 'set 1',
    network: {
      ...network('relu'),
      layers: [fromDense('hidden1', matrixOf(random.split(n), 12, 9, 0.4))],
    },
  });
  const first = glanceOf(of(1), known);
  structuredClone(first, { transfer: buffersIn(first) });
  const second = glanceOf(of(2), known);
  expect(second.layers[0].bornCount).toBeGreaterThan(0);
  expect(second.layers[0].bornCount - second.layers[0].diedCount).toBe(
    second.layers[0].connections - first.layers[0].connections,
  );
});

it('looks as often as looking and drawing allow', () => {
  const lens = createLens({ share: 0.1, every: 80 });
  const step = { look: () => ({ name: 'set 1', network: network('relu') }) };
  expect(lens.see(step, 0)).toBeDefined();
  expect(lens.see(step, 60)).toBeUndefined();
  expect(lens.see(step, 20_000)).toBeDefined();
  // Drawings of 5 s may come every 50 s.
  for (let k = 0; k < 60; k++) lens.drawn(5000);
  expect(lens.see(step, 40_000)).toBeDefined();
  expect(lens.see(step, 89_000)).toBeUndefined();
  expect(lens.see(step, 90_000)).toBeDefined();
  // The first drawing is of code that is not compiled yet: it counts a quarter.
  const fresh = createLens({ share: 0.1, every: 80 });
  fresh.drawn(4000);
  expect(fresh.see(step, 0)).toBeDefined();
  expect([fresh.see(step, 9_900), fresh.see(step, 10_000)].map(Boolean)).toEqual([false, true]);
  // The last of a network is shown whatever it takes.
  expect(lens.see({ ...step, record: { kind: 'end' } }, 90_010)).toBeDefined();
});

function buffersIn(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) found.add(value.buffer as ArrayBuffer);
  else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) buffersIn(part, found);
  return [...found];
}
