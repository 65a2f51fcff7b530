/**
 * The gap elimination of the online rule on a multilayer perceptron that learns images (beyond the paper), beside SET and
 * a fixed random wiring of the density that the gap has led to.
 */

import { erdosRenyi, weightLaw } from '../../../connectivity/index.ts';
import { createEngine } from '../../../engine/index.ts';
import { estimate, grouped } from '../../../evidence/index.ts';
import type { Figure } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { createClassifier } from '../../../learners/index.ts';
import { bundleWeights, createMlp, homeOrder, type LayerSpec } from '../../../networks/index.ts';
import type { Random } from '../../../numerics/random.ts';
import { chain, gapElimination, sgd } from '../../../plasticity/index.ts';
import { set } from '../../../rewiring/index.ts';
import type { ClassificationTask } from '../../../tasks/examples.ts';
import type { RunContext, StudyRecord } from '../../study.ts';
import type { Values } from '../parameters.ts';
import type { Job, Part } from '../part.ts';
import { rowsOf } from '../part.ts';

const METHODS = ['gap', 'set', 'static', 'dense'] as const;
type Method = (typeof METHODS)[number];
const NAMES: Readonly<Record<Method, string>> = {
  gap: 'gap elimination',
  set: 'SET',
  static: 'fixed random wiring',
  dense: 'dense',
};

export interface ImageRow {
  readonly method: Method;
  readonly replicate: number;
  /** 0 for the dense network. */
  readonly gap: number;
  /** Share of nonzero weights in the first layer, at the end. */
  readonly density: number;
  readonly accuracy: number;
  readonly changes: number;
  readonly energy: number;
}

export const imageRows = (records: readonly StudyRecord[]): ImageRow[] =>
  rowsOf<ImageRow>('image', records);

const BATCH = 32;
const RATE = 0.05;
const MOMENTUM = 0.9;

interface Wanted {
  readonly method: Method;
  /** Of the first layer of `set` and `static`. */
  readonly density: number;
  readonly gap: number;
}

/** Trains one network; yields now and then, returns what it has come to. */
async function* train(
  context: RunContext<Values>,
  task: ClassificationTask,
  { method, density, gap }: Wanted,
  random: Random,
): AsyncGenerator<undefined, Omit<ImageRow, 'replicate'>> {
  const { parameters: values, threads, arithmetic } = context;
  const engine = createEngine({ threads, arithmetic });
  try {
    const units = [task.features, values.imageHidden, task.classes];
    const sparse = method === 'set' || method === 'static';
    const layers = [0, 1].map((k): LayerSpec => {
      const full = { inputs: units[k], outputs: units[k + 1], order: homeOrder(k) };
      const own = random.split('birth').split(k);
      const topology: LayerSpec['topology'] =
        k === 0 && sparse && density < 1
          ? erdosRenyi({ ...full, density, random: own.split('wiring') })
          : full;
      const weights = new Float32Array(topology.index?.length ?? full.inputs * full.outputs);
      const share = weights.length / (full.inputs * full.outputs);
      weightLaw('sparse-fan-in').fill(weights, { ...full, density: share }, own.split('weights'));
      return { topology, arrays: { weights }, ...(k === 0 ? { activation: 'relu' as const } : {}) };
    });
    const network = createMlp(engine, { layers, loss: 'cross-entropy', batch: BATCH });
    const every = Math.ceil(task.train.count / BATCH);
    const learn = sgd({ rate: RATE, momentum: MOMENTUM });
    const withGap = chain(learn, gapElimination({ gap, every, promotion: values.promotion }));
    const rewiring = method === 'set' ? set({ finalStep: 'none' }) : undefined;
    const classifier = await createClassifier({
      ...{ network, task, scaling: 'unit', epochs: values.imageEpochs },
      random: random.split('learning'),
      transformFor: ({ name }) => (method === 'gap' && name === 'hidden1.weight' ? withGap : learn),
      rewiringFor: ({ layer }) => (layer === 0 ? rewiring : undefined),
    });
    for (const _ of classifier.learn()) yield undefined;
    const [first] = network.bundles;
    const alive = bundleWeights(engine, first).filter((weight) => weight !== 0).length;
    const { accuracy } = classifier.evaluate();
    const { changes, energy } = classifier.totals();
    const reached = alive / (units[0] * units[1]);
    return { method, gap, density: reached, accuracy, changes, energy };
  } finally {
    engine.dispose();
  }
}

/** A gap and, at the density it has led to, its rivals; or the dense network. */
function trainJob(values: Values, gap: number, replicate: number): Job {
  const cost = values.imageExamples * values.imageEpochs * values.imageHidden * 1e-4;
  return {
    line: gap === 0 ? `dense ${replicate}` : `gap ${gap} ${replicate}`,
    cost: gap === 0 ? cost : 2 * cost,
    async *run(context) {
      const options = { trainLimit: values.imageExamples, testLimit: 2000 };
      const task = await context.task('digits', options);
      // All networks of a replicate see the images in the same order.
      const random = context.random.split('images').split(replicate);
      const first = yield* train(
        context,
        task,
        { method: gap === 0 ? 'dense' : 'gap', density: 1, gap },
        random,
      );
      yield { kind: 'image', replicate, ...first };
      if (gap === 0) return;
      for (const method of ['set', 'static'] as const) {
        const { density } = first;
        yield {
          kind: 'image',
          replicate,
          ...(yield* train(context, task, { method, density, gap }, random)),
        };
      }
    },
  };
}

export const imagesPart: Part = {
  name: 'images',
  jobs: (values) =>
    [0, ...values.imageGaps].flatMap((gap) =>
      Array.from({ length: values.imageReplicates }, (_, replicate) =>
        trainJob(values, gap, replicate),
      ),
    ),
  figures(records, values): readonly Figure[] {
    const rows = imageRows(records);
    if (rows.length === 0) return [];
    const found = grouped(rows, ({ method, gap }) => `${method} ${gap}`)
      .map((group) => {
        const [density, accuracy] = [
          estimate(group.map((row) => 100 * row.density)),
          estimate(group.map((row) => 100 * row.accuracy)),
        ];
        const { method } = group[0];
        return {
          ...{ x: density.mean, y: accuracy.mean, yError: accuracy.error },
          ...{ series: NAMES[method], method },
        };
      })
      .sort((a, b) => a.x - b.x);
    return [
      {
        id: 'images',
        title: 'The same gap elimination on images (beyond the paper)',
        caption: `Drawn digits, ${values.imageHidden} hidden units, ${values.imageEpochs} epochs; gaps δ = ${values.imageGaps.join(', ')} on the first layer, at the end of every epoch. SET and the fixed wiring have the density that the gap has led to, from their first step; the gap finds it, but keeps its silent synapses plastic and so costs as much as the dense network.`,
        x: { label: 'density of the first layer (%)', type: 'log' },
        y: { label: 'test accuracy (%)' },
        series: METHODS.map((method) => NAMES[method]),
        marks: [line(found.filter(({ method }) => method !== 'dense')), ...points(found)],
      },
    ];
  },
};
