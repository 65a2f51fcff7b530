/** Enumeration against trying one configuration after another, and against exhaustive enumeration in C. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../numerics/random.ts';
import { type DiscreteSpec, drawDiscrete, referenceDiscrete } from '../../tasks/discrete/draw.ts';
import { evaluate } from '../../tasks/discrete/index.ts';
import {
  codeOfWeights,
  configurationsOf,
  contradiction,
  enumerateSolutions,
  weightsOfCode,
} from './enumerate.ts';

describe('enumeration', () => {
  it('finds the solutions that C found', async () => {
    // Instances of mulberry32; counts and mean weights by a program in C.
    const one = await enumerateSolutions(referenceDiscrete({ inputs: 15, patterns: 1 }, 1));
    expect(one.count).toBe(16384);
    for (const m of one.means) expect(Math.abs(m)).toBeCloseTo(0.20947266, 8);
    const eight = await enumerateSolutions(referenceDiscrete({ inputs: 21, patterns: 8 }, 1));
    expect(eight.count).toBe(7141);
    const means = [
      ...[0.2530457919, -0.4275311581, 0.7174065257, 0.3914017645, 0.876207814, 0.6950007002],
      ...[0.6216216216, -0.3398683658, -0.3188629044, -0.7280492928, 0.1788264949, 0.5863324464],
      ...[-0.1788264949, -0.7739812351, -0.4367735611, -0.2902954768, -0.7361714046],
      ...[-0.030107828, -0.4275311581, 0.234280913, -0.1788264949],
    ];
    for (const [i, m] of eight.means.entries()) expect(m).toBeCloseTo(means[i], 9);
    const twelve = await enumerateSolutions(referenceDiscrete({ inputs: 21, patterns: 12 }, 3));
    expect(twelve.count).toBe(1597);
    for (const [i, m] of [0.7282404508, -0.475266124, -0.9173450219].entries())
      expect(twelve.means[i]).toBeCloseTo(m, 9);
  });

  it.each<[string, DiscreteSpec]>([
    ['a perceptron', { inputs: 11, patterns: 5 }],
    ['one synapse', { inputs: 1, patterns: 1 }],
    ['three levels', { inputs: 7, patterns: 4, levels: [-1, 0, 1] }],
    [
      'levels 0 … 2 with a threshold',
      { inputs: 6, patterns: 4, levels: [0, 1, 2], threshold: 1.5 },
    ],
    [
      '0/1 synapses on 0/1 patterns',
      { inputs: 9, patterns: 4, levels: [0, 1], code: 'zero-one', threshold: 2 },
    ],
    ['a committee', { inputs: 3, patterns: 4, units: 3 }],
    ['a committee of many patterns', { inputs: 3, patterns: 40, units: 3, goal: 'teacher' }],
    ['a tree', { inputs: 3, patterns: 4, units: 3, wiring: 'tree' }],
    ['a tree of five units', { inputs: 2, patterns: 3, units: 5, wiring: 'tree' }],
  ])('finds those of %s that trying finds', async (_, spec) => {
    for (const seed of [1, 2]) {
      const problem = drawDiscrete(spec, createRandom(seed));
      const codes: number[] = [];
      for (let code = 0; code < configurationsOf(problem); code++)
        if (evaluate(problem, weightsOfCode(problem, code)).solved) codes.push(code);
      const found = await enumerateSolutions(problem);
      expect(found.count).toBe(codes.length);
      expect([...found.codes!].sort((a, b) => a - b)).toEqual(codes);
      found.means.forEach((mean, i) => {
        const sum = codes.reduce((total, code) => total + weightsOfCode(problem, code)[i], 0);
        if (codes.length > 0) expect(mean).toBeCloseTo(sum / codes.length, 12);
        else expect(mean).toBeNaN();
      });
      for (const code of codes.slice(0, 5))
        expect(codeOfWeights(problem, weightsOfCode(problem, code))).toBe(code);
    }
  });

  it('keeps no more codes than asked for, and refuses what is too large', async () => {
    const found = await enumerateSolutions(referenceDiscrete({ inputs: 15, patterns: 1 }, 1), {
      keep: 100,
    });
    expect(found.count).toBe(16384);
    expect(found.codes).toBeUndefined();
    const large = referenceDiscrete({ inputs: 32, patterns: 1 }, 1);
    await expect(enumerateSolutions(large)).rejects.toThrow('have more than 2^31 configurations');
  });
});

describe('a contradiction', () => {
  const problem = referenceDiscrete({ inputs: 131, patterns: 20 }, 1);
  const withRow = (from: number, to: number, turn: boolean, label: number) => {
    const [bits, labels] = [problem.bits.slice(), problem.labels.slice()];
    const { words } = problem;
    for (let w = 0; w < words; w++) {
      const word = bits[from * words + w];
      const mask = w < 4 ? -1 : w === 4 ? 7 : 0;
      bits[to * words + w] = turn ? ~word & mask : word;
    }
    labels[to] = label;
    return { ...problem, bits, labels };
  };
  it('is found between equal and between opposite patterns', () => {
    const label = problem.labels[3];
    expect(contradiction(problem)).toBeUndefined();
    expect(contradiction(withRow(3, 17, false, label))).toBeUndefined();
    expect(contradiction(withRow(3, 17, false, -label))).toEqual([3, 17]);
    expect(contradiction(withRow(3, 17, true, label))).toEqual([3, 17]);
    expect(contradiction(withRow(3, 17, true, -label))).toBeUndefined();
    expect(contradiction({ ...withRow(3, 17, true, label), threshold: 1 })).toBeUndefined();
  });
});
