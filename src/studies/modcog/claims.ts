/** What Khona et al. 2023 claim of Mod-Cog and of sparse local networks, held against all runs together. */

import {
  everyOf,
  type Finding,
  judgeDifference,
  judgeMean,
  judgeShare,
  judgeWithin,
  type Pair,
  paired,
  pairText,
  percent,
  perUnit,
  points,
  shown,
  undecided,
} from '../../evidence/index.ts';
import { mean } from '../../numerics/summary.ts';
import {
  above,
  accuracies,
  batteryOf,
  belowCeiling,
  type Ends,
  endsOf,
  NOT_TRAINED,
  savings,
} from '../cognitive/judge.ts';
import { planNetwork } from '../cognitive/plan.ts';
import { records } from '../cognitive/records.ts';
import { type Claim, pooled, type StudyResult } from '../study.ts';
import type { Family, Matching, Values } from './parameters.ts';
import { placesOf } from './plans.ts';

type Results = readonly StudyResult<Values>[];

const dense = (results: Results): Ends =>
  endsOf(results, planNetwork('dense', results[0].parameters.units).id);
const autapses = (results: Results): Ends =>
  endsOf(results, planNetwork('diagonal', results[0].parameters.units).id);

/** Ends of the sparse networks of a family and matching, from the sparsest on. */
function curve(results: Results, matching: Matching, family: Family): Ends[] {
  return placesOf(results[0].parameters)
    .filter((place) => place.matching === matching && place.plan.family === family)
    .map(({ plan }) => endsOf(results, plan.id))
    .filter((rows) => rows.length > 0);
}

/**
 * The best of some networks, fairly: for each seed the network that is best by the mean of the *other* seeds. To choose and
 * to measure on the same seeds would find a winner among equals.
 */
function bestOf(networks: readonly Ends[]): Ends {
  const [first] = networks;
  if (first === undefined) return [];
  return first.flatMap(({ unit }) => {
    const others = (rows: Ends): number => {
      const rest = rows.filter((row) => row.unit !== unit);
      return mean((rest.length > 0 ? rest : rows).map(({ accuracy }) => accuracy));
    };
    const chosen = networks.reduce((a, b) => (others(b) > others(a) ? b : a));
    return chosen.filter((row) => row.unit === unit);
  });
}

/** The sizes for which the reference numbers of the contrast stand; the bars are named in the statement. */
const CONTRAST = { units: 128, updates: 3000, base: 0.03, seq: 0.5 } as const;

function autapseContrast(results: Results): Finding {
  const gaps = (group: string): Pair[] =>
    paired(
      dense(results),
      autapses(results),
      ({ lastOfGroups }) => lastOfGroups[group] ?? Number.NaN,
    );
  const [base, seq] = [gaps('base'), gaps('seq')];
  if (seq.length === 0) return NOT_TRAINED;
  const { units, updates } = results[0].parameters;
  const within = judgeWithin(
    base.map(([a, b]) => a - b),
    { of: 0, margin: CONTRAST.base },
  );
  const behind = judgeDifference(seq, { bar: CONTRAST.seq });
  const measured = `dense minus autapses in the last step: base ${shown(within, points)}; seq ${pairText(seq, behind)}; N = ${units}, ${updates} updates`;
  if (units < CONTRAST.units || updates < CONTRAST.updates)
    return undecided(`${measured}; the numbers stand for N = 128 and 3,000 updates`);
  return { measured, verdict: everyOf([within, behind]).verdict };
}

/** A best density that was sought among fewer is not said to be no better: others might be. */
const ENOUGH_DENSITIES = 3;

/** A verdict on the best of some densities. */
function amongDensities({ measured, verdict }: Finding, tried: number): Finding {
  if (verdict !== 'falls short' || tried >= ENOUGH_DENSITIES) return { measured, verdict };
  const words = tried === 1 ? 'one density was' : `${tried} densities were`;
  return undecided(`${measured}; only ${words} tried`);
}

/** Whether the best density between the sparsest and the densest beats both. */
function interior(results: Results, matching: Matching): Finding {
  const { families } = results[0].parameters;
  const family: Family | undefined = families.includes('ring') ? 'ring' : families[0];
  const sparse = family === undefined ? [] : curve(results, matching, family);
  const own = matching === 'units' ? autapses(results) : [];
  const inner = own.length > 0 ? sparse : sparse.slice(1);
  const ends = [own.length > 0 ? own : (sparse[0] ?? []), dense(results)];
  if (inner.length === 0 || ends.some((rows) => rows.length === 0)) return NOT_TRAINED;
  const best = bestOf(inner);
  const [sparsest, densest] = ends.map((rows) => {
    const pairs = accuracies(best, rows);
    const judged = judgeDifference(pairs);
    return { judged, words: pairText(pairs, judged) };
  });
  const measured = `best inner density against the sparsest: ${sparsest.words}; against dense: ${densest.words}`;
  const { verdict } = everyOf([sparsest.judged, densest.judged]);
  return amongDensities({ measured, verdict }, inner.length);
}

/** The local networks of a matching, from the sparsest on. */
function locals(results: Results, matching: Matching): Ends[] {
  const family = results[0].parameters.families.find((name) => name !== 'random');
  return family === undefined ? [] : curve(results, matching, family);
}

/** The local network of the best density. */
const local = (results: Results, matching: Matching): Ends => bestOf(locals(results, matching));

