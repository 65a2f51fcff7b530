/** Pruning at birth against PyTorch's transcriptions of the published pseudo-code (fixtures/pruning.py), and by itself. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../numerics/random.ts';
import { checkTopology, fullTopology } from '../../sparse/topology.ts';
import fixture from './fixtures/pruning.json' with { type: 'json' };
import { type ActiveLayer, type Batch, curvature, type Wires, wiresOf } from './plain-network.ts';
import { pruneAtBirth, rewind, strongest, subset } from './prune.ts';
import { grasp, type Saliency, snip, synflow } from './saliency.ts';

const { sizes, density } = fixture;
const batch: Batch = {
  count: fixture.labels.length,
  inputs: fixture.inputs,
  labels: fixture.labels,
};
/** PyTorch's weights are [output][input]: lists by output, every input in them. */
const layersOf = (activation: string): ActiveLayer[] =>
  fixture.weights.map((weights, l) => ({
    topology: fullTopology(sizes[l], sizes[l + 1], 'by-output'),
    arrays: { weights: Float32Array.from(weights) },
    ...(l < fixture.weights.length - 1 && { activation }),
  }));
const ACTIVATIONS = ['relu', 'tanh', 'sigmoid'] as const;

const expectClose = (
  found: readonly ArrayLike<number>[],
  expected: readonly (readonly number[])[],
) =>
  expected.forEach((row, l) => {
    row.forEach((value, k) => {
      expect(Math.abs(found[l][k] - value)).toBeLessThan(1e-12 + 1e-10 * Math.abs(value));
    });
  });

/** Of every connection of the full layers whether it is there now. */
const masksOf = (layers: readonly ActiveLayer[]): number[][] =>
  wiresOf(layers).map(({ inputs, outputs, pre, post }) => {
    const mask = new Array<number>(inputs * outputs).fill(0);
    for (let k = 0; k < pre.length; k++) mask[post[k] * inputs + pre[k]] = 1;
    return mask;
  });

describe.each(ACTIVATIONS)('a network of %s units', (activation) => {
  const expected = fixture.cases[activation];
  const wires = wiresOf(layersOf(activation));

  it('has the gradient that automatic differentiation finds', () => {
    const { loss, gradient } = curvature(wires, batch);
    expect(loss).toBeCloseTo(expected.loss, 12);
    expectClose(gradient, expected.gradient);
  });

  it('has its product of Hessian and gradient, and that of differences of gradients', () => {
    const temperature = 200;
    const { gradient } = curvature(wires, batch, { temperature });
    const { product = [] } = curvature(wires, batch, { temperature, direction: gradient });
    expectClose(product, expected.product);
    const shifted = (by: number): readonly Float64Array[] => {
      const moved = wires.map(
        (layer, l): Wires => ({
          ...layer,
          weights: gradient[l].map((g, k) => layer.weights[k] + by * g),
        }),
      );
      return curvature(moved, batch, { temperature }).gradient;
    };
    const [ahead, behind] = [shifted(1e-2), shifted(-1e-2)];
    product.forEach((row, l) => {
      row.forEach((value, k) => {
        const slope = (ahead[l][k] - behind[l][k]) / 2e-2;
        expect(Math.abs(value - slope)).toBeLessThan(1e-10 + 1e-4 * Math.abs(value));
      });
    });
  });

  it('keeps whom SNIP and GraSP keep', () => {
    const random = createRandom(1);
    const kept = (rule: Saliency) =>
      masksOf(pruneAtBirth(layersOf(activation), rule, { density, random }).layers);
    expect(kept(snip(batch))).toEqual(expected.snip);
    expect(kept(grasp(batch))).toEqual(expected.grasp);
  });
});

describe('SynFlow', () => {
  it('has the flows of the pseudo-code and keeps whom it keeps after 100 rounds', () => {
    const layers = layersOf('relu');
    expectClose(synflow().scores(wiresOf(layers)), fixture.synflow.scores);
    const { layers: left, work } = pruneAtBirth(layers, synflow(), {
      density,
      random: createRandom(1),
    });
    expect(masksOf(left)).toEqual(fixture.synflow.kept);
    expect(work).toBeGreaterThan(3 * 100 * 87 * density);
  });

  it('conserves: what flows into a layer flows through every other (theorem 1 of the article)', () => {
    const sums = synflow()
      .scores(wiresOf(layersOf('relu')))
      .map((own) => own.reduce((all, x) => all + x, 0));
    for (const flow of sums) expect(flow).toBeCloseTo(sums[0], 9);
  });

  it('never empties a layer where one round of magnitude would', () => {
    const layers = layersOf('relu').map((layer, l) => ({
      ...layer,
      arrays: { weights: layer.arrays.weights.map((w) => (l === 1 ? w / 1000 : w)) },
    }));
    const rule: Saliency = {
      ...synflow(1),
      name: 'magnitude',
      scores: (wires) => wires.map(({ weights }) => Float64Array.from(weights, Math.abs)),
    };
    const ask = (saliency: Saliency) => () =>
      pruneAtBirth(layers, saliency, { density: 0.1, random: createRandom(1) });
    expect(ask(rule)).toThrow(
      'magnitude leaves layer 2 no connection at density 0.1; raise the density',
    );
    for (const { arrays } of ask(synflow())().layers)
      expect(arrays.weights.length).toBeGreaterThan(0);
  });
});

