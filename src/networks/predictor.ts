/** What a multilayer perceptron answers: class scores and activities of any examples, a batch at a time, without dropout. */

import type { Program } from '../engine/index.ts';
import { softmax } from '../kernels/index.ts';
import { createPace, finish, tick, type Work } from '../numerics/pace.ts';
import type { Mlp } from './mlp.ts';
import { writeBatch } from './source.ts';
import { checkShown, type Shown, Stage } from './stage.ts';

export interface Predictor {
  /**
   * Answers `[count][classes]`: probabilities of the classes where the loss is the cross-entropy, else the outputs.
   *
   * @throws FrugalError where the examples do not fit the network or hold what is not a number
   */
  predict(examples: Shown): Float32Array;
  /** The same with signs of life. */
  predictInSteps(examples: Shown): Work<Float32Array>;
  /** Activities of every layer, `[count][units]`; of the last layer before a softmax. Throws as `predict`. */
  activities(examples: Shown): Float32Array[];
  activitiesInSteps(examples: Shown): Work<Float32Array[]>;
}

/**
 * Prepares answers of a network, which may go on learning and be rewired.
 *
 * @example const [first] = (await createPredictor(network)).activities(digits().test)
 */
export async function createPredictor(network: Mlp): Promise<Predictor> {
  const { engine, inputs } = network;
  const [shift, scale] = [4 * inputs, 4 * inputs].map((bytes) => engine.memory.allocate(bytes));
  engine.memory.views().f32.fill(1, scale / 4, scale / 4 + inputs);
  const examples = network.evaluation.geometry.batch;
  const stage = new Stage(engine, inputs, examples, { shift, scale, unit: 1 });
  const predictor = predictorOf(network, stage);
  await engine.ready();
  return predictor;
}

/** A predictor that sees examples through a stage. Call `engine.ready()` afterwards. */
export function predictorOf(network: Mlp, stage: Stage): Predictor {
  const program = network.engine.program(network.answerStrands(stage.source));
  const last = network.layers.length - 1;
  const all = network.layers.map((_, layer) => layer);
  function* predictInSteps(examples: Shown): Work<Float32Array> {
    const [outputs] = yield* answersOf({ network, stage, program }, examples, [last]);
    if (network.loss === 'cross-entropy') softmax(outputs, network.classes);
    return outputs;
  }
  const activitiesInSteps = (examples: Shown): Work<Float32Array[]> =>
    answersOf({ network, stage, program }, examples, all);
  return {
    predict: (examples) => finish(predictInSteps(examples)),
    predictInSteps,
    activities: (examples) => finish(activitiesInSteps(examples)),
    activitiesInSteps,
  };
}

/** Runs all examples through the network and gathers the activities of some layers. */
function* answersOf(
  { network, stage, program }: { network: Mlp; stage: Stage; program: Program },
  examples: Shown,
  layers: readonly number[],
): Work<Float32Array[]> {
  const { count } = examples;
  checkShown('these examples', examples, network.inputs);
  const answers = layers.map(
    (layer) => new Float32Array(count * network.layers[layer].matrix.outputs),
  );
  const pace = createPace();
  for (const { from, to } of shownInSteps(network, stage, examples)) {
    if (pace.due()) yield tick(from / count);
    network.engine.run(program);
    for (const [k, layer] of layers.entries()) {
      const { outputs } = network.layers[layer].matrix;
      answers[k].set(network.answers(layer, to - from), from * outputs);
    }
  }
  return answers;
}

/** Brings one evaluation batch after the other onto the stage; `labels` are for its losses. */
export function* shownInSteps(
  { engine, evaluation }: Mlp,
  stage: Stage,
  examples: Shown,
  labels?: Uint8Array | Uint16Array,
): Generator<{ readonly from: number; readonly to: number }> {
  const { batch } = evaluation.geometry;
  const order = Uint32Array.from({ length: batch }, (_, e) => e);
  for (let from = 0; from < examples.count; from += batch) {
    const to = Math.min(from + batch, examples.count);
    stage.show(examples, from, to);
    writeBatch(engine, evaluation, order, 0, to - from, labels?.subarray(from, to) ?? []);
    yield { from, to };
  }
}
