/** The figures of `plasticity`: what learning costs under each rule, how that grows, and theory under simulation. */

import { cachingEnergy, perceptronInefficiency, perceptronLeast } from '../../theory/plasticity.ts';
import type { Figure, Row } from '../figure.ts';
import { bars, learningCurves, summarise } from '../figures/index.ts';
import { growthOf } from './growth.ts';
import type { Values } from './parameters.ts';
import { type EndRow, endsOf, pricedEnergy, type Result, rowsOf } from './rows.ts';
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
      order: shown,
    }),
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

/** M0 and M1 to the goal along a swept parameter, one figure each. */
function sweep(
  ends: readonly EndRow[],
  along: 'fraction' | 'rate',
  values: Values,
  order: readonly string[],
): Figure[] {
  const rows: Row[] = meansAlong(ends, along);
  if (rows.length === 0) return [];
  const label = along === 'fraction' ? 'share of synapses that may change, p' : 'learning rate η';
  const goal = `${(100 * values.goal).toFixed(0)} %`;
  return (['changes', 'energy'] as const).map((cost) => ({
    id: `${along}-${cost}`,
    title: `${cost === 'changes' ? 'Changes' : 'Energy'} to ${goal} against ${along === 'fraction' ? 'the fraction' : 'the learning rate'}`,
    caption: 'Means over seeds that reached the goal; the bars show their range.',
    x: { label, type: 'log' },
    y: { label: cost === 'changes' ? CHANGES : ENERGY, type: 'log' },
    series: [...order],
    marks: [
      { type: 'line', data: rows, x: along, y: cost, series: 'rule' },
      { type: 'dot', data: rows, x: along, y: cost, series: 'rule' },
      { type: 'linkY', data: rows, x: along, y1: `${cost}Low`, y2: `${cost}High`, series: 'rule' },
    ],
  }));
}

function meansAlong(ends: readonly EndRow[], along: 'fraction' | 'rate' | 'hidden'): Row[] {
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
      y: { label, type: 'log' },
      series: [...order],
      marks: [
        { type: 'line', data: rows, x: 'hidden', y: cost, series: 'rule' },
        { type: 'dot', data: rows, x: 'hidden', y: cost, series: 'rule' },
      ],
    };
  });
}

function perceptronFigures({ records, parameters }: Result): Figure[] {
  const found: Figure[] = [];
  const learned = rowsOf('perceptron', records).filter((row) => row.solved);
  if (learned.length > 0) {
    const inputs = learned[0].inputs;
    const greatest = Math.max(...learned.map((row) => row.load));
    const law: Row[] = Array.from({ length: 60 }, (_, k) => {
      const load = 0.05 + ((greatest - 0.05) * k) / 59;
      return {
        load,
        value: perceptronInefficiency({ inputs, patterns: load * inputs }),
        kind: 'law',
      };
    });
    found.push({
      id: 'perceptron',
      title: 'How wasteful a perceptron is',
      caption: `M₁ in units of the least, N = ${inputs}. Dots: simulation; dashed: √(πP)/(2 − P/N), which takes the walk for diffusive and so lies lower.`,
      x: { label: 'load P/N' },
      y: { label: 'inefficiency M₁/M₁min', type: 'log' },
      marks: [
        { type: 'line', data: law, x: 'load', y: 'value', series: 'kind', dashed: true },
        {
          type: 'dot',
          data: learned.map(({ load, energy, least }) => ({
            load,
            value: energy / least,
            kind: 'simulation',
          })),
          x: 'load',
          y: 'value',
          series: 'kind',
        },
      ],
    });
  }
  const caching = rowsOf('caching', records).filter((row) => row.solved && row.threshold > 0);
  if (caching.length > 0) found.push(cachingFigure(caching, parameters));
  return found;
}

function cachingFigure(rows: ReturnType<typeof rowsOf<'caching'>>, { price }: Values): Figure {
  const { inputs, load } = rows[0];
  const own = { inputs, patterns: Math.round(load * inputs) };
  const least = perceptronLeast(own);
  const [low, high] = [
    Math.min(...rows.map((row) => row.threshold)),
    Math.max(...rows.map((row) => row.threshold)),
  ];
  const theory: Row[] = Array.from({ length: 60 }, (_, k) => {
    const threshold = low + (high - low) * (k / 59) ** 3;
    const { consolidation, transmission } = cachingEnergy(own, threshold, price);
    return [
      { threshold, value: consolidation / least, part: 'lasting weights' },
      { threshold, value: transmission / least, part: 'held in caches' },
      { threshold, value: (consolidation + transmission) / least, part: 'together' },
    ];
  }).flat();
  const simulated: Row[] = rows.flatMap((row) => [
    { threshold: row.threshold, value: row.energy / row.least, part: 'lasting weights' },
    { threshold: row.threshold, value: (price * row.stored) / row.least, part: 'held in caches' },
    {
      threshold: row.threshold,
      value: (row.energy + price * row.stored) / row.least,
      part: 'together',
    },
  ]);
  return {
    id: 'caching',
    title: 'Synaptic caching in a perceptron',
    caption: `Energy in units of the least against the threshold of the caches, N = ${inputs}, P/N = ${load}, c = ${price}. Dots: simulation; dashed: η²NK/θ + Nθ/3 and cNTθ/3.`,
    x: { label: 'threshold θ (η)', type: 'log' },
    y: { label: 'energy (units of the least)', type: 'log' },
    series: ['lasting weights', 'held in caches', 'together'],
    marks: [
      { type: 'line', data: theory, x: 'threshold', y: 'value', series: 'part', dashed: true },
      { type: 'dot', data: simulated, x: 'threshold', y: 'value', series: 'part' },
    ],
  };
}
