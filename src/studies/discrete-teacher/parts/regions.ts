/**
 * The region around a solution, and how it bears flips. The teacher is a solution drawn at random from all, so long as one knows
 * nothing but the answers: that gives typical solutions of any size for nothing.
 */

import { flipRobustness } from '../../../analyses/landscape.ts';
import { estimate, grouped } from '../../../evidence/index.ts';
import type { Figure } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { acos } from '../../../numerics/arc.ts';
import { withoutTicks } from '../../../numerics/pace.ts';
import { createApproximate } from '../../../solvers/discrete/approximate.ts';
import { localEntropy } from '../../../solvers/discrete/local-entropy.ts';
import { denseCurve, typicalCurve } from '../../../theory/index.ts';
import { solved } from '../../discrete/learners.ts';
import { type Job, rowsOf } from '../../discrete/part.ts';
import type { StudyRecord } from '../../study.ts';
import { disagreement } from '../disagreement.ts';
import type { Values } from '../parameters.ts';
import { NAMES, type Part } from '../part.ts';
import { settingsOf, teacherOf, teacherProblem } from './learning.ts';

export const REGION_LEARNERS = ['sbpi', 'rbp', 'fbp'] as const;
export type Centre = 'typical' | (typeof REGION_LEARNERS)[number];

/** Centres that theory tells of. */
export const CURVES = ['typical (theory)', 'densest, y → ∞ (theory)'] as const;
export type CurveName = (typeof CURVES)[number];

export interface RegionCurveRow {
  readonly curve: CurveName;
  readonly load: number;
  readonly distance: number;
  readonly entropy: number;
}

export interface RegionRow {
  readonly centre: Centre;
  readonly inputs: number;
  readonly load: number;
  readonly sample: number;
  readonly field: number;
  readonly distance: number;
  readonly entropy: number;
}

export interface FlipRow {
  readonly centre: Centre;
  readonly inputs: number;
  readonly load: number;
  readonly sample: number;
  readonly share: number;
  /** Share of the patterns that are lost. */
  readonly errors: number;
}

const FIELDS = [2.5, 2, 1.5, 1.2, 1, 0.8, 0.6];
const DISTANCES = [0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.125, 0.15];

/** Patterns lost by a typical solution, exact: all that is known of its stabilities is their sign. */
export const typicalLoss = (inputs: number, share: number): number =>
  disagreement(inputs, Math.round(share * inputs));

/** A curve as far as it goes: a branch that ends, or a distance beyond all solutions, leaves nothing to draw. */
function pointwise(
  curve: CurveName,
  load: number,
  at: (distance: number) => number,
): RegionCurveRow[] {
  return [...DISTANCES].reverse().flatMap((distance) => {
    try {
      return [{ curve, load, distance, entropy: at(distance) }];
    } catch {
      return [];
    }
  });
}

const theoryJob = ({ regionLoad: load }: Values): Job => ({
  ...{ cost: 1500, line: 'curves' },
  run() {
    const [typical, densest] = CURVES;
    const rows = [
      ...pointwise(typical, load, (d) => typicalCurve(load, [d], 'teacher')[0].entropy),
      ...pointwise(
        densest,
        load,
        (d) => denseCurve({ load, distances: [d], y: 'limit', task: 'teacher' })[0].localEntropy,
      ),
    ];
    return { records: rows.map((row) => ({ kind: 'region-theory', ...row })) };
  },
});

