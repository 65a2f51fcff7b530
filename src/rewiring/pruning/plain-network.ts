/**
 * A perceptron in plain double precision: the gradient of a batch, and the product of the Hessian with a direction.
 *
 * For rules that look at a network once, before it learns. The product is exact, by differentiating the two passes along the
 * direction (B. A. Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6:147, 1994); a rectifier
 * counts as linear on either side of 0. Time and memory follow connections × examples.
 */

import { UsageError, unknownName } from '../../errors.ts';
import { exp, log, tanh } from '../../numerics/portable.ts';
import type { FullyConnected, NewLayer } from '../../sparse/layer.ts';
import { fullTopology, listOfEach, type Topology } from '../../sparse/topology.ts';

/** A layer with the activation of its outputs, linear where there is none. */
export interface ActiveLayer extends NewLayer {
  readonly activation?: string;
  /** Of batch normalisation, which no rule of pruning knows. */
  readonly norm?: object;
}

/** Examples that a rule looks at. */
export interface Batch {
  readonly count: number;
  /** `[example][feature]`, as the network is shown them. */
  readonly inputs: ArrayLike<number>;
  /** One class an example. */
  readonly labels: ArrayLike<number>;
}

/** A layer as a list of connections. */
export interface Wires {
  readonly inputs: number;
  readonly outputs: number;
  readonly pre: ArrayLike<number>;
  readonly post: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
  readonly activation?: string;
}

/** First and second derivative of an activation at z, where it is y. */
interface Bend {
  readonly value: (z: number) => number;
  readonly first: (y: number) => number;
  readonly second: (y: number) => number;
}

const sigmoid = (z: number): number => 1 / (1 + exp(-z));
const BENDS: Readonly<Record<string, Bend>> = {
  linear: { value: (z) => z, first: () => 1, second: () => 0 },
  relu: { value: (z) => (z > 0 ? z : 0), first: (y) => (y > 0 ? 1 : 0), second: () => 0 },
  tanh: { value: tanh, first: (y) => 1 - y * y, second: (y) => -2 * y * (1 - y * y) },
  sigmoid: {
    value: sigmoid,
    first: (y) => y * (1 - y),
    second: (y) => y * (1 - y) * (1 - 2 * y),
  },
};

function bendOf(name = 'linear'): Bend {
  if (!Object.hasOwn(BENDS, name))
    throw unknownName('activation for pruning', name, Object.keys(BENDS));
  return BENDS[name];
}

export const listed = (topology: Topology | FullyConnected): Topology =>
  topology.index === undefined
    ? fullTopology(topology.inputs, topology.outputs, topology.order)
    : topology;

/** The connections of layers, in the order of their weights. */
export const wiresOf = (layers: readonly ActiveLayer[]): Wires[] =>
  layers.map(({ topology: shape, arrays: { weights }, activation }) => {
    const topology = listed(shape);
    const [list, other] = [listOfEach(topology), topology.index];
    const [pre, post] = topology.order === 'by-input' ? [list, other] : [other, list];
    const { inputs, outputs } = topology;
    return { inputs, outputs, pre, post, weights, activation };
  });

/** `out[post] += weight · input[pre]` for all examples: units major. */
function spread(
  wires: Wires,
  weights: ArrayLike<number>,
  input: Float64Array,
  out: Float64Array,
  n: number,
): void {
  const { pre, post } = wires;
  for (let k = 0; k < weights.length; k++) {
    const w = weights[k];
    if (w === 0) continue;
    const [from, to] = [pre[k] * n, post[k] * n];
    for (let e = 0; e < n; e++) out[to + e] += w * input[from + e];
  }
}

/** `out[pre] += weight · error[post]`. */
function collect(
  wires: Wires,
  weights: ArrayLike<number>,
  error: Float64Array,
  out: Float64Array,
  n: number,
): void {
  const { pre, post } = wires;
  for (let k = 0; k < weights.length; k++) {
    const w = weights[k];
    if (w === 0) continue;
    const [to, from] = [pre[k] * n, post[k] * n];
    for (let e = 0; e < n; e++) out[to + e] += w * error[from + e];
  }
}

/** `out[k] += Σ over examples of input[pre] · error[post]`. */
function correlate(
  { pre, post }: Wires,
  input: Float64Array,
  error: Float64Array,
  out: Float64Array,
  n: number,
): void {
  for (let k = 0; k < out.length; k++) {
    const [a, b] = [pre[k] * n, post[k] * n];
    let sum = 0;
    for (let e = 0; e < n; e++) sum += input[a + e] * error[b + e];
    out[k] += sum;
  }
}

