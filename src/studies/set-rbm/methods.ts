/** The machines that `set-rbm` compares: what each is called, what it is, and which rules of rewiring a Boltzmann machine cannot follow. */

import { UsageError } from '../../errors.ts';
import type { Rewiring } from '../../rewiring/index.ts';
import * as perceptrons from '../set-mlp/methods.ts';
import type { Values } from './parameters.ts';

export type Method = perceptrons.Method;

/** Which machines there are, in the order of tables and legends. */
export const METHODS = perceptrons.METHODS;

/** Rules that need what a Boltzmann machine does not have; and what that is. */
export const UNFIT: Readonly<Partial<Record<Method, string>>> = {
  'rigl-grabo':
    'it draws by |activity| and |error|, and a Boltzmann machine has no errors of units',
  srigl:
    'it keeps the number of inputs of units, and connections of a Boltzmann machine have no direction',
};

/** Every method, and what it is, in a line. */
export const METHOD_TEXTS = Object.fromEntries(
  METHODS.map((method) => [
    method,
    method in UNFIT ? `refused: ${UNFIT[method]}` : perceptrons.METHOD_TEXTS[method],
  ]),
) as Record<Method, string>;

/** @throws UsageError for a rule that a Boltzmann machine cannot follow */
export function checkMethods(methods: readonly Method[]): void {
  const unfit = methods.find((method) => method in UNFIT);
  if (unfit === undefined) return;
  throw new UsageError(
    `method "${unfit}" is not for a Boltzmann machine: ${UNFIT[unfit]}; leave it out, all but ${Object.keys(UNFIT).join(' and ')} can be taken`,
  );
}

/** Whether a method is made of the parameters of SET, and so ends with its last step. */
export const endsAsSet = (method: Method): boolean => perceptrons.FAMILY.includes(method);

/** How scarce connections are at birth, and what a rule wants of them. */
export function birthOf(method: Method, { density, epsilon }: Pick<Values, 'density' | 'epsilon'>) {
  const { density: own, listed, room } = perceptrons.METHOD_BEGINS[method] ?? {};
  const scarcity = density > 0 ? { density } : { epsilon };
  return {
    scarcity: method === 'dense' ? { density: 1 } : own === undefined ? scarcity : { density: own },
    birth: { listed, room },
  };
}

/**
 * How a method's connections evolve after each epoch; `undefined` for the controls. Rules differ in what they choose alone: each
 * that leaves it open replaces the share ζ before every epoch.
 *
 * @param visible units, which ε and so the density that ramps lead to hang on
 */
export function rewiringOf(method: Method, values: Values, visible: number): Rewiring | undefined {
  const { hidden, density, epsilon } = values;
  const sparse = Math.min(1, (epsilon * (visible + hidden)) / (visible * hidden));
  const rules = {
    ...{ ...values, hidden: [hidden] },
    ...({ initial: 'normal', newWeights: 'normal', schedule: 'every-epoch' } as const),
  };
  const rule = perceptrons.rewiringOf(method, rules, density > 0 ? density : sparse);
  return rule?.({ layer: 0 });
}
