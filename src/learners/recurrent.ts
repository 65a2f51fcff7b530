/**
 * A recurrent network that learns: windows of trials, update by update, with an evaluation on fresh trials every so many.
 *
 * Everything is exact at records: a state saved there and restored goes on with the same bits, also to more updates than
 * were asked for at first. As in classifier.ts, connections are therefore rewired when the next update begins.
 */

import type { Program } from '../engine/index.ts';
import { FrugalError, UsageError } from '../errors.ts';
import { type Account, type LedgerTotals, subtractTotals } from '../ledger/index.ts';
import type { Bundle, Rnn, RnnBlockName, RnnPass } from '../networks/index.ts';
import { createPace, type Tick } from '../numerics/pace.ts';
import type { Random } from '../numerics/random.ts';
import {
  chain,
  clipNorm,
  clipValue,
  createPlasticity,
  type NormClip,
  type Plasticity,
  type Transform,
} from '../plasticity/index.ts';
import type { Rewiring } from '../rewiring/index.ts';
import type { Layers } from '../sparse/layer.ts';
import { Body } from './body.ts';
import { refuseDivergence } from './divergence.ts';
import { type Handled, handledBy } from './hands.ts';
import type { Learner } from './learner.ts';
import { addEvents, NO_EVENTS, type RewiringEvents } from './pass-words.ts';
import { rulesOf, underRules } from './passes.ts';
import type { RecurrentFeed } from './recurrent-feed.ts';
import { type LearnerState, numbersOf, type Plain } from './state.ts';
import type { TaskScores, TrialScorer } from './trial-scores.ts';

export interface RecurrentOptions {
  readonly network: Rnn;
  readonly feed: RecurrentFeed;
  readonly scorer: TrialScorer;
  readonly transformFor: (bundle: Bundle) => Transform;
  /** Absent for a block that keeps its topology. Asked once for each bundle of weights. */
  readonly rewiringFor?: (bundle: Bundle) => Rewiring | undefined;
  /** Updates from one rewiring to the next. Default what the rule says in steps, else `evaluateEvery`. */
  readonly rewireEvery?: number;
  /** Limits of every number of the gradient, and of the norm of all of it; the norm is clipped first. */
  readonly clip?: { readonly value?: number; readonly norm?: number };
  /** Updates in all. */
  readonly updates: number;
  /** Updates from one record to the next. */
  readonly evaluateEvery: number;
  readonly random: Random;
  /** Whether changes of synapses are booked. Default true. */
  readonly booked?: boolean;
}

export interface RecurrentRecord extends RewiringEvents {
  readonly update: number;
  /** Trials that have begun so far. */
  readonly trials: number;
  /** Mean over the updates since the last record, before each; 0 in the record of update 0. */
  readonly loss: number;
  /** Accuracies on fresh trials after the update, before rewiring. */
  readonly scores: TaskScores;
  /** Connections of each block. */
  readonly connections: Readonly<Record<RnnBlockName, number>>;
  /** What was spent since the last record. Rule inputs are not multiplied out: they cost no multiply-adds. */
  readonly cost: LedgerTotals;
}

export interface UpdateTick extends Tick {
  /** Of all that is to be learned. */
  readonly share: number;
  readonly update: number;
  /** Mean loss since the last record. */
  readonly loss: number;
}

/** The first record is that of update 0. */
export type RecurrentLearner = Learner<RecurrentRecord, UpdateTick>;

function checkCount(what: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new UsageError(`${what} ${value} is not an integer ≥ ${least}`);
}

/** Puts clipping before every bundle's transform; transforms that bundles share stay shared. */
function clipped(
  { network, transformFor, clip = {} }: RecurrentOptions,
  norm: ReturnType<typeof clipNorm> | undefined,
): (bundle: Bundle) => Transform {
  const { value } = clip;
  const links = [
    ...(norm === undefined ? [] : [norm.transform]),
    ...(value === undefined ? [] : [clipValue(value)]),
  ];
  if (links.length === 0) return transformFor;
  const known = new Map<Transform, Transform>();
  const made = new Map(network.bundles.map((bundle) => [bundle, transformFor(bundle)]));
  return (bundle) => {
    const own = made.get(bundle) ?? transformFor(bundle);
    const before = known.get(own) ?? chain(...links, own);
    known.set(own, before);
    return before;
  };
}

/** After how many updates there is a pass, and from which on there is none. */
interface UpdatePasses {
  readonly every: number;
  readonly until: number;
}

