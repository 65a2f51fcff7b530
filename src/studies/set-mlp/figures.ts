/** The figures of `set-mlp`: learning, what it cost, and what became of the wiring. */

import type { Figure } from '../../figures/figure.ts';
import {
  apart,
  confusionMaps,
  connectionCurves,
  degreeDistribution,
  degreeVersusVariance,
  energyBars,
  inputMaps,
  learningCurves,
  weightHistogram,
} from '../../figures/index.ts';
import { type ShownSetting, shownSettings } from '../../protocol/settings.ts';
import type { StudyRecord, StudyResult } from '../../protocol/study.ts';
import { fanInLaw, fanOutLaw } from '../../theory/degrees.ts';
import { accuracyCurves, lossCurves, orderOf } from '../sparse-training/figures.ts';
import { METHODS } from './methods.ts';
import { parameters, type Values } from './parameters.ts';
import { records as kinds, type SetRow } from './records.ts';

type Result = StudyResult<Values>;

type Setting = ShownSetting<Values>;

/** The rows of a kind of the first runs, with what their networks are called and what these learned. */
const drawnOf = <R extends { readonly method: string }>(
  settings: readonly Setting[],
  rowsOf: (records: readonly StudyRecord[]) => readonly R[],
) =>
  settings.flatMap(({ first, nameOf }) => {
    const [task] = kinds.rows('task', first);
    return rowsOf(first).flatMap((row) => {
      const name = nameOf(row.method);
      return name === undefined ? [] : [{ ...row, name, task }];
    });
  });

/** All figures of one or several runs. Single networks are those of the first replicate of the first run of each setting. */
export function figures(results: readonly Result[]): readonly Figure[] {
  const settings = shownSettings(parameters, results, 'method');
  const records = settings.flatMap((setting) => setting.records);
  const order = orderOf(METHODS, records);
  const epochs = records.filter((record) => record.kind === 'epoch');
  const ends = records.filter((record) => record.kind === 'end');
  if (epochs.length === 0) return [];
  const last = results[0].parameters.epochs;
  const tells = (measure: 'testAccuracy' | 'testR2'): boolean =>
    epochs.some((record) => record[measure] !== undefined);
  return [
    ...(tells('testAccuracy') ? [accuracyCurves(epochs, order, 'examples')] : []),
    ...(tells('testR2') ? [r2Curves(epochs, order)] : []),
    lossCurves(epochs, order),
    connectionCurves(epochs, order),
    ...energyBars(ends, last, order),
    ...answers(settings),
    ...wiring(settings, order),
  ];
}

const r2Curves = (epochs: readonly StudyRecord[], order: readonly string[]): Figure =>
  learningCurves(epochs, {
    id: 'test-r2',
    title: 'Test R²',
    caption:
      'Coefficient of determination on held-out examples after each epoch: 1 is faultless, 0 as good as their mean.',
    measure: 'testR2',
    label: 'test R²',
    order,
  });

/** Axes hold no more names than this. */
const MOST_NAMED = 30;

/** What the networks took each class for. */
function answers(settings: readonly Setting[]): Figure[] {
  const networks = drawnOf(settings, (found) => kinds.rows('metrics', found)).flatMap(
    ({ name, confusion, task }) =>
      confusion !== undefined && confusion.length <= MOST_NAMED ? [{ name, confusion, task }] : [],
  );
  const namesOf = ({ confusion, task }: (typeof networks)[number]): readonly string[] =>
    task?.classNames ?? confusion.map((_, c) => String(c));
  return apart(
    networks,
    (network) => JSON.stringify(namesOf(network)),
    (alike) =>
      confusionMaps(alike, {
        id: 'confusion',
        title: 'What was taken for what',
        caption:
          'Share of the test examples of each class by the answer they got, all replicates together; a faultless network has only the diagonal.',
        classNames: namesOf(alike[0]),
      }),
    (alike) => [...new Set(alike.map(({ task }) => task?.task))].join(', '),
  );
}

