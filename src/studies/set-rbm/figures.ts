/** The figures of `set-rbm`: learning, how likely the data become, what became of the wiring, what units look at. */

import type { Figure, Row } from '../../figures/figure.ts';
import {
  apart,
  bars,
  connectionCurves,
  degreeDistribution,
  degreeVersusVariance,
  energyBars,
  inputMaps,
  learningCurves,
} from '../../figures/index.ts';
import { shownSettings } from '../../protocol/settings.ts';
import type { StudyRecord, StudyResult } from '../../protocol/study.ts';
import { orderOf } from '../sparse-training/figures.ts';
import { METHODS } from './methods.ts';
import { parameters, type Values } from './parameters.ts';
import { records as kinds, type RbmRow } from './records.ts';

type Result = StudyResult<Values>;

/** The records of one run, and what its machines learned. */
interface First {
  readonly task: RbmRow<'task'>;
  readonly records: readonly StudyRecord[];
}

/** Records of all settings, each method under the name that it has in figures: `set, epsilon 5`. */
interface Named {
  readonly records: readonly StudyRecord[];
  /** Of the first run of each setting, with what it learned: what single machines are drawn from. */
  readonly firsts: readonly First[];
  readonly order: readonly string[];
}

function namedOf(results: readonly Result[]): Named {
  const settings = shownSettings(parameters, results, 'method', false);
  const records = settings.flatMap((setting) => setting.records);
  const firsts = settings.flatMap((setting) => {
    const [task] = kinds.rows('task', setting.first);
    const named = setting.first.map((record): StudyRecord => {
      const { method } = record;
      const name = typeof method === 'string' ? setting.nameOf(method) : undefined;
      return name === undefined ? record : { ...record, method: name };
    });
    return task === undefined ? [] : [{ task, records: named }];
  });
  return { records, firsts, order: orderOf(METHODS, records) };
}

/** All figures of one or several runs. Single machines are those of the first repetition of the first run of each setting. */
export function figures(results: readonly Result[]): readonly Figure[] {
  const { records, firsts, order } = namedOf(results);
  const of = (kind: string) => records.filter((record) => record.kind === kind);
  const [epochs, likelihoods, ends] = [of('epoch'), of('likelihood'), of('end')];
  if (epochs.length === 0) return [];
  const last = results[0].parameters.epochs;
  return [
    ...(likelihoods.length > 0 ? [likelihoodFigure(likelihoods, order)] : []),
    learningCurves(epochs, {
      id: 'test-error',
      title: 'Reconstruction error',
      caption:
        'Mean squared difference between test examples and what the machine makes of them, by way of drawn hidden states, after each epoch.',
      measure: 'testError',
      label: 'mean squared error',
      y: { type: 'log' },
      order,
    }),
    connectionCurves(epochs, order),
    ...energyBars(ends, last, order),
    ...wiring(firsts, order),
    ...pictures(firsts),
  ];
}

/** Curves where the likelihood was found several times, else the last values side by side. */
function likelihoodFigure(rows: readonly StudyRecord[], order: readonly string[]): Figure {
  const label = 'log-probability of a test example (nats)';
  const ways = new Set(rows.map(({ way }) => way));
  const way = ways.has('annealed') ? 'estimated by annealed importance sampling' : 'exact';
  if (new Set(rows.map(({ epoch }) => epoch)).size > 1)
    return learningCurves(rows, {
      id: 'likelihood',
      title: 'How likely the test examples are',
      caption: `Mean log-probability of the test examples, ${way}.`,
      measure: 'testLogProbability',
      label,
      order,
    });
  const values = rows.map((row) => Number(row.testLogProbability));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max(1, 0.15 * (high - low));
  return bars(rows, {
    id: 'likelihood',
    title: 'How likely the test examples are',
    caption: `Mean log-probability of the test examples at the end, ${way}: higher is better.`,
    measure: 'testLogProbability',
    label,
    y: { domain: [low - margin, Math.min(0, high + margin)] },
    order,
  });
}

const isPicture = ({ shape }: { readonly shape: readonly number[] }): boolean =>
  shape.length === 2 && shape[0] > 1;

