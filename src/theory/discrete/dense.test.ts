import { describe, expect, it } from 'vitest';
import { UsageError } from '../../errors.ts';
import { BranchEnd, type DensePoint, type DenseQuestion, denseCurve } from './dense.ts';
import { storageEntropy } from './storage.ts';
import { teacherStudent } from './teacher.ts';
import { typicalCurve } from './typical.ts';

const one = (question: Omit<DenseQuestion, 'distances'>, distance: number): DensePoint =>
  denseCurve({ ...question, distances: [distance] })[0];

const binaryEntropy = (d: number): number => -d * Math.log(d) - (1 - d) * Math.log(1 - d);

describe('the densest regions, y → ∞', () => {
  // Values of an independent implementation at load 0.4: d, S_I, γ.
  it.each([
    [0.2, 0.3726549, 0.28526],
    [0.15, 0.3350623, 0.47144],
    [0.1, 0.2765818, 0.71371],
    [0.05, 0.1857935, 1.17046],
    [0.02, 0.0974849, 1.87843],
    [0.01, 0.0559965, 2.29525],
  ])('at load 0.4, distance %d', (distance, entropy, field) => {
    const found = one({ load: 0.4 }, distance);
    expect(Math.abs(found.localEntropy - entropy)).toBeLessThan(1e-7);
    expect(Math.abs(found.field - field)).toBeLessThan(1e-5);
    expect(found.y).toBe(Number.POSITIVE_INFINITY);
    expect(found.validity.kind).toBe('unphysical');
  });

  // The same at load 0.75.
  it.each([
    [0.1, 0.0687712],
    [0.05, 0.0479861],
    [0.03, 0.0427281],
  ])('at load 0.75, distance %d', (distance, entropy) => {
    expect(Math.abs(one({ load: 0.75 }, distance).localEntropy - entropy)).toBeLessThan(1e-7);
  });

  it('have the order parameters of the independent implementation', () => {
    const found = one({ load: 0.4 }, 0.1);
    expect(found.overlap).toBeCloseTo(0.643627, 6);
    expect(found.overlapStep).toBeCloseTo(1.91916, 5);
    expect(found.conjugate).toBeCloseTo(0.08769, 5);
    expect(found.conjugateStep).toBeCloseTo(0.2196, 5);
    expect(found.centreEntropy).toBeCloseTo(-0.06684, 5);
  });

  it('are almost full close to the centre', () => {
    for (const distance of [0.005, 0.001]) {
      const gap = binaryEntropy(distance) - one({ load: 0.4 }, distance).localEntropy;
      expect(gap).toBeGreaterThan(0);
      expect(gap).toBeLessThan(2e-7);
    }
  });

  it('are full to rounding so close at small loads that nothing is left to solve', () => {
    expect(() => one({ load: 0.01 }, 0.005)).toThrow(
      'the region is full to rounding, its local entropy the binary entropy 0.0314791',
    );
  });

  it('hold all solutions at the largest distance', () => {
    const { entropy } = storageEntropy(0.4);
    expect(entropy - one({ load: 0.4 }, 0.28).localEntropy).toBeLessThan(1e-3);
    expect(() => one({ load: 0.4 }, 0.3)).toThrow('distance 0.3 is outside (0, 0.283191]');
  });

  it.each(['storage', 'teacher'] as const)('obey dS_I/dS = −γ (%s)', (task) => {
    const [here, there] = denseCurve({ load: 0.6, task, distances: [0.08, 0.08001] });
    const slope = (there.localEntropy - here.localEntropy) / (2 * (here.distance - there.distance));
    expect(slope).toBeCloseTo(-0.5 * (here.field + there.field), 6);
  });

  it('are denser than what surrounds a typical solution', () => {
    const distances = [0.2, 0.1];
    const dense = denseCurve({ load: 0.4, distances });
    typicalCurve(0.4, distances).forEach(({ entropy }, i) => {
      expect(dense[i].localEntropy).toBeGreaterThan(entropy + 0.03);
      expect(dense[i].localEntropy).toBeLessThan(binaryEntropy(distances[i]));
    });
  });

  it('of a teacher generalise better than typical students', () => {
    const found = one({ load: 0.5, task: 'teacher' }, 0.1);
    const { gibbsError, bayesError } = teacherStudent(0.5)[0];
    expect(found.solutionError).toBeLessThan(gibbsError);
    expect(found.centreError).toBeLessThan(found.solutionError as number);
    expect(found.centreError).toBeGreaterThan(bayesError);
  });
});

