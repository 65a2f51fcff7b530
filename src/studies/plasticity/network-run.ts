/** Trains one network of `plasticity` online until it has reached the goal, and records what that has cost. */

import { createEngine } from '../../engine/index.ts';
import {
  createOnline,
  type Feed,
  type OnlineLearner,
  plainFeed,
  publishedFeed,
} from '../../learners/index.ts';
import {
  createLedger,
  inefficiency,
  type LedgerTotals,
  reliabilityCost,
} from '../../ledger/index.ts';
import { createSingleNetwork, type SingleNetwork } from '../../networks/index.ts';
import { pow } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import { chain, deviationsOf, keptOf, onlySynapses } from '../../plasticity/index.ts';
import type { ClassificationTask, Examples } from '../../tasks/examples.ts';
import type { RunContext, Step, StudyRecord } from '../study.ts';
import { type NetworkJob, nameOf } from './jobs.ts';
import type { Values } from './parameters.ts';
import { reliabilityOf, transformOf } from './rules.ts';

/** Presentations between two signs of life, and between two looks at the synapses that are followed. */
const PIECE = 100;

/** Where in the whole run a job lies. */
export interface Place {
  readonly done: number;
  readonly share: number;
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export async function* runNetwork(
  { parameters: values, random, arithmetic }: RunContext<Values>,
  task: ClassificationTask,
  job: NetworkJob,
  { done, share }: Place,
): AsyncGenerator<Step> {
  const stream = random.split('replicate').split(job.replicate).split(job.hidden);
  const engine = createEngine({ arithmetic });
  const prepared = await prepare(values, task, job, stream, engine);
  const { network, online, connections, testAccuracy } = prepared;
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
      online.show(Math.min(PIECE, until - online.presentations));
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
    const judged = online.evaluate();
    accuracy = testAccuracy() ?? judged;
    best = Math.max(best, accuracy);
    const reached = judged > values.goal;
    const ended = reached || online.diverged || online.presentations >= values.presentations;
    if (ended && !online.diverged) online.consolidate();
    // What is no longer a number cannot be recorded: a run that diverged has the account of its last check.
    const totals = online.diverged ? (before ?? NOTHING) : online.totals();
    const sums = {
      presentations: online.presentations,
      testAccuracy: accuracy,
      // Where the goal is looked for on other examples than the test images.
      ...(values.stop === 'validation' ? { validationAccuracy: judged } : {}),
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
    if (followed.length === 2 && !online.diverged)
      yield {
        record: { kind: 'walk', ...labels, first: walk[0], second: walk[1] },
        progress: done + share,
        line,
      };
    const { changes, energy } = online.least();
    const spent = inefficiency(totals, { changes, energy });
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
      inefficiencyChanges: finite(spent.changes),
      inefficiencyEnergy: finite(spent.energy),
      hiddenWrites: totals.hiddenWrites,
      ...runningCost(job, values, online),
      upkeep: totals.upkeep,
      connections,
    };
    yield { record: end, progress: done + share, line };
    engine.dispose();
    return;
  }
}

/** An account in which nothing has happened yet. */
const NOTHING = createLedger().totals();

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

/** Noisy synapses: the cost of running them, and the mean of log σ/σ₀. */
function runningCost({ rule }: NetworkJob, values: Values, online: OnlineLearner): StudyRecord {
  if (rule !== 'reliability') return {};
  const { deviation, exponent, scale } = reliabilityOf(values);
  const sums = [0, 1].map((layer) => {
    const deviations = deviationsOf(online.states(layer)['reliability.spread'], deviation);
    return reliabilityCost(deviations, { exponent, scale }, pow);
  });
  return { reliabilityCost: sums[0] + sums[1] };
}

/** What a convention makes of examples and units. */
interface Convention {
  readonly feed: (examples: Examples, random: Random) => Feed;
  readonly network: Omit<Parameters<typeof createSingleNetwork>[1], 'units' | 'weights'>;
  readonly order: 'random' | 'cyclic';
}

