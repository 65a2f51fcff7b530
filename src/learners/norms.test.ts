/** Learning with batch normalisation: it goes on from a checkpoint to the same bits, is rewired and booked as any other. */

import { expect, it } from 'vitest';
import { prototypesTask as task } from '../../test/prototypes.ts';
import { createEngine } from '../engine/index.ts';
import { buildMlp } from '../networks/builders.ts';
import { buildCnn } from '../networks/cnn-builder.ts';
import { bundleWeights, cnn, mlp, statisticOf } from '../networks/index.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { sgd } from '../plasticity/index.ts';
import { publishedRigl, type Rewiring, set } from '../rewiring/index.ts';
import { createClassifier } from './classifier.ts';

const EPOCHS = 4;

type Kind = 'mlp' | 'cnn';
/** The task's examples as pictures. */
const PICTURE = [4, 5];

async function learner(kind: Kind, rewiring: Rewiring, threads = 1) {
  const engine = createEngine({ arithmetic: 'strict', threads });
  const random = createRandom(5);
  const fit = { inputs: task.features, outputs: task.classes, batch: 40 };
  const options = { density: 0.4, norm: 'batch', dropout: 0.1 } as const;
  const birth = random.split('birth');
  const network =
    kind === 'mlp'
      ? buildMlp(mlp([20, 16], options), engine, birth, fit)
      : buildCnn(cnn([[4, 5]], [16], { ...options, kernelDensity: 0.5 }), engine, birth, {
          ...{ ...fit, shape: PICTURE },
        });
  const classifier = await createClassifier({
    ...{ network, task, epochs: EPOCHS, random: random.split('learning'), mirror: 'never' },
    transformFor: () => sgd({ rate: 0.05, momentum: 0.9 }),
    rewiringFor: () => rewiring,
    rewireEvery: { steps: 5 },
  });
  const numbers = () =>
    [
      ...network.bundles.map((bundle) => bundleWeights(engine, bundle)),
      ...(network.running ?? []).map((own) => statisticOf(engine, own)),
    ].map((values) => [...values]);
  return { engine, classifier, numbers };
}

it.each([
  ['mlp', 'SET', set()],
  ['mlp', 'RigL, which looks at a batch before it rewires', publishedRigl()],
  ['cnn', 'SET', set()],
  ['cnn', 'RigL', publishedRigl()],
] as const)('goes on from a checkpoint to the same bits, %s with %s', async (kind, _, rewiring) => {
  const whole = await learner(kind, rewiring);
  const records = [];
  let saved: ReturnType<typeof whole.classifier.save> | undefined;
  for (const step of whole.classifier.learn())
    if (!isTick(step)) {
      records.push(step);
      if (records.length === 2) saved = whole.classifier.save();
    }
  const again = await learner(kind, rewiring, 2);
  if (saved === undefined) throw new Error('nothing was saved');
  again.classifier.restore(saved);
  const rest = [];
  for (const step of again.classifier.learn()) if (!isTick(step)) rest.push(step);
  expect(rest).toEqual(records.slice(2));
  expect(again.numbers()).toEqual(whole.numbers());
  const last = records.at(-1);
  expect(last?.testAccuracy).toBeGreaterThan(0.6);
  const { accounts } = whole.classifier.save().meta.ledger as unknown as {
    accounts: Record<string, { changes: number }>;
  };
  const [first, deepest, units] =
    kind === 'mlp' ? ['hidden1', 'hidden2', 16] : ['convolution1', 'convolution2', 5];
  expect(accounts[`${first}.gain`].changes).toBeGreaterThan(0);
  const { [`${deepest}.mean`]: __, ...without } = saved.arrays;
  expect(() => again.classifier.restore({ ...saved, arrays: without } as typeof saved)).toThrow(
    `the checkpoint has no ${units} numbers "${deepest}.mean"`,
  );
  for (const { engine } of [whole, again]) engine.dispose();
});
