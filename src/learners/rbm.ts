/**
 * A restricted Boltzmann machine that learns examples without labels, epoch by epoch, by contrastive divergence.
 *
 * One record an epoch. Everything is exact at epoch boundaries: a state saved there and restored goes on with the same bits.
 * That is why connections are rewired when the next epoch begins, and why what a rule does after the last epoch is done over
 * after a restoration.
 */

import type { Program } from '../engine/index.ts';
import { FrugalError, UsageError } from '../errors.ts';
import { type LedgerTotals, subtractTotals } from '../ledger/index.ts';
import { type Bundle, type DenseSource, type Rbm, writeRbmBatch } from '../networks/index.ts';
import { checkShown, denseStage } from '../networks/stage.ts';
import { createPace, finish, type Tick, tick, type Work } from '../numerics/pace.ts';
import type { Random } from '../numerics/random.ts';
import { createPlasticity, type Plasticity, type Transform } from '../plasticity/index.ts';
import type { Rewiring } from '../rewiring/index.ts';
import type { Layers } from '../sparse/layer.ts';
import type { DenseInputs } from '../tasks/examples.ts';
import { addEvents, Body, NO_EVENTS, type RewiringEvents } from './body.ts';
import { placeInputs, placeScaling } from './feed.ts';
import type { Learner } from './learner.ts';
import { type LearnerState, numbersOf } from './state.ts';

export interface RbmLearnerOptions {
  readonly network: Rbm;
  /** Examples of as many features as there are visible units, values in [0, 1]. */
  readonly train: DenseInputs;
  readonly test: DenseInputs;
  readonly transformFor: (bundle: Bundle) => Transform;
  /** Absent where connections stay. Rewires before every epoch but the first. */
  readonly rewiringFor?: (bundle: Bundle) => Rewiring | undefined;
  readonly epochs: number;
  readonly random: Random;
  /** Whether changes of synapses are booked. Default true. */
  readonly booked?: boolean;
}

/** What an epoch has shown; events and cost are those of the rewiring before the epoch and of the epoch. */
export interface RbmRecord extends RewiringEvents {
  readonly epoch: number;
  /**
   * Mean squared difference between a visible unit and what the chain made of it, over the epoch while learning; of persistent
   * chains, which do not begin at the data, a difference of strangers.
   */
  readonly trainError: number;
  /** The same of one step down from sampled hidden states on the test examples, after the epoch's last step. */
  readonly testError: number;
  /** Mean free energy of the test examples; without the partition function only differences have a meaning. */
  readonly testFreeEnergy: number;
  readonly connections: number;
  readonly cost: LedgerTotals;
}

export interface RbmTick extends Tick {
  readonly share: number;
  readonly epoch: number;
}

/** How examples stand to the model. */
export interface RbmJudgement {
  /** Mean squared reconstruction error of a visible unit. */
  readonly error: number;
  /** Of each example; see `RbmEvaluation`. */
  readonly freeEnergies: Float64Array;
}

export interface RbmLearner extends Learner<RbmRecord, RbmTick> {
  /** Judges examples: of the test set, or others. Draws hidden states from the evaluation of epoch 0. */
  judge(examples?: DenseInputs): RbmJudgement;
  judgeInSteps(examples?: DenseInputs): Work<RbmJudgement>;
  /** Reconstructions of the first test examples, at most 256: probabilities, `[count][visible]`. */
  reconstructions(count: number): Float32Array;
}

interface Parts {
  readonly options: RbmLearnerOptions;
  readonly body: Body;
  readonly plasticity: Plasticity;
  readonly gradient: Program;
  readonly evaluation: Program;
  readonly scoring: Program | undefined;
  /** Examples that are not the test set are shown here. */
  readonly stage: ReturnType<typeof denseStage>;
  readonly staged: Program;
}

/** @throws FrugalError where examples do not fit or lie outside [0, 1]; UsageError for a number of epochs that is no integer ≥ 0 */
function checkOptions({ network, train, test, epochs }: RbmLearnerOptions): void {
  if (!Number.isInteger(epochs) || epochs < 0)
    throw new UsageError(`epochs ${epochs} is not an integer ≥ 0`);
  for (const [name, examples] of Object.entries({ train, test }))
    checkExamples(`${name} examples`, examples, network.visible);
}

