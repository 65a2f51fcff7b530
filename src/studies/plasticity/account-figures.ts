/** The same account of all learners, and of all rules at three prices of what hidden stores hold. */

import { digits } from '../../evidence/index.ts';
import type { Figure, Row } from '../../figures/figure.ts';
import { summarise } from '../../figures/index.ts';
import { LEARNERS } from './learner-names.ts';
import { logDomain } from './log-domain.ts';
import { type AccountRow, type EndRow, pricedEnergy } from './records.ts';

/** Prices c at which results are read beside each other. */
const PRICES = [0, 1e-4, 1e-3] as const;

const priceName = (price: number): string => (price === 0 ? 'M₁' : `M₁ + ${price} S`);

/** What a hollow mark is: a number that the goal was not reached for, and so a bound from below. */
export const HOLLOW = 'goal not reached in all runs: at least so much';

const isShort = (rows: readonly { readonly reached: boolean }[]): boolean =>
  rows.some(({ reached }) => !reached);

type Priced = Pick<EndRow, 'totalEnergy' | 'totalStored'>;

const meanOf = <T>(rows: readonly T[], of: (row: T) => number): number =>
  summarise(rows.map(of), 'range').mean;

/** Energy of each name at each price, one row of dots a name. */
function pricedDots<T extends Priced & { readonly reached: boolean }>(
  groups: ReadonlyMap<string, readonly T[]>,
  words: Pick<Figure, 'id' | 'title' | 'caption'>,
): Figure {
  const names = [...groups.keys()];
  // The dearest first: where nothing is held the dots coincide, and M₁ is the one to be seen.
  const data: Row[] = names.flatMap((name) =>
    [...PRICES].reverse().map((price) => {
      const own = groups.get(name) ?? [];
      const energy = meanOf(own, (row) => pricedEnergy(row, price));
      return { name, price: priceName(price), energy, note: digits(energy), short: isShort(own) };
    }),
  );
  return {
    ...words,
    x: {
      ...{ label: 'energy (weight units)', type: 'log' },
      domain: logDomain(data.map((row) => Number(row.energy))),
    },
    y: { label: '', type: 'band', domain: names },
    series: PRICES.map(priceName),
    aspect: Math.min(1.6, 18 / Math.max(4, names.length)),
    hollow: HOLLOW,
    marks: [
      { type: 'dot', data, x: 'energy', y: 'name', series: 'price', title: 'note', open: 'short' },
    ],
  };
}

/** Rules at three prices. Rules without stores cost the same at each. */
export function priceFigures(
  ends: readonly EndRow[],
  order: readonly string[],
  goal: string,
): Figure[] {
  const groups = new Map(
    order.flatMap((rule) => {
      const own = ends.filter((row) => row.rule === rule);
      if (own.length === 0) return [];
      const short = own.every((row) => row.reached) ? '' : ' (not reached)';
      return [[`${rule}${short}`, own] as const];
    }),
  );
  if (groups.size === 0) return [];
  return [
    pricedDots(groups, {
      id: 'prices',
      title: `Energy to ${goal}, with what hidden stores hold at three prices`,
      caption:
        'Means over seeds. A rule whose three dots lie on each other holds nothing back; the further they are apart, the more of its saving depends on cheap stores.',
    }),
  ];
}

const COSTS: readonly {
  readonly id: string;
  readonly title: string;
  readonly label: string;
  readonly of: (row: AccountRow) => number;
}[] = [
  {
    id: 'account-changes',
    title: 'Changes for each synapse that exists',
    label: 'M₀ per existing synapse',
    of: (row) => row.totalChanges / row.connections,
  },
  {
    id: 'account-turnover',
    title: 'Energy in units of the weights at the end',
    label: 'M₁/Σ|w|',
    of: (row) => row.totalEnergy / row.weightSum,
  },
  {
    id: 'account-inefficiency',
    title: 'Energy in units of the straight line',
    label: 'M₁/M₁min',
    of: (row) => row.totalEnergy / row.leastEnergy,
  },
];

/** One account, many learners. */
export function accountFigures(rows: readonly AccountRow[], goal: number): Figure[] {
  const names = LEARNERS.filter((name) => rows.some((row) => row.learner === name));
  if (names.length === 0) return [];
  const own = (name: string): readonly AccountRow[] => rows.filter((row) => row.learner === name);
  const told = (name: string): string =>
    own(name).every((row) => row.reached) ? name : `${name} (not reached)`;
  const groups = new Map(names.map((name) => [told(name), own(name)] as const));
  // Energies themselves compare only where the same has been learned.
  const tasks = rows.map((row) => row.task);
  const count = (task: string): number => tasks.filter((other) => other === task).length;
  const common = tasks.reduce((best, task) => (count(task) > count(best) ? task : best));
  const alike = new Map([...groups].filter(([, [first]]) => first.task === common));
  const percent = `${(100 * goal).toFixed(0)} %`;
  const which = `All learn to ${percent} of the test images, but for recurrent networks (80 % of two reaction tasks) and perceptrons (all associations; those called binary have synapses of ±1); names that begin with online see one image a step.`;
  const dots = ({ id, title, label, of }: (typeof COSTS)[number]): Figure => ({
    ...{ id, title, caption: `Means over seeds. ${which}` },
    x: { label, type: 'log', domain: logDomain(names.map((name) => meanOf(own(name), of))) },
    y: { label: '', type: 'band', domain: [...groups.keys()] },
    aspect: Math.min(1.6, 18 / Math.max(4, names.length)),
    hollow: HOLLOW,
    marks: [
      {
        type: 'dot',
        data: names.map((name): Row => {
          const value = meanOf(own(name), of);
          return { name: told(name), value, note: digits(value), short: isShort(own(name)) };
        }),
        ...{ x: 'value', y: 'name', title: 'note', open: 'short' },
      },
    ],
  });
  return [
    pricedDots(alike, {
      id: 'account-energy',
      title: `Energy of different learners to ${percent}`,
      caption: `Means over seeds; ${common}. Names that begin with online see one image a step. What hidden stores hold is shown at three prices.`,
    }),
    ...COSTS.map(dots),
  ];
}
