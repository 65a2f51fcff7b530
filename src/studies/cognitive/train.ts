/**
 * Trains the networks of a study on a battery, a job a network, each replicate on the same trials: the run that `cog20`,
 * `modcog` and their like share. A job can be taken up at every evaluation, and a longer run goes on from the last one.
 */

import {
  distanceIn,
  outsideRegion,
  type RecurrentMask,
  type Space,
} from '../../connectivity/index.ts';
import { densityOf, type NetworkPlan, synapsesOf } from '../../connectivity/mask-plan.ts';
import { createEngine } from '../../engine/index.ts';
import { percent } from '../../evidence/index.ts';
import { outlineArrays } from '../../interchange/arrays.ts';
import { outlineOfRnn } from '../../interchange/live.ts';
import {
  createRecurrentLearner,
  createTrialScorer,
  type RecurrentRecord,
  streamFeed,
  type TaskScores,
  type TrialScorer,
} from '../../learners/index.ts';
import { wireLength } from '../../ledger/index.ts';
import { networkArrays, type Rnn } from '../../networks/index.ts';
import { isTick } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { mean } from '../../numerics/summary.ts';
import { adam, chain, dale } from '../../plasticity/index.ts';
import { type Job, type JobContext, type JobStep, prefixed, runJobs } from '../../protocol/jobs.ts';
import { learningSnapshot, restoreLearning } from '../../protocol/learning.ts';
import { inJob } from '../../protocol/parts.ts';
import type { NamedArrays, RunContext, Step } from '../../protocol/study.ts';
import { lookAtRnn } from '../../protocol/view.ts';
import type { Battery } from '../../tasks/index.ts';
import { buildNetwork } from './build.ts';
import type { Growth } from './growth.ts';
import type { TrainingValues } from './parameters.ts';
import {
  type CognitiveRecord,
  type CurveRow,
  type EndRow,
  type NetworkLabels,
  records,
} from './records.ts';
import { ceilingsOf, crossing, groupOf, summarise } from './scores.ts';

type Context = JobContext<TrainingValues>;

/** A network that has learned, before its memory is released. */
export interface Trained {
  readonly labels: NetworkLabels;
  readonly battery: Battery;
  readonly network: Rnn;
  readonly mask: RecurrentMask;
  /** Stream for what is asked of the network, apart from all that it learned with. */
  readonly random: Random;
}

/** Questions to a network: records, and signs of life between them. */
export type Examination = AsyncGenerator<JobStep<CognitiveRecord>, void>;

export interface TrainingOptions {
  readonly battery: Battery;
  readonly plans: readonly NetworkPlan[];
  /** What reading a graph had to decide. */
  readonly notes?: readonly string[];
  /** How recurrent connections are replaced after every evaluation; by default they stay. */
  readonly growth?: (plan: NetworkPlan, space: Space) => Growth | undefined;
  /** Asked of every network that has learned. */
  readonly examine?: (trained: Trained) => Examination;
}

/** Share of a job that is learning; the rest is asking. */
const LEARNING = 0.95;

/** Rough cost of an update: recurrent synapses, all that goes with the units, and the sampling of trials. */
export const costOf = ({ units, inDegree }: NetworkPlan, { channels, classes }: Battery): number =>
  units * (inDegree + channels + classes + 40) + 5000;

/** Every network of every replicate, replicates first: after a part of the run there is a whole comparison. */
const jobsOf = (
  options: TrainingOptions,
  replicates: number,
): Job<TrainingValues, CognitiveRecord>[] =>
  Array.from({ length: replicates }, (_, replicate) =>
    options.plans.map((plan) => ({
      name: nameOf({ plan, replicate }),
      cost: costOf(plan, options.battery),
      run: (context: Context) => trainOne(context, options, { plan, replicate }),
    })),
  ).flat();

function batteryRecord(battery: Battery): CognitiveRecord {
  const ceilings = ceilingsOf(battery);
  return {
    kind: 'battery',
    battery: battery.name,
    variant: battery.variant,
    tasks: battery.tasks.map(({ name }) => name),
    groups: battery.tasks.map(groupOf),
    ceilings,
    ceiling: mean(ceilings),
  };
}

