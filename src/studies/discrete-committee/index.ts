/** Committees of discrete synapses, synapses of several levels, and budgets of nonzero ones: theory and learners. */

import { UsageError } from '../../errors.ts';
import { figuresOfParts, runParts } from '../discrete/jobs.ts';
import { overRuns, study } from '../study.ts';
import { claims } from './claims.ts';
import { type PartName, parameters, presets, type Values } from './parameters.ts';
import type { Part } from './part.ts';
import { budget } from './parts/budget.ts';
import { committee } from './parts/committee.ts';
import { levels } from './parts/levels.ts';
import { theory } from './parts/theory.ts';

const PARTS: Readonly<Record<PartName, Part>> = { theory, committee, levels, budget };
const partsOf = ({ parts }: Values): Part[] => parts.map((name) => PARTS[name]);

/** @throws UsageError for even numbers of units or inputs, with which votes and sums of ±1 can be tied */
function check({ units, unitInputs, levelInputs }: Values): void {
  for (const [name, values] of Object.entries({
    units,
    'unit-inputs': [unitInputs],
    'level-inputs': [levelInputs],
  }))
    for (const value of values)
      if (value % 2 === 0)
        throw new UsageError(`${name} ${value} is even: sums of ±1 could vanish; take an odd one`);
}

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
  tasks: () => [],
  check,
  run: (context) => runParts(partsOf(context.parameters), context),
  figures: (results) => figuresOfParts(Object.values(PARTS), results),
  claims: overRuns(claims),
});
