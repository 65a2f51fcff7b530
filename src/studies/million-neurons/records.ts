/** The records of `million-neurons`. Clock times lie beside them, in `timing.ndjson`. */

import {
  kinds,
  listOf,
  type RecordOf,
  type Row,
  real,
  share,
  text,
  whole,
} from '../../protocol/records.ts';
import { accuracyColumns, epoch } from '../sparse-training/columns.ts';

/** Which network a record is about. */
const network = {
  width: whole('units of each hidden layer', 'units'),
  replicate: whole('repetition within the run'),
};

export const records = kinds({
  task: {
    about: 'Once a run: what is learned.',
    columns: {
      task: text('name of the set, or of what was drawn'),
      features: whole('numbers of an example'),
      classes: whole('classes to tell apart'),
      trainExamples: whole('examples to learn', 'examples'),
      testExamples: whole('examples to test on', 'examples'),
      majority: share('test examples of the class that most training examples have'),
    },
  },
  network: {
    about: 'Once a network, when it is born.',
    columns: {
      ...network,
      neurons: whole('units of all layers, inputs and outputs among them', 'units'),
      connections: whole('of all layers', 'synapses'),
      expected: listOf(whole('connections that each layer was to get', 'synapses')),
      counts: listOf(whole('connections that each layer has', 'synapses')),
      possible: real('pairs of units of neighbouring layers', 'synapses'),
      networkBytes: whole('of the engine’s memory, for the network and its activities', 'bytes'),
      bytes: whole('of the engine’s memory, with what learning needs', 'bytes'),
    },
  },
  epoch: {
    about: 'After every epoch, before the connections are rewired.',
    columns: {
      ...network,
      epoch,
      ...accuracyColumns,
      connections: whole('that existed during the epoch', 'synapses'),
      removed: whole('connections that the rewiring before the epoch took away', 'synapses'),
      born: whole('connections that it made', 'synapses'),
      returned: whole('connections that a pass chose both to remove and to make', 'synapses'),
      multiplyAdds: real('forward and backward passes while learning', 'multiply-adds'),
    },
  },
  end: {
    about: 'Once a network, after the last epoch.',
    columns: {
      ...network,
      finalAccuracy: share('right answers on the test set'),
      gain: real('final accuracy less the share of the largest class'),
      bytes: whole('of the engine’s memory at the end', 'bytes'),
    },
  },
});

export type MillionRecord = RecordOf<typeof records.table>;
export type MillionRow<K extends keyof typeof records.table> = Row<typeof records.table, K>;
