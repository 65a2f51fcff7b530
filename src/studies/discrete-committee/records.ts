/** The records of `discrete-committee`. */

import { kinds, name, real, share, whole } from '../../protocol/records.ts';
import { END } from '../problems/solve.ts';
import {
  FAMILIES,
  FRONTIERS,
  LEARNERS,
  LEVEL_LEARNERS,
  MODEL_NAMES,
  WIRINGS,
} from './parameters.ts';

const load = real('patterns per synapse');
const patterns = whole('to be learned', 'patterns');
const capacity = real('α_c, the load at which solutions end in theory');
const levelColumns = {
  learner: name(LEVEL_LEARNERS, 'who learns'),
  inputs: whole('synapses N'),
  capacity,
  share: real('load over capacity'),
  load,
  sample: whole('number of the problem; a larger load begins with the smaller one'),
  patterns,
  ...END,
};

export const records = kinds({
  'capacity-theory': {
    about: 'Capacity of a kind of synapse or network, replica-symmetric, N → ∞.',
    theory: true,
    columns: {
      family: name(FAMILIES, 'which kind'),
      size: real('L, or the number of units'),
      states: whole('of a synapse'),
      load,
      meanWeight: real('of typical solutions there'),
    },
  },
  'frontier-theory': {
    about: 'Capacity under a budget of nonzero synapses.',
    theory: true,
    columns: {
      frontier: name(FRONTIERS, 'which synapses'),
      nonzero: share('of nonzero synapses'),
      load,
    },
  },
  committee: {
    about: 'A random problem of a committee and a learner.',
    columns: {
      learner: name(LEARNERS, 'who learns'),
      units: whole('whose majority answers'),
      wiring: name(WIRINGS, 'whether units see the same inputs, or each its own'),
      inputs: whole('of each unit'),
      load,
      sample: whole('number of the problem; all learners get the same, larger loads begin alike'),
      patterns,
      ...END,
    },
  },
  level: {
    about: 'A random problem for synapses of several levels.',
    columns: { model: name(MODEL_NAMES, 'levels'), ...levelColumns },
  },
  budget: {
    about: 'A random problem for synapses −1, 0, 1 of which few may be nonzero.',
    columns: {
      ...levelColumns,
      nonzero: share('of nonzero synapses that is allowed'),
      density: share('of nonzero synapses at the end'),
    },
  },
});
export type Table = (typeof records)['table'];
