/** Two-valued synapses that store random patterns: theory, learners, and the regions in which their solutions lie. */

import { UsageError } from '../../errors.ts';
import { overRuns, study } from '../study.ts';
import { claims } from './claims.ts';
import { parameters, presets, type Values } from './parameters.ts';
import { TEST_IMAGES } from './parts/images.ts';
import { figures, run } from './run.ts';

/** @throws UsageError for even sizes, where sums of ±1 can vanish */
function check({ sizes, maxSumSize, regionSize, exactSize, walkSize, layerSize }: Values): void {
  for (const [name, values] of Object.entries({
    sizes,
    'max-sum-size': [maxSumSize],
    'region-size': [regionSize],
    'exact-size': [exactSize],
    'walk-size': [walkSize],
    'layer-size': [layerSize],
  }))
    for (const value of values)
      if (value % 2 === 0)
        throw new UsageError(`${name} ${value} is even: sums of ±1 could vanish; take an odd one`);
}

export const discrete = study({
  name: 'discrete',
  title: 'Dense regions of discrete synapses',
  description:
    'A perceptron of ±1 synapses stores random patterns. Nearly all of its solutions are isolated, and no local search can find them; yet simple rules succeed. They find rare solutions in dense regions. Theory of both, learners against load, the region around what they find, and scarce synapses of three levels.',
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
  tasks: ({ parts, imageExamples }) =>
    parts.includes('images')
      ? [{ name: 'digits', trainLimit: imageExamples, testLimit: TEST_IMAGES }]
      : [],
  check,
  run,
  figures,
  claims: overRuns(claims),
});
