/** The records of `set-rbm`. */

import { costColumns, fileColumns, taskColumns } from '../../protocol/columns.ts';
import {
  kinds,
  listOf,
  maybe,
  name,
  type RecordOf,
  type Row,
  real,
  share,
  whole,
} from '../../protocol/records.ts';
import {
  accountColumns,
  degreeColumns,
  epoch,
  replicate,
  wayColumns,
} from '../sparse-training/columns.ts';
import { METHODS } from './methods.ts';

/** Which machine a record is about. */
const machine = {
  method: name(
    METHODS,
    'the rule that rewires after every epoch, or static: the same sparse start as it is, or dense',
  ),
  replicate,
};

const shape = listOf(whole('rows and columns of the picture'));

export const records = kinds({
  task: {
    about: 'Once a run: what is learned.',
    columns: {
      ...taskColumns,
      visible: whole('visible units: features of an example'),
      graded: whole('values of the examples that are neither 0 nor 1'),
      means: listOf(real('mean of every visible unit over the training examples')),
      deviations: listOf(real('its standard deviation')),
      shape,
      ...fileColumns,
    },
  },
  epoch: {
    about: 'After every epoch, before the connections are rewired.',
    columns: {
      ...machine,
      epoch,
      trainError: real('mean squared error of the chains’ last visible units while learning'),
      testError: real('mean squared error of reconstructions of the test examples'),
      testFreeEnergy: real(
        'mean free energy of the test examples; the partition function is not in it',
        'nats',
      ),
      connections: whole('that existed during the epoch'),
      density: share('connections of all that are possible'),
      removed: whole(
        'connections that the rewiring before the epoch took away; of the last, also that after it',
      ),
      born: whole('connections that it made'),
      returned: whole('connections that a pass chose both to remove and to make'),
      ...accountColumns,
      multiplyAdds: whole('products and gradients while learning', 'multiply-adds'),
      choosing: costColumns.choosing,
    },
  },
  likelihood: {
    about: 'How likely the machine finds examples, of binary data.',
    columns: {
      ...machine,
      epoch: whole('after which it was found; after the last, the final step included'),
      way: name(['exact', 'annealed'], 'how the partition function was found'),
      logPartition: real('log Z', 'nats'),
      low: real('lower end of its 95 % interval; log Z itself where it is exact', 'nats'),
      high: real('upper end', 'nats'),
      effectiveChains: maybe(real('chains of equal weight that would tell as much')),
      trainLogProbability: real(
        'mean over as many training examples as there are test examples',
        'nats',
      ),
      testLogProbability: real('mean over the test examples', 'nats'),
    },
  },
  degrees: {
    about: 'Degrees of a sparse machine at the end.',
    columns: {
      ...machine,
      side: name(['visible', 'hidden'], 'whose degrees'),
      ...degreeColumns,
      counts: listOf(whole('degree of every unit, of the visible side')),
    },
  },
  field: {
    about:
      'Weights of single hidden units at the end, those of the largest norm, of the first repetition.',
    columns: {
      ...machine,
      unit: whole('number of the hidden unit'),
      shape,
      weights: listOf(real('from every visible unit, 0 where there is no connection', 'weight')),
    },
  },
  reconstruction: {
    about: 'Single test examples and what the machine makes of them, of the first repetition.',
    columns: {
      ...machine,
      example: whole('number of the test example'),
      shape,
      data: listOf(share('value of every visible unit')),
      values: listOf(share('probability of every visible unit, by way of drawn hidden states')),
    },
  },
  end: {
    about: 'Once a machine, after the last rewiring.',
    columns: {
      ...machine,
      finalError: real('mean squared error of reconstructions of the test examples'),
      bestError: real('smallest test error of any epoch: chosen on the test set'),
      finalConnections: whole('connections that are left'),
      ...wayColumns,
    },
  },
});

export type RbmStudyRecord = RecordOf<typeof records.table>;
export type RbmRow<K extends keyof typeof records.table> = Row<typeof records.table, K>;
