/** The search: successive halving over candidates, each rung decided by what the rung before has left in the kept arrays. */

import { unlessDiverged } from '../../learners/divergence.ts';
import { physicalUnits, picojoules } from '../../ledger/index.ts';
import type { JobStep } from '../../protocol/jobs.ts';
import type { NamedArrays } from '../../protocol/study.ts';
import type { Subject } from '../compose/subject.ts';
import { type Contender, composedOf, lengthOf, nameOf } from './contenders.ts';
import { ranked, rungsOf, type Tried } from './halving.ts';
import { KINDS } from './networks.ts';
import type { Values } from './parameters.ts';
import type { FrontierRecord } from './records.ts';
import { type Context, costOf, type FrontierJob, trained } from './training.ts';

/** Where a training of the search leaves what it found. */
const keptName = (rung: number, place: number): string => `search.rung${rung}.${place}`;

/** What the trainings of a rung came to. */
function triedIn(kept: NamedArrays, rung: number, count: number): Tried[] {
  return Array.from({ length: count }, (_, place) => {
    const found = kept[keptName(rung, place)];
    if (!(found instanceof Float64Array)) throw new Error(`rung ${rung} has no ${place}`);
    const [candidate, accuracy, cost] = found;
    return { candidate, accuracy, cost };
  });
}

const rungsFor = (values: Values, candidates: readonly Contender[]) =>
  rungsOf(candidates.length, values.survivors, lengthOf(values));

/**
 * The trainings of the search, rung by rung: which candidate each is for, the rung before decides.
 *
 * @param subject what candidates learn and are judged by; nothing of it is reported
 */
export function searchJobs(
  values: Values,
  subject: Subject,
  candidates: readonly Contender[],
): FrontierJob[] {
  if (candidates.length === 0) return [];
  const rungs = rungsFor(values, candidates);
  const prices = physicalUnits(values.hardware);
  return rungs.flatMap(({ count, length }, rung) =>
    Array.from({ length: count }, (_, place) => ({
      name: `search ${rung + 1}, ${place + 1} of ${count}`,
      cost: costOf({ ...candidates[0], density: 0.5 }, length),
      async *run(context: Context): AsyncGenerator<JobStep<FrontierRecord>, NamedArrays> {
        const candidate =
          rung === 0
            ? place
            : ranked(triedIn(context.kept ?? {}, rung - 1, rungs[rung - 1].count))[place].candidate;
        const contender = candidates[candidate];
        const composed = composedOf(contender, values, length);
        const random = context.random.split('search').split(rung);
        const method = nameOf(contender, values.network);
        const course = { [KINDS[values.network].length]: length };
        const record = { kind: 'trial', rung, candidate, method, ...course } as const;
        const end = yield* unlessDiverged(
          trained<FrontierRecord>(context, contender, { subject, composed, random }),
        );
        // What diverges knows nothing, at a price that nobody would pay: every other candidate is ranked before it.
        if (end === undefined) {
          yield { record: { ...record, accuracy: 0 } };
          return { [keptName(rung, place)]: Float64Array.of(candidate, 0, Infinity) };
        }
        const { accuracy, arithmetic: multiplyAdds, written } = end;
        const spent = picojoules({ multiplyAdds, written }, prices);
        yield { record: { ...record, accuracy, picojoules: spent } };
        return { [keptName(rung, place)]: Float64Array.of(candidate, accuracy, spent) };
      },
    })),
  );
}

/** How many survive. */
export function survivorsOf(values: Values, candidates: readonly Contender[]): number {
  if (candidates.length === 0) return 0;
  return Math.min(values.survivors, rungsFor(values, candidates).at(-1)?.count ?? 0);
}

/** Who survived in a place, once the search is over. */
export function survivorAt(
  { kept, parameters: values }: Context,
  candidates: readonly Contender[],
  place: number,
): Contender {
  const rungs = rungsFor(values, candidates);
  const last = rungs.length - 1;
  return candidates[ranked(triedIn(kept ?? {}, last, rungs[last].count))[place].candidate];
}