/** Degrees of both sides, and where on the picture the visible units are connected. */
function wiring(firsts: readonly First[], order: readonly string[]): Figure[] {
  const degrees = rowsOf('degrees', firsts).filter(({ replicate }) => replicate === 0);
  const found: Figure[] = (['visible', 'hidden'] as const).flatMap((side) => {
    const rows = degrees.filter((row) => row.side === side);
    if (rows.length === 0) return [];
    return [
      degreeDistribution(
        rows.map(({ method, histogram }) => ({ name: method, histogram })),
        {
          id: `degrees-${side}`,
          title: `Degrees of the ${side} units`,
          caption:
            'Points: the trained machines of the first repetition. A machine that never rewires keeps the degrees of a random graph.',
          order,
        },
      ),
    ];
  });
  const visible = degrees.filter(({ side }) => side === 'visible');
  if (visible.length === 0) return found;
  found.push(
    ...inputMaps(
      visible
        .filter(({ task }) => isPicture(task))
        .map(({ method, counts, task: { shape } }) => ({
          ...{ name: method, counts },
          shape: [shape[0], shape[1]],
        })),
      {
        id: 'visible-map',
        title: 'Where the visible units are connected',
        caption: 'Connections of every pixel to the hidden units, in the first repetition.',
      },
    ),
    degreeVersusVariance(
      visible.map(({ method, counts, task }) => ({
        name: method,
        degrees: counts,
        variances: task.deviations.map((deviation) => deviation ** 2),
      })),
      {
        id: 'degree-variance',
        title: 'Connections against variance',
        caption:
          'One point a visible unit, in the first repetition: rewiring should find the units that vary over the data.',
        order,
        label: 'variance of the visible unit',
      },
    ),
  );
  return found;
}

type Shown<K extends 'degrees' | 'field' | 'reconstruction'> = Omit<RbmRow<K>, 'method'> & {
  readonly method: string;
  readonly task: RbmRow<'task'>;
};

/** Rows of a kind under the names that methods have in figures, each with what its machine learned. */
const rowsOf = <K extends 'degrees' | 'field' | 'reconstruction'>(
  kind: K,
  firsts: readonly First[],
): readonly Shown<K>[] =>
  firsts.flatMap(({ task, records }) =>
    records
      .filter((record) => record.kind === kind)
      .map((record) => ({ ...(record as StudyRecord as Shown<K>), task })),
  );

const cellsOf = (
  panel: string,
  values: readonly number[],
  [, width]: readonly number[],
  name: string,
): Row[] =>
  values.map((value, i) => ({
    panel,
    column: i % width,
    row: Math.floor(i / width),
    [name]: value,
  }));

/** Receptive fields and reconstructions, where examples are pictures. */
function pictures(firsts: readonly First[]): Figure[] {
  const axes = {
    x: { label: '', type: 'band' as const, ticks: [] },
    y: { label: '', type: 'band' as const, ticks: [] },
    facet: 'panel',
    facetColumns: 4,
  };
  const fields = rowsOf('field', firsts).filter(isPicture);
  const name = fields[0]?.method;
  const own = fields.filter(({ method }) => method === name);
  const found: Figure[] = [];
  if (own.length > 0) {
    const [height, width] = own[0].shape;
    found.push({
      ...{ id: 'fields', title: 'What hidden units look at', ...axes, aspect: width / height },
      caption: `Weights of the hidden units with the largest norms in the machine "${name}", first repetition; empty places have no connection.`,
      colour: { label: 'weight', scheme: 'diverging' },
      marks: [
        {
          type: 'cell',
          data: own.flatMap(({ unit, weights, shape }) =>
            cellsOf(`unit ${unit + 1}`, weights, shape, 'weight').filter((row) => row.weight !== 0),
          ),
          ...{ x: 'column', y: 'row', fill: 'weight' },
        },
      ],
    });
  }
  const made = rowsOf('reconstruction', firsts).filter(isPicture);
  // Machines that learned other pictures stand below those.
  const others = apart(
    made,
    ({ task, shape }) => JSON.stringify([task.task, shape]),
    (alike) => {
      const [height, width] = alike[0].shape;
      const methods = [...new Set(alike.map(({ method }) => method))];
      const data = alike.filter(({ method }) => method === methods[0]);
      return {
        ...{ id: 'reconstructions', title: 'What the machines make of examples', ...axes },
        aspect: width / height,
        caption: `Test examples above; below them what each machine reconstructs by way of drawn hidden states: ${methods.join(', ')}.`,
        colour: { label: 'value', scheme: 'sequential', domain: [0, 1] },
        marks: [
          {
            type: 'cell',
            data: [
              ...data.flatMap(({ example, data: values, shape }) =>
                cellsOf(`data ${example + 1}`, values, shape, 'value'),
              ),
              ...alike.flatMap(({ method, example, values, shape }) =>
                cellsOf(`${method} ${example + 1}`, values, shape, 'value'),
              ),
            ],
            ...{ x: 'column', y: 'row', fill: 'value' },
          },
        ],
      };
    },
    ([{ task }]) => task.task,
  );
  return [...found, ...others];
}
