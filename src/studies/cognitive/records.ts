/** The records of studies that train recurrent networks on a battery of cognitive tasks and examine them. */

import { NETWORK_FAMILIES } from '../../connectivity/mask-plan.ts';
import { costColumn } from '../../protocol/columns.ts';
import {
  group,
  kinds,
  listOf,
  mapOf,
  maybe,
  name,
  nullable,
  type RecordOf,
  type Row,
  real,
  share,
  text,
  whole,
} from '../../protocol/records.ts';
import type { StudyRecord } from '../../protocol/study.ts';
import { FORMS, VARIANTS } from '../../tasks/cognitive/variants.ts';

/** Which network a record is about. */
const network = {
  network: text('name in figures'),
  id: text('name in files; unique in a run'),
  family: name(NETWORK_FAMILIES, 'how recurrent connections are chosen'),
  replicate: whole('repetition within the run; all networks of one see the same trials'),
  units: whole('recurrent units'),
  synapses: whole('recurrent connections'),
  density: real('share of all recurrent connections'),
};

const scores = {
  accuracy: share('right steps of the decision period, mean over tasks'),
  last: share('trials whose last step is right, mean over tasks'),
  strict: share('trials whose decision is right throughout, mean over tasks'),
  solved: share('tasks at 90 % of their ceiling or more'),
  groups: mapOf(share('decision-period accuracy of each group of tasks')),
  lastOfGroups: mapOf(share('last steps that are right in each group of tasks')),
};

const tasks = listOf(text('names of the tasks'));
const operations = whole(
  'forward and backward passes, all blocks, since the start',
  'multiply-adds',
);
const energy = real('M1 = Σ|Δw| of all synapses since the start', 'weight');
const unknown = (about: string) => nullable(real(about));
const tried = listOf(
  group(
    { k: whole('clusters'), silhouette: real('mean silhouette') },
    'each number of clusters that was tried',
  ),
);

