/** Sparse evolutionary training of a restricted Boltzmann machine, beside the same machine static and dense. */

import { study } from '../../protocol/study.ts';
import { SET_PAPER } from '../sparse-training/paper.ts';
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
  paper: SET_PAPER,
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
