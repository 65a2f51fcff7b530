/** The records of `compose`. */

import { fileColumns, taskColumns } from '../../protocol/columns.ts';
import {
  kinds,
  listOf,
  maybe,
  name,
  type RecordOf,
  type Row,
  real,
  share,
  text,
  whole,
} from '../../protocol/records.ts';
import * as words from './vocabulary.ts';

/** Which network a record is about. */
export const labels = {
  method: text('words of the method'),
  replicate: whole('repetition within the run; methods of one begin alike'),
};

/** The account of all learning so far. */
export const accountColumns = {
  totalChanges: whole('M0 so far', 'events'),
  totalEnergy: real('M1 so far', 'weight'),
  upkeep: whole('connections that existed, summed over steps', 'connections'),
  arithmetic: whole('multiply-adds of learning, and of choosing connections', 'multiply-adds'),
};

/** What a network has come to. */
export const endColumns = {
  accuracy: share('right answers on what it was not shown; of a perceptron, stored associations'),
  best: share('the best of all standings'),
  connections: whole('that exist'),
  density: share('connections of all that are possible'),
  silent: whole('of these with weight 0', 'connections'),
  weightBits: whole('that keep a weight', 'bits'),
  bits: whole('that keep all weights and their indices', 'bits'),
  wire: maybe(
    real(
      'length of all connections between units with places',
      'sides of the picture, or places of units',
    ),
  ),
  ...accountColumns,
  totalStored: real('S: what hidden stores held, summed over steps', 'weight'),
  hiddenWrites: whole('changes of hidden stores', 'events'),
  created: whole('connections born', 'events'),
  deleted: whole('connections removed', 'events'),
};

export const records = kinds({
  task: {
    about: 'Once a run: what is learned, and which combinations were left out.',
    columns: {
      ...taskColumns,
      network: name(words.NETWORKS, 'what learns'),
      methods: listOf(text('words of a method')),
      leftOut: listOf(text('a combination and why it cannot be')),
      ...fileColumns,
    },
  },
  curve: {
    about: 'After every pass of learning.',
    columns: {
      ...labels,
      step: whole('epochs, updates or presentations so far'),
      accuracy: share('right answers on what it was not shown'),
      loss: maybe(real('mean while learning, since the record before')),
      ...accountColumns,
    },
  },
  end: {
    about: 'Once a network, at the end.',
    columns: {
      ...labels,
      rule: name(words.RULES, 'how a gradient became a change'),
      wiring: name(words.WIRINGS, 'who was connected at birth'),
      rewiring: name(words.REWIRINGS, 'who lost and gained a connection'),
      budget: name(words.BUDGETS, 'which synapses could change'),
      constraint: name(words.CONSTRAINTS, 'where a weight could lie'),
      discretisation: name(words.DISCRETISATIONS, 'how finely a weight was kept'),
      penalty: name(words.PENALTIES, 'what a weight cost in the loss'),
      ...endColumns,
    },
  },
});

export type ComposeRecord = RecordOf<typeof records.table>;
export type ComposeRow<K extends keyof typeof records.table> = Row<typeof records.table, K>;
