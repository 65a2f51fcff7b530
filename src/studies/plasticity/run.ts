/** Runs the experiments of `plasticity` one network after the other, each until it has reached the goal. */

import { createEngine } from '../../engine/index.ts';
import { createOnline, type Feed, plainFeed, publishedFeed } from '../../learners/index.ts';
import type { LedgerTotals } from '../../ledger/index.ts';
import { createSingleNetwork } from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import type { ClassificationTask } from '../../tasks/examples.ts';
import type { NamedArrays, RunContext, Snapshot, Step, StudyRecord } from '../study.ts';
import type { Experiment, Values } from './parameters.ts';
import { learnPerceptron } from './perceptron.ts';
import { type RuleName, transformOf } from './rules.ts';

export const tasksOf = (values: Values) =>
  needsTask(values)
    ? [
        {
          name: values.task,
          ...(values.trainLimit > 0 ? { trainLimit: values.trainLimit } : {}),
          ...(values.testLimit > 0 ? { testLimit: values.testLimit } : {}),
        },
      ]
    : [];

const needsTask = ({ experiments }: Values): boolean =>
  experiments.some((name) => name !== 'perceptron' && name !== 'caching');

/** One network to train until it has reached the goal. */
interface NetworkJob {
  readonly kind: 'network';
  readonly experiment: Experiment;
  readonly rule: RuleName;
  readonly replicate: number;
  readonly hidden: number;
  readonly fraction: number;
  readonly rate: number;
}

/** One perceptron; `threshold` 0: without caching. */
interface PerceptronJob {
  readonly kind: 'perceptron' | 'caching';
  readonly load: number;
  readonly threshold: number;
  readonly replicate: number;
}

type Job = NetworkJob | PerceptronJob;

/** Where the parameters of a perceptron run out: far above what the law predicts for these loads. */
const PERCEPTRON_LIMIT = 20_000_000;
/** The load at which caching is studied. */
const CACHING_LOAD = 1;

function jobsOf(values: Values): Job[] {
  const { hidden, fraction, rate } = values;
  const each = (count: number): number[] => Array.from({ length: count }, (_, k) => k);
  const plain = { kind: 'network', hidden, fraction, rate } as const;
  const jobs: Record<Experiment, () => Job[]> = {
    rules: () =>
      each(values.replicates).flatMap((replicate) =>
        values.rules.map((rule) => ({ ...plain, experiment: 'rules' as const, rule, replicate })),
      ),
    fraction: () =>
      each(values.sweepReplicates).flatMap((replicate) =>
        values.fractions.map((own) => {
          const rule = 'competitive' as const;
          return { ...plain, experiment: 'fraction' as const, rule, fraction: own, replicate };
        }),
      ),
    size: () =>
      each(values.sweepReplicates).flatMap((replicate) =>
        values.sizes.flatMap((units) =>
          values.sizeRules.map((rule) => {
            return { ...plain, experiment: 'size' as const, rule, hidden: units, replicate };
          }),
        ),
      ),
    rate: () =>
      each(values.sweepReplicates).flatMap((replicate) =>
        values.rates.map((own) => {
          const rule = 'plain' as const;
          return { ...plain, experiment: 'rate' as const, rule, rate: own, replicate };
        }),
      ),
    perceptron: () =>
      each(values.sweepReplicates).flatMap((replicate) =>
        values.loads.map((load) => ({
          kind: 'perceptron' as const,
          load,
          threshold: 0,
          replicate,
        })),
      ),
    caching: () =>
      each(values.sweepReplicates).flatMap((replicate) =>
        [0, ...values.perceptronThresholds].map((threshold) => {
          return { kind: 'caching' as const, load: CACHING_LOAD, threshold, replicate };
        }),
      ),
  };
  return values.experiments.flatMap((name) => jobs[name]());
}

