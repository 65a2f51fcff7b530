/** Trains the networks of `se-rnn` one after the other and looks at their structure. */

import {
  connectionLengths,
  distance,
  distanceIn,
  latticeSpace,
  type Space,
} from '../../connectivity/index.ts';
import { createEngine } from '../../engine/index.ts';
import {
  createRecurrentLearner,
  type RecurrentRecord,
  type TrialScorer,
} from '../../learners/index.ts';
import { wireLength } from '../../ledger/index.ts';
import { bundleWeights } from '../../networks/index.ts';
import { isTick } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { adam, type Chain, chain } from '../../plasticity/index.ts';
import { swapPlaces } from '../../rewiring/index.ts';
import { type OneChoice, oneChoice } from '../../tasks/index.ts';
import type { NamedArrays, RunContext, Snapshot, Step, StudyRecord } from '../study.ts';
import { type Built, build, localMask } from './build.ts';
import { trialFeed, trialScorer } from './feed.ts';
import { LEARNED } from './judge.ts';
import { isPriced, type Method, type Placed, penaltyOf, priceOf } from './methods.ts';
import { middlePrice, unitsOf, type Values } from './parameters.ts';
import { nameOf } from './rows.ts';
import { strongest, structureOf } from './structure.ts';

interface Job {
  readonly method: Method;
  /** 0: no price. */
  readonly price: number;
  readonly replicate: number;
}

