/** The energy of learning: plain descent beside the rules that restrict, delay or bundle the changes of synapses. */

import { study } from '../../protocol/study.ts';
import { claims } from './claims/index.ts';
import { answers } from './figure-answers.ts';
import { figures } from './figures.ts';
import { check, parameters } from './parameters.ts';
import { presets } from './presets.ts';
import { records } from './records.ts';
import { results as table } from './results.ts';
import { run, tasksOf } from './run.ts';

export const plasticity = study({
  name: 'plasticity',
  title: 'Competitive plasticity and the energy of learning',
  description:
    'A perceptron with one hidden layer learns digits one at a time until it is good enough, under rules that say which synapses may change and when; every change is counted. A single-layer perceptron shows what theory says of the same.',
  paper: {
    authors: 'M. C. W. van Rossum, A. Pache',
    year: 2024,
    title: 'Competitive plasticity to reduce the energetic costs of learning',
    where: 'PLoS Computational Biology 20:e1012553',
    url: 'https://doi.org/10.1371/journal.pcbi.1012553',
  },
  parameters,
  presets,
  records,
  tasks: tasksOf,
  check,
  run,
  figures,
  answers,
  table,
  claims,
});
