/** Binary synapses that learn from a teacher: theory, learners, and why what they find generalises. */

import { UsageError } from '../../errors.ts';
import { figuresOfParts, runParts } from '../discrete/jobs.ts';
import { overRuns, study } from '../study.ts';
import { claims } from './claims.ts';
import { type PartName, parameters, presets, type Values } from './parameters.ts';
import type { Part } from './part.ts';
import { exact } from './parts/exact.ts';
import { learning } from './parts/learning.ts';
import { regions } from './parts/regions.ts';
import { theory } from './parts/theory.ts';

const PARTS: Readonly<Record<PartName, Part>> = { theory, learning, regions, exact };
const partsOf = ({ parts }: Values): Part[] => parts.map((name) => PARTS[name]);

/** @throws UsageError for even sizes, where sums of ±1 can vanish, or a region where the teacher is alone */
function check({ sizes, maxSumSize, regionSize, exactSize, regionLoad, exactLoad }: Values): void {
  for (const [name, values] of Object.entries({
    sizes,
    'max-sum-size': [maxSumSize],
    'region-size': [regionSize],
    'exact-size': [exactSize],
  }))
    for (const value of values)
      if (value % 2 === 0)
        throw new UsageError(`${name} ${value} is even: sums of ±1 could vanish; take an odd one`);
  for (const [name, load] of Object.entries({ 'region-load': regionLoad, 'exact-load': exactLoad }))
    if (load > 1.2)
      throw new UsageError(
        `${name} ${load} is outside (0, 1.2]: from 1.245 on there is no student but the teacher`,
      );
}

export const discreteTeacher = study({
  name: 'discrete-teacher',
  title: 'Discrete synapses that learn from a teacher',
  description:
    'A perceptron of ±1 synapses learns the answers of another one. Nearly all students that agree with the teacher generalise worse than the few in dense regions, and those are the ones that simple learners find. Theory of typical students and of the Bayes rule, learners against load, the teacher found, flips, and small problems with all students listed.',
  paper: {
    authors: 'C. Baldassi, A. Ingrosso, C. Lucibello, L. Saglietti, R. Zecchina',
    year: 2015,
    title:
      'Subdominant dense clusters allow for simple learning and high computational performance in neural networks with discrete synapses',
    where: 'Phys. Rev. Lett. 115, 128101',
    url: 'https://arxiv.org/abs/1509.05753',
  },
  parameters,
  presets,
  tasks: () => [],
  check,
  run: (context) => runParts(partsOf(context.parameters), context),
  figures: (results) => figuresOfParts(Object.values(PARTS), results),
  claims: overRuns(claims),
});