/** What became of the wiring of the first replicates, a panel or a series a network. */
function wiring(settings: readonly Setting[], order: readonly string[]): Figure[] {
  const first = <R extends { replicate: number; layer?: number }>(rows: readonly R[]): R[] =>
    rows.filter(({ replicate, layer = 1 }) => replicate === 0 && layer === 1);
  const weights = first(drawnOf(settings, (found) => kinds.rows('weights', found)));
  const everywhere = drawnOf(settings, (found) => kinds.rows('degrees', found)).filter(
    ({ replicate }) => replicate === 0,
  );
  const degrees = first(everywhere);
  const maps = first(drawnOf(settings, (found) => kinds.rows('input-map', found)));
  const found: Figure[] = [];
  if (weights.length > 0) {
    found.push(
      weightHistogram(
        weights.map(({ name, edges, counts }) => ({ name, edges, counts })),
        {
          id: 'weights',
          title: 'Weights of the first layer',
          caption:
            'At the end, in the first repetition; a thin line marks zero. A rule that removes the weakest of each sign empties the middle, one that never rewires leaves it full.',
          order,
        },
      ),
    );
  }
  for (const side of ['out', 'in'] as const) {
    const rows = degrees.filter((row) => row.side === side);
    if (rows.length > 0) found.push(degreeFigure(rows, side, order));
    const layers = everywhere.filter((row) => row.side === side);
    if (layers.length > 0) found.push(tailFigure(layers, side, order));
  }
  const pictures = maps.filter(({ shape }) => shape.length === 2);
  found.push(
    ...inputMaps(
      pictures.map(({ name, shape, counts }) => ({ name, shape: [shape[0], shape[1]], counts })),
      {
        id: 'input-map',
        title: 'Where the inputs are connected',
        caption: 'Connections of every pixel to the first hidden layer, in the first repetition.',
      },
    ),
  );
  const varying = maps.flatMap(({ name, counts, task }) =>
    task === undefined
      ? []
      : [{ name, degrees: counts, variances: task.deviations.map((deviation) => deviation ** 2) }],
  );
  // Columns of tables are no pixels.
  const [input, an] = pictures.length > 0 ? ['pixel', 'a pixel'] : ['input', 'an input'];
  if (varying.length > 0) {
    found.push(
      degreeVersusVariance(varying, {
        id: 'degree-variance',
        title: 'Connections against variance',
        caption: `One point ${an}, in the first repetition: rewiring should find the ${input}s that vary over the data.`,
        order,
        label: `variance of the ${input}`,
      }),
    );
  }
  return found;
}

function degreeFigure(
  rows: readonly (SetRow<'degrees'> & { readonly name: string })[],
  side: 'in' | 'out',
  order: readonly string[],
): Figure {
  const sizes = new Map(rows.map(({ size }) => [JSON.stringify(size), size]));
  const length = Math.max(...rows.map((row) => row.histogram.length)) + 5;
  const theory = [...sizes.values()].map((size) => {
    const law = (side === 'in' ? fanInLaw : fanOutLaw)(size);
    const count = size.connections.toLocaleString('en-US');
    return {
      name: sizes.size > 1 ? `random graph, ${count} connections` : 'random graph',
      probabilities: Array.from({ length }, (_, degree) => law.mass(degree)),
    };
  });
  const whose = side === 'in' ? 'hidden units (incoming)' : 'input units (outgoing)';
  return degreeDistribution(
    rows.map(({ name, histogram }) => ({ name, histogram })),
    {
      id: `degrees-${side}`,
      title: `Degrees of the ${whose}`,
      caption:
        'Points: the trained networks of the first repetition. Line: a random graph with as many connections (hypergeometric law).',
      order,
      theory,
    },
  );
}

/** Tails of every layer: on these axes a power law is a straight line, and a random graph falls off a cliff. */
function tailFigure(
  rows: readonly (SetRow<'degrees'> & { readonly name: string })[],
  side: 'in' | 'out',
  order: readonly string[],
): Figure {
  return degreeDistribution(
    rows.map(({ name, layer, histogram }) => ({ name, panel: `layer ${layer}`, histogram })),
    {
      order,
      id: `degrees-${side}-tail`,
      title:
        side === 'in' ? 'Incoming degrees, layer by layer' : 'Outgoing degrees, layer by layer',
      caption:
        'Share of units with so many connections or more, in the first repetition. A power law is a straight line here; “frugal topology” tests whether there is one.',
      form: 'tail',
    },
  );
}
