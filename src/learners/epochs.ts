/**
 * Learning from examples with answers, epoch by epoch (epoch-loop.ts), with an evaluation after each epoch. What the answers
 * are, classes or numbers, and what a record tells of them is its subject's to say (classifier.ts, regressor.ts).
 */

import type { Program } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import {
  type Bundle,
  type Mlp,
  type Scaled,
  type Shown,
  Visitors,
  writeBatch,
} from '../networks/index.ts';
import { createPace, finish, tick, type Work } from '../numerics/pace.ts';
import type { Random } from '../numerics/random.ts';
import { createPlasticity, type Plasticity, type Transform } from '../plasticity/index.ts';
import type { Rewiring } from '../rewiring/index.ts';
import { type Augmented, Augmenter } from './augmented.ts';
import { Body } from './body.ts';
import { refuseDivergence } from './divergence.ts';
import { checkEpochs, EpochLoop } from './epoch-loop.ts';
import { placeScaling, type Scaling, type ScalingTables } from './feed.ts';
import { chooseMirrors, type MirrorChoice } from './orientation.ts';
import { checkEvery, LatentProgram, Passes, rulesOf, underRules } from './passes.ts';
import type { EpochFacts, EpochProgress, ExampleLearner, Subject, Sums } from './subject.ts';

export interface EpochOptions {
  readonly network: Mlp;
  /** Default `unit`. */
  readonly scaling?: Scaling | ScalingTables;
  readonly transformFor: (bundle: Bundle) => Transform;
  /** Absent for a layer that keeps its topology. Asked once for each bundle of weights. */
  readonly rewiringFor?: (bundle: Bundle) => Rewiring | undefined;
  /**
   * Rewires before every so many steps, and no more from step `until` on (default: always), in place of when the rule says;
   * a rule that does not say rewires before every epoch.
   * What schedules of a rule count are then these passes, from 1.
   *
   * @example { steps: 100, until: 0.75 * allSteps } // as RigL was published
   */
  readonly rewireEvery?: { readonly steps: number; readonly until?: number };
  /** Whether positions that were ever used are kept, for `explored`: a bit each. Default false. */
  readonly exploring?: boolean;
  /** Epochs to learn in all. */
  readonly epochs: number;
  readonly random: Random;
  readonly mirror?: MirrorChoice;
  /** How pictures are changed before each is seen; default not at all. Evaluations and scores are of the pictures as they are. */
  readonly augmented?: Augmented;
  /** Whether changes of synapses are booked. Default true. */
  readonly booked?: boolean;
}

/** All that a learner is made of, compiled. */
interface Parts<Told, SoFar, Evaluation, Set extends Shown> {
  readonly options: EpochOptions;
  readonly subject: Subject<Told, SoFar, Evaluation, Set>;
  readonly body: Body;
  readonly plasticity: Plasticity;
  readonly passes: Passes;
  readonly mirrors: readonly boolean[];
  readonly visitors: Visitors;
  readonly augmenter: Augmenter | undefined;
  readonly gradient: Program;
  readonly evaluation: Program;
}

/**
 * Prepares a learner; compiles kernels and starts threads.
 *
 * @param first the training set, after which values are scaled
 * @param place brings the examples, which are checked, into the engine's memory
 * @throws UsageError for a number of epochs that is not an integer ≥ 0
 */
export async function createEpochLearner<
  Told extends { readonly trainLoss: number },
  SoFar extends object,
  Evaluation,
  Set extends Shown,
>(
  options: EpochOptions,
  first: Set,
  place: (scaled: Scaled) => Subject<Told, SoFar, Evaluation, Set>,
): Promise<EpochLearner<Told, SoFar, Evaluation, Set>> {
  const { network, random, booked = true } = options;
  const { engine, bundles } = network;
  const scaled = placeScaling(engine, first, options.scaling ?? 'unit');
  const subject = place(scaled);
  const { train, test } = subject;
  const mirrors = await chooseMirrors(network, options.mirror ?? 'measured');
  const own = random.split('plasticity');
  const rules = rulesOf(options);
  const transformFor = underRules(options.transformFor, rules);
  const plasticity = createPlasticity(engine, bundles, transformFor, booked, own);
  const rewiringFor = (bundle: Bundle): Rewiring | undefined => rules.get(bundle);
  const { exploring } = options;
  const body = new Body({ network, changing: plasticity, rewiringFor, booked, random, exploring });
  const { classWeights } = train.source;
  const augmenter =
    options.augmented &&
    new Augmenter(network, first, train.source, options.augmented, random.split('augmentation'));
  const looking = new LatentProgram(engine, () => network.scoreStrands(train.source));
  const { epochs, rewireEvery } = options;
  const passes = new Passes({
    ...{ body, epochs, rewireEvery, count: train.count, batch: network.batch.geometry.batch },
    looking,
    look(order, from, to, step) {
      writeBatch(engine, network.batch, order, from, to, train.labels);
      network.setStep(step);
      looking.run();
    },
    ...{ multiplyAdds: network.multiplyAdds, score: network.score },
    ...{ strongest: network.strongest, strengths: network.strengths },
  });
  const parts: Parts<Told, SoFar, Evaluation, Set> = {
    ...{ options, subject, body, plasticity, passes, mirrors },
    visitors: new Visitors(network, scaled, classWeights),
    augmenter,
    gradient: engine.program(network.gradientStrands(augmenter?.source ?? train.source)),
    evaluation: engine.program(network.evaluationStrands(test.source, test.count)),
  };
  await engine.ready();
  return new EpochLearner(parts);
}

