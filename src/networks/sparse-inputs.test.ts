/**
 * Sparse examples against the same examples written out: the same bits in activities, losses, gradients and scores, for every
 * width of a tile, on kernels and twins; and against finite differences of a plain double-precision network.
 */

import { describe, expect, it } from 'vitest';
import { emptyCount } from '../connectivity/empty.ts';
import { strictEngine } from '../engine/fixtures/strict.ts';
import { createEngine, type EngineOptions } from '../engine/index.ts';
import type { SparseRows } from '../formats/values.ts';
import { createRandom } from '../numerics/random.ts';
import { buildMlp } from './builders.ts';
import { bundleWeights, readGradient } from './bundle.ts';
import { mlp } from './describe.ts';
import type { Mlp } from './mlp.ts';
import { createPredictor } from './predictor.ts';
import { checkRows, placeRows } from './rows.ts';
import { type Source, writeBatch } from './source.ts';

const FEATURES = 70;
const EXAMPLES = 150;

/** Rows of 0 to 8 of the first 60 features: ten are never there, and some rows are empty. */
function sparseRows(seed: string): SparseRows {
  const random = createRandom(seed);
  const starts = new Uint32Array(EXAMPLES + 1);
  const indices: number[] = [];
  for (let row = 0; row < EXAMPLES; row++) {
    const count = row % 7 === 0 ? 0 : random.integer(9);
    indices.push(...[...random.distinct(60, count)].sort((a, b) => a - b));
    starts[row + 1] = indices.length;
  }
  const values = new Float32Array(indices.length);
  random.fillNormal(values, 1);
  return {
    rows: EXAMPLES,
    columns: FEATURES,
    starts,
    indices: Uint32Array.from(indices),
    values,
  };
}

function written({ rows, columns, starts, indices, values }: SparseRows): Float32Array {
  const out = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let k = starts[row]; k < starts[row + 1]; k++) out[row * columns + indices[k]] = values[k];
  return out;
}

const ROWS = sparseRows('rows');
const LABELS = Uint8Array.from({ length: EXAMPLES }, (_, e) => (e * 7) % 5);

function placeDense({ engine }: Mlp): Source {
  const { memory } = engine;
  const inputs = written(ROWS);
  const data = memory.allocate(inputs.byteLength);
  const [shift, scale] = [4, 4].map((bytes) => memory.allocate(bytes * FEATURES));
  const { f32 } = memory.views();
  f32.set(inputs, data / 4);
  f32.fill(1, scale / 4, scale / 4 + FEATURES);
  return { data, storage: 'f32', features: FEATURES, shift, scale };
}

interface Variant extends EngineOptions {
  readonly batch: number;
  readonly shards?: number;
  readonly hidden?: readonly number[];
  readonly density?: number;
  readonly mirror?: boolean;
  readonly sparse: boolean;
}

const bits = (values: Float32Array): number[] => Array.from(values, (x) => x + 0);

async function learned(variant: Variant) {
  const { batch, shards, hidden = [12, 9], density = 0.3, mirror = false, sparse } = variant;
  const engine = strictEngine(variant);
  const random = createRandom(3);
  const description = mlp(hidden, { density, dropout: hidden.length === 0 ? 0 : 0.2 });
  const fit = { inputs: FEATURES, outputs: 5, batch, shards, sparseInputs: true };
  const network = buildMlp(description, engine, random, fit);
  if (mirror) for (const { matrix } of network.layers.slice(1)) matrix.addMirror();
  const source = sparse ? placeRows(engine, ROWS) : placeDense(network);
  const [gradient, scoring, judging] = [
    network.gradientStrands(source),
    network.scoreStrands(source),
    network.evaluationStrands(source),
  ].map((strands) => engine.program(strands));
  await engine.ready();
  const shown: unknown[] = [];
  const order = createRandom('order').permutation(EXAMPLES);
  // Two batches: what the first has left must not be seen in the second.
  for (const from of [0, EXAMPLES - batch]) {
    writeBatch(engine, network.batch, order, from, Math.min(EXAMPLES, from + batch), LABELS);
    network.setStep(from);
    engine.run(gradient);
    shown.push(network.takeScore('gradient'));
    for (const bundle of network.bundles) shown.push(bits(readGradient(engine, bundle)));
    engine.run(scoring);
    const name = network.layers[0].name;
    const list = Uint32Array.from({ length: 80 }, (_, k) => (k * 13) % FEATURES);
    const other = Uint32Array.from(list, (_, k) => k % network.layers[0].matrix.outputs);
    shown.push(bits(network.score(`${name}.weight`, list, other)));
  }
  writeBatch(engine, network.evaluation, order, 0, EXAMPLES, LABELS);
  engine.run(judging);
  shown.push(network.takeScore('evaluation'));
  engine.dispose();
  return shown;
}

