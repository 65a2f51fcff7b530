/** Trains one network of `plasticity` online until it has reached the goal, and records what that has cost. */

import { createEngine } from '../../engine/index.ts';
import { percent } from '../../evidence/index.ts';
import type { OnlineLearner } from '../../learners/index.ts';
import {
  createLedger,
  inefficiency,
  type LedgerTotals,
  reliabilityCost,
  subtractTotals,
} from '../../ledger/index.ts';
import type { SingleNetwork } from '../../networks/index.ts';
import { createPace, type Work } from '../../numerics/pace.ts';
import { pow } from '../../numerics/portable.ts';
import { deviationsOf } from '../../plasticity/index.ts';
import { costColumns } from '../../protocol/columns.ts';
import type { JobContext, JobStep } from '../../protocol/jobs.ts';
import { countedAs, learningSnapshot, restoreLearning } from '../../protocol/learning.ts';
import { group, listOf, real, share, whole } from '../../protocol/records.ts';
import type { Snapshot } from '../../protocol/study.ts';
import { type Look, lookAtLayers } from '../../protocol/view.ts';
import type { ClassificationTask } from '../../tasks/examples.ts';
import type { Values } from './parameters.ts';
import { type NetworkPlan, nameOf } from './plans.ts';
import type { Told } from './records.ts';
import { reliabilityOf } from './rules.ts';
import { prepare, type Subject } from './setup.ts';

/** Presentations between two looks at the synapses that are followed. */
const LOOK = 100;

/** What a run remembers of its way. */
interface Course {
  /** Addresses of the two synapses that are followed, if any, and their weights at every look. */
  readonly followed: readonly number[];
  readonly walk: readonly number[][];
  /** Best and last test accuracy. */
  best: number;
  accuracy: number;
  /** The account at the last check, and the presentations then. */
  before: LedgerTotals;
  checked: number;
}

/** An account in which nothing has happened yet. */
const NOTHING = createLedger().totals();

/** A job: learns until the goal is reached or the presentations run out. */
export async function* learnNetwork(
  { parameters: values, random, arithmetic, resume }: JobContext<Values>,
  task: ClassificationTask,
  plan: NetworkPlan,
): AsyncGenerator<JobStep<Told>, undefined> {
  const stream = random.split('replicate').split(plan.replicate).split(plan.hidden);
  const engine = createEngine({ arithmetic });
  try {
    const subject = await prepare(values, task, plan, stream, engine);
    const { online, network } = subject;
    const followed = plan.experiment === 'rules' && plan.replicate === 0 ? pickTwo(network) : [];
    const walk = followed.map(() => []);
    const seen = lookAtLayers({ name: nameOf(plan), network, learner: online });
    const course: Course = { followed, walk, best: 0, accuracy: 0, before: NOTHING, checked: 0 };
    if (resume !== undefined) takeUp(online, course, resume);
    yield { look: seen };
    for (;;) {
      const [began, from] = [performance.now(), online.presentations];
      yield* present(subject, values, plan, course, seen);
      const seconds = (performance.now() - began) / 1000;
      const shown = online.presentations - from;
      const { record, ended, reached, totals } = yield* look(subject, values, plan, course);
      const timing = { seconds, presentationsPerSecond: shown / Math.max(seconds, 1e-9) };
      const done = shareOf(subject, values);
      // What was learned so far does not depend on where learning ends at the latest.
      const snapshot = ended ? {} : { snapshot: () => saved(online, course), extends: true };
      yield { record, timing, share: done, line: lineOf(plan, record), look: seen, ...snapshot };
      if (!ended) continue;
      yield* endings(subject, values, plan, course, { totals, reached, sums: sumsOf(record) });
      return undefined;
    }
  } finally {
    engine.dispose();
  }
}

/** What must be kept of a course beside the learner's state. */
const courseColumn = group(
  {
    best: share('best test accuracy'),
    accuracy: share('last test accuracy'),
    before: group(costColumns, 'the account at the last check'),
    checked: whole('presentations at the last check'),
    walk: listOf(listOf(real('weights of the synapses that are followed'))),
  },
  'the course so far',
);

function saved(online: OnlineLearner, { walk, best, accuracy, before, checked }: Course): Snapshot {
  const walks = walk.map((weights) => [...weights]);
  return learningSnapshot(online, { best, accuracy, before: { ...before }, checked, walk: walks });
}

/** Puts learner and course where they stood. */
function takeUp(online: OnlineLearner, course: Course, resume: Snapshot): void {
  const { walk, ...kept } = countedAs(courseColumn, restoreLearning(online, resume));
  Object.assign(course, kept);
  course.walk.forEach((weights, k) => {
    weights.push(...(walk[k] ?? []));
  });
}

const shareOf = ({ online }: Subject, { presentations }: Values): number =>
  online.presentations / presentations;

/** Learns up to the next check; gives signs of life. */
function* present(
  subject: Subject,
  values: Values,
  plan: NetworkPlan,
  course: Course,
  seen: Look,
): Generator<JobStep<Told>, void> {
  const { followed, walk, accuracy } = course;
  const { online, network } = subject;
  const until = Math.min(course.checked + values.checkEvery, values.presentations);
  const pace = createPace();
  while (online.presentations < until && !online.diverged) {
    online.show(1);
    if (online.presentations % LOOK === 0) {
      const weights = network.engine.memory.views().f32;
      followed.forEach((address, k) => {
        walk[k].push(weights[address / 4]);
      });
    }
    if (!pace.due()) continue;
    const shown = accuracy > 0 ? ` · test ${percent(accuracy)}` : '';
    const line = `${nameOf(plan)} · ${online.presentations} presentations${shown}`;
    yield {
      ...{ share: shareOf(subject, values), line, look: seen },
      snapshot: () => saved(online, course),
    };
  }
}

