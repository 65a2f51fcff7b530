import { describe, expect, it } from 'vitest';
import type { DenseInputs, SparseInputs } from '../examples.ts';
import { denseScaling, type Scaling, sparseScaling } from './scale.ts';

const dense = (rows: readonly (readonly number[])[]): DenseInputs => ({
  count: rows.length,
  features: rows[0].length,
  inputs: Float32Array.from(rows.flat()),
  scale: 1,
});

const train = dense([
  [1, -2, 5, 0.5],
  [3, 0, 5, 0.25],
  [8, -7, 5, 4],
]);
const test = dense([[2, 1, 5, -1]]);

describe('dense scaling', () => {
  // scikit-learn 1.9.1: StandardScaler, MinMaxScaler, MaxAbsScaler fitted on the three training rows.
  const expected: Record<Scaling, { train: number[]; test: number[] }> = {
    'z-score': {
      train: [
        ...[-1.019049331, 0.33968311, 0, -0.632830099],
        ...[-0.33968311, 1.019049331, 0, -0.778867814],
        ...[1.358732441, -1.358732441, 0, 1.411697912],
      ],
      test: [-0.67936622, 1.358732441, 0, -1.509056389],
    },
    range: {
      train: [...[0, 0.714285714, 0, 0.066666667], ...[0.285714286, 1, 0, 0], ...[1, 0, 0, 1]],
      test: [0.142857143, 1.142857143, 0, -0.333333333],
    },
    'max-abs': {
      train: [...[0.125, -0.285714286, 1, 0.125], ...[0.375, 0, 1, 0.0625], ...[1, -1, 1, 1]],
      test: [0.25, 0.142857143, 1, -0.25],
    },
  };

  it.each(Object.keys(expected) as Scaling[])('%s agrees with scikit-learn', (scaling) => {
    const { apply, scaled } = denseScaling(train, scaling);
    for (const [given, part] of [
      [train, 'train'],
      [test, 'test'],
    ] as const) {
      const found = apply(given);
      expect(found.scale).toBe(1);
      for (const [i, value] of expected[scaling][part].entries())
        expect(found.inputs[i]).toBeCloseTo(value, 6);
      const told = given.inputs.map((x, at) => (x - scaled.shift[at % 4]) * scaled.scale[at % 4]);
      for (const [i, value] of expected[scaling][part].entries())
        expect(told[i]).toBeCloseTo(value, 5);
    }
  });

  it('reads stored bytes as the numbers they mean', () => {
    const bytes = { count: 2, features: 1, inputs: Uint8Array.of(0, 255), scale: 1 / 255 };
    expect([...denseScaling(bytes, 'range').apply(bytes).inputs]).toEqual([0, 1]);
  });
});

describe('sparse scaling', () => {
  const sparse: SparseInputs = {
    count: 2,
    features: 3,
    rows: {
      rows: 2,
      columns: 3,
      starts: Uint32Array.of(0, 2, 3),
      indices: Uint32Array.of(0, 2, 0),
      values: Float32Array.of(2, -3, -4),
    },
  };

  it('keeps zeros, and leaves alone what training never showed', () => {
    const { apply } = sparseScaling(sparse, 'max-abs');
    expect([...apply(sparse).rows.values]).toEqual([0.5, -1, -1]);
    const other = { ...sparse, rows: { ...sparse.rows, indices: Uint32Array.of(1, 2, 0) } };
    expect([...apply(other).rows.values]).toEqual([2, -1, -1]);
  });

  it('refuses to fill the table', () => {
    for (const scaling of ['z-score', 'range'] as const)
      expect(() => sparseScaling(sparse, scaling)).toThrow(
        'use --scaling max-abs, which keeps zeros',
      );
  });
});