/** @throws UsageError for a rule whose passes are counted in epochs, which streams of trials do not have */
function passesOf(options: RecurrentOptions, { when }: Body): UpdatePasses {
  const { rewireEvery, evaluateEvery, updates } = options;
  if (rewireEvery === undefined && when?.epochs !== undefined)
    throw new UsageError(
      `the rule rewires every ${when.epochs} epochs, and streams of trials have none; give rewireEvery in updates, or the rule when: { steps }`,
    );
  const until = rewireEvery === undefined ? when?.until : undefined;
  return {
    every: rewireEvery ?? when?.steps ?? evaluateEvery,
    until: until === undefined ? Number.POSITIVE_INFINITY : until * updates,
  };
}

/** @throws UsageError for rules that gather gradients between passes */
function refuseWatching({ watching }: Body): void {
  if (watching === 0) return;
  throw new UsageError(
    'the rule gathers gradients of absent connections between passes, which learners of trials do not; take one that looks once, e.g. rigl()',
  );
}

/** All that a recurrent learner is made of, compiled. */
interface Parts {
  readonly options: RecurrentOptions;
  readonly passes: UpdatePasses;
  readonly body: Body;
  readonly plasticity: Plasticity;
  readonly norm: NormClip | undefined;
  readonly programs: ReadonlyMap<RnnPass, Program>;
}

/** Prepares a learner; compiles kernels and starts threads. Throws `UsageError` for counts out of range. */
export async function createRecurrentLearner(options: RecurrentOptions): Promise<RecurrentLearner> {
  const { network, feed, random, updates, evaluateEvery, rewiringFor, booked = true } = options;
  const { engine, bundles } = network;
  checkCount('updates', updates, 0);
  checkCount('updates between records', evaluateEvery, 1);
  checkCount('updates between rewirings', options.rewireEvery ?? 1, 1);
  const { norm: limit } = options.clip ?? {};
  const norm = limit === undefined ? undefined : clipNorm(engine, bundles, limit);
  const own = random.split('plasticity');
  const rules = rulesOf({ network, rewiringFor });
  const transformFor = underRules(clipped(options, norm), rules);
  const plasticity = createPlasticity(engine, bundles, transformFor, booked, own);
  const body = new Body({
    ...{ network, changing: plasticity, booked, random },
    rewiringFor: (bundle) => rules.get(bundle),
  });
  refuseWatching(body);
  const passes = passesOf(options, body);
  const programs = new Map(feed.passes.map((pass) => [pass, engine.program(pass.strands())]));
  await engine.ready();
  return new WindowLearner({ options, passes, body, plasticity, norm, programs });
}

