/** The figures of `set-mlp`: learning, what it cost, and what became of the wiring. */

import type { Figure } from '../../figures/figure.ts';
import {
  bars,
  confusionMaps,
  degreeDistribution,
  degreeVersusVariance,
  inputMap,
  learningCurves,
  weightHistogram,
} from '../../figures/index.ts';
import type { StudyRecord, StudyResult } from '../../protocol/study.ts';
import { variantsOf } from '../../protocol/variants.ts';
import { fanInLaw, fanOutLaw } from '../../theory/degrees.ts';
import { METHODS, parameters, type Values } from './parameters.ts';
import { records as kinds, type SetRow } from './records.ts';

type Result = StudyResult<Values>;

const ORDER: readonly string[] = METHODS;

/** The records of all runs, methods of one setting named apart from those of others: `set, epsilon 5`. */
function withVariants(results: readonly Result[]): StudyRecord[] {
  const settings = results.map((result) => ({ ...result, arithmetic: '' }));
  return variantsOf(parameters, settings).flatMap(({ label, runs }) =>
    runs.flatMap(({ records }) =>
      records.map((record) =>
        label === '' || record.method === undefined
          ? record
          : { ...record, method: `${record.method}, ${label}` },
      ),
    ),
  );
}

/** Methods in their fixed order, variants of one beside each other. */
function orderOf(records: readonly StudyRecord[]): string[] {
  const names = [...new Set(records.map((record) => String(record.method ?? '')))];
  return ORDER.flatMap((method) =>
    names.filter((name) => name === method || name.startsWith(`${method}, `)),
  );
}

/** All figures of one or several runs. Descriptions of single networks are those of the first run's first replicate. */
export function figures(results: readonly Result[]): readonly Figure[] {
  const records = withVariants(results);
  const order = orderOf(records);
  const epochs = records.filter((record) => record.kind === 'epoch');
  const ends = records.filter((record) => record.kind === 'end');
  if (epochs.length === 0) return [];
  const last = results[0].parameters.epochs;
  return [
    learningCurves(epochs, {
      id: 'test-accuracy',
      title: 'Test accuracy',
      caption: 'Share of right answers on held-out examples after each epoch, before rewiring.',
      measure: 'testAccuracy',
      scale: 100,
      label: 'test accuracy (%)',
      order,
    }),
    learningCurves(epochs, {
      id: 'test-loss',
      title: 'Test loss',
      caption:
        'A loss that rises while accuracy stands still is overfitting: the network becomes surer of its mistakes.',
      measure: 'testLoss',
      label: 'test loss (per example)',
      order,
    }),
    learningCurves(epochs, {
      id: 'connections',
      title: 'Connections',
      caption: 'What exists while learning: memory and time follow this number.',
      measure: 'connections',
      label: 'connections',
      y: { type: 'log' },
      order,
    }),
    ...(ends.length > 0
      ? [
          bars(ends, {
            id: 'energy',
            title: 'Energy of learning',
            caption: `M₁ = Σ|Δw| over all synapses and steps of ${last} epochs, creations and deletions included.`,
            measure: 'totalEnergy',
            label: 'M₁ (weight units)',
            order,
          }),
        ]
      : []),
    ...answers(results[0]),
    ...wiring(results[0]),
  ];
}

/** Axes hold no more names than this. */
const MOST_NAMED = 30;

/** What the networks took each class for. */
function answers({ records }: Result): Figure[] {
  const networks = kinds
    .rows('metrics', records)
    .flatMap(({ method, confusion }) =>
      confusion !== undefined && confusion.length <= MOST_NAMED
        ? [{ name: method, confusion }]
        : [],
    );
  if (networks.length === 0) return [];
  const [task] = kinds.rows('task', records);
  const classNames = task?.classNames ?? networks[0].confusion.map((_, c) => String(c));
  return [
    confusionMaps(networks, {
      id: 'confusion',
      title: 'What was taken for what',
      caption:
        'Share of the test examples of each class by the answer they got, all replicates together; a faultless network has only the diagonal.',
      classNames,
    }),
  ];
}

/** What became of the first replicate's wiring. */
function wiring({ records }: Result): Figure[] {
  const first = <R extends { replicate: number; layer?: number }>(rows: readonly R[]): R[] =>
    rows.filter(({ replicate, layer = 1 }) => replicate === 0 && layer === 1);
  const weights = first(kinds.rows('weights', records));
  const degrees = first(kinds.rows('degrees', records));
  const maps = first(kinds.rows('input-map', records));
  const [task] = kinds.rows('task', records);
  const found: Figure[] = [];
  if (weights.length > 0) {
    found.push(
      weightHistogram(
        weights.map(({ method, edges, counts }) => ({ name: method, edges, counts })),
        {
          id: 'weights',
          title: 'Weights of the first layer',
          caption:
            'SET removes the weakest of each sign after every epoch, and so empties the middle.',
          order: ORDER,
        },
      ),
    );
  }
  for (const side of ['out', 'in'] as const) {
    const rows = degrees.filter((row) => row.side === side);
    if (rows.length > 0) found.push(degreeFigure(rows, side));
  }
  const pictures = maps.filter(({ shape }) => shape.length === 2);
  if (pictures.length > 0) {
    found.push(
      inputMap(
        pictures.map(({ method, shape, counts }) => ({
          name: method,
          shape: [shape[0], shape[1]],
          counts,
        })),
        {
          id: 'input-map',
          title: 'Where the inputs are connected',
          caption: 'Connections of every pixel to the first hidden layer.',
        },
      ),
    );
  }
  if (maps.length > 0 && task !== undefined) {
    const variances = task.deviations.map((deviation) => deviation * deviation);
    found.push(
      degreeVersusVariance(
        maps.map(({ method, counts }) => ({ name: method, degrees: counts, variances })),
        {
          id: 'degree-variance',
          title: 'Connections against variance',
          caption: 'One point a pixel: rewiring should find the pixels that vary over the data.',
          order: ORDER,
          label: 'variance of the pixel',
        },
      ),
    );
  }
  return found;
}

function degreeFigure(rows: readonly SetRow<'degrees'>[], side: 'in' | 'out'): Figure {
  const law = (side === 'in' ? fanInLaw : fanOutLaw)(rows[0].size);
  const length = Math.max(...rows.map((row) => row.histogram.length)) + 5;
  const probabilities = Array.from({ length }, (_, degree) => law.mass(degree));
  const whose = side === 'in' ? 'hidden units (incoming)' : 'input units (outgoing)';
  return degreeDistribution(
    rows.map((row) => ({ name: row.method, histogram: row.histogram })),
    {
      id: `degrees-${side}`,
      title: `Degrees of the ${whose}`,
      caption:
        'Points: the trained networks. Line: a random graph with as many connections (hypergeometric law).',
      order: ORDER,
      theory: [{ name: 'random graph', probabilities }],
    },
  );
}
