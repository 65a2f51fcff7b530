/** Networks of a study of sparse training as jobs: who is trained in which order, with an engine of its own, epoch by epoch. */

import { createEngine, type Engine } from '../../engine/index.ts';
import type { Learner } from '../../learners/index.ts';
import type { EpochProgress } from '../../learners/subject.ts';
import { isTick } from '../../numerics/pace.ts';
import type { JobContext, JobStep } from '../../protocol/jobs.ts';
import { learningSnapshot } from '../../protocol/learning.ts';
import type { Json } from '../../protocol/study.ts';
import type { Look } from '../../protocol/view.ts';

/** One network to train. */
export interface Labels<M extends string> {
  readonly method: M;
  readonly replicate: number;
}

/** A job a network, replicates first: after a part of the run there is a whole comparison. */
export const replicatesFirst = <M, J>(
  { replicates, methods }: { readonly replicates: number; readonly methods: readonly M[] },
  jobsOf: (method: M, replicate: number) => J | readonly J[],
): J[] =>
  Array.from({ length: replicates }, (_, replicate) =>
    methods.flatMap((method) => jobsOf(method, replicate)),
  ).flat();

/** What is made in an engine of its own, which is let go where that fails. */
export async function withEngine<M>(
  { threads, arithmetic }: Pick<JobContext<unknown>, 'threads' | 'arithmetic'>,
  make: (engine: Engine) => Promise<M>,
): Promise<M & { readonly engine: Engine }> {
  const engine = createEngine({ threads, arithmetic });
  try {
    return { ...(await make(engine)), engine };
  } catch (error) {
    engine.dispose();
    throw error;
  }
}

/** What an epoch is told as. */
export interface Told<R> extends Pick<JobStep<R>, 'record' | 'extends'> {
  /** Steps that come before its record. */
  readonly before?: Iterable<JobStep<R>>;
  /** Beside the seconds that it took. */
  readonly timing?: JobStep<R>['timing'];
  /** Of the test set, for the lines from now on. */
  readonly test: string;
  /** What the job has counted, kept with the learner; nothing is kept where this is absent. */
  readonly counted?: { readonly [key: string]: Json };
}

interface Course<P, T, R> {
  /** What the network is called in lines of progress. */
  readonly name: string;
  readonly epochs: number;
  /** Of the epoch under way, for its lines. */
  readonly train?: (progress: P | T) => string;
  /** Share of the job that is done when this share of the training is; default the same. */
  readonly share?: (share: number) => number;
  readonly told: (epoch: P, seconds: number) => Told<R>;
  /** Shows the network at each step. */
  readonly look?: Look;
}

/** The epochs of one network as steps of its job. */
export function* epochSteps<P extends { readonly epoch: number }, T extends EpochProgress, R>(
  learner: Learner<P, T>,
  { name, epochs, train = () => '', share = (own) => own, told, look }: Course<P, T, R>,
): Generator<JobStep<R>, void> {
  // Before the first step: the network is seen as it was born, and hands are there in time.
  if (look !== undefined) yield { line: name, look };
  let test = '';
  let began = performance.now();
  for (const progress of learner.learn()) {
    const line = (): string =>
      `${name} · epoch ${progress.epoch}/${epochs}${train(progress)}${test}`;
    if (isEpochTick(progress)) {
      yield { share: share(progress.share), line: line(), ...(look && { look }) };
      continue;
    }
    const seconds = (performance.now() - began) / 1000;
    const found = told(progress, seconds);
    const { before = [], record, timing, counted } = found;
    yield* before;
    test = ` · test ${found.test}`;
    yield {
      record,
      timing: { seconds, ...timing },
      share: share(progress.epoch / epochs),
      line: line(),
      ...(look && { look }),
      ...(counted && { snapshot: () => learningSnapshot(learner, counted) }),
      ...(found.extends !== undefined && { extends: found.extends }),
    };
    began = performance.now();
  }
}

const isEpochTick = <P extends object, T extends EpochProgress>(step: P | T): step is T =>
  isTick(step);
