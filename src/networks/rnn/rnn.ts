/**
 * Recurrent network in the engine's memory: weights, biases and their gradients. What runs it over time is in pass.ts.
 *
 * The recurrent and the output block keep their lists by input, where the fused backward walks them, and a mirror by output
 * for the forward pass: over a hundred steps the copy of the weights costs nothing.
 */

import type { Engine } from '../../engine/index.ts';
import type { ActivationName } from '../../kernels/index.ts';
import { createMatrix, type SparseMatrix } from '../../sparse/matrix.ts';
import { fullTopology } from '../../sparse/topology.ts';
import { type Bundle, finder, fixedBundle, matrixBundle, type Network } from '../bundle.ts';
import { cut, type Geometry } from '../geometry.ts';
import { checkSpec, type RnnLoss, type RnnSpec } from './spec.ts';

/** The blocks that may be sparse. */
export const RNN_BLOCKS = ['input', 'recurrent', 'output'] as const;
export type RnnBlockName = (typeof RNN_BLOCKS)[number];

export type RnnBundleName =
  | 'input.weight'
  | 'rule.weight'
  | 'recurrent.weight'
  | 'recurrent.bias'
  | 'initial'
  | 'output.weight'
  | 'output.bias';

export interface Rnn extends Network {
  readonly inputs: number;
  /** Rule inputs; 0: none. */
  readonly rules: number;
  readonly units: number;
  readonly outputs: number;
  readonly activation: ActivationName;
  readonly alpha: number;
  readonly loss: RnnLoss;
  /** Deviation of the noise of a step, √(2/α)·σ. */
  readonly deviation: number;
  readonly noiseKey: readonly [number, number];
  readonly matrices: Readonly<Record<RnnBlockName, SparseMatrix>>;
  /** In this order: input, rule, recurrent, bias, initial state, output, output bias; those that are there. */
  readonly bundles: readonly Bundle[];
  has(name: RnnBundleName): boolean;
  /** Byte addresses: biases, rule weights, {α, 1 − α}, initial state. */
  readonly biases: number;
  readonly outputBiases: number;
  readonly ruleWeights: number;
  readonly rates: number;
  readonly initial: number;
  /** How a learning batch is cut. */
  readonly geometry: Geometry;
  /** Multiply-adds of one step of one sequence: forward, and backward for all gradients. Rule inputs cost none. */
  multiplyAdds(): { readonly forward: number; readonly backward: number };
}

/**
 * Builds the network in the engine's memory.
 *
 * @throws FrugalError for blocks that do not fit together; UsageError for a number or a name out of range
 */
export function createRnn(engine: Engine, spec: RnnSpec): Rnn {
  checkSpec(spec);
  const { memory } = engine;
  const { input, rule, recurrent, output, alpha = 1, noise = 0 } = spec;
  const geometry = cut(spec.batch, { shards: spec.shards, even: true });
  const matrices = {
    input: createMatrix(engine, input),
    recurrent: createMatrix(engine, recurrent, { room: recurrent.room }),
    output: createMatrix(engine, output),
  };
  matrices.recurrent.addMirror();
  matrices.output.addMirror();
  const units = matrices.recurrent.outputs;
  const { outputs } = matrices.output;
  const place = (values: Float32Array | undefined, count: number): number => {
    const address = memory.allocate(4 * count);
    if (values !== undefined) memory.views().f32.set(values, address / 4);
    return address;
  };
  const biases = place(spec.bias, units);
  const outputBiases = place(spec.outputBias, outputs);
  const ruleWeights = rule === undefined ? 0 : place(rule.weights, rule.weights.length);
  const initial = place(spec.initial, units);
  const rates = place(Float32Array.of(alpha, 1 - alpha), 2);

  const { shards } = geometry;
  const naming = (name: RnnBundleName, layer: number) => ({ name, layer, shards });
  const weights = (name: RnnBundleName, layer: number, from: string, to: string) => ({
    ...naming(name, layer),
    between: [from, to] as const,
  });
  const vector = (name: RnnBundleName, layer: number, weight: number, capacity: number): Bundle =>
    fixedBundle(engine, naming(name, layer), { kind: 'bias', weight, capacity });
  const bundles: Bundle[] = [
    matrixBundle(engine, weights('input.weight', 0, 'input', 'recurrent'), matrices.input),
  ];
  if (rule !== undefined) {
    const topology = fullTopology(rule.rules, units, 'by-input');
    bundles.push(
      fixedBundle(engine, weights('rule.weight', 0, 'rule', 'recurrent'), {
        ...{ kind: 'weight', weight: ruleWeights, capacity: rule.weights.length },
        topology: () => topology,
      }),
    );
  }
  bundles.push(
    matrixBundle(
      engine,
      weights('recurrent.weight', 1, 'recurrent', 'recurrent'),
      matrices.recurrent,
    ),
  );
  bundles.push(vector('recurrent.bias', 1, biases, units));
  if (spec.learnInitial === true) bundles.push(vector('initial', 1, initial, units));
  bundles.push(
    matrixBundle(engine, weights('output.weight', 2, 'recurrent', 'output'), matrices.output),
  );
  bundles.push(vector('output.bias', 2, outputBiases, outputs));

  return {
    engine,
    inputs: matrices.input.inputs,
    rules: rule?.rules ?? 0,
    units,
    outputs,
    activation: spec.activation,
    alpha,
    loss: spec.loss,
    deviation: noise * Math.sqrt(2 / alpha),
    noiseKey: spec.noiseKey ?? [0, 0],
    matrices,
    bundles,
    bundle: finder(bundles),
    has: (name) => bundles.some((bundle) => bundle.name === name),
    biases,
    outputBiases,
    ruleWeights,
    rates,
    initial,
    geometry,
    multiplyAdds() {
      const [into, within, out] = RNN_BLOCKS.map((name) => matrices[name].connections);
      // Weight gradients of all blocks, and errors through all but the input block.
      return { forward: into + within + out, backward: into + 2 * within + 2 * out };
    },
  };
}