/** The run of a study, but for what the study adds. The weights of the first replicate's networks are kept. */
export const trainAll = (
  context: RunContext<TrainingValues>,
  options: TrainingOptions,
): AsyncGenerator<Step<CognitiveRecord>, NamedArrays> =>
  runJobs(context, jobsOf(options, context.parameters.replicates), {
    record: {
      ...batteryRecord(options.battery),
      ...(options.notes?.length && { notes: [...options.notes] }),
    },
    line: `${options.battery.tasks.length} tasks`,
  });

interface Which {
  readonly plan: NetworkPlan;
  readonly replicate: number;
}

const nameOf = ({ plan, replicate }: Which): string => `${plan.id} ${replicate + 1}`;

function labelsOf({ plan, replicate }: Which): NetworkLabels {
  const { id, name: network, family, units } = plan;
  const [synapses, density] = [synapsesOf(plan), densityOf(plan)];
  return { network, id, family, replicate, units, synapses, density };
}

type Made = Awaited<ReturnType<typeof prepare>>;

/** A learner of a job, and all that was made for it. */
async function prepare(
  context: Context,
  { battery, growth: growthOf }: TrainingOptions,
  { plan, replicate }: Which,
) {
  const { parameters: values, threads, arithmetic } = context;
  const engine = createEngine({ threads, arithmetic });
  try {
    const stream = context.random.split('replicate').split(replicate);
    const { network, mask } = buildNetwork(engine, plan, battery, values, stream.split('birth'));
    const { window: steps, decisionWeight, updates, evaluateEvery, clip } = values;
    // The trials follow from the replicate alone: all its networks see the same.
    const random = stream.split('trials');
    const feed = streamFeed({ network, battery, steps, decisionWeight, random });
    const scorerOf = (name: string, trialsPerTask: number): TrialScorer =>
      createTrialScorer({ network, battery, trialsPerTask, random: stream.split(name) });
    const scorer = scorerOf('test', values.testTrials);
    const final = scorerOf('final', values.finalTrials);
    const growth = growthOf?.(plan, mask.space);
    const optimiser = adam({ rate: values.rate });
    const recurrent =
      growth === undefined ? optimiser : adam({ rate: values.rate, correctedSince: 'birth' });
    const signs = plan.given?.signs;
    const kept = signs === undefined ? recurrent : chain(recurrent, dale(signs));
    const learner = await createRecurrentLearner({
      ...{ network, feed, scorer, updates, evaluateEvery },
      transformFor: ({ name }) => (name === 'recurrent.weight' ? kept : optimiser),
      rewiringFor: ({ name }) => (name === 'recurrent.weight' ? growth?.rewiring : undefined),
      ...(clip > 0 ? { clip: { norm: clip } } : {}),
      random: stream.split('learning'),
    });
    const name = nameOf({ plan, replicate });
    const look = lookAtRnn({ name, network, learner, battery, space: () => mask.space });
    return { engine, network, mask, growth, learner, final, stream, look };
  } catch (error) {
    engine.dispose();
    throw error;
  }
}

async function* trainOne(
  context: Context,
  options: TrainingOptions,
  which: Which,
): AsyncGenerator<JobStep<CognitiveRecord>, NamedArrays | undefined> {
  const { battery, examine } = options;
  const made = await prepare(context, options, which);
  const { engine, network, mask, final, stream } = made;
  const labels = labelsOf(which);
  try {
    const curve = yield* learn(context, battery, labels, made);
    const scores = yield* inJob(final.measureInSteps(0), LEARNING, LEARNING);
    yield {
      record: endRecord({ labels, battery, values: context.parameters, made, scores, curve }),
      look: made.look,
    };
    const random = stream.split('examined').split(labels.id);
    if (examine !== undefined) yield* examine({ labels, battery, network, mask, random });
    return labels.replicate === 0 ? prefixed(`${labels.id}.`, keptOf(battery, network)) : undefined;
  } finally {
    engine.dispose();
  }
}

