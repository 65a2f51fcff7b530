/** What Khona et al. 2023 claim of Mod-Cog and of sparse local networks, held against the records of a run. */

import { pairedDifference } from '../../numerics/summary.ts';
import { examined } from '../cognitive/examine-figures.ts';
import {
  belowCeiling,
  count,
  difference,
  ENOUGH_SEEDS,
  type Measured,
  NOT_RUN,
  paired,
  percent,
  points,
  savings,
  seedsText,
  undecided,
} from '../cognitive/judge.ts';
import { planNetwork } from '../cognitive/plan.ts';
import { type EndRow, endsOf, rowsOf } from '../cognitive/rows.ts';
import { mean } from '../cognitive/scores.ts';
import type { RunClaim, StudyResult } from '../study.ts';
import type { Family, Matching, Values } from './parameters.ts';
import { placesOf } from './plans.ts';

type Result = StudyResult<Values>;

const ofId = (result: Result, id: string): EndRow[] =>
  endsOf(result.records, (row) => row.id === id);

const dense = (result: Result): EndRow[] =>
  ofId(result, planNetwork('dense', result.parameters.units).id);
const autapses = (result: Result): EndRow[] =>
  ofId(result, planNetwork('diagonal', result.parameters.units).id);

/** Ends of the sparse networks of a family and matching, from the sparsest on. */
function curve({ records, parameters }: Result, matching: Matching, family: Family): EndRow[][] {
  return placesOf(parameters)
    .filter((place) => place.matching === matching && place.plan.family === family)
    .map(({ plan }) => endsOf(records, ({ id }) => id === plan.id))
    .filter((rows) => rows.length > 0);
}

/**
 * The best of some networks, fairly: for each seed the network that is best by the mean of the *other* seeds. To choose and
 * to measure on the same seeds would find a winner among equals.
 */
function bestOf(networks: readonly (readonly EndRow[])[]): EndRow[] {
  const [first] = networks;
  if (first === undefined) return [];
  return first.flatMap(({ replicate }) => {
    const others = (rows: readonly EndRow[]): number => {
      const rest = rows.filter((row) => row.replicate !== replicate);
      return mean((rest.length > 0 ? rest : rows).map(({ accuracy }) => accuracy));
    };
    const chosen = networks.reduce((a, b) => (others(b) > others(a) ? b : a));
    const row = chosen.find((each) => each.replicate === replicate);
    return row === undefined ? [] : [row];
  });
}

const accuracy = (row: EndRow): number => row.accuracy;

/** The sizes for which the reference numbers of the contrast stand. */
const CONTRAST = { units: 128, updates: 3000, base: 0.03, seq: 0.5 } as const;

function autapseContrast(result: Result): Measured {
  const pairs = paired(dense(result), autapses(result));
  if (pairs === undefined) return NOT_RUN;
  const gap = (group: string): number[] =>
    pairs.map(([a, b]) => (a.lastOfGroups[group] ?? 0) - (b.lastOfGroups[group] ?? 0));
  const [base, seq] = [gap('base'), gap('seq')];
  const { units, updates } = result.parameters;
  const reached = mean(pairs.map(([a]) => a.lastOfGroups.seq ?? 0));
  const words = `dense minus autapses in the last step: base ${points(mean(base))}, seq ${points(mean(seq))} points (dense ${percent(reached)} of seq; ${seedsText(pairs.length)}, N = ${units}, ${updates} updates)`;
  if (units < CONTRAST.units || updates < CONTRAST.updates)
    return undecided(`${words}; the numbers stand for N = 128 and 3,000 updates`);
  if (pairs.length < ENOUGH_SEEDS) return undecided(`${words}; too few seeds to tell`);
  const nothing = base.map(() => 0);
  const [b, s] = [pairedDifference(base, nothing), pairedDifference(seq, nothing)];
  if (s.low > CONTRAST.seq && Math.abs(b.estimate) <= CONTRAST.base)
    return { measured: words, verdict: 'holds' };
  const short = s.high < CONTRAST.seq || b.low > CONTRAST.base || b.high < -CONTRAST.base;
  return { measured: words, verdict: short ? 'falls short' : 'undecided' };
}

