/** Laws of the weights under l1 alone, l0 and a gap: histograms of solutions beside the theory's densities and atoms. */

import { estimate, grouped } from '../../../evidence/index.ts';
import type { Figure, Row } from '../../../figures/figure.ts';
import { maxRobustness, type WeightLaw, weightCdf } from '../../../theory/index.ts';
import type { Values } from '../parameters.ts';
import { type Job, type Part, rowsOf } from '../part.ts';
import { instanceOf, modelOf, solve } from '../samples.ts';
import { settingOf } from './capacity.ts';

interface LawRow {
  readonly constraint: string;
  readonly inputs: number;
  readonly samples: number;
  readonly edges: readonly number[];
  /** Shares of all inputs whose weights are nonzero and in the bin, measured and expected. */
  readonly measured: readonly number[];
  readonly expected: readonly number[];
  readonly sparsity: number;
  readonly sparsityError: number;
  readonly expectedSparsity: number;
  readonly [key: string]: number | string | readonly number[];
}

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

function measuredIn(weights: Float64Array, edges: readonly number[], counts: number[]): void {
  const width = edges[1] - edges[0];
  for (const weight of weights) {
    const bin = Math.floor((weight - edges[0]) / width);
    if (weight !== 0 && bin >= 0 && bin < counts.length) counts[bin] += 1;
  }
}

/** The gap and the density that are shown: the largest, and the smallest. */
const shownOf = (values: Values) => ({
  gap: Math.max(...values.gaps),
  density: Math.min(...values.densities),
});

function lawJob(values: Values, constraint: 'l1' | 'l0' | 'gap'): Job {
  const { gap, density } = shownOf(values);
  const setting = settingOf(values, 'free signs');
  const inputs = values.eliminationSize;
  const samples = values.eliminationSamples;
  const wanted = { l1: {}, l0: { density }, gap: { gap } }[constraint];
  const name = { l1: 'l1 alone', l0: `l0, p = ${density}`, gap: `gap, δ = ${gap} w` }[constraint];
  return {
    line: name,
    cost: samples * 60 * (inputs / 100) ** 2,
    async *run(context) {
      const edges = edgesOf(gap);
      const counts = new Array<number>(edges.length - 1).fill(0);
      const sparsities: number[] = [];
      const method = constraint === 'l1' ? ('exact' as const) : ('elimination' as const);
      for (let sample = 0; sample < samples; sample++) {
        // The same associations for all constraints: their stream is named after the sample alone.
        const random = context.random.split('laws').split(sample);
        const data = instanceOf(setting, inputs, values.load, random);
        const found = await solve(data, setting, wanted, { method });
        if (found.weights.length > 0) {
          measuredIn(found.weights, edges, counts);
          sparsities.push(found.sparsity);
        }
        yield undefined;
      }
      if (sparsities.length === 0) return;
      const theory = maxRobustness({ ...modelOf(setting), ...wanted, load: values.load });
      const { mean, error } = estimate(sparsities);
      yield {
        ...{ kind: 'law', constraint: name, inputs, samples: sparsities.length, edges },
        measured: counts.map((count) => count / (inputs * sparsities.length)),
        expected: expectedIn(theory.law, edges),
        ...{ sparsity: mean, sparsityError: error, expectedSparsity: theory.sparsity },
      };
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

export const lawsPart: Part = {
  name: 'laws',
  jobs: (values) => (['l1', 'l0', 'gap'] as const).map((constraint) => lawJob(values, constraint)),
  figures(records, values): readonly Figure[] {
    const rows = grouped(rowsOf<LawRow>('law', records), ({ constraint }) => constraint).map(
      merged,
    );
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
