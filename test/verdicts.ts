/**
 * How often a claim comes to which verdict, over records that the test makes from a truth it knows: the check that every
 * claim of every study has to pass.
 */

import { expect } from 'vitest';
import { FrugalError } from '../src/errors.ts';
import { LEAST_SEEDS, RISK } from '../src/evidence/judge.ts';
import type { Finding } from '../src/evidence/verdict.ts';
import type { Json, StudyRecord } from '../src/figures/record.ts';
import { createRandom, type Random } from '../src/numerics/random.ts';
import type { Column, Columns, Kinds, KindTable } from '../src/protocol/records.ts';
import type { Claim, StudyResult } from '../src/protocol/study.ts';

/** A claim, and records as a run of it would have written them. */
export interface Judging<P> {
  readonly claim: Claim<P>;
  readonly parameters: P;
  /**
   * The records of one replicate whose measured number lies `z` standard deviations of one replicate from the bar, on the
   * claimed side where z > 0. For a claim with several bars: from all of them, or from one while the others are met with
   * certainty (then say `joint`).
   *
   * @param random for what else differs between replicates
   */
  readonly records: (z: number, replicate: number, random: Random) => readonly StudyRecord[];
  /** Records that every run begins with. */
  readonly first?: readonly StudyRecord[];
  /** Whether a wrong verdict may be much rarer than the rule allows: several bars, whole numbers, few tries. */
  readonly joint?: boolean;
  /** Experiments of each size; default 2,000. */
  readonly draws?: number;
}

/** Shares of experiments that came to each verdict. */
export interface Rates {
  readonly holds: number;
  readonly short: number;
  readonly undecided: number;
}

/** Replicates of one run, so that several replicates and several runs are pooled. */
const IN_A_RUN = 2;

/** Runs in which replicate k has the measured number `zs[k]`. */
export function resultsOf<P>(
  { parameters, records, first = [] }: Judging<P>,
  zs: readonly number[],
  random: Random = createRandom('results'),
): StudyResult<P>[] {
  const runs = Math.max(1, Math.ceil(zs.length / IN_A_RUN));
  return Array.from({ length: runs }, (_, run) => {
    const own = zs.slice(run * IN_A_RUN, (run + 1) * IN_A_RUN);
    const made = own.flatMap((z, replicate) => records(z, replicate, random));
    return { parameters, seed: run + 1, records: [...first, ...made], arrays: {} };
  });
}

/** Verdicts over experiments of so many replicates, each with the truth `effect` deviations on the claimed side. */
export function ratesOf<P>(
  judging: Judging<P>,
  { effect, seeds }: { readonly effect: number; readonly seeds: number },
): Rates {
  const { claim, draws = 2000 } = judging;
  const random = createRandom(`${claim.id} ${effect} ${seeds}`);
  let [holds, short] = [0, 0];
  for (let draw = 0; draw < draws; draw++) {
    const zs = Array.from({ length: seeds }, () => effect + random.normal());
    const { verdict } = claim.measure(resultsOf(judging, zs, random));
    if (verdict === 'holds') holds++;
    if (verdict === 'falls short') short++;
  }
  const shares = { holds: holds / draws, short: short / draws };
  return { ...shares, undecided: 1 - shares.holds - shares.short };
}

/** What a claim says of so many values; `refused` where the records are none of this study. */
function saidOf<P>(judging: Judging<P>, zs: readonly number[]): Finding | 'refused' {
  try {
    return judging.claim.measure(resultsOf(judging, zs));
  } catch (error) {
    if (error instanceof FrugalError) return 'refused';
    throw error;
  }
}

/** Nothing is decided, and it is said why. */
export function expectUndecided(finding: Finding, why?: RegExp): void {
  expect(finding.verdict, finding.measured).toBe('undecided');
  expect(finding.measured.length).toBeGreaterThan(8);
  if (why !== undefined) expect(finding.measured).toMatch(why);
}

