/**
 * Learning from examples, epoch by epoch: batches, an evaluation after each epoch and a pass of rewiring before the next.
 * What the answers are, classes or numbers, and what a record tells of them is its subject's to say (classifier.ts,
 * regressor.ts).
 *
 * One record an epoch. Everything is exact at epoch boundaries: a state saved there and restored goes on with the same bits,
 * also to more epochs than were asked for at first. That is why connections are rewired when the next epoch begins, and why
 * what a rule does after the last epoch of all is done over after a restoration.
 */

import type { Program } from '../engine/index.ts';
import { FrugalError, UsageError } from '../errors.ts';
import { type LedgerTotals, subtractTotals } from '../ledger/index.ts';
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
import type { Layers } from '../sparse/layer.ts';
import { type Augmented, Augmenter } from './augmented.ts';
import { addEvents, Body, NO_EVENTS, type RewiringEvents } from './body.ts';
import { placeScaling, type Scaling, type ScalingTables } from './feed.ts';
import { chooseMirrors, type MirrorChoice } from './orientation.ts';
import { Passes, rulesOf, underRules } from './passes.ts';
import { type LearnerState, numbersOf } from './state.ts';
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
  readonly mirrors: readonly boolean[];
  readonly visitors: Visitors;
  readonly augmenter: Augmenter | undefined;
  readonly gradient: Program;
  readonly evaluation: Program;
  /** Only where a rule of rewiring asks for scores. */
  readonly scoring: Program | undefined;
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
  const parts: Parts<Told, SoFar, Evaluation, Set> = {
    ...{ options, subject, body, plasticity, mirrors },
    visitors: new Visitors(network, scaled, classWeights),
    augmenter,
    gradient: engine.program(network.gradientStrands(augmenter?.source ?? train.source)),
    evaluation: engine.program(network.evaluationStrands(test.source, test.count)),
    scoring:
      body.scored || body.watching > 0
        ? engine.program(network.scoreStrands(train.source))
        : undefined,
  };
  await engine.ready();
  return new EpochLearner(parts);
}

/** @throws UsageError for numbers that are out of range, or something else in the place of a random stream */
export function checkOptions({ epochs, rewireEvery, random }: EpochOptions): void {
  if (!Number.isInteger(epochs) || epochs < 0)
    throw new UsageError(`epochs ${epochs} is not an integer ≥ 0`);
  if (typeof random?.split !== 'function')
    throw new UsageError(
      `random ${JSON.stringify(random)} is no stream of random numbers; give createRandom(${JSON.stringify(random) ?? 1})`,
    );
  if (rewireEvery === undefined) return;
  const { steps, until = 0 } = rewireEvery;
  if (!(Number.isInteger(steps) && steps >= 1) || !(until >= 0))
    throw new UsageError(
      `rewireEvery ${JSON.stringify(rewireEvery)} is not { steps: an integer ≥ 1, until: a step ≥ 0 }`,
    );
}

class EpochLearner<
  Told extends { readonly trainLoss: number },
  SoFar extends object,
  Evaluation,
  Set extends Shown,
