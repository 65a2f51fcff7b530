/** Presets of `compose`, and for each why it is worth a look. */

import type { Values } from './parameters.ts';

export const presets = {
  smoke: {
    trainLimit: 300,
    testLimit: 150,
    hidden: [24, 16],
    epochs: 2,
    batch: 25,
    wiring: ['dense', 'random', 'local'],
    rewiring: ['none', 'set-magnitude'],
    budget: ['none', 'competitive'],
    discretisation: ['none', 'levels'],
    density: 0.2,
    fraction: 0.1,
  },
  quick: {
    trainLimit: 3000,
    hidden: [100],
    epochs: 8,
    batch: 25,
    fraction: 0.02,
    wiring: ['dense', 'random'],
    rewiring: ['none', 'set-magnitude'],
    budget: ['none', 'competitive'],
    discretisation: ['none', 'levels'],
    replicates: 3,
  },
  paper: {
    task: 'mnist-or-digits',
    wiring: ['dense', 'random'],
    rewiring: ['none', 'set-magnitude'],
    budget: ['none', 'competitive'],
    discretisation: ['none', 'levels'],
    replicates: 5,
    meters: ['connections', 'bits', 'changes', 'energy', 'arithmetic'],
  },
  'few-and-rare': {
    rewiring: ['none', 'set', 'rigl'],
    density: 0.05,
    budget: ['none', 'competitive'],
    meters: ['connections', 'changes', 'energy'],
    replicates: 3,
  },
  'few-and-coarse': {
    rewiring: ['none', 'set-magnitude'],
    budget: ['none'],
    density: 0.05,
    discretisation: ['none', 'levels'],
    meters: ['bits', 'energy'],
    replicates: 3,
  },
  'near-and-far': {
    wiring: ['random', 'local'],
    rewiring: ['none', 'set-magnitude'],
    budget: ['none'],
    density: 0.05,
    meters: ['wire', 'connections', 'energy'],
    replicates: 3,
  },
  'least-writes': {
    wiring: ['dense'],
    budget: [
      ...['none', 'competitive', 'random-synapses', 'fixed-synapses'],
      ...['residual', 'residual-competitive', 'caching'],
    ],
    meters: ['changes', 'energy'],
    replicates: 3,
  },
  bounded: {
    wiring: ['dense'],
    budget: ['none'],
    constraint: ['none', 'dale', 'l1', 'gap'],
    penalty: ['none', 'l1'],
    meters: ['connections', 'energy'],
    replicates: 3,
  },
  'in-time': {
    network: 'rnn',
    task: 'cog20',
    rule: ['adam'],
    wiring: ['dense', 'random', 'local'],
    rewiring: ['none', 'set'],
    budget: ['none', 'competitive'],
    fraction: 0.1,
    batch: 32,
    meters: ['connections', 'wire', 'energy'],
  },
  'one-unit': {
    network: 'perceptron',
    task: 'associations',
    rule: ['sgd'],
    wiring: ['dense'],
    budget: ['none', 'competitive'],
    fraction: 0.1,
    constraint: ['none', 'dale', 'l1', 'gap'],
    discretisation: ['none', 'levels'],
    levels: 2,
    meters: ['connections', 'bits', 'changes', 'energy'],
    replicates: 5,
  },
} as const satisfies Record<string, Partial<Values>>;

/** Two sentences each. */
export const presetTexts: Readonly<Record<keyof typeof presets, string>> = {
  smoke: 'Does everything run? A few seconds, small networks, no numbers to trust.',
  quick:
    'Three ingredients of three papers, each with and without the others: few connections, few changes, few levels. See which of them add up and which get into each other’s way.',
  paper:
    'The same at full size, with the five repetitions that a verdict needs. The study frontier goes on from here.',
  'few-and-rare':
    'Rewiring makes and removes connections while a budget forbids most changes. Does a network still find its wiring when one synapse in a hundred may change?',
  'few-and-coarse':
    'A weight of three levels beside a wiring of one connection in twenty. Bits fall by a factor of thirty; see what is left of the accuracy.',
  'near-and-far':
    'Units hear their neighbours alone, or anyone. How much shorter is the wire at the same number of connections, and what does that cost?',
  'least-writes':
    'Six ways to write fewer synapses, two of them controls, beside one that writes all. Does it pay to know which change matters?',
  bounded:
    'Weights that keep a sign, a sum or a least size. A gap silences half of the synapses of a dense network without any rule that removes connections.',
  'in-time':
    'The twenty cognitive tasks on a ring of units that hear their neighbours, as many others, or all. Local and random wirings have the same number of synapses, and very different wire.',
  'one-unit':
    'The perceptron of the theories, with signs, a sum, a gap or two levels, and a tenth of its synapses writable. What is known exactly here is what larger networks are compared with.',
};
