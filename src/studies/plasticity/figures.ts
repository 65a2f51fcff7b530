/** The figures of `plasticity`: what learning costs under each rule, how that grows, and theory under simulation. */

import type { Figure, Row } from '../../figures/figure.ts';
import { bars, learningCurves, summarise } from '../../figures/index.ts';
import { accountFigures, priceFigures } from './account-figures.ts';
import { growthOf } from './growth.ts';
import { logDomain } from './log-domain.ts';
import type { Values } from './parameters.ts';
import { perceptronFigures } from './perceptron-figures.ts';
import { type CheckRow, type EndRow, endsOf, pricedEnergy, type Result, rowsOf } from './rows.ts';
import { CONTROLS, RULES } from './rules.ts';

const CHANGES = 'synaptic changes M₀';
const ENERGY = 'energy M₁ (weight units)';

/** All figures of one or several runs; theory and prices are those of the first run's parameters. */
export function figures(results: readonly Result[]): readonly Figure[] {
  const records = results.flatMap((result) => result.records);
  const { parameters } = results[0];
  // One order for all figures, so that a rule has the same colour in each.
  const order = shownIn(rowsOf('check', records));
  return [
    ...ruleFigures(results, parameters, order),
    ...sweep(endsOf(records, 'fraction'), 'fraction', parameters, order),
    ...sizeFigures(endsOf(records, 'size'), order),
    ...sweep(endsOf(records, 'rate'), 'rate', parameters, order),
    ...sweep(endsOf(records, 'batch'), 'batch', parameters, order),
    ...densityFigures(endsOf(records, 'density'), rowsOf('check', records)),
    ...accountFigures(rowsOf('account', records), parameters.learnerGoal),
    ...perceptronFigures(results[0]),
  ];
}

/** Rules that were run, in their fixed order. */
const shownIn = (rows: readonly { readonly rule: string }[]): string[] =>
  RULES.filter((name) => rows.some((row) => row.rule === name));

function meanOf(rows: readonly EndRow[], of: (row: EndRow) => number): number {
  return summarise(rows.map(of), 'range').mean;
}

