import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../numerics/random.ts';
import { listOfEach } from '../sparse/topology.ts';
import { fixedFanIn } from './fixed.ts';
import { imposeSigns, unitSigns } from './signs.ts';

describe('unitSigns', () => {
  it('makes four of five units excitatory, the first or drawn ones', () => {
    expect([...unitSigns({ units: 5 })]).toEqual([1, 1, 1, 1, -1]);
    expect([...unitSigns({ units: 3, excitatory: 0 })]).toEqual([-1, -1, -1]);
    const drawn = unitSigns({ units: 100, random: createRandom('signs') });
    expect(drawn.filter((g) => g === 1).length).toBe(80);
    expect([...drawn]).not.toEqual([...unitSigns({ units: 100 })]);
  });

  it('refuses a share that is none', () => {
    expect(() => unitSigns({ units: 5, excitatory: 1.2 })).toThrow(
      'share of excitatory units 1.2 is outside [0, 1]',
    );
  });
});

describe('imposeSigns', () => {
  it('keeps magnitudes and gives signs by sender, balanced by receiver where asked', () => {
    const options = fc.record({
      seed: fc.nat(),
      order: fc.constantFrom('by-output' as const, 'by-input' as const),
      balance: fc.boolean(),
    });
    fc.assert(
      fc.property(options, ({ seed, order, balance }) => {
        const random = createRandom(seed);
        const topology = fixedFanIn({ inputs: 15, outputs: 9, fanIn: 6, order, random });
        const weights = new Float32Array(topology.index.length);
        random.fillNormal(weights, 1);
        const signs = Int8Array.from({ length: 15 }, () => random.integer(3) - 1);
        const signed = imposeSigns(topology, weights, signs, { balance });
        const list = listOfEach(topology);
        const sums = Array.from({ length: 9 }, () => ({ excitation: 0, inhibition: 0 }));
        signed.forEach((w, k) => {
          const [from, to] =
            order === 'by-output' ? [topology.index[k], list[k]] : [list[k], topology.index[k]];
          expect(signs[from] * w).toBeGreaterThanOrEqual(0);
          if (!balance)
            expect(w).toBe(signs[from] === 0 ? weights[k] : signs[from] * Math.abs(weights[k]));
          if (w > 0) sums[to].excitation += w;
          else sums[to].inhibition -= w;
        });
        if (!balance) return;
        for (const { excitation, inhibition } of sums)
          if (excitation > 0 && inhibition > 0) expect(inhibition).toBeCloseTo(excitation, 4);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it('keeps the mean square of the weights where asked', () => {
    const random = createRandom(5);
    const topology = fixedFanIn({ inputs: 40, outputs: 20, fanIn: 15, random });
    const weights = new Float32Array(topology.index.length);
    random.fillNormal(weights, 0.3);
    const signs = unitSigns({ units: 40 });
    const size = (values: Float32Array): number =>
      Math.sqrt(values.reduce((sum, w) => sum + w * w, 0) / values.length);
    const balanced = imposeSigns(topology, weights, signs, { balance: true });
    expect(size(balanced)).toBeGreaterThan(1.5 * size(weights));
    const kept = imposeSigns(topology, weights, signs, { balance: true, keepSize: true });
    expect(size(kept)).toBeCloseTo(size(weights), 6);
    const factor = size(weights) / size(balanced);
    kept.forEach((w, k) => {
      expect(w).toBeCloseTo(factor * balanced[k], 6);
    });
    expect(imposeSigns(topology, weights.fill(0), signs, { keepSize: true })).toEqual(weights);
  });

  it('refuses signs of other units', () => {
    const topology = fixedFanIn({ inputs: 4, outputs: 3, fanIn: 1, random: createRandom(1) });
    expect(() => imposeSigns(topology, [1, 1, 1], [1, -1], { layer: 'h' })).toThrow(
      '2 signs for 4 inputs (layer "h")',
    );
  });
});