/**
 * That a claim follows the one rule: with the truth at the bar each verdict is wrong in at most 2.5 %, with two clear
 * deviations beyond it ten replicates decide, and where the records cannot tell nothing is decided.
 */
export function expectOneRule<P>(judging: Judging<P>): void {
  const { claim, draws = 2000, joint = false } = judging;
  const error = 3.5 * Math.sqrt((RISK * (1 - RISK)) / draws);
  for (const seeds of [3, 5, 10]) {
    const at = ratesOf(judging, { effect: 0, seeds });
    for (const [verdict, rate] of Object.entries({ holds: at.holds, short: at.short })) {
      const what = `${claim.id}: ${verdict} at the bar, ${seeds} seeds`;
      expect(rate, what).toBeLessThanOrEqual(RISK + error);
      if (!joint) expect(rate, what).toBeGreaterThanOrEqual(RISK - error);
    }
  }
  const few = { ...judging, draws: Math.ceil(draws / 10) };
  expect(ratesOf(few, { effect: 2, seeds: 10 }).holds, `${claim.id}: beyond`).toBeGreaterThan(0.9);
  expect(ratesOf(few, { effect: -2, seeds: 10 }).short, `${claim.id}: before`).toBeGreaterThan(0.9);
  expectOpen(judging);
}

/** What no claim about seeds may be decided by: nothing, fewer than three seeds, equal values, what is no number. */
export function expectOpen<P>(judging: Judging<P>): void {
  const { claim } = judging;
  const open = (zs: readonly number[], why?: RegExp): void => {
    const said = saidOf(judging, zs);
    if (said === 'refused') throw new Error(`${claim.id} refuses the records of ${zs}`);
    expectUndecided(said, why);
  };
  expectUndecided(claim.measure([{ ...resultsOf(judging, [])[0], records: [] }]));
  for (const far of [12, -12])
    for (let seeds = 0; seeds < LEAST_SEEDS; seeds++)
      open(Array.from({ length: seeds }, (_, k) => far + k / 7));
  open([1.5, 1.5, 1.5, 1.5], /equal/);
  for (const zs of [
    [Number.NaN, Number.NaN, Number.NaN],
    [9, 9.5, Number.NaN, 10],
  ]) {
    const said = saidOf(judging, zs);
    if (said !== 'refused') expectUndecided(said);
  }
}

/** The claim of this name. */
export function claimOf<P>(
  { claims }: { readonly claims: readonly Claim<P>[] },
  id: string,
): Claim<P> {
  const found = claims.find((claim) => claim.id === id);
  if (found === undefined)
    throw new Error(`no claim "${id}" among ${claims.map((claim) => claim.id).join(', ')}`);
  return found;
}

const PLAIN: readonly Json[] = [1, 0, 'text', false, [], {}, null];

/** A value that a column takes: the first plain one, or the first of its names. */
function exampleOf(column: Column): Json {
  if ('columns' in column) return exampleOfColumns(column.columns as Columns);
  const found = [...column.type.split(' | '), ...PLAIN].find((value) => column.is(value));
  if (found !== undefined) return found;
  const several = PLAIN.map((value) => [value, value, value]).find((value) => column.is(value));
  if (several === undefined) throw new Error(`no example of "${column.type}"`);
  return several;
}

const exampleOfColumns = (columns: Columns): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(columns).flatMap(([field, column]) =>
      column.optional ? [] : [[field, exampleOf(column)]],
    ),
  );

const examples = new WeakMap<Columns, Record<string, Json>>();

/** A record of a kind with these values, and with any that its columns take for the others. */
export function recordOf<T extends KindTable>(
  { table }: Kinds<T>,
  kind: keyof T & string,
  given: StudyRecord,
): StudyRecord {
  const { columns } = table[kind];
  const others = examples.get(columns) ?? exampleOfColumns(columns);
  examples.set(columns, others);
  return { kind, ...others, ...given };
}
