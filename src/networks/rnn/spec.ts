/**
 * What a recurrent network is made of, and whether the parts fit together.
 *
 * h_t = (1 − α)·h_{t−1} + α·f(W h_{t−1} + W_in x_t + r_{k(t)} + b + √(2/α)·σ·ξ_t), y_t = W_out h_t + b_out, with α = dt/τ;
 * r_k is the weight from the rule input that is on. At α = 1 the network is discrete in time.
 */

import { FrugalError, UsageError, unknownName } from '../../errors.ts';
import { ACTIVATIONS, type ActivationName } from '../../kernels/index.ts';
import { checkLayer, type NewLayer } from '../../sparse/layer.ts';
import type { MatrixOptions } from '../../sparse/matrix.ts';
import { checkTopology, type Order } from '../../sparse/topology.ts';

/** Inputs of which exactly one is on at a time, with the value 1. */
export interface RuleBlock {
  readonly rules: number;
  /** `[rule][unit]`. */
  readonly weights: Float32Array;
}

/**
 * `cross-entropy`: linear outputs, softmax, one class a step. `squared-error`: sigmoid outputs and a target for each, as in
 * G. R. Yang et al., Nature Neuroscience 22, 297 (2019).
 */
export const RNN_LOSSES = ['cross-entropy', 'squared-error'] as const;
export type RnnLoss = (typeof RNN_LOSSES)[number];

export const RNN_ACTIVATIONS: readonly ActivationName[] = ACTIVATIONS.filter(
  (name) => name !== 'sigmoid',
);

export interface RnnSpec {
  /** Lists by output: every unit's inputs. */
  readonly input: NewLayer;
  /** Left out: a network without rule inputs. */
  readonly rule?: RuleBlock;
  /** Lists by input: every unit's receivers. */
  readonly recurrent: NewLayer & Pick<MatrixOptions, 'room'>;
  /** Lists by input: every unit's outputs. */
  readonly output: NewLayer;
  /** One a unit; default 0. */
  readonly bias?: Float32Array;
  readonly outputBias?: Float32Array;
  readonly activation: ActivationName;
  /** α = dt/τ in (0, 1]; default 1. */
  readonly alpha?: number;
  /** σ of the recurrent noise; its deviation per step is √(2/α)·σ. Default 0. */
  readonly noise?: number;
  /** Key of the noise: two 32-bit words. */
  readonly noiseKey?: readonly [number, number];
  /** State before the first step, one number a unit; default 0. */
  readonly initial?: Float32Array;
  /** Whether the initial state is learned, as the bundle `initial`. Default false. */
  readonly learnInitial?: boolean;
  readonly loss: RnnLoss;
  /** Sequences of a learning step. */
  readonly batch: number;
  /** Gradient buffers; default as in every network. */
  readonly shards?: number;
}

function checkBlock(name: string, layer: NewLayer, order: Order): void {
  const { topology } = layer;
  if (topology.order !== order)
    throw new FrugalError(`block "${name}" must be ${order}, is ${topology.order}; use reorder`);
  if (topology.index !== undefined) checkTopology(topology, name);
  checkLayer(layer, name);
}

function checkLength(what: string, values: Float32Array | undefined, length: number): void {
  if (values === undefined || values.length === length) return;
  throw new FrugalError(`${values.length} values for ${length} ${what}`);
}

/** @throws FrugalError for blocks that do not fit together, UsageError for a number or name out of range */
export function checkSpec(spec: RnnSpec): void {
  const { input, rule, recurrent, output, alpha = 1, noise = 0 } = spec;
  checkBlock('input', input, 'by-output');
  checkBlock('recurrent', recurrent, 'by-input');
  checkBlock('output', output, 'by-input');
  const units = recurrent.topology.outputs;
  if (recurrent.topology.inputs !== units)
    throw new FrugalError(
      `the recurrent block is ${recurrent.topology.inputs}→${units}, not square`,
    );
  if (input.topology.outputs !== units || output.topology.inputs !== units) {
    throw new FrugalError(
      `${units} units, but the input block feeds ${input.topology.outputs} and the output block reads ${output.topology.inputs}`,
    );
  }
  if (rule !== undefined) {
    if (!Number.isInteger(rule.rules) || rule.rules < 1)
      throw new UsageError(
        `rules ${rule.rules} is not an integer ≥ 1; leave the block out instead`,
      );
    checkLength('weights of rules', rule.weights, rule.rules * units);
  }
  checkLength('biases', spec.bias, units);
  checkLength('output biases', spec.outputBias, output.topology.outputs);
  checkLength('units of the initial state', spec.initial, units);
  if (!(alpha > 0 && alpha <= 1))
    throw new UsageError(`alpha ${alpha} is outside (0, 1]; it is dt/tau`);
  if (!(noise >= 0 && noise < Infinity))
    throw new UsageError(`recurrent noise ${noise} is outside [0, ∞)`);
  if (!RNN_ACTIVATIONS.includes(spec.activation))
    throw unknownName('activation', spec.activation, RNN_ACTIVATIONS);
  if (!RNN_LOSSES.includes(spec.loss)) throw unknownName('loss', spec.loss, RNN_LOSSES);
}
