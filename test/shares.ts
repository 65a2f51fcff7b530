/** How often a claim on a share of problems comes to which verdict: verdicts.ts for tries that succeed or fail. */

import { expect } from 'vitest';
import { LEAST_SEEDS, RISK } from '../src/evidence/judge.ts';
import type { StudyRecord } from '../src/figures/record.ts';
import { createRandom } from '../src/numerics/random.ts';
import type { Claim, StudyResult } from '../src/protocol/study.ts';
import { expectUndecided } from './verdicts.ts';

/** A claim, and the records of a problem that was solved or not. */
export interface Sharing<P> {
  readonly claim: Claim<P>;
  readonly parameters: P;
  readonly records: (success: boolean, sample: number) => readonly StudyRecord[];
  /** The share at the bar. */
  readonly bar: number;
  /** Problems with which it can be decided that the share is far above: default 10; at 0.9 all of 35 solved still could be chance. */
  readonly enough?: number;
}

const DRAWS = 1000;
const SLACK = 3.5 * Math.sqrt((RISK * (1 - RISK)) / DRAWS);

/** Problems of two runs, in turn. */
function resultsOf<P>(
  { parameters, records }: Sharing<P>,
  successes: readonly boolean[],
): StudyResult<P>[] {
  return [0, 1].map((run) => ({
    ...{ parameters, seed: run + 1, arrays: {} },
    records: successes.flatMap((success, k) => (k % 2 === run ? records(success, k) : [])),
  }));
}

function rates<P>(sharing: Sharing<P>, share: number, problems: number, draws = DRAWS) {
  const random = createRandom(`${sharing.claim.id} ${share} ${problems}`);
  const found = { holds: 0, 'falls short': 0, undecided: 0 };
  for (let draw = 0; draw < draws; draw++) {
    const tries = Array.from({ length: problems }, () => random.uniform() < share);
    found[sharing.claim.measure(resultsOf(sharing, tries)).verdict] += 1 / draws;
  }
  return found;
}

/**
 * That a claim on a share follows the one rule: with the truth at the bar each verdict is wrong in at most 2.5 %, far from it
 * both are found, and fewer than three problems decide nothing.
 */
export function expectShareRule<P>(sharing: Sharing<P>): void {
  const { claim, bar, enough = 10 } = sharing;
  for (const problems of [3, 5, 10, enough]) {
    const at = rates(sharing, bar, problems);
    expect(at.holds, `${claim.id}: holds at the bar`).toBeLessThanOrEqual(RISK + SLACK);
    expect(at['falls short'], `${claim.id}: short at the bar`).toBeLessThanOrEqual(RISK + SLACK);
  }
  const above = 1 - 0.03 * (10 / enough) ** 2;
  const below = Math.max(0.03, 2 * bar - 1.4);
  expect(rates(sharing, above, enough, 200).holds, `${claim.id}: beyond`).toBeGreaterThan(0.9);
  const { 'falls short': short } = rates(sharing, below, 10, 200);
  expect(short, `${claim.id}: before`).toBeGreaterThan(0.9);
  for (const success of [true, false])
    for (let problems = 0; problems < LEAST_SEEDS; problems++)
      expectUndecided(
        claim.measure(
          resultsOf(
            sharing,
            Array.from({ length: problems }, () => success),
          ),
        ),
      );
}
