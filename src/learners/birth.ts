/** Pruning at birth of a network for a task: the rule by its name, and the examples that it looks at. */

import { UsageError, unknownName } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import {
  type ActiveLayer,
  type Batch,
  grasp,
  type Pruned,
  pruneAtBirth,
  type Saliency,
  snip,
  synflow,
} from '../rewiring/pruning/index.ts';
import {
  type AnyClassification,
  type DenseInputs,
  isSparse,
  type SparseInputs,
} from '../tasks/examples.ts';
import { type Scaling, type ScalingTables, scalingOf } from './feed.ts';

/** Rules that prune once, before a network learns. */
export const PRUNINGS = ['snip', 'grasp', 'synflow'] as const;
export type PruningName = (typeof PRUNINGS)[number];

export interface BirthOptions {
  readonly rule: PruningName;
  /** Share of all positions of all layers that stays, in (0, 1]. */
  readonly density: number;
  /** Examples that SNIP (default 100, drawn from all) and GraSP (default 25 of each class) look at. */
  readonly examples?: number;
}

/** What the examples are drawn from, and how the network is shown them. */
export interface BirthTask {
  readonly task: AnyClassification;
  readonly scaling?: Scaling | ScalingTables;
  readonly random: Random;
}

/**
 * Prunes the layers of a network that has all its connections, for `Fit.prune` of `buildMlp`.
 *
 * @throws UsageError for an unknown rule, a density outside (0, 1] or more examples than there are; FrugalError where a layer
 *   would lose its last connection
 * @example pruneFor({ rule: 'snip', density: 0.02 }, { task: digits(), random: createRandom(1) })(layers).layers
 */
export function pruneFor(
  { rule, density, examples }: BirthOptions,
  { task, scaling = 'unit', random }: BirthTask,
): <L extends ActiveLayer>(layers: readonly L[]) => Pruned<L> {
  const saliency = (): Saliency => {
    const stream = random.split('examples');
    if (rule === 'synflow') return synflow();
    if (rule === 'snip') {
      const chosen = stream.distinct(task.train.count, few(examples ?? 100, task));
      return snip(batchOf(task, Array.from(chosen), scaling));
    }
    const each = Math.ceil((examples ?? 25 * task.classes) / task.classes);
    return grasp(batchOf(task, balanced(task, each, stream), scaling));
  };
  if (!PRUNINGS.includes(rule)) throw unknownName('rule of pruning', rule, PRUNINGS);
  return (layers) => pruneAtBirth(layers, saliency(), { density, random });
}

function few(examples: number, { name, train }: AnyClassification): number {
  if (Number.isInteger(examples) && examples >= 1 && examples <= train.count) return examples;
  throw new UsageError(
    `${examples} examples to prune by are not in 1..${train.count}, those of "${name}"`,
  );
}

/** So many examples of each class, or all where there are fewer, in an order that chance gives. */
function balanced({ train, classes }: AnyClassification, each: number, random: Random): number[] {
  const taken = new Uint32Array(classes);
  return Array.from(random.permutation(train.count)).filter((example) => {
    const label = train.labels[example];
    taken[label] += 1;
    return taken[label] <= each;
  });
}

/** Examples as the network is shown them. */
function batchOf(
  { train, features }: AnyClassification,
  chosen: readonly number[],
  scaling: Scaling | ScalingTables,
): Batch {
  const source: DenseInputs | SparseInputs = train;
  const { shift, scale } = typeof scaling === 'string' ? scalingOf(source, scaling) : scaling;
  const inputs = new Float64Array(chosen.length * features);
  chosen.forEach((example, e) => {
    const at = e * features;
    if (isSparse(source)) {
      const { starts, indices, values } = source.rows;
      for (let k = starts[example]; k < starts[example + 1]; k++)
        inputs[at + indices[k]] = values[k] * scale[indices[k]];
      return;
    }
    for (let f = 0; f < features; f++)
      inputs[at + f] = (source.inputs[example * features + f] - shift[f]) * scale[f];
  });
  return { count: chosen.length, inputs, labels: chosen.map((example) => train.labels[example]) };
}