function checkExamples(what: string, examples: DenseInputs, visible: number): void {
  checkShown(what, examples, visible);
  const { inputs, scale } = examples;
  const wrong = inputs.findIndex((x) => x * scale < 0 || x * scale > 1.000001);
  if (wrong < 0) return;
  throw new FrugalError(
    `${what}: value ${inputs[wrong] * scale} of example ${Math.floor(wrong / visible)} is outside [0, 1], what a visible unit can be; scale the data with --scaling range`,
  );
}

/** Prepares a learner; compiles kernels and starts threads. */
export async function createRbmLearner(options: RbmLearnerOptions): Promise<RbmLearner> {
  checkOptions(options);
  const { network, train, test, random, booked = true, transformFor, rewiringFor } = options;
  const { engine, bundles } = network;
  const scaled = placeScaling(engine, train, 'unit');
  const [learned, tested] = [train, test].map(
    (examples) =>
      placeInputs(engine, examples, {
        shift: scaled.shift,
        scale: scaleOf(network, examples),
      }) as DenseSource,
  );
  const own = random.split('plasticity');
  const plasticity = createPlasticity(engine, bundles, transformFor, booked, own);
  const body = new Body({ network, changing: plasticity, rewiringFor, booked, random });
  const stage = denseStage(engine, network.visible, network.evaluation.geometry.slots, scaled);
  const parts: Parts = {
    ...{ options, body, plasticity, stage },
    gradient: engine.program(network.gradientStrands(learned)),
    evaluation: engine.program(network.evaluationStrands(tested)),
    staged: engine.program(network.evaluationStrands(stage.source as DenseSource)),
    scoring: body.scored ? engine.program(network.scoreStrands(learned)) : undefined,
  };
  await engine.ready();
  return new Learning(parts);
}

/** A table of the real value of one stored unit: training and test examples may be stored in different ones. */
function scaleOf({ engine, visible }: Rbm, { scale }: DenseInputs): number {
  const address = engine.memory.allocate(4 * visible);
  engine.memory.views().f32.fill(scale, address / 4, address / 4 + visible);
  return address;
}

class Learning implements RbmLearner {
  private readonly parts: Parts;
  private readonly orders: Random;
  private readonly rows: Uint32Array;
  private readonly size: number;
  private epoch = 0;
  private step = 0;
  private recorded: LedgerTotals;
  /** The state before the final step of rewiring, where that did something. */
  private ended: LearnerState | undefined;
  /** Stopped within an epoch: half of its examples seen, half of its changes booked. */
  private broken = false;

  constructor(parts: Parts) {
    const { network, random, test } = parts.options;
    this.parts = parts;
    this.recorded = parts.body.totals();
    this.orders = random.split('order');
    this.size = network.evaluation.geometry.slots;
    this.rows = Uint32Array.from({ length: Math.max(test.count, this.size) }, (_, e) => e);
  }

  *learn(): Generator<RbmTick | RbmRecord, void> {
    const { options, body } = this.parts;
    const { network, epochs, train, test } = options;
    const { count } = train;
    const { batch } = network.batch.geometry;
    const pace = createPace();
    while (this.epoch < epochs) {
      this.refuseBroken();
      this.broken = true;
      const order = this.orders.split(this.epoch).permutation(count);
      const rewired = this.epoch > 0 ? this.rewire(order, this.epoch, false) : NO_EVENTS;
      for (let from = 0; from < count; from += batch) {
        this.learnStep(order, from, Math.min(from + batch, count));
        if (!pace.due()) continue;
        const share = (this.epoch + Math.min(1, (from + batch) / count)) / epochs;
        yield { kind: 'tick', epoch: this.epoch + 1, share };
      }
      const trainError = network.takeSquares() / (count * network.visible);
      this.bookEpoch(Math.ceil(count / batch));
      this.epoch += 1;
      const { connections } = body;
      const tested = finish(this.evaluated(test, this.epoch));
      const record: RbmRecord = {
        epoch: this.epoch,
        trainError,
        testError: tested.error,
        testFreeEnergy: tested.freeEnergies.reduce((sum, f) => sum + f, 0) / test.count,
        connections,
        ...(this.epoch < epochs ? rewired : addEvents(rewired, this.finish())),
        cost: subtractTotals(body.totals(), this.recorded),
      };
      this.recorded = body.totals();
      if (!Number.isFinite(record.testFreeEnergy))
        throw new FrugalError(
          `the free energy became ${record.testFreeEnergy} in epoch ${this.epoch}: the network diverged; lower the learning rate`,
        );
      this.broken = false;
      yield record;
    }
  }

