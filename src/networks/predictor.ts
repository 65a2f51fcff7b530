/** What a multilayer perceptron answers: class scores and activities of any examples, a batch at a time, without dropout. */

import type { Program } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import { softmax } from '../kernels/index.ts';
import { createPace, finish, tick, type Work } from '../numerics/pace.ts';
import type { Mlp } from './mlp.ts';
import { checkSource } from './mlp-inputs.ts';
import { writeBatch } from './source.ts';
import { checkShown, denseStage, rowStage, type Scaled, type Shown, type Stage } from './stage.ts';

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
 * Prepares answers of a network, which may go on learning and be rewired. Inputs are values as they are.
 *
 * @example const [first] = (await createPredictor(network)).activities(digits().test)
 */
export async function createPredictor(network: Mlp): Promise<Predictor> {
  const { engine, inputs } = network;
  const [shift, scale] = [4 * inputs, 4 * inputs].map((bytes) => engine.memory.allocate(bytes));
  engine.memory.views().f32.fill(1, scale / 4, scale / 4 + inputs);
  const visitors = new Visitors(network, { shift, scale, unit: 1, centred: false });
  await engine.ready();
  return visitors;
}

/** Labels of examples, or the numbers that are to be answered, `[count][outputs]`. */
export type Judged =
  | { readonly labels: Uint8Array | Uint16Array; readonly targets?: undefined }
  | { readonly targets: Float32Array; readonly labels?: undefined };

/** Programs for examples of a stage. */
interface Place {
  readonly stage: Stage;
  /** Address of the targets of a batch, where answers are numbers. */
  readonly targets: number | undefined;
  readonly answering: Program;
  readonly judging: Program;
}

/** Examples from outside before a network. Takes memory when the first come. */
export class Visitors implements Predictor {
  private readonly network: Mlp;
  private readonly scaled: Scaled;
  private readonly classWeights: number | undefined;
  private readonly places = new Map<'rows' | 'dense', Place>();

  /**
   * Call `engine.ready()` afterwards, once: no kernel is compiled when visitors come.
   *
   * @param classWeights address of a factor of each class's losses
   */
  constructor(network: Mlp, scaled: Scaled, classWeights?: number) {
    this.classWeights = classWeights;
    this.network = network;
    this.scaled = scaled;
    network.engine.expect(network.evaluationKernels());
  }

  private placeFor(shown: Shown): Place {
    const { network, scaled, places } = this;
    const { engine, inputs, evaluation } = network;
    const { batch } = evaluation.geometry;
    const kind = 'rows' in shown ? 'rows' : 'dense';
    const known = places.get(kind);
    if (known?.stage.fits(shown, batch) === true) return known;
    if (kind === 'rows') {
      checkSource(network.layers[0].matrix, { storage: 'rows' });
      if (scaled.centred)
        throw new UsageError(
          'the network learned z-scores, of which sparse examples have none; give dense ones',
        );
    }
    const stage =
      'rows' in shown ? rowStage(engine, shown, batch) : denseStage(engine, inputs, batch, scaled);
    const numbers = network.loss === 'squared-error';
    const targets = numbers ? engine.memory.allocate(4 * batch * network.classes) : undefined;
    const source = { ...stage.source, targets, classWeights: this.classWeights };
    const place = {
      ...{ stage, targets },
      answering: engine.program(network.answerStrands(source)),
      judging: engine.program(network.evaluationStrands(source)),
    };
    places.set(kind, place);
    return place;
  }

  predict(examples: Shown): Float32Array {
    return finish(this.predictInSteps(examples));
  }

  *predictInSteps(examples: Shown): Work<Float32Array> {
    const { layers, loss, classes } = this.network;
    const [outputs] = yield* this.answers(examples, [layers.length - 1]);
    if (loss === 'cross-entropy') softmax(outputs, classes);
    return outputs;
  }

  activities(examples: Shown): Float32Array[] {
    return finish(this.activitiesInSteps(examples));
  }

  activitiesInSteps(examples: Shown): Work<Float32Array[]> {
    return this.answers(
      examples,
      this.network.layers.map((_, layer) => layer),
    );
  }

  private *answers(examples: Shown, wanted: readonly number[]): Work<Float32Array[]> {
    const { network } = this;
    const { count } = examples;
    checkShown('these examples', examples, network.inputs);
    const place = this.placeFor(examples);
    const unitsOf = (layer: number): number => network.layers[layer].matrix.outputs;
    const answers = wanted.map((layer) => new Float32Array(count * unitsOf(layer)));
    const pace = createPace();
    for (const { from, to } of this.steps(place, examples)) {
      if (pace.due()) yield tick(from / count);
      network.engine.run(place.answering);
      for (const [k, layer] of wanted.entries())
        answers[k].set(network.answers(layer, to - from), from * unitsOf(layer));
    }
    return answers;
  }

  /** Sum of losses and number of right answers, with the bits of the task's own evaluation. The examples are checked. */
  *judge(examples: Shown, judged: Judged): Work<{ loss: number; right: number }> {
    const { network } = this;
    const place = this.placeFor(examples);
    const pace = createPace();
    for (const { from } of this.steps(place, examples, judged)) {
      if (pace.due()) yield tick(from / examples.count);
      network.engine.run(place.judging);
    }
    return network.takeScore('evaluation');
  }

  /** Brings one evaluation batch after the other onto the stage. */
  private *steps(
    { stage, targets: at }: Place,
    examples: Shown,
    { labels, targets }: Partial<Judged> = {},
  ): Generator<{ readonly from: number; readonly to: number }> {
    const { engine, evaluation, classes } = this.network;
    const { batch } = evaluation.geometry;
    const order = Uint32Array.from({ length: batch }, (_, e) => e);
    const none = new Uint8Array(batch);
    for (let from = 0; from < examples.count; from += batch) {
      const to = Math.min(from + batch, examples.count);
      stage.show(examples, from, to);
      writeBatch(engine, evaluation, order, 0, to - from, labels?.subarray(from, to) ?? none);
      if (targets !== undefined && at !== undefined)
        engine.memory.views().f32.set(targets.subarray(from * classes, to * classes), at / 4);
      yield { from, to };
    }
  }
}
