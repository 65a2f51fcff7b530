/** Capacities in theory: more levels, more units, fewer nonzero synapses; and of real-valued weights beside them. */

import type { Part } from '../../../protocol/parts.ts';
import { positiveLevels, symmetricLevels } from '../../../tasks/discrete/problem.ts';
import {
  capacity,
  type StorageEntropy,
  type StorageModel,
  storageCapacity,
  storageCapacityInSteps,
} from '../../../theory/index.ts';
import { FAMILIES, FRONTIERS, type Values } from '../parameters.ts';
import type { Table } from '../records.ts';

const SIZES = [1, 2, 3, 7];
const UNITS = [1, 3, 5, 7];
const TERNARY = [-1, 0, 1];
const DENSITIES = [
  ...[0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6],
  ...[0.65, 0.7, 0.8, 0.9, 1],
];

/** All models whose capacity is told, one after another. */
const CASES: readonly (readonly [
  family: (typeof FAMILIES)[number],
  size: number,
  states: number,
  model: StorageModel,
])[] = [
  [FAMILIES[0], 0.5, 2, {}],
  ...SIZES.map(
    (most) => [FAMILIES[0], most, 2 * most + 1, { levels: symmetricLevels(most) }] as const,
  ),
  ...SIZES.map((most) => [FAMILIES[1], most, most + 1, { levels: positiveLevels(most) }] as const),
  ...UNITS.map((units) => [FAMILIES[2], units, 2, { units }] as const),
];

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

function* frontiers(): Generator<Frontier> {
  const [ternary, real, binary] = FRONTIERS;
  const free = freeDensity();
  for (const nonzero of [...DENSITIES.filter((each) => each < free), free])
    yield { frontier: ternary, nonzero, load: budgetCapacity(nonzero) };
  for (const nonzero of DENSITIES) yield { frontier: real, nonzero, load: realCapacity(nonzero) };
  const { load } = storageCapacity();
  for (const nonzero of [0, 1]) yield { frontier: binary, nonzero, load };
}

interface Frontier {
  readonly frontier: (typeof FRONTIERS)[number];
  readonly nonzero: number;
  readonly load: number;
}

export const theory: Part<Values, Table> = {
  name: 'theory',
  jobs: () => [
    {
      ...{ cost: 1500, name: 'capacities' },
      *run() {
        for (const [family, size, states, model] of CASES) {
          const { load, meanWeight } = yield* storageCapacityInSteps(model);
          yield { record: { kind: 'capacity-theory', family, size, states, load, meanWeight } };
        }
        return undefined;
      },
    },
    {
      ...{ cost: 2000, name: 'frontiers' },
      *run() {
        for (const row of frontiers()) yield { record: { kind: 'frontier-theory', ...row } };
        return undefined;
      },
    },
  ],
  figures(rows) {
    const found = rows('capacity-theory');
    if (found.length === 0) return [];
    const level = found.filter(({ family }) => family !== FAMILIES[2]);
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
