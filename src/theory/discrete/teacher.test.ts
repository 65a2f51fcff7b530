import { describe, expect, it } from 'vitest';
import { teacherStudent, teacherThresholds } from './teacher.ts';

describe('learning from a binary teacher', () => {
  // Replica-symmetric values of an independent implementation, 1e-8.
  it.each([
    [0.4, 0.23748367, 0.43217755, 0.42367738],
    [0.8, 0.45482104, 0.20530651, 0.34970322],
    [1.2, 0.66866138, 0.01796501, 0.26686759],
  ])('at load %d', (load, overlap, entropy, error) => {
    const found = teacherStudent(load)[0];
    expect(found.branch).toBe('equilibrium');
    expect(Math.abs(found.overlap - overlap)).toBeLessThan(6e-9);
    expect(Math.abs(found.entropy - entropy)).toBeLessThan(6e-9);
    expect(Math.abs(found.gibbsError - error)).toBeLessThan(6e-9);
    expect(found.bayesError).toBeLessThan(found.gibbsError);
  });

  it('changes at two loads', () => {
    const { perfect, spinodal } = teacherThresholds();
    expect(perfect).toBeCloseTo(1.24468, 5);
    expect(spinodal).toBeCloseTo(1.4926, 4);
    const branches = (load: number) => teacherStudent(load).map(({ branch }) => branch);
    expect(branches(perfect - 1e-3)).toEqual(['equilibrium', 'unstable', 'teacher']);
    expect(branches(perfect + 1e-3)).toEqual(['metastable', 'unstable', 'teacher']);
    expect(branches(spinodal - 1e-3)).toEqual(['metastable', 'unstable', 'teacher']);
    expect(branches(spinodal + 1e-3)).toEqual(['teacher']);
  });

  it('has branches that meet where the metastable one ends', () => {
    const [low, high] = teacherStudent(teacherThresholds().spinodal - 1e-6);
    expect(high.overlap - low.overlap).toBeGreaterThan(0);
    expect(high.overlap - low.overlap).toBeLessThan(2e-3);
    expect(low.validity.kind).toBe('unphysical');
  });

  it('loses entropy per pattern as the labels tell: ds/dα is minus the mean surprise', () => {
    const step = 1e-4;
    const slope =
      (teacherStudent(0.6 + step)[0].entropy - teacherStudent(0.6 - step)[0].entropy) / (2 * step);
    // A label is a bit: no pattern can tell more, and early patterns tell almost that.
    expect(slope).toBeGreaterThan(-Math.LN2);
    expect(slope).toBeLessThan(-0.5);
    expect(teacherStudent(0.01)[0].entropy).toBeCloseTo(Math.LN2 * (1 - 0.01), 3);
  });

  it('leaves the teacher alone without errors', () => {
    const teacher = teacherStudent(2);
    expect(teacher).toHaveLength(1);
    expect(teacher[0]).toMatchObject({ overlap: 1, entropy: 0, gibbsError: 0, bayesError: 0 });
    expect(() => teacherStudent(-1)).toThrow('load -1 is outside (0, Infinity)');
  });
});
