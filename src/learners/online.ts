/**
 * Online learning: one example (or a small batch of them), one update of all layers, with the full account of what it
 * changed.
 *
 * Plain descent, and the budgets that can be told for a change of rank one (frozen, path, the largest, lazy), never form
 * the gradient; every other chain of plasticity sees it formed. Both ways give the same bits.
 */

import { FrugalError } from '../errors.ts';
import {
  type Account,
  createLedger,
  inefficiency,
  type Least,
  type LedgerTotals,
  leastOf,
  type Wirings,
} from '../ledger/index.ts';
import { type Bundle, bundleWeights, type SingleNetwork } from '../networks/index.ts';
import type { Random } from '../numerics/random.ts';
import { chain, consolidateRest, type Transform } from '../plasticity/index.ts';
import type { Feed } from './online-feed.ts';
import { formedWay, type Plan, planOf, shortWay } from './online-ways.ts';

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
  /** Synapses that exist, for the upkeep: fewer than there are places where a chain never lets the others change. */
  readonly connections?: number;
  readonly random: Random;
  /** Whether changes are booked. Default true. */
  readonly booked?: boolean;
  /** `formed` never takes the short ways: slow, for comparison. Default `short` where there is one. */
  readonly way?: 'short' | 'formed';
}

export interface OnlineLearner {
  /** Shows so many examples and learns from each. */
  learn(examples: number): void;
  /** Examples shown so far, and steps that changed something. */
  readonly presentations: number;
  readonly updates: number;
  /** Share of right answers on the test examples. */
  evaluate(): number;
  /** Whether an output or an error has become infinite or not a number. */
  readonly diverged: boolean;
  /** Writes what is left in caches into the lasting weights, and books it. Learning may go on. */
  consolidate(): void;
  totals(): LedgerTotals;
  /** The account of one bundle. */
  account(bundle: string): Account;
  /** M0min and M1min of the lasting weights since the start, and how many times as much was spent. */
  least(): Least & { readonly inefficiency: Least };
  /** The lasting weights of all layers: without what caches hold, and without noise. Copies. */
  weights(): Float32Array[];
  /** What the chain keeps of each synapse of a layer, by name; none where the gradient is never formed. Copies. */
  states(layer: number): Record<string, Float32Array>;
  /** Whether the gradient is never formed. */
  readonly short: boolean;
}

/** Examples between two bookings: sums in the kernels' slots stay far from where singles and doubles lose digits. */
const BOOK_EVERY = 4096;

