/**
 * A classifier that learns: network × plasticity × rewiring × ledger × task, as a generator of records.
 *
 * One record an epoch; between them ticks, so that a long epoch can be watched and interrupted. Everything is exact at
 * epoch boundaries: a snapshot taken there and restored goes on with the same bits.
 */

import { FrugalError } from '../errors.ts';
import {
  compareWirings,
  createLedger,
  type LedgerTotals,
  subtractTotals,
  type Wiring,
  type Wirings,
} from '../ledger/index.ts';
import { type Bundle, bundleWeights, type Mlp, writeBatch } from '../networks/index.ts';
import type { Random } from '../numerics/random.ts';
import { createPlasticity, type Transform } from '../plasticity/index.ts';
import { type Rewiring, rewire, type Score } from '../rewiring/index.ts';
import type { SparseMatrix } from '../sparse/matrix.ts';
import type { ClassificationTask, Examples } from '../tasks/examples.ts';
import { placeExamples, placeScaling, type Scaling } from './feed.ts';
import { chooseMirrors, type MirrorChoice } from './orientation.ts';
import { refreshStrands } from './refresh.ts';
import { type LearnerState, restoreState, saveState } from './state.ts';

export interface ClassifierOptions {
  readonly network: Mlp;
  readonly task: ClassificationTask;
  readonly scaling: Scaling;
  readonly transformFor: (bundle: Bundle) => Transform;
  /** Absent for a layer that keeps its topology. Called with the layer's number, 0 first. */
  readonly rewiringFor?: (layer: number) => Rewiring | undefined;
  /** Epochs to learn in all. */
  readonly epochs: number;
  readonly random: Random;
  readonly mirror?: MirrorChoice;
  /** Whether changes of synapses are booked. Default true. */
  readonly booked?: boolean;
}

/** What an epoch has shown. Losses are means per example; accuracies are shares in [0, 1]. */
export interface EpochRecord {
  readonly epoch: number;
  /** Over the epoch, while learning (with dropout, before the step that each example caused). */
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  /** After the epoch's last step, before rewiring. */
  readonly testLoss: number;
  readonly testAccuracy: number;
  readonly connections: number;
  /** Connections that rewiring removed and made after this epoch, and how many of those had just been removed. */
  readonly removed: number;
  readonly born: number;
  readonly returned: number;
  /** What the epoch and the rewiring after it have cost: events, sums of |Δw|, multiply-adds. */
  readonly cost: LedgerTotals;
}

export type Progress =
  | {
      readonly kind: 'tick';
      readonly epoch: number;
      readonly share: number;
      readonly trainAccuracy: number;
    }
  | { readonly kind: 'epoch'; readonly record: EpochRecord };

export interface Classifier {
  /** Learns to the last epoch, or on from a restored state. */
  learn(): Generator<Progress, void>;
  /** Mean loss and accuracy on the test set now. */
  evaluate(): { readonly loss: number; readonly accuracy: number };
  /** State at an epoch boundary. */
  save(): LearnerState;
  restore(state: LearnerState): void;
  /** Copies of all bundles as they are now: `leastOf(before, after)` of two of them is what the way had to cost. */
  wirings(): Wirings;
  /** Which layers keep a mirror. */
  readonly mirrors: readonly boolean[];
  /** Sums since the start. */
  totals(): LedgerTotals;
}

/** Longest time without a tick, in ms. */
const TICK = 150;

