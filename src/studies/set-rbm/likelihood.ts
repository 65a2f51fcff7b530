/** How likely a machine finds examples: exactly where one side is small, else by annealed importance sampling. */

import {
  type Annealer,
  createAnnealer,
  LONG_LADDER,
  machineOf,
  shorter,
} from '../../analyses/index.ts';
import { UsageError } from '../../errors.ts';
import type { RbmLearner } from '../../learners/index.ts';
import { logOdds, type Rbm } from '../../networks/index.ts';
import type { Random } from '../../numerics/random.ts';
import { mean } from '../../numerics/summary.ts';
import type { JobStep } from '../../protocol/jobs.ts';
import type { DenseInputs } from '../../tasks/examples.ts';
import { logPartitionInSteps, MOST_ENUMERATED } from '../../theory/index.ts';
import type { Values } from './parameters.ts';
import type { Material } from './prepare.ts';
import type { RbmRow, RbmStudyRecord } from './records.ts';

export interface Judge {
  /** Signs of life, and a record after so many epochs. */
  records(
    labels: Pick<RbmRow<'end'>, 'method' | 'replicate'>,
    epoch: number,
  ): Generator<JobStep<RbmStudyRecord>, void>;
}

const TIMES = { full: 1, tenth: 10, fiftieth: 50 } as const;

/** How the likelihood is found; undefined where it is not told. */
function wayOf({ likelihood }: Values, { visible, hidden }: Rbm, graded: number) {
  if (likelihood === 'none') return undefined;
  if (graded > 0) {
    if (likelihood === 'auto') return undefined;
    throw new UsageError(
      `${graded} values are neither 0 nor 1, and a likelihood is of binary examples: make them binary (--binary threshold), or leave --likelihood at auto`,
    );
  }
  if (likelihood !== 'auto') return likelihood;
  return Math.min(visible, hidden) <= MOST_ENUMERATED ? 'exact' : 'annealed';
}

/** @throws UsageError where a likelihood is asked for of data that are not binary */
export async function createJudge(
  values: Values,
  network: Rbm,
  learner: RbmLearner,
  { train, test, means, graded }: Material,
  random: Random,
): Promise<Judge | undefined> {
  const way = wayOf(values, network, graded);
  if (way === undefined) return undefined;
  const { annealingChains: chains, ladder } = values;
  const annealer: Annealer | undefined =
    way === 'annealed'
      ? await createAnnealer(network, { base: logOdds(means, train.count), chains })
      : undefined;
  const seen = firstOf(train, test.count);
  return {
    *records(labels, epoch) {
      const work =
        annealer === undefined
          ? exactly(network)
          : annealer.estimate(random.split(epoch), shorter(LONG_LADDER, TIMES[ladder]));
      let step = work.next();
      while (step.done !== true) {
        yield { line: `${labels.method} · log Z after epoch ${epoch}` };
        step = work.next();
      }
      const found = step.value;
      const logProbability = (examples?: DenseInputs): number =>
        -mean(learner.judge(examples).freeEnergies) - found.logPartition;
      const { logPartition, low, high } = found;
      yield {
        record: {
          ...{ kind: 'likelihood', ...labels, epoch, way, logPartition, low, high },
          ...('effectiveChains' in found && { effectiveChains: found.effectiveChains }),
          trainLogProbability: logProbability(seen),
          testLogProbability: logProbability(),
        },
        line: `${labels.method} · log Z ${logPartition.toFixed(2)}`,
      };
    },
  };
}

function* exactly(network: Rbm) {
  const logPartition = yield* logPartitionInSteps(machineOf(network));
  return { logPartition, low: logPartition, high: logPartition };
}

/** As many examples as there are of another set, at most. */
function firstOf({ count, features, inputs, scale }: DenseInputs, most: number): DenseInputs {
  const taken = Math.min(count, most);
  return { count: taken, features, scale, inputs: inputs.slice(0, taken * features) };
}