/** A best density that was sought among fewer is not said to be no better: others might be. */
const ENOUGH_DENSITIES = 3;

/** A verdict on the best of some densities. */
function amongDensities({ measured, verdict }: Measured, tried: number): Measured {
  if (verdict !== 'falls short' || tried >= ENOUGH_DENSITIES) return { measured, verdict };
  const words = tried === 1 ? 'one density was' : `${tried} densities were`;
  return undecided(`${measured}; only ${words} tried`);
}

/** Whether the best density between the sparsest and the densest beats both. */
function interior(result: Result, matching: Matching): Measured {
  const { parameters } = result;
  const family: Family = parameters.families.includes('ring') ? 'ring' : parameters.families[0];
  const sparse = family === undefined ? [] : curve(result, matching, family);
  const own = matching === 'units' ? autapses(result) : [];
  const inner = own.length > 0 ? sparse : sparse.slice(1);
  const ends = [own.length > 0 ? own : (sparse[0] ?? []), dense(result)];
  if (inner.length === 0 || ends.some((rows) => rows.length === 0)) return NOT_RUN;
  const best = bestOf(inner);
  const compared = ends.map((rows) => difference(paired(best, rows), accuracy));
  const [sparsest, densest] = compared;
  const measured = `best inner density against the sparsest: ${sparsest.measured}; against dense: ${densest.measured}`;
  const verdicts = compared.map(({ verdict }) => verdict);
  if (verdicts.includes('falls short'))
    return amongDensities({ measured, verdict: 'falls short' }, inner.length);
  return { measured, verdict: verdicts.every((v) => v === 'holds') ? 'holds' : 'undecided' };
}

/** The local networks of a matching, from the sparsest on. */
function locals(result: Result, matching: Matching): EndRow[][] {
  const family = result.parameters.families.find((name) => name !== 'random');
  return family === undefined ? [] : curve(result, matching, family);
}

/** The best local network against the dense one. */
const local = (result: Result, matching: Matching): ReturnType<typeof paired> =>
  paired(bestOf(locals(result, matching)), dense(result));

/** Final accuracy of the best local network against that of the dense one. */
const localAbove = (result: Result, matching: Matching): Measured =>
  amongDensities(difference(local(result, matching), accuracy), locals(result, matching).length);

/** At equal recurrent synapses the wider network has more input and output weights: said beside the result. */
function withParameters(found: Measured, pairs: ReturnType<typeof paired>): Measured {
  if (pairs === undefined) return found;
  const [ours, theirs] = [0, 1].map((k) => count(mean(pairs.map((pair) => pair[k].parameters))));
  return { ...found, measured: `${found.measured}, with ${ours} against ${theirs} weights in all` };
}

/** Local against random at the same in-degree, all densities together. */
function localVersusRandom(result: Result): Measured {
  const family = result.parameters.families.find((name) => name !== 'random');
  const matching = result.parameters.matchings[0];
  if (family === undefined) return NOT_RUN;
  const [ours, theirs] = [family, 'random' as const].map((name) => curve(result, matching, name));
  if (ours.length === 0 || ours.length !== theirs.length) return NOT_RUN;
  /** One row a seed: the mean over densities. */
  const joined = (networks: readonly (readonly EndRow[])[]): EndRow[] =>
    networks[0].map((row) => {
      const same = networks.flatMap((rows) => rows.filter((r) => r.replicate === row.replicate));
      return { ...row, accuracy: mean(same.map(accuracy)) };
    });
  return difference(paired(joined(ours), joined(theirs)), accuracy);
}

/** The task whose memory is asked for, and the share of its ceiling from which on the network counts as having it. */
const REMEMBERED = 'dlygoseqr';
const LEARNED = 0.9;

