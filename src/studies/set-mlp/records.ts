/** The records of `set-mlp`. */

import { costColumns, fileColumns } from '../../protocol/columns.ts';
import { metricsColumns, regressionColumns } from '../../protocol/metrics.ts';
import {
  group,
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
import {
  accountColumns,
  accuracyColumns,
  degreeColumns,
  epoch,
  multiplyAdds,
  replicate,
  wayColumns,
} from '../sparse-training/columns.ts';
import { METHODS } from './methods.ts';

/** Which network a record is about. */
const network = {
  method: name(METHODS, 'a rule of rewiring, the same sparse start as it is, or dense'),
  replicate,
};

const layer = whole('1: from the inputs');

export const records = kinds({
  task: {
    about: 'Once a run: what is learned.',
    columns: {
      task: text('name of the task'),
      trainExamples: whole('examples to learn', 'examples'),
      testExamples: whole('examples to test on', 'examples'),
      classes: maybe(whole('classes to tell apart')),
      outputNames: maybe(listOf(text('name of a number that is to be answered'))),
      deviations: listOf(real('standard deviation of every input over the training examples')),
      ...fileColumns,
    },
  },
  epoch: {
    about: 'After every epoch, before the connections are rewired.',
    columns: {
      ...network,
      epoch,
      trainLoss: real(
        'mean over the epoch while learning; numbers count as z-scores',
        'per example',
      ),
      trainAccuracy: maybe(accuracyColumns.trainAccuracy),
      trainR2: maybe(real('R² of numbers over the epoch while learning')),
      testLoss: accuracyColumns.testLoss,
      testAccuracy: maybe(accuracyColumns.testAccuracy),
      testR2: maybe(real('R² of numbers on the test set after the last step')),
      connections: whole('that existed during the epoch'),
      density: share('connections of all that are possible'),
      removed: whole('connections that the rewiring after the epoch took away'),
      born: whole('connections that it made'),
      returned: whole('connections that a pass chose both to remove and to make'),
      ...accountColumns,
      multiplyAdds,
      choosing: costColumns.choosing,
    },
  },
  weights: {
    about: 'Weights of a layer at the end.',
    columns: {
      ...network,
      layer,
      edges: listOf(real('bounds of the bins, one more than bins', 'weight')),
      counts: listOf(whole('connections in each bin')),
    },
  },
  degrees: {
    about: 'Degrees of a sparse layer at the end.',
    columns: {
      ...network,
      layer,
      side: name(['in', 'out'], 'incoming of its outputs, or outgoing of its inputs'),
      size: group(
        {
          inputs: whole('units before'),
          outputs: whole('units behind'),
          connections: whole('between'),
        },
        'of the layer',
      ),
      ...degreeColumns,
    },
  },
  'input-map': {
    about: 'Where the inputs of a sparse network are connected at the end.',
    columns: {
      ...network,
      shape: listOf(whole('rows and columns of the picture')),
      counts: listOf(whole('connections of every input')),
    },
  },
  metrics: {
    about: 'How each network answers on the test set at the end, where answers are classes.',
    columns: { ...network, ...metricsColumns },
  },
  regression: {
    about: 'How each network answers on the test set at the end, where answers are numbers.',
    columns: { ...network, ...regressionColumns },
  },
  end: {
    about: 'Once a network, after the last rewiring.',
    columns: {
      ...network,
      finalAccuracy: maybe(share('right answers on the test set')),
      finalR2: maybe(real('R² of numbers on the test set')),
      finalLoss: real('on the test set', 'per example'),
      bestAccuracy: maybe(share('largest test accuracy of any epoch: chosen on the test set')),
      bestR2: maybe(real('largest test R² of any epoch: chosen on the test set')),
      finalConnections: whole('connections that are left'),
      ...wayColumns,
      explored: maybe(
        listOf(
          share('positions of a rewired layer that have ever had a connection, from the inputs'),
        ),
      ),
      outside: maybe(whole('connections of the first layer outside of the wiring of a file')),
    },
  },
});

export type SetRecord = RecordOf<typeof records.table>;
export type SetRow<K extends keyof typeof records.table> = Row<typeof records.table, K>;
