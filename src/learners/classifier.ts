/**
 * A classifier that learns: batches of labelled examples, epoch by epoch, with an evaluation after each and a pass of
 * rewiring before the next.
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
  checkShown,
  type Mlp,
  type Predictor,
  type Shown,
  type Source,
  Visitors,
  writeBatch,
} from '../networks/index.ts';
import { createPace, finish, type Tick, tick, type Work } from '../numerics/pace.ts';
import type { Random } from '../numerics/random.ts';
import { createPlasticity, type Plasticity, type Transform } from '../plasticity/index.ts';
import type { Rewiring } from '../rewiring/index.ts';
import type { Layers } from '../sparse/layer.ts';
import type { AnyClassification, Examples, SparseExamples } from '../tasks/examples.ts';
import { addEvents, Body, NO_EVENTS, type RewiringEvents } from './body.ts';
import { checkLabels, placeExamples, placeScaling, type Scaling } from './feed.ts';
import type { Learner } from './learner.ts';
import { chooseMirrors, type MirrorChoice } from './orientation.ts';
import { type LearnerState, numbersOf } from './state.ts';

export interface ClassifierOptions {
  readonly network: Mlp;
  /** Sparse where the network was made for that. */
  readonly task: AnyClassification;
  /** Default `unit`. */
  readonly scaling?: Scaling;
  readonly transformFor: (bundle: Bundle) => Transform;
  /** Absent for a layer that keeps its topology. Asked once for each bundle of weights. */
  readonly rewiringFor?: (bundle: Bundle) => Rewiring | undefined;
  /** Epochs to learn in all. */
  readonly epochs: number;
  readonly random: Random;
  readonly mirror?: MirrorChoice;
  /** Whether changes of synapses are booked. Default true. */
  readonly booked?: boolean;
}

/**
 * What an epoch has shown. Losses are means per example; accuracies are shares in [0, 1]. Events and cost are those of the
 * rewiring before the epoch and of the epoch; the last one's, of the final step too.
 */
export interface EpochRecord extends RewiringEvents {
  readonly epoch: number;
  /** Over the epoch, while learning (with dropout, before the step that each example caused). */
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  /** After the epoch's last step. */
  readonly testLoss: number;
  readonly testAccuracy: number;
  readonly connections: number;
  /** Changes of synapses, sums of |Δw|, multiply-adds. */
  readonly cost: LedgerTotals;
}

export interface EpochTick extends Tick {
  /** Of all that is to be learned. */
  readonly share: number;
  /** The epoch under way, from 1, and what it has shown so far. */
  readonly epoch: number;
  readonly trainAccuracy: number;
}

export interface Evaluation {
  readonly loss: number;
  readonly accuracy: number;
}

export interface Classifier extends Learner<EpochRecord, EpochTick>, Predictor {
  /**
   * Mean loss and accuracy now, on the test set or on other examples.
   *
   * @throws FrugalError where the examples do not fit the network
   * @example classifier.evaluate(task.train).accuracy
   */
  evaluate(examples?: Examples | SparseExamples): Evaluation;
  /** The same with signs of life. One at a time, and none between two ticks of `learn`. */
  evaluateInSteps(examples?: Examples | SparseExamples): Work<Evaluation>;
  /** Which layers keep a mirror. */
  readonly mirrors: readonly boolean[];
}

/** All that a classifier is made of, compiled. */
interface Parts {
  readonly options: ClassifierOptions;
  readonly body: Body;
  readonly plasticity: Plasticity;
  readonly mirrors: readonly boolean[];
  readonly visitors: Visitors;
  readonly gradient: Program;
  readonly evaluation: Program;
  /** Only where a rule of rewiring asks for scores. */
  readonly scoring: Program | undefined;
}

/**
 * Prepares a classifier; compiles kernels and starts threads. Throws `FrugalError` where task and network do not fit,
 * `UsageError` for a number of epochs that is not an integer ≥ 0.
 */
