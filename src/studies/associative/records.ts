/** The records of `associative`. Weights are in units of their mean size w, κ̃ = κ/(w √N). */

import { flag, kinds, listOf, name, real, share, text, whole } from '../../protocol/records.ts';
import { BITS_CONSTRAINTS, FRONTIER_NAMES, IMAGE_METHODS, ONLINE_RULES, SIGNS } from './names.ts';

const signs = name(SIGNS, 'whether signs are prescribed');
const inputs = whole('inputs N');
const load = real('associations per input α');
const sample = whole('number of the sample: other associations');
const margin = real('robustness κ̃');
const sparsity = share('of zero weights S');
const status = text('what the solver has proved: optimal, feasible, or why there are no weights');
const constraint = name(['l0', 'gap', 'support'], 'what makes connections few');
const shares = {
  inhibitory: share('of the inhibitory inputs that are connected'),
  excitatory: share('of the excitatory inputs that are connected'),
};

const solution = {
  ...{ inputs, sample },
  method: name(['exact', 'elimination', 'one-shot'], 'how the weights were found'),
  constraint: name(
    ['l0', 'gap', 'support', 'matched'],
    'what makes connections few; matched: l0 with as many as the gap of this value has left',
  ),
  value: real('density of l0 and support, or gap in units of w'),
  ...{ status, margin, sparsity },
  unconstrained: real('robustness κ̃ of the same sample without the constraint'),
};

const solutionTheory = {
  ...{ constraint, sparsity },
  share: share('of the robustness without the constraint that is left'),
};

export const records = kinds({
  'capacity-theory': {
    about: 'A point of the curve of capacity against robustness.',
    theory: true,
    columns: {
      ...{ signs, inputs: whole('inputs N; 0: N → ∞'), load, margin, sparsity },
      isostaticity: real('α P_tight/p: 1 where as many associations are tight as weights nonzero'),
    },
  },
  'capacity-program': {
    about: 'A linear program: the most robust weights of a sample.',
    columns: {
      ...{ signs, inputs, load, sample, status, margin, sparsity },
      tight: whole('associations at the margin'),
      nonzero: whole('weights that are not 0'),
      limit: real('κ̃ of the theory at this load for N → ∞'),
      corrected: real('the same with the bias of the mean input at this N'),
    },
  },
  frontier: {
    about: 'Capacity at fixed robustness along a constraint, N → ∞.',
    theory: true,
    columns: {
      constraint: name(['l0', 'gap', 'support', 'l1'], 'l1: without a further constraint'),
      ...{ margin, value: real('of the constraint'), load, sparsity },
      bits: real('stored per connection', 'bits'),
    },
  },
  required: {
    about: 'Largest sparsity at which a load is stored with a robustness, N → ∞.',
    theory: true,
    columns: {
      ...{ load, margin, share: share('of the capacity without a constraint') },
      ...{ constraint: name(FRONTIER_NAMES, 'what makes connections few'), sparsity },
    },
  },
  law: {
    about: 'Histogram of the weights of many samples beside the law of the theory.',
    columns: {
      constraint: text('what makes connections few'),
      ...{ inputs, samples: whole('samples that have weights') },
      edges: listOf(real('edges of the bins', 'w')),
      measured: listOf(share('of the inputs whose weight is nonzero and in the bin')),
      expected: listOf(real('the same by theory')),
      sparsity,
      sparsityError: real('standard error of the sparsity'),
      expectedSparsity: share('of zero weights by theory'),
    },
  },
  'exact-theory': {
    about: 'Robustness left at a sparsity, free signs, replica-symmetric.',
    theory: true,
    columns: solutionTheory,
  },
  'signs-theory': {
    about: 'The same with prescribed signs.',
    theory: true,
    columns: solutionTheory,
  },
  'exact-solution': { about: 'A sample with few connections, free signs.', columns: solution },
  'signs-solution': { about: 'The same with prescribed signs.', columns: solution },
  'online-theory': {
    about: 'What theory says of the task of the online rule.',
    theory: true,
    columns: {
      criticalLoad: real('capacity α_c'),
      criticalSparsity: share('of zero weights there'),
      loads: listOf(load),
      sparsities: listOf(share('of zero weights of the most robust weights at each load')),
    },
  },
  online: {
    about: 'A trial of the online rule.',
    columns: {
      rule: name(ONLINE_RULES, 'the whole rule, or without one of its parts'),
      ...{ inputs, load, sample },
      solved: flag('whether all associations are stored and all constraints kept'),
      steps: whole('until then', 'steps'),
      sparsity,
      changes: whole('M₀: changes of synapses', 'events'),
      energy: real('M₁ = Σ|ΔJ|', 'w'),
    },
  },
  'online-curve': {
    about: 'How a trial gets there.',
    columns: {
      ...{ inputs, load, sample },
      steps: listOf(whole('steps so far', 'steps')),
      errors: listOf(share('of the associations that are not stored')),
      connected: listOf(share('of the inputs that are connected')),
      forbidden: listOf(share('of the inputs whose weight has the forbidden sign')),
      excess: listOf(real('|mean |J|/w − 1|')),
    },
  },
  'balance-theory': {
    about: 'Connection probabilities against robustness.',
    theory: true,
    columns: { inputs: whole('inputs N; 0: N → ∞'), margin, ...shares },
  },
  balance: {
    about: 'A linear program with inhibitory inputs; shares are 0 where it has no weights.',
    columns: { inputs, load, sample, status, margin, ...shares },
  },
  'noise-theory': {
    about: 'Error rates by theory.',
    theory: true,
    columns: {
      ratios: listOf(real('robustness over noise κ/s')),
      bound: listOf(share('Φ(−κ/s)')),
      expected: listOf(share('errors that the distribution of margins gives')),
    },
  },
  noise: {
    about: 'Answers of a sample under noise.',
    columns: {
      constraint: name(['l1', 'gap'], 'what the weights obey'),
      ...{ inputs, sample, ratio: real('robustness over noise κ/s') },
      presentations: whole('noisy presentations'),
      errors: whole('wrong answers'),
    },
  },
  bits: {
    about: 'A sample whose weights are written with few bits.',
    columns: {
      constraint: name(BITS_CONSTRAINTS, 'what the weights obey'),
      ...{ inputs, sample, width: whole('bits a weight', 'bits') },
      associations: whole('associations'),
      errors: whole('wrong answers'),
      stored: real('associations times the information that answers have on labels', 'bits'),
      connections: whole('nonzero weights'),
      written: real('to write down which inputs are connected, and how strongly', 'bits'),
    },
  },
  image: {
    about: 'A network that has learned images.',
    columns: {
      method: name(IMAGE_METHODS, 'how its first layer becomes sparse'),
      replicate: whole('repetition'),
      gap: real('of the first layer that the density comes from; 0: dense', 'weight'),
      density: share('of nonzero weights in the first layer'),
      accuracy: share('right answers on the test set'),
      changes: whole('M₀: changes of synapses', 'events'),
      energy: real('M₁ = Σ|Δw|', 'weight'),
    },
  },
});

export type Table = typeof records.table;
