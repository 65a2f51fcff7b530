/**
 * From a description to a network in the engine's memory, kind by kind.
 *
 * Wiring and weights follow from the random stream alone, and each layer's from the layer's name: networks that differ in
 * one layer begin alike in all others.
 */

import { type LayerDims, layerConnections } from '../connectivity/allocate.ts';
import { erdosRenyi, expectedConnections } from '../connectivity/erdos-renyi.ts';
import { fixedFanIn } from '../connectivity/fixed.ts';
import { recurrentStart } from '../connectivity/recurrent-weights.ts';
import { smallWorld } from '../connectivity/small-world.ts';
import { glorotUniform, weightLaw } from '../connectivity/weights.ts';
import type { Engine } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import type { FullyConnected } from '../sparse/layer.ts';
import { type Order, reorder, type Topology } from '../sparse/topology.ts';
import { layerNames } from './bundle.ts';
import type { MlpDescription, PerceptronDescription, RnnDescription } from './describe.ts';
import { createMlp, homeOrder, type LayerSpec, type Mlp } from './mlp.ts';
import { firstNorm } from './norms.ts';
import { createPerceptron, initialWeights, type Perceptron } from './perceptron.ts';
import { ALL_RELU, alternatingSlope, firstPieces, slopedPieces } from './pieces.ts';
import { createRnn, type Rnn } from './rnn/rnn.ts';

/** Share of a small world's connections that lead anywhere, where none is given: between a ring and a random layer. */
export const MOVED = 0.25;

/** What a network has to fit: the task's numbers, and how it is to be trained. */
export interface Fit {
  readonly inputs: number;
  readonly outputs: number;
  /** Examples or sequences of a learning step. Default 128, of recurrent networks 32. */
  readonly batch?: number;
  readonly shards?: number;
  /** Whether the examples are sparse (multilayer perceptrons). Default false. */
  readonly sparseInputs?: boolean;
  /** Connections of the first layer of a sparse perceptron; else they are drawn. */
  readonly first?: Topology;
  /** Whether layers in which every connection exists can lose some (multilayer perceptrons). Default false. */
  readonly listed?: boolean;
  /** What is made of the layers before the network is built of them: pruning at birth. Default nothing. */
  readonly prune?: (layers: readonly LayerSpec[]) => readonly LayerSpec[];
  /** Whether all units of a layer of a perceptron have as many inputs, rounded from the density. Default false. */
  readonly fixedFanIn?: boolean;
  /** Connections that are to fit into layers that are rewired, as a multiple of those at birth; default 1 (see `roomOf`). */
  readonly room?: number;
}

export interface RnnFit extends Fit {
  /** Inputs of which exactly one is on at a time. Default none. */
  readonly rules?: number;
  /** Which recurrent connections exist; else they are drawn. */
  readonly recurrent?: Topology;
  /** First weights of these, in their order; else by the description's start. */
  readonly recurrentWeights?: ArrayLike<number>;
}

export interface PerceptronFit {
  readonly inputs: number;
  /** Prescribed signs of the weights, −1, 0 or 1. */
  readonly signs?: ArrayLike<number>;
}

/** A multilayer perceptron. Throws `UsageError` where a layer would get no connection. */
export function buildMlp(
  description: MlpDescription,
  engine: Engine,
  random: Random,
  fit: Fit,
): Mlp {
  const { batch = 128, shards, sparseInputs = false, prune = (layers) => layers } = fit;
  const layers = prune(mlpLayers(description, random, fit));
  const dropoutKey = random.split('dropout').key;
  const { loss } = description;
  return createMlp(engine, { layers, loss, batch, shards, sparseInputs, dropoutKey });
}

/** The layers of a multilayer perceptron as they are born, outside any engine. */
export function mlpLayers(description: MlpDescription, random: Random, fit: Fit): LayerSpec[] {
  const { inputs, outputs, sparseInputs = false, first, listed = false } = fit;
  const {
    hidden,
    activation,
    slope = ALL_RELU,
    loss,
    epsilon,
    density,
    dropout,
    norm,
    moved = MOVED,
  } = description;
  const law = weightLaw(description.initial, description.deviation);
  const units = [inputs, ...hidden, outputs];
  const counts = connectionsOfLayers(description, units);
  return layerNames(units.length - 1).map((layer, k): LayerSpec => {
    const order = homeOrder(k, sparseInputs);
    const full: FullyConnected = { inputs: units[k], outputs: units[k + 1], order };
    const stream = random.split('birth').split(layer);
    const all = full.inputs * full.outputs;
    const own = counts === undefined ? density : counts[k] / all;
    const scarcity = own === undefined ? { epsilon } : { density: own };
    const wiring = { ...full, random: stream.split('wiring'), layer };
    const drawn = (): Topology => {
      const expected = expectedConnections(full.inputs, full.outputs, scarcity);
      if (fit.fixedFanIn !== true && description.wiring === 'small-world' && expected < all)
        return smallWorld({ ...wiring, connections: Math.max(1, Math.round(expected)), moved });
      if (fit.fixedFanIn !== true) return erdosRenyi({ ...wiring, ...scarcity });
      const fanIn = Math.min(full.inputs, Math.max(1, Math.round(expected / full.outputs)));
      return fixedFanIn({ ...wiring, fanIn });
    };
    const given = k === 0 && first !== undefined ? fitting(first, full) : undefined;
    const topology = density === 1 ? full : (given ?? drawn());
    const weights = new Float32Array(topology.index?.length ?? all);
    law.fill(weights, { ...full, density: weights.length / all }, stream.split('weights'));
    const last = k === units.length - 2;
    const pieces =
      activation === 'srelu'
        ? firstPieces(full.outputs, stream.split('pieces'))
        : activation === 'all-relu'
          ? slopedPieces(full.outputs, alternatingSlope(k, slope))
          : undefined;
    const sigmoid = loss === 'mean-squared-error' ? ('sigmoid' as const) : undefined;
    return {
      topology,
      arrays: { weights },
      activation: last ? sigmoid : activation,
      ...(!last && pieces && { pieces }),
      ...(!last && norm === 'batch' && { norm: firstNorm(full.outputs) }),
      dropout: last ? 0 : dropout,
      listed,
      room: fit.room,
    };
  });
}

