/**
 * Exact degree laws of an Erdős–Rényi layer: how many connections one unit has when connections fall at random.
 *
 * A layer has inputs × outputs positions. Either exactly K of them are connected, every choice being equally likely
 * (then a degree is hypergeometric), or each is connected with probability p on its own (then it is binomial). These are
 * laws of one unit; the degrees of several units are dependent when K is fixed, which means and expected counts do not
 * feel. Layers after rewiring follow other laws.
 *
 * Source: B. Bollobás, Random Graphs (2nd ed., 2001), chapters 2 and 3, for the two models.
 */

import { UsageError } from '../errors.ts';
import { binomialLogMass, hypergeometricLogMass } from '../numerics/masses.ts';
import { exp } from '../numerics/portable.ts';

/** A layer with a given number of connections, or with a given probability of each. */
export type ErdosRenyiLayer =
  | { readonly inputs: number; readonly outputs: number; readonly connections: number }
  | { readonly inputs: number; readonly outputs: number; readonly density: number };

/** The distribution of the number of connections of one unit. */
export interface DegreeLaw {
  /** Smallest and largest possible degree. */
  readonly support: readonly [number, number];
  readonly mean: number;
  readonly variance: number;
  /** Natural logarithm of the probability of degree k; −Infinity where impossible. */
  logMass(k: number): number;
  /** Probability of degree k, an integer. */
  mass(k: number): number;
}

/** Positions of a layer; products above this are not exact in a double. */
const MOST_POSITIONS = Number.MAX_SAFE_INTEGER;

function checkLayer(layer: ErdosRenyiLayer): void {
  for (const side of ['inputs', 'outputs'] as const) {
    const units = layer[side];
    if (!(Number.isInteger(units) && units >= 1)) {
      throw new UsageError(`number of ${side} ${units} is not an integer ≥ 1`);
    }
  }
  const positions = layer.inputs * layer.outputs;
  if (positions > MOST_POSITIONS) {
    throw new UsageError(`${layer.inputs} × ${layer.outputs} positions are more than 2^53 − 1`);
  }
  if ('density' in layer) {
    if (!(layer.density >= 0 && layer.density <= 1)) {
      throw new UsageError(`density ${layer.density} is outside [0, 1]`);
    }
    return;
  }
  const { connections } = layer;
  if (!(Number.isInteger(connections) && connections >= 0 && connections <= positions)) {
    throw new UsageError(
      `number of connections ${connections} is not an integer in 0..${positions}`,
    );
  }
}

/** Law of the degree of a unit that owns `own` of the layer's positions. */
function degreeLaw(layer: ErdosRenyiLayer, own: number): DegreeLaw {
  checkLayer(layer);
  if ('density' in layer) {
    const { density } = layer;
    const logMass = (k: number) => binomialLogMass(k, own, density);
    return {
      support: [density === 1 ? own : 0, density === 0 ? 0 : own],
      mean: own * density,
      variance: own * density * (1 - density),
      logMass,
      mass: (k) => exp(logMass(k)),
    };
  }
  const { connections } = layer;
  const positions = layer.inputs * layer.outputs;
  const others = positions - own;
  const mean = own * (connections / positions);
  const free = (positions - connections) / positions;
  const logMass = (k: number) => hypergeometricLogMass(k, connections, own, positions);
  return {
    support: [Math.max(0, connections - others), Math.min(own, connections)],
    mean,
    variance: positions === 1 ? 0 : mean * free * (others / (positions - 1)),
    logMass,
    mass: (k) => exp(logMass(k)),
  };
}

/**
 * Law of the number of connections into one output unit.
 *
 * @throws UsageError for a layer that cannot exist
 * @example fanInLaw({ inputs: 784, outputs: 1000, density: 0.01 }).mean // 7.84
 */
export function fanInLaw(layer: ErdosRenyiLayer): DegreeLaw {
  return degreeLaw(layer, layer.inputs);
}

/**
 * Law of the number of connections out of one input unit.
 *
 * @throws UsageError for a layer that cannot exist
 */
export function fanOutLaw(layer: ErdosRenyiLayer): DegreeLaw {
  return degreeLaw(layer, layer.outputs);
}
