/**
 * The region around a solution: local entropy against distance, in theory around typical and around the densest centres, and
 * measured around what learners find; and how solutions bear flips.
 */

import { flipRobustness, walkLocalEntropy } from '../../../analyses/landscape.ts';
import { estimate, grouped } from '../../../evidence/index.ts';
import type { Figure } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { finish } from '../../../numerics/pace.ts';
import { log, tanh } from '../../../numerics/portable.ts';
import type { Random } from '../../../numerics/random.ts';
import { createApproximate } from '../../../solvers/discrete/approximate.ts';
import { drawDiscrete } from '../../../tasks/discrete/draw.ts';
import type { DiscreteProblem } from '../../../tasks/discrete/problem.ts';
import { denseCurve, typicalCurve, typicalFlipErrors } from '../../../theory/index.ts';
import type { StudyRecord } from '../../study.ts';
import { settingsOf, solved } from '../learners.ts';
import type { Values } from '../parameters.ts';
import { type Job, LEARNER_NAMES, type Part, rowsOf } from '../part.ts';

/** Centres that theory tells of: typical solutions, and the densest, at y → ∞ and where the centre entropy vanishes. */
export const CURVES = ['typical', 'densest, y → ∞', 'densest, y*'] as const;
export type CurveName = (typeof CURVES)[number];

export interface CurveRow {
  readonly curve: CurveName;
  readonly load: number;
  readonly distance: number;
  readonly entropy: number;
}

export interface RegionRow {
  readonly learner: string;
  readonly by: 'message passing' | 'random walk';
  readonly inputs: number;
  readonly load: number;
  readonly sample: number;
  readonly field: number;
  readonly distance: number;
  readonly entropy: number;
}

export interface FlipRow {
  readonly learner: string;
  readonly load: number;
  readonly sample: number;
  readonly share: number;
  readonly errors: number;
}

export const REGION_LEARNERS = ['sbpi', 'rbp', 'fbp'] as const;

/** Fields γ towards the centre; weaker ones lead farther away. */
const FIELDS = [2.5, 2, 1.5, 1.2, 1, 0.8, 0.6, 0.5];
const WALK_FIELDS = [3, 2.5, 2, 1.75, 1.5, 1.35, 1.2, 1.1, 1];
/** Nearer than this the curve at y* takes long to find, and is hardly below that of y → ∞. */
const NEAREST_PHYSICAL = 0.05;

/** Local entropy around weights by message passing in a field towards them. */
async function measured(
  problem: DiscreteProblem,
  weights: Int8Array,
  random: Random,
): Promise<{ field: number; distance: number; entropy: number }[]> {
  const passing = await createApproximate(problem, { random });
  const { inputs } = problem;
  const rows: { field: number; distance: number; entropy: number }[] = [];
  for (const field of FIELDS) {
    for (let i = 0; i < inputs; i++) passing.expose(i, field * weights[i]);
    if (!finish(passing.converge({ tolerance: 1e-5, sweeps: 500 })).converged) continue;
    let overlap = 0;
    for (let i = 0; i < inputs; i++) overlap += (tanh(passing.fields[i]) * weights[i]) / inputs;
    const entropy = finish(passing.logPartition()) / inputs - field * overlap;
    rows.push({ field, distance: (1 - overlap) / 2, entropy });
  }
  passing.dispose();
  return rows;
}

/** The dense curve as far as it can be followed. */
function dense(load: number, y: 'limit' | 'physical', distances: readonly number[]): CurveRow[] {
  const curve = CURVES[y === 'limit' ? 1 : 2];
  const rows: CurveRow[] = [];
  for (const distance of [...distances].sort((a, b) => b - a)) {
    try {
      const [{ localEntropy }] = denseCurve({ load, distances: [distance], y });
      rows.push({ curve, load, distance, entropy: localEntropy });
    } catch {
      // A branch that ends, or a distance beyond all solutions: there is nothing to draw.
    }
  }
  return rows;
}

function theoryJobs({ regionLoad: load, distances, flips }: Values): Job[] {
  const curves: readonly (readonly [CurveName, number, () => CurveRow[]])[] = [
    [
      CURVES[0],
      1500,
      () =>
        typicalCurve(load, distances).map(({ distance, entropy }) => ({
          ...{ curve: CURVES[0], load, distance, entropy },
        })),
    ],
    [CURVES[1], 400, () => dense(load, 'limit', distances)],
    [
      CURVES[2],
      3000,
      () =>
        dense(
          load,
          'physical',
          distances.filter((distance) => distance >= NEAREST_PHYSICAL),
        ),
    ],
  ];
  return [
    ...curves.map(([curve, cost, rows]) => ({
      cost,
      line: `theory, ${curve}`,
      run: () => ({ records: rows().map((row) => ({ kind: 'region-theory', ...row })) }),
    })),
    {
      cost: 10,
      line: 'theory, flips',
      run() {
        const errors = typicalFlipErrors(load, flips);
        const rows = flips.map((share, k) => ({
          ...{ kind: 'flip-theory', load, share, errors: errors[k] },
        }));
        return { records: rows };
      },
    },
  ];
}

