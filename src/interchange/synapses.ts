/**
 * Discrete synapses for NumPy: weights of a problem as packed bits and as levels, in an `.npz` that says what it is.
 *
 * `levels` (int8, [units, inputs]) has the level of each synapse. `bits` (uint8, [units, planes, ⌈inputs/8⌉]) holds the same in
 * one bit a synapse and plane: the number of a level in `values` (int8, ascending) is Σ_b 2^b · (bit of plane b), and input i
 * is bit i mod 8 of byte ⌊i/8⌋, which NumPy calls `bitorder="little"`. `shape` (int32) is units and inputs, the text `about`
 * (JSON) has all this in words.
 */

import { tensorOf } from '../formats/elements.ts';
import { writeNpz } from '../formats/npz.ts';
import { packWeights } from '../tasks/discrete/planes.ts';
import { checkShape, type DiscreteShape } from '../tasks/discrete/problem.ts';
import { numberAt, numbersAt, parseFields } from '../tasks/json.ts';

/** Weights of a network of discrete synapses: a perceptron, or a committee of units. */
export interface DiscreteWeights extends Pick<DiscreteShape, 'inputs' | 'units' | 'levels'> {
  /** [units][inputs], each one of the levels. */
  readonly weights: ArrayLike<number>;
  /** Whether they satisfy all patterns of their problem. */
  readonly solved?: boolean;
}

/**
 * Weights as `frugal solve --out` writes them.
 *
 * @throws UsageError naming the field, the value and what it has to be
 */
export function readDiscreteWeights(text: string): DiscreteWeights {
  const { inputs, units = 1, levels = [-1, 1], weights, solved } = parseFields(text, 'weights are');
  return checked({
    inputs: numberAt('inputs', inputs),
    units: numberAt('units', units),
    levels: numbersAt('levels', levels),
    weights: numbersAt('weights', weights),
    ...(typeof solved === 'boolean' && { solved }),
  });
}

function checked(found: DiscreteWeights): DiscreteWeights {
  checkShape({ ...found, wiring: 'full', code: 'sign', threshold: 0, patterns: 1 });
  return found;
}

/**
 * Discrete weights as an archive for `numpy.load`.
 *
 * @example writeDiscreteWeights({ inputs: 3, units: 1, levels: [-1, 1], weights: [1, -1, 1] })
 * // numpy.unpackbits(file["bits"], axis=-1, count=3, bitorder="little") is [[[1, 0, 1]]]
 * @throws UsageError for a shape that is none, or a weight that is none of the levels
 */
export function writeDiscreteWeights(found: DiscreteWeights): Uint8Array {
  const { inputs, units, levels, weights, solved } = checked(found);
  const { planes, words, bits: packed } = packWeights(found, weights);
  const bytes = Math.ceil(inputs / 8);
  const bits = new Uint8Array(units * planes * bytes);
  for (let row = 0; row < units * planes; row++)
    for (let k = 0; k < bytes; k++)
      bits[row * bytes + k] = packed[row * words + (k >>> 2)] >>> (8 * (k & 3));
  const about = {
    ...{ generator: 'frugal', form: 'frugal-discrete-weights/1' },
    ...(solved !== undefined && { solved }),
    orientation: 'levels[unit, input]',
    bits: 'uint8 [units, planes, ceil(inputs / 8)]; numpy.unpackbits(bits, axis=-1, count=inputs, bitorder="little")',
    meaning: 'levels = values[sum over planes b of bits[:, b] << b]',
  };
  return writeNpz([
    ['bits', tensorOf(bits, [units, planes, bytes])],
    ['levels', tensorOf(Int8Array.from(weights), [units, inputs])],
    ['values', tensorOf(Int8Array.from(levels), [levels.length])],
    ['shape', tensorOf(Int32Array.of(units, inputs), [2])],
    ['about', { type: 'text', shape: [], data: [JSON.stringify(about)] }],
  ]);
}
