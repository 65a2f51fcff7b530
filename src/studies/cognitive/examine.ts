/**
 * What a trained network shows, as records: task variances and clusters with the rotation control, lesions of clusters with
 * random groups beside them, order in space, communities, the states of the delay, and trials to look at.
 */

import {
  clusterUnitsInSteps,
  edgesOf,
  graphOfWeights,
  groupsOf,
  type Lesions,
  lesionGroupsInSteps,
  modularityAgainstNullInSteps,
  ringRecovery,
  ringStructure,
  rotateActivity,
  smallWorldInSteps,
  spatialOrder,
  taskVariance,
  type UnitClusters,
  type VarianceMap,
  varianceMap,
  withoutOutgoing,
} from '../../analyses/index.ts';
import { alignedTrials, createProbe, type Probe, statesAt } from '../../analyses/probe.ts';
import { distance, randomOrthogonal } from '../../connectivity/index.ts';
import { createTrialScorer } from '../../learners/index.ts';
import { bundleWeights, type Rnn } from '../../networks/index.ts';
import { tick, type Work } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import { mean } from '../../numerics/summary.ts';
import type { JobStep } from '../../protocol/jobs.ts';
import { inJob } from '../../protocol/parts.ts';
import { type CognitiveTask, seededTrial, type Trial } from '../../tasks/index.ts';
import type { CognitiveRecord, CognitiveRow, NetworkLabels, records } from './records.ts';
import type { Examination, Trained } from './train.ts';

export interface ExamineOptions {
  /** Trials of one timing, and timings, that a task's variance is averaged over. Default 32 and 3. */
  readonly trials?: number;
  readonly timings?: number;
  /** Trials per task of an evaluation with lesions; default 20. */
  readonly lesionTrials?: number;
  /** Most clusters that are tried; default 20. */
  readonly mostClusters?: number;
  /** Whether what only pictures need is written too: the map, chords, trials. Default true. */
  readonly pictures?: boolean;
  /** Tasks of which a trial is shown, those that the battery has; default dlydm1 and dlygoseqr. */
  readonly show?: readonly string[];
}

/** Fewer active units have no clusters worth the name. */
const LEAST_UNITS = 8;
/** Chords of the picture of a network. */
const CHORDS = 250;
/** Steps that a perturbed network runs before it is looked at: the delay of the tasks below at 100 ms. */
const FREE_STEPS = 5;
/** Tasks of fixed timing that remember one position through a delay. */
const REMEMBER = ['dlygo', 'dlyanti', 'dlygoseqr', 'dlygoseql'];

/** Adding 0 turns −0, which JSON does not know, into 0. */
const rounded = (values: ArrayLike<number>, digits = 4): number[] =>
  Array.from(values, (x) => Number(x.toFixed(digits)) + 0);

/** The columns of a record beside those that say which network it is of. */
type Found<K extends Parameters<typeof records.rows>[0]> = Omit<
  CognitiveRow<K>,
  keyof NetworkLabels
>;

/** A computation of unknown length beside the learning: its ticks are signs of life alone. */
const alive = <R>(work: Work<R>) => inJob(work, 0, 0);

/** Asks everything of one network. */
export async function* examine(trained: Trained, options: ExamineOptions = {}): Examination {
  const { battery, network, random, labels } = trained;
  const { pictures = true, trials = 32, mostClusters: most = 20 } = options;
  const probe = await createProbe(network, battery, trials);
  const { map, rotated } = yield* alive(variances(trained, probe, options));
  const clustersOf = function* (of: VarianceMap, name: string): Work<UnitClusters | undefined> {
    if (of.units.length < LEAST_UNITS) return undefined;
    return yield* clusterUnitsInSteps(of, { most, random: random.split(name) });
  };
  const clusters = yield* alive(clustersOf(map, 'clusters'));
  if (clusters !== undefined) {
    const turned = yield* alive(clustersOf(rotated, 'rotated clusters'));
    const found = varianceFound(map, clusters, turned, pictures);
    yield { record: { kind: 'variance', ...labels, ...found } };
    const evaluate = evaluatorOf(trained, options.lesionTrials ?? 20);
    await network.engine.ready();
    const hurt = yield* alive(lesionsFound(trained, map, clusters, evaluate));
    yield { record: { kind: 'lesions', ...labels, ...hurt } };
  }
  const structure = yield* alive(structureFound(trained, map, clusters));
  yield { record: { kind: 'structure', ...labels, ...structure } };
  if (pictures)
    yield { record: { kind: 'network', ...labels, ...networkFound(trained, map, clusters) } };
  yield* delayRecords(trained, probe, options);
}

/** Asks for the states of the delay and the trials to look at alone: a small part of the time. */
export async function* examineDelay(trained: Trained, options: ExamineOptions = {}): Examination {
  const probe = await createProbe(trained.network, trained.battery, options.trials ?? 32);
  yield* delayRecords(trained, probe, options);
}