function ruleFigures(
  results: readonly Result[],
  values: Values,
  order: readonly string[],
): Figure[] {
  const records = results.flatMap((result) => result.records);
  const ends = endsOf(records, 'rules');
  if (ends.length === 0) return [];
  const shown = shownIn(ends);
  const checks = rowsOf('check', records).filter((row) => row.experiment === 'rules');
  const goal = `${(100 * values.goal).toFixed(0)} %`;
  const words = (rule: string): string =>
    (CONTROLS as readonly string[]).includes(rule) ? `${rule} (control)` : rule;
  const points = shown.map((rule) => {
    const own = ends.filter((row) => row.rule === rule);
    const short = own.filter((row) => !row.reached).length;
    return {
      rule,
      name: short > 0 ? `${words(rule)}, not reached` : words(rule),
      changes: meanOf(own, (row) => row.totalChanges),
      energy: meanOf(own, (row) => pricedEnergy(row, values.price)),
      note: `${own.length} runs, ${short} censored; S ${meanOf(own, (row) => row.totalStored).toExponential(2)}`,
    };
  });
  const plain = ends.filter((row) => row.rule === 'plain');
  const bound: Row[] =
    plain.length === 0
      ? []
      : [
          {
            changes: meanOf(plain, (row) => row.leastChanges),
            energy: meanOf(plain, (row) => row.leastEnergy),
            changesName: 'least M₀ of plain learning',
            energyName: 'least M₁ of plain learning: the straight line',
          },
        ];
  const tradeOff: Figure = {
    id: 'trade-off',
    title: `What it costs to learn to ${goal}`,
    caption: `Means over seeds. Below and to the left is cheaper. M₁ holds c·S with c = ${values.price} for what hidden stores keep. The dashed lines are the least that the way from the first to the last weights of plain learning could cost. Runs that did not reach the goal stand where they were stopped.`,
    x: { label: CHANGES, type: 'log' },
    y: { label: `M₁ + c·S (weight units)`, type: 'log' },
    series: [...order],
    aspect: 1.4,
    marks: [
      { type: 'ruleY', data: bound, y: 'energy', label: 'energyName', dashed: true },
      { type: 'ruleX', data: bound, x: 'changes', label: 'changesName', dashed: true },
      { type: 'dot', data: points, x: 'changes', y: 'energy', series: 'rule', title: 'note' },
      { type: 'text', data: apart(points), x: 'changes', y: 'energy', label: 'name' },
    ],
  };
  const accuracies: Row[] = checks
    .filter((row) => row.replicate === 0 && row.testAccuracy > 0.5)
    .map((row) => ({
      rule: row.rule,
      accuracy: 100 * row.testAccuracy,
      energy: pricedEnergy(row, values.price),
      changes: row.totalChanges,
    }));
  const climbing = (column: 'energy' | 'changes', label: string): Figure => ({
    id: `accuracy-${column}`,
    title: `${column === 'energy' ? 'Energy' : 'Changes'} against accuracy`,
    caption:
      'One point a check on the test set, first seed. The last points of accuracy cost the most.',
    x: { label: 'test accuracy (%)' },
    y: { label, type: 'log' },
    series: [...order],
    marks: [
      { type: 'line', data: bestSoFar(accuracies), x: 'accuracy', y: column, series: 'rule' },
    ],
  });
  return [
    tradeOff,
    learningCurves(checks as unknown as Parameters<typeof learningCurves>[0], {
      id: 'test-accuracy',
      title: 'Test accuracy',
      caption: 'Against examples shown. A band is the range over seeds; lines end at the goal.',
      measure: 'testAccuracy',
      scale: 100,
      label: 'test accuracy (%)',
      along: 'presentations',
      series: 'rule',
      order,
      references: [{ value: 100 * values.goal, label: 'goal' }],
    }),
    climbing('energy', 'M₁ + c·S (weight units)'),
    climbing('changes', CHANGES),
    bars(ends as unknown as Parameters<typeof bars>[0], {
      id: 'presentations',
      title: `Examples shown until ${goal}`,
      caption: `Runs that did not get there stand at ${values.presentations}, where they were stopped.`,
      measure: 'presentations',
      label: 'presentations',
      series: 'rule',
      order,
    }),
    ...priceFigures(ends, shown, goal),
    ...walkFigures(results[0], order),
  ];
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
function bestSoFar(rows: readonly Row[]): Row[] {
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

function walkFigures({ records }: Result, order: readonly string[]): Figure[] {
  const walks = rowsOf('walk', records).filter((row) => WALKERS.includes(row.rule));
  if (walks.length === 0) return [];
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

const SWEPT = {
  fraction: { label: 'share of synapses that may change, p', name: 'the fraction' },
  rate: { label: 'learning rate η', name: 'the learning rate' },
  batch: { label: 'examples a step', name: 'the batch' },
} as const;

/** M0 and M1 to the goal along a swept parameter, one figure each. */
function sweep(
  ends: readonly EndRow[],
  along: keyof typeof SWEPT,
  values: Values,
  order: readonly string[],
): Figure[] {
  const rows: Row[] = meansAlong(ends, along);
  if (rows.length === 0) return [];
  const { label, name } = SWEPT[along];
  const goal = `${(100 * values.goal).toFixed(0)} %`;
  return (['changes', 'energy'] as const).map((cost) => ({
    id: `${along}-${cost}`,
    title: `${cost === 'changes' ? 'Changes' : 'Energy'} to ${goal} against ${name}`,
    caption: 'Means over seeds that reached the goal; the bars show their range.',
    x: { label, type: 'log' },
    y: {
      ...{ label: cost === 'changes' ? CHANGES : ENERGY, type: 'log' },
      domain: logDomain(
        rows.flatMap((row) => [Number(row[`${cost}Low`]), Number(row[`${cost}High`])]),
      ),
    },
    series: [...order],
    marks: [
      { type: 'line', data: rows, x: along, y: cost, series: 'rule' },
      { type: 'dot', data: rows, x: along, y: cost, series: 'rule' },
      { type: 'linkY', data: rows, x: along, y1: `${cost}Low`, y2: `${cost}High`, series: 'rule' },
    ],
  }));
}

function meansAlong(ends: readonly EndRow[], along: keyof typeof SWEPT | 'hidden'): Row[] {
  const reached = ends.filter((row) => row.reached);
  const places = [...new Set(reached.map((row) => row[along]))].sort((a, b) => a - b);
  return shownIn(reached).flatMap((rule) =>
    places.flatMap((place) => {
      const own = reached.filter((row) => row.rule === rule && row[along] === place);
      if (own.length === 0) return [];
      const changes = summarise(
        own.map((row) => row.totalChanges),
        'range',
      );
      const energy = summarise(
        own.map((row) => row.totalEnergy),
        'range',
      );
      return [
        {
          rule,
          [along]: place,
          changes: changes.mean,
          changesLow: changes.low,
          changesHigh: changes.high,
          energy: energy.mean,
          energyLow: energy.low,
          energyHigh: energy.high,
        },
      ];
    }),
  );
}

/** Accuracy against energy for sparse wirings that stay: is it better to have fewer synapses, or to change fewer? */
function densityFigures(ends: readonly EndRow[], checks: readonly CheckRow[]): Figure[] {
  if (ends.length === 0) return [];
  const nameOf = (row: EndRow | CheckRow): string => `${row.rule}, density ${row.density}`;
  const names = [...new Set(ends.map(nameOf))];
  const rows: Row[] = checks
    .filter((row) => row.experiment === 'density' && row.replicate === 0)
    .filter((row) => row.testAccuracy > 0.5)
    .map((row) => {
      const accuracy = 100 * row.testAccuracy;
      return { rule: nameOf(row), accuracy, changes: row.totalChanges, energy: row.totalEnergy };
    });
  return (['energy', 'changes'] as const).map((cost) => ({
    id: `density-${cost}`,
    title: `Accuracy for ${cost === 'energy' ? 'energy' : 'changes'}, with a share of the connections`,
    caption:
      'First seed, one point a check. A vertical line through the figure compares what the same total buys: all connections of which few may change, or few connections.',
    x: { label: cost === 'energy' ? ENERGY : CHANGES, type: 'log' },
    y: { label: 'test accuracy (%)' },
    series: names,
    marks: [
      { type: 'line', data: bestSoFar(rows), x: cost, y: 'accuracy', series: 'rule' },
      { type: 'dot', data: bestSoFar(rows), x: cost, y: 'accuracy', series: 'rule' },
    ],
  }));
}

function sizeFigures(ends: readonly EndRow[], order: readonly string[]): Figure[] {
  const rows = meansAlong(ends, 'hidden');
  if (rows.length === 0) return [];
  const costs = {
    changes: { title: 'Changes', label: CHANGES, of: (row: EndRow) => row.totalChanges },
    energy: { title: 'Energy', label: ENERGY, of: (row: EndRow) => row.totalEnergy },
  };
  return (['changes', 'energy'] as const).map((cost) => {
    const { title, label, of } = costs[cost];
    const exponents = shownIn(ends).flatMap((rule) => {
      const slope = growthOf(
        ends.filter((row) => row.rule === rule && row.reached && row.hidden >= 100),
        of,
      );
      return slope === undefined ? [] : [`${rule} H^${slope.toFixed(2)}`];
    });
    const fitted = exponents.length > 0 ? ` From 100 units on: ${exponents.join(', ')}.` : '';
    return {
      id: `size-${cost}`,
      title: `${title} against the size of the network`,
      caption: `Means over seeds that reached the goal.${fitted}`,
      x: { label: 'hidden units H', type: 'log' },
      y: { label, type: 'log', domain: logDomain(rows.map((row) => Number(row[cost]))) },
      series: [...order],
      marks: [
        { type: 'line', data: rows, x: 'hidden', y: cost, series: 'rule' },
        { type: 'dot', data: rows, x: 'hidden', y: cost, series: 'rule' },
      ],
    };
  });
}
