import { describe, expect, it } from 'vitest';
import type { Mark } from './figure.ts';
import {
  bars,
  degreeDistribution,
  degreeVersusVariance,
  inputMap,
  learningCurves,
  summarise,
  weightHistogram,
} from './index.ts';
import type { StudyRecord } from './record.ts';

const head = { id: 'f', title: 'T', caption: 'C' };
const mark = (marks: readonly Mark[], type: Mark['type']) => marks.find((m) => m.type === type);

describe('summarise', () => {
  it('gives mean and spread', () => {
    expect(summarise([1, 2, 6], 'range')).toEqual({ mean: 3, low: 1, high: 6, count: 3 });
    // Deviation of 1, 2, 3 with n − 1 is 1; its error is 1/√3.
    expect(summarise([1, 2, 3], 'deviation')).toEqual({ mean: 2, low: 1, high: 3, count: 3 });
    expect(summarise([1, 2, 3], 'error').high).toBeCloseTo(2 + 1 / Math.sqrt(3), 14);
    expect(summarise([5], 'error')).toEqual({ mean: 5, low: 5, high: 5, count: 1 });
  });
});

describe('learningCurves', () => {
  const records: StudyRecord[] = [
    { kind: 'epoch', method: 'set', epoch: 2, acc: 0.8 },
    { kind: 'epoch', method: 'set', epoch: 1, acc: 0.5 },
    { kind: 'epoch', method: 'set', epoch: 1, acc: 0.7 },
    { kind: 'epoch', method: 'dense', epoch: 1, acc: 0.25 },
    { kind: 'degrees', method: 'set', histogram: [1, 2] },
    { kind: 'epoch', method: 'set', epoch: 3, acc: null },
  ];
  const figure = learningCurves(records, {
    ...head,
    measure: 'acc',
    label: 'accuracy (%)',
    scale: 100,
    order: ['dense', 'set'],
    references: [{ value: 90, label: 'published' }],
  });

  it('joins replicates, sorts places and skips rows without the measure', () => {
    const rows = mark(figure.marks, 'line')?.data.map(({ method, epoch, mean, low, high }) => [
      method,
      epoch,
      Number(mean).toFixed(6),
      low,
      high,
    ]);
    expect(rows).toEqual([
      ['set', 1, '60.000000', 50, 70],
      ['set', 2, '80.000000', 80, 80],
      ['dense', 1, '25.000000', 25, 25],
    ]);
    expect(figure.series).toEqual(['dense', 'set']);
  });

  it('has a band where there are replicates, dots for single places, rules for references', () => {
    expect(figure.marks.map(({ type }) => type)).toEqual(['areaY', 'line', 'dot', 'ruleY']);
    expect(mark(figure.marks, 'dot')?.data.map((row) => row.method)).toEqual(['dense']);
    const single = learningCurves(records.slice(0, 2), { ...head, measure: 'acc', label: 'a' });
    expect(single.marks.map(({ type }) => type)).toEqual(['line']);
  });

  it('is empty without records', () => {
    expect(learningCurves([], { ...head, measure: 'acc', label: 'a' }).marks[0].data).toEqual([]);
  });
});

describe('bars', () => {
  const records = [
    { method: 'set', task: 'digits', acc: 0.9 },
    { method: 'set', task: 'digits', acc: 0.8 },
    { method: 'dense', task: 'digits', acc: 0.5 },
    { method: 'dense', task: 'mnist', acc: 0.7 },
  ];
  const options = { ...head, measure: 'acc', label: 'accuracy', spread: 'range' } as const;

  it('averages and draws error bars only where there is a spread', () => {
    const { marks } = bars(records.slice(0, 3), options);
    expect(marks[0].data.map(({ method, mean }) => [method, Number(mean).toFixed(2)])).toEqual([
      ['set', '0.85'],
      ['dense', '0.50'],
    ]);
    expect(marks[1].data.map(({ low, high }) => [low, high])).toEqual([[0.8, 0.9]]);
  });

  it('stands groups beside each other', () => {
    const figure = bars(records, { ...options, group: 'task' });
    expect(figure.facet).toBe('task');
    expect(figure.marks[0].data.map(({ task, method }) => `${task} ${method}`)).toEqual([
      'digits set',
      'digits dense',
      'mnist dense',
    ]);
  });

  it('draws dots where the axis does not hold zero', () => {
    const type = (domain: [number, number]) =>
      bars(records, { ...options, y: { domain } }).marks[0].type;
    expect([type([0, 1]), type([0.4, 1])]).toEqual(['barY', 'dot']);
  });
});

