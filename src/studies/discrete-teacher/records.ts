/** The records of `discrete-teacher`. */

import { flag, kinds, name, real, share, whole } from '../../protocol/records.ts';
import { REGION_KINDS } from '../problems/regions.ts';
import { END } from '../problems/solve.ts';
import { EXACT_LEARNERS, LEARNERS } from './parameters.ts';

const inputs = whole('synapses N');
const load = real('patterns per synapse');
const patterns = whole('seen by the student', 'patterns');
const sample = whole('number of the teacher; of equal size all learners and loads have the same');
const BRANCHES = ['equilibrium', 'metastable', 'unstable', 'teacher'] as const;

export const records = kinds({
  'curve-theory': {
    about: 'Students that agree with a teacher, replica-symmetric, N → ∞.',
    theory: true,
    columns: {
      branch: name(BRANCHES, 'which state'),
      load,
      overlap: real('with the teacher'),
      entropy: real('of the students', 'nats per synapse'),
      gibbs: share('generalisation error of a student drawn at random'),
      bayes: share('generalisation error of the majority of all'),
    },
  },
  'threshold-theory': {
    about: 'Where that changes.',
    theory: true,
    columns: {
      perfect: real('load above which the teacher is the only student'),
      spinodal: real('load above which nothing keeps local algorithms from it'),
    },
  },
  learn: {
    about: 'A teacher and a learner.',
    columns: {
      learner: name(LEARNERS, 'who learns'),
      ...{ inputs, load, sample, patterns, ...END },
      error: share('generalisation error: probability of a wrong answer to a new pattern'),
      recovered: flag('whether the weights are the teacher’s'),
    },
  },
  bayes: {
    about: 'Plain message passing without decisions: its means vote as all students would.',
    columns: {
      ...{ inputs, load, sample },
      converged: flag('whether messages came to rest'),
      entropy: real('of the students, by message passing', 'nats per synapse'),
      error: share('generalisation error of the sign of the field of the means'),
    },
  },
  ...REGION_KINDS,
  exact: {
    about: 'A small problem, all of whose students are listed, and a learner.',
    columns: {
      learner: name(EXACT_LEARNERS, 'who learns'),
      ...{ inputs, patterns, sample },
      solutions: whole('in all'),
      entropy: real('of the solutions', 'nats per synapse'),
      typical: share('generalisation error, mean over all solutions'),
      found: share('generalisation error, mean over those found'),
      typicalLoss: share('of patterns lost when one synapse is flipped: mean over solutions'),
      foundLoss: share('the same, mean over those found'),
    },
  },
});
export type Table = (typeof records)['table'];
