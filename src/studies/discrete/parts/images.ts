/** The discrete synapse in another network: the hidden layer of a perceptron of two layers on images, read back as packed bits. */

import { createEngine } from '../../../engine/index.ts';
import { estimate, grouped } from '../../../evidence/index.ts';
import { createClassifier } from '../../../learners/classifier.ts';
import { bundleWeights, createMlp, homeOrder } from '../../../networks/index.ts';
import type { Random } from '../../../numerics/random.ts';
import {
  chain,
  hiddenStates,
  magnitudeOf,
  packLevels,
  sgd,
  unpackLevels,
} from '../../../plasticity/index.ts';
import { fullTopology } from '../../../sparse/topology.ts';
import { digits } from '../../../tasks/digits/digits.ts';
import type { Values } from '../parameters.ts';
import { type Part, rowsOf } from '../part.ts';

export interface ImageRow {
  /** Levels of the hidden layer's synapses; 0: real numbers of 32 bits. */
  readonly levels: number;
  readonly sample: number;
  readonly accuracy: number;
  /** Accuracy with the weights that were packed and unpacked again. */
  readonly readBack: number;
  /** Of the hidden layer's weights. */
  readonly bytes: number;
  /** Weights that changed, for each synapse of the hidden layer, and changes of hidden states. */
  readonly changes: number;
  readonly hiddenWrites: number;
}

/** What is compared. */
const LEVELS = [0, 2, 3];
const HIDDEN = 100;
const STATES = 256;
export const TEST_IMAGES = 1000;

export const nameOf = (levels: number): string =>
  levels === 0 ? 'real numbers' : levels === 2 ? 'levels ±1' : 'levels −1, 0, 1';

async function learned(
  levels: number,
  { imageExamples, imageEpochs }: Values,
  random: Random,
): Promise<Omit<ImageRow, 'sample'>> {
  const task = digits({ train: imageExamples, test: TEST_IMAGES });
  const engine = createEngine({ arithmetic: 'strict' });
  const sizes = [task.features, HIDDEN, task.classes];
  const layers = sizes.slice(1).map((outputs, k) => {
    const weights = new Float32Array(sizes[k] * outputs);
    random
      .split('weights')
      .split(k)
      .fillNormal(weights, Math.sqrt(2 / sizes[k]));
    const topology = fullTopology(sizes[k], outputs, homeOrder(k));
    return { topology, arrays: { weights }, activation: k === 0 ? ('relu' as const) : undefined };
  });
  const network = createMlp(engine, { layers, loss: 'cross-entropy', batch: 50 });
  const real = sgd({ rate: 0.05, momentum: 0.9 });
  const options = { levels, states: STATES };
  // Rates of both kinds were looked for among 0.005 … 0.1 on other drawn digits.
  const hidden =
    levels === 0 ? real : chain(sgd({ rate: 0.1, momentum: 0.9 }), hiddenStates(options));
  const [first] = network.bundles;
  const classifier = await createClassifier({
    ...{ network, task, scaling: 'unit', epochs: imageEpochs, random: random.split('learn') },
    mirror: 'never',
    transformFor: (bundle) => (bundle === first ? hidden : real),
  });
  for (const _ of classifier.learn());
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
  engine.dispose();
  return { levels, accuracy, readBack, bytes, changes, hiddenWrites };
}

export const images: Part = {
  name: 'images',
  jobs: (values) =>
    LEVELS.flatMap((levels) =>
      Array.from({ length: values.imageSamples }, (_, sample) => ({
        cost: 0.1 * values.imageExamples * values.imageEpochs * (levels === 0 ? 0.5 : 1.5),
        line: `${nameOf(levels)} ${sample}`,
        // The same first weights and the same order of the images for all.
        run: async (_random: Random, shared: Random) => ({
          records: [
            {
              ...{ kind: 'image', sample },
              ...(await learned(levels, values, shared.split(sample))),
            },
          ],
        }),
      })),
    ),
  figures(records, { imageExamples, imageEpochs }) {
    const rows = rowsOf<ImageRow>('image', records);
    if (rows.length === 0) return [];
    const data = grouped(rows, ({ levels }) => `${levels}`).map((group) => {
      const { mean, error } = estimate(group.map(({ accuracy }) => 100 * accuracy));
      const [{ levels, bytes }] = group;
      const x = `${nameOf(levels)}: ${(bytes / 1000).toFixed(0)} kB`;
      return { x, y: mean, low: mean - error, high: mean + error };
    });
    return [
      {
        id: 'images',
        title: 'A hidden layer of one bit a synapse',
        caption: `Test accuracy of 784-${HIDDEN}-10 on drawn digits (${imageExamples} images, ${imageEpochs} epochs) whose hidden layer has synapses of few levels with ${STATES} hidden states, and its size when packed; bars are one standard error of ${Math.max(...rows.map(({ sample }) => sample + 1))} runs. Packed weights give the same answers.`,
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
