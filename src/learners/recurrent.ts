/**
 * A recurrent network that learns: network × feed × plasticity × rewiring × ledger, as a generator of records.
 *
 * One record every so many updates, after an evaluation on fresh trials; between them ticks. Everything is exact at
 * records: a snapshot taken there and restored goes on with the same bits.
 */

import { FrugalError, UsageError } from '../errors.ts';
import {
  compareWirings,
  createLedger,
  type LedgerTotals,
  subtractTotals,
  type Wiring,
  type Wirings,
} from '../ledger/index.ts';
import {
  type Bundle,
  bundleWeights,
  RNN_BLOCKS,
  type Rnn,
  type RnnBlockName,
  type RnnPass,
} from '../networks/index.ts';
import type { Random } from '../numerics/random.ts';
import {
  chain,
  clipNorm,
  clipValue,
  createPlasticity,
  type Plasticity,
  type Transform,
} from '../plasticity/index.ts';
import { type Rewiring, rewire } from '../rewiring/index.ts';
import type { RecurrentFeed } from './recurrent-feed.ts';
import { type RecurrentState, restoreRecurrent, saveRecurrent } from './recurrent-state.ts';
import { refreshStrands } from './refresh.ts';
import type { TaskScores, TrialScorer } from './trial-scores.ts';

