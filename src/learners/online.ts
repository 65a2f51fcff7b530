/**
 * Online learning: one example (or a small batch of them), one update of all layers, with the full account of what it
 * changed.
 *
 * Plain descent, and the budgets that can be told for a change of rank one (frozen, path, the largest, lazy), never form
 * the gradient; every other chain of plasticity sees it formed. Both ways give the same bits. A state may be saved after any
 * example.
 */

import { FrugalError, UsageError } from '../errors.ts';
import {
  type Account,
  inefficiency,
  type Least,
  type LedgerTotals,
  leastOf,
  subtractTotals,
} from '../ledger/index.ts';
import { type Bundle, bundleWeights, layerOf, type SingleNetwork } from '../networks/index.ts';
import { createPace, finish, type Tick, tick, type Work, within } from '../numerics/pace.ts';
import type { Random } from '../numerics/random.ts';
import { chain, consolidateRest, type Transform } from '../plasticity/index.ts';
import type { Layers } from '../sparse/layer.ts';
import { Body } from './body.ts';
import { type Handled, handledBy } from './hands.ts';
import type { Learner } from './learner.ts';
import type { Feed } from './online-feed.ts';
import { planOf } from './online-plan.ts';
import { FormedWay, type Way } from './online-ways.ts';
import { ShortFirst } from './short-first.ts';
import { type LearnerState, numbersOf, randomOf, totalsOf } from './state.ts';

export interface OnlineOptions {
  readonly network: SingleNetwork;
  readonly train: Feed;
  readonly test: Feed;
  readonly transformFor: (bundle: Bundle) => Transform;
  /** How examples follow each other: drawn with replacement (default), or as they lie, round and round. */
  readonly order?: 'random' | 'cyclic';
  /**
   * Examples of a step, whose gradients are summed; default 1. What an unfinished batch has gathered waits for the rest of
   * it. Rules that ask what one example has shown refuse more than one.
   */
  readonly batch?: number;
  /** Presentations in all, for `learn`. Default as many as there are examples. */
  readonly presentations?: number;
  /** Presentations from one record to the next. Default as many as there are examples. */
  readonly evaluateEvery?: number;
  /** Synapses that exist, for the upkeep: fewer than there are places where a chain never lets the others change. */
  readonly connections?: number;
  readonly random: Random;
  /** Whether changes are booked. Default true. */
  readonly booked?: boolean;
  /** `formed` never takes the short ways: slow, for comparison. Default `short` where there is one. */
  readonly way?: 'short' | 'formed';
}

/** What the presentations since the last record have shown and cost. */
export interface OnlineRecord {
  readonly presentations: number;
  /** Steps so far that changed something. */
  readonly updates: number;
  /** Share of right answers on the test examples. */
  readonly accuracy: number;
  readonly diverged: boolean;
  readonly cost: LedgerTotals;
}

export interface OnlineLearner extends Learner<OnlineRecord> {
  /** Shows so many examples and learns from each. */
  show(examples: number): void;
  /** Examples shown so far, and steps that changed something. */
  readonly presentations: number;
  readonly updates: number;
  /**
   * Share of right answers on the test examples, or on others: a feed is placed in memory the first time and kept there.
   *
   * @throws FrugalError where the examples do not fit the network
   * @example online.evaluate(plainFeed(task.train))
   */
  evaluate(examples?: Feed): number;
  /** The same with signs of life. */
  evaluateInSteps(examples?: Feed): Work<number>;
  /** Whether an output or an error has become infinite or not a number: then nothing more is learned. */
  readonly diverged: boolean;
  /** Writes what is left in caches into the lasting weights, and books it. Learning may go on. */
  consolidate(): void;
  /** M0min and M1min of the lasting weights since the start, and how many times as much was spent. */
  least(): Least & { readonly inefficiency: Least };
  /** The lasting weights of all bundles, in their order: without what caches hold, and without noise. Copies. */
  weights(): Float32Array[];
  /** What the chain keeps of each weight of a layer, by name; none where the gradient is never formed. Copies. */
  states(layer: number): Record<string, Float32Array>;
  /** Whether the gradient is never formed. */
  readonly short: boolean;
}

/** Examples between two bookings: sums in the kernels' slots stay far from where singles and doubles lose digits. */
const BOOK_EVERY = 4096;

function checkOptions({ network, train, test, batch = 1, ...counts }: OnlineOptions): void {
  const { presentations = 0, evaluateEvery = 1 } = counts;
  for (const [name, value, least] of [
    ['batch', batch, 1],
    ['presentations', presentations, 0],
    ['presentations between records', evaluateEvery, 1],
  ] as const)
    if (!Number.isInteger(value) || value < least)
      throw new UsageError(`${name} ${value} is not an integer ≥ ${least}`);
  checkFeed('the train', train, network);
  checkFeed('the test', test, network);
}