export const records = kinds({
  battery: {
    about: 'Once a run: what is to be learned.',
    columns: {
      battery: text('name of the battery'),
      variant: name(VARIANTS, 'published version of the tasks'),
      tasks,
      groups: listOf(text('group of each task')),
      ceilings: listOf(share('best accuracy that is possible in each task')),
      ceiling: share('mean of the ceilings'),
      notes: maybe(listOf(text('what was found in the file of a graph'))),
    },
  },
  curve: {
    about: 'An evaluation while learning.',
    columns: {
      ...network,
      update: whole('updates so far'),
      trials: whole('trials that have begun so far'),
      loss: real('mean since the record before; 0 in the first', 'nats per step'),
      ...scores,
      totalOperations: operations,
      recurrentOperations: whole('those of recurrent synapses alone', 'multiply-adds'),
      totalEnergy: energy,
      cost: costColumn,
      connections: maybe(
        whole('recurrent connections; absent, as the next three, where they stay'),
      ),
      removed: maybe(whole('of them that growth took away since the record before')),
      born: maybe(whole('connections that it made')),
      outside: maybe(whole('connections outside of where they may grow, of the start alone')),
    },
  },
  end: {
    about: 'Once a network: after the last update.',
    columns: {
      ...network,
      updates: whole('updates in all'),
      trials: whole('trials that have begun'),
      ...scores,
      taskAccuracies: listOf(share('decision-period accuracy of each task')),
      taskLast: listOf(share('last steps that are right in each task')),
      finalTrials: whole('fresh trials a task that the scores rest on'),
      bestAccuracy: share('largest accuracy of the curve'),
      totalOperations: operations,
      totalEnergy: energy,
      totalChanges: whole('M0 of all learning', 'events'),
      parameters: whole('weights and biases of all blocks'),
      wireLength: real('distances between connected units, summed', 'places'),
      criterion: group(
        {
          trials: unknown('trials'),
          updates: unknown('updates'),
          operations: unknown('multiply-adds'),
          energy: unknown('M1'),
        },
        'at the first crossing of the criterion, by linear interpolation; null where it was not reached',
      ),
    },
  },
  variance: {
    about: 'Whether units that vary together in tasks form clusters, also along random directions.',
    columns: {
      ...network,
      k: whole('number of clusters whose mean silhouette is largest'),
      activeUnits: whole('units that vary in any task'),
      silhouette: real('mean silhouette of that division'),
      rotatedSilhouette: unknown('the same after a random rotation of the activity'),
      preferred: listOf(whole('task in which each cluster varies most')),
      tried: maybe(tried),
      rotatedTried: maybe(tried),
      tasks: maybe(tasks),
      activeNumbers: maybe(listOf(whole('numbers of the active units'))),
      values: maybe(listOf(real('variance of each active unit in each task, its largest 1'))),
      clusters: maybe(listOf(whole('cluster of each active unit'))),
      order: maybe(listOf(whole('active units in the order of clusters'))),
    },
  },
  lesions: {
    about: 'What it costs to cut all that leaves a cluster.',
    columns: {
      ...network,
      tasks,
      sizes: listOf(whole('units of each cluster')),
      intact: listOf(share('decision-period accuracy of the whole network in each task')),
      change: listOf(real('change of accuracy, clusters × tasks')),
      randomChange: listOf(real('the same for random groups of the same sizes')),
      unevenness: real('deviation over tasks of the change, mean over clusters'),
      randomUnevenness: real('the same for random groups'),
    },
  },
  structure: {
    about: 'Communities, small worlds and order in space; null where there is too little to say.',
    columns: {
      ...network,
      modularity: unknown('Louvain modularity of the strongest tenth of |W|'),
      modularityExpected: unknown('mean over graphs of the same degrees'),
      modularityScore: unknown('deviations above that mean'),
      clustering: unknown('clustering coefficient'),
      smallWorldness: unknown('σ, against graphs of as many edges'),
      clusterDistance: unknown('mean distance within clusters'),
      clusterDistanceExpected: unknown('mean over permutations of the clusters'),
      clusterDistanceScore: unknown('deviations from that mean'),
      clusterDistanceProbability: unknown('share of permutations with as small a distance'),
    },
  },
  'ring-states': {
    about: 'States at the end of a delay in which one position is remembered.',
    columns: {
      ...network,
      task: text('name of the task'),
      planarity: real('share of their variance in the plane of the first two components'),
      winding: real('turns that neighbouring positions make around the centre'),
      roundness: real('how near to a circle they lie'),
      decoding: real('how well positions are read from the plane'),
      along: real('share of a small push along the ring that is left after a delay'),
      outward: real('the same of a push outward'),
      across: real('the same of a push out of the plane'),
      centres: listOf(real('places in the plane, two a position')),
    },
  },
  network: {
    about: 'A network as it is drawn.',
    columns: {
      ...network,
      edges: listOf(listOf(real('two units and the weight between them'))),
      clusters: listOf(whole('cluster of each unit; 0 in none')),
      places: listOf(real('places in the plane, two a unit; none on a ring')),
    },
  },
  trial: {
    about: 'What a network answers in the trial of seed 0.',
    columns: {
      ...network,
      task: text('name of the task'),
      variant: name(VARIANTS, 'published version of the task'),
      form: name(FORMS, 'whether its errors are kept'),
      probabilities: listOf(share('of each class in each step')),
    },
  },
});

type Table = typeof records.table;
export type CognitiveRecord = RecordOf<Table>;
export type CognitiveRow<K extends keyof Table> = Row<Table, K>;

export type CurveRow = CognitiveRow<'curve'>;
export type EndRow = CognitiveRow<'end'>;
export type BatteryRow = CognitiveRow<'battery'>;
export type NetworkLabels = Pick<EndRow, keyof typeof network>;

/** Rows of the first replicate, each network and task once: a report may hold several runs. */
export function firstOf<K extends 'variance' | 'lesions' | 'ring-states' | 'network' | 'trial'>(
  kind: K,
  found: readonly StudyRecord[],
): CognitiveRow<K>[] {
  const seen = new Set<string>();
  return records.rows(kind, found).filter((row) => {
    const { replicate, id, task = '' } = row as NetworkLabels & { readonly task?: string };
    const key = `${id} ${task}`;
    if (replicate !== 0 || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