export interface RecurrentOptions {
  readonly network: Rnn;
  readonly feed: RecurrentFeed;
  readonly scorer: TrialScorer;
  readonly transformFor: (bundle: Bundle) => Transform;
  /** Absent for a block that keeps its topology. */
  readonly rewiringFor?: (block: RnnBlockName) => Rewiring | undefined;
  /** Updates from one rewiring to the next. Default `evaluateEvery`. */
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

export interface RecurrentRecord {
  readonly update: number;
  /** Trials that have begun so far. */
  readonly trials: number;
  /** Mean over the updates since the last record, before each; 0 in the record of update 0. */
  readonly loss: number;
  /** Accuracies on fresh trials after the update, before rewiring. */
  readonly scores: TaskScores;
  /** Connections of each block. */
  readonly connections: Readonly<Record<RnnBlockName, number>>;
  /** Connections that rewiring removed and made since the last record, and how many of those had just been removed. */
  readonly removed: number;
  readonly born: number;
  readonly returned: number;
  /** What was spent since the last record. Rule inputs are not multiplied out: they cost no multiply-adds. */
  readonly cost: LedgerTotals;
}

export type RecurrentProgress =
  | {
      readonly kind: 'tick';
      readonly update: number;
      /** Of all updates. */
      readonly share: number;
      /** Mean loss since the last record. */
      readonly loss: number;
    }
  | { readonly kind: 'record'; readonly record: RecurrentRecord };

export interface RecurrentLearner {
  /** Learns to the last update, or on from a restored state. The first record is that of update 0. */
  learn(): Generator<RecurrentProgress, void>;
  /** State at a record. */
  save(): RecurrentState;
  restore(state: RecurrentState): void;
  /** Copies of all bundles: `leastOf(before, after)` of two of them is what the way had to cost. */
  wirings(): Wirings;
  /** Sums since the start. */
  totals(): LedgerTotals;
}

/** Longest time without a tick, in ms. */
const TICK = 150;

function checkCount(what: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new UsageError(`${what} ${value} is not an integer ≥ ${least}`);
}

/** A bundle's topology and weights, copied out of the engine's memory. Biases are a column of one input. */
function copyWiring({ engine }: Rnn, bundle: Bundle): Wiring {
  const weights = bundleWeights(engine, bundle).slice();
  const topology = bundle.topology?.();
  if (topology !== undefined)
    return {
      topology: { ...topology, start: topology.start.slice(), index: topology.index.slice() },
      weights,
    };
  const start = Uint32Array.of(0, weights.length);
  const index = Uint32Array.from(weights, (_, k) => k);
  return {
    topology: { inputs: 1, outputs: weights.length, order: 'by-input', start, index },
    weights,
  };
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

/** Prepares a learner; compiles kernels and starts threads. Throws `UsageError` for counts out of range. */
export async function createRecurrentLearner(options: RecurrentOptions): Promise<RecurrentLearner> {
  const { network, feed, scorer, random, updates, evaluateEvery, booked = true } = options;
  const { engine, bundles, matrices } = network;
  const rewireEvery = options.rewireEvery ?? evaluateEvery;
  checkCount('updates', updates, 0);
  checkCount('updates between records', evaluateEvery, 1);
  checkCount('updates between rewirings', rewireEvery, 1);
  const { norm: limit } = options.clip ?? {};
  const norm = limit === undefined ? undefined : clipNorm(engine, bundles, limit);
  const plasticity: Plasticity = createPlasticity(
    engine,
    bundles,
    clipped(options, norm),
    booked,
    random.split('plasticity'),
  );
  const programs = new Map<RnnPass, ReturnType<typeof engine.program>>(
    feed.passes.map((pass) => [pass, engine.program(pass.strands())]),
  );
  const all = RNN_BLOCKS.map((name) => matrices[name]);
  const refresh = engine.program(refreshStrands(all));
  await engine.ready();

  let ledger = createLedger();
  let [update, trials] = [0, 0];
  /** Since the last record. */
  let losses = 0;
  let steps = 0;
  let events = { removed: 0, born: 0, returned: 0 };
  let recorded = ledger.totals();
  /** Whether there is a record of the present update. */
  let exact = false;
  let shown: RnnPass = feed.passes[0];

  const connections = (): RecurrentRecord['connections'] => ({
    input: matrices.input.connections,
    recurrent: matrices.recurrent.connections,
    output: matrices.output.connections,
  });

  const learnStep = (): void => {
    const { pass, trials: begun, carried } = feed.next();
    const program = programs.get(pass);
    if (program === undefined) throw new Error('the feed gave a pass that it had not named');
    if (carried) pass.carry();
    else pass.begin();
    pass.setStep(update);
    engine.run(program);
    norm?.measure();
    plasticity.apply(update);
    engine.run(refresh);
    const { forward, backward } = network.multiplyAdds();
    const shownSteps = pass.steps * pass.geometry.batch;
    const existing = connections();
    ledger.work({
      steps: 1,
      connections: existing.input + existing.recurrent + existing.output,
      forward: forward * shownSteps,
      backward: backward * shownSteps,
    });
    losses += pass.takeScore().loss;
    steps += 1;
    update += 1;
    trials += begun;
    shown = pass;
  };

  const book = (): void => {
    for (const bundle of bundles) {
      const taken = plasticity.takeBooked(bundle);
      ledger.write(bundle.name, taken);
      ledger.hidden(bundle.name, taken);
    }
  };

  const rewireBlocks = (): void => {
    for (const block of RNN_BLOCKS) {
      const rewiring = options.rewiringFor?.(block);
      const matrix = matrices[block];
      if (rewiring === undefined || matrix.dense) continue;
      const bundle = network.bundle(`${block}.weight`);
      const before = copyWiring(network, bundle);
      const states = Object.fromEntries(
        Object.entries(plasticity.states(bundle)).map(([name, values]) => [name, values.slice()]),
      );
      const number = update / rewireEvery - 1;
      const stream = random.split('rewiring').split(number).split(block);
      const layer = {
        ...{ ...before, states },
        // Lists are by input in the recurrent block.
        ...(block === 'recurrent' ? { score: shown.score } : {}),
      };
      const last = update + rewireEvery > updates;
      const { topology, arrays, ...found } = rewire(layer, rewiring, stream, number, last);
      matrix.replace(topology, arrays.weights);
      plasticity.resized(bundle);
      for (const [name, view] of Object.entries(plasticity.states(bundle))) view.set(arrays[name]);
      events = {
        removed: events.removed + found.removed.length,
        born: events.born + found.born.length,
        returned: events.returned + found.returned.length,
      };
      if (booked)
        ledger.structural(
          bundle.name,
          compareWirings(before, { topology, weights: arrays.weights }),
        );
    }
    refresh.rewrite(refreshStrands(all));
  };

  const record = (scores: TaskScores, kept: RecurrentRecord['connections']): RecurrentRecord => {
    const totals = ledger.totals();
    const loss = steps === 0 ? 0 : losses / steps;
    if (!Number.isFinite(loss)) {
      throw new FrugalError(
        `the loss became ${loss} before update ${update}: the network diverged; lower the learning rate or clip the gradient`,
      );
    }
    const made: RecurrentRecord = {
      ...{ update, trials, loss, scores, connections: kept },
      ...events,
      cost: subtractTotals(totals, recorded),
    };
    recorded = totals;
    losses = 0;
    steps = 0;
    events = { removed: 0, born: 0, returned: 0 };
    exact = true;
    return made;
  };

  const refuseBroken = (): void => {
    if (exact || update === 0) return;
    throw new FrugalError(
      `learning was stopped at update ${update}, between two records; restore a state saved at a record`,
    );
  };

  return {
    totals: () => ledger.totals(),
    *learn() {
      refuseBroken();
      if (update === 0 && !exact)
        yield { kind: 'record', record: record(scorer.measure(0), connections()) };
      let looked = performance.now();
      while (update < updates) {
        exact = false;
        learnStep();
        const due = update % evaluateEvery === 0 || update === updates;
        const rewires = update % rewireEvery === 0;
        if (due || rewires) book();
        const kept = connections();
        const scores = due ? scorer.measure(update) : undefined;
        if (rewires) rewireBlocks();
        if (scores !== undefined) yield { kind: 'record', record: record(scores, kept) };
        else if (performance.now() - looked >= TICK) {
          looked = performance.now();
          yield { kind: 'tick', update, share: update / updates, loss: losses / steps };
        }
      }
    },
    save() {
      refuseBroken();
      const meta = { update, trials, ledger: ledger.state(), feed: feed.state() };
      return { meta, arrays: saveRecurrent(network, plasticity) };
    },
    restore({ meta, arrays }) {
      restoreRecurrent(network, plasticity, arrays);
      feed.restore(meta.feed);
      ledger = createLedger(meta.ledger);
      recorded = ledger.totals();
      ({ update, trials } = meta);
      [losses, steps] = [0, 0];
      events = { removed: 0, born: 0, returned: 0 };
      refresh.rewrite(refreshStrands(all));
      exact = true;
    },
    wirings: () =>
      Object.fromEntries(bundles.map((bundle) => [bundle.name, copyWiring(network, bundle)])),
  };
}
