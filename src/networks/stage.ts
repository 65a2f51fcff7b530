/**
 * Examples from outside, brought into the engine's memory as many at a time as an evaluation step takes: for answers and
 * evaluations of anything that is not the task that a learner holds.
 */

import type { Engine } from '../engine/index.ts';
import { FrugalError, UsageError } from '../errors.ts';
import type { SparseRows } from '../formats/values.ts';
import { checkRows, reserveRows, writeRows } from './rows.ts';
import type { DenseSource, RowSource, Source } from './source.ts';

/** Examples of which all numbers are stored. */
export interface DenseShown {
  readonly count: number;
  readonly features: number;
  /** Row-major `[count][features]`; the real value is stored value × `scale`. */
  readonly inputs: Uint8Array | Float32Array;
  readonly scale: number;
}

/** Examples of which only what is not 0 is stored. */
export interface SparseShown {
  readonly count: number;
  readonly features: number;
  /** One row an example, one column a feature. */
  readonly rows: SparseRows;
}

/** Examples as a network is shown them; those of tasks are such. */
export type Shown = DenseShown | SparseShown;

/** How stored values become inputs: the tables of a training set, and its own scale. */
export interface Scaled extends Pick<DenseSource, 'shift' | 'scale'> {
  /** Real value of one unit that the tables are for. */
  readonly unit: number;
  /** Whether the tables shift values: what is not stored is then no 0. */
  readonly centred: boolean;
}

/**
 * @param what begins messages, e.g. `task "digits", test examples`
 * @throws UsageError where the values are of another type; FrugalError where counts and features contradict each other or an
 *   input is not a number
 */
export function checkShown(what: string, shown: Shown, expected: number): void {
  const { count, features } = shown;
  if (!(Number.isInteger(count) && count >= 1)) throw new FrugalError(`${what}: there are none`);
  if (features !== expected)
    throw new FrugalError(`${what}: ${features} features, the network takes ${expected}`);
  if ('rows' in shown) {
    const { rows, columns } = shown.rows;
    if (rows !== count || columns !== features)
      throw new FrugalError(
        `${what}: ${rows} sparse rows of ${columns} columns for ${count} examples of ${features} features`,
      );
    checkRows(what, shown.rows);
    return;
  }
  const { inputs } = shown;
  if (!(inputs instanceof Float32Array || inputs instanceof Uint8Array))
    throw new UsageError(
      `${what}: inputs are ${kindOf(inputs)}; give a Float32Array or a Uint8Array, [example][feature]`,
    );
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

/** Where some examples at a time are placed. */
export interface Stage {
  readonly source: Source;
  /** Whether it has room for so many of these examples at a time. */
  fits(shown: Shown, batch: number): boolean;
  /** Places examples `from … to − 1`, which are checked and fit. */
  show(shown: Shown, from: number, to: number): void;
}

/** A stage for `batch` dense examples of any values. */
export function denseStage(
  engine: Engine,
  features: number,
  batch: number,
  { shift, scale, unit }: Scaled,
): Stage {
  const data = engine.memory.allocate(4 * features * batch);
  return {
    source: { data, storage: 'f32', features, shift, scale },
    fits: (shown) => !('rows' in shown),
    show(shown, from, to) {
      if ('rows' in shown) return;
      const { f32 } = engine.memory.views();
      f32.set(shown.inputs.subarray(from * features, to * features), data / 4);
      // Values that are stored in another unit than the tables are for.
      const factor = Math.fround(shown.scale / unit);
      if (factor === 1) return;
      for (let k = data / 4; k < data / 4 + (to - from) * features; k++) f32[k] *= factor;
    },
  };
}

/** Most entries that a step is shown. */
function mostShown({ count, rows: { starts } }: SparseShown, batch: number): number {
  let most = 0;
  for (let from = 0; from < count; from += batch)
    most = Math.max(most, starts[Math.min(from + batch, count)] - starts[from]);
  return most;
}

/** A stage for `batch` sparse examples of at most as many entries together as these have. */
export function rowStage(engine: Engine, shown: SparseShown, batch: number): Stage {
  const room = mostShown(shown, batch);
  const source: RowSource = reserveRows(engine, shown.features, batch, room);
  return {
    source,
    fits: (other) => 'rows' in other && mostShown(other, batch) <= room,
    show(other, from, to) {
      if ('rows' in other) writeRows(engine, source, other.rows, from, to);
    },
  };
}