/** Features first, then examples. */
function columns({ count, inputs }: Batch, features: number): Float64Array {
  const turned = new Float64Array(count * features);
  for (let e = 0; e < count; e++)
    for (let f = 0; f < features; f++) turned[f * count + e] = inputs[e * features + f];
  return turned;
}

export interface Curvature {
  /** Mean loss of the batch. */
  readonly loss: number;
  /** Of every layer, in the order of its weights: ∂L/∂w. */
  readonly gradient: readonly Float64Array[];
  /** Where a direction v was given: (H v), H the second derivatives of L by the weights. */
  readonly product?: readonly Float64Array[];
}

/**
 * Gradient, and Hessian times direction, of the mean cross-entropy of a softmax over outputs / temperature. Biases are 0.
 *
 * @param direction of every layer one number a connection
 * @throws UsageError for an activation without derivatives here, activated outputs, or examples of another size
 */
export function curvature(
  wires: readonly Wires[],
  batch: Batch,
  {
    temperature = 1,
    direction,
  }: { temperature?: number; direction?: readonly ArrayLike<number>[] } = {},
): Curvature {
  const n = batch.count;
  const last = wires.length - 1;
  if (batch.inputs.length !== n * wires[0].inputs)
    throw new UsageError(
      `${batch.inputs.length} inputs for ${n} examples of ${wires[0].inputs} features`,
    );
  if (wires[last].activation !== undefined)
    throw new UsageError('pruning at birth is for networks with linear outputs under a softmax');
  const along = direction !== undefined;
  const activity = [columns(batch, wires[0].inputs)];
  const moved = [new Float64Array(along ? activity[0].length : 0)];
  const moving: Float64Array[] = [];
  wires.forEach((layer, l) => {
    const { value, first } = bendOf(layer.activation);
    const y = new Float64Array(layer.outputs * n);
    spread(layer, layer.weights, activity[l], y, n);
    const dz = new Float64Array(along ? y.length : 0);
    if (direction !== undefined) {
      spread(layer, layer.weights, moved[l], dz, n);
      spread(layer, direction[l], activity[l], dz, n);
    }
    for (let u = 0; u < y.length; u++) y[u] = value(y[u]);
    activity.push(y);
    moving.push(dz);
    moved.push(dz.map((r, u) => r * first(y[u])));
  });
  let { loss, error, turned } = softmaxError(activity[last + 1], moving[last], batch, temperature);
  const gradient = wires.map(({ weights }) => new Float64Array(weights.length));
  const product = wires.map(({ weights }) => new Float64Array(along ? weights.length : 0));
  for (let l = last; l >= 0; l--) {
    const layer = wires[l];
    correlate(layer, activity[l], error, gradient[l], n);
    if (along) {
      correlate(layer, activity[l], turned, product[l], n);
      correlate(layer, moved[l], error, product[l], n);
    }
    if (l === 0) break;
    const below = new Float64Array(layer.inputs * n);
    collect(layer, layer.weights, error, below, n);
    const bent = new Float64Array(along ? below.length : 0);
    if (direction !== undefined) {
      collect(layer, layer.weights, turned, bent, n);
      collect(layer, direction[l], error, bent, n);
    }
    const { first, second } = bendOf(wires[l - 1].activation);
    const y = activity[l];
    turned = bent.map((r, u) => first(y[u]) * r + second(y[u]) * moving[l - 1][u] * below[u]);
    error = below.map((d, u) => first(y[u]) * d);
  }
  return { loss, gradient, ...(along && { product }) };
}

/** Mean loss, its derivative by the outputs, and how that changes as the outputs move. */
function softmaxError(
  outputs: Float64Array,
  moving: Float64Array,
  { count: n, labels }: Batch,
  temperature: number,
) {
  const classes = outputs.length / n;
  const error = new Float64Array(outputs.length);
  const turned = new Float64Array(moving.length);
  let loss = 0;
  for (let e = 0; e < n; e++) {
    let most = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) most = Math.max(most, outputs[c * n + e]);
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      error[c * n + e] = exp((outputs[c * n + e] - most) / temperature);
      sum += error[c * n + e];
    }
    let pull = 0;
    for (let c = 0; c < classes; c++) {
      error[c * n + e] /= sum;
      if (moving.length > 0) pull += error[c * n + e] * moving[c * n + e];
    }
    for (let c = 0; c < classes && moving.length > 0; c++) {
      const u = c * n + e;
      turned[u] = (error[u] * (moving[u] - pull)) / (temperature * temperature * n);
    }
    const own = labels[e] * n + e;
    loss -= ((outputs[own] - most) / temperature - log(sum)) / n;
    error[own] -= 1;
    for (let c = 0; c < classes; c++) error[c * n + e] /= temperature * n;
  }
  return { loss, error, turned };
}
