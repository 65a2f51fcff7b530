/**
 * Many units that see the same patterns, each with labels of its own: a layer that stores P patterns of K bits in K·N
 * synapses. The patterns are held once, so that a million synapses at a high load take megabytes.
 */

import { estimate } from '../../../evidence/index.ts';
import { line, points } from '../../../figures/marks.ts';
import type { Work } from '../../../numerics/pace.ts';
import type { Random } from '../../../numerics/random.ts';
import type { Part } from '../../../protocol/parts.ts';
import { drawDiscreteInSteps } from '../../../tasks/discrete/draw.ts';
import type { DiscreteProblem } from '../../../tasks/discrete/problem.ts';
import { NAMES, settingsOf } from '../../problems/learners.ts';
import { solveJob, upTo } from '../../problems/solve.ts';
import { LAYER_LEARNERS, type Values } from '../parameters.ts';
import type { Table } from '../records.ts';

/** One unit's labels on the patterns of all. */
function labelled(problem: DiscreteProblem, random: Random): DiscreteProblem {
  const labels = Int8Array.from(problem.labels, () => (random.uniform() < 0.5 ? -1 : 1));
  return { ...problem, labels };
}

export const layer: Part<Values, Table> = {
  name: 'layer',
  jobs(values) {
    const { layerSize: inputs, layerLoad, layerUnits } = values;
    const patterns = Math.round(layerLoad * inputs);
    let layerPatterns: DiscreteProblem | undefined;
    function* draw(shared: Random, neuron: number): Work<DiscreteProblem> {
      layerPatterns ??= yield* drawDiscreteInSteps({ inputs, patterns }, shared);
      return labelled(layerPatterns, shared.split(neuron));
    }
    return LAYER_LEARNERS.flatMap((learner) =>
      upTo(layerUnits).map((neuron) =>
        solveJob({
          ...{ name: `${learner} unit ${neuron}`, cost: (inputs / 1001) ** 2 * 12 },
          ...{ solver: learner, settings: settingsOf(learner, values) },
          draw: (shared) => draw(shared, neuron),
          record: ({ end }) => ({
            ...{ kind: 'layer' as const, learner, inputs, patterns, neuron, ...end },
          }),
        }),
      ),
    );
  },
  figures(rows) {
    const found = rows('layer');
    if (found.length === 0) return [];
    const [{ inputs, patterns }] = found;
    const curves = LAYER_LEARNERS.flatMap((learner) => {
      const own = found.filter((row) => row.learner === learner);
      return own
        .flatMap(({ solved, iterations }) => (solved ? [iterations] : []))
        .sort((a, b) => a - b)
        .map((x, rank) => ({ x, y: (rank + 1) / own.length, series: NAMES[learner] }));
    });
    const sbpi = found.filter(({ learner }) => learner === 'sbpi');
    const cost = estimate(sbpi.map(({ flips }) => flips / patterns));
    const units = Math.max(...found.map(({ neuron }) => neuron)) + 1;
    return [
      {
        id: 'layer',
        title: 'A layer of two-valued synapses',
        caption: `${units} units of N = ${inputs} synapses, ${(units * inputs).toLocaleString('en-US')} in all, store ${patterns.toLocaleString('en-US')} patterns each (α = ${(patterns / inputs).toPrecision(3)}): share of the units that had learned all of theirs after so many sweeps. SBPI flips ${cost.mean.toFixed(0)} synapses for each pattern stored.`,
        x: { label: 'sweeps', type: 'log' },
        y: { label: 'share of the units', domain: [0, 1] },
        series: LAYER_LEARNERS.map((learner) => NAMES[learner]),
        marks: [line(curves), ...points(curves)],
      },
    ];
  },
};