/** Rough cost of a job, for the progress line. */
function costOf(job: Job, { perceptronInputs }: Values): number {
  if (job.kind !== 'network') return (perceptronInputs / 1000) ** 2.5 * 0.02;
  return 1 + job.hidden / 100;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The run of the study: see `Study.run`. */
export async function* run(context: RunContext<Values>): AsyncGenerator<Step, NamedArrays> {
  const { parameters: values, resume } = context;
  const jobs = jobsOf(values);
  const total = jobs.reduce((sum, job) => sum + costOf(job, values), 0);
  const [wanted] = tasksOf(values);
  const task = wanted === undefined ? undefined : await context.task(wanted.name, wanted);
  const begin = (resume?.meta as { readonly finished: number } | undefined)?.finished ?? 0;
  let done = jobs.slice(0, begin).reduce((sum, job) => sum + costOf(job, values) / total, 0);
  if (begin === 0 && task !== undefined) {
    const [trainExamples, testExamples] = [task.train.count, task.test.count];
    const record = { kind: 'task', task: task.name, trainExamples, testExamples };
    yield { record, progress: 0, line: task.title };
  }
  for (let number = begin; number < jobs.length; number++) {
    const job = jobs[number];
    const share = costOf(job, values) / total;
    if (job.kind !== 'network') yield perceptronStep(context, job, done + share);
    else if (task !== undefined) yield* runNetwork(context, task, job, { done, share });
    done += share;
    const snapshot = (): Snapshot => ({ meta: { finished: number + 1 }, arrays: {} });
    yield { progress: done, line: `${number + 1} of ${jobs.length} done`, snapshot };
  }
  return {};
}

function perceptronStep(
  { parameters, random }: RunContext<Values>,
  { kind, load, threshold, replicate }: PerceptronJob,
  progress: number,
): Step {
  const inputs = parameters.perceptronInputs;
  const patterns = Math.max(1, Math.round(load * inputs));
  const stream = random.split('perceptron').split(replicate).split(patterns);
  const options = { inputs, patterns, threshold, presentations: PERCEPTRON_LIMIT };
  const found = learnPerceptron(options, stream);
  const record = { kind, inputs, load: patterns / inputs, threshold, replicate, ...found };
  return { record, progress, line: `perceptron · load ${load} · ${found.updates} updates` };
}

/** Presentations between two signs of life, and between two looks at the synapses that are followed. */
const PIECE = 100;

interface Place {
  readonly done: number;
  readonly share: number;
}

async function* runNetwork(
  { parameters: values, random, arithmetic }: RunContext<Values>,
  task: ClassificationTask,
  job: NetworkJob,
  { done, share }: Place,
): AsyncGenerator<Step> {
  const stream = random.split('replicate').split(job.replicate).split(job.hidden);
  const engine = createEngine({ arithmetic });
  const { network, online } = await prepare(values, task, job, stream, engine);
  const { kind: _, ...labels } = job;
  const followed = job.experiment === 'rules' && job.replicate === 0 ? pickSynapses(network) : [];
  const walk = followed.map(() => [] as number[]);
  let before: LedgerTotals | undefined;
  let [best, accuracy] = [0, 0];
  let looked = performance.now();
  for (;;) {
    const began = performance.now();
    const from = online.presentations;
    const until = Math.min(from + values.checkEvery, values.presentations);
    while (online.presentations < until && !online.diverged) {
      online.learn(Math.min(PIECE, until - online.presentations));
      const weights = network.engine.memory.views().f32;
      followed.forEach((address, k) => {
        walk[k].push(weights[address / 4]);
      });
      if (performance.now() - looked < 150) continue;
      looked = performance.now();
      const part = online.presentations / values.presentations;
      const shown = accuracy > 0 ? ` · test ${percent(accuracy)}` : '';
      const line = `${nameOf(job)} · ${online.presentations} presentations${shown}`;
      yield { progress: done + share * part, line };
    }
    const seconds = (performance.now() - began) / 1000;
    const shown = online.presentations - from;
    accuracy = online.evaluate();
    best = Math.max(best, accuracy);
    const reached = accuracy > values.goal;
    const ended = reached || online.diverged || online.presentations >= values.presentations;
    if (ended) online.consolidate();
    const totals = online.totals();
    const sums = {
      presentations: online.presentations,
      testAccuracy: accuracy,
      totalChanges: totals.changes,
      totalEnergy: totals.energy,
      totalStored: totals.stored,
    };
    const line = `${nameOf(job)} · ${online.presentations} presentations · test ${percent(accuracy)} · M₀ ${totals.changes.toExponential(1)} · M₁ ${totals.energy.toExponential(1)}`;
    const record: StudyRecord = {
      kind: 'check',
      ...labels,
      ...sums,
      // Only where rules stand side by side: the account of the report adds up what each has spent.
      ...(job.experiment === 'rules' ? { cost: costSince(totals, before) } : {}),
    };
    before = totals;
    const part = ended ? 1 : online.presentations / values.presentations;
    const timing = { seconds, presentationsPerSecond: shown / Math.max(seconds, 1e-9) };
    yield { record, timing, progress: done + share * part, line };
    if (!ended) continue;
    if (followed.length === 2)
      yield {
        record: { kind: 'walk', ...labels, first: walk[0], second: walk[1] },
        progress: done + share,
        line,
      };
    const { changes, energy, inefficiency } = online.least();
    const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
    const end: StudyRecord = {
      kind: 'end',
      ...labels,
      ...sums,
      reached,
      diverged: online.diverged,
      bestAccuracy: best,
      updates: online.updates,
      leastChanges: changes,
      leastEnergy: finite(energy),
      inefficiencyChanges: finite(inefficiency.changes),
      inefficiencyEnergy: finite(inefficiency.energy),
      hiddenWrites: totals.hiddenWrites,
      connections: network.layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0),
    };
    yield { record: end, progress: done + share, line };
    engine.dispose();
    return;
  }
}

