/** Any network, task, rule, wiring, budget, constraint, discretisation and penalty together, on one account. */

import { study } from '../../protocol/study.ts';
import { check } from './check.ts';
import { answers } from './figure-answers.ts';
import { figures } from './figures.ts';
import { idle } from './idle.ts';
import { sorted } from './methods.ts';
import { parameters } from './parameters.ts';
import { presets, presetTexts } from './presets.ts';
import { records } from './records.ts';
import { results as table } from './results.ts';
import { run } from './run.ts';
import { tasksOf } from './subject.ts';
import { methodName, TABLE_OF_PLACES } from './vocabulary.ts';

export const compose = study({
  name: 'compose',
  title: 'Compose a learner',
  description:
    'A network, what it learns, and at each place of an update a name: rule, wiring, rewiring, budget, constraint, discretisation, penalty. Several names at a place make a method of each combination that goes together; all are held to one account.',
  paper: {
    authors: 'Frugal',
    year: 2026,
    title: 'Ingredients of several papers in one learner',
    where: 'docs/studies/compose.md',
  },
  parameters,
  presets,
  presetTexts,
  records,
  tasks: tasksOf,
  check,
  idle,
  places: {
    order: TABLE_OF_PLACES,
    combine(values) {
      const { methods, leftOut } = sorted(values);
      return { methods: methods.map(methodName), leftOut };
    },
  },
  run,
  figures,
  answers,
  table,
  claims: [],
});