describe('strongest', () => {
  it('keeps exactly as many as asked for, and none below one that goes', () => {
    const scores = fc.array(
      fc.array(fc.integer({ min: -3, max: 9 }), { minLength: 1, maxLength: 20 }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(scores, fc.double({ min: 0, max: 1, noNaN: true }), (rows, share) => {
        const total = rows.flat().length;
        const count = Math.round(share * total);
        const kept = strongest(rows, count, createRandom(1));
        expect(kept.reduce((n, own) => n + own.length, 0)).toBe(count);
        const stay = rows.flatMap((own, l) => [...kept[l]].map((k) => own[k]));
        const go = rows.flatMap((own, l) => own.filter((_, k) => !kept[l].includes(k)));
        if (stay.length > 0 && go.length > 0)
          expect(Math.min(...stay)).toBeGreaterThanOrEqual(Math.max(...go));
      }),
    );
  });

  it('leaves ties to chance: nobody survives for standing first', () => {
    const [first, second] = [1, 2].map((seed) =>
      strongest([[1, 1, 1, 1, 1, 1, 1, 1]], 4, createRandom(seed)),
    );
    expect(first).not.toEqual(second);
    expect(() => strongest([[1]], 2, createRandom(1))).toThrow('2 of 1 connections cannot stay');
    expect(() => strongest([[Number.NaN]], 1, createRandom(1))).toThrow('not a finite number');
  });
});

describe('subset and rewind', () => {
  it('list the survivors, with their own weights', () => {
    const [layer] = layersOf('relu');
    const thin = subset(layer, Uint32Array.of(0, 8, 9, 41));
    checkTopology(thin.topology);
    expect([...thin.topology.start]).toEqual([0, 1, 3, 3, 3, 3, 4]);
    expect([...thin.topology.index]).toEqual([0, 1, 2, 6]);
    const { weights } = layer.arrays;
    expect([...thin.arrays.weights]).toEqual([weights[0], weights[8], weights[9], weights[41]]);
  });

  it('prune by what was learned and go back to what was born, 20 % a round', () => {
    const born = layersOf('relu');
    const counts = [];
    let left = born;
    for (let round = 1; round <= 3; round++) {
      const exist = left.reduce((n, { arrays: { weights } }) => n + weights.length, 0);
      const trained = left.map(({ arrays }) => ({
        arrays: { weights: arrays.weights.map((w, k) => w * (k % 3)) },
      }));
      left = rewind(left, trained, {
        count: Math.round(0.8 * exist),
        random: createRandom(round),
      });
      counts.push(left.reduce((n, { arrays: { weights } }) => n + weights.length, 0));
      // Those whose trained weight is 0 go first, and what stays is as it was born.
      const all = wiresOf(born);
      wiresOf(left).forEach(({ pre, post, weights }, l) => {
        for (let k = 0; k < pre.length; k++)
          expect(weights[k]).toBe(all[l].weights[post[k] * all[l].inputs + pre[k]]);
      });
    }
    // 87 connections: 70, 56, 45.
    expect(counts).toEqual([70, 56, 45]);
    expect(() => rewind(born, left, { count: 1, random: createRandom(1) })).toThrow(
      'layer 1 was born with 42 connections, not',
    );
  });
});

it('refuses networks that it has no derivatives for', () => {
  expect(() => curvature(wiresOf(layersOf('softplus')), batch)).toThrow(
    'unknown activation for pruning "softplus"',
  );
  const active = layersOf('relu').map((layer) => ({ ...layer, activation: 'sigmoid' }));
  expect(() => curvature(wiresOf(active), batch)).toThrow('linear outputs under a softmax');
  expect(() => curvature(wiresOf(layersOf('relu')), { ...batch, count: 3 })).toThrow(
    '84 inputs for 3 examples of 7 features',
  );
});
