import { beforeAll, describe, expect, it } from 'vitest';
import { FrugalError } from '../errors.ts';
import { createRandom } from '../numerics/random.ts';
import { randomAssociations } from '../tasks/associations.ts';
import { normalConstraints } from './constraints.ts';
import { loadHighs } from './highs.ts';
import { modelData, openProgram, type Rows, rowsOf, runModel, startClock } from './program.ts';
import { solveRobustness } from './robust-weights.ts';

const spec = { inputs: 30, associations: 15, inputActivity: 0.5, outputActivity: 0.5 };
const data = randomAssociations(spec, createRandom(1));
let rows: Rows;
beforeAll(async () => {
  rows = rowsOf(await loadHighs(), data, normalConstraints(data, { threshold: 0.02 }));
});

describe('the program as arrays', () => {
  it('has the entries of its definition', () => {
    const { matrix, colCost, rowLower, rowUpper } = modelData(rows);
    const { starts, indices, values } = matrix;
    const { arms } = rows.constraints;
    const [m, n] = [spec.associations, spec.inputs];
    const dense = Array.from({ length: m + 1 }, () => new Float64Array(arms.length + 1));
    for (let column = 0; column <= arms.length; column++)
      for (let p = starts[column]; p < starts[column + 1]; p++)
        dense[indices[p]][column] += values[p];
    for (let k = 0; k < m; k++) {
      const row = arms.map(
        ({ input, sign }) => sign * data.labels[k] * data.patterns[k * n + input] + 0,
      );
      expect(Array.from(dense[k], (entry) => entry + 0)).toEqual([...row, -1]);
      expect(rowLower[k]).toBeCloseTo((data.labels[k] * 0.02 * n) / rows.unit, 14);
      expect(rowUpper[k]).toBe(Number.POSITIVE_INFINITY);
    }
    expect([...dense[m]]).toEqual([...arms.map(() => 1), 0]);
    expect([rowLower[m], rowUpper[m]]).toEqual([rows.budget, rows.budget]);
    expect(colCost[arms.length]).toBe(1);
  });
});

describe('a solve', () => {
  it('goes on from the last basis when bounds change, to what a new program comes to', () => {
    const program = openProgram(rows);
    expect(program.solve(startClock(60))).toBe('optimal');
    const cold = program.iterations();
    const strongest = program
      .sizes()
      .reduce((best, size, a, all) => (size > all[best] ? a : best), 0);
    program.bound(strongest, 0, 0);
    expect(program.solve(startClock(60))).toBe('optimal');
    expect(program.iterations() - cold).toBeLessThan(cold / 2);
    const fresh = openProgram(rows);
    fresh.bound(strongest, 0, 0);
    expect(fresh.solve(startClock(60))).toBe('optimal');
    expect(program.margin()).toBeCloseTo(fresh.margin(), 9);
    for (const each of [program, fresh]) each.dispose();
  });

  it('tells what is infeasible, unbounded, or out of time', () => {
    const { highs } = rows;
    const program = openProgram(rows);
    rows.constraints.arms.forEach((_, a) => {
      program.bound(a, 0, 0);
    });
    expect(program.solve(startClock(60))).toBe('infeasible');
    // As it was, it is solved again.
    rows.constraints.arms.forEach((_, a) => {
      program.bound(a, 0, rows.budget);
    });
    expect(program.solve({ left: () => 0 })).toBe('time limit');
    expect(program.solve({ left: () => 1e-9 })).toBe('time limit');
    expect(program.solve(startClock(60))).toBe('optimal');
    program.dispose();
    const { rowLower, rowUpper, ...rest } = modelData(rows);
    const free = new Float64Array(rest.numRows).fill(-highs.infinity);
    expect(() =>
      highs.withModel({ ...rest, rowLower: free, rowUpper }, (model) => {
        model.options.set({ output_flag: false });
        return runModel(highs, model, startClock(60));
      }),
    ).toThrow(FrugalError);
  });

  it('gives its memory back', () => {
    const solveAll = (): void => {
      for (const constraints of [{}, { density: 0.2 }, { gap: 2 }])
        for (const method of ['exact', 'elimination'] as const)
          if (method === 'exact' || 'density' in constraints || 'gap' in constraints)
            solveRobustness(rows.highs, data, constraints, { method }, 'caller');
    };
    for (let k = 0; k < 3; k++) solveAll();
    const before = rows.highs.memoryBytes;
    for (let k = 0; k < 25; k++) solveAll();
    expect(rows.highs.memoryBytes).toBe(before);
    expect(before).toBeLessThan(64e6);
  });
});