function checkFeed(which: string, feed: Feed, { layers }: SingleNetwork): void {
  const [inputs, classes] = [layers[0].inputs, layers[layers.length - 1].outputs];
  if (feed.inputs !== inputs)
    throw new FrugalError(`${which} examples have ${feed.inputs} inputs, network has ${inputs}`);
  if (feed.count < 1) throw new FrugalError(`there are no ${which.replace('the ', '')} examples`);
  for (let e = 0; e < feed.count; e++) {
    if (feed.labels[e] < classes) continue;
    throw new FrugalError(`label ${feed.labels[e]} of example ${e} is outside 0 … ${classes - 1}`);
  }
}

/** Prepares an online learner; compiles its kernels. Throws `FrugalError` where feeds and network do not fit. */
export async function createOnline(options: OnlineOptions): Promise<OnlineLearner> {
  checkOptions(options);
  const { network, test, booked = true, batch = 1 } = options;
  const transforms = network.bundles.map((bundle) => chain(options.transformFor(bundle)));
  const plans = batch === 1 && options.way !== 'formed' ? transforms.map(planOf) : [];
  const known = plans.flatMap((plan) => plan ?? []);
  const short = known.length === transforms.length;
  const own = { network, transforms, booked, random: options.random.split('plasticity') };
  const way = short ? new ShortFirst(own, known) : new FormedWay(own, batch);
  const answers = network.answering(test.count, test.write);
  // What caches hold becomes lasting when they are emptied.
  const caching = new Set(
    network.bundles.filter((_, k) =>
      transforms[k].links.some((link) => link.states.includes('cache')),
    ),
  );
  const body = new Body({
    ...{ network, changing: way, booked, random: options.random },
    kindOf: (bundle) => (caching.has(bundle) ? 'consolidate' : 'update'),
  });
  await network.engine.ready();
  return new ExampleLearner({ options, body, way, short, answers });
}

/** Share of answers that are the labels of the examples. */
export function shareRight(
  answers: Uint32Array,
  { labels }: { readonly labels: ArrayLike<number> },
): number {
  let right = 0;
  for (let e = 0; e < answers.length; e++) if (answers[e] === labels[e]) right += 1;
  return right / answers.length;
}

/** All that an online learner is made of, compiled. */
interface Parts {
  readonly options: OnlineOptions;
  readonly body: Body;
  readonly way: Way;
  readonly short: boolean;
  readonly answers: () => Work<Uint32Array>;
}

class ExampleLearner implements OnlineLearner {
  readonly hands: Handled;
  readonly short: boolean;
  presentations = 0;
  updates = 0;
  diverged = false;
  private readonly parts: Parts;
  private readonly beginning: Layers;
  private readonly connections: number;
  private draws: Random;
  /** Other examples that were asked for. */
  private readonly placed = new WeakMap<Feed, () => Work<Uint32Array>>();
  /** Since the last booking. */
  private unbooked = 0;
  /** The account of the last record. */
  private recorded: LedgerTotals;

  constructor(parts: Parts) {
    const { options, body, short } = parts;
    const { products } = options.network;
    const places = products.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
    this.parts = parts;
    this.hands = handledBy(body, parts.way, { single: (options.batch ?? 1) === 1 });
    this.short = short;
    this.connections = options.connections ?? places;
    this.draws = options.random.split('order');
    this.beginning = this.wirings();
    this.recorded = body.totals();
  }

  *learn(): Generator<Tick | OnlineRecord, void> {
    const { train, presentations = train.count, evaluateEvery = train.count } = this.parts.options;
    const pace = createPace();
    while (this.presentations < presentations && !this.diverged) {
      this.step();
      const ended = this.presentations === presentations || this.diverged;
      const share = this.presentations / presentations;
      if (ended || this.presentations % evaluateEvery === 0) yield yield* this.record(share);
      else if (pace.due()) yield tick(share);
    }
  }

  show(examples: number): void {
    for (let k = 0; k < examples && !this.diverged; k++) this.step();
  }