function jobsOf({ methods, prices, replicates }: Values): Job[] {
  return Array.from({ length: replicates }, (_, replicate) =>
    methods.flatMap((method) =>
      (isPriced(method) ? prices : [0]).map((price) => ({ method, price, replicate })),
    ),
  ).flat();
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The run of the study: see `Study.run`. */
export async function* run(context: RunContext<Values>): AsyncGenerator<Step, NamedArrays> {
  const { parameters: values, resume } = context;
  const jobs = jobsOf(values);
  const kept: Record<string, NamedArrays[string]> = { ...resume?.arrays };
  const begin = (resume?.meta as { readonly finished: number } | undefined)?.finished ?? 0;
  if (begin === 0) yield { record: boxRecord(values), progress: 0, line: 'one-choice inference' };
  for (let number = begin; number < jobs.length; number++) {
    const place = { done: number / jobs.length, share: 1 / jobs.length };
    yield* runNetwork(context, jobs[number], place, kept);
    const snapshot = (): Snapshot => ({ meta: { finished: number + 1 }, arrays: { ...kept } });
    const line = `${number + 1} of ${jobs.length} networks`;
    yield { progress: (number + 1) / jobs.length, line, snapshot };
  }
  return kept;
}

function boxRecord(values: Values): StudyRecord {
  const { topology, radius } = localMask(values);
  const units = unitsOf(values);
  const synapses = topology.index.length;
  return { kind: 'box', units, synapses, radius, meanDistance: meanDistance(values) };
}

/** Mean distance of two different units. */
function meanDistance(values: Values): number {
  const space = spaceOf(values);
  let sum = 0;
  for (let a = 0; a < space.units; a++) for (let b = 0; b < a; b++) sum += distance(space, a, b);
  return sum / ((space.units * (space.units - 1)) / 2);
}

interface Place {
  readonly done: number;
  readonly share: number;
}

/** A network with its learner, and where its units lie now. */
async function prepare(context: RunContext<Values>, job: Job, task: OneChoice, random: Random) {
  const { parameters: values, arithmetic, threads } = context;
  const { inputNoise: noise, testTrials: trials, rate, clip, updates, evaluateEvery } = values;
  const engine = createEngine({ arithmetic, threads });
  const built = build(engine, job.method, values, task, random.split('birth'));
  let { space } = built;
  const strength = job.price > 0 ? job.price / penaltyOf(job.method, built) : 0;
  const optimiser = adam({ rate });
  const price = priceOf(job.method, strength, () => space);
  const priced: Chain = price === undefined ? optimiser : chain(price, optimiser);
  const scorer: TrialScorer = trialScorer(built.network, task, {
    ...{ noise, trials, random: random.split('test') },
  });
  const learner = await createRecurrentLearner({
    network: built.network,
    feed: trialFeed(built.network, task, noise, random.split('trials')),
    scorer,
    transformFor: ({ name }) => (name === 'recurrent.weight' ? priced : optimiser),
    ...(clip > 0 ? { clip: { norm: clip } } : {}),
    ...{ updates, evaluateEvery, random: random.split('learning') },
  });
  const placed = (): Placed => ({
    topology: built.topology,
    weights: built.network.matrices.recurrent.weights(),
    space,
  });
  /** Lets units swap places; returns how many did. */
  const swap = (): number => {
    const { topology, weights } = placed();
    const movers = Math.min(values.movers, space.units);
    const swapped = swapPlaces(space, topology, weights, { movers });
    space = swapped.space;
    return swapped.swaps;
  };
  return { engine, built, learner, scorer, strength, placed, swap };
}

async function* runNetwork(
  context: RunContext<Values>,
  job: Job,
  place: Place,
  kept: Record<string, NamedArrays[string]>,
): AsyncGenerator<Step> {
  const { parameters: values } = context;
  const random = context.random.split('replicate').split(job.replicate);
  const task = oneChoice(values);
  const prepared = await prepare(context, job, task, random);
  try {
    yield* trainNetwork(values, job, prepared, place, random, kept);
  } finally {
    prepared.engine.dispose();
  }
}

async function* trainNetwork(
  values: Values,
  job: Job,
  prepared: Awaited<ReturnType<typeof prepare>>,
  { done, share }: Place,
  random: Random,
  kept: Record<string, NamedArrays[string]>,
): AsyncGenerator<Step> {
  const { built, learner, strength, placed } = prepared;
  const name = nameOf(job);
  let swaps = 0;
  let last: RecurrentRecord | undefined;
  let since = performance.now();
  for (const progress of learner.learn()) {
    if (isTick(progress)) {
      const line = `${name} · update ${progress.update} · loss ${progress.loss.toFixed(3)}`;
      yield { progress: done + share * progress.share, line };
      continue;
    }
    const record = progress;
    last = record;
    if (job.method === 'bimt' && record.update > 0) swaps += prepared.swap();
    const [accuracy] = record.scores.last;
    const check: StudyRecord = {
      ...{ kind: 'check', ...job, update: record.update, accuracy, loss: record.loss },
      weightedLength: weightedLength(placed()),
      // Accounts are added up by method: those of one price stand for all.
      ...(job.price === 0 || job.price === middlePrice(values) ? { cost: { ...record.cost } } : {}),
    };
    const seconds = (performance.now() - since) / 1000;
    since = performance.now();
    const part = record.update / values.updates;
    const line = `${name} · update ${record.update} · ${percent(accuracy)}`;
    yield { record: check, timing: { seconds }, progress: done + share * part, line };
  }
  const synapses = localMask(values).topology.index.length;
  const structure = structureOf(placed(), {
    ...{ count: synapses, share: values.strongest, graphs: values.randomGraphs },
    random: random.split('structure'),
  });
  const { communities, lengths, sizes, edges, ...measures } = structure;
  const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
  const { weights, space } = placed();
  const pruned = pruneMore(built, prepared.scorer, placed(), synapses, values.updates + 1);
  const enough = pruned.filter(({ accuracy }) => accuracy >= LEARNED).map(({ wire }) => wire);
  const end: StudyRecord = {
    ...{ kind: 'end', ...job, strength, swaps, ...measures },
    smallWorldness: finite(measures.smallWorldness),
    path: finite(measures.path),
    accuracy: last?.scores.last[0] ?? 0,
    connections: weights.length,
    wireLength: wireLength(built.topology, distanceIn(space)),
    weightSum: Array.from(weights).reduce((sum, w) => sum + Math.abs(w), 0),
    prunedAccuracy: pruned[0].accuracy,
    leastWire: enough.length > 0 ? Math.min(...enough) : null,
  };
  const progress = done + share;
  const line = `${name} · Q ${measures.modularity.toFixed(2)}`;
  yield { record: end, progress, line };
  for (const level of pruned)
    yield { record: { kind: 'pruned', ...job, ...level }, progress, line };
  yield { record: { kind: 'lengths', ...job, lengths, sizes }, progress, line };
  if (job.replicate === 0) {
    const places = { coordinates: [...space.coordinates], communities, edges };
    yield { record: { kind: 'map', ...job, ...places }, progress, line };
    keep(kept, `${job.method}-${job.price}`, built, space);
  }
}

function spaceOf(values: Values): Space {
  return latticeSpace({ sides: values.sides, periodic: false });
}

/** Σ|w|d / Σ|w|. */
function weightedLength({ topology, weights, space }: Placed): number {
  let [size, long] = [0, 0];
  const { start, index } = topology;
  for (let list = 0; list + 1 < start.length; list++) {
    for (let k = start[list]; k < start[list + 1]; k++) {
      const magnitude = Math.abs(weights[k]);
      size += magnitude;
      long += magnitude * distance(space, list, index[k]);
    }
  }
  return size > 0 ? long / size : 0;
}

interface Pruned {
  readonly left: number;
  readonly accuracy: number;
  readonly wire: number;
}

/** How often the connections are halved. */
const HALVINGS = 5;

/**
 * Accuracy and wire with the strongest recurrent connections alone: `count` of them, half as many, and so on. Always on the
 * same trials; the weights are put back.
 */
function pruneMore(
  { network }: Built,
  scorer: TrialScorer,
  { topology, space }: Placed,
  count: number,
  number: number,
): Pruned[] {
  const { recurrent } = network.matrices;
  const before = recurrent.weights().slice();
  const lengths = connectionLengths(topology, space);
  const levels = Array.from({ length: HALVINGS + 1 }, (_, halving): Pruned => {
    const stays = strongest(before, Math.round(count / 2 ** halving));
    const weights = recurrent.weights().fill(0);
    for (const k of stays) weights[k] = before[k];
    recurrent.refresh();
    const [accuracy] = scorer.measure(number).last;
    const wire = stays.reduce((sum, k) => sum + lengths[k], 0);
    return { left: stays.length, accuracy, wire };
  });
  recurrent.weights().set(before);
  recurrent.refresh();
  return levels;
}

/** Keeps the weights of a network and the places of its units. */
function keep(
  kept: Record<string, NamedArrays[string]>,
  id: string,
  { network, topology }: Built,
  space: Space,
): void {
  for (const bundle of network.bundles)
    kept[`${id}.${bundle.name}`] = bundleWeights(network.engine, bundle).slice();
  kept[`${id}.coordinates`] = space.coordinates.slice();
  if (network.matrices.recurrent.dense) return;
  kept[`${id}.recurrent.start`] = topology.start.slice();
  kept[`${id}.recurrent.index`] = topology.index.slice();
}
