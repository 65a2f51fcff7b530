/** Ingredients of five papers in one network on one account: what each buys, and what they buy together. */

import { study } from '../../protocol/study.ts';
import { tasksOf } from '../compose/subject.ts';
import { check } from './check.ts';
import { claims } from './claims.ts';
import { answers } from './figure-answers.ts';
import { figures } from './figures.ts';
import { idle } from './idle.ts';
import { parameters } from './parameters.ts';
import { presets, presetTexts } from './presets.ts';
import { records } from './records.ts';
import { results as table } from './results.ts';
import { run } from './run.ts';

export const frontier = study({
  name: 'frontier',
  title: 'The frugality frontier',
  description:
    'Few, moving, near, rare and coarse connections, alone and together, in one network on one account: a multilayer perceptron, a recurrent network, or one unit beside theory; and combinations that successive halving draws from a declared space, measured anew with other random numbers.',
  paper: {
    authors: 'Frugal',
    year: 2026,
    title: 'The frugality frontier',
    where: 'docs/frontier.md',
  },
  parameters,
  presets,
  presetTexts,
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
