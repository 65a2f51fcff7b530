/** Networks that a run goes on from, in place of new ones: what they have to fit, and how they come to learn. */

import type { Engine } from '../../engine/index.ts';
import { FrugalError } from '../../errors.ts';
import { mlpFrom } from '../../interchange/live.ts';
import {
  type InputScaling,
  KIND_WORDS,
  type StoredMlp,
  sizesOf,
} from '../../interchange/network.ts';
import type { Mlp } from '../../networks/index.ts';
import { isPieced } from '../../networks/pieces.ts';
import type { Random } from '../../numerics/random.ts';
import type { RunContext } from '../../protocol/study.ts';
import {
  type DenseInputs,
  type ExampleTask,
  isClassification,
  isSparse,
  type SparseInputs,
} from '../../tasks/examples.ts';
import { remaining } from '../../tasks/standardise.ts';
import { outputsOf } from './answers.ts';
import type { Values } from './parameters.ts';
import { asScores, targetScaling } from './targets.ts';

/** The network to go on from, if there is one. */
export const networksOf = ({ from, activation }: Values) =>
  from === '' ? [] : [{ path: from, ...(!isPieced(activation) && { activation }) }];

/**
 * The network that the parameters name; `undefined` where they name none.
 *
 * @throws FrugalError for one that is no perceptron, or of other sizes than the task
 */
export async function begunFrom(
  { parameters, network }: RunContext<Values>,
  task: ExampleTask,
): Promise<StoredMlp | undefined> {
  const [wanted] = networksOf(parameters);
  if (wanted === undefined) return undefined;
  const { path, ...options } = wanted;
  if (network === undefined) throw new FrugalError('networks of files cannot be read here');
  const found = await network(path, options);
  if (found.kind !== 'mlp')
    throw new FrugalError(`${path} holds a ${KIND_WORDS[found.kind]}; set-mlp trains perceptrons`);
  const { inputs, outputs } = sizesOf(found);
  if (inputs !== task.features || outputs !== outputsOf(task))
    throw new FrugalError(
      `${path} has ${inputs} inputs and ${outputs} outputs, task "${task.name}" ${task.features} features and ${outputsOf(task)} ${isClassification(task) ? 'classes' : 'outputs'}`,
    );
  return found;
}

/** The network in the engine's memory, to learn on. @param room of the method that rewires it */
export const takenUp = (
  engine: Engine,
  begun: StoredMlp,
  values: Values,
  task: ExampleTask,
  stream: Random,
  room?: number,
): Mlp =>
  mlpFrom(engine, isClassification(task) ? begun : asScores(begun, targetScaling(task)), {
    ...{ batch: values.batch, shards: values.shards, dropout: values.dropout, room },
    ...{
      dropoutKey: stream.split('dropout').key,
      sparseInputs: isSparse<DenseInputs | SparseInputs>(task.train),
    },
  });

/**
 * The scaling that a network was taught with, one number a feature, less what the task did itself; `undefined` where it says
 * nothing of it.
 */
export function scalingFor(
  { scaling, layers }: StoredMlp,
  { scaled }: ExampleTask,
): InputScaling | undefined {
  if (scaling === undefined) return undefined;
  const { inputs } = layers[0].topology;
  const each = (table: Float32Array): Float32Array =>
    table.length === inputs ? table : new Float32Array(inputs).fill(table[0]);
  const { shift, scale } = scaled ? remaining(scaled, scaling) : scaling;
  return { shift: each(shift), scale: each(scale) };
}
