/**
 * Gradient descent in parts: coupled and decoupled decay, momentum, Adam, rate. `sgd` and `adam` are recipes of them.
 */

import { checkNames, FrugalError, UsageError, unknownName } from '../errors.ts';
import { type Chain, chain, type Schedule, type SynapticTransform, valueAt } from './transform.ts';

function within(
  name: string,
  value: Schedule,
  allowed: string,
  test: (value: number) => boolean,
): void {
  if (typeof value !== 'number' && typeof value !== 'function')
    throw new UsageError(
      `${name} is ${value === undefined ? 'missing' : JSON.stringify(value)}; give a number ${allowed} or a function of the step`,
    );
  const first = valueAt(value, 0);
  if (!test(first)) throw new FrugalError(`${name} ${first} is outside ${allowed}`);
}

/**
 * `change ← −η · change`: the step down the gradient. η ≥ 0.
 *
 * @example chain(rate(0.05))
 */
export function rate(eta: Schedule): SynapticTransform {
  within('learning rate', eta, '[0, ∞)', (value) => value >= 0 && value < Infinity);
  return {
    kind: 'synaptic',
    name: 'rate',
    states: [],
    cells: ['minusEta'],
    at: (step) => [-valueAt(eta, step)],
    formula: (a, { change, cells }) => ({ change: a.mul(change, cells[0]), states: [] }),
  };
}

/**
 * `v ← μ v + change; change ← v`, heavy-ball momentum. 0 ≤ μ < 1.
 *
 * @example chain(momentum(0.9), rate(0.05))
 */
export function momentum(mu: Schedule): SynapticTransform {
  within('momentum', mu, '[0, 1)', (value) => value >= 0 && value < 1);
  return {
    kind: 'synaptic',
    name: 'momentum',
    states: ['velocity'],
    cells: ['mu'],
    at: (step) => [valueAt(mu, step)],
    formula: (a, { change, states, cells }) => {
      const velocity = a.flush(a.madd(states[0], cells[0], change));
      return { change: velocity, states: [velocity] };
    },
  };
}

/**
 * `v ← μ v + change; change ← change + μ v`, Nesterov's momentum in the form that most frameworks use. 0 ≤ μ < 1.
 *
 * @example chain(nesterov(0.9), rate(0.05))
 */
export function nesterov(mu: Schedule): SynapticTransform {
  const heavyBall = momentum(mu);
  return {
    ...heavyBall,
    name: 'nesterov',
    formula: (a, { change, states, cells }) => {
      const velocity = a.flush(a.madd(states[0], cells[0], change));
      return { change: a.madd(velocity, cells[0], change), states: [velocity] };
    },
  };
}

/**
 * Coupled (L2) decay: `change ← change + λ w`, before momentum and rate. λ ≥ 0.
 *
 * @example chain(coupledDecay(2e-4), momentum(0.9), rate(0.05))
 */
export function coupledDecay(lambda: Schedule): SynapticTransform {
  within('coupled decay', lambda, '[0, ∞)', (value) => value >= 0 && value < Infinity);
  return {
    kind: 'synaptic',
    name: 'coupledDecay',
    states: [],
    cells: ['lambda'],
    at: (step) => [valueAt(lambda, step)],
    formula: (a, { change, weight, cells }) => ({
      change: a.madd(weight, cells[0], change),
      states: [],
    }),
  };
}

/**
 * Decoupled decay: `change ← change − λ w`, after the rate. 0 ≤ λ ≤ 1.
 *
 * The public SET code decays this way, without multiplying by the rate: λ = 0.0002 at η = 0.01 equals an L2 coefficient of 0.02.
 *
 * @example chain(adaptiveMoments(), rate(0.001), decoupledDecay(1e-5))
 */
export function decoupledDecay(lambda: Schedule): SynapticTransform {
  within('decoupled decay', lambda, '[0, 1]', (value) => value >= 0 && value <= 1);
  return {
    kind: 'synaptic',
    name: 'decoupledDecay',
    states: [],
    cells: ['minusLambda'],
    at: (step) => [-valueAt(lambda, step)],
    formula: (a, { change, weight, cells }) => ({
      change: a.madd(weight, cells[0], change),
      states: [],
    }),
  };
}

/**
 * Since when the moments of a connection are corrected for their beginning at 0: `start`, since the first step of the whole
 * bundle, or `birth`, since the connection's own first step.
 */
export const MOMENT_AGES = ['start', 'birth'] as const;
export type MomentAge = (typeof MOMENT_AGES)[number];

export interface AdamOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Default `start`; where connections are born later, take `birth`. */
  readonly correctedSince?: MomentAge;
}

/** Products β^t by repeated multiplication, so that they are the same on every machine (Math.pow is not). */
function powers(beta: number): (step: number) => number {
  const known = [beta];
  return (step) => {
    for (let k = known.length; k <= step; k++) known.push(known[k - 1] * beta);
    return known[step];
  };
}

/**
 * `m ← β₁ m + (1 − β₁) g; s ← β₂ s + (1 − β₂) g²; change ← m̂ / (√ŝ + ε)` with bias-corrected m̂, ŝ.
 *
 * Source: D. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.
 *
 * The correction divides by 1 − βᵗ. With `correctedSince: 'start'` t is the step of the whole bundle, and a connection that
 * is born later has moments corrected as if they had been gathered since the start: at the default β its first change is up
 * to (1 − β₁)/√(1 − β₂) = 3.2 times the rate, and under an unchanging gradient its twelfth 6.6 times. With `'birth'` t is the
 * connection's own age and its first change at most the rate, as that of any other was; this takes two more states of every
 * connection, the normalisers `n ← β n + (1 − β)`, which are 1 − βᵗ and begin at 0 as all states of a newborn do.
 *
 * @throws FrugalError for a β outside [0, 1), an ε that is not positive, or an unknown age
 * @example chain(adaptiveMoments({ correctedSince: 'birth' }), rate(0.001))
 */
