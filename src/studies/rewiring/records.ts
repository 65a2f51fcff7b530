/** The records of `rewiring`. */

import { costColumns, fileColumns } from '../../protocol/columns.ts';
import {
  kinds,
  maybe,
  name,
  type RecordOf,
  type Row,
  real,
  share,
  text,
  whole,
} from '../../protocol/records.ts';
import {
  accuracyColumns,
  multiplyAdds,
  totalEnergy,
  wayColumns,
} from '../sparse-training/columns.ts';
import { METHODS } from './methods.ts';

/** Which network a record is about. */
const network = {
  method: name(METHODS, 'the rule'),
  sparsity: share('of all positions that are to be absent at the end; 0 of the dense network'),
  replicate: whole('repetition within the run; rules of one begin alike'),
};

const { changes, energy, created, deleted } = costColumns;

export const records = kinds({
  task: {
    about: 'Once a run: what is learned.',
    columns: {
      task: text('name of the task'),
      trainExamples: whole('examples to learn', 'examples'),
      testExamples: whole('examples to test on', 'examples'),
      classes: whole('classes to tell apart'),
      ...fileColumns,
    },
  },
  epoch: {
    about: 'After every epoch, before the next rewiring.',
    columns: {
      ...network,
      round: maybe(whole('training of `imp` that it belongs to, 0 the first')),
      epoch: whole('1 is the first; trainings of `imp` are counted on'),
      ...accuracyColumns,
      connections: whole('that existed at the end of the epoch'),
      removed: whole('connections that rewiring took away'),
      born: whole('connections that it made'),
      returned: whole('connections that a pass chose both to remove and to make'),
      ...{ changes, energy, created, deleted },
      multiplyAdds,
    },
  },
  end: {
    about: 'Once a network, at the end.',
    columns: {
      ...network,
      accuracy: share('right answers on the test set'),
      loss: real('on the test set', 'per example'),
      connections: whole('that are left'),
      density: share('connections of all that are possible'),
      deadUnits: whole('hidden units without an input or without an output'),
      totalChanges: wayColumns.totalChanges,
      totalEnergy,
      multiplyAdds: whole('forward and backward passes of all learning', 'multiply-adds'),
      choosing: whole('taken to choose connections, beside learning', 'multiply-adds'),
    },
  },
});

export type RewiringRecord = RecordOf<typeof records.table>;
export type RewiringRow<K extends keyof typeof records.table> = Row<typeof records.table, K>;
