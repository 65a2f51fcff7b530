/** What `frontier` trains: the fixed comparisons, and the space that the search draws from. */

import type { Random } from '../../numerics/random.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { choiceOf } from '../compose/methods.ts';
import { type Values as Composed, parameters as composing } from '../compose/parameters.ts';
import type { Method } from '../compose/vocabulary.ts';
import { whyNot } from '../compose/why-not.ts';
import type { Experiment, Values } from './parameters.ts';

/** A method with its numbers. */
export interface Contender {
  readonly method: Method;
  readonly density: number;
  readonly fraction: number;
  readonly levels: number;
}

/** What only one experiment knows of a contender. */
export interface Planned extends Contender {
  readonly experiment: Experiment;
}

const PLAIN: Method = {
  ...{ rule: 'momentum', wiring: 'dense', rewiring: 'none', budget: 'none' },
  ...{ constraint: 'none', discretisation: 'none', penalty: 'none' },
};

/** The rule of the moving networks: removal by magnitude, which also knows weights of few levels. */
export const MOVING = 'set-magnitude';

const share = (x: number): string => `${Number((100 * x).toPrecision(3))} %`;

/** Words with numbers: `set-magnitude 10 % + competitive 1 % + 3 levels`. */
export function nameOf({ method, density, fraction, levels }: Contender): string {
  const { rule, wiring, rewiring, budget, discretisation, penalty } = method;
  const wired = { dense: 'dense', random: 'static', local: 'local' }[wiring];
  const plain = wiring === 'random' && rewiring !== 'none';
  return [
    `${plain ? rewiring : wired}${wiring === 'dense' ? '' : ` ${share(density)}`}`,
    ...(rewiring !== 'none' && !plain ? [rewiring] : []),
    ...(budget === 'none' ? [] : [sharing(budget) ? `${budget} ${share(fraction)}` : budget]),
    ...(discretisation === 'none' ? [] : [`${levels} levels`]),
    ...(penalty === 'none' ? [] : [penalty]),
    ...(rule === 'momentum' ? [] : [rule]),
  ].join(' + ');
}

const sharing = (budget: Method['budget']): boolean =>
  budget !== 'residual' && budget !== 'caching';

/** Few, moving, near, rare and coarse, with and without each other. */
export function ingredients({ density, fraction, levels }: Values): Contender[] {
  const wirings: Partial<Method>[] = [
    { wiring: 'dense' },
    { wiring: 'random' },
    { wiring: 'random', rewiring: MOVING },
    { wiring: 'local' },
    { wiring: 'local', rewiring: MOVING },
  ];
  return wirings.flatMap((wiring) =>
    (['none', 'competitive'] as const).flatMap((budget) =>
      (['none', 'levels'] as const).map((discretisation) => ({
        method: { ...PLAIN, ...wiring, budget, discretisation },
        ...{ density, fraction, levels },
      })),
    ),
  );
}

/** Local and random wirings at every density. */
const localities = ({ densities, fraction, levels }: Values): Contender[] =>
  densities.flatMap((density) =>
    (['random', 'local'] as const).map((wiring) => ({
      method: { ...PLAIN, wiring },
      ...{ density, fraction, levels },
    })),
  );

/** The fixed comparisons that a run makes. */
export function plannedOf(values: Values): Planned[] {
  const { experiments } = values;
  const of = (experiment: Experiment, contenders: readonly Contender[]): Planned[] =>
    experiments.includes(experiment)
      ? contenders.map((contender) => ({ ...contender, experiment }))
      : [];
  return [...of('ingredients', ingredients(values)), ...of('locality', localities(values))];
}

/** The declared space: what stands at each place of a candidate. */
export const SPACE = {
  rule: ['sgd', 'momentum', 'adam'],
  wiring: ['dense', 'random', 'local'],
  rewiring: ['none', 'set', 'set-magnitude', 'rigl', 'rigl-sampled'],
  budget: ['none', 'competitive', 'residual', 'residual-competitive', 'caching'],
  discretisation: ['none', 'levels'],
  penalty: ['none', 'l1'],
  density: [0.3, 0.1, 0.05, 0.02],
  fraction: [0.1, 0.03, 0.01],
  levels: [3, 7, 15],
} as const;

/** The names and numbers that a training of `compose` would have. */
export function composedOf(
  { density, fraction, levels }: Contender,
  values: Values,
  epochs = values.epochs,
): Composed {
  const { hidden, batch, shards, task } = values;
  return resolveParameters(composing, {
    ...{ hidden, batch, shards, task, epochs, density, fraction, levels },
  });
}

/** So many different candidates, drawn from what goes together. @param places whether features are pixels */
export function drawCandidates(values: Values, random: Random, places: boolean): Contender[] {
  const pick = <T>(names: readonly T[]): T => names[random.integer(names.length)];
  const found = new Map<string, Contender>();
  // The space has thousands of valid combinations; a task without places a third less.
  for (let tries = 0; found.size < values.candidates && tries < 100 * values.candidates; tries++) {
    const method: Method = {
      ...PLAIN,
      ...{ rule: pick(SPACE.rule), wiring: pick(SPACE.wiring), rewiring: pick(SPACE.rewiring) },
      ...{ budget: pick(SPACE.budget), discretisation: pick(SPACE.discretisation) },
      penalty: pick(SPACE.penalty),
    };
    const contender: Contender = {
      method,
      ...{ density: pick(SPACE.density), fraction: pick(SPACE.fraction) },
      levels: pick(SPACE.levels),
    };
    const choice = choiceOf(method, composedOf(contender, values), places);
    if (whyNot(choice) === undefined) found.set(nameOf(contender), contender);
  }
  return [...found.values()];
}