export async function createClassifier(options: ClassifierOptions): Promise<Classifier> {
  const { network, task, random, epochs, booked = true } = options;
  const { engine, bundles } = network;
  if (!Number.isInteger(epochs) || epochs < 0)
    throw new UsageError(`epochs ${epochs} is not an integer ≥ 0`);
  checkFit(network, task);
  const tables = placeScaling(engine, task.train, options.scaling ?? 'unit');
  const [train, test] = [task.train, task.test].map(
    (examples): Source => placeExamples(engine, examples, task.classes, tables),
  );
  const mirrors = await chooseMirrors(network, options.mirror ?? 'measured');
  const own = random.split('plasticity');
  const plasticity = createPlasticity(engine, bundles, options.transformFor, booked, own);
  const { rewiringFor } = options;
  const body = new Body({ network, changing: plasticity, rewiringFor, booked, random });
  const parts: Parts = {
    ...{ options, body, plasticity, mirrors, visitors: new Visitors(network, tables) },
    gradient: engine.program(network.gradientStrands(train)),
    evaluation: engine.program(network.evaluationStrands(test, task.test.count)),
    scoring: body.scored ? engine.program(network.scoreStrands(train)) : undefined,
  };
  await engine.ready();
  return new BatchClassifier(parts);
}

class BatchClassifier implements Classifier {
  readonly mirrors: readonly boolean[];
  private readonly parts: Parts;
  private readonly orders: Random;
  private readonly tests: Uint32Array;
  private readonly batch: number;
  private epoch = 0;
  private step = 0;
  private recorded: LedgerTotals;
  /** The state before the final step of rewiring, where that did something. */
  private ended: LearnerState | undefined;
  /** Stopped within an epoch: half of its examples seen, half of its changes booked. */
  private broken = false;

  constructor(parts: Parts) {
    const { network, task, random } = parts.options;
    this.parts = parts;
    this.recorded = parts.body.totals();
    this.mirrors = parts.mirrors;
    this.orders = random.split('order');
    this.tests = Uint32Array.from({ length: task.test.count }, (_, e) => e);
    this.batch = network.batch.geometry.batch;
  }

