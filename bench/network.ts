/**
 * The network of the goals, 784-1000-1000-1000-10 at ε = 20, and one training step of it as a study makes it.
 *
 * A step takes images as bytes, packs them, goes forward and backward, updates with momentum, books every change for
 * the ledger and brings the mirrors up to date: the same calls as in `learners/classifier.ts`.
 */

import { createEngine, type Engine } from '../src/engine/index.ts';
import type { Arithmetic } from '../src/kernels/index.ts';
import { Body } from '../src/learners/body.ts';
import { placeInputs, placeScaling } from '../src/learners/feed.ts';
import { chooseMirrors, type MirrorChoice } from '../src/learners/orientation.ts';
import { refreshStrands } from '../src/learners/refresh.ts';
import { bundleWeights, type Mlp, writeBatch } from '../src/networks/index.ts';
import { createRandom } from '../src/numerics/random.ts';
import { createPlasticity } from '../src/plasticity/index.ts';
import { resolveParameters } from '../src/protocol/parameters.ts';
import type { Rewiring } from '../src/rewiring/index.ts';
import { buildNetwork, transforms } from '../src/studies/set-mlp/build.ts';
import type { Method } from '../src/studies/set-mlp/methods.ts';
import { parameters, type Values } from '../src/studies/set-mlp/parameters.ts';
import type { ClassificationTask, Examples } from '../src/tasks/examples.ts';

export const SET_MLP = { units: [784, 1000, 1000, 1000, 10], epsilon: 20 } as const;

/** Images of noise: a step takes as long on them as on any others. */
export function noise(count: number, features: number, classes: number, name: string): Examples {
  const random = createRandom('bench').split(name);
  const words = Uint32Array.from({ length: Math.ceil((count * features) / 4) }, () =>
    random.bits(),
  );
  const inputs = new Uint8Array(words.buffer, 0, count * features);
  const labels = Uint8Array.from({ length: count }, () => random.integer(classes));
  return { count, features, inputs, scale: 1 / 255, labels };
}

export function noiseTask(
  units: readonly number[],
  train: number,
  test: number,
): ClassificationTask {
  const [features, classes] = [units[0], units[units.length - 1]];
  return {
    ...{ name: 'noise', title: 'Noise', features, classes, shape: [features], digest: 'noise' },
    classNames: Array.from({ length: classes }, (_, k) => String(k)),
    train: noise(train, features, classes, 'train'),
    test: noise(test, features, classes, 'test'),
  };
}

export interface TrainingSpec {
  readonly units: readonly number[];
  readonly epsilon: number;
  readonly batch: number;
  readonly method?: Method;
  readonly threads?: number;
  readonly arithmetic?: Arithmetic;
  readonly mirror?: MirrorChoice;
  readonly shards?: number;
  readonly booked?: boolean;
  /** Of the hidden units; default rectifiers without dropout. */
  readonly activation?: Values['activation'];
  readonly dropout?: number;
  /** A rule to rewire by, for `rewire`. */
  readonly rule?: Rewiring;
}

export interface Training {
  readonly engine: Engine;
  readonly network: Mlp;
  readonly connections: number;
  /** Layers that keep a mirror. */
  readonly mirrors: number;
  /** One training step. */
  readonly step: () => void;
  /** A pass of rewiring over all layers, account included, and the look at a batch where the rule asks for one. */
  readonly rewire?: () => void;
  /** Copies of all weights and biases. */
  readonly weights: () => Float32Array[];
}

/** The values of `set-mlp` for such a network. */
export const valuesOf = ({
  units,
  epsilon,
  batch,
  shards = 4,
  activation = 'relu',
  dropout = 0,
}: TrainingSpec): Values =>
  resolveParameters(parameters, {
    ...{ hidden: units.slice(1, -1), epsilon, batch, shards, activation, dropout },
    // Noise cannot be learned: a small rate keeps the weights where they are.
    ...{ rate: 1e-4, decay: 0 },
  });

/** Examples that the steps take in turn: more than a cache holds, as in any training set. */
const EXAMPLES = 10_000;
let examples: Examples | undefined;

export async function createTraining(spec: TrainingSpec): Promise<Training> {
  const training = await prepareTraining(spec);
  await training.engine.ready();
  return training;
}

/** A training whose last programs `engine.ready()` has yet to compile; with mirrors by measurement, some already are. */
export async function prepareTraining(spec: TrainingSpec): Promise<Training> {
  const { units, batch, method = 'set', threads = 1, arithmetic = 'fused' } = spec;
  const values = valuesOf(spec);
  const engine = createEngine({ threads, arithmetic });
  const random = createRandom('bench').split('network');
  const network = buildNetwork(engine, method, values, units, random);
  const [features, classes] = [units[0], units[units.length - 1]];
  if (examples?.features !== features) examples = noise(EXAMPLES, features, classes, 'train');
  const { labels } = examples;
  const tables = placeScaling(engine, examples, 'unit');
  const source = placeInputs(engine, examples, tables);
  const mirrors = await chooseMirrors(network, spec.mirror ?? 'measured');
  const plasticity = createPlasticity(
    engine,
    network.bundles,
    transforms(values),
    spec.booked ?? true,
  );
  const gradient = engine.program(network.gradientStrands(source));
  const refresh = engine.program(refreshStrands(network.layers.map(({ matrix }) => matrix)));
  const order = random.split('order').permutation(EXAMPLES);
  let number = 0;
  const { rule } = spec;
  const body =
    rule && new Body({ ...{ network, random }, changing: plasticity, rewiringFor: () => rule });
  const looking = body?.scored ? engine.program(network.scoreStrands(source)) : undefined;
  let pass = 0;
  const rewire = (): void => {
    if (looking !== undefined) {
      writeBatch(engine, network.batch, order, 0, batch, labels);
      engine.run(looking);
    }
    const { score, strongest, strengths } = network;
    body?.rewire({ ...{ number: pass++, last: false, score, strongest, strengths } });
  };
  return {
    ...(body && { rewire }),
    engine,
    network,
    connections: network.layers.reduce((sum, { matrix }) => sum + matrix.connections, 0),
    mirrors: mirrors.filter(Boolean).length,
    step() {
      const from = (number * batch) % (EXAMPLES - batch);
      writeBatch(engine, network.batch, order, from, from + batch, labels);
      network.setStep(number);
      engine.run(gradient);
      plasticity.apply(number);
      engine.run(refresh);
      number += 1;
    },
    weights: () => network.bundles.map((bundle) => bundleWeights(engine, bundle).slice()),
  };
}
