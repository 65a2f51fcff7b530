/** The networks of `se-rnn`, a job each: it learns, and then its structure is looked at. */

import { type Placed, prunedInSteps, structureInSteps } from '../../analyses/spatial-structure.ts';
import { distance, distanceIn } from '../../connectivity/index.ts';
import { percent } from '../../evidence/index.ts';
import { outlineArrays } from '../../interchange/arrays.ts';
import { outlineOfRnn } from '../../interchange/live.ts';
import type { RecurrentRecord } from '../../learners/index.ts';
import { wireLength } from '../../ledger/index.ts';
import { networkArrays } from '../../networks/index.ts';
import { isTick } from '../../numerics/pace.ts';
import { type Job, type JobContext, type JobStep, prefixed, runJobs } from '../../protocol/jobs.ts';
import { learningSnapshot } from '../../protocol/learning.ts';
import { inJob } from '../../protocol/parts.ts';
import type { NamedArrays, RunContext, Step } from '../../protocol/study.ts';
import { lookAtRnn } from '../../protocol/view.ts';
import { oneChoice } from '../../tasks/index.ts';
import { localMask, spaceOf } from './build.ts';
import { LEARNED } from './judge.ts';
import { isPriced } from './methods.ts';
import { middlePrice, unitsOf, type Values } from './parameters.ts';
import { type Learning, prepare } from './prepare.ts';
import { type NetworkLabels, nameOf, type SpatialRecord } from './records.ts';

type Context = JobContext<Values>;

function jobsOf({ methods, prices, replicates }: Values): Job<Values, SpatialRecord>[] {
  const labels = Array.from({ length: replicates }, (_, replicate) =>
    methods.flatMap((method) =>
      (isPriced(method) ? prices : [0]).map((price) => ({ method, price, replicate })),
    ),
  ).flat();
  return labels.map((own) => ({
    name: `${nameOf(own)} ${own.replicate + 1}`,
    cost: 1,
    run: (context: Context) => runNetwork(context, own),
  }));
}

/** The run of the study: see `Study.run`. */
export const run = (
  context: RunContext<Values>,
): AsyncGenerator<Step<SpatialRecord>, NamedArrays> =>
  runJobs(context, jobsOf(context.parameters), {
    record: boxRecord(context.parameters),
    line: 'one-choice inference',
  });

function boxRecord(values: Values): SpatialRecord {
  const { topology, radius } = localMask(values);
  const space = spaceOf(values);
  const units = unitsOf(values);
  let sum = 0;
  for (let a = 0; a < units; a++) for (let b = 0; b < a; b++) sum += distance(space, a, b);
  const meanDistance = sum / ((units * (units - 1)) / 2);
  return { kind: 'box', units, synapses: topology.index.length, radius, meanDistance };
}

async function* runNetwork(
  context: Context,
  labels: NetworkLabels,
): AsyncGenerator<JobStep<SpatialRecord>, NamedArrays | undefined> {
  const random = context.random.split('replicate').split(labels.replicate);
  const learning = await prepare(context, labels, oneChoice(context.parameters), random);
  try {
    const last = yield* learn(context, labels, learning);
    yield* describe(context.parameters, labels, learning, {
      accuracy: last,
      random: random.split('structure'),
    });
    if (labels.replicate > 0) return undefined;
    const { coordinates } = learning.placed().space;
    const { network } = learning;
    const arrays = {
      ...networkArrays(network),
      ...outlineArrays(outlineOfRnn(network)),
      coordinates: coordinates.slice(),
    };
    return prefixed(`${labels.method}-${labels.price}.`, arrays);
  } finally {
    learning.engine.dispose();
  }
}

/** The updates of one network; returns the accuracy of the last check. */
function* learn(
  { parameters: values, resume }: Context,
  labels: NetworkLabels,
  { learner, network, placed, swap, restore, counted }: Learning,
): Generator<JobStep<SpatialRecord>, number> {
  const name = nameOf(labels);
  const whole = `${name} ${labels.replicate + 1}`;
  const look = lookAtRnn({ name: whole, network, learner, space: () => placed().space });
  let accuracy = 0;
  if (resume !== undefined) accuracy = restore(resume);
  let since = performance.now();
  for (const progress of learner.learn()) {
    const share = LEARNING * (progress.update / values.updates);
    if (isTick(progress)) {
      yield {
        share,
        line: `${name} · update ${progress.update} · loss ${progress.loss.toFixed(3)}`,
        look,
      };
      continue;
    }
    [accuracy] = progress.scores.last;
    if (labels.method === 'bimt' && progress.update > 0) swap();
    const own = accuracy;
    yield {
      record: checkRecord(values, labels, progress, placed()),
      timing: { seconds: (performance.now() - since) / 1000 },
      ...{ share, line: `${name} · update ${progress.update} · ${percent(own)}`, look },
      snapshot: () => learningSnapshot(learner, counted(own)),
      // A longer run is checked at whole multiples alone.
      extends: progress.update % values.evaluateEvery === 0,
    };
    since = performance.now();
  }
  return accuracy;
}

/** Share of a job that is learning; the rest is looking. */
const LEARNING = 0.9;

function checkRecord(
  values: Values,
  labels: NetworkLabels,
  { update, scores, loss, cost }: RecurrentRecord,
  placed: Placed,
): SpatialRecord {
  return {
    ...{ kind: 'check', ...labels, update, accuracy: scores.last[0], loss },
    weightedLength: weightedLength(placed),
    // Accounts are added up by method: those of one price stand for all.
    ...(labels.price === 0 || labels.price === middlePrice(values) ? { cost: { ...cost } } : {}),
  };
}

/** What has become of a network. */
async function* describe(
  values: Values,
  labels: NetworkLabels,
  { network, scorer, strength, placed, swaps }: Learning,
  { accuracy, random }: { readonly accuracy: number; readonly random: Context['random'] },
): AsyncGenerator<JobStep<SpatialRecord>, void> {
  const { topology, space } = placed();
  const count = localMask(values).topology.index.length;
  const options = { count, share: values.strongest, graphs: values.randomGraphs, random };
  const structure = yield* inJob(structureInSteps(placed(), options), LEARNING, 1);
  const { communities, lengths, sizes, edges, ...measures } = structure;
  const trials = { count, number: values.updates + 1 };
  const pruned = yield* inJob(prunedInSteps(network, scorer, { topology, space }, trials), 1, 1);
  const enough = pruned.filter((level) => level.accuracy >= LEARNED).map(({ wire }) => wire);
  const weights = Array.from(placed().weights);
  const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
  yield {
    record: {
      ...{ kind: 'end', ...labels, strength, accuracy, swaps: swaps(), ...measures },
      smallWorldness: finite(measures.smallWorldness),
      path: finite(measures.path),
      connections: weights.length,
      wireLength: wireLength(topology, distanceIn(space)),
      weightSum: weights.reduce((sum, w) => sum + Math.abs(w), 0),
      prunedAccuracy: pruned[0].accuracy,
      leastWire: enough.length > 0 ? Math.min(...enough) : null,
    },
    line: `${nameOf(labels)} · Q ${measures.modularity.toFixed(2)}`,
  };
  for (const level of pruned) yield { record: { kind: 'pruned', ...labels, ...level } };
  yield { record: { kind: 'lengths', ...labels, lengths, sizes } };
  if (labels.replicate > 0) return;
  const coordinates = [...space.coordinates];
  yield { record: { kind: 'map', ...labels, coordinates, communities, edges } };
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
