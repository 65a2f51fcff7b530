/** The figures of the rules side by side: what each costs, the way to the goal, the prices of stores, the walks. */

import { digits } from '../../evidence/index.ts';
import type { Figure, Row } from '../../figures/figure.ts';
import { bars, learningCurves, summarise } from '../../figures/index.ts';
import { pooled } from '../../protocol/study.ts';
import { HOLLOW, priceFigures } from './account-figures.ts';
import type { Values } from './parameters.ts';
import {
  type CheckRow,
  type EndRow,
  endsOf,
  pricedEnergy,
  type Result,
  records,
} from './records.ts';
import { CONTROLS, RULES } from './rules.ts';

export const CHANGES = 'synaptic changes M₀';
export const ENERGY = 'energy M₁ (weight units)';
const PRICED = 'M₁ + c·S (weight units)';

export const goalName = (goal: number): string => `${(100 * goal).toFixed(0)} %`;

/** Rules that were run, in their fixed order. */
export const shownIn = (rows: readonly { readonly rule: string }[]): string[] =>
  RULES.filter((name) => rows.some((row) => row.rule === name));

/** The rows of one network a rule: those of the first seed and its first repetition. */
export const ofFirst = <R extends { readonly unit: string }>(rows: readonly R[]): R[] =>
  rows.filter((row) => row.unit === rows[0].unit);

const meanOf = (rows: readonly EndRow[], of: (row: EndRow) => number): number =>
  summarise(rows.map(of), 'range').mean;

/** What is compared: the ends of all rules. */
export function ruleFigures(results: readonly Result[], order: readonly string[]): Figure[] {
  const ends = endsOf(results, 'rules');
  if (ends.length === 0) return [];
  const { parameters: values } = results[0];
  const checks = pooled(records, 'check', results).filter((row) => row.experiment === 'rules');
  const goal = goalName(values.goal);
  const repeated = new Set(checks.map(({ unit }) => unit)).size > 1;
  const curves = checks.map(({ rule, presentations, testAccuracy }) => ({
    ...{ rule, presentations, testAccuracy },
  }));
  return [
    tradeOff(ends, values, order),
    learningCurves(curves, {
      id: 'test-accuracy',
      title: 'Test accuracy',
      caption: `Against examples shown.${repeated ? ' A band is the range over seeds.' : ''} Lines end once the goal is reached.`,
      measure: 'testAccuracy',
      scale: 100,
      label: 'test accuracy (%)',
      along: 'presentations',
      series: 'rule',
      order,
      references: [{ value: 100 * values.goal, label: 'goal' }],
    }),
    ...climbing(checks, values, order),
    bars(
      ends.map(({ rule, presentations, reached }) => ({ rule, presentations, short: !reached })),
      {
        id: 'presentations',
        title: `Examples shown until ${goal}`,
        caption: `Hollow: runs were stopped at ${values.presentations.toLocaleString('en-US')}, before the goal.`,
        open: { column: 'short', meaning: HOLLOW },
        measure: 'presentations',
        label: 'presentations',
        series: 'rule',
        order,
      },
    ),
    ...priceFigures(ends, shownIn(ends), goal),
    ...walkFigures(results, order),
  ];
}

/** Changes against energy, one dot a rule, and the straight line of plain learning. */
function tradeOff(ends: readonly EndRow[], values: Values, order: readonly string[]): Figure {
  const controls: readonly string[] = CONTROLS;
  const points = shownIn(ends).map((rule) => {
    const own = ends.filter((row) => row.rule === rule);
    const short = own.filter((row) => !row.reached).length;
    const words = controls.includes(rule) ? `${rule} (control)` : rule;
    return {
      rule,
      name: words,
      changes: meanOf(own, (row) => row.totalChanges),
      energy: meanOf(own, (row) => pricedEnergy(row, values.price)),
      short: short > 0,
      note: `${own.length} runs, ${short} censored; S ${digits(meanOf(own, (row) => row.totalStored))}`,
    };
  });
  const plain = ends.filter((row) => row.rule === 'plain' && row.leastEnergy !== null);
  const bound: Row[] =
    plain.length === 0
      ? []
      : [
          {
            changes: meanOf(plain, (row) => row.leastChanges),
            energy: meanOf(plain, (row) => row.leastEnergy ?? Number.NaN),
            changesName: 'least M₀ of plain learning',
            energyName: 'least M₁ of plain learning: the straight line',
          },
        ];
  return {
    id: 'trade-off',
    title: `What it costs to learn to ${goalName(values.goal)}`,
    caption: `Means over seeds. Below and to the left is cheaper. M₁ holds c·S with c = ${values.price} for what hidden stores keep. The dashed lines are the least that the way from the first to the last weights of plain learning could cost. Hollow: stopped before the goal.`,
    x: { label: CHANGES, type: 'log' },
    y: { label: PRICED, type: 'log' },
    series: [...order],
    aspect: 1.4,
    hollow: HOLLOW,
    marks: [
      { type: 'ruleY', data: bound, y: 'energy', label: 'energyName', dashed: true },
      { type: 'ruleX', data: bound, x: 'changes', label: 'changesName', dashed: true },
      {
        type: 'dot',
        data: points,
        ...{ x: 'changes', y: 'energy', series: 'rule', title: 'note', open: 'short' },
      },
      { type: 'text', data: apart(points), x: 'changes', y: 'energy', label: 'name' },
    ],
  };
}

