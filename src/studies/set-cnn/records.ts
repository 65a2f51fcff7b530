/** The records of `set-cnn`. */

import { costColumns, fileColumns } from '../../protocol/columns.ts';
import {
  kinds,
  listOf,
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
  epoch,
  multiplyAdds,
  replicate,
  totalEnergy,
} from '../sparse-training/columns.ts';
import { METHODS } from './parameters.ts';

/** Which network a record is about. */
const network = {
  method: name(METHODS, 'what is sparse of the network, and whether that is rewired'),
  replicate,
};

const { changes, energy } = costColumns;

export const records = kinds({
  task: {
    about: 'Once a run: what is learned.',
    columns: {
      task: text('name of the task'),
      trainExamples: whole('examples to learn', 'examples'),
      testExamples: whole('examples to test on', 'examples'),
      classes: whole('classes to tell apart'),
      shape: listOf(whole('channels, rows and columns of the pictures')),
      ...fileColumns,
    },
  },
  epoch: {
    about: 'After every epoch, before the connections are rewired.',
    columns: {
      ...network,
      epoch,
      ...accuracyColumns,
      connections: whole('of kernels and head that existed during the epoch'),
      removed: whole('connections that the rewiring after the epoch took away'),
      born: whole('connections that it made'),
      ...{ changes, energy },
      multiplyAdds,
    },
  },
  layer: {
    about: 'Every layer of a network at the end.',
    columns: {
      ...network,
      layer: text('convolution1, …, hidden1, …, output'),
      inputs: whole('taps of a kernel (9 a channel), or units before'),
      outputs: whole('channels, or units'),
      connections: whole('that exist'),
      density: share('connections of all that are possible'),
    },
  },
  end: {
    about: 'Once a network, after the last rewiring.',
    columns: {
      ...network,
      finalAccuracy: share('right answers on the test set'),
      finalLoss: real('on the test set', 'per example'),
      bestAccuracy: share('largest test accuracy of any epoch: chosen on the test set'),
      kernelConnections: whole('connections of the kernels'),
      headConnections: whole('connections of the head'),
      parameters: whole('connections and biases of the whole network'),
      totalEnergy,
    },
  },
});

export type CnnRecord = RecordOf<typeof records.table>;
export type CnnRow<K extends keyof typeof records.table> = Row<typeof records.table, K>;
