/** Sparse evolutionary training of a restricted Boltzmann machine, beside the same machine static and dense. */

import { study } from '../../protocol/study.ts';
import { check } from './check.ts';
import { claims } from './claims.ts';
import { answers } from './figure-answers.ts';
import { figures } from './figures.ts';
import { parameters, presets } from './parameters.ts';
import { records } from './records.ts';
import { results as table } from './results.ts';
import { run, tasksOf } from './run.ts';
import { idle } from './texts.ts';

export const setRbm = study({
  name: 'set-rbm',
  title: 'Sparse evolutionary training of a Boltzmann machine',
  description:
    'A restricted Boltzmann machine learns examples without labels: with few connections that are rewired after every epoch (SET), with the same few left as they are, and with all of them. How likely it finds what it has not seen is exact for small machines and estimated by annealed importance sampling for large ones.',
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
  check,
  idle,
  run,
  figures,
  answers,
  table,
  claims,
});