describe('weightHistogram', () => {
  const population = { name: 'set', edges: [-1, -0.5, 0.5, 1], counts: [3, 0, 1] };

  it('has area one and leaves empty bins out', () => {
    const rows = mark(weightHistogram([population], head).marks, 'rectY')?.data ?? [];
    expect(rows.map(({ from, to, height }) => [from, to, height])).toEqual([
      [-1, -0.5, 1.5],
      [0.5, 1, 0.5],
    ]);
    const area = rows.reduce(
      (sum, { from, to, height }) => sum + (Number(to) - Number(from)) * Number(height),
      0,
    );
    expect(area).toBe(1);
  });

  it('can show counts', () => {
    const { marks } = weightHistogram([population], { ...head, height: 'counts' });
    expect(mark(marks, 'rectY')?.data.map(({ height }) => height)).toEqual([3, 1]);
  });

  it('refuses counts without bounds', () => {
    expect(() => weightHistogram([{ ...population, counts: [1] }], head)).toThrow(
      '4 edges do not bound 1 bins (histogram "set")',
    );
  });
});

describe('degreeDistribution', () => {
  const found = [{ name: 'set', histogram: [1, 0, 2, 1] }];

  it('gives the share of neurons of each degree', () => {
    const { marks } = degreeDistribution(found, head);
    expect(marks[0].data.map(({ degree, share }) => [degree, share])).toEqual([
      [0, 0.25],
      [2, 0.5],
      [3, 0.25],
    ]);
  });

  it('stands in a panel a layer, where a name keeps its colour', () => {
    const layers = ['layer 1', 'layer 2'].flatMap((panel) =>
      ['set', 'static'].map((name) => ({ name, panel, histogram: [0, 1, 2] })),
    );
    const { facet, series, marks } = degreeDistribution(layers, { ...head, form: 'tail' });
    expect([facet, series]).toEqual(['panel', ['set', 'static']]);
    expect(new Set(marks[0].data.map(({ panel, network }) => `${panel} ${network}`)).size).toBe(4);
  });

  it('gives the tail P(degree ≥ k), without degree 0, which has no place on a logarithmic axis', () => {
    const figure = degreeDistribution(found, { ...head, form: 'tail' });
    expect(figure.marks[0].data.map(({ degree, share }) => [degree, share])).toEqual([
      [2, 0.75],
      [3, 0.25],
    ]);
    expect([figure.x.type, figure.y.type]).toEqual(['log', 'log']);
  });

  it('draws theory only where it can be compared', () => {
    const probabilities = [0.2, 0.2, 0.3, 0.29, 0.01 - 1e-6, 1e-6];
    const { marks } = degreeDistribution(found, {
      ...head,
      form: 'tail',
      theory: [{ name: 'law', probabilities }],
    });
    expect(marks[1].data.map(({ degree }) => degree)).toEqual([2, 3]);
    expect(marks[1]).toMatchObject({ type: 'line', dashed: true });
  });
});

describe('inputMap', () => {
  it('lays counts out row by row', () => {
    const figure = inputMap([{ name: 'set', shape: [2, 3], counts: [0, 1, 2, 3, 4, 5] }], head);
    expect(figure.aspect).toBe(1.5);
    expect(figure.marks[0].data[4]).toEqual({ network: 'set', column: 1, row: 1, connections: 4 });
  });

  it('refuses counts that do not fill the picture', () => {
    expect(() => inputMap([{ name: 'set', shape: [2, 2], counts: [1] }], head)).toThrow(
      '1 counts do not fill 2 × 2 pixels (map "set")',
    );
  });
});

describe('degreeVersusVariance', () => {
  it('pairs inputs', () => {
    const figure = degreeVersusVariance(
      [{ name: 'set', degrees: [3, 4], variances: [0.1, 0.2] }],
      head,
    );
    expect(figure.marks[0].data.map(({ variance, degree }) => [variance, degree])).toEqual([
      [0.1, 3],
      [0.2, 4],
    ]);
    expect(() =>
      degreeVersusVariance([{ name: 'set', degrees: [3], variances: [] }], head),
    ).toThrow('1 degrees, 0 variances (network "set")');
  });
});
