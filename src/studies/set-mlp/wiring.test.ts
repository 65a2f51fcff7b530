/** A first layer out of a file: its connections, which side sends, growth that stays in it. */

import { expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { correlated } from '../../connectivity/correlated.ts';
import { writeSparseNpz } from '../../formats/scipy.ts';
import { finish } from '../../numerics/pace.ts';
import { createRandom } from '../../numerics/random.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import type { NamedArrays } from '../../protocol/study.ts';
import { identityValues } from '../../protocol/text-parameters.ts';
import { layerFrom } from '../../sparse/csr.ts';
import { listOfEach, outDegrees, reorder, type Topology } from '../../sparse/topology.ts';
import { digits } from '../../tasks/digits/digits.ts';
import type { ExampleTask } from '../../tasks/examples.ts';
import { setMlp } from './index.ts';
import type { Values } from './parameters.ts';
import { records as kinds } from './records.ts';
import { correlatedLayer, firstLayer } from './wiring.ts';

/** Hidden unit h hears the 28 pixels of picture row h. */
const ENTRIES = Array.from({ length: 28 * 28 }, (_, pixel) => [pixel, Math.floor(pixel / 28)]);
const matrix = (
  rows: number,
  columns: number,
  entries: readonly (readonly number[])[],
): Uint8Array =>
  new TextEncoder().encode(
    `%%MatrixMarket matrix coordinate pattern general\n${rows} ${columns} ${entries.length}\n${entries.map(([r, c]) => `${r + 1} ${c + 1}\n`).join('')}`,
  );
const senders = matrix(784, 28, ENTRIES);
const values = (given: Partial<Values> = {}): Values =>
  resolveParameters(setMlp.parameters, {
    ...{ trainLimit: 200, testLimit: 50, hidden: [28, 20], epsilon: 4, epochs: 3, batch: 32 },
    ...{ wiring: './rows.mtx', methods: ['set', 'rigl', 'static', 'dense'] },
    ...given,
  });
const run = (bytes: Uint8Array) =>
  studyRunner<Values>(
    { run: (context) => setMlp.run({ ...context, file: () => Promise.resolve(bytes) }) },
    async (_, { trainLimit, testLimit } = {}) => digits({ train: trainLimit, test: testLimit }),
  );

it('is the first layer of sparse networks; SET and RigL leave it, or stay in it', async () => {
  const outside = async (given: Partial<Values>) => {
    const { records, arrays } = await run(senders)(values({ density: 0.5, ...given }));
    const ends = kinds.rows('end', records);
    for (const method of ['set', 'rigl', 'static']) {
      const { topology } = layerFrom(arrays, `${method}.hidden1.weight`);
      if (topology.index === undefined) throw new Error('the layer is dense');
      expect(topology.index.length).toBe(784);
      const list = listOfEach(topology);
      // The matrix is known: hidden unit h hears pixels 28 h to 28 h + 27.
      const out = [...topology.index].filter((other, k) => {
        const [pixel, unit] = topology.order === 'by-output' ? [other, list[k]] : [list[k], other];
        return Math.floor(pixel / 28) !== unit;
      }).length;
      expect(ends.find((end) => end.method === method)?.outside).toBe(out);
    }
    return ends.map((end) => end.outside);
  };
  expect(await outside({ growth: 'within-wiring' })).toEqual([0, 0, 0, undefined]);
  const [set = 0, rigl = 0, still] = await outside({});
  expect([set > 200, rigl > 200, still]).toEqual([true, true, 0]);
});

it('knows the side that sends by the shape, asks for it where that is square', async () => {
  const of = (bytes: Uint8Array, given: Partial<Values> = {}, units = [784, 28]) =>
    firstLayer({ parameters: values(given), file: () => Promise.resolve(bytes) }, units, []);
  const topology = await of(senders);
  expect([topology?.inputs, topology?.outputs]).toEqual([784, 28]);
  expect(
    await of(
      matrix(
        28,
        784,
        ENTRIES.map(([a, b]) => [b, a]),
      ),
    ),
  ).toEqual(topology);
  await expect(of(senders, {}, [784, 30])).rejects.toThrow(
    'rows.mtx has 784 rows and 28 columns; the first layer has 784 inputs and 30 outputs',
  );
  await expect(of(senders, { wiringRows: 'receivers' })).rejects.toThrow(
    'columns, rows receivers;',
  );
  const square = matrix(2, 2, [[0, 1]]);
  await expect(of(square, {}, [2, 2])).rejects.toThrow(
    'rows.mtx is square: say what its rows are, --wiring-rows senders (inputs) or receivers',
  );
  const told = await of(square, { wiringRows: 'receivers' }, [2, 2]);
  expect([...(told?.start ?? []), ...(told?.index ?? [])]).toEqual([0, 1, 1, 1]);
  const npz = writeSparseNpz({
    ...{ rows: 2, columns: 1, starts: Uint32Array.of(0, 1, 1), indices: Uint32Array.of(0) },
    values: Float32Array.of(1),
  });
  expect((await of(npz, {}, [2, 1]))?.index.length).toBe(1);
  await expect(of(new TextEncoder().encode('@relation x\n'))).rejects.toThrow(
    'is no wiring of a layer',
  );
});

it('is none at its default, which no identity holds; refuses what does not go together', async () => {
  const standard = resolveParameters(setMlp.parameters, {});
  const keys = Object.keys(identityValues(setMlp.parameters, standard).parameters);
  expect(keys.filter((key) => /^(growth|wiring)/.test(key))).toEqual([]);
  expect([setMlp.files?.(standard), setMlp.files?.(values())]).toEqual([
    {},
    { wiring: './rows.mtx' },
  ]);
  expect(await firstLayer({ parameters: standard }, [1, 1], [])).toBeUndefined();
  expect(() => setMlp.check?.(values({ wiring: 'none', growth: 'within-wiring' }))).toThrow(
    '--growth within-wiring needs the matrix: --wiring ./layer.mtx',
  );
  expect(() => setMlp.check?.(values({ from: './net.npz', methods: ['set'] }))).toThrow(
    '--wiring is of new networks; that of --from has its own',
  );
});

it('is that of correlated inputs where that is asked for: one for all methods, drawn anew where SET moves it', async () => {
  const given = values({ wiring: 'correlated', methods: ['set', 'static', 'dense'], epochs: 2 });
  expect(setMlp.files?.(given)).toEqual({});
  const { arrays, records } = await run(senders)(given);
  const { train, features } = digits({ train: 200, test: 50 });
  const wanted = finish(
    correlated({
      ...{ examples: train.inputs, features, outputs: 28, connections: 4 * (784 + 28) },
      random: createRandom(11).split('wiring'),
    }),
  );
  const { topology } = layerFrom(arrays, 'static.hidden1.weight');
  expect(reorder(topology as Topology, 'by-output').topology.index).toEqual(wanted.index);
  const outside = kinds.rows('end', records).map((end) => end.outside);
  expect(outside).toEqual([expect.any(Number), 0, undefined]);
  expect(outside[0]).toBeGreaterThan(0);
});

it('refuses to correlate sparse rows', () => {
  const rows = { rows: 1, columns: 2, starts: Uint32Array.of(0, 0), indices: new Uint32Array(0) };
  const task = { name: 'thin', features: 2, train: { rows } } as unknown as ExampleTask;
  const context = { parameters: values({ wiring: 'correlated' }), random: createRandom(1) };
  expect(() => correlatedLayer(context, task, { outputs: 2, connections: 3 }).next()).toThrow(
    '--wiring correlated correlates dense examples; those of thin are sparse rows',
  );
});

it('is a small world in every sparse layer, where neighbours are asked for; growth knows no bounds', async () => {
  const small = (wiringMoved: number) =>
    values({ wiring: 'small-world', wiringMoved, methods: ['static', 'dense'], epochs: 1 });
  /** Numbers of outputs of the inputs, which are the larger side of both layers. */
  const fanOuts = (arrays: NamedArrays, layer: string): number[] => {
    const { topology } = layerFrom(arrays, `static.${layer}.weight`);
    if (topology.index === undefined) throw new Error('the layer is dense');
    return [...outDegrees(topology)];
  };
  const { arrays } = await run(senders)(small(0));
  for (const [layer, inputs, outputs] of [
    ['hidden1', 784, 28],
    ['hidden2', 28, 20],
  ] as const) {
    const degrees = fanOuts(arrays, layer);
    expect(degrees.reduce((a, b) => a + b)).toBe(4 * (inputs + outputs));
    expect(Math.max(...degrees) - Math.min(...degrees)).toBe(1);
  }
  const moved = fanOuts((await run(senders)(small(1))).arrays, 'hidden1');
  expect(new Set(moved).size).toBeGreaterThan(4);
  expect(() => setMlp.check?.(values({ wiring: 'small-world', growth: 'within-wiring' }))).toThrow(
    'only where a small world begins',
  );
});
