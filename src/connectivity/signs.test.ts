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

  it('refuses signs of other units', () => {
    const topology = fixedFanIn({ inputs: 4, outputs: 3, fanIn: 1, random: createRandom(1) });
    expect(() => imposeSigns(topology, [1, 1, 1], [1, -1], { layer: 'h' })).toThrow(
      '2 signs for 4 inputs (layer "h")',
    );
  });
});
