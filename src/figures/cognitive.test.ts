import { describe, expect, it } from 'vitest';
import {
  clusterUnits,
  fractionalVariance,
  lesionGroups,
  ringStructure,
  varianceMap,
} from '../analyses/index.ts';
import { createRandom } from '../numerics/random.ts';
import { cognitiveTask, seededTrial, trialPicture } from '../tasks/index.ts';
import { fractionFigure, lesionFigure, silhouetteFigure, varianceFigure } from './clusters.ts';
import { heatMap } from './heat-map.ts';
import { networkMap } from './network-map.ts';
import { ringStates } from './ring-states.ts';
import { trialFigure } from './trial.ts';

const random = createRandom('figures');
const words = { id: 'a', title: 'A', caption: 'B.' };

/** Units 0 and 2 serve task a, 1 and 3 task b; unit 4 nothing. */
const variances = { a: [1, 0.01, 0.9, 0.02, 1e-5], b: [0.01, 1, 0.02, 0.9, 1e-5] };

describe('figures of clusters', () => {
  const map = varianceMap(variances);
  const clusters = clusterUnits(map, { random });

  it('show units by cluster and tasks in rows', () => {
    const figure = varianceFigure(map, clusters, words);
    const at = (column: number, row: number) =>
      figure.marks[0].data.find(({ left, top }) => left === column && top === row)?.value;
    expect([at(0, 0), at(1, 0), at(2, 0), at(3, 0)].map((v) => Number(v) > 0.5)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(figure.y.ticks?.map(({ label }) => label)).toEqual(['a', 'b']);
    expect(figure.x.ticks).toEqual([
      { at: 1, label: '1' },
      { at: 3, label: '2' },
    ]);
    expect(figure.marks[1].data).toEqual([{ at: 2 }]);
    expect(figure.x.label).toBe('4 active units by cluster');
  });

  it('mark the number of clusters that was chosen', () => {
    const figure = silhouetteFigure([{ name: 'dense', tried: clusters.tried }], words);
    expect(figure.marks[1].data).toEqual([
      { network: 'dense', k: 2, silhouette: Math.max(...clusters.tried.map((t) => t.silhouette)) },
    ]);
  });

  it('show lesions with tasks in rows and clusters in columns', () => {
    const lesions = lesionGroups([[0], [1], [2]], (units) => [units.length > 0 ? units[0] : 9, 1]);
    const { marks } = lesionFigure(lesions, ['go', 'anti'], words);
    expect(marks[0].data.map(({ left, top, value }) => [left, top, value])).toEqual([
      [0, 0, -9],
      [1, 0, -8],
      [2, 0, -7],
      [0, 1, 0],
      [1, 1, 0],
      [2, 1, 0],
    ]);
  });

  it('count fractional variances', () => {
    const fractions = fractionalVariance(variances.a, variances.b);
    const { marks, x } = fractionFigure([{ name: 'a – b', fractions }], words);
    expect(marks[1].data.reduce((sum, { count }) => sum + Number(count), 0)).toBe(4);
    expect(x.domain).toEqual([-1, 1]);
  });
});

describe('heatMap', () => {
  it('refuses values that do not fill it, and leaves NaN empty', () => {
    const shape = {
      ...words,
      rows: ['a'],
      groups: [{ name: 'x', size: 2 }],
      columnLabel: '',
      colour: { label: '', scheme: 'sequential' as const },
    };
    expect(heatMap({ ...shape, values: [Number.NaN, 1] }).marks[0].data.length).toBe(1);
    expect(() => heatMap({ ...shape, values: [1] })).toThrow('1 values do not fill 1 × 2 cells');
  });
});

describe('networkMap', () => {
  it('draws the strongest chords and every unit', () => {
    const edges = [1, 2, 3, 4].map((b) => ({ a: 0, b, weight: b }));
    const network = { name: 'ring', units: 5, edges, clusters: ['c1', 'c1', '', 'c2', 'c2'] };
    const figure = networkMap([network], { ...words, chords: 3 });
    expect(figure.marks.at(-1)?.data.map(({ cluster }) => cluster)).toEqual([
      'c1',
      'c1',
      'in no cluster',
      'c2',
      'c2',
    ]);
    expect(figure.series).toEqual(['c1', 'c2']);
    const ends = figure.marks
      .slice(0, -1)
      .flatMap(({ data }) => data.filter(({ x }) => x === null));
    expect(ends.length).toBe(3);
    expect(() => networkMap([{ ...network, units: 6 }], words)).toThrow('5 clusters for 6 units');
  });
});

describe('ringStates', () => {
  it('draws rings in units of their own radius', () => {
    const circle = (radius: number) =>
      ringStructure(
        {
          count: 8,
          units: 2,
          values: Float64Array.from({ length: 16 }, (_, n) => {
            const angle = (2 * Math.PI * Math.floor(n / 2)) / 8;
            return radius * (n % 2 === 0 ? 1.1 * Math.cos(angle) : Math.sin(angle));
          }),
        },
        [0, 1, 2, 3, 4, 5, 6, 7],
        8,
      );
    const rings = [1, 50].map((radius) => ({ name: `r${radius}`, ...circle(radius) }));
    const { marks } = ringStates(rings, words);
    const [small, large] = ['r1', 'r50'].map((name) =>
      marks[1].data.filter(({ panel }) => panel === name).map(({ x }) => Number(x)),
    );
    small.forEach((x, k) => {
      expect(large[k]).toBeCloseTo(x, 10);
    });
    expect(marks[2].data.filter(({ panel }) => panel === 'r1').map(({ name }) => name)).toEqual([
      '0°',
      '90°',
      '180°',
      '270°',
    ]);
  });
});

describe('trialFigure', () => {
  const task = cognitiveTask('dlydm1seqr');
  const { trial, noise } = seededTrial(task, { seed: 3 });

  it('covers every step of every row of every panel once', () => {
    const picture = trialPicture(task, trial, noise);
    const figure = trialFigure(picture);
    const covered = figure.marks[0].data.reduce(
      (sum, { from, to }) => sum + Number(to) - Number(from),
      0,
    );
    expect(covered).toBe(3 * 17 * picture.steps * 100);
    const target = figure.marks[0].data.filter(
      ({ panel, value }) => panel === 'target' && value === 1,
    );
    // Fixation until the decision, then ten positions one after the other.
    expect(target.length).toBe(11);
    expect(figure.x.ticks?.length).toBe(picture.periods.length + 1);
    expect(figure.caption).toContain('Periods: fixation 0–300 ms, stim1 300–800 ms');
  });

  it('shows classes or probabilities of a network', () => {
    const classes = new Int32Array(trial.steps);
    const picture = trialPicture(task, trial, undefined, classes);
    const panels = (figure: ReturnType<typeof trialFigure>) =>
      new Set(figure.marks[0].data.map(({ panel }) => panel));
    expect(panels(trialFigure(picture)).has('output')).toBe(true);
    const probabilities = new Float32Array(trial.steps * 17).fill(1 / 17);
    const shown = trialFigure(picture, { probabilities });
    const output = shown.marks[0].data.filter(({ panel }) => panel === 'output');
    expect(output.length).toBe(17);
    expect(() => trialFigure(picture, { probabilities: [1] })).toThrow('1 probabilities');
  });
});