/** Whether the dense network keeps a position on a ring of states that holds along itself and not off itself. */
function ringOfStates(result: Result): Measured {
  const [battery] = rowsOf('battery', result.records);
  const { id } = planNetwork('dense', result.parameters.units);
  const rows = examined('ring-states', result.records).filter(
    (row) => row.id === id && row.task === REMEMBERED,
  );
  const task = battery?.tasks.indexOf(REMEMBERED) ?? -1;
  if (rows.length === 0 || task < 0) return NOT_RUN;
  const learned = mean(dense(result).map(({ taskAccuracies }) => taskAccuracies[task]));
  const once = rows.filter(({ winding }) => Math.abs(winding) === 1).length;
  const [along, outward] = [rows.map((row) => row.along), rows.map((row) => row.outward)];
  const words = `${REMEMBERED} by the dense network (${percent(learned)} right): one turn in ${once} of ${rows.length}; of a push ${percent(mean(along))} left along the ring, ${percent(mean(outward))} outward (${seedsText(rows.length)})`;
  if (learned < LEARNED) return undecided(`${words}; it has not learned the task`);
  if (rows.length < ENOUGH_SEEDS) return undecided(`${words}; too few seeds to tell`);
  const { low, high } = pairedDifference(along, outward);
  if (once === rows.length && low > 0) return { measured: words, verdict: 'holds' };
  return { measured: words, verdict: once === 0 || high < 0 ? 'falls short' : 'undecided' };
}

/** Claims are decided by the records of one run; what its size cannot settle is `undecided`. */
export const claims: readonly RunClaim<Values>[] = [
  {
    id: 'autapses-fail',
    statement:
      'Unconnected autapses solve the base tasks as well as a dense network, and fail on Mod-Cog',
    published:
      'stated for the 20 tasks and for Mod-Cog, numbers not read; our reference at N = 128 and 3,000 updates: base tasks within 3 points, seq more than 50 behind',
    measure: autapseContrast,
  },
  {
    id: 'interior-optimum-units',
    statement: 'There is an optimal density, neither the sparsest nor the densest, at equal units',
    published: 'stated in the abstract; the density was not read',
    measure: (result) => interior(result, 'units'),
  },
  {
    id: 'interior-optimum-synapses',
    statement: 'There is an optimal density at equal recurrent synapses',
    published: 'the comparison is said to hold for the number of synapses too',
    measure: (result) => interior(result, 'synapses'),
  },
  {
    id: 'local-beats-dense-units',
    statement: 'A sparse local network of the best density ends above a dense one of as many units',
    published: '“often end higher” (abstract)',
    measure: (result) => localAbove(result, 'units'),
  },
  {
    id: 'local-beats-dense-synapses',
    statement:
      'A sparse local network of the best density ends above a dense one of as many recurrent synapses',
    published:
      'stated for equal synapses; our reference, one seed: 59 % against 50 % at 1,500 updates',
    measure: (result) => withParameters(localAbove(result, 'synapses'), local(result, 'synapses')),
  },
  {
    id: 'fewer-trials',
    statement:
      'Local networks of as many synapses need fewer trials than a dense one to the same accuracy',
    published: '“train faster, more data-efficient” (abstract)',
    measure: (result) => savings(local(result, 'synapses'), 'trials', 'trials'),
  },
  {
    id: 'fewer-operations',
    statement:
      'Local networks of as many units need fewer multiply-adds than a dense one to the same accuracy',
    published: 'our own question',
    measure: (result) => savings(local(result, 'units'), 'operations', 'multiply-adds'),
  },
  {
    id: 'less-energy',
    statement:
      'Local networks of as many units need less learning energy Σ|Δw| than a dense one to the same accuracy',
    published: 'our own question',
    measure: (result) => savings(local(result, 'units'), 'energy', 'of Σ|Δw|'),
  },
  {
    id: 'local-beats-random',
    statement:
      'That connections are local, not only few, makes the network better: local against random at equal in-degree',
    published:
      'not read; our reference, one seed: no advantage (40 % against 42 %, 51 % against 57 %)',
    measure: localVersusRandom,
  },
  {
    id: 'ring-of-states',
    statement: 'A network that has learned Mod-Cog keeps a position on a ring attractor',
    published: 'continuous-attractor dynamics are reported, how they were shown was not read',
    measure: ringOfStates,
  },
  {
    id: 'below-ceiling',
    statement: 'No network exceeds the Bayes ceiling',
    published: 'ideal observer, 100,000 trials a task',
    measure(result) {
      const [battery] = rowsOf('battery', result.records);
      if (battery === undefined) return NOT_RUN;
      return belowCeiling(rowsOf('end', result.records), battery.ceilings);
    },
  },
];
