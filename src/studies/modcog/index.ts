/**
 * `modcog`: whether sparse local recurrent networks learn many interval and drift tasks faster than dense ones, at equal
 * units and at equal synapses, and where the best density lies.
 */

import { study } from '../../protocol/study.ts';
import { wiringFiles } from '../../protocol/wiring-file.ts';
import { createBattery } from '../../tasks/index.ts';
import { examineDelay } from '../cognitive/examine.ts';
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

/** Tasks of which a trial is drawn: an answer that drifts, and one that depends on the delay. */
const SHOWN = ['dlygoseqr', 'dmsintr'];

export const modcog = study({
  name: 'modcog',
  title: 'Local, random and dense recurrent networks on Mod-Cog',
  description:
    'Trains recurrent networks of different density on the 82 (or 126) tasks of Mod-Cog: a ring in which every unit hears its neighbours, a random network of the same in-degree, a dense one, and unconnected autapses. Density is varied at equal units and at equal recurrent synapses; all networks of a replicate see the same trials. The article’s own protocol could not be read; this one is ours.',
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
    const { battery, form, units } = context.parameters;
    const notes: string[] = [];
    const wired = await wiredPlan(context, notes, units);
    const plans = [...(wired === undefined ? [] : [wired]), ...plansOf(context.parameters)];
    return yield* trainAll(context, {
      battery: createBattery(battery, { form }),
      plans,
      notes,
      growth: growthOf(context.parameters, plans),
      examine: (trained) =>
        examineDelay(trained, { show: SHOWN, pictures: trained.labels.replicate === 0 }),
    });
  },
  figures,
  answers,
  table,
  claims,
});
