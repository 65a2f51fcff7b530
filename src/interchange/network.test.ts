import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { createClassifier, scalingOf } from '../learners/index.ts';
import { build, mlp } from '../networks/index.ts';
import { createRandom } from '../numerics/random.ts';
import { sgd } from '../plasticity/index.ts';
import type { NewLayer } from '../sparse/layer.ts';
import { fromPositions } from '../sparse/topology.ts';
import { digits } from '../tasks/index.ts';
import { answersOf, sequenceOf } from './answers.ts';
import { type Arrays, arraysOf, networkFrom, networksIn } from './arrays.ts';
import { all, empty, layer, recurrent, single, small } from './fixtures/networks.ts';
import { mlpFrom, outlineOfMlp, storedOf } from './live.ts';
import { checkNetwork, inOrder, type StoredNetwork } from './network.ts';
import { denseOf, layerOfRows, maskOf, rowsOf } from './rows.ts';

const layers = fc
  .record({
    inputs: fc.integer({ min: 1, max: 7 }),
    outputs: fc.integer({ min: 1, max: 7 }),
    order: fc.constantFrom('by-output' as const, 'by-input' as const),
    seed: fc.infiniteStream(fc.float({ noNaN: true, noDefaultInfinity: true })),
    full: fc.boolean(),
    places: fc.uniqueArray(fc.integer({ min: 0, max: 48 })),
  })
  .map(({ inputs, outputs, order, seed, full, places }): NewLayer => {
    const size = { inputs, outputs, order };
    const positions = Uint32Array.from(places.filter((p) => p < inputs * outputs)).sort();
    const topology = full ? size : fromPositions(size, positions);
    const count = full ? inputs * outputs : positions.length;
    return {
      topology,
      arrays: { weights: Float32Array.from({ length: count }, () => seed.next().value) },
    };
  });

/** Weight of every pair that is connected, by brute force. */
function pairs({ topology, arrays }: NewLayer): Map<string, number> {
  const { inputs, outputs, order, index } = topology;
  const rows = order === 'by-output';
  const [lists, others] = rows ? [outputs, inputs] : [inputs, outputs];
  const found = new Map<string, number>();
  for (let list = 0, k = 0; list < lists; list++)
    for (let other = 0; other < others; other++) {
      if (index !== undefined && !(k < topology.start[list + 1] && index[k] === other)) continue;
      found.set(rows ? `${list} ${other}` : `${other} ${list}`, arrays.weights[k++]);
    }
  return found;
}

describe('rows', () => {
  it('hold every connection once, ascending, and come back as the same layer', () => {
    fc.assert(
      fc.property(layers, (given) => {
        const rows = rowsOf(given);
        const expected = pairs(given);
        expect(rows.indices).toHaveLength(expected.size);
        const dense = denseOf(given);
        const mask = maskOf(given);
        let seen = 0;
        for (let r = 0; r < rows.rows; r++)
          for (let k = rows.starts[r]; k < rows.starts[r + 1]; k++, seen++) {
            const column = rows.indices[k];
            if (k > rows.starts[r]) expect(column).toBeGreaterThan(rows.indices[k - 1]);
            expect(rows.values[k]).toBe(expected.get(`${r} ${column}`));
            expect(dense[r * rows.columns + column]).toBe(rows.values[k]);
            expect(mask[r * rows.columns + column]).toBe(1);
          }
        expect(seen).toBe(expected.size);
        expect(mask.reduce((a, b) => a + b, 0)).toBe(expected.size);
        expect(pairs(layerOfRows(rows))).toEqual(expected);
        expect(pairs(inOrder(given, 'by-input'))).toEqual(expected);
      }),
    );
  });
});

describe('arrays of a network', () => {
  it.each(Object.entries(all))('%s comes back as it was, under any prefix', (_, network) => {
    const arrays = Object.fromEntries(
      Object.entries(arraysOf(network)).map(([name, array]) => [`set.${name}`, array]),
    );
    expect(networksIn(arrays)).toEqual(['set.']);
    expect(networkFrom(arrays, 'weights.npz', 'set.')).toEqual(network);
  });

  it('are refused in words where something is missing or wrong', () => {
    const sound = arraysOf(small);
    const refused = (change: Arrays, message: string) =>
      expect(() => networkFrom({ ...sound, ...change }, 'w.npz')).toThrow(message);
    refused(
      { network: undefined },
      'w.npz does not say which network it holds (no text "network"): name its run\'s folder, or run the study anew with --fresh',
    );
    refused({ network: '{' }, 'w.npz: the description of the network is not JSON');
    refused(
      { network: String(sound.network).replace('relu', 'gelu') },
      'w.npz: "layers.0.activation" of the network',
    );
    refused({ network: String(sound.network).replace('row = ', 'column = ') }, '"orientation"');
    refused({ 'output.bias': Float32Array.of(1) }, 'layer "output" has 1 biases for 2 outputs');
    refused(
      { 'output.weight.format': undefined },
      'w.npz: the weights have no layer "output.weight"',
    );
    refused({ 'output.bias': 'none' }, 'w.npz: "output.bias" is not an array of float32');
  });
});