function* delayRecords(
  { battery, labels, random }: Trained,
  probe: Probe,
  { trials = 32, pictures = true, show = ['dlydm1', 'dlygoseqr'] }: ExamineOptions,
): Generator<JobStep<CognitiveRecord>, void> {
  const { variant, form } = battery;
  for (const [rule, task] of battery.tasks.entries()) {
    const stream = random.split('delay').split(task.name);
    const found = ringFound(task, rule, probe, stream, trials);
    if (found === undefined) continue;
    yield { record: { kind: 'ring-states', ...labels, task: task.name, ...found } };
  }
  for (const [rule, task] of battery.tasks.entries()) {
    if (!pictures || !show.includes(task.name)) continue;
    const { trial, noise } = seededTrial(task);
    const probabilities = rounded(probe.probabilities(rule, trial, noise), 3);
    yield { record: { kind: 'trial', ...labels, task: task.name, variant, form, probabilities } };
  }
}

/** The map of task variances, and the same along random directions. */
function* variances(
  { battery, network, random }: Trained,
  probe: Probe,
  { trials = 32, timings = 3 }: ExamineOptions,
): Work<{ readonly map: VarianceMap; readonly rotated: VarianceMap }> {
  const { units } = network;
  const matrix = randomOrthogonal(units, random.split('rotation'));
  const plain: Record<string, Float64Array> = {};
  const turned: Record<string, Float64Array> = {};
  for (const [rule, task] of battery.tasks.entries()) {
    plain[task.name] = new Float64Array(units);
    turned[task.name] = new Float64Array(units);
    for (let timing = 0; timing < timings; timing++) {
      yield tick();
      const stream = random.split('variance').split(task.name).split(timing);
      const shown = alignedTrials(task, stream, trials);
      const activity = probe.activity(rule, shown);
      const from = shown[0].ends[0];
      const both = [activity, rotateActivity(activity, matrix)].map((a) => taskVariance(a, from));
      for (let i = 0; i < units; i++) {
        plain[task.name][i] += both[0][i] / timings;
        turned[task.name][i] += both[1][i] / timings;
      }
    }
  }
  return { map: varianceMap(plain), rotated: varianceMap(turned) };
}

function varianceFound(
  map: VarianceMap,
  clusters: UnitClusters,
  turned: UnitClusters | undefined,
  pictures: boolean,
): Found<'variance'> {
  const best = ({ tried }: UnitClusters): number =>
    Math.max(...tried.map(({ silhouette }) => silhouette));
  const tried = (found: UnitClusters) =>
    found.tried.map(({ k, silhouette }) => ({ k, silhouette: Number(silhouette.toFixed(4)) }));
  return {
    k: clusters.k,
    activeUnits: map.units.length,
    silhouette: best(clusters),
    rotatedSilhouette: turned === undefined ? null : best(turned),
    preferred: [...clusters.preferred],
    ...(pictures
      ? {
          tried: tried(clusters),
          rotatedTried: turned === undefined ? [] : tried(turned),
          tasks: [...map.tasks],
          activeNumbers: [...map.units],
          values: rounded(map.values, 3),
          clusters: [...clusters.labels],
          order: [...clusters.order],
        }
      : {}),
  };
}

/** Accuracy in every task with some units' outgoing connections set to 0. */
function evaluatorOf(
  { network, battery, random }: Trained,
  trialsPerTask: number,
): (units: ArrayLike<number>) => Work<readonly number[]> {
  const { engine, matrices } = network;
  const scorer = createTrialScorer({
    ...{ network, battery, trialsPerTask },
    random: random.split('lesions'),
  });
  return function* (units) {
    const saved = (['recurrent', 'output'] as const).map((name) => {
      const weights = bundleWeights(engine, network.bundle(`${name}.weight`));
      const kept = weights.slice();
      weights.set(withoutOutgoing(matrices[name].topology(), kept, units));
      matrices[name].refresh();
      return { name, kept };
    });
    try {
      return (yield* scorer.measureInSteps(0)).period;
    } finally {
      for (const { name, kept } of saved) {
        bundleWeights(engine, network.bundle(`${name}.weight`)).set(kept);
        matrices[name].refresh();
      }
    }
  };
}

/**
 * How uneven lesions are over tasks: the mean over groups of the deviation over tasks of the change. Groups that serve
 * some tasks alone are uneven, random ones hurt all alike.
 */
export function unevenness({ change, intact }: Lesions): number {
  const tasks = intact.length;
  const groups = change.length / tasks;
  return mean(
    Array.from({ length: groups }, (_, g) => {
      const own = Array.from(change.subarray(g * tasks, (g + 1) * tasks));
      const middle = mean(own);
      return Math.sqrt(mean(own.map((x) => (x - middle) * (x - middle))));
    }),
  );
}