/** Prepares a classifier; compiles kernels and starts threads. Throws `FrugalError` where task and network do not fit. */
export async function createClassifier(options: ClassifierOptions): Promise<Classifier> {
  const { network, task, random, epochs, booked = true } = options;
  const { engine, bundles, layers } = network;
  checkFit(network, task);
  const tables = placeScaling(engine, task.train, options.scaling);
  const train = placeExamples(engine, task.train, task.classes, tables);
  const test = placeExamples(engine, task.test, task.classes, tables);
  const mirrors = await chooseMirrors(network, options.mirror ?? 'measured');
  const plasticity = createPlasticity(
    engine,
    bundles,
    options.transformFor,
    booked,
    random.split('plasticity'),
  );
  const gradient = engine.program(network.gradientStrands(train));
  const evaluation = engine.program(network.evaluationStrands(test));
  const matrices = layers.map((layer) => layer.matrix);
  const refresh = engine.program(refreshStrands(matrices));
  await engine.ready();

  let ledger = createLedger();
  let epoch = 0;
  /** Stopped within an epoch: half of its examples seen, half of its changes booked. */
  let broken = false;
  let step = 0;
  const { batch } = network.batch.geometry;
  const stepsPerEpoch = Math.ceil(task.train.count / batch);

  const connections = (): number => layers.reduce((sum, { matrix }) => sum + matrix.connections, 0);

  const learnStep = (order: Uint32Array, number: number): void => {
    const from = number * batch;
    const to = Math.min(from + batch, order.length);
    writeBatch(engine, network.batch, order, from, to, task.train.labels);
    network.setStep(step);
    engine.run(gradient);
    plasticity.apply(step);
    engine.run(refresh);
    step += 1;
  };

  const refuseBroken = (): void => {
    if (!broken) return;
    throw new FrugalError(
      `learning was stopped within epoch ${epoch + 1}; restore a state saved at the end of an epoch`,
    );
  };

  const evaluate = (): { loss: number; accuracy: number } => {
    const order = Uint32Array.from({ length: task.test.count }, (_, e) => e);
    const size = network.evaluation.geometry.batch;
    for (let from = 0; from < order.length; from += size) {
      writeBatch(
        engine,
        network.evaluation,
        order,
        from,
        Math.min(from + size, order.length),
        task.test.labels,
      );
      engine.run(evaluation);
    }
    const { loss, right } = network.takeScore('evaluation');
    return { loss: loss / task.test.count, accuracy: right / task.test.count };
  };

  const bookEpoch = (): void => {
    const arithmetic = network.multiplyAdds();
    const examples = task.train.count;
    ledger.work({
      steps: stepsPerEpoch,
      connections: connections(),
      forward: arithmetic.forward * examples,
      backward: arithmetic.backward * examples,
    });
    for (const bundle of bundles) {
      const taken = plasticity.takeBooked(bundle);
      ledger.write(bundle.name, taken);
      ledger.hidden(bundle.name, taken);
    }
  };

  const rewireLayers = (): { removed: number; born: number; returned: number } => {
    const sums = { removed: 0, born: 0, returned: 0 };
    layers.forEach(({ matrix }, k) => {
      const rewiring = options.rewiringFor?.(k);
      if (rewiring === undefined || matrix.dense) return;
      const bundle = bundles[2 * k];
      const before = copyWiring(network, bundle);
      const states = Object.fromEntries(
        Object.entries(plasticity.states(bundle)).map(([name, values]) => [name, values.slice()]),
      );
      const stream = random.split('rewiring').split(epoch).split(k);
      const score: Score = (list, other) =>
        matrix.order === 'by-output'
          ? network.score(k, other, list)
          : network.score(k, list, other);
      const layer = { ...before, states, score };
      const { topology, arrays, ...events } = rewire(
        layer,
        rewiring,
        stream,
        epoch,
        epoch >= epochs,
      );
      matrix.replace(topology, arrays.weights);
      plasticity.resized(bundle);
      for (const [name, view] of Object.entries(plasticity.states(bundle))) view.set(arrays[name]);
      sums.removed += events.removed.length;
      sums.born += events.born.length;
      sums.returned += events.returned.length;
      if (booked)
        ledger.structural(
          bundle.name,
          compareWirings(before, { topology, weights: arrays.weights }),
        );
    });
    refresh.rewrite(refreshStrands(matrices));
    return sums;
  };

  return {
    mirrors,
    totals: () => ledger.totals(),
    evaluate,
    *learn() {
      while (epoch < epochs) {
        refuseBroken();
        broken = true;
        const order = random.split('order').split(epoch).permutation(task.train.count);
        let looked = performance.now();
        for (let number = 0; number < stepsPerEpoch; number++) {
          learnStep(order, number);
          if (performance.now() - looked < TICK) continue;
          looked = performance.now();
          const right = network.rightSoFar();
          const seen = Math.min((number + 1) * batch, task.train.count);
          yield {
            kind: 'tick',
            epoch: epoch + 1,
            share: (number + 1) / stepsPerEpoch,
            trainAccuracy: right / seen,
          };
        }
        const score = network.takeScore('gradient');
        const before = ledger.totals();
        bookEpoch();
        const after = evaluate();
        epoch += 1;
        const kept = connections();
        const rewired = rewireLayers();
        const record: EpochRecord = {
          epoch,
          trainLoss: score.loss / task.train.count,
          trainAccuracy: score.right / task.train.count,
          testLoss: after.loss,
          testAccuracy: after.accuracy,
          connections: kept,
          ...rewired,
          cost: subtractTotals(ledger.totals(), before),
        };
        if (!Number.isFinite(record.trainLoss)) {
          throw new FrugalError(
            `the loss became ${record.trainLoss} in epoch ${epoch}: the network diverged; lower the learning rate`,
          );
        }
        broken = false;
        yield { kind: 'epoch', record };
      }
    },
    save() {
      refuseBroken();
      return saveState(network, plasticity, { epoch, step, ledger: ledger.state() });
    },
    restore(state) {
      const meta = restoreState(network, plasticity, state);
      ledger = createLedger(meta.ledger);
      epoch = meta.epoch;
      step = meta.step;
      // The saved network may have more or fewer connections than the first one.
      refresh.rewrite(refreshStrands(matrices));
      broken = false;
    },
    wirings: () =>
      Object.fromEntries(bundles.map((bundle) => [bundle.name, copyWiring(network, bundle)])),
  };
}

