/**
 * The race for the best setting of a sweep: few seeds for all settings, more for the better ones, all for the last, and then
 * fresh ones for the winner alone, since the mean by which it was chosen is better than it is.
 *
 * Nothing is kept beside the runs: a race that is given again finds its runs done, comes to the same cuts and goes on.
 */

import { availableParallelism } from 'node:os';
import { FrugalError, UsageError, unknownName } from '../errors.ts';
import { judgeMean } from '../evidence/index.ts';
import { mean } from '../numerics/summary.ts';
import { taskSource } from '../runs/tasks.ts';
import { compute, divide } from './compute.node.ts';
import type { SweepEvent, Work } from './executor.ts';
import { readFinished } from './finished.node.ts';
import type { SweepFolder } from './folder.node.ts';
import { bestOf, type Racer, rungsOf } from './halving.ts';
import { type Measure, measuresOf, runRows } from './measures.ts';
import { runsBySetting } from './places.node.ts';
import { countSettings, type Setting, settingText } from './points.ts';

/** What is to be best, and how quickly the others are cut. */
export interface RaceRequest {
  readonly measure: Measure;
  /** The row of the study's table that counts; undefined where runs have one only. */
  readonly row?: string;
  readonly less: boolean;
  /** One of so many is kept in each round. */
  readonly factor: number;
}

/** A setting in a round. */
export interface Raced {
  readonly setting: Setting;
  /** Mean over the round's seeds; undefined where a run failed. */
  readonly value?: number;
  readonly kept: boolean;
}

/** A round that is over. */
export interface Round {
  readonly seeds: number;
  /** Best first; those that failed last. */
  readonly racers: readonly Raced[];
}

export interface RaceResult {
  readonly rounds: readonly Round[];
  readonly winner: {
    readonly setting: Setting;
    /** The mean by which it was chosen: better than it is. */
    readonly chosenBy: number;
    /** Measured anew, on seeds that chose nothing. */
    readonly fresh: {
      readonly seeds: readonly number[];
      readonly mean: number;
      readonly low?: number;
      readonly high?: number;
    };
  };
}

export type RaceEvent = SweepEvent | { readonly type: 'round'; readonly round: Round };

/** What a race is asked for, checked before anything starts. */
export function raceRequest(
  { study }: SweepFolder['sweep'],
  asked: { measure?: string; row?: string; goal?: string; keep: number },
): RaceRequest {
  const { goal } = asked;
  if (goal !== undefined && goal !== 'largest' && goal !== 'smallest')
    throw unknownName('goal', goal, ['largest', 'smallest']);
  const [first] = measuresOf(study);
  const [measure = first] = asked.measure === undefined ? [] : measuresOf(study, [asked.measure]);
  if (measure === undefined)
    throw new UsageError(
      `study ${study.name} has no table; say with --measure kind.column what is to be best`,
    );
  const byTable = measure.name === first?.name && study.table?.less === true;
  const less = goal === undefined ? byTable : goal === 'smallest';
  return {
    ...{ measure, less, factor: asked.keep },
    ...(asked.row !== undefined && { row: asked.row }),
  };
}

/** Seeds that no point of the sweep has, as many as it has. */
export function freshSeeds(seeds: readonly number[]): number[] {
  const first = Math.max(...seeds) + 1;
  return seeds.map((_, k) => first + k);
}

/**
 * Runs the race.
 *
 * @returns undefined where it was interrupted
 * @throws UsageError for a row that runs do not have, FrugalError where every setting of a round failed
 */
