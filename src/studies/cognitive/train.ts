/**
 * Trains the networks of a study on a battery, one after the other, each replicate on the same trials: the run that `cog20`,
 * `modcog` and their like share. Resumable at every evaluation.
 */

import { distanceIn, type RecurrentMask } from '../../connectivity/index.ts';
import { createEngine } from '../../engine/index.ts';
import { FrugalError } from '../../errors.ts';
import {
  createRecurrentLearner,
  createTrialScorer,
  type LearnerState,
  type RecurrentLearner,
  type RecurrentRecord,
  streamFeed,
  type TrialScorer,
} from '../../learners/index.ts';
import { wireLength } from '../../ledger/index.ts';
import { networkArrays, type Rnn } from '../../networks/index.ts';
import { isTick } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { adam, type Transform } from '../../plasticity/index.ts';
import type { Battery } from '../../tasks/index.ts';
import type { Json, NamedArrays, RunContext, Snapshot, Step, StudyRecord } from '../study.ts';
import { buildNetwork } from './build.ts';
import type { TrainingValues } from './parameters.ts';
import { densityOf, type NetworkPlan, synapsesOf } from './plan.ts';
import { type CurveRow, crossing, type NetworkLabels } from './rows.ts';
import { ceilingsOf, groupOf, mean, summarise } from './scores.ts';

/** One network to train. */
export interface Job {
  readonly plan: NetworkPlan;
  readonly replicate: number;
}

/** A network that has learned, before its memory is released. */
export interface Trained {
  readonly job: Job;
  readonly labels: NetworkLabels;
  readonly battery: Battery;
  readonly network: Rnn;
  readonly mask: RecurrentMask;
  readonly scorer: TrialScorer;
  /** Stream for what is asked of the network, apart from all that it learned with. */
  readonly random: Random;
}

export interface TrainingOptions {
  readonly battery: Battery;
  readonly jobs: readonly Job[];
  /** What a job's optimiser is; default Adam at the study's rate for all bundles. */
  readonly transform?: () => Transform;
  /** Questions to a network that has learned: records to add, arrays to keep with its weights. */
  readonly examine?: (trained: Trained) => Promise<{
    readonly records: readonly StudyRecord[];
    readonly arrays?: NamedArrays;
  }>;
  /** Which networks' weights are kept; default those of the first replicate. */
  readonly keep?: (job: Job) => boolean;
}

/** Every network of every replicate, replicates first: after a part of the run there is a whole comparison. */
export const jobsOf = (plans: readonly NetworkPlan[], replicates: number): Job[] =>
  Array.from({ length: replicates }, (_, replicate) =>
    plans.map((plan) => ({ plan, replicate })),
  ).flat();

/** Where an interrupted run stood. */
interface Standing {
  readonly finished: number;
  readonly curve: readonly CurveRow[];
  readonly learner: LearnerState['meta'] | null;
}

const prefixed = (prefix: string, arrays: NamedArrays): NamedArrays =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [prefix + name, array]));

const under = (prefix: string, arrays: NamedArrays): NamedArrays =>
  Object.fromEntries(
    Object.entries(arrays).flatMap(([name, array]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), array]] : [],
    ),
  );

/** Rough cost of an update: recurrent synapses, all that goes with the units, and the sampling of trials. */
export function costOf({ units, inDegree }: NetworkPlan, { channels, classes }: Battery): number {
  return units * (inDegree + channels + classes + 40) + 5000;
}

function labelsOf({ plan, replicate }: Job): NetworkLabels {
  const { id, name: network, family, units } = plan;
  const [synapses, density] = [synapsesOf(plan), densityOf(plan)];
  return { network, id, family, replicate, units, synapses, density };
}