/** Connections of every layer, where a density is shared out among them; `undefined` where each has its own. */
function connectionsOfLayers(
  { density, allocation = 'uniform', allocationExponent }: MlpDescription,
  units: readonly number[],
): number[] | undefined {
  if (density === undefined || allocation === 'uniform') return undefined;
  const dims = units.slice(1).map((outputs, k): LayerDims => [units[k], outputs]);
  return layerConnections(dims, { density, allocation, exponent: allocationExponent });
}

/** A given wiring in the order of a layer. Throws `UsageError` where it is of other sizes. */
function fitting(topology: Topology, { inputs, outputs, order }: FullyConnected): Topology {
  if (topology.inputs !== inputs || topology.outputs !== outputs)
    throw new UsageError(
      `the wiring is of ${topology.inputs}×${topology.outputs} units, the first layer of ${inputs}×${outputs}`,
    );
  return topology.order === order ? topology : reorder(topology, order).topology;
}

/** A given wiring with its lists by input, as the recurrent block walks them. Throws `UsageError` where it does not fit. */
function byInput(
  topology: Topology,
  units: number,
  weights: ArrayLike<number> | undefined,
): { readonly topology: Topology; readonly weights?: Float32Array } {
  const { inputs, outputs, index } = topology;
  if (inputs !== units || outputs !== units)
    throw new UsageError(
      `the wiring is of ${inputs}×${outputs} units, the network has ${units}; give it as many`,
    );
  if (weights !== undefined && weights.length !== index.length)
    throw new UsageError(`${weights.length} weights for ${index.length} connections of the wiring`);
  if (topology.order === 'by-input')
    return { topology, ...(weights === undefined ? {} : { weights: Float32Array.from(weights) }) };
  const turned = reorder(topology, 'by-input');
  if (weights === undefined) return { topology: turned.topology };
  return {
    topology: turned.topology,
    weights: Float32Array.from(turned.source, (k) => weights[k]),
  };
}

/** A recurrent network. Throws `UsageError` where its start needs connections that are not there. */
export function buildRnn(
  description: RnnDescription,
  engine: Engine,
  random: Random,
  fit: RnnFit,
): Rnn {
  const { units, density, start, initial, activation, alpha, noise, loss } = description;
  const { inputs, outputs, rules = 0, batch = 32, shards } = fit;
  const square = { inputs: units, outputs: units, order: 'by-input' as const };
  const given = fit.recurrent && byInput(fit.recurrent, units, fit.recurrentWeights);
  const recurrent =
    given?.topology ??
    erdosRenyi({ ...square, density, random: random.split('mask'), layer: 'recurrent' });
  const first = (name: string, from: number, to: number, fanIn: number): Float32Array => {
    const weights = new Float32Array(from * to);
    const stream = random.split(name);
    const shape = { inputs: from, outputs: to, density: 1 };
    if (initial === 'glorot-uniform') glorotUniform.fill(weights, shape, stream);
    else stream.fillUniform(weights, -1 / Math.sqrt(fanIn), 1 / Math.sqrt(fanIn));
    return weights;
  };
  const dense = (name: string, from: number, to: number, order: Order, fanIn: number) => ({
    topology: { inputs: from, outputs: to, order },
    arrays: { weights: first(name, from, to, fanIn) },
  });
  return createRnn(engine, {
    input: dense('input', inputs, units, 'by-output', inputs + rules),
    ...(rules > 0 ? { rule: { rules, weights: first('rule', rules, units, inputs + rules) } } : {}),
    recurrent: {
      topology: recurrent,
      room: fit.room,
      arrays: {
        weights:
          given?.weights ??
          recurrentStart(start).weights(recurrent, random.split('recurrent'), 'recurrent'),
      },
    },
    output: dense('output', units, outputs, 'by-input', units),
    ...{ activation, alpha, noise, loss, batch, shards, noiseKey: random.split('noise').key },
  });
}

/** A perceptron with its first weights. */
export const buildPerceptron = (
  { gap }: PerceptronDescription,
  engine: Engine,
  random: Random,
  { inputs, signs }: PerceptronFit,
): Perceptron => createPerceptron(engine, initialWeights(inputs, { signs, gap }, random));