type Check = Extract<Told, { readonly kind: 'check' }>;

/** What a check has found. */
interface Looked {
  readonly record: Check;
  readonly reached: boolean;
  readonly ended: boolean;
  readonly totals: LedgerTotals;
}

/** A computation whose ticks are signs of life and no progress: a check is no part of the presentations. */
function* signs<R>(work: Work<R>, snapshot: () => Snapshot): Generator<JobStep<Told>, R> {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    yield { snapshot };
  }
}

/** Tests the network, and says whether it is done. */
function* look(
  { online, testAccuracy }: Subject,
  values: Values,
  { kind: _, ...labels }: NetworkPlan,
  course: Course,
): Generator<JobStep<Told>, Looked> {
  // Nothing has changed before both are known: what is taken up there tests again.
  const snapshot = () => saved(online, course);
  const judged = yield* signs(online.evaluateInSteps(), snapshot);
  course.accuracy = (yield* signs(testAccuracy(), snapshot)) ?? judged;
  course.best = Math.max(course.best, course.accuracy);
  const reached = judged > values.goal;
  const ended = reached || online.diverged || online.presentations >= values.presentations;
  if (ended && !online.diverged) online.consolidate();
  // What is no longer a number cannot be recorded: a run that diverged has the account of its last check.
  const totals = online.diverged ? course.before : online.totals();
  const record: Check = {
    kind: 'check',
    ...labels,
    presentations: online.presentations,
    testAccuracy: course.accuracy,
    // Where the goal is looked for on other examples than the test images.
    ...(values.stop === 'validation' ? { validationAccuracy: judged } : {}),
    totalChanges: totals.changes,
    totalEnergy: totals.energy,
    totalStored: totals.stored,
    // Only where rules stand side by side: the account of the report adds up what each has spent.
    ...(labels.experiment === 'rules' ? { cost: costOf(totals, course.before) } : {}),
  };
  course.before = totals;
  course.checked = online.presentations;
  return { record, ended, reached, totals };
}

/** The sums of a check, which its end repeats. */
function sumsOf({ cost: _, kind: __, ...sums }: Check) {
  return sums;
}

/** What was spent since the last check, under the names that the report adds up. */
function costOf(now: LedgerTotals, before: LedgerTotals): Check['cost'] {
  const { changes, energy, stored, hiddenWrites, upkeep, forward, backward } = subtractTotals(
    now,
    before,
  );
  return { changes, energy, stored, hiddenWrites, upkeep, forward, backward };
}

function lineOf(plan: NetworkPlan, row: Check): string {
  const { presentations, testAccuracy, totalChanges, totalEnergy } = row;
  return `${nameOf(plan)} · ${presentations} presentations · test ${percent(testAccuracy)} · M₀ ${totalChanges.toExponential(1)} · M₁ ${totalEnergy.toExponential(1)}`;
}

/** The records at the end: the walk that was followed, and the account of the whole. */
function* endings(
  { online, connections }: Subject,
  values: Values,
  { kind: _, ...labels }: NetworkPlan,
  { walk, best }: Course,
  last: {
    readonly totals: LedgerTotals;
    readonly reached: boolean;
    readonly sums: ReturnType<typeof sumsOf>;
  },
): Generator<JobStep<Told>, void> {
  const { totals, reached, sums } = last;
  const { diverged, updates } = online;
  if (walk.length === 2 && !diverged)
    yield { record: { kind: 'walk', ...labels, first: walk[0], second: walk[1] }, share: 1 };
  const { changes, energy } = online.least();
  const spent = inefficiency(totals, { changes, energy });
  const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
  const record: Told = {
    kind: 'end',
    ...sums,
    ...{ reached, diverged, bestAccuracy: best, updates },
    leastChanges: changes,
    leastEnergy: finite(energy),
    inefficiencyChanges: finite(spent.changes),
    inefficiencyEnergy: finite(spent.energy),
    hiddenWrites: totals.hiddenWrites,
    ...(labels.rule === 'reliability' ? { reliabilityCost: runningCost(online, values) } : {}),
    ...{ upkeep: totals.upkeep, connections },
  };
  yield { record, share: 1 };
}

/** Noisy synapses: the cost of running them. */
function runningCost(online: Subject['online'], values: Values): number {
  const { deviation, exponent, scale } = reliabilityOf(values);
  const sums = [0, 1].map((layer) => {
    const deviations = deviationsOf(online.states(layer)['reliability.spread'], deviation);
    return reliabilityCost(deviations, { exponent, scale }, pow);
  });
  return sums[0] + sums[1];
}

/** Two synapses from the middle of the inputs onto one unit, by address: the same in every network. */
function pickTwo(network: SingleNetwork): number[] {
  const { inputs, outputs, bundle } = network.layers[0];
  const middle = Math.floor(inputs * 0.52);
  return [middle, middle + 1].map((input) => bundle.weight + 4 * (input * outputs + 1));
}
