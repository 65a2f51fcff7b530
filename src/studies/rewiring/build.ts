/** From the parameters of `rewiring` to a network, its plasticity and its scaling. */

import { type LayerDims, layerConnections } from '../../connectivity/index.ts';
import type { Engine } from '../../engine/index.ts';
import { UsageError } from '../../errors.ts';
import { pruneFor, type ScalingTables, scalingOf } from '../../learners/index.ts';
import {
  type Bundle,
  buildMlp,
  type Fit,
  type Mlp,
  type MlpDescription,
  mlp,
} from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import { type Schedule, sgd, type Transform } from '../../plasticity/index.ts';
import { beginsNamed } from '../../rewiring/index.ts';
import type { AnyClassification } from '../../tasks/examples.ts';
import { isSparse } from '../../tasks/examples.ts';
import { type Method, pruningOf } from './methods.ts';
import type { Values } from './parameters.ts';

/** One network to train. */
export interface Labels {
  readonly method: Method;
  /** 0 of the dense network. */
  readonly sparsity: number;
  readonly replicate: number;
}

/** Whether a network begins with all its connections. */
export const beginsDense = (method: Method): boolean =>
  method === 'dense' || method === 'imp' || pruningOf(method) !== undefined;

/** Units of all layers, inputs and classes included. */
const dimsOf = ({ hidden }: Values, { features, classes }: AnyClassification): LayerDims[] => {
  const units = [features, ...hidden, classes];
  return units.slice(1).map((outputs, k) => [units[k], outputs]);
};

/** Positions of all layers. */
export const positionsOf = (values: Values, task: AnyClassification): number =>
  dimsOf(values, task).reduce((sum, [inputs, outputs]) => sum + inputs * outputs, 0);

/** Whether a network is drawn with as many connections as it is to have: else they are chosen among more. */
const isDrawn = (method: Method): boolean =>
  !beginsDense(method) && beginsNamed(method)?.density === undefined;

/** @throws UsageError where the connections of a sparsity are too few for the layers: before anything learns */
export function checkNetworks(values: Values, task: AnyClassification): void {
  const { allocation, methods } = values;
  const layers = dimsOf(values, task);
  const positions = positionsOf(values, task);
  for (const sparsity of values.sparsities) {
    const density = densityOf(sparsity);
    const total = Math.round(density * positions);
    if (total < layers.length)
      throw new UsageError(
        `sparsity ${sparsity} leaves ${total} of ${positions} connections, fewer than layers; give less, e.g. --sparsities ${upTo(layers.length / positions)}`,
      );
    if (allocation !== 'uniform') layerConnections(layers, { density, allocation });
    else if (methods.some(isDrawn))
      for (const [k, [inputs, outputs]] of layers.entries())
        if (Math.round(density * inputs * outputs) < 1)
          throw new UsageError(
            `sparsity ${sparsity} leaves layer ${k + 1} (${inputs} → ${outputs}) no connection; give at most --sparsities ${upTo(0.5 / (inputs * outputs))}, or --allocation er, by which small layers keep more`,
          );
  }
}

/** The largest sparsity in short that leaves a share. */
const upTo = (share: number): number => Math.floor(1e6 * (1 - share)) / 1e6;

const descriptionOf = (values: Values, { method, sparsity }: Labels): MlpDescription => {
  const { hidden, activation, initial, allocation, norm } = values;
  const begins = beginsNamed(method, densityOf(sparsity))?.density;
  const density = beginsDense(method) ? 1 : (begins ?? densityOf(sparsity));
  return mlp(hidden, {
    ...{ density, activation, initial },
    ...(norm === 'batch' && { norm }),
    ...(density < 1 && begins === undefined && allocation !== 'uniform' && { allocation }),
  });
};

/** 1 − 0.98 is 0.020000000000000018. */
export const densityOf = (sparsity: number): number => Math.round(1e9 * (1 - sparsity)) / 1e9;

/** A network as it begins, and the multiply-adds that its pruning took. */
export interface Begun {
  readonly network: Mlp;
  readonly work: number;
}

/**
 * @param prune in place of the rule's own, e.g. a lottery ticket
 */
export function buildNetwork(
  engine: Engine,
  values: Values,
  labels: Labels,
  { task, random, prune }: { task: AnyClassification; random: Random; prune?: Fit['prune'] },
): Begun {
  let work = 0;
  const rule = pruningOf(labels.method);
  const own: Fit['prune'] = (layers) => {
    if (rule === undefined) return layers;
    const birth = { rule, density: densityOf(labels.sparsity) };
    const scaling = scalingFor(values, task);
    const pruned = pruneFor(birth, { task, scaling, random: random.split('pruning') })(layers);
    work += pruned.work;
    return pruned.layers;
  };
  const { listed, fixedFanIn, room } = beginsNamed(labels.method) ?? {};
  const network = buildMlp(descriptionOf(values, labels), engine, random, {
    ...{ listed, fixedFanIn, room },
    ...{ inputs: task.features, outputs: task.classes, batch: values.batch },
    ...{ shards: values.shards, sparseInputs: isSparse(task.train), prune: prune ?? own },
  });
  return { network, work };
}

/** A rate that falls to a share of itself every so many steps. */
export function fallingRate({ rate, rateDrop, rateEvery }: Values): Schedule {
  if (rateEvery === 0 || rateDrop === 1) return rate;
  return (step) => {
    let now = rate;
    for (let falls = Math.floor(step / rateEvery); falls > 0; falls--) now *= rateDrop;
    return now;
  };
}

/** Momentum and L2 decay, of weights alone. */
export function transforms(values: Values): (bundle: Bundle) => Transform {
  const { momentum, decay } = values;
  const rate = fallingRate(values);
  const [forWeights, forBiases] = [decay, 0].map((coupledDecay) =>
    sgd({ rate, momentum, coupledDecay }),
  );
  return ({ kind }) => (kind === 'weight' ? forWeights : forBiases);
}

/** How inputs are scaled: tables where one mean and deviation goes for all of them. */
export function scalingFor(
  { scaling }: Values,
  { train, features }: AnyClassification,
): 'unit' | 'z-score' | ScalingTables {
  if (scaling !== 'standard' || isSparse(train)) return scaling === 'standard' ? 'unit' : scaling;
  const { inputs } = train;
  let sum = 0;
  for (let k = 0; k < inputs.length; k++) sum += inputs[k];
  const mean = sum / inputs.length;
  let square = 0;
  for (let k = 0; k < inputs.length; k++) square += (inputs[k] - mean) * (inputs[k] - mean);
  const deviation = Math.sqrt(square / inputs.length);
  const { scale } = scalingOf(train, 'unit');
  return {
    shift: new Float32Array(features).fill(mean),
    scale: deviation > 0 ? new Float32Array(features).fill(1 / deviation) : scale,
  };
}
