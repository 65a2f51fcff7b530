/**
 * The central experiment: a walk that follows the local entropy, and annealing that follows the energy, on the same problems
 * and with the same arithmetic.
 */

import { shareFigure, sharePoints } from '../../../figures/shares.ts';
import { inJob, type Part } from '../../../protocol/parts.ts';
import { stagesOf } from '../../../protocol/stages.ts';
import { drawDiscreteInSteps } from '../../../tasks/discrete/draw.ts';
import { NAMES, type Solved, solving } from '../../problems/learners.ts';
import { upTo } from '../../problems/solve.ts';
import { isSolved } from '../../problems/trials.ts';
import { type Values, WALKERS } from '../parameters.ts';
import type { Table } from '../records.ts';

export const walks: Part<Values, Table> = {
  name: 'walks',
  jobs: ({ walkSize: inputs, walkLoads, walkSamples }) =>
    walkLoads.flatMap((load) =>
      upTo(walkSamples).map((sample) => ({
        ...{ cost: 600 * (inputs / 201) ** 3, name: `α ${load} ${sample}` },
        async *run(context) {
          const { random } = context;
          const patterns = Math.round(load * inputs);
          const spec = { inputs, patterns };
          const problem = yield* inJob(drawDiscreteInSteps(spec, random.split('problem')), 0, 0);
          const stages = stagesOf(context);
          const walk = (solver: (typeof WALKERS)[number], settings: Record<string, number>) =>
            stages.next((state) =>
              solving(problem, { solver, settings, random: random.split(solver) }, state),
            );
          const entropic = yield* walk('edmc', {});
          // A sweep of annealing costs a little more than N P: what is rounded is in its favour.
          const sweeps = Math.max(10, Math.round(entropic.operations / (inputs * patterns)));
          const annealed = yield* walk('annealing', { sweeps });
          const found: readonly Solved[] = [entropic, annealed];
          for (const [k, { end, operations }] of found.entries()) {
            const at = { learner: WALKERS[k], inputs, load, sample, patterns };
            yield { record: { kind: 'walk', ...at, ...end, operations } };
          }
          return undefined;
        },
      })),
    ),
  figures(rows) {
    const found = rows('walk');
    if (found.length === 0) return [];
    return [
      shareFigure(
        {
          id: 'walks',
          title: 'Follow the entropy, not the energy',
          caption: `Share of problems solved, N = ${found[0].inputs}, with 95 % Wilson intervals. On each problem annealing (E_flip, β from 0.1 to 5, geometric) gets as many sweeps as take the arithmetic that the entropy-driven walk has needed.`,
          x: { label: 'load α (patterns per synapse)' },
          series: WALKERS.map((walker) => NAMES[walker]),
        },
        sharePoints(found, ({ load, learner }) => ({ x: load, series: NAMES[learner] }), isSolved),
      ),
    ];
  },
};
