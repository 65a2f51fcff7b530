/** The records of `plasticity`: every kind and column, once. */

import { costColumns, fileColumns, taskColumns } from '../../protocol/columns.ts';
import {
  flag,
  group,
  kinds,
  listOf,
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
import { type Pooled, pooled, type StudyResult } from '../../protocol/study.ts';
import { LEARNERS } from './learner-names.ts';
import { CRITERIA, EXPERIMENTS, type Experiment, type Values } from './parameters.ts';
import { RULES, type RuleName } from './rules.ts';

/** Which network a record is of. */
const labels = {
  experiment: name(EXPERIMENTS, 'what it is part of'),
  rule: name(RULES, 'which synapses may change, and when'),
  replicate: whole('repetition: other weights, other order'),
  hidden: whole('hidden units', 'units'),
  fraction: share('synapses of the first layer that may change'),
  rate: real('learning rate η'),
  batch: whole('examples a step', 'examples'),
  density: share('connections that exist'),
};

/** Sums since the start. */
const sums = {
  presentations: whole('examples shown', 'presentations'),
  testAccuracy: share('right answers on the test set'),
  validationAccuracy: maybe(share('right answers on the examples that decide when to stop')),
  totalChanges: costColumns.changes,
  totalEnergy: costColumns.energy,
  totalStored: costColumns.stored,
};

/** A unit that stores random patterns. */
const perceptron = {
  inputs: whole('inputs N', 'units'),
  load: real('patterns per input'),
  threshold: real('threshold of the caches; 0: no caches', 'η'),
  replicate: whole('repetition: other patterns'),
  updates: whole('presentations that changed the weights', 'presentations'),
  presentations: whole('patterns shown', 'presentations'),
  energy: real('M₁ over the lasting weights', 'η'),
  stored: real('S: Σ over presentations of Σ|cache|', 'η · presentations'),
  least: real('Σ|w| at the end: the straight line', 'η'),
  solved: flag('whether all patterns were right before the presentations ran out'),
};

export const records = kinds({
  task: { about: 'Once a run that learns images.', columns: { ...taskColumns, ...fileColumns } },
  check: {
    about: 'At every check on the test set.',
    columns: {
      ...labels,
      ...sums,
      cost: maybe(
        group(
          {
            changes: costColumns.changes,
            energy: costColumns.energy,
            stored: costColumns.stored,
            hiddenWrites: costColumns.hiddenWrites,
            upkeep: costColumns.upkeep,
            forward: costColumns.forward,
            backward: costColumns.backward,
          },
          'since the last check',
        ),
      ),
    },
  },
  end: {
    about: 'Once a network, when it has reached the goal or was stopped short of it.',
    columns: {
      ...labels,
      ...sums,
      reached: flag('whether the goal was reached; if not, costs are lower bounds'),
      diverged: flag('whether an output was no longer a number'),
      bestAccuracy: share('best test accuracy of all checks'),
      updates: whole('steps that changed something', 'steps'),
      leastChanges: whole('M₀min: synapses that differ from their first weight', 'events'),
      leastEnergy: nullable(real('M₁min: the straight line from first to last weights', 'weight')),
      inefficiencyChanges: nullable(real('M₀/M₀min')),
      inefficiencyEnergy: nullable(real('M₁/M₁min')),
      hiddenWrites: costColumns.hiddenWrites,
      reliabilityCost: maybe(real('running cost of noisy synapses')),
      upkeep: costColumns.upkeep,
      connections: whole('connections that exist', 'connections'),
    },
  },
  walk: {
    about: 'Once a rule, first repetition: the walk of two neighbouring synapses.',
    columns: {
      ...labels,
      first: listOf(real('weights of the first, every 100 presentations', 'weight')),
      second: listOf(real('weights of the second', 'weight')),
    },
  },
  perceptron: { about: 'Once a perceptron without caches.', columns: perceptron },
  caching: {
    about: 'Once a perceptron at the load of the caching experiment.',
    columns: {
      ...perceptron,
      criterion: maybe(name(CRITERIA, 'when caches are emptied, where that is compared')),
      changes: maybe(whole('M₀ over the lasting weights, where criteria are compared', 'events')),
    },
  },
  associations: {
    about: 'Once a network that stores random patterns.',
    columns: {
      hidden: whole('hidden units; 0: none', 'units'),
      inputs: whole('inputs N, one of them always on', 'units'),
      load: real('patterns per input'),
      replicate: whole('repetition: other patterns'),
      rate: real('learning rate η'),
      presentations: whole('patterns shown', 'presentations'),
      changes: costColumns.changes,
      energy: costColumns.energy,
      least: real('M₁min: the straight line from first to last weights', 'weight'),
      solved: flag('whether all patterns were right before the passes ran out'),
    },
  },
  account: {
    about: 'Once a learner of the table: its account to the goal.',
    columns: {
      learner: name(LEARNERS, 'which learner'),
      replicate: whole('repetition'),
      task: text('what it has learned'),
      reached: flag('whether the goal was reached'),
      presentations: whole('examples shown', 'presentations'),
      bestAccuracy: share('best accuracy of all looks'),
      connections: real('connections that existed, on average over steps', 'connections'),
      steps: costColumns.steps,
      totalChanges: costColumns.changes,
      totalEnergy: costColumns.energy,
      totalStored: costColumns.stored,
      hiddenWrites: costColumns.hiddenWrites,
      created: costColumns.created,
      deleted: costColumns.deleted,
      forward: costColumns.forward,
      backward: costColumns.backward,
      leastChanges: whole('M₀min', 'events'),
      leastEnergy: real('M₁min', 'weight'),
      weightSum: real('Σ|w| at the end', 'weight'),
    },
  },
});

type Table = typeof records.table;
/** What a run yields. */
export type Told = RecordOf<Table>;
export type Result = StudyResult<Values>;
export type Rows<K extends keyof Table> = Pooled<Row<Table, K>>;
export type CheckRow = Rows<'check'>;
export type EndRow = Rows<'end'>;
export type PerceptronRow = Rows<'perceptron'>;
export type CachingRow = Rows<'caching'>;
export type AccountRow = Rows<'account'>;
export type AssociationsRow = Rows<'associations'>;

/** Ends of one experiment over all results, and if asked of one rule, by repetition. */
export function endsOf(
  results: readonly Result[],
  experiment: Experiment,
  rule?: RuleName,
): EndRow[] {
  return pooled(records, 'end', results)
    .filter((row) => row.experiment === experiment && (rule === undefined || row.rule === rule))
    .sort((a, b) => a.replicate - b.replicate);
}

/** M1 + c·S. */
export const pricedEnergy = (
  row: Pick<CheckRow, 'totalEnergy' | 'totalStored'>,
  price: number,
): number => row.totalEnergy + price * row.totalStored;

/** Rows of caching by one criterion; perceptrons without caches are of all of them. */
export const cachingRows = (
  results: readonly Result[],
  wanted: (typeof CRITERIA)[number] = 'local',
): CachingRow[] =>
  pooled(records, 'caching', results).filter(
    ({ threshold, criterion = 'local' }) => threshold === 0 || criterion === wanted,
  );
