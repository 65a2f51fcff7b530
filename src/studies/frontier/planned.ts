/** The fixed comparisons of `frontier`: ingredients alone and together, local against random wirings, loads of one unit. */

import type { Method } from '../compose/vocabulary.ts';
import type { Contender } from './contenders.ts';
import type { Experiment } from './experiments.ts';
import { KINDS } from './networks.ts';
import type { Values } from './parameters.ts';
import { capacityOf } from './theory.ts';

/** A contender, and what only one experiment knows of it. */
export interface Planned extends Contender {
  readonly experiment: Experiment;
  /** Associations per input at which theory says that nothing more can be stored. */
  readonly capacity?: number;
}

/** The rule of the moving networks: removal by magnitude, which also knows weights of few levels. */
export const MOVING = 'set-magnitude';

const plainOf = ({ density, fraction, levels, gap }: Values) => ({
  density,
  fraction,
  levels,
  gap,
});

/** What may bound the weights of one unit; levels are a bound of their own. */
const BOUNDED: readonly Partial<Method>[] = [
  { constraint: 'l1' },
  { constraint: 'none', discretisation: 'levels' },
  { constraint: 'gap' },
  { constraint: 'dale' },
];

const WIRED: readonly Partial<Method>[] = [
  { wiring: 'dense' },
  { wiring: 'random' },
  { wiring: 'random', rewiring: MOVING },
  { wiring: 'local' },
  { wiring: 'local', rewiring: MOVING },
];

const rareOrNot = (partial: Partial<Method>): Partial<Method>[] => [
  { ...partial, budget: 'none' },
  { ...partial, budget: 'competitive' },
];

/** Each of them rare or not, and coarse or not. */
const coarseOrNot = (partials: readonly Partial<Method>[]): Partial<Method>[] =>
  partials.flatMap(rareOrNot).flatMap((partial) => [
    { ...partial, discretisation: 'none' },
    { ...partial, discretisation: 'levels' },
  ]);

/** Few, moving, near, rare and coarse, with and without each other. */
export function ingredients(values: Values): Contender[] {
  const { plain } = KINDS[values.network];
  const all = values.network === 'perceptron' ? BOUNDED.flatMap(rareOrNot) : coarseOrNot(WIRED);
  return all.map((partial) => ({ method: { ...plain, ...partial }, ...plainOf(values) }));
}

/** Local and random wirings at every density. */
const localities = (values: Values): Contender[] =>
  values.densities.flatMap((density) =>
    (['random', 'local'] as const).map((wiring) => ({
      method: { ...KINDS[values.network].plain, wiring },
      ...{ ...plainOf(values), density },
    })),
  );

/** Every constraint of one unit at shares of its own capacity, gaps one by one. */
function loads(values: Values): Planned[] {
  const { plain } = KINDS[values.network];
  const bounds: Contender[] = [
    { method: plain, ...plainOf(values) },
    { method: { ...plain, constraint: 'dale' }, ...plainOf(values) },
    ...values.gaps.map((gap) => ({
      method: { ...plain, constraint: 'gap' as const },
      ...{ ...plainOf(values), gap },
    })),
    {
      method: { ...plain, constraint: 'none', discretisation: 'levels' },
      ...plainOf(values),
    },
  ];
  return bounds.flatMap((bound) => {
    const capacity = capacityOf(bound);
    return values.loads.map((part) => {
      const count = Math.max(1, Math.round(part * capacity * values.inputs));
      return { ...bound, experiment: 'loads', load: count / values.inputs, capacity } as const;
    });
  });
}

/** The fixed comparisons that a run makes. */
export function plannedOf(values: Values): Planned[] {
  const { experiments } = values;
  const of = (experiment: Experiment, contenders: () => readonly Contender[]): Planned[] =>
    experiments.includes(experiment)
      ? contenders().map((contender) => ({ ...contender, experiment }))
      : [];
  return [
    ...of('ingredients', () => ingredients(values)),
    ...of('locality', () => localities(values)),
    ...of('loads', () => loads(values)),
  ];
}
