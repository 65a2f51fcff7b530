/** The region around what learners find, against theory: local entropy, and how solutions bear flips. */

import { log } from '../../../numerics/portable.ts';
import type { Part, PartJob } from '../../../protocol/parts.ts';
import type { RecordOf } from '../../../protocol/records.ts';
import type { SeenCurve } from '../../../protocol/view.ts';
import { typicalFlipErrors } from '../../../theory/index.ts';
import { NAMES, settingsOf } from '../../problems/learners.ts';
import {
  CURVES,
  type CurveName,
  curveSteps,
  flipFigure,
  regionFigure,
  regionJob,
  seenCurve,
} from '../../problems/regions.ts';
import { drawnFrom, upTo } from '../../problems/solve.ts';
import type { Values } from '../parameters.ts';
import type { Table } from '../records.ts';

type Job = PartJob<Values, RecordOf<Table>>;

const FIELDS = [2.5, 2, 1.5, 1.2, 1, 0.8, 0.6, 0.5];
const WALK_FIELDS = [3, 2.5, 2, 1.75, 1.5, 1.35, 1.2, 1.1, 1];
/** Whose solutions a walk sets out from too: the instruments are compared once a problem. */
const WALK_FROM = 'sbpi';
/** Nearer than this the curve at y* takes long to find, and is hardly below that of y → ∞. */
const NEAREST_PHYSICAL = 0.05;
/** Rough ms of the curves. */
const COSTS = [1500, 400, 3000];

/** Points of the curves of theory as they are found, for who looks; after a resumption only those found since. */
type Known = Map<CurveName, { readonly distance: number; readonly entropy: number }[]>;

const curvesOf = (known: Known): SeenCurve[] =>
  Array.from(known, ([curve, points]) => seenCurve(curve, points, true)).filter(
    ({ x }) => x.values.length > 1,
  );

const theoryJobs = ({ regionLoad: load, distances, flips }: Values, known: Known): Job[] => [
  ...CURVES.map((curve, k) => ({
    ...{ cost: COSTS[k], name: `theory, ${curve}` },
    *run() {
      const steps = curveSteps(
        ...([curve, 'storage', load] as const),
        distances.filter((distance) => k < 2 || distance >= NEAREST_PHYSICAL),
      );
      const points: { readonly distance: number; readonly entropy: number }[] = [];
      for (const step of steps) {
        if (step.record !== undefined) points.push(step.record);
        if (points.length > 0) known.set(curve, points);
        yield {
          ...step,
          ...(points.length > 1 && { look: () => ({ name: 'theory', curves: curvesOf(known) }) }),
        };
      }
      return undefined;
    },
  })),
  {
    ...{ cost: 10, name: 'theory, flips' },
    *run() {
      for (const [k, errors] of typicalFlipErrors(load, flips).entries())
        yield { record: { kind: 'flip-theory', load, share: flips[k], errors } };
      return undefined;
    },
  },
];

const sampleJobs = (values: Values, known: Known): Job[] =>
  values.centres.flatMap((centre) =>
    upTo(values.regionSamples).map((sample): Job => {
      const { regionSize: inputs, regionLoad: load, flips } = values;
      const patterns = Math.round(load * inputs);
      return regionJob({
        cost: 400 * (inputs / 1001) ** 2,
        ...{ centre, load, sample, flips, fields: FIELDS, curves: () => curvesOf(known) },
        walk: centre === WALK_FROM ? WALK_FIELDS : [],
        settings: settingsOf(centre, values),
        draw: drawnFrom({ inputs, patterns }, (shared) => shared.split(sample)),
      });
    }),
  );

/** Places at which a curve in closed form is drawn. */
const CURVE_POINTS = 120;

const binaryEntropy = (d: number): number => -d * log(d) - (1 - d) * log(1 - d);

export const regions: Part<Values, Table> = {
  name: 'regions',
  jobs(values) {
    const known: Known = new Map();
    return [...theoryJobs(values, known), ...sampleJobs(values, known)];
  },
  figures(rows, { centres, distances, regionLoad }) {
    const bound = 'all configurations';
    const found = rows('region');
    const flips = rows('flip');
    const theory = rows('flip-theory').map(({ share, errors }) => ({ x: share, y: errors }));
    const learners = centres.map((learner) => NAMES[learner]);
    return [
      ...regionFigure(
        {
          title: 'Learners find the rare solutions that lie in dense regions',
          caption: `Local entropy: logarithm of the number of solutions at a distance from a centre, per synapse, at α = ${regionLoad}. Lines: theory for N → ∞ around typical solutions (negative near 0: they are isolated) and around the densest centres, replica-symmetric. Points: around solutions that learners found${found.length === 0 ? '' : `, N = ${found[0].inputs}`}, by message passing in a field; around those of SBPI also by a random walk among solutions.`,
          series: [...CURVES, bound, ...learners],
        },
        ...([rows('region-theory'), found] as const),
        Array.from({ length: CURVE_POINTS }, (_, k) => {
          const x = (Math.max(...distances) * (k + 1)) / CURVE_POINTS;
          return { x, y: binaryEntropy(x), series: bound };
        }),
      ),
      ...flipFigure(
        {
          title: 'Solutions in dense regions bear flips',
          caption: `Share of the stored patterns that are lost when a share of the synapses is flipped at random, α = ${regionLoad}. A typical solution has patterns at every small stability, and loses them at once.`,
        },
        ...([flips, theory] as const),
      ),
    ];
  },
};