function conventionOf({ convention, output }: Values): Convention {
  switch (convention) {
    case 'published':
      return {
        feed: publishedFeed,
        network: { activation: 'leaky-relu', output, clamped: true },
        order: 'random',
      };
    case 'raw':
      return {
        feed: (examples) => plainFeed(examples),
        network: { activation: 'relu', output, clamped: true },
        order: 'random',
      };
    case 'logistic':
      return {
        feed: (examples) => plainFeed(examples, false),
        network: {
          ...{ activation: 'logistic', output: 'logistic', clamped: false },
          targets: [0.01, 0.99],
        },
        order: 'cyclic',
      };
  }
}

/** The examples to learn from, and those that decide when learning is over. */
function splitFor(task: ClassificationTask, { stop, validation }: Values): readonly Examples[] {
  if (stop === 'test') return [task.train, task.test];
  const { train } = task;
  const held = Math.min(validation, Math.floor(train.count / 2));
  return [part(train, 0, train.count - held), part(train, train.count - held, train.count)];
}

export function part(examples: Examples, from: number, to: number): Examples {
  const { features, inputs, labels } = examples;
  return {
    ...examples,
    count: to - from,
    inputs: inputs.subarray(from * features, to * features),
    labels: labels.subarray(from, to),
  };
}

async function prepare(
  values: Values,
  task: ClassificationTask,
  job: NetworkJob,
  stream: Random,
  engine: ReturnType<typeof createEngine>,
) {
  const convention = conventionOf(values);
  const feedOf = (examples: Examples, name: string | number): Feed =>
    convention.feed(examples, stream.split('feed').split(name));
  const [train, judge] = splitFor(task, values).map(feedOf);
  const units = [train.inputs, job.hidden, task.classes];
  const wirings = units.slice(1).map((outputs, k) => {
    const size = units[k] * outputs;
    if (job.density >= 1) return undefined;
    return stream.split('wiring').split(k).distinct(size, keptOf(size, job.density));
  });
  const weights = units.slice(1).map((outputs, k) => {
    const first = new Float32Array(units[k] * outputs);
    stream.split('birth').split(k).fillNormal(first, values.deviation);
    const wiring = wirings[k];
    if (wiring === undefined) return first;
    const sparse = new Float32Array(first.length);
    for (const at of wiring) sparse[at] = first[at];
    return sparse;
  });
  const network = createSingleNetwork(engine, { ...convention.network, units, weights });
  const setting = { ...job, features: task.features, classes: task.classes };
  const transforms = weights.map((_, layer) => {
    const rule = transformOf(job.rule, values, setting, layer);
    const wiring = wirings[layer];
    return wiring === undefined ? rule : chain(onlySynapses(wiring), rule);
  });
  // Before the learner is made, which compiles everything.
  const test = values.stop === 'validation' ? feedOf(task.test, 'test') : undefined;
  const answers = test && network.answering(test.count, test.write);
  const connections = weights.reduce(
    (sum, first, k) => sum + (wirings[k]?.length ?? first.length),
    0,
  );
  const online = await createOnline({
    ...{ network, train, test: judge, order: convention.order, batch: job.batch, connections },
    transformFor: ({ layer }) => transforms[layer],
    random: stream.split('learning'),
  });
  return {
    ...{ network, online, connections },
    /** On the test images, where learning is judged by others. */
    testAccuracy(): number | undefined {
      if (test === undefined || answers === undefined) return undefined;
      const found = answers();
      let right = 0;
      for (let e = 0; e < found.length; e++) if (found[e] === test.labels[e]) right += 1;
      return right / found.length;
    },
  };
}

/** Two synapses from the middle of the inputs onto one unit, by address: the same in every network. */
function pickSynapses(network: SingleNetwork): number[] {
  const { inputs, outputs, bundle } = network.layers[0];
  const middle = Math.floor(inputs * 0.52);
  return [middle, middle + 1].map((input) => bundle.weight + 4 * (input * outputs + 1));
}
