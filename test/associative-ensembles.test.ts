import { describe, expect, it } from 'vitest';
import { createRandom } from '../src/numerics/random.ts';
import { maximiseRobustness } from '../src/solvers/robustness.ts';
import { inhibitoryFirst, randomAssociations } from '../src/tasks/associations.ts';
import type { InputGroup } from '../src/theory/associative/model.ts';
import { maxRobustness } from '../src/theory/associative/solution.ts';

const SAMPLES = 40;

describe('theory and linear programs agree on random associations', () => {
  // f = f_out, h̃, share of inhibitory inputs (0: free signs), load, N. The first two are rows of the finite-size table of
  // the theory's derivation, where 200 samples at N = 100 gave 0.8333(67) and 0.8138(137).
  it.each([
    [0.5, 0, 0, 0.5, 100],
    [0.5, 0, 0.2, 0.3, 100],
    [0.2, 0.03, 0, 0.5, 100],
    [0.3, 0.05, 0.4, 0.3, 120],
  ])('f %d, h̃ %d, inhibitory %d, load %d, N %d', async (f, threshold, inhibitory, load, inputs) => {
    const signs = inhibitory > 0 ? inhibitoryFirst(inputs, inhibitory) : new Int8Array(inputs);
    const groups: InputGroup[] =
      inhibitory > 0
        ? [
            { fraction: inhibitory, activity: f, sign: 'inhibitory' },
            { fraction: 1 - inhibitory, activity: f, sign: 'excitatory' },
          ]
        : [{ fraction: 1, activity: f, sign: 'free' }];
    const theory = maxRobustness({
      groups,
      outputActivity: f,
      threshold,
      load,
      inputs,
    });
    const margins: number[] = [];
    const sparsities: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample++) {
      const random = createRandom('ensemble').split(sample);
      const associations = Math.round(load * inputs);
      const spec = { inputs, associations, inputActivity: f, outputActivity: f };
      const found = await maximiseRobustness(randomAssociations(spec, random), {
        signs,
        threshold,
      });
      if (!('weights' in found)) throw new Error(found.reason);
      margins.push(found.margin);
      sparsities.push(found.sparsity);
    }
    for (const [values, expected, slack] of [
      [margins, theory.margin, 0.03],
      [sparsities, theory.sparsity, 0.02],
    ] as const) {
      const mean = values.reduce((a, b) => a + b, 0) / SAMPLES;
      const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (SAMPLES - 1);
      // Four standard errors, and what is left of the finite-size effect beyond the bias of the mean input.
      expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(variance / SAMPLES) + slack);
    }
  });
});
