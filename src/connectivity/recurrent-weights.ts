/**
 * First weights of recurrent connections: laws that know who is connected to whom, which those of weights.ts do not.
 *
 * What a recurrent network can learn depends on its start more than a feed-forward one does, and a sparse one more than a
 * dense one: `identity` needs self-connections, `uniform-dense` shrinks the drive of a unit with its in-degree.
 */

import { UsageError, unknownName } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import { density, findInList, inDegrees, ofLayer, type Topology } from '../sparse/topology.ts';
import { firstWithoutSelf } from './recurrent.ts';

/** How the first weights of recurrent connections are made. */
export interface RecurrentStart {
  readonly name: string;
  /**
   * A weight for every connection, in the order of the topology.
   *
   * @throws UsageError when the topology is not that of one population, or lacks connections that the start needs
   */
  weights(topology: Topology, random: Random, layer?: string): Float32Array;
}

function checkPopulation({ inputs, outputs }: Topology, layer?: string): void {
  if (inputs !== outputs) {
    throw new UsageError(
      `${inputs}×${outputs} connections are not recurrent; both sides must be the same units${ofLayer(layer)}`,
    );
  }
}

function checkPositive(what: string, value: number): number {
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new UsageError(`${what} ${value} is outside (0, Infinity)`);
}

/** Multiplies every weight by a factor of the unit that it goes to. */
function scaleByReceiver(
  weights: Float32Array,
  topology: Topology,
  factor: (unit: number) => number,
): void {
  const { start, index, order } = topology;
  for (let list = 0; list + 1 < start.length; list++) {
    for (let k = start[list]; k < start[list + 1]; k++)
      weights[k] *= factor(order === 'by-output' ? list : index[k]);
  }
}

/**
 * `scale` on the diagonal, 0 elsewhere: a unit keeps that share of its activity, and others start to matter by learning.
 *
 * Every unit must hear itself. Q. V. Le, N. Jaitly, G. E. Hinton, arXiv 1504.00941 (2015); the scale 0.5 is that of the
 * public neurogym recipe for the 20 cognitive tasks.
 *
 * @param scale in (0, ∞), default 0.5
 */
export function identityStart(scale = 0.5): RecurrentStart {
  checkPositive('identity scale', scale);
  return {
    name: 'identity',
    weights(topology, _random, layer) {
      checkPopulation(topology, layer);
      const without = firstWithoutSelf(topology);
      if (without >= 0) {
        throw new UsageError(
          `start "identity" needs every self-connection, unit ${without} has none${ofLayer(layer)}; use a mask with self-connections or another start`,
        );
      }
      const weights = new Float32Array(topology.index.length);
      for (let unit = 0; unit < topology.inputs; unit++)
        weights[findInList(topology, unit, unit)] = scale;
      return weights;
    },
  };
}

/**
 * Uniform in ±gain / √N, as if all N units were connected: the start of a dense layer, masked.
 *
 * @param gain in (0, ∞), default 1
 */
export function uniformDenseStart(gain = 1): RecurrentStart {
  checkPositive('gain', gain);
  return {
    name: 'uniform-dense',
    weights(topology, random, layer) {
      checkPopulation(topology, layer);
      const weights = new Float32Array(topology.index.length);
      const bound = gain / Math.sqrt(topology.inputs);
      random.fillUniform(weights, -bound, bound);
      return weights;
    },
  };
}

/**
 * Uniform in ±gain / √k, k the in-degree of the unit that the connection goes to: Σ w² of a unit is gain² / 3 on average,
 * however sparse the mask.
 *
 * @param gain in (0, ∞), default 1
 */
export function uniformFanInStart(gain = 1): RecurrentStart {
  checkPositive('gain', gain);
  return {
    name: 'uniform-fan-in',
    weights(topology, random, layer) {
      checkPopulation(topology, layer);
      const weights = new Float32Array(topology.index.length);
      random.fillUniform(weights, -gain, gain);
      const degrees = inDegrees(topology);
      scaleByReceiver(weights, topology, (unit) => 1 / Math.sqrt(degrees[unit]));
      return weights;
    },
  };
}

/**
 * Normal with variance gain² / k, k the in-degree: the eigenvalues of a large random matrix fill a disc of radius gain.
 *
 * H. Sompolinsky, A. Crisanti, H. J. Sommers, Phys. Rev. Lett. 61:259 (1988): above gain 1 a tanh network is chaotic.
 *
 * @param gain in (0, ∞), default 1
 */
