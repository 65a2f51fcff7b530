/**
 * Bits (beyond the paper): what the weights of a solution remember when each is written with few bits, per bit that it
 * takes to write down which connections there are and how strong.
 */

import { estimate, grouped } from '../../../evidence/index.ts';
import type { Figure } from '../../../figures/figure.ts';
import { line, points } from '../../../figures/marks.ts';
import { log } from '../../../numerics/portable.ts';
import { inJob } from '../../../protocol/parts.ts';
import type { Row } from '../../../protocol/records.ts';
import { BITS_CONSTRAINTS, type BitsConstraint } from '../names.ts';
import type { Values } from '../parameters.ts';
import type { Table } from '../records.ts';
import {
  type AssociativeJob,
  type AssociativePart,
  fieldsOf,
  instanceOf,
  settingOf,
  solve,
} from '../samples.ts';

/** Bits of a weight: one for its sign, the others for its size; 32 stands for the solution as it is. */
const WIDTHS = [1, 2, 3, 4, 5, 6, 8, 32] as const;

type BitsRow = Row<Table, 'bits'>;

const plog = (p: number): number => (p > 0 ? (p * log(p)) / Math.LN2 : 0);
/** H₂(p) in bits. */
const entropy = (p: number): number => -plog(p) - plog(1 - p);

/** Information in bits that answers have on labels, from the numbers of the four cases. */
function information(cases: readonly [number, number, number, number]): number {
  const total = cases.reduce((sum, n) => sum + n, 0);
  const [both, missed, wrong, neither] = cases.map((n) => n / total);
  const joint = -[both, missed, wrong, neither].reduce((sum, p) => sum + plog(p), 0);
  return Math.max(0, entropy(both + missed) + entropy(both + wrong) - joint);
}

/**
 * Weights rounded to a sign and 2^(width − 1) sizes: the middles of as many equal steps between the least and the
 * greatest size; with one bit, the mean size.
 */
export function rounded(weights: Float64Array, width: number): Float64Array {
  const sizes = weights.filter((w) => w !== 0).map((w) => Math.abs(w));
  if (width >= 32 || sizes.length === 0) return weights;
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
  const levels = 2 ** (width - 1);
  const mean = sizes.reduce((sum, w) => sum + w, 0) / sizes.length;
  const step = (high - low) / levels;
  return weights.map((weight) => {
    if (weight === 0) return 0;
    if (width === 1 || step === 0) return weight > 0 ? mean : -mean;
    const level = Math.min(levels - 1, Math.floor((Math.abs(weight) - low) / step));
    const size = low + (level + 0.5) * step;
    return weight > 0 ? size : -size;
  });
}

function sampleJob(values: Values, constraint: BitsConstraint, sample: number): AssociativeJob {
  const inputs = values.eliminationSize;
  return {
    ...{ name: `${constraint} ${sample}`, cost: 60 * (inputs / 100) ** 2 },
    async *run({ root }) {
      const setting = settingOf(values, 'free signs');
      const data = instanceOf(setting, inputs, values.load, root.split('bits').split(sample));
      const wanted = {
        l1: {},
        l0: { density: Math.min(...values.densities) },
        gap: { gap: Math.max(...values.gaps) },
      }[constraint];
      const method = constraint === 'l1' ? ('exact' as const) : ('elimination' as const);
      const { weights } = yield* inJob(solve(data, setting, wanted, { method }));
      if (weights.length === 0) return undefined;
      const { associations, labels } = data;
      const connections = weights.filter((weight) => weight !== 0).length;
      for (const width of WIDTHS) {
        // Label and answer +1, label alone, answer alone, neither.
        const cases: [number, number, number, number] = [0, 0, 0, 0];
        fieldsOf(data, rounded(weights, width)).forEach((field, k) => {
          const answer = field > setting.threshold * inputs;
          cases[(labels[k] === 1 ? 0 : 2) + (answer ? 0 : 1)] += 1;
        });
        yield {
          record: {
            ...({ kind: 'bits', constraint, inputs, sample, width } as const),
            ...{ associations, connections, errors: cases[1] + cases[2] },
            stored: associations * information(cases),
            written: inputs * entropy(connections / inputs) + width * connections,
          },
        };
      }
      return undefined;
    },
  };
}

export const bitsPart: AssociativePart = {
  name: 'bits',
  jobs: (values) =>
    BITS_CONSTRAINTS.flatMap((constraint) =>
      Array.from({ length: values.eliminationSamples }, (_, sample) =>
        sampleJob(values, constraint, sample),
      ),
    ),
  figures(record, values): readonly Figure[] {
    const rows = record('bits').filter(({ width }) => width < 32);
    if (rows.length === 0) return [];
    const names: Readonly<Record<BitsConstraint, string>> = {
      l1: 'l1 alone',
      l0: `l0, p = ${Math.min(...values.densities)}`,
      gap: `gap, δ = ${Math.max(...values.gaps)} w`,
    };
    const order = [names.l0, names.gap, names.l1];
    const all = (of: (row: BitsRow) => number) =>
      grouped(rows, ({ constraint, width }) => `${constraint} ${width}`).map((group) => {
        const { mean, error } = estimate(group.map(of));
        return { x: group[0].width, y: mean, yError: error, series: names[group[0].constraint] };
      });
    const at = `α = ${values.load}, N = ${values.eliminationSize}; mean ± standard error over samples`;
    const figure = (of: (row: BitsRow) => number): Pick<Figure, 'x' | 'series' | 'marks'> => {
      const found = all(of);
      return {
        x: { label: 'bits per weight' },
        series: order,
        marks: [line(found), ...points(found)],
      };
    };
    return [
      {
        ...figure(({ stored, written }) => stored / written),
        id: 'bits-per-bit',
        title: 'Stored bits per bit of synapse (beyond the paper)',
        caption: `Information that answers have on labels, over the bits that write the weights down: N H₂(p) for which inputs are connected, and those on the axis for each that is (its sign is one of them). ${at}.`,
        y: { label: 'stored bits per bit of synapse' },
      },
      {
        ...figure(({ stored, connections }) => stored / connections),
        id: 'bits-per-synapse',
        title: 'Stored bits per connection, weights of few bits (beyond the paper)',
        caption: `Information that answers have on labels, for each connection that there is. ${at}.`,
        y: { label: 'stored bits per connection' },
      },
    ];
  },
};
