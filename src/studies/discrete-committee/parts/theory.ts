/** Capacities in theory: more levels, more units, fewer nonzero synapses; and of real-valued weights beside them. */

import { positiveLevels, symmetricLevels } from '../../../tasks/discrete/problem.ts';
import {
  capacity,
  type StorageEntropy,
  type StorageModel,
  storageCapacity,
} from '../../../theory/index.ts';
import { rowsOf } from '../../discrete/part.ts';
import type { Part } from '../part.ts';

export const FAMILIES = ['levels −L … L', 'levels 0 … L', 'tree committee'] as const;
export type Family = (typeof FAMILIES)[number];

export interface CapacityRow {
  readonly family: Family;
  /** L, or the number of units. */
  readonly size: number;
  /** States of a synapse. */
  readonly states: number;
  readonly load: number;
  readonly meanWeight: number;
}

export const FRONTIERS = ['levels −1, 0, 1', 'real-valued weights (l0)', 'levels ±1'] as const;

export interface FrontierRow {
  readonly frontier: (typeof FRONTIERS)[number];
  /** Share of nonzero synapses. */
  readonly nonzero: number;
  readonly load: number;
}

const SIZES = [1, 2, 3, 7];
const UNITS = [1, 3, 5, 7];
const TERNARY = [-1, 0, 1];
const DENSITIES = [
  ...[0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6],
  ...[0.65, 0.7, 0.8, 0.9, 1],
];

const rowOf = (family: Family, size: number, states: number, model: StorageModel) => {
  const { load, meanWeight } = storageCapacity(model);
  return { kind: 'capacity-theory', family, size, states, load, meanWeight };
};

/** Share of synapses that are not 0 at the capacity of −1, 0, 1 without a budget. */
const freeDensity = (): number => capacityOf(TERNARY).meanSquare;

const known = new Map<string, StorageEntropy>();

/** The capacity of levels, with a budget of nonzero ones where they are −1, 0, 1; reckoned once for all jobs. */
export function capacityOf(levels: readonly number[], nonzero?: number): StorageEntropy {
  const key = `${levels.join(' ')} ${nonzero}`;
  const found =
    known.get(key) ??
    storageCapacity({ levels, ...(nonzero === undefined ? {} : { meanSquare: nonzero }) });
  known.set(key, found);
  return found;
}

/** Capacity of the levels −1, 0, 1 with a budget. */
export const budgetCapacity = (nonzero: number): number => capacityOf(TERNARY, nonzero).load;

/** Real-valued weights of which a share is not 0, stored without a margin: the constraint l0 of sparse associative learning. */
const realCapacity = (density: number): number =>
  capacity({
    ...{ groups: [{ fraction: 1, activity: 0.5 }], outputActivity: 0.5, norm: 'l2' },
    ...{ margin: 0, density },
  }).load;

function frontiers(): FrontierRow[] {
  const [ternary, real, binary] = FRONTIERS;
  const free = freeDensity();
  const both = storageCapacity().load;
  return [
    ...[...DENSITIES.filter((nonzero) => nonzero < free), free].map((nonzero) => ({
      ...{ frontier: ternary, nonzero, load: budgetCapacity(nonzero) },
    })),
    ...DENSITIES.map((nonzero) => ({ frontier: real, nonzero, load: realCapacity(nonzero) })),
    ...[0, 1].map((nonzero) => ({ frontier: binary, nonzero, load: both })),
  ];
}

export const theory: Part = {
  name: 'theory',
  jobs: () => [
    {
      ...{ cost: 1500, line: 'capacities' },
      run: () => ({
        records: [
          rowOf(FAMILIES[0], 0.5, 2, {}),
          ...SIZES.map((most) =>
            rowOf(FAMILIES[0], most, 2 * most + 1, { levels: symmetricLevels(most) }),
          ),
          ...SIZES.map((most) =>
            rowOf(FAMILIES[1], most, most + 1, { levels: positiveLevels(most) }),
          ),
          ...UNITS.map((units) => rowOf(FAMILIES[2], units, 2, { units })),
        ],
      }),
    },
    {
      ...{ cost: 2000, line: 'frontiers' },
      run: () => ({ records: frontiers().map((row) => ({ kind: 'frontier-theory', ...row })) }),
    },
  ],
  figures(records) {
    const rows = rowsOf<CapacityRow>('capacity-theory', records);
    if (rows.length === 0) return [];
    const level = rows.filter(({ family }) => family !== FAMILIES[2]);
    const data = level
      .map(({ family, states, load }) => ({ x: states, y: load, series: family }))
      .sort((a, b) => a.x - b.x);
    return [
      {
        id: 'capacity',
        title: 'The first few states of a synapse bring most of the capacity',
        caption:
          'Capacity against the number of states of a synapse, replica-symmetric, N → ∞; ±1 is the first point of −L … L. Without end: 2 for both signs, 1 for one. Inputs of mean 0, or the best threshold.',
        x: { label: 'states of a synapse' },
        y: { label: 'capacity α_c (patterns per synapse)', domain: [0, 2] },
        series: FAMILIES.slice(0, 2),
        marks: [
          { type: 'line', data, x: 'x', y: 'y', series: 'series' },
          { type: 'dot', data, x: 'x', y: 'y', series: 'series' },
        ],
      },
    ];
  },
};