describe('sparse examples', () => {
  const SHAPES = [
    ...[1, 4, 7, 11, 16, 40, 50, 128, 150].map((batch) => ({ batch })),
    ...[
      { batch: 70, shards: 1 },
      { batch: 100, shards: 2, density: 1 },
    ],
    ...[
      { batch: 40, mirror: true },
      { batch: 40, hidden: [] },
    ],
  ];
  it.each(SHAPES)('give the bits of dense ones: %o', async (shape) => {
    const dense = await learned({ ...shape, sparse: false });
    expect(await learned({ ...shape, sparse: true })).toEqual(dense);
    expect(await learned({ ...shape, sparse: true, threads: 3 })).toEqual(dense);
    expect(await learned({ ...shape, sparse: true, backend: 'twin' })).toEqual(dense);
  });

  it('give the bits of dense ones in fused arithmetic', async () => {
    const shape = { batch: 50, arithmetic: 'fused' } as const;
    const dense = await learned({ ...shape, sparse: false });
    expect(await learned({ ...shape, sparse: true })).toEqual(dense);
  });

  it('give gradients that are finite differences, zero for inputs that nobody has', async () => {
    const engine = createEngine({ arithmetic: 'strict' });
    const description = mlp([], { density: 0.4 });
    const fit = { inputs: FEATURES, outputs: 5, batch: 90, sparseInputs: true };
    const network = buildMlp(description, engine, createRandom(4), fit);
    const program = engine.program(network.gradientStrands(placeRows(engine, ROWS)));
    await engine.ready();
    const order = Uint32Array.from({ length: EXAMPLES }, (_, e) => e);
    writeBatch(engine, network.batch, order, 0, 90, LABELS);
    engine.run(program);
    const bundle = network.bundle('output.weight');
    const gradient = readGradient(engine, bundle);
    const weights = Array.from(bundleWeights(engine, bundle));
    const { start, index } = network.layers[0].matrix.topology();
    const inputs = written(ROWS);
    const lossOf = (): number => {
      let sum = 0;
      for (let e = 0; e < 90; e++) {
        const z = [0, 0, 0, 0, 0];
        for (let f = 0; f < FEATURES; f++) {
          const x = inputs[e * FEATURES + f];
          for (let k = start[f]; k < start[f + 1]; k++) z[index[k]] += weights[k] * x;
        }
        sum += Math.log(z.reduce((all, each) => all + Math.exp(each), 0)) - z[LABELS[e]];
      }
      return sum / 90;
    };
    const h = 1e-5;
    weights.forEach((weight, k) => {
      weights[k] = weight + h;
      const above = lossOf();
      weights[k] = weight - h;
      const below = lossOf();
      weights[k] = weight;
      expect(Math.abs(gradient[k] - (above - below) / (2 * h))).toBeLessThan(2e-5);
    });
    expect(gradient.subarray(start[60]).every((g) => g === 0)).toBe(true);
    expect(gradient.some((g) => g !== 0)).toBe(true);
    expect(emptyCount(network.layers[0].matrix.topology())).toBeGreaterThan(0);
  });

  it('are answered like dense ones, also when later ones are longer', async () => {
    const engine = createEngine({ arithmetic: 'strict' });
    const fit = { inputs: FEATURES, outputs: 5, batch: 90, sparseInputs: true };
    const network = buildMlp(mlp([9], { density: 0.4 }), engine, createRandom(4), fit);
    const predictor = await createPredictor(network);
    const shown = { count: EXAMPLES, features: FEATURES };
    const dense = predictor.predict({ ...shown, inputs: written(ROWS), scale: 1 });
    const [starts, indices] = [ROWS.starts.slice(0, 3), ROWS.indices.slice(0, ROWS.starts[2])];
    const values = ROWS.values.slice(0, ROWS.starts[2]);
    const two = { ...ROWS, rows: 2, starts, indices, values };
    expect(predictor.predict({ ...shown, count: 2, rows: two })).toEqual(dense.subarray(0, 10));
    expect(predictor.predict({ ...shown, rows: ROWS })).toEqual(dense);
    expect(predictor.activities({ ...shown, rows: ROWS })[0]).toEqual(
      predictor.activities({ ...shown, inputs: written(ROWS), scale: 1 })[0],
    );
  });

  it('take memory that follows what is stored, not inputs times examples', () => {
    const engine = createEngine();
    const [features, count, each] = [100_000, 512, 40];
    const starts = Uint32Array.from({ length: count + 1 }, (_, row) => row * each);
    const indices = Uint32Array.from(
      { length: count * each },
      (_, k) => (k % each) * 2000 + (k % 7),
    );
    const rows = {
      rows: count,
      columns: features,
      starts,
      indices,
      values: new Float32Array(count * each),
    };
    const fit = { inputs: features, outputs: 5, batch: 128, sparseInputs: true };
    const network = buildMlp(mlp([50], { epsilon: 1 }), engine, createRandom(1), fit);
    const before = engine.memory.used;
    network.gradientStrands(placeRows(engine, rows));
    // Four shards: a tile of 32 · 40 inputs by 32 examples, a list of these, and 4 bytes and a bit an input.
    const bound = 4 * (4 * 32 * 32 * 40 + 4 * (1 + 32 * 40) + 4.125 * features + 512);
    expect(engine.memory.used - before).toBeLessThan(bound + 8 * count * each + 4 * count + 512);
  });

  it('are refused by a network that was not made for them', () => {
    const engine = createEngine();
    const network = buildMlp(mlp([9]), engine, createRandom(1), { inputs: FEATURES, outputs: 5 });
    expect(() => network.gradientStrands(placeRows(engine, ROWS))).toThrow(
      'build it with sparseInputs: true',
    );
  });
});

describe('sparse rows that contradict themselves', () => {
  const good = { rows: 2, columns: 5, starts: Uint32Array.of(0, 2, 3) };
  const arrays = { indices: Uint32Array.of(1, 4, 0), values: Float32Array.of(1, 2, 3) };
  it.each([
    [{ starts: Uint32Array.of(0, 2) }, 'starts of 2 rows are 3 numbers from 0 to the 3 indices'],
    [{ starts: Uint32Array.of(0, 4, 3) }, 'row 0 ends before it begins'],
    [{ indices: Uint32Array.of(4, 1, 0) }, 'index 1 of row 0 comes after 4 of 5 features'],
    [{ indices: Uint32Array.of(1, 5, 0) }, 'index 5 of row 0 comes after 1 of 5 features'],
    [{ values: Float32Array.of(1, 2) }, '2 values for 3 indices'],
    [{ values: Float32Array.of(1, Number.NaN, 3) }, 'input NaN of example 0, feature 4'],
    [{ values: [1, 2, 3] as object as Float32Array }, 'sparse rows are made of Uint32Arrays'],
  ])('%o', (wrong, message) => {
    expect(() => checkRows('these', { ...good, ...arrays, ...wrong })).toThrow(message);
  });
});
