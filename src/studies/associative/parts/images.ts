/**
 * The gap elimination of the online rule on a multilayer perceptron that learns images (beyond the paper), beside SET and
 * a fixed random wiring of the density that the gap has led to.
 */

import { erdosRenyi, weightLaw } from '../../../connectivity/index.ts';
import { createEngine } from '../../../engine/index.ts';
import { estimate, grouped } from '../../../evidence/index.ts';
import type { Figure } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { createClassifier, type LearnerState } from '../../../learners/index.ts';
import { bundleWeights, createMlp, homeOrder, type LayerSpec } from '../../../networks/index.ts';
import { isTick } from '../../../numerics/pace.ts';
import type { Random } from '../../../numerics/random.ts';
import { chain, gapElimination, sgd } from '../../../plasticity/index.ts';
import type { RecordOf, Row } from '../../../protocol/records.ts';
import { type StageStep, stagesOf } from '../../../protocol/stages.ts';
import { set } from '../../../rewiring/index.ts';
import type { ClassificationTask } from '../../../tasks/examples.ts';
import { denseClassification } from '../../../tasks/narrow.ts';
import { IMAGE_METHODS, type ImageMethod } from '../names.ts';
import type { Values } from '../parameters.ts';
import type { Table } from '../records.ts';
import type { AssociativeJob, AssociativePart, Context } from '../samples.ts';

const NAMES: Readonly<Record<ImageMethod, string>> = {
  gap: 'gap elimination',
  set: 'SET',
  static: 'fixed random wiring',
  dense: 'dense',
};

const BATCH = 32;
const RATE = 0.05;
const MOMENTUM = 0.9;

interface Wanted {
  readonly method: ImageMethod;
  /** Of the first layer of `set` and `static`. */
  readonly density: number;
  readonly gap: number;
}

type Trained = Omit<Row<Table, 'image'>, 'replicate'>;

/** The two layers before they learn. */
function layersOf(
  task: ClassificationTask,
  { imageHidden }: Values,
  { method, density }: Wanted,
  random: Random,
): LayerSpec[] {
  const units = [task.features, imageHidden, task.classes];
  const sparse = (method === 'set' || method === 'static') && density < 1;
  return [0, 1].map((k) => {
    const full = { inputs: units[k], outputs: units[k + 1], order: homeOrder(k) };
    const own = random.split('birth').split(k);
    const topology: LayerSpec['topology'] =
      k === 0 && sparse ? erdosRenyi({ ...full, density, random: own.split('wiring') }) : full;
    const weights = new Float32Array(topology.index?.length ?? full.inputs * full.outputs);
    const share = weights.length / (full.inputs * full.outputs);
    weightLaw('sparse-fan-in').fill(weights, { ...full, density: share }, own.split('weights'));
    return { topology, arrays: { weights }, ...(k === 0 ? { activation: 'relu' as const } : {}) };
  });
}

/** Trains one network; can be left after every epoch. */
async function* train(
  { parameters: values, threads, arithmetic }: Context,
  task: ClassificationTask,
  wanted: Wanted,
  random: Random,
  state: object | undefined,
): AsyncGenerator<StageStep, Trained> {
  const { method, gap } = wanted;
  const engine = createEngine({ threads, arithmetic });
  try {
    const layers = layersOf(task, values, wanted, random);
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
    if (state !== undefined) classifier.restore(state as LearnerState);
    for (const step of classifier.learn())
      yield isTick(step)
        ? { share: step.share }
        : { share: step.epoch / values.imageEpochs, save: () => classifier.save() };
    const [first] = network.bundles;
    const alive = bundleWeights(engine, first).filter((weight) => weight !== 0).length;
    const { accuracy } = classifier.evaluate();
    const { changes, energy } = classifier.totals();
    const reached = alive / (task.features * values.imageHidden);
    return { method, gap, density: reached, accuracy, changes, energy };
  } finally {
    engine.dispose();
  }
}

/** A gap and, at the density it has led to, its rivals; or the dense network. */
function trainJob(values: Values, gap: number, replicate: number): AssociativeJob {
  const cost = values.imageExamples * values.imageEpochs * values.imageHidden * 1e-4;
  return {
    name: gap === 0 ? `dense ${replicate}` : `gap ${gap} ${replicate}`,
    cost: gap === 0 ? cost : 2 * cost,
    async *run(context) {
      const options = { trainLimit: values.imageExamples, testLimit: 2000 };
      const task = denseClassification(await context.task('digits', options));
      // All networks of a replicate see the images in the same order.
      const random = context.root.split('images').split(replicate);
      const stages = stagesOf(context);
      const trained = (wanted: Wanted, share: readonly [number, number]) =>
        stages.next((state) => train(context, task, wanted, random, state), share);
      const [method, end] = gap === 0 ? (['dense', 1] as const) : (['gap', 0.4] as const);
      const first = yield* trained({ method, density: 1, gap }, [0, end]);
      const rows: Trained[] = [first];
      const { density } = first;
      if (gap > 0) {
        rows.push(yield* trained({ method: 'set', density, gap }, [0.4, 0.7]));
        rows.push(yield* trained({ method: 'static', density, gap }, [0.7, 1]));
      }
      for (const row of rows) {
        const record: RecordOf<Table> = { kind: 'image', replicate, ...row };
        yield { record };
      }
      return undefined;
    },
  };
}

export const imagesPart: AssociativePart = {
  name: 'images',
  jobs: (values) =>
    [0, ...values.imageGaps].flatMap((gap) =>
      Array.from({ length: values.imageReplicates }, (_, replicate) =>
        trainJob(values, gap, replicate),
      ),
    ),
  figures(all, values): readonly Figure[] {
    const rows = all('image');
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
        series: IMAGE_METHODS.map((method) => NAMES[method]),
        marks: [line(found.filter(({ method }) => method !== 'dense')), ...points(found)],
      },
    ];
  },
};