/** What each point of accuracy costs. */
function climbing(checks: readonly CheckRow[], values: Values, order: readonly string[]): Figure[] {
  const accuracies: Row[] = ofFirst(checks)
    .filter((row) => row.testAccuracy > 0.5)
    .map((row) => ({
      rule: row.rule,
      accuracy: 100 * row.testAccuracy,
      energy: pricedEnergy(row, values.price),
      changes: row.totalChanges,
    }));
  const data = bestSoFar(accuracies);
  return (['energy', 'changes'] as const).map((column) => ({
    id: `accuracy-${column}`,
    title: `${column === 'energy' ? 'Energy' : 'Changes'} against accuracy`,
    caption:
      'One point a check on the test set, first seed. The last points of accuracy cost the most.',
    x: { label: 'test accuracy (%)' },
    y: { label: column === 'energy' ? PRICED : CHANGES, type: 'log' },
    series: [...order],
    marks: [{ type: 'line', data, x: 'accuracy', y: column, series: 'rule' }],
  }));
}

/** Labels stand above their points; where two would cover each other, the lower one goes below its point. */
function apart(
  points: readonly (Row & { readonly changes: number; readonly energy: number })[],
): Row[] {
  const near = (a: number, b: number, factor: number): boolean => a < b * factor && b < a * factor;
  return points.map((point) => {
    const covered = points.some(
      (other) =>
        other !== point &&
        near(other.changes, point.changes, 5) &&
        near(other.energy, point.energy, 1.15) &&
        other.energy >= point.energy,
    );
    return { ...point, energy: covered ? point.energy * 0.8 : point.energy };
  });
}

/** Points in the order of cost where the accuracy is the best so far: a line that does not run back. */
export function bestSoFar(rows: readonly Row[]): Row[] {
  const best = new Map<unknown, number>();
  return rows.filter(({ rule, accuracy }) => {
    const before = best.get(rule) ?? -1;
    if (Number(accuracy) <= before) return false;
    best.set(rule, Number(accuracy));
    return true;
  });
}

/** Rules whose walks are drawn beside each other. */
const WALKERS: readonly string[] = ['plain', 'competitive', 'residual', 'caching'];

function walkFigures(results: readonly Result[], order: readonly string[]): Figure[] {
  const all = pooled(records, 'walk', results).filter((row) => WALKERS.includes(row.rule));
  if (all.length === 0) return [];
  const walks = ofFirst(all);
  const steps: Row[] = walks.flatMap(({ rule, first, second }) =>
    first.map((x, k) => ({ rule, first: x, second: second[k] })),
  );
  const straight: Row[] = walks.flatMap(({ rule, first, second }) =>
    [0, first.length - 1].map((k) => ({
      rule,
      first: first[k],
      second: second[k],
      kind: 'straight',
    })),
  );
  const thinned = steps.filter((row, k) => k === 0 || !sameWeights(row, steps[k - 1]));
  return [
    {
      id: 'walk',
      title: 'The walk of two synapses',
      caption:
        'Weights of two neighbouring inputs onto one hidden unit, every 100 presentations, and the straight line from start to end (dashed).',
      x: { label: 'weight of the first synapse' },
      y: { label: 'weight of the second' },
      series: [...order],
      facet: 'rule',
      aspect: 1,
      marks: [
        { type: 'line', data: thinned, x: 'first', y: 'second', series: 'rule', opacity: 0.7 },
        { type: 'line', data: straight, x: 'first', y: 'second', dashed: true },
      ],
    },
  ];
}

const sameWeights = (a: Row, b: Row): boolean =>
  a.rule === b.rule && a.first === b.first && a.second === b.second;