  *learn(): Generator<EpochTick | EpochRecord, void> {
    const { options, body } = this.parts;
    const { network, task, epochs } = options;
    const { count } = task.train;
    const pace = createPace();
    while (this.epoch < epochs) {
      this.refuseBroken();
      this.broken = true;
      const order = this.orders.split(this.epoch).permutation(count);
      const rewired = this.epoch > 0 ? this.rewire(order, false) : NO_EVENTS;
      for (let from = 0; from < count; from += this.batch) {
        this.learnStep(order, from);
        if (!pace.due()) continue;
        const seen = Math.min(from + this.batch, count);
        yield {
          kind: 'tick',
          epoch: this.epoch + 1,
          share: (this.epoch + seen / count) / epochs,
          trainAccuracy: network.rightSoFar() / seen,
        };
      }
      const shown = network.takeScore('gradient');
      this.bookEpoch();
      const test = yield* this.tested(shown.right / count);
      this.epoch += 1;
      const { connections } = body;
      const events = addEvents(rewired, this.epoch < epochs ? NO_EVENTS : this.finish());
      const totals = body.totals();
      const record: EpochRecord = {
        epoch: this.epoch,
        trainLoss: shown.loss / count,
        trainAccuracy: shown.right / count,
        testLoss: test.loss,
        testAccuracy: test.accuracy,
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
    const { options, body, plasticity, gradient } = this.parts;
    const { network, task } = options;
    const { engine, batch } = network;
    const to = Math.min(from + this.batch, order.length);
    writeBatch(engine, batch, order, from, to, task.train.labels);
    network.setStep(this.step);
    engine.run(gradient);
    plasticity.apply(this.step);
    body.refresh();
    this.step += 1;
  }

  private bookEpoch(): void {
    const { options, body } = this.parts;
    const { network, task } = options;
    const { forward, backward } = network.multiplyAdds();
    const { count } = task.train;
    const steps = Math.ceil(count / this.batch);
    body.work({
      steps,
      upkeep: steps * body.connections,
      forward: forward * count,
      backward: backward * count,
    });
    body.book();
  }

  /**
   * Rewires before the epoch whose order of examples is given. Scores, where they are asked for, are of its first batch, as
   * that is going to be learned: a whole one wherever there is one.
   */
  private rewire(order: Uint32Array, last: boolean): RewiringEvents {
    const { options, body, scoring } = this.parts;
    const { network, task } = options;
    if (scoring !== undefined) {
      const to = Math.min(this.batch, order.length);
      writeBatch(network.engine, network.batch, order, 0, to, task.train.labels);
      network.setStep(this.step);
      network.engine.run(scoring);
    }
    return body.rewire({ number: this.epoch, last, score: network.score });
  }

  /** What rules do after the last epoch. */
  private finish(): RewiringEvents {
    if (!this.parts.body.finishes) return NO_EVENTS;
    this.ended = this.saved();
    const { count } = this.parts.options.task.train;
    return this.rewire(this.orders.split(this.epoch).permutation(count), true);
  }

  /** The evaluation after an epoch. */
  private *tested(trainAccuracy: number): Generator<EpochTick, Evaluation> {
    const epoch = this.epoch + 1;
    const share = epoch / this.parts.options.epochs;
    const work = this.evaluateInSteps();
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
      yield { kind: 'tick', epoch, share, trainAccuracy };
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

  evaluate(examples?: Examples | SparseExamples): Evaluation {
    return finish(this.evaluateInSteps(examples));
  }

  evaluateInSteps(examples?: Examples | SparseExamples): Work<Evaluation> {
    const { task } = this.parts.options;
    return examples === undefined || examples === task.test
      ? this.evaluateTest()
      : this.evaluateOthers(examples);
  }

  private *evaluateOthers(examples: Examples | SparseExamples): Work<Evaluation> {
    const { visitors, options } = this.parts;
    const { count, labels } = examples;
    checkExamples('these examples', examples, options.task.features);
    checkLabels(labels, options.task.classes);
    const { loss, right } = yield* visitors.judge(examples, labels);
    return { loss: loss / count, accuracy: right / count };
  }

  private *evaluateTest(): Work<Evaluation> {
    const { options, evaluation } = this.parts;
    const { network, task } = options;
    const { engine } = network;
    const { count, labels } = task.test;
    const size = network.evaluation.geometry.batch;
    const pace = createPace();
    for (let from = 0; from < count; from += size) {
      if (pace.due()) yield tick(from / count);
      const to = Math.min(from + size, count);
      writeBatch(engine, network.evaluation, this.tests, from, to, labels);
      engine.run(evaluation);
    }
    const { loss, right } = network.takeScore('evaluation');
    return { loss: loss / count, accuracy: right / count };
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
}

function refuseDivergence({ epoch, trainLoss }: EpochRecord): void {
  if (Number.isFinite(trainLoss)) return;
  throw new FrugalError(
    `the loss became ${trainLoss} in epoch ${epoch}: the network diverged; lower the learning rate`,
  );
}

function checkFit(network: Mlp, task: AnyClassification): void {
  if (task.features !== network.inputs) {
    throw new FrugalError(
      `task "${task.name}" needs ${task.features} inputs, network has ${network.inputs}`,
    );
  }
  if (task.classes !== network.classes) {
    throw new FrugalError(
      `task "${task.name}" has ${task.classes} classes, network has ${network.classes} outputs`,
    );
  }
  for (const [name, examples] of Object.entries({
    train: task.train,
    test: task.test,
  } satisfies Record<string, Examples | SparseExamples>)) {
    checkExamples(`task "${task.name}", ${name} examples`, examples, network.inputs);
  }
}

/** @throws FrugalError where counts, lengths and features contradict each other or an input is not a number */
function checkExamples(what: string, examples: Examples | SparseExamples, features: number): void {
  checkShown(what, examples, features);
  const { count, labels } = examples;
  if (labels.length !== count)
    throw new FrugalError(`${what}: ${labels.length} labels for ${count} examples`);
}