function checkFit(network: Mlp, task: ClassificationTask): void {
  if (task.features !== network.inputs) {
    throw new FrugalError(
      `task "${task.name}" needs ${task.features} inputs, network has ${network.inputs}`,
    );
  }
  if (task.classes !== network.classes) {
    throw new FrugalError(
      `task "${task.name}" has ${task.classes} classes, network has ${network.classes} outputs`,
    );
  }
  for (const [name, examples] of Object.entries({
    train: task.train,
    test: task.test,
  } satisfies Record<string, Examples>)) {
    checkExamples(`task "${task.name}", ${name} examples`, examples, network.inputs);
  }
}

/** @throws FrugalError where counts, lengths and features contradict each other or an input is not a number */
function checkExamples(what: string, examples: Examples, features: number): void {
  const { count, inputs, labels } = examples;
  if (count < 1) throw new FrugalError(`${what}: there are none`);
  if (examples.features !== features) {
    throw new FrugalError(`${what}: ${examples.features} features, the task has ${features}`);
  }
  if (inputs.length !== count * features || labels.length !== count) {
    throw new FrugalError(
      `${what}: ${inputs.length} inputs and ${labels.length} labels for ${count} examples of ${features} features`,
    );
  }
  const wrong = inputs instanceof Float32Array ? inputs.findIndex((x) => !Number.isFinite(x)) : -1;
  if (wrong >= 0) {
    const example = Math.floor(wrong / features);
    throw new FrugalError(`${what}: input ${inputs[wrong]} of example ${example} is not a number`);
  }
}

/** A bundle's topology and weights, copied out of the engine's memory. Biases are a column of one input. */
function copyWiring(network: Mlp, bundle: Bundle): Wiring {
  const weights = bundleWeights(network.engine, bundle).slice();
  if (bundle.kind === 'bias') {
    const start = Uint32Array.of(0, weights.length);
    const index = Uint32Array.from(weights, (_, k) => k);
    return {
      topology: { inputs: 1, outputs: weights.length, order: 'by-input', start, index },
      weights,
    };
  }
  const { topology } = copyTopology(network.layers[bundle.layer].matrix);
  return { topology, weights };
}

function copyTopology(matrix: SparseMatrix): Pick<Wiring, 'topology'> {
  const now = matrix.topology();
  return { topology: { ...now, start: now.start.slice(), index: now.index.slice() } };
}
