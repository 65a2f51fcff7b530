/** Associative learning by one perceptron under constraints on its connections: theory, exact solutions, online rule. */

import { overRuns, study } from '../study.ts';
import { check } from './check.ts';
import { claims } from './claims.ts';
import { figures } from './figures.ts';
import { parameters, presets } from './parameters.ts';
import { run, tasksOf } from './run.ts';

export const associative = study({
  name: 'associative',
  title: 'Sparse associative learning',
  description:
    'A perceptron stores random associations robustly. Which constraint on its connections (l1 norm, signs, number, a gap around zero) buys the most sparsity for the least loss of function? Theory for many inputs, exact solutions for few, and an online rule between. Weights are measured in units of their mean size w: robustness is κ̃ = κ/(w√N), the gap δ̃ = δ/w, the threshold h̃ = h/(N w).',
  paper: {
    authors: 'M. Baig, A. Stepanyants',
    year: 2024,
    title: 'Sparse learning enabled by constraints on connectivity and function',
    where: 'arXiv:2409.04946',
    url: 'https://arxiv.org/abs/2409.04946',
  },
  parameters,
  presets,
  tasks: tasksOf,
  check,
  run,
  figures,
  claims: overRuns(claims),
});
