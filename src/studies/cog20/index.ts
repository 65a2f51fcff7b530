/**
 * `cog20`: local, random, dense and unconnected recurrent networks on the 20 cognitive tasks of Yang et al., in trials, in
 * arithmetic and in learning energy.
 */

import { study } from '../../protocol/study.ts';
import { wiringFiles } from '../../protocol/wiring-file.ts';
import { createBattery } from '../../tasks/index.ts';
import { examine } from '../cognitive/examine.ts';
import { growthOf, idleGrowth } from '../cognitive/growth.ts';
import { records } from '../cognitive/records.ts';
import { results as table } from '../cognitive/results.ts';
import { trainAll } from '../cognitive/train.ts';
import { wiredPlan } from '../cognitive/wiring.ts';
import { claims } from './claims.ts';
import { answers } from './figure-answers.ts';
import { figures } from './figures.ts';
import { parameters, presets } from './parameters.ts';
import { check, plansOf } from './plans.ts';

/** Tasks of which a trial is drawn: a comparison over a delay, and one of a memory. */
const SHOWN = ['dlydm1', 'dlyanti'];

export const cog20 = study({
  name: 'cog20',
  title: 'Local, random, dense and unconnected networks on 20 cognitive tasks',
  description:
    'Trains recurrent networks of the same number of units on the 20 cognitive tasks at once: a ring in which every unit hears its neighbours, a random network of the same in-degree, a dense one, and autapses that hear themselves alone. All networks of a replicate see the same trials; accuracy is that of decision periods, beside what an ideal observer reaches. The article’s own protocol could not be read; this one is ours.',
  paper: {
    authors: 'M. Khona, S. Chandra, J. J. Ma & I. Fiete',
    year: 2023,
    title:
      'Winning the lottery with neural connectivity constraints: faster learning across cognitive tasks with spatially constrained sparse RNNs',
    where: 'Neural Computation 35(11):1850–1869',
    url: 'https://arxiv.org/abs/2207.03523',
  },
  parameters,
  presets,
  records,
  tasks: () => [],
  check,
  idle: (values) => idleGrowth(values),
  files: (values) => wiringFiles(values),
  async *run(context) {
    const { variant, form, analyses } = context.parameters;
    const notes: string[] = [];
    const wired = await wiredPlan(context, notes);
    const plans = [...(wired === undefined ? [] : [wired]), ...plansOf(context.parameters)];
    return yield* trainAll(context, {
      battery: createBattery('cog20', { variant, form }),
      plans,
      notes,
      growth: growthOf(context.parameters, plans),
      ...(analyses
        ? {
            examine: (trained) =>
              examine(trained, { pictures: trained.labels.replicate === 0, show: SHOWN }),
          }
        : {}),
    });
  },
  figures,
  answers,
  table,
  claims,
});