/** Prepares an online learner; compiles its kernels. Throws `FrugalError` where feeds and network do not fit. */
export async function createOnline(options: OnlineOptions): Promise<OnlineLearner> {
  const { network, train, test, random, booked = true, order = 'random', batch = 1 } = options;
  if (!Number.isInteger(batch) || batch < 1)
    throw new FrugalError(`batch ${batch} is not an integer ≥ 1`);
  const { engine, layers, bundles } = network;
  const [inputs, classes] = [layers[0].inputs, layers[layers.length - 1].outputs];
  for (const [name, feed] of Object.entries({ train, test })) {
    if (feed.inputs !== inputs)
      throw new FrugalError(
        `the ${name} examples have ${feed.inputs} inputs, network has ${inputs}`,
      );
    if (feed.count < 1) throw new FrugalError(`there are no ${name} examples`);
    for (let e = 0; e < feed.count; e++) {
      if (feed.labels[e] < classes) continue;
      throw new FrugalError(
        `label ${feed.labels[e]} of example ${e} is outside 0 … ${classes - 1}`,
      );
    }
  }
  const transforms = bundles.map((bundle) => chain(options.transformFor(bundle)));
  const plans = transforms.map(planOf);
  const short =
    batch === 1 && options.way !== 'formed' && plans.every((plan) => plan !== undefined);
  const updater = short
    ? shortWay(network, plans as readonly Plan[], booked, random.split('plasticity'))
    : formedWay(network, transforms, booked, random.split('plasticity'), batch);
  const answers = network.answering(test.count, test.write);
  await engine.ready();

  const kinds = transforms.map(({ links }) =>
    links.some((link) => link.states.includes('cache'))
      ? ('consolidate' as const)
      : ('update' as const),
  );
  const stateOf = (layer: number, suffix: string): Float32Array | undefined =>
    Object.entries(updater.states(layer)).find(([name]) => name.endsWith(suffix))?.[1];
  const transients = () => layers.map((_, k) => stateOf(k, '.cache') ?? stateOf(k, '.noise'));
  const beginning = wiringsOf(network, transients());
  const ledger = createLedger();
  const draws = random.split('order');
  let [presentations, updates, forward, backward, sinceBooking, bookedSteps] = [0, 0, 0, 0, 0, 0];
  let diverged = false;
  const places = layers.reduce((sum, layer) => sum + layer.inputs * layer.outputs, 0);
  const { connections = places } = options;

  const book = (): void => {
    const steps = Math.floor(presentations / batch) - bookedSteps;
    bookedSteps += steps;
    ledger.work({ steps, connections, forward, backward });
    [sinceBooking, forward, backward] = [0, 0, 0];
    bundles.forEach((bundle, k) => {
      const taken = updater.take(k);
      ledger.write(bundle.name, taken, kinds[k]);
      ledger.hidden(bundle.name, taken);
    });
  };

  const step = (): void => {
    const example = order === 'random' ? draws.integer(train.count) : presentations % train.count;
    const label = train.labels[example];
    train.write(example, network.activities(0));
    const { answer, lead } = network.forward();
    if (!Number.isFinite(lead)) diverged = true;
    const { changed, traced } = updater.step(presentations, {
      label,
      right: answer === label,
      lead,
    });
    for (let k = 0; k < layers.length; k++) {
      const products = network.active(k) * layers[k].outputs;
      forward += products;
      backward += traced ? products * (k === 0 ? 1 : 2) : 0;
    }
    presentations += 1;
    sinceBooking += 1;
    if (changed) updates += 1;
    if (sinceBooking === BOOK_EVERY) book();
  };

  return {
    short,
    learn(examples) {
      for (let k = 0; k < examples && !diverged; k++) step();
    },
    get presentations() {
      return presentations;
    },
    get updates() {
      return updates;
    },
    get diverged() {
      return diverged;
    },
    evaluate() {
      const found = answers();
      let right = 0;
      for (let e = 0; e < found.length; e++) if (found[e] === test.labels[e]) right += 1;
      return right / found.length;
    },
    consolidate() {
      book();
      layers.forEach((_, k) => {
        const cache = stateOf(k, '.cache');
        if (cache !== undefined)
          ledger.write(bundles[k].name, consolidateRest(cache), 'consolidate');
      });
    },
    totals() {
      book();
      return ledger.totals();
    },
    account(name) {
      book();
      return ledger.account(name);
    },
    least() {
      book();
      const least = leastOf(beginning, wiringsOf(network, transients()));
      return { ...least, inefficiency: inefficiency(ledger.totals(), least) };
    },
    weights: () => lastingWeights(network, transients()),
    states: (layer) =>
      Object.fromEntries(
        Object.entries(updater.states(layer)).map(([name, values]) => [name, values.slice()]),
      ),
  };
}

function lastingWeights(
  { engine, bundles }: SingleNetwork,
  transients: readonly (Float32Array | undefined)[],
): Float32Array[] {
  return bundles.map((bundle, k) => {
    const weights = bundleWeights(engine, bundle).slice();
    const part = transients[k];
    if (part !== undefined) for (let i = 0; i < weights.length; i++) weights[i] -= part[i];
    return weights;
  });
}

function wiringsOf(
  network: SingleNetwork,
  transients: readonly (Float32Array | undefined)[],
): Wirings {
  const weights = lastingWeights(network, transients);
  return Object.fromEntries(
    network.bundles.map((bundle, k) => {
      const topology = bundle.topology?.();
      if (topology === undefined) throw new Error(`bundle ${bundle.name} has no topology`);
      return [bundle.name, { topology, weights: weights[k] }];
    }),
  );
}
