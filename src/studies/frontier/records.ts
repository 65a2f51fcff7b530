/** The records of `frontier`. */

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
import { endColumns } from '../compose/records.ts';
import * as words from '../compose/vocabulary.ts';
import { EXPERIMENTS } from './experiments.ts';

export const records = kinds({
  task: {
    about: 'Once a run: what is learned, and what the search begins with.',
    columns: {
      ...taskColumns,
      candidates: listOf(text('words of a combination that was drawn')),
      ...fileColumns,
    },
  },
  trial: {
    about:
      'A training of the search: on a part of the training examples, judged by the rest of them.',
    columns: {
      rung: whole('0 is the first'),
      candidate: whole('number of the combination, 0 the first'),
      method: text('words of the combination'),
      epochs: maybe(whole('passes over the training examples, of network mlp')),
      updates: maybe(whole('updates of the weights, of network rnn')),
      presentations: maybe(whole('where learning ended at the latest, of network perceptron')),
      accuracy: share(
        'right answers on held-out examples, or on trials or associations of its own; 0 where the training diverged',
      ),
      picojoules: maybe(
        real('under the prices of the run; absent where the training diverged', 'pJ'),
      ),
    },
  },
  end: {
    about: 'Once a network of those that are reported, at the end.',
    columns: {
      experiment: name(EXPERIMENTS, 'what it is part of'),
      method: text('words of the method'),
      replicate: whole('repetition: other random numbers than those of the search'),
      rule: name(words.RULES, 'how a gradient became a change'),
      wiring: name(words.WIRINGS, 'who was connected at birth'),
      rewiring: name(words.REWIRINGS, 'who lost and gained a connection'),
      budget: name(words.BUDGETS, 'which synapses could change'),
      discretisation: name(words.DISCRETISATIONS, 'how finely a weight was kept'),
      asked: share('density that was asked for; 1 of dense networks'),
      constraint: maybe(name(words.CONSTRAINTS, 'where a weight could lie, of network perceptron')),
      gap: maybe(real('least size of a weight, of constraint gap', 'mean |w|')),
      load: maybe(real('associations, of network perceptron', 'per input')),
      capacity: maybe(real('most that theory allows under the constraint', 'per input')),
      ...endColumns,
      written: whole('of weights and hidden states while learning', 'bits'),
    },
  },
  theory: {
    about: 'A point of the lines of theory: what one unit can store with so many connections.',
    columns: {
      constraint: name(['l0', 'gap'], 'the best connections, or a least size of a weight'),
      value: real('share of the weights that may be there, or the gap in units of mean |w|'),
      share: share('weights that are not 0, at capacity'),
      load: real('capacity: an upper bound', 'per input'),
    },
  },
});

export type FrontierRecord = RecordOf<typeof records.table>;
export type FrontierRow<K extends keyof typeof records.table> = Row<typeof records.table, K>;
