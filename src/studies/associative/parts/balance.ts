/** Excitation and inhibition: connection probabilities of the two kinds of inputs against robustness, with a threshold. */

import { estimate, grouped } from '../../../evidence/index.ts';
import type { Figure } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { inJob, type Rows } from '../../../protocol/parts.ts';
import { capacity, maxRobustness } from '../../../theory/index.ts';
import type { Values } from '../parameters.ts';
import type { Table } from '../records.ts';
import {
  type AssociativeJob,
  type AssociativePart,
  instanceOf,
  modelOf,
  type Setting,
  samplesAt,
  solve,
  theoryJob,
} from '../samples.ts';

const KINDS = ['inhibitory', 'excitatory'] as const;

const settingOf = (values: Values): Setting => ({
  inputActivity: values.balanceActivity,
  outputActivity: values.balanceActivity,
  threshold: values.balanceThreshold,
  inhibitory: values.inhibitory,
});

export const balanceRows = (rows: Rows<Table>) =>
  rows('balance').filter(({ status }) => status === 'optimal');

const WIDEST = 2;

function curveJob(values: Values, inputs: number): AssociativeJob {
  return theoryJob(inputs === 0 ? 'theory' : `theory N ${inputs}`, values.points, function* () {
    for (let k = 0; k < values.points; k++) {
      const margin = (WIDEST * k) / (values.points - 1);
      const model = { ...modelOf(settingOf(values)), ...(inputs > 0 ? { inputs } : {}) };
      const [inhibitory, excitatory] = capacity({ ...model, margin }).groups.map(
        ({ connectionProbability }) => connectionProbability,
      );
      yield { kind: 'balance-theory', inputs, margin, inhibitory, excitatory };
    }
  });
}

function programJob(
  setting: Setting,
  at: { readonly inputs: number; readonly load: number; readonly sample: number },
): AssociativeJob {
  const { inputs, load, sample } = at;
  return {
    ...{ name: `N ${inputs} α ${load} ${sample}`, cost: 10 * (inputs / 100) ** 3 },
    async *run({ random }) {
      const data = instanceOf(setting, inputs, load, random);
      const { weights, status, margin } = yield* inJob(solve(data, setting));
      const [inhibitory, excitatory] = [-1, 1].map((sign) => {
        const own = weights.filter((_w, i) => data.signs?.[i] === sign);
        return own.length > 0 ? own.filter((weight) => weight !== 0).length / own.length : 0;
      });
      yield { record: { kind: 'balance', ...at, status, margin, inhibitory, excitatory } };
      return undefined;
    },
  };
}

export const balancePart: AssociativePart = {
  name: 'balance',
  jobs(values) {
    const setting = settingOf(values);
    const programs = values.sizes.flatMap((inputs) =>
      values.signedLoads.flatMap((load) =>
        Array.from({ length: samplesAt(values.samples, 100, inputs) }, (_, sample) =>
          programJob(setting, { inputs, load, sample }),
        ),
      ),
    );
    return [curveJob(values, 0), curveJob(values, Math.max(...values.sizes)), ...programs];
  },
  figures(all, values): readonly Figure[] {
    const theory = all('balance-theory');
    if (theory.length === 0) return [];
    const most = Math.max(...values.sizes);
    const curve = (finite: boolean) =>
      KINDS.flatMap((series) =>
        theory
          .filter(({ inputs }) => inputs > 0 === finite)
          .map((row) => ({ x: row.margin, y: row[series], series })),
      );
    const found = grouped(
      balanceRows(all).filter(({ inputs }) => inputs === most),
      ({ load }) => String(load),
    ).flatMap((rows) =>
      KINDS.map((series) => {
        const [x, y] = [
          estimate(rows.map(({ margin }) => margin)),
          estimate(rows.map((row) => row[series])),
        ];
        return { x: x.mean, xError: x.error, y: y.mean, yError: y.error, series };
      }),
    );
    const loads = values.signedLoads.join(', ');
    return [
      {
        id: 'balance',
        title: 'Inhibition is connected more densely than excitation',
        caption: `Share of the inputs of a kind that are connected; ${Math.round(100 * values.inhibitory)} % are inhibitory, f = f_out = ${values.balanceActivity}, h̃ = ${Number(values.balanceThreshold.toPrecision(3))}. Points: linear programs at N = ${most}, α = ${loads}, mean ± standard error. Solid: theory for N → ∞; dashed: with the bias of the mean input at N = ${most}, large here because few inputs are inhibitory.`,
        x: { label: 'robustness κ/(w√N)', domain: [0, WIDEST] },
        y: { label: 'connection probability', domain: [0, 1] },
        series: KINDS,
        marks: [line(curve(false)), line(curve(true), true), ...points(found)],
      },
    ];
  },
};

/** @throws UsageError where the theory has no solution for these parameters */
export function checkBalance(values: Values): void {
  for (const load of values.signedLoads) maxRobustness({ ...modelOf(settingOf(values)), load });
}
