/** The task on which a network is judged: that of its run as the run had it, or another; its features as the network names them. */

import type { Command } from 'commander';
import { FrugalError, UsageError } from '../errors.ts';
import type { Read, SparseRows } from '../formats/values.ts';
import type { StoredClassifier } from '../interchange/index.ts';
import { inTheirOrder, placesOfFeatures } from '../interchange/table-inputs.ts';
import { dataParameters, taskRequest } from '../protocol/data-parameters.ts';
import { checkValues, integer } from '../protocol/parameters.ts';
import { specOf } from '../runs/command.ts';
import { isRun } from '../runs/networks.ts';
import { readRun } from '../runs/stored.ts';
import { loadStudy } from '../studies/registry.ts';
import {
  type DenseInputs,
  type ExampleTask,
  isSparse,
  type Scaled,
  type SparseInputs,
} from '../tasks/examples.ts';
import { loadTask } from '../tasks/load.node.ts';
import { flagsOf } from './run-options.ts';
import { tableValues } from './table-options.ts';
import type { World } from './world.ts';

/** How the examples of a task are made; the scaling is the network's own. */
export const EXAMPLES = {
  ...dataParameters,
  testLimit: integer({ min: 0, default: 0, description: 'Test examples; 0 takes all' }),
};

interface Asked {
  readonly paths: readonly string[];
  readonly task: string | undefined;
  readonly command: Command;
  readonly world: World;
}

/**
 * The task that was asked for; of a run the run's own, with its split and all that it said of its data.
 *
 * @throws UsageError where it is not known which, or it is not to be had
 */
export async function taskToEvaluate(
  network: StoredClassifier,
  asked: Asked,
): Promise<Read<ExampleTask>> {
  const { value: task, notes } = (await ofRun(asked)) ?? {
    value: await named(network, asked),
    notes: [],
  };
  const fitting = withFeaturesOf(network, task);
  return { value: fitting.value, notes: [...notes, ...fitting.notes] };
}

async function named(
  { origin }: StoredClassifier,
  { task: asked, command }: Asked,
): Promise<ExampleTask> {
  const task = asked ?? origin?.task;
  if (task === undefined)
    throw new UsageError('which task? The network does not say; name it with --task');
  const request = taskRequest({ ...tableValues(command, EXAMPLES), task, trainLimit: 0 });
  return loadTask(request.name, request).catch((error: unknown) => {
    // Networks say what a file was called, not where it lay.
    const lost = asked === undefined && task.includes('.') && error instanceof FrugalError;
    if (!lost) throw error;
    throw new UsageError(
      `the network was trained on "${task}", which is not to be had like that: name it with --task`,
      { cause: error },
    );
  });
}

/** The task of a run as its own parameters make it, but for what the command line says otherwise. */
async function ofRun({
  paths,
  task: other,
  command,
  world,
}: Asked): Promise<Read<ExampleTask> | undefined> {
  const folder = paths[0].replace(/#[^#]*$/, '');
  if (other !== undefined || paths.length > 1 || !(await isRun(folder))) return undefined;
  const { spec } = await readRun(folder);
  const study = await loadStudy(spec.study, world.studies);
  const given = checkValues(EXAMPLES, flagsOf(command, EXAMPLES), { spelling: 'flags' });
  const [request] = study.tasks({ ...specOf(study, spec).parameters, ...given });
  if (request === undefined) return undefined;
  const task = await loadTask(request.name, request);
  const changed = Object.keys(given).filter((name) => name !== 'testLimit');
  if (changed.length > 0)
    return {
      value: task,
      notes: [
        'the examples are split or made in another way than in the run: it may have been trained on some of them',
      ],
    };
  if (!('testLimit' in given) && !Object.values(spec.data).includes(task.digest))
    throw new FrugalError(
      `the data of ${folder} are no longer those that it was trained on (${request.name}); name those to evaluate with --task`,
    );
  return { value: task, notes: [] };
}

/**
 * The test examples with the features that a network has, by their names, in its order; as they are where no name is shared.
 *
 * @throws FrugalError where some names are shared and others are not
 */
export function withFeaturesOf<T extends ExampleTask>(
  { features }: StoredClassifier,
  task: T,
): Read<T> {
  const { name, featureNames } = task;
  if (features === undefined || featureNames === undefined) return { value: task, notes: [] };
  const places = placesOfFeatures(features, featureNames, name);
  if (places === undefined) return { value: task, notes: [inTheirOrder(name)] };
  if (places.length === featureNames.length && places.every((place, f) => place === f))
    return { value: task, notes: [] };
  const { scaled } = task;
  const facts = {
    ...{ features: features.length, featureNames: features, shape: [features.length] },
    ...(scaled && { scaled: scaledAt(scaled, places) }),
  };
  const notes = [`${name}: its features are taken by their names`];
  const examples: DenseInputs | SparseInputs = task.test;
  const moved = isSparse(examples)
    ? { rows: columnsAt(examples.rows, places) }
    : { inputs: inputsAt(examples, places) };
  const test = { ...task.test, ...moved, features: features.length };
  return { value: { ...task, ...facts, test }, notes };
}

function inputsAt({ inputs, count, features }: DenseInputs, places: readonly number[]) {
  const length = count * places.length;
  const into = inputs instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
  for (let e = 0; e < count; e++)
    for (const [f, place] of places.entries())
      into[e * places.length + f] = inputs[e * features + place];
  return into;
}

function scaledAt({ shift, scale }: Scaled, places: readonly number[]): Scaled {
  const at = (table: Float32Array): Float32Array =>
    table.length === 1 ? table : Float32Array.from(places, (place) => table[place]);
  return { shift: at(shift), scale: at(scale) };
}

/** The columns of a matrix that stand at places, in that order; ascending in every row. */
export function columnsAt(rows: SparseRows, places: readonly number[]): SparseRows {
  const moved = new Map(places.map((place, f) => [place, f]));
  const starts = new Uint32Array(rows.rows + 1);
  const kept: { column: number; value: number }[] = [];
  for (let row = 0; row < rows.rows; row++) {
    const cells: typeof kept = [];
    for (let k = rows.starts[row]; k < rows.starts[row + 1]; k++) {
      const column = moved.get(rows.indices[k]);
      if (column !== undefined) cells.push({ column, value: rows.values[k] });
    }
    cells.sort((a, b) => a.column - b.column);
    for (const cell of cells) kept.push(cell);
    starts[row + 1] = kept.length;
  }
  const indices = Uint32Array.from(kept, ({ column }) => column);
  const values = Float32Array.from(kept, ({ value }) => value);
  return { rows: rows.rows, columns: places.length, starts, indices, values };
}
