/** Sparse evolutionary training of a multilayer perceptron, beside the same network static and dense. */

import { study } from '../../protocol/study.ts';
import { wiringFiles } from '../../protocol/wiring-file.ts';
import { SET_PAPER } from '../sparse-training/paper.ts';
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
  paper: SET_PAPER,
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
