/**
 * Examples from outside, brought into the engine's memory as many at a time as an evaluation step takes: for answers and
 * evaluations of anything that is not the task that a learner holds.
 */

import type { Engine } from '../engine/index.ts';
import { FrugalError, UsageError } from '../errors.ts';
import type { DenseSource } from './source.ts';

/** Examples as a network is shown them; those of tasks are such. */
export interface Shown {
  readonly count: number;
  readonly features: number;
  /** Row-major `[count][features]`; the real value is stored value × `scale`. */
  readonly inputs: Uint8Array | Float32Array;
  readonly scale: number;
}

/** How stored values become inputs: the tables of a training set, and its own scale. */
export interface Scaled extends Pick<DenseSource, 'shift' | 'scale'> {
  /** Real value of one unit that the tables are for. */
  readonly unit: number;
}

/**
 * @param what begins messages, e.g. `task "digits", test examples`
 * @throws UsageError where the values are of another type; FrugalError where counts and features contradict each other or an
 *   input is not a number
 */
export function checkShown(what: string, { count, features, inputs }: Shown, expected: number) {
  if (!(inputs instanceof Float32Array || inputs instanceof Uint8Array))
    throw new UsageError(
      `${what}: inputs are ${kindOf(inputs)}; give a Float32Array or a Uint8Array, [example][feature]`,
    );
  if (!(Number.isInteger(count) && count >= 1)) throw new FrugalError(`${what}: there are none`);
  if (features !== expected)
    throw new FrugalError(`${what}: ${features} features, the network takes ${expected}`);
  if (inputs.length !== count * features)
    throw new FrugalError(
      `${what}: ${inputs.length} inputs for ${count} examples of ${features} features`,
    );
  const wrong = inputs instanceof Float32Array ? inputs.findIndex((x) => !Number.isFinite(x)) : -1;
  if (wrong < 0) return;
  const example = Math.floor(wrong / features);
  throw new FrugalError(`${what}: input ${inputs[wrong]} of example ${example} is not a number`);
}

const kindOf = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? 'a plain array' : `a ${value.constructor.name}`;
};

export class Stage {
  readonly source: DenseSource;
  private readonly engine: Engine;
  private readonly unit: number;

  /** @param examples most that are shown at a time */
  constructor(engine: Engine, features: number, examples: number, { unit, ...tables }: Scaled) {
    this.engine = engine;
    this.unit = unit;
    const data = engine.memory.allocate(4 * features * examples);
    this.source = { data, storage: 'f32', features, ...tables };
  }

  /** Places examples `from … to − 1`, which are checked. */
  show({ features, inputs, scale }: Shown, from: number, to: number): void {
    const { f32 } = this.engine.memory.views();
    const at = this.source.data / 4;
    f32.set(inputs.subarray(from * features, to * features), at);
    // Values that are stored in another unit than the tables are for.
    const factor = Math.fround(scale / this.unit);
    if (factor !== 1) for (let k = at; k < at + (to - from) * features; k++) f32[k] *= factor;
  }
}
