/** The records of `se-rnn`. */

import { costColumn } from '../../protocol/columns.ts';
import {
  kinds,
  listOf,
  maybe,
  name,
  nullable,
  type RecordOf,
  type Row,
  real,
  share,
  whole,
} from '../../protocol/records.ts';
import { METHODS } from './methods.ts';

/** Which network a record is about. */
const network = {
  method: name(METHODS, 'how it was made local'),
  price: real('penalty of the first weights; 0 of methods without a price', 'nats'),
  replicate: whole('repetition within the run; all methods of one begin alike'),
};

const spacings = 'lattice spacings';

export const records = kinds({
  box: {
    about: 'Once a run: the box that the units lie in.',
    columns: {
      units: whole('recurrent units'),
      synapses: whole('connections of the masks'),
      radius: real('of the masks', spacings),
      meanDistance: real('of two different units', spacings),
    },
  },
  check: {
    about: 'An evaluation while learning.',
    columns: {
      ...network,
      update: whole('updates so far'),
      accuracy: share('right answers at the last step of fresh noisy trials'),
      loss: real('mean since the last check; 0 in the first', 'nats'),
      weightedLength: real('Σ|w|d / Σ|w|', spacings),
      cost: maybe(costColumn),
    },
  },
  end: {
    about: 'Once a network: after the last update.',
    columns: {
      ...network,
      accuracy: share('of the last check'),
      prunedAccuracy: share('with the strongest connections alone, as many as the masks have'),
      leastWire: nullable(
        real('least wire with which 90 % are right, by halving the connections', spacings),
      ),
      strength: real('λ: the price per unit of the penalty'),
      modularity: real('Louvain modularity Q of the graph of the strongest connections'),
      modularityByChance: real('mean Q of graphs of the same degrees'),
      smallWorldness: nullable(real('σ against graphs of as many edges')),
      clustering: real('clustering coefficient of that graph'),
      path: nullable(real('harmonic mean path length of that graph', 'edges')),
      connections: whole('recurrent connections that exist, those near 0 too'),
      wireLength: real('their lengths, summed', spacings),
      wire: real('of the strongest connections, as many as the masks have', spacings),
      meanLength: real('of the same', spacings),
      weightedLength: real('Σ|w|d / Σ|w|', spacings),
      weightSum: real('Σ|w|', 'weight'),
      swaps: whole('units that have swapped places'),
    },
  },
  pruned: {
    about:
      'With the strongest connections alone: as many as the masks have, half of them, a quarter …',
    columns: {
      ...network,
      left: whole('connections that are left'),
      accuracy: share('right answers, without learning'),
      wire: real('lengths of what is left, summed', spacings),
    },
  },
  lengths: {
    about: 'Weights against distance at the end.',
    columns: {
      ...network,
      lengths: listOf(real('distances, rounded', spacings)),
      sizes: listOf(real('mean |w| at each', 'weight')),
    },
  },
  map: {
    about: 'A network of the first replicate as it is drawn.',
    columns: {
      ...network,
      coordinates: listOf(real('of every unit, axis by axis', spacings)),
      communities: listOf(whole('community of every unit')),
      edges: listOf(listOf(real('two units and the mean |w| between them'))),
    },
  },
});

type Table = typeof records.table;
export type SpatialRecord = RecordOf<Table>;
export type SpatialRow<K extends keyof Table> = Row<Table, K>;
export type EndRow = SpatialRow<'end'>;
export type NetworkLabels = Pick<EndRow, keyof typeof network>;

/** `wire`, `wire 2 nats`. */
export const nameOf = ({ method, price }: Pick<NetworkLabels, 'method' | 'price'>): string =>
  price === 0 ? method : `${method} ${price} nats`;
