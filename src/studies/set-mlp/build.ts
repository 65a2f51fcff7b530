/** From the parameters of `set-mlp` to a network, its plasticity and its rewiring. */

import { expectedConnections } from '../../connectivity/erdos-renyi.ts';
import { type LayerDims, layerConnections, type Scarcity } from '../../connectivity/index.ts';
import type { Engine } from '../../engine/index.ts';
import {
  type Bundle,
  buildMlp,
  type Fit,
  type Mlp,
  type MlpDescription,
  mlp,
} from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import { adam, sgd, type Transform } from '../../plasticity/index.ts';
import { type Begins, beginsNamed } from '../../rewiring/index.ts';
import type { Method } from './methods.ts';
import type { Values } from './parameters.ts';
import { SMALL_WORLD } from './wiring.ts';

/** Units of all layers, inputs and classes included. */
export const unitsOf = (values: Values, features: number, classes: number): number[] => [
  features,
  ...values.hidden,
  classes,
];

/** Connections of a method's layers as they are born. */
export function connectionsOf(method: Method, values: Values, units: readonly number[]): number[] {
  const { density, allocation } = values;
  const begins = beginsOf(method, values, units)?.density;
  if (begins !== undefined)
    return units.slice(1).map((outputs, k) => Math.round(begins * units[k] * outputs));
  if (method !== 'dense' && density > 0 && allocation !== 'uniform') {
    const dims = units.slice(1).map((outputs, k): LayerDims => [units[k], outputs]);
    return layerConnections(dims, { density, allocation });
  }
  return units.slice(1).map((outputs, k) => {
    const all = units[k] * outputs;
    if (method === 'dense') return all;
    return Math.min(all, Math.round(expectedConnections(units[k], outputs, scarcityOf(values))));
  });
}

/**
 * Share of the positions of the layers that a method rewires, of those that exist where methods begin alike: what they are
 * compared at. A ramp rewires layers that are dense in the others, too, and all end with as many connections.
 *
 * @param first connections of the first layer, where they are given
 */
export function densityOf(
  method: Method,
  values: Values,
  units: readonly number[],
  first?: number,
): number {
  const whole = beginsNamed(method)?.density !== undefined;
  let [exist, all] = [0, 0];
  connectionsOf('set', values, units).forEach((drawn, k) => {
    const positions = units[k] * units[k + 1];
    const connections = k === 0 && first !== undefined ? first : drawn;
    if (connections === positions && !whole) return;
    exist += connections;
    all += positions;
  });
  return all === 0 ? 1 : exist / all;
}

/** What a method wants of the network at birth, where that is not what `density` or ε say. */
export const beginsOf = (
  method: Method,
  values: Values,
  units: readonly number[],
): Begins | undefined =>
  beginsNamed(method) && beginsNamed(method, densityOf(method, values, units));

/** How scarce connections are: by density where one is given, else by ε. */
export const scarcityOf = ({ density, epsilon }: Values): Scarcity =>
  density > 0 ? { density } : { epsilon };

/** The same with how a density is shared out. */
const scarcityOfAll = (values: Values): Partial<MlpDescription> => {
  const { allocation } = values;
  return { ...scarcityOf(values), ...(allocation !== 'uniform' && { allocation }) };
};

/** A method's network in plain words: all sparse ones begin as the same, but for rules that want another start. */
const descriptionOf = (
  method: Method,
  values: Values,
  begins: Begins | undefined,
): MlpDescription => {
  const density = method === 'dense' ? 1 : begins?.density;
  return mlp(values.hidden, {
    ...(density === undefined ? scarcityOfAll(values) : { density }),
    ...(values.activation === 'all-relu' && { slope: values.slope }),
    ...(values.norm === 'batch' && { norm: values.norm }),
    ...(values.wiring === SMALL_WORLD && { wiring: SMALL_WORLD, moved: values.wiringMoved }),
    ...{ activation: values.activation, loss: values.loss, dropout: values.dropout },
    ...{ initial: values.initial, deviation: values.deviation },
  });
};

/** Wiring and weights follow from `random` alone. */
export const buildNetwork = (
  engine: Engine,
  method: Method,
  values: Values,
  units: readonly number[],
  random: Random,
  { sparseInputs = false, first }: Pick<Fit, 'sparseInputs' | 'first'> = {},
): Mlp => {
  const begins = beginsOf(method, values, units);
  const { listed, fixedFanIn, room } = begins ?? {};
  return buildMlp(descriptionOf(method, values, begins), engine, random, {
    ...{ inputs: units[0], outputs: units[units.length - 1] },
    ...{ batch: values.batch, shards: values.shards, sparseInputs, first },
    ...{ listed, fixedFanIn, room },
  });
};

/**
 * The optimiser of a bundle: decay for weights only. Where connections are born later, Adam counts the age of each from its
 * birth.
 */
export function transforms(values: Values, rewired = false): (bundle: Bundle) => Transform {
  const { rate, momentum, decay, decayForm } = values;
  const correctedSince = rewired ? ('birth' as const) : ('start' as const);
  const decaying = decayForm === 'coupled' ? { coupledDecay: decay } : { decoupledDecay: decay };
  const make = (extra: object): Transform =>
    values.optimiser === 'adam'
      ? adam({ rate, correctedSince, ...extra })
      : sgd({ rate, momentum, ...extra });
  const [forWeights, forBiases] = [make(decaying), make({})];
  return (bundle) => (bundle.kind === 'weight' ? forWeights : forBiases);
}