function nameOf({ experiment, rule, hidden, fraction, rate }: NetworkJob): string {
  const words = {
    rules: rule,
    size: `${rule}, ${hidden} hidden`,
    fraction: `p = ${fraction}`,
    rate: `η = ${rate}`,
    perceptron: rule,
    caching: rule,
  };
  return words[experiment];
}

/** The ledger's numbers since the last check, under the names that the report adds up. */
function costSince(now: LedgerTotals, before: LedgerTotals | undefined): StudyRecord {
  const keys = ['changes', 'energy', 'stored', 'hiddenWrites', 'upkeep', 'forward', 'backward'];
  return Object.fromEntries(
    keys.map((key) => {
      const name = key as keyof LedgerTotals;
      return [key, now[name] - (before?.[name] ?? 0)];
    }),
  );
}

async function prepare(
  values: Values,
  task: ClassificationTask,
  job: NetworkJob,
  stream: Random,
  engine: ReturnType<typeof createEngine>,
) {
  const published = values.convention === 'published';
  const feeds: Feed[] = [task.train, task.test].map((examples, k) =>
    published ? publishedFeed(examples, stream.split('feed').split(k)) : plainFeed(examples),
  );
  const units = [feeds[0].inputs, job.hidden, task.classes];
  const weights = units.slice(1).map((outputs, k) => {
    const first = new Float32Array(units[k] * outputs);
    stream.split('birth').split(k).fillNormal(first, values.deviation);
    return first;
  });
  const network = createSingleNetwork(engine, {
    ...{ units, weights, output: values.output, clamped: true },
    activation: published ? 'leaky-relu' : 'relu',
  });
  const setting = { ...job, features: task.features, classes: task.classes };
  const transforms = weights.map((_, layer) => transformOf(job.rule, values, setting, layer));
  const online = await createOnline({
    network,
    train: feeds[0],
    test: feeds[1],
    transformFor: ({ layer }) => transforms[layer],
    random: stream.split('learning'),
  });
  return { network, online };
}

/** Two synapses from the middle of the inputs onto one unit, by address: the same in every network. */
function pickSynapses(network: ReturnType<typeof createSingleNetwork>): number[] {
  const { inputs, outputs, bundle } = network.layers[0];
  const middle = Math.floor(inputs * 0.52);
  return [middle, middle + 1].map((input) => bundle.weight + 4 * (input * outputs + 1));
}