  private learnStep(order: Uint32Array, from: number, to: number): void {
    const { options, body, plasticity, gradient } = this.parts;
    const { network } = options;
    writeRbmBatch(network.engine, network.batch, order, from, to);
    network.setStep('learning', this.step);
    network.engine.run(gradient);
    plasticity.apply(this.step);
    body.refresh();
    this.step += 1;
  }

  private bookEpoch(steps: number): void {
    const { options, body } = this.parts;
    const { forward, backward } = options.network.multiplyAdds();
    const { count } = options.train;
    body.work({
      ...{ steps, upkeep: steps * body.connections },
      ...{ forward: forward * count, backward: backward * count },
    });
    body.book();
  }

  /** Scores, where they are asked for, are of the first batch of the coming epoch, as that is going to be learned. */
  private rewire(order: Uint32Array, number: number, last: boolean): RewiringEvents {
    const { options, body, scoring } = this.parts;
    const { network } = options;
    if (scoring !== undefined) {
      const to = Math.min(network.batch.geometry.batch, order.length);
      writeRbmBatch(network.engine, network.batch, order, 0, to);
      network.setStep('learning', this.step);
      network.engine.run(scoring);
    }
    const done = number / options.epochs;
    const closing = number + 1 >= options.epochs;
    return body.rewire({ number, last, done, closing, score: network.score });
  }

  /** What rules do after the last epoch. */
  private finish(): RewiringEvents {
    if (!this.parts.body.finishes) return NO_EVENTS;
    this.ended = this.saved();
    const { count } = this.parts.options.train;
    return this.rewire(this.orders.split(this.epoch).permutation(count), this.epoch, true);
  }

  /** Judges the test set, or others that are staged; `number` names the draws. */
  private *evaluated(examples: DenseInputs, number: number): Work<RbmJudgement> {
    const { options, evaluation, staged, stage } = this.parts;
    const { network, test } = options;
    const { engine } = network;
    const { count } = examples;
    const pace = createPace();
    const freeEnergies = new Float64Array(count);
    const steps = Math.ceil(count / this.size);
    let squares = 0;
    for (let from = 0, k = 0; from < count; from += this.size, k++) {
      if (pace.due()) yield tick(from / count);
      const to = Math.min(from + this.size, count);
      const own = examples === test;
      if (!own) stage.show(examples, from, to);
      const rows: readonly [number, number] = own ? [from, to] : [0, to - from];
      writeRbmBatch(engine, network.evaluation, this.rows, ...rows);
      network.setStep('evaluation', number * steps + k);
      network.clearEvaluation();
      engine.run(own ? evaluation : staged);
      const found = network.takeEvaluation(to - from);
      freeEnergies.set(found.freeEnergies, from);
      squares += found.squares;
    }
    return { error: squares / (count * network.visible), freeEnergies };
  }

  judge(examples?: DenseInputs): RbmJudgement {
    return finish(this.judgeInSteps(examples));
  }

  *judgeInSteps(examples: DenseInputs = this.parts.options.test): Work<RbmJudgement> {
    if (examples !== this.parts.options.test)
      checkExamples('these examples', examples, this.parts.options.network.visible);
    return yield* this.evaluated(examples, 0);
  }

  reconstructions(count: number): Float32Array {
    const { options, evaluation } = this.parts;
    const { network } = options;
    const to = Math.min(count, options.test.count, this.size);
    writeRbmBatch(network.engine, network.evaluation, this.rows, 0, to);
    network.setStep('evaluation', 0);
    network.clearEvaluation();
    network.engine.run(evaluation);
    return network.reconstructions(to);
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
    const { body, options } = this.parts;
    const { meta, arrays } = body.save({ epoch: this.epoch, step: this.step });
    return { meta, arrays: { ...arrays, particles: options.network.particles() } };
  }

  restore(state: LearnerState): void {
    const { body, options } = this.parts;
    const { epoch, step } = numbersOf(state, ['epoch', 'step']);
    const { particles } = state.arrays;
    if (!(particles instanceof Uint8Array))
      throw new FrugalError('the checkpoint has no states of chains; it is of another learner');
    body.restore(state);
    options.network.restoreParticles(particles);
    [this.epoch, this.step] = [epoch, step];
    options.network.takeSquares();
    this.recorded = body.totals();
    this.ended = undefined;
    this.broken = false;
    if (epoch >= options.epochs) this.finish();
  }

  totals(): LedgerTotals {
    return this.parts.body.totals();
  }

  wirings(): Layers {
    return this.parts.body.layers();
  }
}
