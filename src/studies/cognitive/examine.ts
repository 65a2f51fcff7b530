/**
 * What a trained network shows, as records: task variances and clusters with the rotation control, lesions of clusters with
 * random groups beside them, order in space, communities, the states of the delay, and trials to look at.
 */

import {
  clusterUnits,
  edgesOf,
  graphOfWeights,
  groupsOf,
  type Lesions,
  lesionGroups,
  modularityAgainstNull,
  ringRecovery,
  ringStructure,
  rotateActivity,
  smallWorld,
  spatialOrder,
  taskVariance,
  type UnitClusters,
  type VarianceMap,
  varianceMap,
  withoutOutgoing,
} from '../../analyses/index.ts';
import { distance, randomOrthogonal } from '../../connectivity/index.ts';
import { createTrialScorer } from '../../learners/index.ts';
import { bundleWeights, type Rnn } from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import { type Battery, type CognitiveTask, seededTrial, type Trial } from '../../tasks/index.ts';
import type { StudyRecord } from '../study.ts';
import { alignedTrials, createProbe, type Probe, statesAt } from './activity.ts';
import { mean } from './scores.ts';
import type { Trained } from './train.ts';

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

/** All records of one network. */
export async function examine(
  trained: Trained,
  options: ExamineOptions = {},
): Promise<{ readonly records: readonly StudyRecord[] }> {
  const { battery, network, random, labels } = trained;
  const { pictures = true, trials = 32 } = options;
  const probe = await createProbe(network, battery, trials);
  const tag = (record: StudyRecord): StudyRecord => ({ ...labels, ...record });
  const { map, rotated } = variances(trained, probe, options);
  const records: StudyRecord[] = [];
  const most = options.mostClusters ?? 20;
  const enough = map.units.length >= LEAST_UNITS;
  const clusters = enough
    ? clusterUnits(map, { most, random: random.split('clusters') })
    : undefined;
  if (clusters !== undefined) {
    const turned =
      rotated.units.length >= LEAST_UNITS
        ? clusterUnits(rotated, { most, random: random.split('rotated clusters') })
        : undefined;
    records.push(tag(varianceRecord(map, clusters, turned, pictures)));
    records.push(tag(await lesionRecord(trained, map, clusters, options)));
  }
  records.push(tag(structureRecord(trained, map, clusters)));
  if (pictures) records.push(tag(networkRecord(trained, map, clusters)));
  records.push(...delayRecords(trained, probe, options));
  return { records };
}

/** The states of the delay and the trials to look at alone: a small part of the time. */
export async function examineDelay(
  trained: Trained,
  options: ExamineOptions = {},
): Promise<{ readonly records: readonly StudyRecord[] }> {
  const { battery, network } = trained;
  const probe = await createProbe(network, battery, options.trials ?? 32);
  return { records: delayRecords(trained, probe, options) };
}

function delayRecords(
  { battery, labels, random }: Trained,
  probe: Probe,
  { trials = 32, pictures = true, show = ['dlydm1', 'dlygoseqr'] }: ExamineOptions,
): StudyRecord[] {
  const found = [
    ...ringRecords(battery, probe, random.split('delay'), trials),
    ...(pictures ? trialRecords(battery, probe, show) : []),
  ];
  return found.map((record) => ({ ...labels, ...record }));
}

