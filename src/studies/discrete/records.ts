/** The records of `discrete`. */

import { kinds, name, real, share, whole } from '../../protocol/records.ts';
import { REGION_KINDS } from '../problems/regions.ts';
import { END } from '../problems/solve.ts';
import { LAYER_LEARNERS, LEARNERS, MODELS, SCARCE_LEARNERS, WALKERS } from './parameters.ts';

const inputs = whole('synapses N');
const load = real('patterns per synapse');
const patterns = whole('to be learned', 'patterns');
const sample = whole('number of the problem; of equal size and load all learners get the same');
const model = name(MODELS, 'kind of synapse and network');

export const records = kinds({
  'entropy-theory': {
    about: 'Solutions of random classification, replica-symmetric, N → ∞.',
    theory: true,
    columns: { model, load, entropy: real('of the solutions', 'nats per synapse') },
  },
  'capacity-theory': {
    about: 'Where they end.',
    theory: true,
    columns: { model, load, overlap: real('of two solutions there') },
  },
  exact: {
    about: 'A small problem, all of whose solutions are listed.',
    columns: {
      ...{ inputs, patterns, sample },
      solutions: whole('in all'),
      isolated: share('of the solutions without another one at distance 1'),
      typical: real('solutions within the radius of one, mean over all'),
      densest: real('the same, of the solution that has most'),
      found: real('the same, mean over those that SBPI found'),
    },
  },
  ...REGION_KINDS,
  'flip-theory': {
    about: 'What a typical solution loses by flips, replica-symmetric, N → ∞.',
    theory: true,
    columns: {
      load,
      share: share('of the synapses that are flipped'),
      errors: share('of the patterns that are lost'),
    },
  },
  solve: {
    about: 'A random problem and a learner.',
    columns: { learner: name(LEARNERS, 'who learns'), inputs, load, sample, patterns, ...END },
  },
  walk: {
    about: 'A random problem and a walk; annealing has the arithmetic that the other needed.',
    columns: {
      learner: name(WALKERS, 'who walks'),
      ...{ inputs, load, sample, patterns, ...END },
      operations: real('multiply-adds'),
    },
  },
  scarce: {
    about: 'A random problem for synapses −1, 0, 1 of which few may be nonzero.',
    columns: {
      learner: name(SCARCE_LEARNERS, 'who learns'),
      ...{ inputs, load },
      nonzero: share('of nonzero synapses that is allowed'),
      density: share('of nonzero synapses at the end'),
      ...{ sample, patterns, ...END },
    },
  },
  layer: {
    about: 'A unit of a layer: labels of its own on the patterns of all units.',
    columns: {
      learner: name(LAYER_LEARNERS, 'who learns'),
      ...{ inputs, patterns },
      neuron: whole('number of the unit'),
      ...END,
    },
  },
  image: {
    about: 'A network whose hidden layer has synapses of few levels, on drawn digits.',
    columns: {
      levels: whole('of a synapse of the hidden layer; 0: real numbers of 32 bits'),
      sample: whole('number of the run: first weights and order of the images'),
      accuracy: share('of test images, at the end'),
      readBack: share('the same with weights that were packed and unpacked'),
      bytes: whole('of the packed weights of the hidden layer', 'bytes'),
      changes: whole('changes of weights of the whole network'),
      hiddenWrites: whole('changes of hidden states'),
    },
  },
});
export type Table = (typeof records)['table'];