const sampleJobs = (values: Values): Job[] =>
  (['typical', ...REGION_LEARNERS] as const).flatMap((centre) =>
    Array.from({ length: values.regionSamples }, (_, sample) => ({
      cost: 500 * (values.regionSize / 1001) ** 2,
      line: `around ${centre} ${sample}`,
      async run(random, shared) {
        const { regionSize: inputs, regionLoad: load, flips: shares } = values;
        const problem = teacherProblem(shared, { inputs, load, sample });
        let weights = teacherOf(problem);
        if (centre !== 'typical') {
          const settings = settingsOf(centre, values);
          const found = await solved(centre, problem, settings, random.split('learn'));
          if (!found.solved) return { records: [] };
          weights = found.weights;
        }
        const common = { centre, inputs, load, sample };
        const passing = await createApproximate(problem, { random: random.split('messages') });
        const around = [...withoutTicks(localEntropy(passing, weights, FIELDS, { sweeps: 500 }))];
        passing.dispose();
        const robust = flipRobustness(problem, weights, {
          ...{ shares, repeats: 10, random: random.split('flips') },
        });
        return {
          records: [
            ...around
              .filter(({ converged }) => converged)
              .map(({ strength: field, distance, entropy }) => ({
                ...{ kind: 'region', ...common, field, distance, entropy },
              })),
            ...robust.map(({ share, errors }) => ({ kind: 'flip', ...common, share, errors })),
          ],
        };
      },
    })),
  );

const SERIES = (['typical', ...REGION_LEARNERS] as const).map((centre) => NAMES[centre]);

function regionFigure(records: readonly StudyRecord[]): Figure[] {
  const curves = rowsOf<RegionCurveRow>('region-theory', records);
  const rows = rowsOf<RegionRow>('region', records);
  if (rows.length === 0) return [];
  const theory = [...curves]
    .sort((a, b) => a.distance - b.distance)
    .map(({ curve, distance, entropy }) => ({ x: distance, y: entropy, series: curve }));
  const found = grouped(rows, ({ centre, field }) => `${centre} ${field}`).map((group) => {
    const x = estimate(group.map(({ distance }) => distance));
    const y = estimate(group.map(({ entropy }) => entropy));
    const series = NAMES[group[0].centre];
    return { x: x.mean, xError: x.error, y: y.mean, yError: y.error, series };
  });
  return [
    {
      id: 'local-entropy',
      title: 'The teacher is as lonely as a typical solution; what learners find is not',
      caption: `Logarithm of the number of solutions at a distance from a centre, per synapse, at α = ${rows[0].load}. Lines: theory for N → ∞ around typical solutions and around the densest centres, replica-symmetric. Points: by belief propagation around the teacher, which is a solution drawn at random, and around solutions that learners found, N = ${rows[0].inputs}.`,
      x: { label: 'distance d (share of the synapses)', domain: [0, 0.16] },
      y: { label: 'local entropy (nats per synapse)' },
      series: [...CURVES, ...SERIES],
      marks: [line(theory), ...points(found.filter(({ x }) => x <= 0.16))],
    },
  ];
}

function flipFigure(records: readonly StudyRecord[]): Figure[] {
  const rows = rowsOf<FlipRow>('flip', records);
  if (rows.length === 0) return [];
  const found = grouped(rows, ({ centre, share }) => `${centre} ${share}`)
    .map((group) => {
      const { mean, error } = estimate(group.map(({ errors }) => errors));
      return { x: group[0].share, y: mean, yError: error, series: NAMES[group[0].centre] };
    })
    .sort((a, b) => a.x - b.x);
  const most = Math.max(...rows.map(({ share }) => share));
  const theory = Array.from({ length: 41 }, (_, k) => {
    const x = (most * k) / 40;
    return { x, y: acos(1 - 2 * x) / Math.PI, series: CURVES[0] };
  });
  return [
    {
      id: 'robustness',
      title: 'What learners find bears flips better than the teacher itself',
      caption: `Share of the learned patterns that are lost when a share of the synapses is flipped at random, α = ${rows[0].load}. Line: what a typical solution loses, arccos(1 − 2d)/π for N → ∞. Points: means with standard errors.`,
      x: { label: 'flipped share of the synapses' },
      y: { label: 'share of patterns in error' },
      series: [CURVES[0], ...SERIES],
      marks: [
        line(theory),
        line(found.filter(({ series }) => series !== NAMES.typical)),
        ...points(found),
      ],
    },
  ];
}

export const regions: Part = {
  name: 'regions',
  jobs: (values) => [theoryJob(values), ...sampleJobs(values)],
  figures: (records) => [...regionFigure(records), ...flipFigure(records)],
};