export function adaptiveMoments({
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
  correctedSince = 'start',
}: AdamOptions = {}): SynapticTransform {
  within('beta1', beta1, '[0, 1)', (value) => value >= 0 && value < 1);
  within('beta2', beta2, '[0, 1)', (value) => value >= 0 && value < 1);
  within('epsilon', epsilon, '(0, ∞)', (value) => value > 0 && value < Infinity);
  if (!MOMENT_AGES.includes(correctedSince))
    throw unknownName('age of moments', correctedSince, MOMENT_AGES);
  const rests = [beta1, 1 - beta1, beta2, 1 - beta2];
  if (correctedSince === 'birth') return momentsSinceBirth(rests, epsilon);
  const [power1, power2] = [powers(beta1), powers(beta2)];
  return {
    kind: 'synaptic',
    name: 'adaptiveMoments',
    states: ['first', 'second'],
    cells: ['beta1', 'rest1', 'beta2', 'rest2', 'correction1', 'correction2', 'epsilon'],
    at: (step) => [...rests, 1 / (1 - power1(step)), 1 / (1 - power2(step)), epsilon],
    formula: (a, { change, states, cells }) => {
      const [b1, rest1, b2, rest2, correction1, correction2, tiny] = cells;
      const first = a.flush(a.madd(states[0], b1, a.mul(change, rest1)));
      const second = a.flush(a.madd(states[1], b2, a.mul(a.mul(change, change), rest2)));
      const size = a.add(a.sqrt(a.mul(second, correction2)), tiny);
      return { change: a.div(a.mul(first, correction1), size), states: [first, second] };
    },
  };
}

/** Moments with a normaliser of their own each. A β of 0 has one of 1, not 0, from the first step on. */
const momentsSinceBirth = (rests: readonly number[], epsilon: number): SynapticTransform => ({
  kind: 'synaptic',
  name: 'adaptiveMomentsSinceBirth',
  states: ['first', 'second', 'firstNormaliser', 'secondNormaliser'],
  cells: ['beta1', 'rest1', 'beta2', 'rest2', 'epsilon'],
  at: () => [...rests, epsilon],
  formula: (a, { change, states, cells }) => {
    const [b1, rest1, b2, rest2, tiny] = cells;
    const first = a.flush(a.madd(states[0], b1, a.mul(change, rest1)));
    const second = a.flush(a.madd(states[1], b2, a.mul(a.mul(change, change), rest2)));
    const norm1 = a.madd(states[2], b1, rest1);
    const norm2 = a.madd(states[3], b2, rest2);
    const size = a.add(a.sqrt(a.div(second, norm2)), tiny);
    return { change: a.div(a.div(first, norm1), size), states: [first, second, norm1, norm2] };
  },
});

export interface SgdOptions {
  readonly rate: Schedule;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** Coupled (L2) coefficient. */
  readonly coupledDecay?: number;
  /** Decoupled coefficient per step. */
  readonly decoupledDecay?: number;
}

/**
 * Stochastic gradient descent: coupled decay, momentum, rate, decoupled decay, each only where it is not 0.
 *
 * @throws UsageError without a rate, or for an option that it does not have
 * @example sgd({ rate: 0.05, momentum: 0.9, coupledDecay: 0.0002 })
 */
export function sgd(options: SgdOptions): Chain {
  const decays = ['coupledDecay', 'decoupledDecay'];
  checkNames('sgd()', options, ['rate', 'momentum', 'nesterov', ...decays]);
  const { momentum: mu = 0, coupledDecay: coupled = 0, decoupledDecay: decoupled = 0 } = options;
  const links = [
    ...(coupled !== 0 ? [coupledDecay(coupled)] : []),
    ...(mu !== 0 ? [options.nesterov === true ? nesterov(mu) : momentum(mu)] : []),
    rate(options.rate),
    ...(decoupled !== 0 ? [decoupledDecay(decoupled)] : []),
  ];
  return chain(...links);
}

/**
 * Adam; with `decoupledDecay` its weight decay is per step and not scaled by the rate (unlike AdamW's usual form). Where
 * connections are born while it learns, say `correctedSince: 'birth'`.
 *
 * @throws UsageError without a rate, or for an option that it does not have
 * @example adam({ rate: 0.001 })
 */
export function adam(
  options: AdamOptions & Pick<SgdOptions, 'rate' | 'coupledDecay' | 'decoupledDecay'>,
): Chain {
  const moments = ['beta1', 'beta2', 'epsilon', 'correctedSince'];
  checkNames('adam()', options, ['rate', 'coupledDecay', 'decoupledDecay', ...moments]);
  const { coupledDecay: coupled = 0, decoupledDecay: decoupled = 0 } = options;
  const links = [
    ...(coupled !== 0 ? [coupledDecay(coupled)] : []),
    adaptiveMoments(options),
    rate(options.rate),
    ...(decoupled !== 0 ? [decoupledDecay(decoupled)] : []),
  ];
  return chain(...links);
}