  private step(): void {
    const { options, body, way } = this.parts;
    const { network, train, order = 'random', batch = 1 } = options;
    const number = this.presentations;
    const example = order === 'random' ? this.draws.integer(train.count) : number % train.count;
    const label = train.labels[example];
    train.write(example, network.activities(0));
    const { answer, lead } = network.forward();
    if (!Number.isFinite(lead)) this.diverged = true;
    const { changed, traced } = way.step(number, { label, right: answer === label, lead });
    let [forward, backward] = [0, 0];
    for (let k = 0; k < network.layers.length; k++) {
      const products = network.active(k) * network.layers[k].outputs;
      forward += products;
      backward += traced ? products * (k === 0 ? 1 : 2) : 0;
    }
    this.presentations += 1;
    const steps = this.presentations % batch === 0 ? 1 : 0;
    body.work({ steps, upkeep: steps * this.connections, forward, backward });
    if (changed) this.updates += 1;
    this.unbooked += 1;
    if (this.unbooked === BOOK_EVERY) this.book();
  }

  private book(): void {
    this.unbooked = 0;
    this.parts.body.book();
  }

  private *record(share: number): Generator<Tick, OnlineRecord, void> {
    const accuracy = yield* within(this.evaluateInSteps(), share, share);
    this.book();
    const { presentations, updates, diverged } = this;
    const totals = this.totals();
    const cost = subtractTotals(totals, this.recorded);
    this.recorded = totals;
    return { presentations, updates, accuracy, diverged, cost };
  }

  evaluate(examples?: Feed): number {
    return finish(this.evaluateInSteps(examples));
  }

  *evaluateInSteps(examples: Feed = this.parts.options.test): Work<number> {
    return shareRight(yield* this.answersTo(examples)(), examples);
  }

  private answersTo(examples: Feed): () => Work<Uint32Array> {
    const { answers, options } = this.parts;
    if (examples === options.test) return answers;
    const known = this.placed.get(examples);
    if (known !== undefined) return known;
    checkFeed('these', examples, options.network);
    const made = options.network.answering(examples.count, examples.write);
    this.placed.set(examples, made);
    return made;
  }

  consolidate(): void {
    this.book();
    for (const bundle of this.parts.options.network.bundles) {
      const cache = this.stateOf(bundle, '.cache');
      if (cache !== undefined) this.parts.body.write(bundle, consolidateRest(cache), 'consolidate');
    }
  }

  totals(): LedgerTotals {
    return this.parts.body.totals();
  }

  account(bundle: string): Account {
    return this.parts.body.account(bundle);
  }

  least(): Least & { readonly inefficiency: Least } {
    const least = leastOf(this.beginning, this.wirings());
    return { ...least, inefficiency: inefficiency(this.totals(), least) };
  }

  weights(): Float32Array[] {
    return this.parts.options.network.bundles.map((bundle) => this.lasting(bundle));
  }

  wirings(): Layers {
    const { engine, bundles } = this.parts.options.network;
    return Object.fromEntries(
      bundles.map((bundle) => {
        const { topology } = layerOf(engine, bundle);
        return [bundle.name, { topology, arrays: { weights: this.lasting(bundle) } }];
      }),
    );
  }

  states(layer: number): Record<string, Float32Array> {
    const { options, way } = this.parts;
    const states = way.states(options.network.layers[layer].bundle);
    return Object.fromEntries(Object.entries(states).map(([name, own]) => [name, own.slice()]));
  }

  /** What the chain keeps of each synapse under a name that ends so. */
  private stateOf(bundle: Bundle, suffix: string): Float32Array | undefined {
    const states = Object.entries(this.parts.way.states(bundle));
    return states.find(([name]) => name.endsWith(suffix))?.[1];
  }

  private lasting(bundle: Bundle): Float32Array {
    const weights = bundleWeights(this.parts.options.network.engine, bundle).slice();
    const passing = this.stateOf(bundle, '.cache') ?? this.stateOf(bundle, '.noise');
    if (passing !== undefined) for (let i = 0; i < weights.length; i++) weights[i] -= passing[i];
    return weights;
  }

  save(): LearnerState {
    const { presentations, updates, diverged, unbooked, recorded } = this;
    const { body, way } = this.parts;
    // Whoever takes it up begins in the short way, whose books have another size.
    if (way instanceof ShortFirst && way.turned) body.book();
    return body.save({
      ...{ presentations, updates, diverged, unbooked },
      recorded: { ...recorded },
      draws: { ...this.draws.state() },
    });
  }

  restore(state: LearnerState): void {
    const numbers = numbersOf(state, ['presentations', 'updates', 'unbooked']);
    const draws = randomOf(state, 'draws');
    const recorded = totalsOf(state, 'recorded');
    this.parts.body.restore(state);
    this.draws = draws;
    this.recorded = recorded;
    ({ presentations: this.presentations, updates: this.updates } = numbers);
    this.unbooked = numbers.unbooked;
    this.diverged = state.meta.diverged === true;
  }
}
