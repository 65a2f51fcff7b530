/** Two-valued synapses that store random patterns: theory, learners, and the regions in which their solutions lie. */

import { figuresOfParts, type Part, runParts } from '../../protocol/parts.ts';
import { study } from '../../protocol/study.ts';
import { checkOdd } from '../problems/check.ts';
import { claims } from './claims.ts';
import { answers } from './figure-answers.ts';
import { type PartName, parameters, presets, type Values } from './parameters.ts';
import { capacity } from './parts/capacity.ts';
import { exact } from './parts/exact.ts';
import { images, TEST_IMAGES } from './parts/images.ts';
import { layer } from './parts/layer.ts';
import { regions } from './parts/regions.ts';
import { scarce } from './parts/scarce.ts';
import { success } from './parts/success.ts';
import { walks } from './parts/walks.ts';
import { records, type Table } from './records.ts';
import { results as table } from './results.ts';

const PARTS: Readonly<Record<PartName, Part<Values, Table>>> = {
  ...{ capacity, exact, regions, success, walks, scarce, layer, images },
};

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
  records,
  tasks: ({ parts, imageExamples }) =>
    parts.includes('images')
      ? [{ name: 'digits', trainLimit: imageExamples, testLimit: TEST_IMAGES }]
      : [],
  check: ({ sizes, maxSumSize, regionSize, exactSize, walkSize, layerSize }) =>
    checkOdd({
      ...{ sizes, 'max-sum-size': maxSumSize, 'region-size': regionSize },
      ...{ 'exact-size': exactSize, 'walk-size': walkSize, 'layer-size': layerSize },
    }),
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
