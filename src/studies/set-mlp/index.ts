/** Sparse evolutionary training of a multilayer perceptron, beside the same network static and dense. */

import { study } from '../../protocol/study.ts';
import { wiringFiles } from '../../protocol/wiring-file.ts';
import { networksOf } from './begin.ts';
import { check } from './check.ts';
import { claims } from './claims.ts';
import { answers } from './figure-answers.ts';
import { figures } from './figures.ts';
import { idle } from './idle.ts';
import { parameters, presets } from './parameters.ts';
import { records } from './records.ts';
import { results as table } from './results.ts';
import { run, tasksOf } from './run.ts';

export const setMlp = study({
  name: 'set-mlp',
  title: 'Sparse evolutionary training of a perceptron',
  description:
    'A multilayer perceptron learns images three times: with few connections that are rewired after every epoch (SET), with the same few left as they are, and with all of them.',
  paper: {
    authors: 'D. C. Mocanu, E. Mocanu, P. Stone, P. H. Nguyen, M. Gibescu, A. Liotta',
    year: 2018,
    title:
      'Scalable training of artificial neural networks with adaptive sparse connectivity inspired by network science',
    where: 'Nature Communications 9:2383',
    url: 'https://doi.org/10.1038/s41467-018-04316-3',
  },
  parameters,
  presets,
  records,
  tasks: tasksOf,
  files: (values) => wiringFiles(values),
  networks: networksOf,
  check,
  idle,
  run,
  figures,
  answers,
  table,
  claims,
});
