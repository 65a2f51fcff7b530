/** Products with the patterns of a problem against the definition, for every wiring and code. */

import { afterAll, describe, expect, it } from 'vitest';
import { finish, finishAsync } from '../../numerics/pace.ts';
import { createRandom } from '../../numerics/random.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import { patternValues } from '../../tasks/discrete/rows.ts';
import { storage } from './fixtures/instances.ts';
import { type BitProducts, createBitProductsInSteps } from './products.ts';

const made: BitProducts[] = [];
afterAll(() => {
  for (const each of made) each.dispose();
});

/** ξ of pattern p for synapse i of unit k. */
function entryOf(problem: DiscreteProblem): (k: number, p: number, i: number) => number {
  const { inputs, units, wiring } = problem;
  const values = patternValues(problem);
  const length = wiring === 'tree' ? units * inputs : inputs;
  return (k, p, i) => values[p * length + (wiring === 'tree' ? k * inputs : 0) + i];
}

describe('products of patterns with vectors', () => {
  for (const [name, problem] of [
    ['±1', storage(101, 37, 1)],
    ['0/1', storage(70, 33, 2, { code: 'zero-one' })],
    ['a full committee', storage(45, 20, 3, { units: 3 })],
    ['a tree committee', storage(45, 20, 4, { units: 3, wiring: 'tree' })],
    ['a tree of 0/1', storage(33, 9, 5, { units: 3, wiring: 'tree', code: 'zero-one' })],
  ] as const)
    for (const threads of [1, 3])
      it(`are sums over the entries: ${name}, ${threads} threads`, async () => {
        const products = await finishAsync(
          createBitProductsInSteps(problem, { slots: 2, threads }),
        );
        made.push(products);
        const { inputs, units, patterns } = problem;
        const entry = entryOf(problem);
        const random = createRandom('vectors');
        for (const slot of products.slots) {
          for (let k = 0; k < units; k++) {
            random.fillUniform(slot.synapses[k], -1, 1);
            random.fillUniform(slot.patterns[k], -1, 1);
          }
          finish(slot.along());
          finish(slot.down());
          for (let k = 0; k < units; k++) {
            for (let p = 0; p < patterns; p++) {
              let sum = 0;
              for (let i = 0; i < inputs; i++) sum += entry(k, p, i) * slot.synapses[k][i];
              expect(slot.sums[k][p]).toBeCloseTo(sum, 4);
            }
            for (let i = 0; i < inputs; i++) {
              let sum = 0;
              for (let p = 0; p < patterns; p++) sum += entry(k, p, i) * slot.patterns[k][p];
              expect(slot.totals[k][i]).toBeCloseTo(sum, 4);
            }
          }
        }
        const sums = new Float32Array(patterns);
        products.move(units - 1, inputs - 2, 3, sums);
        for (let p = 0; p < patterns; p++)
          expect(sums[p]).toBe(3 * entry(units - 1, p, inputs - 2));
      });
});