/** The record of what is to be learned. */
export function batteryRecord(battery: Battery): StudyRecord {
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

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The run of a study, but for what the study adds. */
export async function* trainAll(
  context: RunContext<TrainingValues>,
  options: TrainingOptions,
): AsyncGenerator<Step, NamedArrays> {
  const { resume } = context;
  const { battery, jobs, keep = ({ replicate }) => replicate === 0 } = options;
  const total = jobs.reduce((sum, { plan }) => sum + costOf(plan, battery), 0);
  const shareOf = ({ plan }: Job): number => costOf(plan, battery) / total;
  const standing = resume?.meta as unknown as Standing | undefined;
  const begin = standing?.finished ?? 0;
  let kept = under('kept.', resume?.arrays ?? {});
  let done = jobs.slice(0, begin).reduce((sum, job) => sum + shareOf(job), 0);
  if (standing === undefined)
    yield { record: batteryRecord(battery), progress: 0, line: `${battery.tasks.length} tasks` };
  for (let number = begin; number < jobs.length; number++) {
    const job = jobs[number];
    const learner = number === begin ? standing?.learner : undefined;
    const resumed =
      learner === undefined || learner === null
        ? undefined
        : {
            curve: standing?.curve ?? [],
            state: {
              meta: learner,
              arrays: under('now.', resume?.arrays ?? {}) as LearnerState['arrays'],
            },
          };
    const place = { number, done, share: shareOf(job), kept, resumed };
    const arrays = yield* trainOne(context, options, job, place);
    if (keep(job)) kept = { ...kept, ...prefixed(`${job.plan.id}.`, arrays) };
    done += shareOf(job);
    const snapshot = (): Snapshot => ({
      meta: { finished: number + 1, curve: [], learner: null },
      arrays: prefixed('kept.', kept),
    });
    yield { progress: done, line: `${number + 1} of ${jobs.length} networks`, snapshot };
  }
  return kept;
}

interface Place {
  readonly number: number;
  readonly done: number;
  readonly share: number;
  readonly kept: NamedArrays;
  readonly resumed:
    | { readonly curve: readonly CurveRow[]; readonly state: LearnerState }
    | undefined;
}

/** A learner of a job, and all that was made for it. */
async function prepare(
  { parameters: values, random, threads, arithmetic }: RunContext<TrainingValues>,
  { battery, transform = () => adam({ rate: values.rate }) }: TrainingOptions,
  { plan, replicate }: Job,
) {
  const engine = createEngine({ threads, arithmetic });
  const stream = random.split('replicate').split(replicate);
  const { network, mask } = buildNetwork(engine, plan, battery, values, stream.split('birth'));
  const { window: steps, decisionWeight, updates, evaluateEvery, clip } = values;
  // The trials follow from the replicate alone: all its networks see the same.
  const feed = streamFeed({
    network,
    battery,
    steps,
    decisionWeight,
    random: stream.split('trials'),
  });
  const scorerOf = (name: string, trialsPerTask: number): TrialScorer =>
    createTrialScorer({ network, battery, trialsPerTask, random: stream.split(name) });
  const scorer = scorerOf('test', values.testTrials);
  const final = scorerOf('final', values.finalTrials);
  const own = transform();
  const learner = await createRecurrentLearner({
    ...{ network, feed, scorer, updates, evaluateEvery },
    transformFor: () => own,
    ...(clip > 0 ? { clip: { norm: clip } } : {}),
    random: stream.split('learning'),
  });
  return { engine, network, mask, learner, final, stream };
}

async function* trainOne(
  context: RunContext<TrainingValues>,
  options: TrainingOptions,
  job: Job,
  { number, done, share, kept, resumed }: Place,
): AsyncGenerator<Step, NamedArrays> {
  const { parameters: values } = context;
  const { battery } = options;
  const { plan } = job;
  const made = await prepare(context, options, job).catch((error) => {
    throw named(error, plan);
  });
  const { engine, network, mask, learner, final, stream } = made;
  try {
    if (resumed !== undefined) learner.restore(resumed.state);
    const labels = labelsOf(job);
    const curve = [...(resumed?.curve ?? [])];
    let shown = '';
    let began = performance.now();
    for (const progress of learner.learn()) {
      const update = progress.update;
      const here = done + 0.97 * share * (update / values.updates);
      if (isTick(progress)) {
        yield { progress: here, line: `${plan.name} · ${update}/${values.updates}${shown}` };
        continue;
      }
      const row = curveRow(labels, battery, progress, { learner, network, values });
      curve.push(row);
      shown = ` · ${percent(row.accuracy)} right`;
      const snapshot = (): Snapshot => {
        const { meta, arrays } = learner.save();
        return {
          meta: { finished: number, curve, learner: meta } as unknown as Json,
          arrays: { ...prefixed('now.', arrays), ...prefixed('kept.', kept) },
        };
      };
      const seconds = (performance.now() - began) / 1000;
      yield {
        record: { kind: 'curve', ...row, cost: { ...progress.cost } },
        timing: { seconds },
        progress: here,
        line: `${plan.name} · ${update}/${values.updates}${shown}`,
        // After the last update the network is still to be examined: the step after that offers the next checkpoint.
        ...(update < values.updates ? { snapshot } : {}),
      };
      began = performance.now();
    }
    const end = endRecord({ labels, battery, values, learner, network, mask, final, curve });
    yield { record: end, progress: done + 0.98 * share, line: `${plan.name}${shown}` };
    const random = stream.split('examined').split(plan.id);
    const trained: Trained = { job, labels, battery, network, mask, scorer: final, random };
    const found = await options.examine?.(trained);
    for (const record of found?.records ?? [])
      yield { record, progress: done + share, line: `${plan.name} · examined` };
    return { ...networkArrays(network), ...found?.arrays };
  } catch (error) {
    throw named(error, plan);
  } finally {
    engine.dispose();
  }
}

function named(error: unknown, { name }: NetworkPlan): unknown {
  if (error instanceof FrugalError) error.message = `${name}: ${error.message}`;
  return error;
}

function curveRow(
  labels: NetworkLabels,
  battery: Battery,
  { update, trials, loss, scores }: RecurrentRecord,
  { learner, network, values }: { learner: RecurrentLearner; network: Rnn; values: TrainingValues },
): CurveRow {
  const { forward, backward, energy } = learner.totals();
  // Forward once, backward twice: for the weight's gradient and for the error.
  const recurrent = 3 * network.matrices.recurrent.connections;
  return {
    ...{ ...labels, update, trials, loss, ...summarise(battery, scores) },
    totalOperations: forward + backward,
    recurrentOperations: recurrent * values.batch * values.window * update,
    totalEnergy: energy,
  };
}

function endRecord(parts: {
  readonly labels: NetworkLabels;
  readonly battery: Battery;
  readonly values: TrainingValues;
  readonly learner: RecurrentLearner;
  readonly network: Rnn;
  readonly mask: RecurrentMask;
  readonly final: TrialScorer;
  readonly curve: readonly CurveRow[];
}): StudyRecord {
  const { labels, battery, values, learner, network, mask, final, curve } = parts;
  const scores = final.measure(0);
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
    wireLength: wireLength(mask.topology, distanceIn(mask.space)),
    criterion: { ...crossing(curve, height) },
  };
}