/** @throws UsageError for numbers that are out of range, or something else in the place of a random stream */
export function checkOptions({ epochs, rewireEvery, random }: EpochOptions): void {
  checkEpochs(epochs);
  if (typeof random?.split !== 'function')
    throw new UsageError(
      `random ${JSON.stringify(random)} is no stream of random numbers; give createRandom(${JSON.stringify(random) ?? 1})`,
    );
  checkEvery(rewireEvery);
}

class EpochLearner<
    Told extends { readonly trainLoss: number },
    SoFar extends object,
    Evaluation,
    Set extends Shown,
  >
  extends EpochLoop<Told, SoFar>
  implements ExampleLearner<EpochFacts & Told, EpochProgress & SoFar, Evaluation, Set>
{
  readonly mirrors: readonly boolean[];
  private readonly parts: Parts<Told, SoFar, Evaluation, Set>;
  private readonly tests: Uint32Array;

  constructor(parts: Parts<Told, SoFar, Evaluation, Set>) {
    const { options, subject, body, plasticity, passes } = parts;
    const { network, epochs, random } = options;
    super({
      ...{ body, plasticity, passes, epochs, count: subject.train.count, random },
      ...{ batch: network.batch.geometry.batch, multiplyAdds: network.multiplyAdds },
    });
    this.parts = parts;
    this.mirrors = parts.mirrors;
    this.tests = Uint32Array.from({ length: subject.test.count }, (_, e) => e);
  }

  protected show(order: Uint32Array, from: number, to: number): void {
    const { options, augmenter, gradient, subject } = this.parts;
    const { network } = options;
    const { engine, batch } = network;
    const { labels } = subject.train;
    if (augmenter === undefined) writeBatch(engine, batch, order, from, to, labels);
    else augmenter.show(this.epoch, order, from, to, labels);
    network.setStep(this.step);
    engine.run(gradient);
  }

  protected soFar(seen: number): SoFar {
    return this.parts.subject.soFar(seen);
  }

  protected *judged(): Work<Told> {
    const { options, subject } = this.parts;
    const shown = options.network.takeScore('gradient');
    const told = subject.told(shown, yield* this.test());
    refuseDivergence(told.trainLoss, 'the loss', `in epoch ${this.epoch + 1}`);
    return told;
  }

  protected takeUp(): void {
    this.parts.options.network.takeScore('gradient');
  }

  predict(examples: Shown): Float32Array {
    return this.parts.visitors.predict(examples);
  }

  predictInSteps(examples: Shown): Work<Float32Array> {
    return this.parts.visitors.predictInSteps(examples);
  }

  activities(examples: Shown): Float32Array[] {
    return this.parts.visitors.activities(examples);
  }

  activitiesInSteps(examples: Shown): Work<Float32Array[]> {
    return this.parts.visitors.activitiesInSteps(examples);
  }

  evaluate(examples?: Set): Evaluation {
    return finish(this.evaluateInSteps(examples));
  }

  *evaluateInSteps(examples?: Set): Work<Evaluation> {
    const { subject, visitors } = this.parts;
    const { test } = subject.sets;
    if (examples === undefined || examples === test)
      return subject.evaluation(yield* this.test(), test);
    const sums = yield* visitors.judge(examples, subject.judged(examples));
    return subject.evaluation(sums, examples);
  }

  /** Sums over the test set now. */
  private *test(): Work<Sums> {
    const { options, evaluation, subject } = this.parts;
    const { network } = options;
    const { engine } = network;
    const { count, labels } = subject.test;
    const size = network.evaluation.geometry.batch;
    const pace = createPace();
    for (let from = 0; from < count; from += size) {
      if (pace.due()) yield tick(from / count);
      const to = Math.min(from + size, count);
      writeBatch(engine, network.evaluation, this.tests, from, to, labels);
      engine.run(evaluation);
    }
    return network.takeScore('evaluation');
  }

  explored(): Readonly<Record<string, number>> {
    return this.parts.body.explored();
  }
}
