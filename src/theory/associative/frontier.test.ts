import { describe, expect, it } from 'vitest';
import { type FrontierPoint, frontier, maxSparsity, type SparsityConstraint } from './frontier.ts';
import type { InputGroup } from './model.ts';
import {
  type CapacityQuestion,
  capacity,
  maxRobustness,
  type RobustnessQuestion,
} from './solution.ts';

const MODEL = { groups: [{ fraction: 1, activity: 0.5 }], outputActivity: 0.5 };
const SIGNED: InputGroup[] = [
  { fraction: 0.2, activity: 0.5, sign: 'inhibitory' },
  { fraction: 0.8, activity: 0.5, sign: 'excitatory' },
];

/** The last point of a frontier that ends at this sparsity. */
const atSparsity = (
  question: CapacityQuestion | RobustnessQuestion,
  by: SparsityConstraint,
  sparsity: number,
): FrontierPoint => frontier(question, { by, points: 2, sparsest: sparsity })[1];

describe('equal sparsity', () => {
  // κ̃, δ̃, S, α with gap, α with l0 at the same S, α with a random support of 1 − S of the inputs; independent
  // implementation, 5 decimals.
  it.each([
    [0.1, 2, 0.58028, 1.43677, 1.46268, 0.71644],
    [0.5, 3, 0.73076, 0.71824, 0.72685, 0.30531],
    [1, 5, 0.8386, 0.39155, 0.39532, 0.14264],
  ])('κ̃ %d, δ̃ %d', (margin, gap, sparsity, byGap, byL0, bySupport) => {
    const withGap = capacity({ ...MODEL, margin, gap });
    expect(withGap.sparsity).toBeCloseTo(sparsity, 5);
    expect(withGap.load).toBeCloseTo(byGap, 5);
    expect(atSparsity({ ...MODEL, margin }, 'l0', withGap.sparsity).solution.load).toBeCloseTo(
      byL0,
      5,
    );
    expect(atSparsity({ ...MODEL, margin }, 'gap', withGap.sparsity).value).toBeCloseTo(gap, 9);
    const thin = capacity({ ...MODEL, margin, support: 1 - withGap.sparsity });
    expect(thin.load).toBeCloseTo(bySupport, 5);
    // The allowed inputs of a random support have zero weights as well: at equal true sparsity it does better.
    const random = atSparsity({ ...MODEL, margin }, 'support', withGap.sparsity).solution;
    expect(random.load).toBeGreaterThan(thin.load);
    expect(random.load).toBeLessThan(byGap);
  });

  it('holds at fixed load as well', () => {
    const point = atSparsity({ ...MODEL, load: 0.5 }, 'l0', 0.8);
    // Published equations, 40 digits.
    expect(point.solution.margin).toBeCloseTo(0.78666319283013, 12);
    expect(() => atSparsity({ ...MODEL, load: 0.5 }, 'l0', 0.5)).toThrow('sparsest 0.5 is outside');
  });
});

describe('the largest sparsity for a task', () => {
  // α, κ̃, S with l0, S with gap, δ̃, 1 − support; independent implementation, 6 digits.
  it.each([
    [0.5, 0.5, 0.920046, 0.916383, 11.6784, 0.468042],
    [0.25, 1, 0.964903, 0.963628, 27.1551, 0.604257],
  ])('load %d, margin %d', (load, margin, l0, byGap, gap, support) => {
    const task = { ...MODEL, load, margin };
    expect(maxSparsity(task, 'l0').solution.sparsity).toBeCloseTo(l0, 6);
    const withGap = maxSparsity(task, 'gap');
    expect(withGap.solution.sparsity).toBeCloseTo(byGap, 6);
    expect(withGap.value).toBeCloseTo(gap, 4);
    expect(1 - maxSparsity(task, 'support').value).toBeCloseTo(support, 6);
  });

  it('does not exist beyond the capacity', () => {
    expect(() => maxSparsity({ ...MODEL, load: 1, margin: 0.5 }, 'gap')).toThrow(
      'load 1 is outside (0, 0.758167]',
    );
  });
});

describe('frontier', () => {
  for (const by of ['l0', 'gap', 'support'] as const) {
    it(`falls with sparsity at fixed margin, by ${by}`, () => {
      const points = frontier({ ...MODEL, margin: 0.5 }, { by, points: 15 });
      expect(points).toHaveLength(15);
      expect(points[0].solution.load).toBeCloseTo(0.75816655926747, 12);
      for (let i = 1; i < points.length; i++) {
        const step = points[i].solution.sparsity - points[i - 1].solution.sparsity;
        expect(step).toBeCloseTo((0.98 - points[0].solution.sparsity) / 14, 8);
        expect(points[i].solution.load).toBeLessThan(points[i - 1].solution.load);
      }
    });

    it(`ends at margin 0 at fixed load, by ${by}`, () => {
      const points = frontier(
        { groups: SIGNED, outputActivity: 0.5, load: 0.3 },
        { by, points: 7, sparsest: 0.999 },
      );
      for (const { solution } of points) expect(solution.load).toBeCloseTo(0.3, 12);
      expect(points[0].solution.margin).toBeCloseTo(0.76993991219166, 12);
      const { margin } = points[6].solution;
      expect(margin).toBeGreaterThanOrEqual(0);
      expect(margin).toBeLessThan(1e-6);
    });
  }

  it('has l0 as its envelope', () => {
    const question = { groups: SIGNED, outputActivity: 0.3, margin: 0.4 };
    const [l0, gap, support] = (['l0', 'gap', 'support'] as const).map((by) =>
      frontier(question, { by, points: 6, sparsest: 0.95 }),
    );
    for (let i = 1; i < 6; i++) {
      expect(gap[i].solution.load).toBeLessThan(l0[i].solution.load);
      expect(support[i].solution.load).toBeLessThan(gap[i].solution.load);
    }
  });

  it('refuses what it cannot vary', () => {
    const question = { ...MODEL, margin: 0.5 };
    expect(() => frontier({ ...question, density: 0.3 }, { by: 'l0' })).toThrow(
      'density 0.3 is given',
    );
    expect(() => frontier({ ...MODEL, load: 3 }, { by: 'gap' })).toThrow(
      'load 3 is outside (0, 2]',
    );
    expect(() => frontier(question, { by: 'l0', points: 1 })).toThrow('points 1');
    expect(() => frontier(question, { by: 'l0', sparsest: 0.4 })).toThrow(
      'sparsest 0.4 is outside',
    );
    expect(() => frontier(question, { by: 'l1' as 'l0' })).toThrow(
      'unknown sparsity constraint "l1"',
    );
    // The other constraints stay in force.
    const points = frontier({ ...question, gap: 2 }, { by: 'l0', points: 3 });
    expect(points[0].solution.load).toBeCloseTo(0.74228940471241, 12);
    expect(maxRobustness({ ...MODEL, load: 0.5, gap: 2 }).margin).toBeLessThan(0.8165);
  });
});
