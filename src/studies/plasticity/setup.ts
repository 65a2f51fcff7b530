/** A network of `plasticity` made ready to learn: examples, first weights, rules, and where it is tested. */

import type { Engine } from '../../engine/index.ts';
import {
  createOnline,
  type Feed,
  type OnlineLearner,
  plainFeed,
  publishedFeed,
} from '../../learners/index.ts';
import { shareRight } from '../../learners/online.ts';
import { createSingleNetwork, type SingleNetwork } from '../../networks/index.ts';
import type { Work } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { chain, keptOf, onlySynapses, type Transform } from '../../plasticity/index.ts';
import type { ClassificationTask, Examples } from '../../tasks/examples.ts';
import type { Values } from './parameters.ts';
import type { NetworkPlan } from './plans.ts';
import { transformOf } from './rules.ts';

/** What a convention makes of examples and units. */
interface Convention {
  readonly feed: (examples: Examples, random: Random) => Feed;
  readonly network: Omit<Parameters<typeof createSingleNetwork>[1], 'units' | 'weights'>;
  readonly order: 'random' | 'cyclic';
}

function conventionOf({ convention, output }: Values): Convention {
  switch (convention) {
    case 'published':
      return {
        feed: publishedFeed,
        network: { activation: 'leaky-relu', output, clamped: true },
        order: 'random',
      };
    case 'raw':
      return {
        feed: (examples) => plainFeed(examples),
        network: { activation: 'relu', output, clamped: true },
        order: 'random',
      };
    case 'logistic':
      return {
        feed: (examples) => plainFeed(examples, false),
        network: {
          ...{ activation: 'logistic', output: 'logistic', clamped: false },
          targets: [0.01, 0.99],
        },
        order: 'cyclic',
      };
  }
}

/** The examples to learn from, and those that decide when learning is over. */
function splitFor(task: ClassificationTask, { stop, validation }: Values): readonly Examples[] {
  if (stop === 'test') return [task.train, task.test];
  const { train } = task;
  const held = Math.min(validation, Math.floor(train.count / 2));
  return [part(train, 0, train.count - held), part(train, train.count - held, train.count)];
}

export function part(examples: Examples, from: number, to: number): Examples {
  const { features, inputs, labels } = examples;
  return {
    ...examples,
    count: to - from,
    inputs: inputs.subarray(from * features, to * features),
    labels: labels.subarray(from, to),
  };
}

/** A network, its learner, and what only this study asks of them. */
export interface Subject {
  readonly network: SingleNetwork;
  readonly online: OnlineLearner;
  /** Synapses that exist. */
  readonly connections: number;
  /** On the test images, where others decide when learning is over. */
  testAccuracy(): Work<number | undefined>;
}

/** The rule of each layer, and beneath it the wiring where the network is sparse. */
function transformsOf(
  values: Values,
  task: ClassificationTask,
  plan: NetworkPlan,
  wirings: readonly (ArrayLike<number> | undefined)[],
): Transform[] {
  const setting = { ...plan, features: task.features, classes: task.classes };
  return wirings.map((wiring, layer) => {
    const rule = transformOf(plan.rule, values, setting, layer);
    return wiring === undefined ? rule : chain(onlySynapses(wiring), rule);
  });
}

/** Places a network in the engine's memory and compiles what it needs. */
export async function prepare(
  values: Values,
  task: ClassificationTask,
  plan: NetworkPlan,
  stream: Random,
  engine: Engine,
): Promise<Subject> {
  const convention = conventionOf(values);
  const feedOf = (examples: Examples, name: string | number): Feed =>
    convention.feed(examples, stream.split('feed').split(name));
  const [train, judge] = splitFor(task, values).map(feedOf);
  const units = [train.inputs, plan.hidden, task.classes];
  const sizes = units.slice(1).map((outputs, k) => units[k] * outputs);
  const wirings = sizes.map((size, k) =>
    plan.density >= 1
      ? undefined
      : stream.split('wiring').split(k).distinct(size, keptOf(size, plan.density)),
  );
  const weights = sizes.map((size, k) => {
    const first = new Float32Array(size);
    stream.split('birth').split(k).fillNormal(first, values.deviation);
    const wiring = wirings[k];
    if (wiring === undefined) return first;
    const sparse = new Float32Array(size);
    for (const at of wiring) sparse[at] = first[at];
    return sparse;
  });
  const network = createSingleNetwork(engine, { ...convention.network, units, weights });
  const transforms = transformsOf(values, task, plan, wirings);
  // Before the learner is made, which compiles everything.
  const test = values.stop === 'validation' ? feedOf(task.test, 'test') : undefined;
  const answers = test && network.answering(test.count, test.write);
  const connections = sizes.reduce((sum, size, k) => sum + (wirings[k]?.length ?? size), 0);
  const online = await createOnline({
    ...{ network, train, test: judge, order: convention.order, batch: plan.batch, connections },
    transformFor: ({ layer }) => transforms[layer],
    random: stream.split('learning'),
  });
  return {
    ...{ network, online, connections },
    *testAccuracy() {
      return test && answers && shareRight(yield* answers(), test);
    },
  };
}