/** The weights, and what other programs have to know to use them. */
function keptOf({ name, variant, tasks }: Battery, network: Rnn): NamedArrays {
  const outline = outlineOfRnn(network, {
    origin: { battery: name, variant, rules: tasks.map((task) => task.name).join(' ') },
  });
  return { ...networkArrays(network), ...outlineArrays(outline) };
}

/** The updates of one network; returns its learning curve. */
function* learn(
  { parameters: values, resume }: Context,
  battery: Battery,
  labels: NetworkLabels,
  made: Made,
): Generator<JobStep<CognitiveRecord>, readonly CurveRow[]> {
  const { learner, look } = made;
  const counted = resume && restoreLearning(learner, resume).curve;
  const curve: CurveRecord[] = [];
  if (Array.isArray(counted))
    for (const row of records.rows('curve', counted)) curve.push({ kind: 'curve', ...row });
  // Before the first step: the network is seen as it was born, and hands are there in time.
  yield { line: labels.network, look };
  let shown = '';
  let began = performance.now();
  for (const progress of learner.learn()) {
    const { update } = progress;
    const share = LEARNING * (update / values.updates);
    const line = (): string => `${labels.network} · ${update}/${values.updates}${shown}`;
    if (isTick(progress)) {
      yield { share, line: line(), look };
      continue;
    }
    const record = curveRecord(labels, battery, progress, { made, values, before: curve.at(-1) });
    curve.push(record);
    shown = ` · ${percent(record.accuracy)} right`;
    yield {
      record,
      timing: { seconds: (performance.now() - began) / 1000 },
      ...{ share, line: line(), look },
      snapshot: () => learningSnapshot(learner, { curve: [...curve] }),
      // A longer run evaluates at whole multiples alone.
      extends: update % values.evaluateEvery === 0,
    };
    began = performance.now();
  }
  return curve;
}

type CurveRecord = { readonly kind: 'curve' } & CurveRow;

function curveRecord(
  labels: NetworkLabels,
  battery: Battery,
  { update, trials, loss, scores, cost, connections, removed, born }: RecurrentRecord,
  of: { readonly made: Made; readonly values: TrainingValues; readonly before?: CurveRecord },
): CurveRecord {
  const { made, values, before } = of;
  const { forward, backward, energy } = made.learner.totals();
  // Forward once, backward twice: for the weight's gradient and for the error. Connections change after records alone.
  const operations =
    3 * connections.recurrent * values.batch * values.window * (update - (before?.update ?? 0));
  const topology = made.network.matrices.recurrent.topology();
  const { growth } = made;
  const within = growth?.within;
  return {
    ...{ kind: 'curve', ...labels, update, trials, loss, ...summarise(battery, scores) },
    totalOperations: forward + backward,
    recurrentOperations: (before?.recurrentOperations ?? 0) + operations,
    totalEnergy: energy,
    cost: { ...cost },
    ...(growth && { connections: connections.recurrent, removed, born }),
    ...(within && { outside: outsideRegion(topology, within) }),
  };
}

function endRecord(parts: {
  readonly labels: NetworkLabels;
  readonly battery: Battery;
  readonly values: TrainingValues;
  readonly made: Made;
  readonly scores: TaskScores;
  readonly curve: readonly CurveRow[];
}): { readonly kind: 'end' } & EndRow {
  const { labels, battery, values, made, scores, curve } = parts;
  const { learner, network, mask, growth } = made;
  const last = growth === undefined ? mask.topology : network.matrices.recurrent.topology();
  const { forward, backward, energy, changes } = learner.totals();
  const height = values.criterion * mean(ceilingsOf(battery));
  return {
    kind: 'end',
    ...labels,
    ...{ updates: values.updates, trials: curve.at(-1)?.trials ?? 0 },
    ...summarise(battery, scores),
    ...{ taskAccuracies: scores.period, taskLast: scores.last, finalTrials: values.finalTrials },
    bestAccuracy: Math.max(...curve.map(({ accuracy }) => accuracy)),
    ...{ totalOperations: forward + backward, totalEnergy: energy, totalChanges: changes },
    parameters: network.bundles.reduce((sum, bundle) => sum + bundle.count(), 0),
    wireLength: wireLength(last, distanceIn(mask.space)),
    criterion: crossing(curve, height),
  };
}
