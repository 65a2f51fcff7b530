/**
 * The region around a solution, in theory and measured: records, jobs and figures of local entropy against distance, and of
 * patterns lost when synapses are flipped.
 */

import {
  flipRobustnessInSteps,
  type WalkPoint,
  walkLocalEntropyInSteps,
} from '../../analyses/landscape.ts';
import { FrugalError } from '../../errors.ts';
import {
  every,
  type Finding,
  headed,
  judgeMean,
  percent,
  together,
  valuesOf,
} from '../../evidence/index.ts';
import type { Figure } from '../../figures/figure.ts';
import type { Point } from '../../figures/marks.ts';
import { entropyFigure, lossFigure } from '../../figures/surroundings.ts';
import { type AsyncWork, isTick, type Tick, type Work } from '../../numerics/pace.ts';
import type { Random } from '../../numerics/random.ts';
import type { JobStep } from '../../protocol/jobs.ts';
import { inJob, type PartJob } from '../../protocol/parts.ts';
import { name, type RowOf, real, share, whole } from '../../protocol/records.ts';
import { type Stages, stagesOf } from '../../protocol/stages.ts';
import type { Pooled } from '../../protocol/study.ts';
import type { SeenCurve, Sight } from '../../protocol/view.ts';
import { createApproximateInSteps } from '../../solvers/discrete/approximate.ts';
import type { SolverSettings } from '../../solvers/discrete/catalogue.ts';
import { type LocalEntropy, localEntropy } from '../../solvers/discrete/local-entropy.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import { denseCurveInSteps, typicalPoints } from '../../theory/index.ts';
import { NAMES, solving } from './learners.ts';
import { FINDERS } from './parameters.ts';

export type Centre = 'typical' | (typeof FINDERS)[number];
const CENTRES = ['typical', ...FINDERS] as const;

/** Centres that theory tells of: typical solutions, and the densest, at y → ∞ and where the centre entropy vanishes. */
export const CURVES = [
  'typical (theory)',
  'densest, y → ∞ (theory)',
  'densest, y* (theory)',
] as const;
export type CurveName = (typeof CURVES)[number];

const load = real('patterns per synapse');
const distance = share('of the synapses that differ from the centre');
const entropy = real('logarithm of the number of solutions at that distance', 'nats per synapse');
const sample = whole('number of the problem');
const inputs = whole('synapses N');

/** Kinds of records of regions. */
export const REGION_KINDS = {
  'region-theory': {
    about: 'Local entropy around a kind of centre at a distance, for N → ∞.',
    theory: true,
    columns: { curve: name(CURVES, 'the kind of centre'), load, distance, entropy },
  },
  region: {
    about: 'Local entropy measured around a solution, in a field towards it.',
    columns: {
      centre: name(CENTRES, 'who found the solution; typical: the teacher'),
      by: name(['message passing', 'random walk'], 'how it is measured'),
      ...{ inputs, load, sample },
      field: real('γ: a solution W weighs exp(γ W·centre)'),
      ...{ distance, entropy },
    },
  },
  flip: {
    about: 'A share of the synapses of a solution flipped at random, ten times.',
    columns: {
      centre: name(CENTRES, 'who found the solution; typical: the teacher'),
      ...{ inputs, load, sample },
      share: share('of the synapses that are flipped'),
      errors: share('of the patterns that are lost, mean'),
    },
  },
} as const;

type CurveRow = RowOf<(typeof REGION_KINDS)['region-theory']['columns']>;
type RegionRow = RowOf<(typeof REGION_KINDS)['region']['columns']>;
type FlipRow = RowOf<(typeof REGION_KINDS)['flip']['columns']>;
type Tagged<K, R> = R & { readonly kind: K };

/** A curve of theory from far to near, as far as it goes: where a branch ends there is nothing to draw. */
export function* curveSteps(
  curve: CurveName,
  task: 'storage' | 'teacher',
  at: number,
  distances: readonly number[],
): Generator<JobStep<Tagged<'region-theory', CurveRow>>, undefined> {
  const found =
    curve === CURVES[0]
      ? typicalSteps(task, at, distances)
      : denseSteps(curve === CURVES[1] ? 'limit' : 'physical', task, at, distances);
  for (const step of found)
    yield isTick(step) ? step : { record: { kind: 'region-theory', curve, load: at, ...step } };
  return undefined;
}

interface CurvePoint {
  readonly distance: number;
  readonly entropy: number;
}