const sampleJobs = (values: Values): Job[] =>
  REGION_LEARNERS.flatMap((learner) =>
    Array.from({ length: values.regionSamples }, (_, sample): Job => {
      const { regionSize: inputs, regionLoad: load, flips } = values;
      return {
        cost: 400 * (inputs / 1001) ** 2,
        line: `around ${learner} ${sample}`,
        async run(random, shared) {
          const patterns = Math.round(load * inputs);
          const problem = drawDiscrete({ inputs, patterns }, shared.split(sample));
          const settings = settingsOf(learner, values);
          const found = await solved(learner, problem, settings, random.split('learn'));
          if (!found.solved) return { records: [] };
          const { weights } = found;
          const common = { learner, inputs, load, sample };
          const rows = await measured(problem, weights, random.split('measure'));
          const walks =
            sample > 0
              ? []
              : walkLocalEntropy(problem, weights, {
                  ...{ fields: WALK_FIELDS, sweeps: 60, random: random.split('walk') },
                });
          const robust = flipRobustness(problem, weights, {
            ...{ shares: flips, repeats: 10, random: random.split('flips') },
          });
          return {
            records: [
              ...rows.map((row) => ({ kind: 'region', by: 'message passing', ...common, ...row })),
              ...walks.map(({ field, distance, entropy }) => ({
                ...{ kind: 'region', by: 'random walk', ...common, field, distance, entropy },
              })),
              ...robust.map(({ share, errors }) => ({ kind: 'flip', ...common, share, errors })),
            ],
            timing: { seconds: found.seconds },
          };
        },
      };
    }),
  );

const binaryEntropy = (d: number): number => -d * log(d) - (1 - d) * log(1 - d);

function regionFigure(records: readonly StudyRecord[], values: Values): Figure[] {
  const curves = rowsOf<CurveRow>('region-theory', records).sort((a, b) => a.distance - b.distance);
  const regions = rowsOf<RegionRow>('region', records);
  if (curves.length === 0 && regions.length === 0) return [];
  const bound = 'all configurations';
  const theory = curves.map(({ curve, distance, entropy }) => ({
    ...{ x: distance, y: entropy, series: curve },
  }));
  const configurations = values.distances.map((distance) => ({
    ...{ x: distance, y: binaryEntropy(distance), series: bound },
  }));
  const marks = grouped(regions, ({ learner, by, field }) => `${learner} ${by} ${field}`).map(
    (group) => {
      const [{ learner, by }] = group;
      const [x, y] = [
        estimate(group.map(({ distance }) => distance)),
        estimate(group.map(({ entropy }) => entropy)),
      ];
      const series = by === 'random walk' ? 'by a random walk' : LEARNER_NAMES[learner];
      return { x: x.mean, xError: x.error, y: y.mean, yError: y.error, series };
    },
  );
  const seen = marks.filter(({ x }) => x <= 0.16);
  const [first] = [...curves, ...regions];
  const inputs = regions[0]?.inputs;
  return [
    {
      id: 'local-entropy',
      title: 'Learners find the rare solutions that lie in dense regions',
      caption: `Local entropy: logarithm of the number of solutions at a distance from a centre, per synapse, at α = ${first.load}. Lines: theory for N → ∞ around typical solutions (negative near 0: they are isolated) and around the densest centres, replica-symmetric. Points: around solutions that learners found${inputs === undefined ? '' : `, N = ${inputs}`}, by message passing in a field; also, for one solution of each learner, by a random walk among solutions.`,
      x: { label: 'distance d (share of the synapses)', domain: [0, 0.16] },
      y: { label: 'local entropy (nats per synapse)' },
      series: [
        ...CURVES,
        bound,
        ...REGION_LEARNERS.map((learner) => LEARNER_NAMES[learner]),
        'by a random walk',
      ],
      marks: [line(theory), line(configurations, true), ...points(seen)],
    },
  ];
}

function flipFigure(records: readonly StudyRecord[]): Figure[] {
  const rows = rowsOf<FlipRow>('flip', records);
  const theory = rowsOf<FlipRow>('flip-theory', records);
  if (rows.length === 0) return [];
  const marks = grouped(rows, ({ learner, share }) => `${learner} ${share}`)
    .map((group) => {
      const { mean, error } = estimate(group.map(({ errors }) => errors));
      const [{ learner, share }] = group;
      return { x: share, y: mean, yError: error, series: LEARNER_NAMES[learner] };
    })
    .sort((a, b) => a.x - b.x);
  const typical = 'typical (theory)';
  return [
    {
      id: 'robustness',
      title: 'Solutions in dense regions bear flips',
      caption: `Share of the stored patterns that are lost when a share of the synapses is flipped at random, α = ${rows[0].load}. A typical solution has patterns at every small stability, and loses them at once.`,
      x: { label: 'flipped share of the synapses' },
      y: { label: 'share of patterns in error' },
      series: [typical, ...REGION_LEARNERS.map((learner) => LEARNER_NAMES[learner])],
      marks: [
        line([
          ...theory.map(({ share, errors }) => ({ x: share, y: errors, series: typical })),
          ...marks,
        ]),
        ...points(marks),
      ],
    },
  ];
}

export const regions: Part = {
  name: 'regions',
  jobs: (values) => [...theoryJobs(values), ...sampleJobs(values)],
  figures: (records, values) => [...regionFigure(records, values), ...flipFigure(records)],
};
