/** Committees of discrete synapses, synapses of several levels, and budgets of nonzero ones: theory and learners. */

import { figuresOfParts, type Part, runParts } from '../../protocol/parts.ts';
import { study } from '../../protocol/study.ts';
import { checkOdd } from '../problems/check.ts';
import { claims } from './claims.ts';
import { answers } from './figure-answers.ts';
import { type PartName, parameters, presets, type Values } from './parameters.ts';
import { budget } from './parts/budget.ts';
import { committee } from './parts/committee.ts';
import { levels } from './parts/levels.ts';
import { theory } from './parts/theory.ts';
import { records, type Table } from './records.ts';
import { results as table } from './results.ts';

const PARTS: Readonly<Record<PartName, Part<Values, Table>>> = {
  ...{ theory, committee, levels, budget },
};

export const discreteCommittee = study({
  name: 'discrete-committee',
  title: 'Committees, several levels, silent synapses',
  description:
    'Beyond the perceptron of ±1 synapses: committees of units whose majority answers, solved by replicas of a descent that fails alone; synapses of several levels up to near their capacity; and synapses that may be silent, with a budget of nonzero ones against what theory allows.',
  paper: {
    authors:
      'C. Baldassi, C. Borgs, J. Chayes, A. Ingrosso, C. Lucibello, L. Saglietti, R. Zecchina',
    year: 2016,
    title:
      'Unreasonable effectiveness of learning neural networks: From accessible states and robust ensembles to basic algorithmic schemes',
    where: 'PNAS 113, E7655',
    url: 'https://arxiv.org/abs/1605.06444',
  },
  parameters,
  presets,
  records,
  tasks: () => [],
  check: ({ units, unitInputs, levelInputs }) =>
    checkOdd({ units, 'unit-inputs': unitInputs, 'level-inputs': levelInputs }),
  run: (context) =>
    runParts(
      context.parameters.parts.map((name) => PARTS[name]),
      context,
    ),
  figures: (results) => figuresOfParts(Object.values(PARTS), records, results),
  answers,
  table,
  claims,
});
