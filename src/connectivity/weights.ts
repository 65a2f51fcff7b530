/**
 * Laws of first weights: at birth of a network and at birth of a connection.
 *
 * A law fills the values of one layer's new connections. What is drawn depends on the law, the layer's shape and the
 * random stream only, never on which connections they are.
 */

import { UsageError, unknownName } from '../errors.ts';
import type { Random } from '../numerics/random.ts';

/** What a law may know of the layer. */
export interface LayerShape {
  readonly inputs: number;
  readonly outputs: number;
  /** Share of all possible connections that exist, in (0, 1]. */
  readonly density: number;
}

/** How the first values of connections are drawn. */
export interface WeightLaw {
  readonly name: string;
  /** Overwrites all of `out`. */
  fill(out: Float32Array, layer: LayerShape, random: Random): void;
}

/** Normal with mean 0: N(0, σ²). The public SciPy code of SET has σ = 0.1 for perceptrons and 0.05 for RBMs. */
export function normal(standardDeviation: number): WeightLaw {
  if (!(standardDeviation > 0 && standardDeviation < Number.POSITIVE_INFINITY)) {
    throw new UsageError(
      `standard deviation ${standardDeviation} is outside (0, Infinity); for zeros use the law "zero"`,
    );
  }
  return {
    name: 'normal',
    fill: (out, _layer, random) => random.fillNormal(out, standardDeviation),
  };
}

/**
 * Uniform in ±√(6 / n_in), n_in counted as if dense: variance 2 / n_in.
 *
 * K. He et al., ICCV 2015, as the "at scale" code of SET applies it to sparse layers. A unit's input has density times the
 * variance that the law was made for.
 */
export const uniformFanIn: WeightLaw = {
  name: 'uniform-fan-in',
  fill(out, { inputs }, random) {
    const bound = Math.sqrt(6 / inputs);
    random.fillUniform(out, -bound, bound);
  },
};

/** Uniform in ±√(6 / (n_in + n_out)), counted as if dense. X. Glorot, Y. Bengio, AISTATS 2010, eq. 16. */
export const glorotUniform: WeightLaw = {
  name: 'glorot-uniform',
  fill(out, { inputs, outputs }, random) {
    const bound = Math.sqrt(6 / (inputs + outputs));
    random.fillUniform(out, -bound, bound);
  },
};

/** Normal with variance 2 / (d n_in), the fan-in that is really there: a rectified unit's input keeps its variance. */
export const sparseFanIn: WeightLaw = {
  name: 'sparse-fan-in',
  fill(out, { inputs, density }, random) {
    random.fillNormal(out, Math.sqrt(2 / (density * inputs)));
  },
};

/** Zero: a new connection does not disturb the function and moves by its gradient alone. */
export const zero: WeightLaw = {
  name: 'zero',
  fill(out) {
    out.fill(0);
  },
};

/** −1 or +1 with equal odds: not a weight, but the fixed sign that rules such as DeepR give a connection. */
export const randomSign: WeightLaw = {
  name: 'random-sign',
  fill(out, _layer, random) {
    for (let k = 0; k < out.length; k++) out[k] = random.bits() & 1 ? 1 : -1;
  },
};

/** Names that `weightLaw` knows. */
export const WEIGHT_LAWS = [
  'normal',
  'uniform-fan-in',
  'glorot-uniform',
  'sparse-fan-in',
  'zero',
] as const;

/** A name that `weightLaw` knows. */
export type WeightLawName = (typeof WEIGHT_LAWS)[number];

/**
 * A law by its name.
 *
 * @param standardDeviation of `normal`, default 0.1; the other laws have none
 * @throws UsageError when there is no such law
 * @example weightLaw('normal', 0.1).name // 'normal'
 */
export function weightLaw(name: string, standardDeviation = 0.1): WeightLaw {
  if (name === 'normal') return normal(standardDeviation);
  const law = [uniformFanIn, glorotUniform, sparseFanIn, zero].find((each) => each.name === name);
  if (law === undefined) throw unknownName('weight law', name, WEIGHT_LAWS);
  return law;
}
