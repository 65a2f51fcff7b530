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
import { EXPERIMENTS } from './parameters.ts';

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
      epochs: whole('passes over the training examples'),
      accuracy: share('right answers on held-out training examples; 0 where the training diverged'),
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
      ...endColumns,
      written: whole('of weights and hidden states while learning', 'bits'),
    },
  },
});

export type FrontierRecord = RecordOf<typeof records.table>;
export type FrontierRow<K extends keyof typeof records.table> = Row<typeof records.table, K>;
