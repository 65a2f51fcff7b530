/** An MLP on drawn digits whose hidden layer has synapses of a few levels with hidden states, read back as packed bits. */

import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { bundleWeights, createMlp, homeOrder } from '../networks/index.ts';
import { createRandom } from '../numerics/random.ts';
import { hiddenStates, magnitudeOf, packLevels, sgd, unpackLevels } from '../plasticity/index.ts';
import { chain } from '../plasticity/transform.ts';
import { fullTopology } from '../sparse/topology.ts';
import { digits } from '../tasks/digits/digits.ts';
import { createClassifier } from './classifier.ts';

const task = digits({ train: 2000, test: 500 });

async function learned(levels: number) {
  const engine = createEngine({ arithmetic: 'strict' });
  const random = createRandom(1);
  const sizes = [task.features, 100, task.classes];
  const network = createMlp(engine, {
    layers: sizes.slice(1).map((outputs, k) => {
      const weights = new Float32Array(sizes[k] * outputs);
      random.split(k).fillNormal(weights, Math.sqrt(2 / sizes[k]));
      const shape = fullTopology(sizes[k], outputs, homeOrder(k));
      return {
        topology: shape,
        arrays: { weights },
        activation: k === 0 ? ('relu' as const) : undefined,
      };
    }),
    ...{ loss: 'cross-entropy', batch: 50 },
  });
  const descent = sgd({ rate: 0.05, momentum: 0.9 });
  const options = { levels, states: 256 };
  const discrete = chain(sgd({ rate: 0.1, momentum: 0.9 }), hiddenStates(options));
  const classifier = await createClassifier({
    ...{ network, task, scaling: 'unit', epochs: 8, random, mirror: 'never' },
    transformFor: (bundle) => (bundle.name === 'hidden1.weight' ? discrete : descent),
  });
  for (const _ of classifier.learn());
  const [bundle] = network.bundles;
  const weights = bundleWeights(engine, bundle);
  const size = magnitudeOf(options, { count: bundle.count(), outputs: 100 });
  const { accuracy } = classifier.evaluate();
  const packed = packLevels(weights, { levels, magnitude: size });
  weights.set(unpackLevels(packed));
  const readBack = classifier.evaluate().accuracy;
  const totals = classifier.totals();
  engine.dispose();
  return { accuracy, readBack, packed, totals };
}

describe('a hidden layer of discrete synapses', () => {
  it.each([2, 3])('of %d levels learns digits and fits a bit or two a synapse', async (levels) => {
    const { accuracy, readBack, packed, totals } = await learned(levels);
    // The same network with real weights reaches 0.876 in these epochs.
    expect(accuracy).toBeGreaterThan(0.78);
    expect(readBack).toBe(accuracy);
    // 32 bits a weight become 1 or 2.
    expect(packed.bytes.length * 8).toBeLessThan(packed.count * packed.width + 8);
    expect(packed.count * 4).toBeGreaterThan(15 * packed.bytes.length);
    expect(totals.hiddenWrites).toBeGreaterThan(0);
  });
});
