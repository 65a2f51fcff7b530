/** A small dense network that learns online, from images full of ties, under any rule and in both conventions. */

import { createEngine } from '../src/engine/index.ts';
import { createOnline, type OnlineLearner, type OnlineOptions } from '../src/learners/online.ts';
import { plainFeed, publishedFeed } from '../src/learners/online-feed.ts';
import { createSingleNetwork, type SingleNetwork, type SingleSpec } from '../src/networks/index.ts';
import { createRandom } from '../src/numerics/random.ts';
import type { Transform } from '../src/plasticity/index.ts';
import type { Examples } from '../src/tasks/examples.ts';

const FEATURES = 37;
export const UNITS = [FEATURES + 1, 13, 5];

/** Images of 4 grey levels, many of them 0: ties in plenty. */
function images(count: number, name: string): Examples {
  const random = createRandom('online').split(name);
  const labels = Uint8Array.from({ length: count }, () => random.integer(5));
  const inputs = Uint8Array.from({ length: count * FEATURES }, (_, k) => {
    const own = labels[Math.floor(k / FEATURES)];
    return random.bernoulli(0.4) ? 0 : 85 * ((own * ((k % FEATURES) + 1) + random.integer(2)) % 4);
  });
  return { count, features: FEATURES, inputs, scale: 1 / 255, labels };
}
export const [TRAIN, TEST] = [images(64, 'train'), images(50, 'test')];

export interface Choices
  extends Partial<
    Pick<OnlineOptions, 'way' | 'booked' | 'batch' | 'order' | 'presentations' | 'evaluateEvery'>
  > {
  readonly convention?: 'plain' | 'published';
  readonly spec?: Partial<SingleSpec>;
  readonly backend?: 'wasm' | 'twin';
}

export async function learner(
  transformFor: (layer: number) => Transform,
  { convention = 'plain', spec = {}, backend = 'wasm', ...options }: Choices = {},
): Promise<{ online: OnlineLearner; network: SingleNetwork }> {
  const engine = createEngine({ arithmetic: 'strict', backend });
  const random = createRandom('a learner');
  const weights = UNITS.slice(1).map((outputs, k) => {
    const values = new Float32Array(UNITS[k] * outputs);
    random.split(k).fillNormal(values, 0.3);
    return values;
  });
  const network = createSingleNetwork(engine, {
    ...{ units: UNITS, weights, clamped: true, output: 'linear' },
    activation: convention === 'plain' ? 'relu' : 'leaky-relu',
    ...spec,
  });
  const feed = (examples: Examples, name: string) =>
    convention === 'plain' ? plainFeed(examples) : publishedFeed(examples, random.split(name));
  const online = await createOnline({
    network,
    train: feed(TRAIN, 'train'),
    test: feed(TEST, 'test'),
    transformFor: ({ layer }) => transformFor(layer),
    random: random.split('learning'),
    ...options,
  });
  return { online, network };
}