export async function* race(
  work: Work,
  request: RaceRequest,
  asked: { readonly jobs?: number; readonly threads?: number } = {},
): AsyncGenerator<RaceEvent, RaceResult | undefined> {
  const { sweep } = work.folder;
  const rungs = rungsOf(countSettings(sweep), sweep.seeds.length, request.factor);
  const tasks = taskSource();
  let places: Set<number> = new Set(Array.from({ length: rungs[0].settings }, (_, k) => k));
  const rounds: Round[] = [];

  async function* run(seeds: readonly number[]): AsyncGenerator<SweepEvent, boolean> {
    const folder = withSeeds(work.folder, seeds);
    const division = divide(availableParallelism(), places.size * seeds.length, asked);
    return (yield* compute({ ...work, folder, only: places }, division, tasks)) === 'done';
  }
  const valuesOf = async (seeds: readonly number[]) => {
    const found = new Map<number, { setting: Setting; values: (number | undefined)[] }>();
    let place = 0;
    for await (const { setting, runs } of runsBySetting(withSeeds(work.folder, seeds), tasks)) {
      if (places.has(place))
        found.set(place, { setting, values: runs.map((named) => numberOf(named, request)) });
      place++;
    }
    return found;
  };
  const numberOf = (named: Parameters<typeof readFinished>[0], { measure, row }: RaceRequest) => {
    const finished = readFinished(named);
    if (finished === undefined) return undefined;
    const { records, parameters } = finished;
    const byRow = measure.of(runRows(sweep.study, records, parameters));
    return byRow.get(row ?? onlyRow(byRow, measure));
  };

  for (let k = 0; k < rungs.length; k++) {
    const seeds = sweep.seeds.slice(0, rungs[k].seeds);
    if (!(yield* run(seeds.slice(k > 0 ? rungs[k - 1].seeds : 0)))) return undefined;
    const found = await valuesOf(seeds);
    const racers = [...found].map(([place, { values }]): Racer => {
      const known = values.filter((value) => value !== undefined);
      return { place, value: known.length === values.length ? mean(known) : undefined };
    });
    const keep = k + 1 < rungs.length ? rungs[k + 1].settings : 1;
    const ranked = bestOf(racers, racers.length, request.less);
    if (ranked.length === 0)
      throw new FrugalError(
        `every setting has a run that failed or does not tell ${request.measure.name}; "frugal sweep status ${work.folder.path}" says why`,
      );
    const kept = new Set(ranked.slice(0, keep).map(({ place }) => place));
    const failed = racers.filter(({ value }) => value === undefined);
    const round: Round = {
      seeds: seeds.length,
      racers: [...ranked, ...failed].map(({ place, value }) => ({
        setting: found.get(place)?.setting ?? {},
        ...(value !== undefined && { value }),
        kept: kept.has(place),
      })),
    };
    rounds.push(round);
    yield { type: 'round', round };
    places = kept;
  }

  const seeds = freshSeeds(sweep.seeds);
  if (!(yield* run(seeds))) return undefined;
  const [[, { setting, values }]] = await valuesOf(seeds);
  const known = values.filter((value) => value !== undefined);
  const { range } = request.measure;
  const judged = judgeMean(known, range === undefined ? {} : { range });
  const { estimate = Number.NaN, low, high } = judged;
  const chosenBy = rounds[rounds.length - 1].racers[0].value ?? Number.NaN;
  const interval = low !== undefined && high !== undefined ? { low, high } : {};
  return { rounds, winner: { setting, chosenBy, fresh: { seeds, mean: estimate, ...interval } } };
}

const withSeeds = ({ path, sweep }: SweepFolder, seeds: readonly number[]): SweepFolder => ({
  path,
  sweep: { ...sweep, seeds },
});

/** The row of runs that have one; others have to be told apart. */
function onlyRow(byRow: ReadonlyMap<string, number>, { name }: Measure): string {
  if (byRow.size > 1)
    throw new UsageError(
      `runs tell ${name} of ${byRow.size} learners; choose one with --row: ${[...byRow.keys()].join(', ')}`,
    );
  return [...byRow.keys()][0] ?? '';
}

/** A round in a line. */
export function roundText({ seeds, racers }: Round, measure: Measure): string {
  const kept = racers.filter((racer) => racer.kept);
  const cut = racers.length - kept.length;
  const short = (value: number): string => String(Number(value.toPrecision(4)));
  const ofSeeds = `${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`;
  const edge = kept.at(-1)?.value;
  const firstCut = racers.find((racer) => !racer.kept);
  const why =
    edge === undefined || firstCut === undefined
      ? ''
      : firstCut.value === undefined
        ? ', which failed'
        : `; the last kept has ${short(edge)}, the first cut ${short(firstCut.value)}`;
  const settings = `${racers.length} ${racers.length === 1 ? 'setting' : 'settings'}`;
  return `${settings} with ${ofSeeds}, by ${measure.label}: ${cut} cut${why}; best ${settingText(racers[0].setting)}${racers[0].value === undefined ? '' : ` with ${short(racers[0].value)}`}`;
}
