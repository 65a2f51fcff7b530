/** The machines that `set-rbm` compares: what each is called, what it is, and which rules of rewiring a Boltzmann machine cannot follow. */

import { UsageError } from '../../errors.ts';
import { beginsNamed, type Rewiring } from '../../rewiring/index.ts';
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

/** Share of all positions that exist in machines that begin alike: as many connections as are drawn, so that a ramp ends with them. */
function densityOf({ hidden, density, epsilon }: Values, visible: number): number {
  const positions = visible * hidden;
  const drawn = density > 0 ? density * positions : epsilon * (visible + hidden);
  return Math.min(1, Math.max(1, Math.round(drawn)) / positions);
}

/** How scarce connections are at birth, and what a rule wants of them. */
export function birthOf(method: Method, values: Values, visible: number) {
  const { density, epsilon } = values;
  const { density: own, listed, room } = beginsNamed(method, densityOf(values, visible)) ?? {};
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
  const { hidden } = values;
  const rules = {
    ...{ ...values, hidden: [hidden] },
    ...({ initial: 'normal', newWeights: 'normal', schedule: 'every-epoch' } as const),
  };
  const rule = perceptrons.rewiringOf(method, rules, densityOf(values, visible));
  return rule?.({ layer: 0 });
}