it('refuses networks whose parts do not fit', () => {
  const refused = (network: StoredNetwork, message: string) =>
    expect(() => checkNetwork(network)).toThrow(message);
  refused({ ...small, layers: [] }, 'at least one layer');
  refused(
    { ...small, layers: [small.layers[1], small.layers[1]] },
    'layer "output" takes 3 inputs, "output" gives 2',
  );
  refused({ ...small, classes: ['one'] }, '1 names for 2 outputs');
  refused({ ...small, features: ['one'] }, '1 names for 4 inputs');
  refused(
    { ...small, scaling: { shift: Float32Array.of(1, 2), scale: Float32Array.of(1) } },
    'shift of 2 numbers for 4 inputs',
  );
  refused({ ...recurrent, alpha: 0 }, 'alpha 0 is outside (0, 1]');
  refused(
    { ...recurrent, layers: recurrent.layers.slice(1) },
    'a recurrent network has the layers',
  );
  refused(
    { ...recurrent, initial: new Float32Array(2) },
    'an initial state of 2 numbers for 3 units',
  );
  refused(
    { ...recurrent, layers: [layer('input', [4, 1], []), ...recurrent.layers.slice(1)] },
    'do not meet at 3 units',
  );
});

describe('answers', () => {
  it('are those of the formula, scaled inputs included', () => {
    // x = (stored − 1)/2 = (1, −0.5, 0, 2): hidden = relu(0.1 + 0.5, −0.2, 0.3 + 1) = (0.6, 0, 1.3),
    // outputs = (0.6 + 0.65, 0.5 + 1.2 − 3.9) = (1.25, −2.2).
    const { values, probabilities, classes } = answersOf(small, Float32Array.of(3, 0, 1, 5));
    expect(values[0]).toBeCloseTo(1.25, 6);
    expect(values[1]).toBeCloseTo(-2.2, 6);
    expect(probabilities?.[0]).toBeCloseTo(1 / (1 + Math.exp(-3.45)), 6);
    expect(classes).toEqual(Uint32Array.of(0));
    const rows = {
      rows: 1,
      columns: 4,
      starts: Uint32Array.of(0, 3),
      indices: Uint32Array.of(0, 2, 3),
      values: Float32Array.of(3, 1, 5),
    };
    expect(answersOf(small, rows).values).toEqual(values);
    expect(answersOf(empty, Float32Array.of(9, 9, 9, 9)).values).toEqual(
      Float32Array.of(1, 2, 3, 1, 2, 3),
    );
    expect(answersOf(single, Uint8Array.of(2)).values[0]).toBeCloseTo(1 / (1 + Math.exp(3)), 6);
    expect(() => answersOf(small, Float32Array.of(1))).toThrow(
      '1 numbers are no whole examples of 4 inputs',
    );
  });

  it('of a recurrent network follow its recurrence', () => {
    const x = [1, 0, -1, 2];
    const { states, values } = sequenceOf(recurrent, Float32Array.from(x), [0, 1]);
    let h = [0.5, 0, -0.5];
    for (let t = 0; t < 2; t++) {
      const [a, b] = [x[2 * t], x[2 * t + 1]];
      const r = [
        [0.1, 0.3, 0.5],
        [0.2, 0.4, 0.6],
      ][t];
      const z = [0.7 * h[1] + a + 0.01, -b + 0.02, -0.4 * h[0] + 0.5 * a + 0.03];
      h = h.map((old, u) => 0.75 * old + 0.25 * Math.tanh(z[u] + r[u]));
      for (let u = 0; u < 3; u++) expect(states[3 * t + u]).toBeCloseTo(h[u], 6);
      expect(values[2 * t]).toBeCloseTo(h[0], 6);
      expect(values[2 * t + 1]).toBeCloseTo(2 * h[2] - 0.1, 6);
    }
  });
});

it('a network of the engine is the same one when it was stored and taken up, and answers as the engine does', async () => {
  const task = digits({ train: 200, test: 100 });
  const engine = createEngine();
  try {
    const sizes = { inputs: task.features, outputs: task.classes };
    const network = await build(mlp([30, 20], { epsilon: 6 }), engine, createRandom(3), sizes);
    const options = {
      task,
      epochs: 3,
      scaling: 'z-score',
      transformFor: () => sgd({ rate: 0.1 }),
    } as const;
    const random = createRandom(4);
    const classifier = await createClassifier({ network, random, ...options });
    for (const _ of classifier.learn());
    const judged = classifier.evaluate();
    const scaling = scalingOf(task.train, 'z-score');
    const stored = storedOf(network, outlineOfMlp(network, 'cross-entropy', { scaling }));
    if (stored.kind !== 'mlp') throw new Error('another kind');
    const { classes, probabilities } = answersOf(stored, task.test.inputs);
    const { labels } = task.test;
    expect(classes.filter((c, e) => c === labels[e]).length / 100).toBe(judged.accuracy);
    const loss = Array.from(labels).reduce(
      (sum, c, e) => sum - Math.log(probabilities?.[10 * e + c] ?? 0),
      0,
    );
    expect(loss / 100).toBeCloseTo(judged.loss, 5);

    const again = mlpFrom(engine, stored, { batch: 32 });
    expect(storedOf(again, stored)).toEqual(stored);
    const taken = await createClassifier({ network: again, random, ...options, epochs: 0 });
    expect(taken.evaluate()).toEqual(judged);
  } finally {
    engine.dispose();
  }
});