class WindowLearner implements RecurrentLearner {
  readonly hands: Handled;
  private readonly parts: Parts;
  private update = 0;
  private trials = 0;
  /** Since the last record: sum of the losses, updates, events of rewiring; and the account then. */
  private losses = 0;
  private steps = 0;
  private events: RewiringEvents = NO_EVENTS;
  private recorded: LedgerTotals;
  /** Whether there is a record of the present update. */
  private exact = false;
  /** The state before the final step of rewiring, where that did something. */
  private ended: LearnerState | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
    this.hands = handledBy(parts.body, parts.plasticity);
    this.recorded = parts.body.totals();
  }

  *learn(): Generator<UpdateTick | RecurrentRecord, void> {
    const { options, body } = this.parts;
    const { updates, evaluateEvery } = options;
    this.refuseBroken();
    if (this.update === 0 && !this.exact)
      yield this.record(yield* this.scores(), this.connections());
    const pace = createPace();
    while (this.update < updates) {
      this.exact = false;
      this.learnStep();
      const { update } = this;
      if (update % evaluateEvery === 0 || update === updates) {
        body.book();
        const kept = this.connections();
        const scores = yield* this.scores();
        if (update === updates) this.finish();
        yield this.record(scores, kept);
      } else if (pace.due()) {
        const loss = this.losses / this.steps;
        yield { kind: 'tick', update, share: update / updates, loss };
      }
    }
  }

  /** An evaluation on fresh trials. */
  private *scores(): Generator<UpdateTick, TaskScores> {
    const { scorer, updates } = this.parts.options;
    const { update, steps } = this;
    const share = updates === 0 ? 1 : update / updates;
    const loss = steps === 0 ? 0 : this.losses / steps;
    const work = scorer.measureInSteps(update);
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
      yield { kind: 'tick', update, share, loss };
    }
  }

  private connections(): RecurrentRecord['connections'] {
    const { input, recurrent, output } = this.parts.options.network.matrices;
    return {
      input: input.connections,
      recurrent: recurrent.connections,
      output: output.connections,
    };
  }

  /** The next batch, in the memory of its pass. */
  private next(): { readonly pass: RnnPass; readonly program: Program; readonly trials: number } {
    const { options, programs } = this.parts;
    const { pass, trials, carried } = options.feed.next();
    const program = programs.get(pass);
    if (program === undefined) throw new Error('the feed gave a pass that it had not named');
    if (carried) pass.carry();
    else pass.begin();
    pass.setStep(this.update);
    return { pass, program, trials };
  }

  private learnStep(): void {
    const { options, passes, body, plasticity, norm } = this.parts;
    const { network } = options;
    const { pass, program, trials } = this.next();
    const { every, until } = passes;
    if (this.update > 0 && this.update % every === 0 && this.update < until)
      this.rewire(pass, program, false);
    network.engine.run(program);
    norm?.measure();
    plasticity.apply(this.update);
    body.refresh();
    const { forward, backward } = network.multiplyAdds();
    const steps = pass.steps * pass.geometry.batch;
    body.work({
      steps: 1,
      upkeep: body.connections,
      forward: forward * steps,
      backward: backward * steps,
    });
    this.losses += pass.takeScore().loss;
    this.steps += 1;
    this.update += 1;
    this.trials += trials;
  }

  /** Rewires. Scores, where they are asked for, are of the batch that is going to be learned. */
  private rewire(pass: RnnPass, program: Program, last: boolean): void {
    const { options, body, passes } = this.parts;
    const { every, until } = passes;
    body.book();
    if (body.scored) {
      options.network.engine.run(program);
      pass.takeScore();
    }
    const number = Math.ceil(this.update / every) - 1;
    const done = this.update / options.updates;
    const closing = this.update + every >= Math.min(until, options.updates);
    const { forward, backward } = options.network.multiplyAdds();
    const looked = {
      examples: pass.steps * pass.geometry.batch,
      multiplyAdds: forward + backward,
    };
    const events = body.rewire({
      ...{ number, last, done, closing, score: pass.score },
      ...(body.scored && { looked }),
    });
    this.events = addEvents(this.events, events);
  }

  /** What rules do after the last update. */
  private finish(): void {
    if (!this.parts.body.finishes || this.update === 0) return;
    this.ended = this.saved();
    const { pass, program } = this.next();
    this.rewire(pass, program, true);
  }

  private record(scores: TaskScores, connections: RecurrentRecord['connections']): RecurrentRecord {
    const { update, trials } = this;
    const totals = this.parts.body.totals();
    const loss = this.steps === 0 ? 0 : this.losses / this.steps;
    refuseDivergence(loss, 'the loss', `before update ${update}`, ' or clip the gradient');
    const made: RecurrentRecord = {
      ...{ update, trials, loss, scores, connections },
      ...this.events,
      cost: subtractTotals(totals, this.recorded),
    };
    this.begin(totals);
    return made;
  }

  /** Begins what lies between two records. */
  private begin(totals: LedgerTotals): void {
    this.recorded = totals;
    this.losses = 0;
    this.steps = 0;
    this.events = NO_EVENTS;
    this.exact = true;
  }

  private refuseBroken(): void {
    if (this.exact || this.update === 0) return;
    throw new FrugalError(
      `learning was stopped at update ${this.update}, between two records; restore a state saved at a record`,
    );
  }

  save(): LearnerState {
    this.refuseBroken();
    return this.ended ?? this.saved();
  }

  private saved(): LearnerState {
    const { update, trials } = this;
    const { body, options } = this.parts;
    // A copy in plain JSON, whatever the feed goes on with.
    const feed: Plain = JSON.parse(JSON.stringify(options.feed.state()));
    return body.save({ update, trials, exact: this.exact || update > 0, feed });
  }

  restore(state: LearnerState): void {
    const { update, trials } = numbersOf(state, ['update', 'trials']);
    const { body, options } = this.parts;
    body.restore(state);
    options.feed.restore(state.meta.feed);
    [this.update, this.trials] = [update, trials];
    this.begin(body.totals());
    this.exact = state.meta.exact === true;
    this.ended = undefined;
    if (update >= options.updates) this.finish();
  }

  totals(): LedgerTotals {
    return this.parts.body.totals();
  }

  account(bundle: string): Account {
    return this.parts.body.account(bundle);
  }

  wirings(): Layers {
    return this.parts.body.layers();
  }
}
