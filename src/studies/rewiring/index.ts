/** All rules of rewiring and pruning side by side, on one network and task at several sparsities. */

import { study } from '../../protocol/study.ts';
import { check } from './check.ts';
import { claims } from './claims.ts';
import { answers } from './figure-answers.ts';
import { figures } from './figures.ts';
import { idle } from './idle.ts';
import { parameters, presets } from './parameters.ts';
import { records } from './records.ts';
import { results as table } from './results.ts';
import { run, tasksOf } from './run.ts';

export const rewiring = study({
  name: 'rewiring',
  title: 'Rules of rewiring side by side',
  description:
    'One perceptron learns images under every rule that chooses its connections, before, while or after it learns, at several sparsities: what each reaches, and what it costs.',
  paper: {
    authors: 'T. Dettmers, L. Zettlemoyer',
    year: 2019,
    title: 'Sparse networks from scratch: faster training without losing performance',
    where: 'arXiv 1907.04840',
    url: 'https://arxiv.org/abs/1907.04840',
  },
  parameters,
  presets,
  records,
  tasks: tasksOf,
  idle,
  check,
  run,
  figures,
  answers,
  table,
  claims,
});
