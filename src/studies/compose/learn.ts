/** A trainee that learns inside a job: signs of life, snapshots, and what it has come to. */

import { percent } from '../../evidence/index.ts';
import { isTick } from '../../numerics/pace.ts';
import type { JobStep } from '../../protocol/jobs.ts';
import { countedAs, learningSnapshot, restoreLearning } from '../../protocol/learning.ts';
import { group, share } from '../../protocol/records.ts';
import type { Snapshot } from '../../protocol/study.ts';
import type { Values } from './parameters.ts';
import { bitsOf, holdings, type Standing, type Trainee } from './trainee.ts';
import type { Method } from './vocabulary.ts';

/** What a job remembers beside its learner. */
const courseColumn = group(
  { best: share('best accuracy'), last: share('accuracy of the last standing') },
  'the course so far',
);

/** Accuracies of a training. */
export interface Course {
  readonly best: number;
  readonly last: number;
}

/**
 * Learns to the end, from birth or from where it stood.
 *
 * @param told the record of a standing, where there is to be one
 */
export function* learnInSteps<R>(
  trainee: Trainee,
  { name, resume }: { readonly name: string; readonly resume?: Snapshot },
  told?: (standing: Standing) => R,
): Generator<JobStep<R>, Course> {
  const { saved, look, total } = trainee;
  let course: Course = { best: 0, last: 0 };
  if (resume !== undefined && saved !== undefined)
    course = countedAs(courseColumn, restoreLearning(saved, resume));
  let line = name;
  let began = performance.now();
  const seen = look && { look: look(name) };
  if (seen !== undefined) yield { line, ...seen };
  for (const step of trainee.passes()) {
    if (isTick(step)) {
      yield { share: step.share, line, ...seen };
      continue;
    }
    const { accuracy } = step;
    const counted = { best: Math.max(course.best, accuracy), last: accuracy };
    course = counted;
    line = `${name} · ${step.step}/${total} · ${percent(accuracy)}`;
    yield {
      ...(told && { record: told(step) }),
      timing: { seconds: (performance.now() - began) / 1000 },
      ...{ share: step.step / total, line },
      ...(saved && { snapshot: () => learningSnapshot(saved, counted) }),
      ...seen,
    };
    began = performance.now();
  }
  return course;
}

/** The account so far. */
export function accountOf(trainee: Trainee) {
  const { changes, energy, upkeep, forward, backward, choosing = 0 } = trainee.totals();
  const arithmetic = forward + backward + choosing;
  return { totalChanges: changes, totalEnergy: energy, upkeep, arithmetic };
}

/** What a network has come to: the columns of an end. */
export function endOf(trainee: Trainee, method: Method, values: Values, { best, last }: Course) {
  const { stored, hiddenWrites, created, deleted } = trainee.totals();
  const weightBits = bitsOf(method, values);
  const { memory: bits, ...held } = holdings(trainee.held(), weightBits);
  const wire = trainee.wire();
  return {
    ...{ accuracy: last, best, ...held, weightBits, bits },
    ...(wire !== undefined && { wire }),
    ...accountOf(trainee),
    ...{ totalStored: stored, hiddenWrites, created, deleted },
  };
}
