/** Committees of ±1 synapses: how often a descent alone, replicas of it, message passing and hidden states solve them. */

import { costFigure, shareFigure, sharePoints } from '../../../figures/shares.ts';
import type { Part } from '../../../protocol/parts.ts';
import type { Row } from '../../../protocol/records.ts';
import type { SolverSettings } from '../../../solvers/discrete/catalogue.ts';
import { NAMES, settingsOf } from '../../problems/learners.ts';
import { drawnFrom, solveJob, upTo } from '../../problems/solve.ts';
import { isSolved } from '../../problems/trials.ts';
import { LEARNERS, type LearnerName, type Values } from '../parameters.ts';
import type { Table } from '../records.ts';

/** The descent alone has as many epochs as all replicas together. */
function committeeSettings(learner: LearnerName, values: Values): SolverSettings {
  const { replicas, epochs, coupling, growth } = values;
  if (learner === 'sgd') return { replicas: 1, epochs: replicas * epochs };
  if (learner === 'rsgd') return { replicas, epochs, coupling, growth };
  return settingsOf(learner, values);
}

/** Rough ms for 505 synapses at the load ½. */
const COST: Readonly<Record<LearnerName, number>> = { sgd: 800, rsgd: 900, fbp: 700, sbpi: 30 };

export const nameOf = ({ units, wiring }: Pick<Row<Table, 'committee'>, 'units' | 'wiring'>) =>
  wiring === 'full' ? `K = ${units}, same inputs` : `K = ${units}, a tree`;

export const committee: Part<Values, Table> = {
  name: 'committee',
  jobs(values) {
    const { wirings, loads, samples, learners, unitInputs: inputs } = values;
    const trials = wirings.flatMap((wiring) =>
      values.units.flatMap((units) =>
        loads.flatMap((load) => upTo(samples).map((sample) => ({ units, wiring, load, sample }))),
      ),
    );
    return learners.flatMap((learner) =>
      trials.map((trial) => {
        const { units, wiring, load, sample } = trial;
        const synapses = inputs * units;
        const patterns = Math.round(load * synapses);
        return solveJob({
          name: `${learner} ${units} ${wiring} α ${load} ${sample}`,
          cost: COST[learner] * (synapses / 505) ** 2 * 2 * load,
          solver: learner === 'sgd' ? 'rsgd' : learner,
          settings: committeeSettings(learner, values),
          draw: drawnFrom({ inputs, patterns, units, wiring }, (shared) =>
            shared.split(`${units} ${wiring} ${inputs}`).split(sample),
          ),
          record: ({ end }) => ({
            ...{ kind: 'committee' as const, learner, ...trial, inputs, patterns, ...end },
          }),
        });
      }),
    );
  },
  figures(rows, { unitInputs }) {
    const found = rows('committee');
    if (found.length === 0) return [];
    const place = (row: (typeof found)[number]) => ({
      ...{ x: row.load, series: NAMES[row.learner], facet: nameOf(row) },
    });
    const common = {
      x: { label: 'load α (patterns per synapse)' },
      series: LEARNERS.map((learner) => NAMES[learner]),
      ...{ facet: 'facet', facetColumns: 2 },
    };
    return [
      shareFigure(
        {
          ...{ id: 'committee', ...common },
          title: 'Replicas of a failing descent succeed',
          caption: `Share of random problems solved by committees whose majority answers, ${unitInputs} inputs a unit; 95 % Wilson intervals of ${new Set(found.map(({ unit }) => unit)).size} problems. The descent alone has as many epochs as all replicas together.`,
        },
        sharePoints(found, place, isSolved),
      ),
      ...costFigure(
        {
          ...{ id: 'committee-flips', ...common, y: { label: 'flips per stored pattern' } },
          title: 'What a stored pattern costs a committee',
          caption:
            'Mean number of synapses that changed their weight for each stored pattern, where a solution was found; of replicas all together, of message passing the flips of the read-out.',
        },
        { rows: found, place, value: ({ flips, patterns }) => flips / patterns, way: 'mean' },
      ),
    ];
  },
};
