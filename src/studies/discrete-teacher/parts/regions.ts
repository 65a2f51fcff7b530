/**
 * The region around a solution, and how it bears flips. The teacher is a solution drawn at random from all, so long as one knows
 * nothing but the answers: that gives typical solutions of any size for nothing.
 */

import { acos } from '../../../numerics/arc.ts';
import type { Part, PartJob } from '../../../protocol/parts.ts';
import type { RecordOf } from '../../../protocol/records.ts';
import { NAMES, settingsOf } from '../../problems/learners.ts';
import { REGION_LEARNERS } from '../../problems/parameters.ts';
import { CURVES, curveSteps, flipFigure, regionFigure, regionJob } from '../../problems/regions.ts';
import { upTo } from '../../problems/solve.ts';
import type { Values } from '../parameters.ts';
import type { Table } from '../records.ts';
import { teacherProblem } from '../teachers.ts';

type Job = PartJob<Values, RecordOf<Table>>;

const FIELDS = [2.5, 2, 1.5, 1.2, 1, 0.8, 0.6];
const DISTANCES = [0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.125, 0.15];
const CENTRES = ['typical', ...REGION_LEARNERS] as const;
const DRAWN = CURVES.slice(0, 2);

const sampleJobs = (values: Values): Job[] =>
  CENTRES.flatMap((centre) =>
    upTo(values.regionSamples).map((sample): Job => {
      const { regionSize: inputs, regionLoad: load, flips } = values;
      return regionJob({
        cost: 500 * (inputs / 1001) ** 2,
        ...{ centre, load, sample, flips, fields: FIELDS, walk: [] },
        settings: settingsOf(centre, values),
        draw: (shared) => teacherProblem(shared, { inputs, load, sample }),
      });
    }),
  );

export const regions: Part<Values, Table> = {
  name: 'regions',
  jobs: (values) => [
    ...DRAWN.map((curve) => ({
      ...{ cost: 700, name: `theory, ${curve}` },
      run: () => curveSteps(curve, 'teacher', values.regionLoad, DISTANCES),
    })),
    ...sampleJobs(values),
  ],
  figures(rows, { regionLoad, regionSize, flips }) {
    const most = Math.max(...flips);
    const typical = upTo(41).map((k) => {
      const x = (most * k) / 40;
      return { x, y: acos(1 - 2 * x) / Math.PI };
    });
    return [
      ...regionFigure(
        {
          title: 'The teacher is as lonely as a typical solution; what learners find is not',
          caption: `Logarithm of the number of solutions at a distance from a centre, per synapse, at α = ${regionLoad}. Lines: theory for N → ∞ around typical solutions and around the densest centres, replica-symmetric. Points: by belief propagation around the teacher, which is a solution drawn at random, and around solutions that learners found, N = ${regionSize}.`,
          series: [...DRAWN, ...CENTRES.map((centre) => NAMES[centre])],
        },
        ...([rows('region-theory'), rows('region')] as const),
      ),
      ...flipFigure(
        {
          title: 'What learners find bears flips better than the teacher itself',
          caption: `Share of the learned patterns that are lost when a share of the synapses is flipped at random, α = ${regionLoad}. Line: what a typical solution loses, arccos(1 − 2d)/π for N → ∞. Points: means with standard errors.`,
        },
        ...([rows('flip'), typical] as const),
      ),
    ];
  },
};
