/**
 * Retrieval under noise (beyond the paper): Gaussian noise on the postsynaptic potential, measured error rates against the
 * bound Φ(−κ/s) and against the rate that the theory's distribution of margins gives.
 */

import { estimate, grouped } from '../../../evidence/index.ts';
import type { Figure } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { normalCdf, normalDensity, tanhSinh } from '../../../numerics/index.ts';
import { inJob } from '../../../protocol/parts.ts';
import { type AssociativeSolution, maxRobustness } from '../../../theory/index.ts';
import type { Values } from '../parameters.ts';
import {
  type AssociativeJob,
  type AssociativePart,
  fieldsOf,
  instanceOf,
  modelOf,
  settingOf,
  solve,
  theoryJob,
} from '../samples.ts';

/** κ/s, robustness over noise. */
const RATIOS = [0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3] as const;
/** Noisy presentations of every association at every noise. */
const REPEATS = 40;
const NAMES = { l1: 'l1 alone', gap: 'gap' } as const;
type Name = keyof typeof NAMES;

/**
 * E Φ(−Δ/s) over the margins Δ of the theory: an association whose field falls short of κ̃ sits at κ̃ exactly, all others
 * are Gaussian beyond it, Δ = Y c + σ t.
 */
function expectedErrors(
  { margin, bias, deviation }: AssociativeSolution,
  outputActivity: number,
  noise: number,
): number {
  const sides = [
    [outputActivity, bias],
    [1 - outputActivity, -bias],
  ];
  return sides.reduce((sum, [share, mean]) => {
    const tight = normalCdf((margin - mean) / deviation);
    const { value: beyond } = tanhSinh(
      (t) => normalDensity((t - mean) / deviation) * normalCdf(-t / noise),
      margin,
      margin + 12 * (deviation + noise),
    );
    return sum + share * (tight * normalCdf(-margin / noise) + beyond / deviation);
  }, 0);
}

const gapOf = (values: Values): number => Math.max(...values.gaps);

function sampleJob(values: Values, constraint: Name, sample: number): AssociativeJob {
  const inputs = values.eliminationSize;
  return {
    ...{ name: `${NAMES[constraint]} ${sample}`, cost: 60 * (inputs / 100) ** 2 },
    async *run({ random, root }) {
      const setting = settingOf(values, 'free signs');
      const data = instanceOf(setting, inputs, values.load, root.split('noise').split(sample));
      const { weights, margin } = yield* inJob(
        constraint === 'l1'
          ? solve(data, setting)
          : solve(data, setting, { gap: gapOf(values) }, { method: 'elimination' }),
      );
      if (weights.length === 0) return undefined;
      const margins = fieldsOf(data, weights).map(
        (field, k) => Math.sqrt(inputs) * data.labels[k] * (field / inputs - setting.threshold),
      );
      for (const ratio of RATIOS) {
        const stream = random.split(Math.round(100 * ratio));
        let errors = 0;
        for (let repeat = 0; repeat < REPEATS; repeat++)
          for (const own of margins) if (own + (margin / ratio) * stream.normal() < 0) errors += 1;
        const presentations = REPEATS * data.associations;
        yield {
          record: { kind: 'noise', constraint, inputs, sample, ratio, presentations, errors },
        };
      }
      return undefined;
    },
  };
}

export const noisePart: AssociativePart = {
  name: 'noise',
  jobs(values) {
    const theory = theoryJob('theory', 100, () => {
      const found = maxRobustness({
        ...modelOf(settingOf(values, 'free signs')),
        load: values.load,
      });
      const ratios = Array.from(
        { length: values.points },
        (_, k) => 0.2 + (3 * k) / (values.points - 1),
      );
      return [
        {
          ...({ kind: 'noise-theory' } as const),
          ...{ ratios, bound: ratios.map((ratio) => normalCdf(-ratio)) },
          expected: ratios.map((ratio) =>
            expectedErrors(found, values.outputActivity, found.margin / ratio),
          ),
        },
      ];
    });
    const samples = (['l1', 'gap'] as const).flatMap((constraint) =>
      Array.from({ length: values.eliminationSamples }, (_, sample) =>
        sampleJob(values, constraint, sample),
      ),
    );
    return [theory, ...samples];
  },
  figures(all, values): readonly Figure[] {
    const [theory] = all('noise-theory');
    if (theory === undefined) return [];
    const measured = grouped(
      all('noise').filter(({ errors }) => errors > 0),
      ({ constraint, ratio }) => `${constraint} ${ratio}`,
    ).map((rows) => {
      const { mean, error } = estimate(
        rows.map(({ errors, presentations }) => errors / presentations),
      );
      const [{ ratio, constraint }] = rows;
      const name = constraint === 'gap' ? `gap, δ = ${gapOf(values)} w` : NAMES[constraint];
      return { x: ratio, y: mean, yError: error, series: name };
    });
    const [bound, expected] = ['Φ(−κ/s)', 'theory, l1 alone'];
    return [
      {
        id: 'noise',
        title: 'Retrieval under noise (beyond the paper)',
        caption: `Share of wrong answers when Gaussian noise of deviation s is added to the potential, at load α = ${values.load}, N = ${values.eliminationSize}; mean ± standard error over samples. Φ(−κ/s) bounds every single association; most have more margin than κ, and the theory's distribution of margins (N → ∞) tells how much.`,
        x: { label: 'robustness over noise, κ/s' },
        y: { label: 'error rate', type: 'log' },
        series: [bound, expected, NAMES.l1, `gap, δ = ${gapOf(values)} w`],
        marks: [
          line(
            theory.ratios.map((x, k) => ({ x, y: theory.bound[k], series: bound })),
            true,
          ),
          line(theory.ratios.map((x, k) => ({ x, y: theory.expected[k], series: expected }))),
          ...points(measured),
        ],
      },
    ];
  },
};