export function gaussianStart(gain = 1): RecurrentStart {
  checkPositive('gain', gain);
  return {
    name: 'gaussian',
    weights(topology, random, layer) {
      checkPopulation(topology, layer);
      const weights = new Float32Array(topology.index.length);
      random.fillNormal(weights, gain);
      const degrees = inDegrees(topology);
      scaleByReceiver(weights, topology, (unit) => 1 / Math.sqrt(degrees[unit]));
      return weights;
    },
  };
}

/**
 * A random orthogonal matrix, uniform over all (Haar), row by row; O(n³) time, O(n²) memory.
 *
 * A product of reflections of Gaussian vectors: G. W. Stewart, SIAM J. Numer. Anal. 17:403 (1980).
 */
export function randomOrthogonal(n: number, random: Random): Float64Array {
  const q = new Float64Array(n * n);
  const dot = new Float64Array(n);
  for (let size = 1; size <= n; size++) {
    // The trailing block of size − 1 is orthogonal; a corner of 1 and a reflection make it one of this size.
    const first = n - size;
    q[first * n + first] = 1;
    const x = new Float64Array(size);
    random.fillNormal(x, 1);
    const length = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
    const signed = x[0] < 0 ? -length : length;
    x[0] += signed;
    // |x + signed e₁|² / 2; a vector of zeros (never drawn, in practice) reflects nothing.
    const half = signed * x[0];
    if (half === 0) continue;
    dot.fill(0);
    for (let i = 0; i < size; i++)
      for (let j = first; j < n; j++) dot[j] += x[i] * q[(first + i) * n + j];
    const sign = signed > 0 ? -1 : 1;
    for (let i = 0; i < size; i++) {
      const factor = x[i] / half;
      for (let j = first; j < n; j++) {
        const at = (first + i) * n + j;
        q[at] = sign * (q[at] - factor * dot[j]);
      }
    }
  }
  return q;
}

/**
 * gain times a random orthogonal matrix: no direction of the state grows or shrinks at the start.
 *
 * A mask takes entries away and with them the orthogonality; what is left is divided by √density, so that the sum of the
 * squared weights, N gain², is kept on average. The sparser the mask, the more this is `gaussian`. Costs O(N³) time and
 * O(N²) memory even so.
 *
 * A. M. Saxe, J. L. McClelland, S. Ganguli, ICLR 2014.
 *
 * @param gain in (0, ∞), default 1
 */
export function orthogonalStart(gain = 1): RecurrentStart {
  checkPositive('gain', gain);
  return {
    name: 'orthogonal',
    weights(topology, random, layer) {
      checkPopulation(topology, layer);
      const { inputs: units, start, index, order } = topology;
      const matrix = randomOrthogonal(units, random);
      const factor = gain / Math.sqrt(density(topology));
      const weights = new Float32Array(index.length);
      for (let list = 0; list < units; list++) {
        for (let k = start[list]; k < start[list + 1]; k++) {
          const [to, from] = order === 'by-output' ? [list, index[k]] : [index[k], list];
          weights[k] = factor * matrix[to * units + from];
        }
      }
      return weights;
    },
  };
}

/** Names that `recurrentStart` knows. */
export const RECURRENT_STARTS = [
  'identity',
  'uniform-dense',
  'uniform-fan-in',
  'gaussian',
  'orthogonal',
] as const;

/** A name that `recurrentStart` knows. */
export type RecurrentStartName = (typeof RECURRENT_STARTS)[number];

const MAKERS: Readonly<Record<RecurrentStartName, (strength?: number) => RecurrentStart>> = {
  identity: identityStart,
  'uniform-dense': uniformDenseStart,
  'uniform-fan-in': uniformFanInStart,
  gaussian: gaussianStart,
  orthogonal: orthogonalStart,
};

/**
 * A start by its name.
 *
 * @param strength scale of `identity` (default 0.5), gain of the others (default 1)
 * @throws UsageError when there is no such start, or the strength is not positive
 */
export function recurrentStart(name: string, strength?: number): RecurrentStart {
  if (!Object.hasOwn(MAKERS, name)) throw unknownName('recurrent start', name, RECURRENT_STARTS);
  return MAKERS[name as RecurrentStartName](strength);
}