describe('dense regions at finite y', () => {
  it('obey the sum rule at y = 1: each solution has a full sphere of centres', () => {
    const found = one({ load: 0.4, y: 1 }, 0.1);
    const { entropy, overlap } = storageEntropy(0.4);
    expect(found.localEntropy + found.centreEntropy).toBeCloseTo(entropy + binaryEntropy(0.1), 10);
    expect(found.overlap - found.overlapStep).toBeCloseTo(overlap, 10);
    expect(found.field).toBeCloseTo(Math.atanh(0.8), 10);
    // An independent implementation, 1e-7.
    expect(found.localEntropy).toBeCloseTo(0.1379484, 6);
    expect(found.centreEntropy).toBeCloseTo(0.5835897, 6);
  });

  it('obey it with a teacher', () => {
    const found = one({ load: 0.7, y: 1, task: 'teacher' }, 0.15);
    const { entropy, overlap, gibbsError } = teacherStudent(0.7)[0];
    expect(found.localEntropy + found.centreEntropy).toBeCloseTo(entropy + binaryEntropy(0.15), 9);
    expect(found.overlap - found.overlapStep).toBeCloseTo(overlap, 9);
    expect(found.solutionError).toBeCloseTo(gibbsError, 9);
    // The centre is a student with 15 % of its synapses flipped.
    expect(Math.cos(Math.PI * (found.centreError as number))).toBeCloseTo(0.7 * overlap, 9);
  });

  // An independent implementation at load 0.4, distance 0.1: y, S_I, S_E.
  it.each([
    [5, 0.24388, 0.346206],
    [20, 0.272789, 0.08767],
  ])('y = %d', (y, internal, external) => {
    const found = one({ load: 0.4, y }, 0.1);
    expect(Math.abs(found.localEntropy - internal)).toBeLessThan(1e-6);
    expect(Math.abs(found.centreEntropy - external)).toBeLessThan(1e-6);
  });

  it.each(['storage', 'teacher'] as const)('obey dS_E = −y dS_I (%s)', (task) => {
    const at = (y: number) => one({ load: 0.6, y, task }, 0.1);
    const [low, high] = [at(9.99), at(10.01)];
    const slope = (high.centreEntropy - low.centreEntropy) / (high.localEntropy - low.localEntropy);
    expect(slope).toBeCloseTo(-10, 3);
  });

  it.each(['storage', 'teacher'] as const)('approach the limit (%s)', (task) => {
    const limit = one({ load: 0.6, task }, 0.1);
    const found = one({ load: 0.6, task, y: 500 }, 0.1);
    expect(limit.localEntropy - found.localEntropy).toBeGreaterThan(0);
    expect(limit.localEntropy - found.localEntropy).toBeLessThan(2 / 500 ** 2);
    // dS_E = −y dS_I makes the one approach as −c/y² and the other as 2c/y.
    const ratio =
      (found.centreEntropy - limit.centreEntropy) / (limit.localEntropy - found.localEntropy);
    expect(ratio / (2 * 500)).toBeCloseTo(1, 2);
  });
});

describe('centres that have no solution near them', () => {
  it('are told as such', () => {
    const found = one({ load: 0.7, y: 1 }, 0.1);
    expect(found.localEntropy).toBeLessThan(0);
    expect(found.validity).toMatchObject({ kind: 'unphysical' });
    expect(found.validity.reason).toContain('the local entropy is negative');
  });
});

describe('dense regions at the physical y*', () => {
  // An independent implementation: d, y*, S_I, 1e-5. Its values at d = 0.15 (246.6 and 0.33496) are left out: there the
  // centre entropy is −0.018, not 0.
  it('have a vanishing centre entropy', () => {
    const [near, nearer] = denseCurve({ load: 0.4, distances: [0.1, 0.05], y: 'physical' });
    expect(near.y).toBeCloseTo(47.548, 2);
    expect(near.localEntropy).toBeCloseTo(0.275877, 5);
    expect(nearer.y).toBeCloseTo(40.73, 2);
    expect(nearer.localEntropy).toBeCloseTo(0.184112, 5);
    expect(Math.abs(near.centreEntropy)).toBeLessThan(1e-8);
    expect(near.validity.kind).toBe('approximate');
    const beyond = one({ load: 0.4, y: 246.6 }, 0.15);
    expect(beyond.centreEntropy).toBeCloseTo(-0.0178, 4);
  });

  it('end before small distances at load 0.78', () => {
    expect(() => one({ load: 0.78, y: 'physical' }, 0.03)).toThrow(
      'the branch at y* ends near distance 0.04',
    );
  });
});

describe('questions about dense regions', () => {
  it('are refused where there are none', () => {
    expect(() => one({ load: 0.84 }, 0.1)).toThrow(UsageError);
    expect(() => one({ load: 0.84 }, 0.1)).toThrow('beyond the capacity');
    expect(() => one({ load: 1.3, task: 'teacher' }, 0.1)).toThrow(
      'leaves no student but the teacher',
    );
    expect(() => one({ load: 0.8 }, 0.02)).toThrow('ends near distance 0.042');
    expect(() => one({ load: 0.8 }, 0.02)).toThrow(BranchEnd);
    expect(() => one({ load: 0.4, y: 0 }, 0.1)).toThrow('y 0 is neither a number in (0, 2000]');
    expect(() => one({ load: 0.4 }, 0.5)).toThrow('distance 0.5 is outside (0, 0.5)');
  });
});
