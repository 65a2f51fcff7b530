import { describe, expect, it } from 'vitest';
import { UsageError } from '../../errors.ts';
import { storageEntropy } from './storage.ts';
import { teacherStudent } from './teacher.ts';
import { typicalCurve } from './typical.ts';

describe('solutions around a typical solution', () => {
  // Replica-symmetric Franz-Parisi values of an independent implementation, 1e-7.
  const WANTED: ReadonlyArray<readonly [number, number]> = [
    [0.2, 0.323437],
    [0.15, 0.2723511],
    [0.1, 0.2043755],
    [0.05, 0.1144271],
    [0.02, 0.045263],
    [0.01, 0.0187474],
  ];
  const curve = typicalCurve(0.4, [...WANTED.map(([d]) => d), 0.1 + 5e-6, 0.002]);

  it('are as many as the theory says at load 0.4', () => {
    WANTED.forEach(([, entropy], i) => {
      expect(Math.abs(curve[i].entropy - entropy)).toBeLessThan(6e-8);
      expect(curve[i].validity.kind).toBe('approximate');
    });
  });

  it('are held by the field that is the slope of their entropy', () => {
    const [here, there] = [curve[2], curve[6]];
    const slope = (there.entropy - here.entropy) / (2 * (here.distance - there.distance));
    expect(slope).toBeCloseTo(-0.5 * (here.field + there.field), 6);
  });

  it('are missing near it: a typical solution is isolated', () => {
    expect(curve[7].entropy).toBeLessThan(0);
    expect(curve[7].validity.kind).toBe('unphysical');
  });

  it('are all there at the typical distance', () => {
    const { overlap, entropy } = storageEntropy(0.4);
    const [far] = typicalCurve(0.4, [0.5 * (1 - overlap - 0.021)]);
    expect(far.entropy).toBeLessThan(entropy);
    expect(entropy - far.entropy).toBeLessThan(1e-3);
  });
});

describe('students around the teacher', () => {
  it('are all there at the typical distance, and have the slope of their field', () => {
    const { overlap, entropy } = teacherStudent(0.4)[0];
    const [far, here, there] = typicalCurve(
      0.4,
      [0.5 * (1 - overlap - 0.021), 0.1, 0.10001],
      'teacher',
    );
    expect(entropy - far.entropy).toBeGreaterThan(0);
    expect(entropy - far.entropy).toBeLessThan(1e-3);
    const slope = (there.entropy - here.entropy) / (2 * (here.distance - there.distance));
    expect(slope).toBeCloseTo(-0.5 * (here.field + there.field), 6);
    expect(here.entropy).toBeGreaterThan(typicalCurve(0.4, [0.1])[0].entropy);
  });
});

describe('questions about typical solutions', () => {
  it('are refused where there are none', () => {
    expect(() => typicalCurve(0.9, [0.1])).toThrow(UsageError);
    expect(() => typicalCurve(0.9, [0.1])).toThrow('load 0.9 leaves no typical solution');
    expect(() => typicalCurve(1.6, [0.1], 'teacher')).toThrow(
      'leaves no typical solution but the teacher',
    );
    expect(() => typicalCurve(0.4, [0.45])).toThrow('distance 0.45 is outside (0, 0.362079]');
    expect(() => typicalCurve(0.4, [0])).toThrow('distance 0 is outside (0, 0.5)');
    expect(() => typicalCurve(0.4, [0.1], 'techer' as 'teacher')).toThrow(
      'did you mean "teacher"?',
    );
  });
});
