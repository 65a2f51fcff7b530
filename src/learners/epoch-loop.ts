/**
 * The loop of every learner that goes through its examples epoch by epoch: batches in a new order, passes of rewiring in
 * between, a judgement after each epoch. What a batch is shown to, and what a record tells, is the learner's own (epochs.ts,
 * rbm.ts).
 *
 * One record an epoch. Everything is exact at epoch boundaries: a state saved there and restored goes on with the same bits,
 * also to more epochs than were asked for at first. That is why connections are rewired when the next epoch begins, and why
 * what a rule does after the last epoch of all is done over after a restoration.
 */

import { FrugalError, UsageError } from '../errors.ts';
import { type Account, type LedgerTotals, subtractTotals } from '../ledger/index.ts';
import { createPace, type Work } from '../numerics/pace.ts';
import type { Random } from '../numerics/random.ts';
import type { Plasticity } from '../plasticity/index.ts';
import type { Layers } from '../sparse/layer.ts';
import type { Body } from './body.ts';
import { type Handled, handledBy } from './hands.ts';
import type { Learner } from './learner.ts';
import { addEvents, NO_EVENTS, type RewiringEvents } from './pass-words.ts';
import type { Passes } from './passes.ts';
import { type LearnerState, numbersOf } from './state.ts';
import type { EpochFacts, EpochProgress } from './subject.ts';

/** What the loop goes through, and what it changes. */
export interface Course {
  readonly body: Body;
  readonly plasticity: Plasticity;
  readonly passes: Passes;
  /** To learn in all. */
  readonly epochs: number;
  /** Examples of an epoch, and of a step. */
  readonly count: number;
  readonly batch: number;
  /** Multiply-adds of an example. */
  readonly multiplyAdds: () => { readonly forward: number; readonly backward: number };
  /** Orders are drawn from its child `order`. */
  readonly random: Random;
}

/** @throws UsageError for a number of epochs that is not an integer ≥ 0 */
export function checkEpochs(epochs: number): void {
  if (!Number.isInteger(epochs) || epochs < 0)
    throw new UsageError(`epochs ${JSON.stringify(epochs)} is not an integer ≥ 0`);
}

export abstract class EpochLoop<Told extends object, SoFar extends object>
  implements Learner<EpochFacts & Told, EpochProgress & SoFar>
{
  /** Epochs and steps that are done. */
  protected epoch = 0;
  protected step = 0;
  readonly hands: Handled;
  private readonly course: Course;
  private readonly orders: Random;
  private recorded: LedgerTotals;
  /** The state before the final step of rewiring, where that did something. */
  private ended: LearnerState | undefined;
  /** Stopped within an epoch: half of its examples seen, half of its changes booked. */
  private broken = false;

  constructor(course: Course) {
    this.course = course;
    const { body, plasticity, passes } = course;
    this.hands = handledBy(body, plasticity, {
      prepareToLook: () => passes.prepareToLook(),
    });
    this.recorded = course.body.totals();
    this.orders = course.random.split('order');
  }

  /** Shows the examples `order[from … to − 1]` to the network, which then has their gradient. */
  protected abstract show(order: Uint32Array, from: number, to: number): void;
  /** What ticks tell after so many examples of the epoch. */
  protected abstract soFar(seen: number): SoFar;
  /** What the epoch has shown, and how well the network does after it. */
  protected abstract judged(): Work<Told>;
  /** What a state has beside that of the body. */
  protected extra(): LearnerState['arrays'] {
    return {};
  }
  /** Takes that up again, and forgets what was summed since the last record. */
  protected abstract takeUp(state: LearnerState): void;

  *learn(): Generator<(EpochProgress & SoFar) | (EpochFacts & Told), void> {
    const { body, plasticity, passes, epochs, count, batch } = this.course;
    const pace = createPace();
    while (this.epoch < epochs) {
      this.refuseBroken();
      this.broken = true;
      const order = this.order();
      let rewired = NO_EVENTS;
      for (let from = 0; from < count; from += batch) {
        const place = { step: this.step, epoch: this.epoch, order, from };
        rewired = addEvents(rewired, passes.before(place));
        const seen = Math.min(from + batch, count);
        this.show(order, from, seen);
        plasticity.apply(this.step);
        body.refresh();
        this.step += 1;
        if (!pace.due()) continue;
        const share = (this.epoch + seen / count) / epochs;
        yield { kind: 'tick', epoch: this.epoch + 1, share, ...this.soFar(seen) };
      }
      this.bookEpoch();
      const told = yield* this.judging();
      this.epoch += 1;
      const { connections } = body;
      const events = addEvents(rewired, this.epoch < epochs ? NO_EVENTS : this.finish());
      const totals = body.totals();
      const cost = subtractTotals(totals, this.recorded);
      this.recorded = totals;
      this.broken = false;
      yield { epoch: this.epoch, ...told, connections, ...events, cost };
    }
  }

  /** In which the examples of the coming epoch are seen. */
  private order(): Uint32Array {
    return this.orders.split(this.epoch).permutation(this.course.count);
  }

  /** The judgement of an epoch, with its ticks. */
  private *judging(): Generator<EpochProgress & SoFar, Told> {
    const { epochs, count } = this.course;
    const epoch = this.epoch + 1;
    const soFar = this.soFar(count);
    const work = this.judged();
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
      yield { kind: 'tick', epoch, share: epoch / epochs, ...soFar };
    }
  }

  private bookEpoch(): void {
    const { body, count, batch, multiplyAdds } = this.course;
    const { forward, backward } = multiplyAdds();
    const steps = Math.ceil(count / batch);
    body.work({
      ...{ steps, upkeep: steps * body.connections },
      ...{ forward: forward * count, backward: backward * count },
    });
    body.book();
  }

  /** What rules do after the last epoch. */
  private finish(): RewiringEvents {
    const { body, passes } = this.course;
    if (!body.finishes) return NO_EVENTS;
    this.ended = this.saved();
    return passes.last({ step: this.step, epoch: this.epoch, order: this.order() });
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
    const { meta, arrays } = this.course.body.save({ epoch: this.epoch, step: this.step });
    return { meta, arrays: { ...arrays, ...this.extra() } };
  }

  restore(state: LearnerState): void {
    const { body, epochs } = this.course;
    const { epoch, step } = numbersOf(state, ['epoch', 'step']);
    body.restore(state);
    [this.epoch, this.step] = [epoch, step];
    this.takeUp(state);
    this.recorded = body.totals();
    this.ended = undefined;
    this.broken = false;
    if (epoch >= epochs) this.finish();
  }

  totals(): LedgerTotals {
    return this.course.body.totals();
  }

  account(bundle: string): Account {
    return this.course.body.account(bundle);
  }

  wirings(): Layers {
    return this.course.body.layers();
  }
}