> implements ExampleLearner<EpochFacts & Told, EpochProgress & SoFar, Evaluation, Set>
{
  readonly mirrors: readonly boolean[];
  private readonly parts: Parts<Told, SoFar, Evaluation, Set>;
  private readonly orders: Random;
  private readonly tests: Uint32Array;
  private readonly batch: number;
  private readonly passes: Passes;
  private epoch = 0;
  private step = 0;
  private recorded: LedgerTotals;
  /** The state before the final step of rewiring, where that did something. */
  private ended: LearnerState | undefined;
  /** Stopped within an epoch: half of its examples seen, half of its changes booked. */
  private broken = false;

  constructor(parts: Parts<Told, SoFar, Evaluation, Set>) {
    const { network, random } = parts.options;
    const { test } = parts.subject;
    this.parts = parts;
    this.recorded = parts.body.totals();
    this.mirrors = parts.mirrors;
    this.orders = random.split('order');
    this.tests = Uint32Array.from({ length: test.count }, (_, e) => e);
    this.batch = network.batch.geometry.batch;
    this.passes = new Passes(parts, this.batch);
  }

  *learn(): Generator<(EpochProgress & SoFar) | (EpochFacts & Told), void> {
    const { options, body, subject } = this.parts;
    const { network, epochs } = options;
    const { count } = subject.train;
    const pace = createPace();
    while (this.epoch < epochs) {
      this.refuseBroken();
      this.broken = true;
      const order = this.orders.split(this.epoch).permutation(count);
      let rewired = NO_EVENTS;
      for (let from = 0; from < count; from += this.batch) {
        rewired = addEvents(
          rewired,
          this.passes.before({ step: this.step, epoch: this.epoch, order, from }),
        );
        this.learnStep(order, from);
        if (!pace.due()) continue;
        const seen = Math.min(from + this.batch, count);
        const share = (this.epoch + seen / count) / epochs;
        yield { kind: 'tick', epoch: this.epoch + 1, share, ...subject.soFar(seen) };
      }
      const soFar = subject.soFar(count);
      const shown = network.takeScore('gradient');
      this.bookEpoch();
      const test = yield* this.tested(soFar);
      this.epoch += 1;
      const { connections } = body;
      const events = addEvents(rewired, this.epoch < epochs ? NO_EVENTS : this.finish());
      const totals = body.totals();
      const record = {
        epoch: this.epoch,
        ...subject.told(shown, test),
        connections,
        ...events,
        cost: subtractTotals(totals, this.recorded),
      };
      this.recorded = totals;
      refuseDivergence(record);
      this.broken = false;
      yield record;
    }
  }

  private learnStep(order: Uint32Array, from: number): void {
    const { options, body, plasticity, augmenter, gradient, subject } = this.parts;
    const { network } = options;
    const { engine, batch } = network;
    const to = Math.min(from + this.batch, order.length);
    const { labels } = subject.train;
    if (augmenter === undefined) writeBatch(engine, batch, order, from, to, labels);
    else augmenter.show(this.epoch, order, from, to, labels);
    network.setStep(this.step);
    engine.run(gradient);
    plasticity.apply(this.step);
    body.refresh();
    this.step += 1;
  }

  private bookEpoch(): void {
    const { options, body, subject } = this.parts;
    const { forward, backward } = options.network.multiplyAdds();
    const { count } = subject.train;
    const steps = Math.ceil(count / this.batch);
    body.work({
      steps,
      upkeep: steps * body.connections,
      forward: forward * count,
      backward: backward * count,
    });
    body.book();
  }

  /** What rules do after the last epoch. */
  private finish(): RewiringEvents {
    if (!this.parts.body.finishes) return NO_EVENTS;
    this.ended = this.saved();
    const { count } = this.parts.subject.train;
    const order = this.orders.split(this.epoch).permutation(count);
    return this.passes.last({ step: this.step, epoch: this.epoch, order });
  }

  /** The evaluation after an epoch. */
  private *tested(soFar: SoFar): Generator<EpochProgress & SoFar, Sums> {
    const epoch = this.epoch + 1;
    const share = epoch / this.parts.options.epochs;
    const work = this.test();
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
      yield { kind: 'tick', epoch, share, ...soFar };
    }
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

  private refuseBroken(): void {
    if (!this.broken) return;
    throw new FrugalError(
      `learning was stopped within epoch ${this.epoch + 1}; restore a state saved at the end of an epoch`,
    );
  }

  save(): LearnerState {
    this.refuseBroken();
    return this.ended ?? this.saved();
  }

  private saved(): LearnerState {
    return this.parts.body.save({ epoch: this.epoch, step: this.step });
  }

  restore(state: LearnerState): void {
    const { epoch, step } = numbersOf(state, ['epoch', 'step']);
    this.parts.body.restore(state);
    [this.epoch, this.step] = [epoch, step];
    this.parts.options.network.takeScore('gradient');
    this.recorded = this.parts.body.totals();
    this.ended = undefined;
    this.broken = false;
    if (epoch >= this.parts.options.epochs) this.finish();
  }

  totals(): LedgerTotals {
    return this.parts.body.totals();
  }

  wirings(): Layers {
    return this.parts.body.layers();
  }

  explored(): Readonly<Record<string, number>> {
    return this.parts.body.explored();
  }
}

function refuseDivergence({ epoch, trainLoss }: { epoch: number; trainLoss: number }): void {
  if (Number.isFinite(trainLoss)) return;
  throw new FrugalError(
    `the loss became ${trainLoss} in epoch ${epoch}: the network diverged; lower the learning rate`,
  );
}