/** The map of task variances, and the same along random directions. */
function variances(
  { battery, network, random }: Trained,
  probe: Probe,
  { trials = 32, timings = 3 }: ExamineOptions,
): { readonly map: VarianceMap; readonly rotated: VarianceMap } {
  const { units } = network;
  const matrix = randomOrthogonal(units, random.split('rotation'));
  const plain: Record<string, Float64Array> = {};
  const turned: Record<string, Float64Array> = {};
  battery.tasks.forEach((task, rule) => {
    plain[task.name] = new Float64Array(units);
    turned[task.name] = new Float64Array(units);
    for (let timing = 0; timing < timings; timing++) {
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
  });
  return { map: varianceMap(plain), rotated: varianceMap(turned) };
}

function varianceRecord(
  map: VarianceMap,
  clusters: UnitClusters,
  turned: UnitClusters | undefined,
  pictures: boolean,
): StudyRecord {
  const best = ({ tried }: UnitClusters): number =>
    Math.max(...tried.map(({ silhouette }) => silhouette));
  const tried = (found: UnitClusters) =>
    found.tried.map(({ k, silhouette }) => ({ k, silhouette: Number(silhouette.toFixed(4)) }));
  return {
    kind: 'variance',
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
): (units: ArrayLike<number>) => readonly number[] {
  const { engine, matrices } = network;
  const scorer = createTrialScorer({
    ...{ network, battery, trialsPerTask },
    random: random.split('lesions'),
  });
  return (units) => {
    const saved = (['recurrent', 'output'] as const).map((name) => {
      const weights = bundleWeights(engine, network.bundle(`${name}.weight`));
      const kept = weights.slice();
      weights.set(withoutOutgoing(matrices[name].topology(), kept, units));
      matrices[name].refresh();
      return { name, kept };
    });
    try {
      return scorer.measure(0).period;
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

async function lesionRecord(
  trained: Trained,
  map: VarianceMap,
  clusters: UnitClusters,
  { lesionTrials = 20 }: ExamineOptions,
): Promise<StudyRecord> {
  const evaluate = evaluatorOf(trained, lesionTrials);
  await trained.network.engine.ready();
  const groups = groupsOf(clusters.labels, map.units);
  const found = lesionGroups(groups, evaluate);
  // Groups of the same sizes, drawn from the same units.
  const shuffled = map.units.slice();
  trained.random.split('random groups').shuffle(shuffled);
  const control = lesionGroups(groupsOf(clusters.labels, shuffled), evaluate);
  return {
    kind: 'lesions',
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

function structureRecord(
  { network, mask, random }: Trained,
  map: VarianceMap,
  clusters: UnitClusters | undefined,
): StudyRecord {
  const graph = graphOf(network, STRONG);
  const some = graph.neighbour.length > 0;
  const communities = some
    ? modularityAgainstNull(graph, { random: random.split('modularity'), restarts: 3 }, 10)
    : undefined;
  const world = some
    ? smallWorld(graph, { samples: 20, random: random.split('small world') })
    : undefined;
  const number = (x: number | undefined): number | null =>
    x === undefined || !Number.isFinite(x) ? null : x;
  const between = (i: number, j: number): number =>
    distance(mask.space, map.units[i], map.units[j]);
  const grouped = clusters !== undefined && clusters.k < clusters.labels.length;
  const order = grouped ? spatialOrder(clusters.labels, between, random.split('space')) : undefined;
  return {
    kind: 'structure',
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
function networkRecord(
  { network, mask }: Trained,
  map: VarianceMap,
  clusters: UnitClusters | undefined,
): StudyRecord {
  const edges = [...edgesOf(graphOf(network, 0))]
    .sort((a, b) => b.weight - a.weight || a.a - b.a || a.b - b.b)
    .slice(0, CHORDS);
  const ofUnit = new Array<number>(network.units).fill(0);
  clusters?.labels.forEach((label, row) => {
    ofUnit[map.units[row]] = label + 1;
  });
  const { box, coordinates } = mask.space;
  return {
    kind: 'network',
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

/** The states at the last step of the delay, one of every remembered position. */
function ringRecords(battery: Battery, probe: Probe, random: Random, most: number): StudyRecord[] {
  return battery.tasks.flatMap((task, rule) => {
    if (!REMEMBER.includes(task.name)) return [];
    const trials = everyPosition(task, random.split(task.name), most);
    if (trials.length < task.ring || task.ring > most) return [];
    const activity = probe.activity(rule, trials);
    const last = trials[0].ends[task.periods.length - 2] - 1;
    const positions = trials.map(({ response }) => response);
    const states = statesAt(activity, last);
    const { planarity, winding, roundness, decoding, centres } = ringStructure(
      states,
      positions,
      task.ring,
    );
    const advance = (state: Float64Array, steps: number) => probe.advance(rule, state, steps);
    const recovery = ringRecovery(states, advance, { steps: FREE_STEPS });
    return [
      {
        kind: 'ring-states',
        task: task.name,
        ...{ planarity, winding, roundness, decoding, ...recovery },
        centres: rounded(centres),
      },
    ];
  });
}

/** The trial of seed 0 of some tasks, and what the network answers, to be drawn again by the figures. */
function trialRecords(battery: Battery, probe: Probe, names: readonly string[]): StudyRecord[] {
  return battery.tasks.flatMap((task, rule) => {
    if (!names.includes(task.name)) return [];
    const { trial, noise } = seededTrial(task);
    const { variant, form } = battery;
    const probabilities = rounded(probe.probabilities(rule, trial, noise), 3);
    return [{ kind: 'trial', task: task.name, variant, form, probabilities }];
  });
}