function* typicalSteps(
  task: 'storage' | 'teacher',
  at: number,
  distances: readonly number[],
): Generator<Tick | CurvePoint, void, void> {
  try {
    for (const step of typicalPoints(at, distances, task))
      yield isTick(step) ? step : { distance: step.distance, entropy: step.entropy };
  } catch (error) {
    if (!(error instanceof FrugalError)) throw error;
  }
}

function* denseSteps(
  y: 'limit' | 'physical',
  task: 'storage' | 'teacher',
  at: number,
  distances: readonly number[],
): Generator<Tick | CurvePoint, void, void> {
  for (const each of [...distances].sort((a, b) => b - a))
    try {
      const [point] = yield* denseCurveInSteps({ load: at, distances: [each], y, task });
      yield { distance: each, entropy: point.localEntropy };
    } catch (error) {
      if (!(error instanceof FrugalError)) throw error;
    }
}

/** A curve at a distance, by interpolation; undefined beyond its ends. */
export function curveAt(curve: readonly CurvePoint[], at: number): number | undefined {
  const sorted = [...curve].sort((a, b) => a.distance - b.distance);
  const after = sorted.findIndex((row) => row.distance >= at);
  if (after <= 0) return undefined;
  const [a, b] = [sorted[after - 1], sorted[after]];
  const part = (at - a.distance) / (b.distance - a.distance);
  return a.entropy + part * (b.entropy - a.entropy);
}

/**
 * Local entropy around weights by message passing in fields towards them; where it settles.
 *
 * @param found takes each as it is found
 */
async function* measured(
  problem: DiscreteProblem,
  weights: Int8Array,
  fields: readonly number[],
  random: Random,
  found: LocalEntropy[],
): AsyncWork<LocalEntropy[]> {
  const passing = yield* createApproximateInSteps(problem, { random });
  try {
    for (const step of localEntropy(passing, weights, fields, FINE)) {
      if (isTick(step)) yield step;
      else if (step.converged) found.push(step);
    }
    return found;
  } finally {
    passing.dispose();
  }
}

const BY_WALK = 'by a random walk';

const FINE = { tolerance: 1e-5, sweeps: 500 };

/** What is looked at around a solution. */
export interface Look {
  readonly centre: Centre;
  readonly load: number;
  readonly sample: number;
  /** Fields γ towards the centre; weaker ones lead farther away. */
  readonly fields: readonly number[];
  /** Fields of a walk among solutions besides; none: no walk. */
  readonly walk: readonly number[];
  readonly flips: readonly number[];
}

/** A curve of a neighbourhood, for who looks while it is found. */
export function seenCurve(
  curve: string,
  points: readonly CurvePoint[],
  theory: boolean,
): SeenCurve {
  const sorted = [...points].sort((a, b) => a.distance - b.distance);
  return {
    ...{ name: curve, theory },
    // The overlap of two sets of ±1 weights that differ in a share d of the synapses.
    x: { label: 'overlap 1 − 2d', values: Float64Array.from(sorted, (at) => 1 - 2 * at.distance) },
    y: { label: 'local entropy', values: Float64Array.from(sorted, ({ entropy: s }) => s) },
  };
}

/** A solution of a problem, found or known, and what is looked at around it. */
export interface RegionJob extends Look {
  readonly cost: number;
  /** Curves of theory, as far as they are known, for who looks. */
  readonly curves?: () => readonly SeenCurve[];
  /** Not asked where the centre is the problem's own teacher. */
  readonly settings: SolverSettings;
  draw(shared: Random): Work<DiscreteProblem>;
}

/** The job of looking around a solution; without records where the learner finds none. */
export const regionJob = <V>({
  cost,
  settings,
  draw,
  curves = () => [],
  ...look
}: RegionJob): PartJob<V, Tagged<'region', RegionRow> | Tagged<'flip', FlipRow>> => ({
  ...{ cost, name: `around ${look.centre} ${look.sample}` },
  async *run(context) {
    const { random, shared } = context;
    const { centre: solver } = look;
    const problem = yield* inJob(draw(shared), 0, 0);
    const stages = stagesOf(context);
    let weights = problem.teacher;
    if (solver !== 'typical') {
      const learning = { solver, settings, random: random.split('learn') };
      const found = yield* stages.next((state) => solving(problem, learning, state), [0, 0.4]);
      weights = found.end.solved ? found.weights : undefined;
    }
    if (weights !== undefined)
      yield* lookAround(problem, weights, look, { stages, random, curves });
    return undefined;
  },
});

