/** Laws of the weights under l1 alone, l0 and a gap: histograms of solutions beside the theory's densities and atoms. */

import { estimate, grouped } from '../../../evidence/index.ts';
import type { Figure, Row } from '../../../figures/figure.ts';
import type { Random } from '../../../numerics/random.ts';
import type { Row as RecordRow } from '../../../protocol/records.ts';
import { stagesOf } from '../../../protocol/stages.ts';
import { maxRobustness, type WeightLaw, weightCdf } from '../../../theory/index.ts';
import type { Values } from '../parameters.ts';
import type { Table } from '../records.ts';
import {
  type AssociativeJob,
  type AssociativePart,
  instanceOf,
  modelOf,
  settingOf,
  solve,
} from '../samples.ts';
import { lawOf, lookAtWeights } from '../view.ts';

type LawRow = RecordRow<Table, 'law'>;

const HALF = 16;

/** Bins whose middles are multiples of a third of the gap, so that 0 and ±δ̃ lie in the middle of one. */
function edgesOf(gap: number): number[] {
  return Array.from({ length: 2 * HALF + 2 }, (_, k) => ((k - HALF - 0.5) * gap) / 3);
}

/** Shares in the bins by the law, without the atom at 0. */
function expectedIn(law: WeightLaw, edges: readonly number[]): number[] {
  const zero = law.atoms.find(({ value }) => value === 0)?.mass ?? 0;
  return edges.slice(1).map((edge, k) => {
    const all = weightCdf(law, edge) - weightCdf(law, edges[k]);
    return edges[k] < 0 && edge > 0 ? all - zero : all;
  });
}

function countsIn(weights: Float64Array, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  const width = edges[1] - edges[0];
  for (const weight of weights) {
    const bin = Math.floor((weight - edges[0]) / width);
    if (weight !== 0 && bin >= 0 && bin < counts.length) counts[bin] += 1;
  }
  return counts;
}

/** The gap and the density that are shown: the largest, and the smallest. */
const shownOf = (values: Values) => ({
  gap: Math.max(...values.gaps),
  density: Math.min(...values.densities),
});

function lawJob(values: Values, constraint: 'l1' | 'l0' | 'gap'): AssociativeJob {
  const { gap, density } = shownOf(values);
  const setting = settingOf(values, 'free signs');
  const { eliminationSize: inputs, eliminationSamples: samples, load } = values;
  const wanted = { l1: {}, l0: { density }, gap: { gap } }[constraint];
  const name = { l1: 'l1 alone', l0: `l0, p = ${density}`, gap: `gap, δ = ${gap} w` }[constraint];
  const method = constraint === 'l1' ? ('exact' as const) : ('elimination' as const);
  const edges = edgesOf(gap);
  /** The solution found last, for who looks. */
  let solution: Float64Array = new Float64Array(0);
  /** What one sample adds to the histogram. */
  async function* sampled(random: Random) {
    const data = instanceOf(setting, inputs, load, random);
    const { weights, sparsity } = yield* solve(data, setting, wanted, { method });
    solution = weights;
    const counts = weights.length > 0 ? countsIn(weights, edges) : [];
    return { counts, sparsity };
  }
  return {
    ...{ name, cost: samples * 60 * (inputs / 100) ** 2 },
    async *run(context) {
      const stages = stagesOf(context);
      const found: { counts: number[]; sparsity: number }[] = [];
      const law = lawOf({ ...modelOf(setting), ...wanted, load });
      const look = lookAtWeights(name, () => solution, law);
      for (let sample = 0; sample < samples; sample++) {
        // The same associations for all constraints: their stream is named after the sample alone.
        const random = context.root.split('laws').split(sample);
        const place = [sample / samples, (sample + 1) / samples] as const;
        const one = yield* stages.whole(() => sampled(random), place);
        if (one.counts.length > 0) found.push(one);
        if (solution.length > 0) yield { share: place[1], look };
      }
      if (found.length === 0) return undefined;
      const theory = maxRobustness({ ...modelOf(setting), ...wanted, load });
      const { mean, error } = estimate(found.map(({ sparsity }) => sparsity));
      const record = {
        ...({ kind: 'law', constraint: name, inputs, samples: found.length, edges } as const),
        measured: edges.slice(1).map((_, k) => {
          const count = found.reduce((sum, { counts }) => sum + counts[k], 0);
          return count / (inputs * found.length);
        }),
        expected: expectedIn(theory.law, edges),
        ...{ sparsity: mean, sparsityError: error, expectedSparsity: theory.sparsity },
      };
      yield { record };
      return undefined;
    },
  };
}

/** One row for those of several runs. */
function merged(rows: readonly LawRow[]): LawRow {
  const samples = rows.reduce((sum, row) => sum + row.samples, 0);
  const mean = (of: (row: LawRow) => number): number =>
    rows.reduce((sum, row) => sum + row.samples * of(row), 0) / samples;
  const squares = mean((row) => row.samples * row.sparsityError ** 2);
  return {
    ...rows[0],
    samples,
    measured: rows[0].measured.map((_, k) => mean((row) => row.measured[k])),
    sparsity: mean((row) => row.sparsity),
    sparsityError: Math.sqrt(squares / samples),
  };
}

export const lawsPart: AssociativePart = {
  name: 'laws',
  jobs: (values) => (['l1', 'l0', 'gap'] as const).map((constraint) => lawJob(values, constraint)),
  figures(all, values): readonly Figure[] {
    const rows = grouped(all('law'), ({ constraint }) => constraint).map(merged);
    if (rows.length === 0) return [];
    const bins = rows.flatMap(({ constraint, edges, measured, expected }) =>
      measured.map(
        (share, k): Row => ({
          ...{ constraint, series: 'solutions', from: edges[k], to: edges[k + 1] },
          ...{ middle: (edges[k] + edges[k + 1]) / 2, share, expected: expected[k] },
        }),
      ),
    );
    const theory = bins.map((row): Row => ({ ...row, series: 'theory' }));
    const [{ inputs }] = rows;
    const shares = rows.map(
      ({ constraint, sparsity, sparsityError, expectedSparsity }) =>
        `${constraint}: S = ${sparsity.toFixed(3)} ± ${sparsityError.toFixed(3)}, theory ${expectedSparsity.toFixed(3)}`,
    );
    return [
      {
        id: 'weight-laws',
        title: 'Laws of the weights',
        caption: `Share of the inputs whose weight is nonzero and in the bin, at load α = ${values.load}. Bars: solutions at N = ${inputs} (l0 and gap by elimination, which is not the optimum); dots: theory for N → ∞ with its atoms, replica-symmetric for l0 and gap. l1 gives a Gaussian cut off at 0; l0 opens a hole by itself, which is why a gap can do its work. ${shares.join('; ')}.`,
        x: { label: 'weight J/w' },
        y: { label: 'share of the inputs' },
        series: ['solutions', 'theory'],
        facet: 'constraint',
        aspect: 1,
        marks: [
          {
            type: 'rectY',
            data: bins.filter(({ share }) => Number(share) > 0),
            ...{ x1: 'from', x2: 'to', y: 'share', series: 'series' },
          },
          { type: 'dot', data: theory, x: 'middle', y: 'expected', series: 'series' },
        ],
      },
    ];
  },
};
