/** The figures of `set-rbm`: learning, how likely the data become, what became of the wiring, what units look at. */

import type { Figure, Row } from '../../figures/figure.ts';
import {
  bars,
  connectionCurves,
  degreeDistribution,
  degreeVersusVariance,
  energyBars,
  inputMap,
  learningCurves,
} from '../../figures/index.ts';
import { shownSettings } from '../../protocol/settings.ts';
import type { StudyRecord, StudyResult } from '../../protocol/study.ts';
import { orderOf } from '../sparse-training/figures.ts';
import { METHODS } from './methods.ts';
import { parameters, type Values } from './parameters.ts';
import { records as kinds, type RbmRow } from './records.ts';

type Result = StudyResult<Values>;

/** Records of all settings, each method under the name that it has in figures: `set, epsilon 5`. */
interface Named {
  readonly records: readonly StudyRecord[];
  /** Of the first run of each setting: what single machines are drawn from. */
  readonly first: readonly StudyRecord[];
  readonly order: readonly string[];
}

function namedOf(results: readonly Result[]): Named {
  const settings = shownSettings(parameters, results, 'method', false);
  const records = settings.flatMap((setting) => setting.records);
  const first = settings.flatMap((setting) =>
    setting.first.map((record): StudyRecord => {
      const { method } = record;
      const name = typeof method === 'string' ? setting.nameOf(method) : undefined;
      return name === undefined ? record : { ...record, method: name };
    }),
  );
  return { records, first, order: orderOf(METHODS, records) };
}

/** All figures of one or several runs. Single machines are those of the first repetition of the first run of each setting. */
export function figures(results: readonly Result[]): readonly Figure[] {
  const { records, first, order } = namedOf(results);
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
    ...wiring(first, order),
    ...pictures(first),
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
function wiring(first: readonly StudyRecord[], order: readonly string[]): Figure[] {
  const degrees = rowsOf('degrees', first).filter(({ replicate }) => replicate === 0);
  const [task] = kinds.rows('task', first);
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
  if (task === undefined || visible.length === 0) return found;
  const [height, width] = task.shape;
  if (isPicture(task))
    found.push(
      inputMap(
        visible.map(({ method, counts }) => ({ name: method, shape: [height, width], counts })),
        {
          id: 'visible-map',
          title: 'Where the visible units are connected',
          caption: 'Connections of every pixel to the hidden units, in the first repetition.',
        },
      ),
    );
  found.push(
    degreeVersusVariance(
      visible.map(({ method, counts }) => ({
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
};

/** Rows of a kind under the names that methods have in figures. */
const rowsOf = <K extends 'degrees' | 'field' | 'reconstruction'>(
  kind: K,
  records: readonly StudyRecord[],
): readonly Shown<K>[] =>
  records.filter((record) => record.kind === kind) as readonly StudyRecord[] as Shown<K>[];

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
function pictures(first: readonly StudyRecord[]): Figure[] {
  const axes = {
    x: { label: '', type: 'band' as const, ticks: [] },
    y: { label: '', type: 'band' as const, ticks: [] },
    facet: 'panel',
    facetColumns: 4,
  };
  const fields = rowsOf('field', first).filter(isPicture);
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
  const made = rowsOf('reconstruction', first).filter(isPicture);
  if (made.length > 0) {
    const [height, width] = made[0].shape;
    const methods = [...new Set(made.map(({ method }) => method))];
    const data = made.filter(({ method }) => method === methods[0]);
    found.push({
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
            ...made.flatMap(({ method, example, values, shape }) =>
              cellsOf(`${method} ${example + 1}`, values, shape, 'value'),
            ),
          ],
          ...{ x: 'column', y: 'row', fill: 'value' },
        },
      ],
    });
  }
  return found;
}