/** Looks around a solution: stages of a job, and then its records. */
async function* lookAround(
  problem: DiscreteProblem,
  weights: Int8Array,
  { centre, load: at, sample: number, fields, walk, flips }: Look,
  {
    stages,
    random,
    curves,
  }: { readonly stages: Stages; readonly random: Random } & Required<Pick<RegionJob, 'curves'>>,
): AsyncGenerator<JobStep<Tagged<'region', RegionRow> | Tagged<'flip', FlipRow>>, void> {
  // What is found so far, point by point; after a resumption all that was found.
  let [passed, walks]: [readonly CurvePoint[], readonly CurvePoint[]] = [[], []];
  const seen = (): Sight => ({
    name: `around ${centre} ${number}`,
    curves: [
      ...curves(),
      seenCurve(`around ${NAMES[centre] ?? centre}`, passed, false),
      ...(walks.length > 0 ? [seenCurve(BY_WALK, walks, false)] : []),
    ],
  });
  const found: LocalEntropy[] = [];
  passed = found;
  const around = yield* stages.whole(
    () => measured(problem, weights, fields, random.split('measure'), found),
    [0.4, 0.7],
    seen,
  );
  passed = around;
  const walked = yield* stages.whole(() => walkOf(), [0.7, 0.9], seen);
  walks = walked.map(({ distance, entropy }) => ({ distance, entropy }));
  yield { share: 0.9, look: seen };
  const lost = yield* stages.whole(
    () =>
      flipRobustnessInSteps(problem, weights, {
        ...{ shares: flips, repeats: 10, random: random.split('flips') },
      }),
    [0.9, 1],
    seen,
  );
  const common = { centre, inputs: problem.inputs, load: at, sample: number };
  for (const { strength: field, ...point } of around) {
    const by = 'message passing';
    const { distance: d, entropy: s } = point;
    yield { record: { kind: 'region', by, ...common, field, distance: d, entropy: s } };
  }
  for (const { field, distance: d, entropy: s } of walked) {
    const by = 'random walk';
    yield { record: { kind: 'region', by, ...common, field, distance: d, entropy: s } };
  }
  for (const { share: part, errors } of lost)
    yield { record: { kind: 'flip', ...common, share: part, errors } };

  function* walkOf(): Work<WalkPoint[]> {
    if (walk.length === 0) return [];
    return yield* walkLocalEntropyInSteps(problem, weights, {
      ...{ fields: walk, sweeps: 60, random: random.split('walk') },
    });
  }
}

/** The figure of local entropy: curves and what was measured, centre by centre. */
export function regionFigure(
  words: Parameters<typeof entropyFigure>[0],
  curves: readonly CurveRow[],
  regions: readonly RegionRow[],
  bounds: readonly Point[] = [],
): Figure[] {
  const found = regions.map((row) => ({
    ...row,
    series: row.by === 'random walk' ? BY_WALK : NAMES[row.centre],
  }));
  const walks = found.some(({ series }) => series === BY_WALK) ? [BY_WALK] : [];
  return entropyFigure(
    { ...words, series: [...(words.series ?? []), ...walks] },
    { curves: curves.map((row) => ({ ...row, series: row.curve })), found, bounds },
  );
}

/** The figure of flips, with the line of typical solutions. */
export const flipFigure = (
  words: Parameters<typeof lossFigure>[0],
  rows: readonly FlipRow[],
  theory: readonly { readonly x: number; readonly y: number }[],
): Figure[] =>
  lossFigure(
    words,
    rows.map((row) => ({ ...row, series: NAMES[row.centre] })),
    theory.map((point) => ({ ...point, series: CURVES[0] })),
    NAMES.typical,
  );

/** Whether found solutions lose fewer patterns than typical ones, by flips of the same share of their synapses. */
export function lossesBelow(rows: readonly Pooled<FlipRow>[], typical: number): Finding {
  const bar = { bar: typical, side: 'below' } as const;
  const groups = headed(
    rows,
    ({ centre }) => NAMES[centre],
    (group) =>
      judgeMean(
        valuesOf(group, ({ errors }) => errors),
        bar,
      ),
  );
  const { measured } = together(groups, { rule: every, form: percent, unit: 'problem' });
  // The teacher itself is no solution that was found.
  const found = groups.filter(({ head }) => head !== NAMES.typical);
  return {
    measured: `patterns lost when ${percent(rows[0].share)} of the synapses are flipped: typical ${percent(typical)} (theory), ${measured}`,
    verdict: every(found.map(({ judged }) => judged)),
  };
}
