/** A multilayer perceptron that learns examples by a method. */

import { imposeSigns, type Region, unitSigns } from '../../connectivity/index.ts';
import { createEngine } from '../../engine/index.ts';
import { createClassifier, type EpochRecord } from '../../learners/index.ts';
import {
  type Bundle,
  buildMlp,
  bundleWeights,
  type LayerSpec,
  type Mlp,
  mlp,
} from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import { lookAtMlp } from '../../protocol/view.ts';
import { beginsNamed, type Rewiring } from '../../rewiring/index.ts';
import { fullTopology } from '../../sparse/index.ts';
import { type AnyClassification, isSparse } from '../../tasks/examples.ts';
import { weightLayers } from '../rewiring/lottery.ts';
import { rewiringOf } from '../rewiring/methods.ts';
import { workerOn } from '../worker.ts';
import { type BundleFacts, rateOf, transformsOf } from './chain.ts';
import { localise, type Places, placesOf, wireOf } from './places.ts';
import { nearestLevels, type Trainee, type TraineeOptions, weightsOf } from './trainee.ts';

/** What is made of the layers before the network is: connections of each near its place, signs of each unit, levels. */
function shapes(
  { method, values }: TraineeOptions,
  places: readonly Places[] | undefined,
  random: Random,
) {
  const regions: (Region | undefined)[] = [];
  const signs: (Int8Array | undefined)[] = [];
  const shape = (layer: LayerSpec, l: number): LayerSpec => {
    const ends = places?.slice(l, l + 2);
    if (method.wiring === 'local' && ends?.length === 2) {
      const own = { reach: values.reach, random: random.split('local').split(l) };
      const made = localise(layer, [ends[0], ends[1]], own);
      regions[l] = made.within;
      return made.layer;
    }
    return layer;
  };
  const sign = (layer: LayerSpec, l: number): LayerSpec => {
    // Pixels are no units: they have no sign to keep.
    if (method.constraint !== 'dale' || l === 0) return layer;
    const { excitatory } = values;
    const { inputs, outputs, order } = layer.topology;
    const own = unitSigns({ units: inputs, excitatory, random: random.split('signs').split(l) });
    signs[l] = own;
    const { topology, arrays } = layer;
    // Units that mostly excite would give every unit of the next layer much the same large sum, and nothing is learned from it.
    const listed = topology.index === undefined ? fullTopology(inputs, outputs, order) : topology;
    const weights = imposeSigns(listed, arrays.weights, own, {
      ...{ balance: true, keepSize: true },
    });
    return { ...layer, arrays: { weights } };
  };
  const quantise = (layer: LayerSpec): LayerSpec => {
    if (method.discretisation === 'none') return layer;
    const { weights } = layer.arrays;
    return { ...layer, arrays: { weights: nearestLevels(weights, layer.topology, values) } };
  };
  const prune = (layers: readonly LayerSpec[]): readonly LayerSpec[] =>
    layers.map((layer, l) => quantise(sign(shape(layer, l), l)));
  return { prune, regions, signs };
}

/** What rewires a bundle; nothing where connections stay. */
function rewiringFor(
  { method, values }: TraineeOptions,
  layers: number,
  regions: readonly (Region | undefined)[],
): (bundle: Bundle) => Rewiring | undefined {
  const { zeta, density } = values;
  if (method.rewiring === 'none') return () => undefined;
  const rate = rateOf(method, values);
  const own = { zeta, density, rate, newWeights: 'zero', schedule: 'every-epoch' } as const;
  const rules = rewiringOf(method.rewiring, own, layers);
  return (bundle) => {
    const within = regions[bundle.layer];
    const rule = rules?.(bundle);
    return rule && within ? { ...rule, within } : rule;
  };
}

function factsOf(network: Mlp, signs: readonly (Int8Array | undefined)[]) {
  return (bundle: Bundle): BundleFacts => {
    const weights = bundleWeights(network.engine, bundle);
    const mean = weights.reduce((sum, w) => sum + Math.abs(w), 0) / weights.length;
    return { mean, signs: signs[bundle.layer] };
  };
}

/** Prepares a network; whoever has it disposes of it. */
export async function mlpTrainee(
  options: TraineeOptions,
  task: AnyClassification,
  random: Random,
): Promise<Trainee> {
  const { method, values, threads, arithmetic } = options;
  const { epochs, batch, shards, hidden } = values;
  const engine = createEngine({ threads, arithmetic });
  try {
    const begins = beginsNamed(method.rewiring, values.density);
    const density = method.wiring === 'dense' ? 1 : (begins?.density ?? values.density);
    const places = placesOf(task.shape, hidden);
    const { prune, regions, signs } = shapes(options, places, random.split('birth'));
    const network = buildMlp(mlp(hidden, { density }), engine, random, {
      ...{ inputs: task.features, outputs: task.classes, batch, shards, prune },
      ...{ sparseInputs: isSparse(task.train), fixedFanIn: density < 1 },
      ...{ listed: begins?.listed, room: begins?.room },
    });
    const facts = factsOf(network, signs);
    const learner = await createClassifier({
      ...{ network, task, epochs, scaling: 'unit', random: random.split('learning') },
      transformFor: transformsOf(method, values, facts),
      rewiringFor: rewiringFor(options, network.layers.length, regions),
    });
    const worker = workerOn(learner, {
      task: task.name,
      standing: ({ epoch, testAccuracy, trainLoss }: EpochRecord) => ({
        ...{ step: epoch, accuracy: testAccuracy, loss: trainLoss },
      }),
      dispose: () => engine.dispose(),
    });
    const topologies = () => weightLayers(worker.now()).map(({ topology }) => topology);
    return {
      ...{ ...worker, total: epochs },
      look: (name) => lookAtMlp({ name, network, task, scaling: 'unit', learner }),
      account: (bundle) => learner.account(bundle),
      held: () => weightsOf(worker.now()),
      wire: () => places && wireOf(topologies(), places),
    };
  } catch (error) {
    engine.dispose();
    throw error;
  }
}
