import { describe, expect, it } from 'vitest';
import type { LabelledPatterns } from '../tasks/patterns.ts';
import { search } from './branching.ts';
import { normalConstraints, type WeightConstraints } from './constraints.ts';
import { loadHighs } from './highs.ts';
import { openProgram, rowsOf, startClock, weightsOf } from './program.ts';

function instance(seed: number, inputs: number, associations: number): LabelledPatterns {
  let x = seed;
  const uniform = () => {
    x = (Math.imul(1664525, x) + 1013904223) >>> 0;
    return x / 4294967296;
  };
  const patterns = Uint8Array.from({ length: inputs * associations }, () =>
    uniform() < 0.5 ? 1 : 0,
  );
  const labels = Int8Array.from({ length: associations }, () => (uniform() < 0.5 ? 1 : -1));
  return { inputs, associations, patterns, labels };
}

const linearMargin = async (data: LabelledPatterns, constraints: WeightConstraints) => {
  const rows = rowsOf(await loadHighs(), data, normalConstraints(data, constraints));
  const program = openProgram(rows);
  program.solve(startClock(60));
  const margin = program.margin();
  program.dispose();
  return { rows, margin };
};

describe('search over supports', () => {
  it('finds the linear optimum where nothing is combinatorial, with one sign per input', async () => {
    for (const [seed, threshold] of [
      [1, 0],
      [2, 0.05],
      [3, -0.1],
    ]) {
      const data = instance(seed, 12, 6);
      const { rows, margin } = await linearMargin(data, { threshold });
      const result = search(rows, startClock(60));
      expect(result.outcome).toBe('optimal');
      expect(result.found?.margin).toBeCloseTo(margin, 8);
      expect(result.bound).toBeCloseTo(margin, 8);
      const sizes = result.found?.sizes ?? new Float64Array();
      const mean = weightsOf(rows, sizes).reduce((sum, w) => sum + Math.abs(w), 0) / 12;
      expect(mean).toBeCloseTo(1, 8);
    }
  });

  it('bounds what it has not found when the time ends in the middle', async () => {
    const data = instance(4, 40, 20);
    const { rows, margin } = await linearMargin(data, { density: 0.2 });
    // A clock that runs out after a number of looks: the same every time, unlike seconds.
    for (const looks of [1, 5, 12, 40, 100, 200]) {
      let left = looks;
      const result = search(rows, { left: () => (left-- > 0 ? 0.05 : 0) });
      expect(result.bound).toBeGreaterThan(0);
      expect(result.bound).toBeLessThanOrEqual(
        result.found === undefined ? Number.POSITIVE_INFINITY : margin + 1e-7,
      );
      if (result.found !== undefined) {
        expect(result.found.margin).toBeLessThanOrEqual(result.bound + 1e-9);
      }
    }
  });
});
