/** The figures of `plasticity`: what learning costs under each rule, how that grows, and theory under simulation. */

import type { Figure, Row } from '../../figures/figure.ts';
import { summarise } from '../../figures/index.ts';
import { pooled } from '../../protocol/study.ts';
import { accountFigures } from './account-figures.ts';
import { growthOf } from './growth.ts';
import { logDomain } from './log-domain.ts';
import type { Values } from './parameters.ts';
import { perceptronFigures } from './perceptron-figures.ts';
import { type CheckRow, type EndRow, endsOf, type Result, records } from './records.ts';
import {
  bestSoFar,
  CHANGES,
  ENERGY,
  goalName,
  ofFirst,
  ruleFigures,
  shownIn,
} from './rule-figures.ts';

/** All figures of one or several runs; theory and prices are those of the first run's parameters. */
export function figures(results: readonly Result[]): readonly Figure[] {
  const { parameters } = results[0];
  const checks = pooled(records, 'check', results);
  // One order for all figures, so that a rule has the same colour in each.
  const order = shownIn(checks);
  return [
    ...ruleFigures(results, order),
    ...sweep(endsOf(results, 'fraction'), 'fraction', parameters, order),
    ...sizeFigures(endsOf(results, 'size'), order),
    ...sweep(endsOf(results, 'rate'), 'rate', parameters, order),
    ...sweep(endsOf(results, 'batch'), 'batch', parameters, order),
    ...densityFigures(endsOf(results, 'density'), checks),
    ...accountFigures(pooled(records, 'account', results), parameters.learnerGoal),
    ...perceptronFigures(results),
  ];
}

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
  const goal = goalName(values.goal);
  const ranged = rows.some(
    ({ changesLow, changesHigh }) => Number(changesLow) < Number(changesHigh),
  );
  return (['changes', 'energy'] as const).map((cost) => ({
    id: `${along}-${cost}`,
    title: `${cost === 'changes' ? 'Changes' : 'Energy'} to ${goal} against ${name}`,
    caption: `Means over seeds that reached the goal${ranged ? '; the bars show their range' : ''}.`,
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
      const [changes, energy] = [
        summarise(
          own.map((row) => row.totalChanges),
          'range',
        ),
        summarise(
          own.map((row) => row.totalEnergy),
          'range',
        ),
      ];
      return [
        {
          ...{ rule, [along]: place, changes: changes.mean, energy: energy.mean },
          ...{ changesLow: changes.low, changesHigh: changes.high },
          ...{ energyLow: energy.low, energyHigh: energy.high },
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
  const rows: Row[] = ofFirst(checks.filter((row) => row.experiment === 'density'))
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
    marks: (['line', 'dot'] as const).map((type) => ({
      ...{ type, data: bestSoFar(rows), x: cost, y: 'accuracy', series: 'rule' },
    })),
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
      const own = ends.filter((row) => row.rule === rule && row.reached && row.hidden >= 100);
      const slope = growthOf(own.map((row) => ({ x: row.hidden, y: of(row) })));
      return Number.isNaN(slope) ? [] : [`${rule} H^${slope.toFixed(2)}`];
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