function* lesionsFound(
  { random }: Trained,
  map: VarianceMap,
  { labels }: UnitClusters,
  evaluate: ReturnType<typeof evaluatorOf>,
): Work<Found<'lesions'>> {
  const groups = groupsOf(labels, map.units);
  const found = yield* lesionGroupsInSteps(groups, evaluate);
  // Groups of the same sizes, drawn from the same units.
  const shuffled = map.units.slice();
  random.split('random groups').shuffle(shuffled);
  const control = yield* lesionGroupsInSteps(groupsOf(labels, shuffled), evaluate);
  return {
    tasks: [...map.tasks],
    sizes: groups.map((group) => group.length),
    intact: rounded(found.intact),
    change: rounded(found.change),
    randomChange: rounded(control.change),
    unevenness: unevenness(found),
    randomUnevenness: unevenness(control),
  };
}

/** Weights of the recurrent block as a graph; see `graphOfWeights`. */
function graphOf(network: Rnn, quantile: number) {
  const weights = bundleWeights(network.engine, network.bundle('recurrent.weight'));
  const topology = network.matrices.recurrent.topology();
  return graphOfWeights(topology, weights, { quantile, binary: quantile > 0 });
}

/** The threshold of J. Achterberg et al. 2023. */
const STRONG = 0.9;

function* structureFound(
  { network, mask, random }: Trained,
  map: VarianceMap,
  clusters: UnitClusters | undefined,
): Work<Found<'structure'>> {
  const graph = graphOf(network, STRONG);
  const some = graph.neighbour.length > 0;
  const communities = some
    ? yield* modularityAgainstNullInSteps(
        graph,
        { random: random.split('modularity'), restarts: 3 },
        10,
      )
    : undefined;
  const world = some
    ? yield* smallWorldInSteps(graph, { samples: 20, random: random.split('small world') })
    : undefined;
  const number = (x = Number.NaN): number | null => (Number.isFinite(x) ? x : null);
  const between = (i: number, j: number): number =>
    distance(mask.space, map.units[i], map.units[j]);
  const grouped = clusters !== undefined && clusters.k < clusters.labels.length;
  const order = grouped ? spatialOrder(clusters.labels, between, random.split('space')) : undefined;
  return {
    modularity: number(communities?.observed),
    modularityExpected: number(communities?.expected),
    modularityScore: number(communities?.score),
    clustering: number(world?.clustering),
    smallWorldness: number(world?.smallWorldness),
    clusterDistance: number(order?.observed),
    clusterDistanceExpected: number(order?.expected),
    clusterDistanceScore: number(order?.score),
    clusterDistanceProbability: number(order?.probability),
  };
}

/** A network as it is drawn: its strongest connections, and each unit's cluster (0: in none). */
function networkFound(
  { network, mask }: Trained,
  map: VarianceMap,
  clusters: UnitClusters | undefined,
): Found<'network'> {
  const edges = [...edgesOf(graphOf(network, 0))]
    .sort((a, b) => b.weight - a.weight || a.a - b.a || a.b - b.b)
    .slice(0, CHORDS);
  const ofUnit = new Array<number>(network.units).fill(0);
  clusters?.labels.forEach((label, row) => {
    ofUnit[map.units[row]] = label + 1;
  });
  const { box, coordinates } = mask.space;
  return {
    edges: edges.map(({ a, b, weight }) => [a, b, Number(weight.toPrecision(4))]),
    clusters: ofUnit,
    // A ring is drawn as one; sheets have places of their own.
    places: box.length === 2 ? rounded(coordinates, 3) : [],
  };
}

/** A trial of every position on the first ring, of a task whose timing is fixed; fewer where chance does not bring them. */
function everyPosition(task: CognitiveTask, random: Random, most: number): Trial[] {
  const found = new Map<number, Trial>();
  for (let draw = 0; draw < 100 && found.size < task.ring; draw++) {
    for (const trial of alignedTrials(task, random.split(draw), most))
      if (trial.rings[0] === 0 && !found.has(trial.response)) found.set(trial.response, trial);
  }
  return [...found.values()].sort((a, b) => a.response - b.response);
}

/** The states at the last step of the delay, one of every remembered position; none of a task that remembers none. */
function ringFound(
  task: CognitiveTask,
  rule: number,
  probe: Probe,
  random: Random,
  most: number,
): Omit<Found<'ring-states'>, 'task'> | undefined {
  if (!REMEMBER.includes(task.name)) return undefined;
  const trials = everyPosition(task, random, most);
  if (trials.length < task.ring || task.ring > most) return undefined;
  const activity = probe.activity(rule, trials);
  const last = trials[0].ends[task.periods.length - 2] - 1;
  const positions = trials.map(({ response }) => response);
  const states = statesAt(activity, last);
  const ring = ringStructure(states, positions, task.ring);
  const { planarity, winding, roundness, decoding, centres } = ring;
  const advance = (state: Float64Array, steps: number) => probe.advance(rule, state, steps);
  const recovery = ringRecovery(states, advance, { steps: FREE_STEPS });
  return { planarity, winding, roundness, decoding, ...recovery, centres: rounded(centres) };
}
