/** Binary synapses that learn from a teacher: theory, learners, and why what they find generalises. */

import { UsageError } from '../../errors.ts';
import { figuresOfParts, type Part, runParts } from '../../protocol/parts.ts';
import { study } from '../../protocol/study.ts';
import { checkOdd } from '../problems/check.ts';
import { claims } from './claims.ts';
import { answers } from './figure-answers.ts';
import { type PartName, parameters, presets, type Values } from './parameters.ts';
import { exact } from './parts/exact.ts';
import { learning } from './parts/learning.ts';
import { regions } from './parts/regions.ts';
import { theory } from './parts/theory.ts';
import { records, type Table } from './records.ts';
import { results as table } from './results.ts';

const PARTS: Readonly<Record<PartName, Part<Values, Table>>> = {
  ...{ theory, learning, regions, exact },
};

/** @throws UsageError for even sizes, where sums of ±1 can vanish, or a region where the teacher is alone */
function check({ sizes, maxSumSize, regionSize, exactSize, regionLoad, exactLoad }: Values): void {
  checkOdd({
    ...{ sizes, 'max-sum-size': maxSumSize },
    ...{ 'region-size': regionSize, 'exact-size': exactSize },
  });
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
  records,
  tasks: () => [],
  check,
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
