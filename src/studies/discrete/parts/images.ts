/** The discrete synapse in another network: the hidden layer of a perceptron of two layers on images, read back as packed bits. */

import { createEngine, type Engine } from '../../../engine/index.ts';
import { estimate, grouped } from '../../../evidence/index.ts';
import { createClassifier, type LearnerState } from '../../../learners/index.ts';
import { bundleWeights, createMlp, homeOrder, type Mlp } from '../../../networks/index.ts';
import { isTick } from '../../../numerics/pace.ts';
import type { Random } from '../../../numerics/random.ts';
import {
  chain,
  hiddenStates,
  magnitudeOf,
  packLevels,
  sgd,
  unpackLevels,
} from '../../../plasticity/index.ts';
import type { Part } from '../../../protocol/parts.ts';
import { type StageStep, stagesOf } from '../../../protocol/stages.ts';
import { fullTopology } from '../../../sparse/topology.ts';
import { digits } from '../../../tasks/digits/digits.ts';
import type { ClassificationTask } from '../../../tasks/examples.ts';
import { upTo } from '../../problems/solve.ts';
import type { Values } from '../parameters.ts';
import type { Table } from '../records.ts';

/** What is compared: levels of the hidden layer's synapses; 0 are real numbers. */
const LEVELS = [0, 2, 3];
const HIDDEN = 100;
const STATES = 256;
export const TEST_IMAGES = 1000;

export const nameOf = (levels: number): string =>
  levels === 0 ? 'real numbers' : levels === 2 ? 'levels ±1' : 'levels −1, 0, 1';

/** A dense perceptron of two layers with random first weights. */
function networkOf(engine: Engine, { features, classes }: ClassificationTask, random: Random): Mlp {
  const sizes = [features, HIDDEN, classes];
  const layers = sizes.slice(1).map((outputs, k) => {
    const weights = new Float32Array(sizes[k] * outputs);
    const stream = random.split('weights').split(k);
    stream.fillNormal(weights, Math.sqrt(2 / sizes[k]));
    const topology = fullTopology(sizes[k], outputs, homeOrder(k));
    return { topology, arrays: { weights }, activation: k === 0 ? ('relu' as const) : undefined };
  });
  return createMlp(engine, { layers, loss: 'cross-entropy', batch: 50 });
}

/** Learns the images and reads the hidden layer back from packed bits. */
async function* learning(
  levels: number,
  { imageExamples, imageEpochs }: Values,
  random: Random,
  state: object | undefined,
): AsyncGenerator<StageStep, Learned> {
  const task = digits({ train: imageExamples, test: TEST_IMAGES });
  const engine = createEngine({ arithmetic: 'strict' });
  try {
    const network = networkOf(engine, task, random);
    const real = sgd({ rate: 0.05, momentum: 0.9 });
    const options = { levels, states: STATES };
    // Rates of both kinds were looked for among 0.005 … 0.1 on other drawn digits.
    const coarse = () => chain(sgd({ rate: 0.1, momentum: 0.9 }), hiddenStates(options));
    const [first] = network.bundles;
    const classifier = await createClassifier({
      ...{ network, task, scaling: 'unit', epochs: imageEpochs, random: random.split('learn') },
      mirror: 'never',
      transformFor: (bundle) => (bundle === first && levels > 0 ? coarse() : real),
    });
    if (state !== undefined) classifier.restore(state as LearnerState);
    for (const step of classifier.learn())
      yield isTick(step) ? {} : { save: () => classifier.save() };
    const { accuracy } = classifier.evaluate();
    const weights = bundleWeights(engine, first);
    let [readBack, bytes] = [accuracy, weights.byteLength];
    if (levels > 0) {
      const magnitude = magnitudeOf(options, { count: first.count(), outputs: HIDDEN });
      const packed = packLevels(weights, { levels, magnitude });
      weights.set(unpackLevels(packed));
      readBack = classifier.evaluate().accuracy;
      bytes = packed.bytes.length;
    }
    const { changes, hiddenWrites } = classifier.totals();
    return { accuracy, readBack, bytes, changes, hiddenWrites };
  } finally {
    engine.dispose();
  }
}

interface Learned {
  readonly accuracy: number;
  readonly readBack: number;
  readonly bytes: number;
  readonly changes: number;
  readonly hiddenWrites: number;
}

export const images: Part<Values, Table> = {
  name: 'images',
  jobs: (values) =>
    LEVELS.flatMap((levels) =>
      upTo(values.imageSamples).map((sample) => ({
        cost: 0.1 * values.imageExamples * values.imageEpochs * (levels === 0 ? 0.5 : 1.5),
        name: `${nameOf(levels)} ${sample}`,
        async *run(context) {
          // The same first weights and the same order of the images for all.
          const stream = context.shared.split(sample);
          const found = yield* stagesOf(context).next((state) =>
            learning(levels, values, stream, state),
          );
          yield { record: { kind: 'image', levels, sample, ...found } };
          return undefined;
        },
      })),
    ),
  figures(rows, { imageExamples, imageEpochs }) {
    const found = rows('image');
    if (found.length === 0) return [];
    const data = grouped(found, ({ levels }) => `${levels}`).map((group) => {
      const { mean, error } = estimate(group.map(({ accuracy }) => 100 * accuracy));
      const [{ levels, bytes }] = group;
      const x = `${nameOf(levels)}: ${(bytes / 1000).toFixed(0)} kB`;
      return { x, y: mean, low: mean - error, high: mean + error };
    });
    return [
      {
        id: 'images',
        title: 'A hidden layer of one bit a synapse',
        caption: `Test accuracy of 784-${HIDDEN}-10 on drawn digits (${imageExamples} images, ${imageEpochs} epochs) whose hidden layer has synapses of few levels with ${STATES} hidden states, and its size when packed; bars are one standard error of ${new Set(found.map(({ unit }) => unit)).size} runs. Packed weights give the same answers.`,
        x: { label: 'synapses of the hidden layer', type: 'band' },
        y: { label: 'test accuracy (%)', domain: [0, 100] },
        marks: [
          { type: 'barY', data, x: 'x', y: 'y' },
          { type: 'linkY', data, x: 'x', y1: 'low', y2: 'high' },
        ],
      },
    ];
  },
};
