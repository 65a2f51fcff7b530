/** What `frontier` trains: a method with its numbers, what it is called, and the training of `compose` that it is. */

import { resolveParameters } from '../../protocol/parameters.ts';
import { type Values as Composed, parameters as composing } from '../compose/parameters.ts';
import type { Method, NetworkName } from '../compose/vocabulary.ts';
import { KINDS } from './networks.ts';
import type { Values } from './parameters.ts';

/** A method with its numbers. */
export interface Contender {
  readonly method: Method;
  readonly density: number;
  readonly fraction: number;
  readonly levels: number;
  /** Least size of a weight, of constraint gap. */
  readonly gap: number;
  /** Associations per input, where it is not that of the run. */
  readonly load?: number;
}

const share = (x: number): string => `${Number((100 * x).toPrecision(3))} %`;

/** Words with numbers: `set-magnitude 10 % + competitive 1 % + 3 levels`, of a perceptron `gap 2 + competitive 1 %`. */
export function nameOf(contender: Contender, network: NetworkName): string {
  const { method, fraction, levels } = contender;
  const { rule, budget, discretisation, penalty } = method;
  return [
    ...(network === 'perceptron' ? boundsOf(contender) : wiringOf(contender)),
    ...(budget === 'none' ? [] : [sharing(budget) ? `${budget} ${share(fraction)}` : budget]),
    ...(discretisation === 'none' ? [] : [`${levels} levels`]),
    ...(penalty === 'none' ? [] : [penalty]),
    ...(rule === KINDS[network].plain.rule ? [] : [rule]),
  ].join(' + ');
}

function wiringOf({ method: { wiring, rewiring }, density }: Contender): string[] {
  const wired = { dense: 'dense', random: 'static', local: 'local' }[wiring];
  const plain = wiring === 'random' && rewiring !== 'none';
  return [
    `${plain ? rewiring : wired}${wiring === 'dense' ? '' : ` ${share(density)}`}`,
    ...(rewiring !== 'none' && !plain ? [rewiring] : []),
  ];
}

const boundsOf = ({ method: { constraint }, gap }: Contender): string[] => {
  if (constraint === 'none') return [];
  return [{ dale: 'signs', l1: 'l1', gap: `gap ${gap}` }[constraint]];
};

const sharing = (budget: Method['budget']): boolean =>
  budget !== 'residual' && budget !== 'caching';

/** How long a network of the run learns: epochs, updates or presentations. */
export const lengthOf = (values: Values): number => values[KINDS[values.network].length];

/** The names and numbers that a training of `compose` would have. */
export function composedOf(
  { density, fraction, levels, gap, load }: Contender,
  values: Values,
  length = lengthOf(values),
): Composed {
  const { network, task, hidden, batch, shards, rate } = values;
  const { units, evaluateEvery, window, testTrials, inputs } = values;
  return resolveParameters(composing, {
    ...{ network, task, hidden, batch, shards, rate, density, fraction, levels, gap },
    ...{ units, evaluateEvery, window, testTrials, inputs, load: load ?? values.load },
    [KINDS[network].length]: length,
  });
}
