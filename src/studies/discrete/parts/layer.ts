/**
 * Many units that see the same patterns, each with labels of its own: a layer that stores P patterns of K bits in K·N
 * synapses. The patterns are held once, so that a million synapses at a high load take megabytes.
 */

import { estimate } from '../../../evidence/index.ts';
import { line, points } from '../../../figures/marks.ts';
import type { Random } from '../../../numerics/random.ts';
import { drawDiscrete } from '../../../tasks/discrete/draw.ts';
import type { DiscreteProblem } from '../../../tasks/discrete/problem.ts';
import { settingsOf, solved } from '../learners.ts';
import { LAYER_LEARNERS, type LayerLearner, type Values } from '../parameters.ts';
import { type Job, LEARNER_NAMES, type Part, rowsOf } from '../part.ts';

export interface LayerRow {
  readonly learner: LayerLearner;
  readonly inputs: number;
  readonly patterns: number;
  readonly unit: number;
  readonly solved: boolean;
  readonly errors: number;
  readonly iterations: number;
  readonly flips: number;
  readonly hiddenWrites: number;
}

/** Patterns of the layer, drawn once for all units of a run. */
function patternsOf(values: Values, shared: Random): DiscreteProblem {
  const { layerSize: inputs, layerLoad } = values;
  return drawDiscrete({ inputs, patterns: Math.round(layerLoad * inputs) }, shared);
}

/** One unit's labels on the patterns of all. */
function labelled(problem: DiscreteProblem, random: Random): DiscreteProblem {
  const labels = Int8Array.from(problem.labels, () => (random.uniform() < 0.5 ? -1 : 1));
  return { ...problem, labels };
}

export const layer: Part = {
  name: 'layer',
  jobs(values) {
    let patterns: DiscreteProblem | undefined;
    const jobOf = (learner: LayerLearner, unit: number): Job => ({
      cost: (values.layerSize / 1001) ** 2 * 12,
      line: `${learner} unit ${unit}`,
      async run(random, shared) {
        patterns ??= patternsOf(values, shared);
        const problem = labelled(patterns, shared.split(unit));
        const settings = settingsOf(learner, values);
        const { weights: _, seconds, ...found } = await solved(learner, problem, settings, random);
        const { inputs, patterns: count } = problem;
        const row: LayerRow = { learner, inputs, patterns: count, unit, ...found };
        return { records: [{ kind: 'layer', ...row }], timing: { seconds } };
      },
    });
    return LAYER_LEARNERS.flatMap((learner) =>
      Array.from({ length: values.layerUnits }, (_, unit) => jobOf(learner, unit)),
    );
  },
  figures(records) {
    const rows = rowsOf<LayerRow>('layer', records);
    if (rows.length === 0) return [];
    const [{ inputs, patterns }] = rows;
    const series = LAYER_LEARNERS.map((learner) => LEARNER_NAMES[learner]);
    const sorted = LAYER_LEARNERS.map((learner) =>
      rows
        .filter((row) => row.learner === learner && row.solved)
        .map((row) => row.iterations)
        .sort((a, b) => a - b),
    );
    const curves = sorted.flatMap((sweeps, k) => {
      const units = rows.filter((row) => row.learner === LAYER_LEARNERS[k]).length;
      return sweeps.map((x, rank) => ({ x, y: (rank + 1) / units, series: series[k] }));
    });
    const cost = estimate(
      rows.filter((row) => row.learner === 'sbpi').map((row) => row.flips / patterns),
    );
    const units = Math.max(...rows.map((row) => row.unit)) + 1;
    return [
      {
        id: 'layer',
        title: 'A layer of two-valued synapses',
        caption: `${units} units of N = ${inputs} synapses, ${(units * inputs).toLocaleString('en-US')} in all, store ${patterns.toLocaleString('en-US')} patterns each (α = ${(patterns / inputs).toPrecision(3)}): share of the units that had learned all of theirs after so many sweeps. SBPI flips ${cost.mean.toFixed(0)} synapses for each pattern stored.`,
        x: { label: 'sweeps', scale: 'log' },
        y: { label: 'share of the units', domain: [0, 1] },
        series,
        marks: [line(curves), ...points(curves)],
      },
    ];
  },
};