/** Final accuracy of the best local network against that of the dense one. */
const localAbove = (results: Results, matching: Matching): Finding =>
  amongDensities(above(local(results, matching), dense(results)), locals(results, matching).length);

/** At equal recurrent synapses the wider network has more input and output weights: said beside the result. */
function withParameters(found: Finding, ours: Ends, theirs: Ends): Finding {
  if (ours.length === 0 || theirs.length === 0) return found;
  const count = (rows: Ends): string =>
    Math.round(mean(rows.map(({ parameters }) => parameters))).toLocaleString('en-US');
  return {
    ...found,
    measured: `${found.measured}, with ${count(ours)} against ${count(theirs)} weights in all`,
  };
}

/** Local against random at the same in-degree, all densities together: their mean in each seed. */
function localVersusRandom(results: Results): Finding {
  const { families, matchings } = results[0].parameters;
  const family = families.find((name) => name !== 'random');
  if (family === undefined) return NOT_TRAINED;
  const [ours, theirs] = [family, 'random' as const].map((name) =>
    curve(results, matchings[0], name),
  );
  return ours.length === theirs.length ? above(ours.flat(), theirs.flat()) : NOT_TRAINED;
}

/** The task whose memory is asked for, and the share of its ceiling from which on the network counts as having it. */
const REMEMBERED = 'dlygoseqr';
const LEARNED = 0.9;

/** Whether the dense network keeps a position on a ring of states that holds along itself and not off itself. */
function ringOfStates(results: Results): Finding {
  const { id } = planNetwork('dense', results[0].parameters.units);
  const rows = pooled(records, 'ring-states', results).filter(
    (row) => row.id === id && row.task === REMEMBERED,
  );
  const task = batteryOf(results)?.tasks.indexOf(REMEMBERED) ?? -1;
  const ends = dense(results);
  if (rows.length === 0 || task < 0 || ends.length === 0) return NOT_TRAINED;
  const learned = mean(ends.map(({ taskAccuracies }) => taskAccuracies[task]));
  const once = rows.filter(({ winding }) => Math.abs(winding) === 1).length;
  const turns = judgeShare({ successes: once, trials: rows.length });
  const left = [...perUnit(rows, ({ along, outward }) => along - outward).values()];
  const kept = judgeMean(left);
  const measured = `${REMEMBERED} by the dense network (${percent(learned)} right): one turn in ${once} of ${rows.length}; of a push along the ring more is left than of one outward by ${shown(kept, points, 'seed', ' points')}`;
  if (learned < LEARNED) return undecided(`${measured}; it has not learned the task`);
  return { measured, verdict: everyOf([turns, kept]).verdict };
}

/** What runs of one setting say together. What their size cannot settle is `undecided`. */
export const claims: readonly Claim<Values>[] = [
  {
    id: 'autapses-fail',
    statement:
      'Unconnected autapses solve the base tasks as well as a dense network, to within 3 points, and fail on Mod-Cog, more than 50 points behind in seq tasks',
    published:
      'stated for the 20 tasks and for Mod-Cog, numbers not read; the margins are those of our reference at N = 128 and 3,000 updates',
    measure: autapseContrast,
  },
  {
    id: 'interior-optimum-units',
    statement: 'There is an optimal density, neither the sparsest nor the densest, at equal units',
    published: 'stated in the abstract; the density was not read',
    measure: (results) => interior(results, 'units'),
  },
  {
    id: 'interior-optimum-synapses',
    statement: 'There is an optimal density at equal recurrent synapses',
    published: 'the comparison is said to hold for the number of synapses too',
    measure: (results) => interior(results, 'synapses'),
  },
  {
    id: 'local-beats-dense-units',
    statement: 'A sparse local network of the best density ends above a dense one of as many units',
    published: '“often end higher” (abstract)',
    measure: (results) => localAbove(results, 'units'),
  },
  {
    id: 'local-beats-dense-synapses',
    statement:
      'A sparse local network of the best density ends above a dense one of as many recurrent synapses',
    published:
      'stated for equal synapses; our reference, one seed: 59 % against 50 % at 1,500 updates',
    measure: (results) =>
      withParameters(localAbove(results, 'synapses'), local(results, 'synapses'), dense(results)),
  },
  {
    id: 'fewer-trials',
    statement:
      'Local networks of as many synapses need fewer trials than a dense one to the same accuracy',
    published: '“train faster, more data-efficient” (abstract)',
    measure: (results) => savings(local(results, 'synapses'), dense(results), 'trials', 'trials'),
  },
  {
    id: 'fewer-operations',
    statement:
      'Local networks of as many units need fewer multiply-adds than a dense one to the same accuracy',
    published: 'our own question',
    measure: (results) =>
      savings(local(results, 'units'), dense(results), 'operations', 'multiply-adds'),
  },
  {
    id: 'less-energy',
    statement:
      'Local networks of as many units need less learning energy Σ|Δw| than a dense one to the same accuracy',
    published: 'our own question',
    measure: (results) => savings(local(results, 'units'), dense(results), 'energy', 'Σ|Δw|'),
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
    statement:
      'A network that has learned Mod-Cog keeps a position on a ring attractor: in more than half of the networks the states make one turn, and more is left of a push along the ring than of one off it',
    published: 'continuous-attractor dynamics are reported, how they were shown was not read',
    measure: ringOfStates,
  },
  {
    id: 'below-ceiling',
    statement: 'No network exceeds the Bayes ceiling on average over seeds',
    published: 'ideal observer, 100,000 trials a task',
    measure: belowCeiling,
  },
];
