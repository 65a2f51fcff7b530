/** How often, how fast and at what cost the learners solve random problems, against load. */

import { costFigure, shareFigure, sharePoints } from '../../../figures/shares.ts';
import type { Part } from '../../../protocol/parts.ts';
import { COST, NAMES, settingsOf } from '../../problems/learners.ts';
import { drawnFrom, solveJob, upTo } from '../../problems/solve.ts';
import { isSolved } from '../../problems/trials.ts';
import { LEARNERS, type LearnerName, type Values } from '../parameters.ts';
import type { Table } from '../records.ts';

/** Patterns a synapse, replica-symmetric (`storageCapacity`; Krauth and Mézard 1989). */
const CAPACITY = 0.833;

/** Sizes that a learner is run at: max-sum takes long. */
const sizesOf = (learner: LearnerName, { sizes, maxSumSize }: Values): readonly number[] =>
  learner === 'rms' ? sizes.filter((inputs) => inputs <= maxSumSize) : sizes;

export const success: Part<Values, Table> = {
  name: 'success',
  jobs: (values) =>
    values.learners.flatMap((learner) =>
      sizesOf(learner, values).flatMap((inputs) =>
        values.loads.flatMap((load) =>
          upTo(values.samples).map((sample) => {
            const patterns = Math.round(load * inputs);
            return solveJob({
              name: `${learner} N ${inputs} α ${load} ${sample}`,
              cost: COST[learner] * (inputs / 1001) ** 2,
              ...{ solver: learner, settings: settingsOf(learner, values) },
              draw: drawnFrom({ inputs, patterns }, (shared) =>
                shared.split(inputs).split(`${load}`).split(sample),
              ),
              record: ({ end }) => ({
                ...{ kind: 'solve' as const, learner, inputs, load, sample, patterns, ...end },
              }),
            });
          }),
        ),
      ),
    ),
  figures(rows) {
    const found = rows('solve');
    if (found.length === 0) return [];
    const place = ({ learner, inputs, load }: (typeof found)[number]) => ({
      ...{ x: load, series: NAMES[learner], facet: `N = ${inputs}` },
    });
    const x = { label: 'load α (patterns per synapse)' };
    const common = { x, series: LEARNERS.map((learner) => NAMES[learner]), facet: 'facet' };
    const trials = new Set(found.map(({ unit }) => unit)).size;
    return [
      shareFigure(
        {
          ...{ id: 'success', ...common },
          title: 'Simple learners with two-valued synapses come near the capacity',
          caption: `Share of random problems solved; bars are 95 % Wilson intervals of up to ${trials} problems a point, the same for all learners. Dashed: the capacity, ${CAPACITY}.`,
        },
        sharePoints(found, place, isSolved),
        [{ type: 'ruleX', data: [{ x: CAPACITY }], x: 'x', dashed: true }],
      ),
      ...costFigure(
        {
          ...{ id: 'sweeps', ...common, y: { label: 'sweeps' } },
          title: 'Sweeps to a solution',
          caption:
            'Median number of sweeps over the patterns (of belief propagation: over all messages) where a solution was found.',
        },
        { rows: found, place, value: ({ iterations }) => iterations, way: 'median' },
      ),
      ...costFigure(
        {
          ...{ id: 'flips', ...common, y: { label: 'flips per stored pattern' } },
          title: 'What learning a pattern costs',
          caption:
            'Mean number of synapses that changed their weight, for each stored pattern, where a solution was found; of message passing the flips of the read-out. Hidden states and messages are counted apart.',
        },
        { rows: found, place, value: ({ flips, patterns }) => flips / patterns, way: 'mean' },
      ),
      ...costFigure(
        {
          ...{ id: 'hidden-writes', ...common, y: { label: 'hidden changes per stored pattern' } },
          title: 'What it costs behind the weights',
          caption:
            'Mean number of changes of hidden states, or of messages, for each stored pattern, where a solution was found.',
        },
        {
          ...{ rows: found, place, way: 'mean' },
          value: ({ hiddenWrites, patterns }) => hiddenWrites / patterns,
        },
      ),
    ];
  },
};
