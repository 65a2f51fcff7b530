/** Associative learning by one perceptron under constraints on its connections: theory, exact solutions, online rule. */

import { figuresOfParts, runParts } from '../../protocol/parts.ts';
import { study } from '../../protocol/study.ts';
import { check } from './check.ts';
import { claims } from './claims.ts';
import { answers } from './figure-answers.ts';
import { type PartName, parameters, presets } from './parameters.ts';
import { balancePart } from './parts/balance.ts';
import { bitsPart } from './parts/bits.ts';
import { capacityPart } from './parts/capacity.ts';
import { efficiencyPart } from './parts/efficiency.ts';
import { exactPart, signsPart } from './parts/exact.ts';
import { frontierPart } from './parts/frontier.ts';
import { imagesPart } from './parts/images.ts';
import { lawsPart } from './parts/laws.ts';
import { noisePart } from './parts/noise.ts';
import { criticalLoad, onlinePart } from './parts/online.ts';
import { records } from './records.ts';
import { results as table } from './results.ts';
import type { AssociativePart } from './samples.ts';

const PARTS: Readonly<Record<PartName, AssociativePart>> = {
  capacity: capacityPart,
  frontier: frontierPart,
  laws: lawsPart,
  exact: exactPart,
  online: onlinePart,
  balance: balancePart,
  efficiency: efficiencyPart,
  signs: signsPart,
  noise: noisePart,
  bits: bitsPart,
  images: imagesPart,
};

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
  records,
  tasks: ({ parts, imageExamples }) =>
    parts.includes('images')
      ? [{ name: 'digits', trainLimit: imageExamples, testLimit: 2000 }]
      : [],
  check,
  run: (context) =>
    runParts(
      context.parameters.parts.map((name) => PARTS[name]),
      context,
    ),
  figures: (results) => figuresOfParts(Object.values(PARTS), records, results),
  answers,
  table,
  boundaries: [
    { label: 'capacity, replica theory of many inputs', of: 'onlineLoads', at: criticalLoad },
  ],
  claims,
});
