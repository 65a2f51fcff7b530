/** What Khona et al. 2023 claim of Mod-Cog and of sparse local networks, held against all runs together. */

import { planNetwork } from '../../connectivity/mask-plan.ts';
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
  someOf,
  undecided,
  type Weighed,
  weighed,
} from '../../evidence/index.ts';
import { mean } from '../../numerics/summary.ts';
import { type Claim, pooled, type StudyResult } from '../../protocol/study.ts';
import {
  above,
  batteryOf,
  belowCeiling,
  type Ends,
  endsOf,
  meanAccuracy,
  NOT_TRAINED,
  savings,
} from '../cognitive/judge.ts';
import { records } from '../cognitive/records.ts';
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

/** A best density that was sought among fewer is not said to be no better: others might be. */
const ENOUGH_DENSITIES = 3;

/**
 * Whether at least one of some networks is as claimed: all are judged, so that to have chosen the best is no advantage, and
 * the one of the highest accuracy is told.
 */
function atSomeDensity(networks: readonly Ends[], judge: (own: Ends) => Weighed): Finding {
  const found = networks.map((own) => ({ own, said: judge(own) }));
  const [first, ...others] = found;
  if (first === undefined) return NOT_TRAINED;
  const best = others.reduce((a, b) => (meanAccuracy(b.own) > meanAccuracy(a.own) ? b : a), first);
  const { verdict } = someOf(found.map(({ said }) => said));
  const tried = networks.length === 1 ? 'one density was' : `${networks.length} densities were`;
  const measured = `${best.own[0].network}, the best: ${best.said.measured}`;
  return verdict === 'falls short' && networks.length < ENOUGH_DENSITIES
    ? undecided(`${measured}; only ${tried} tried`, 'more densities')
    : { measured: `${measured}; ${tried} tried`, verdict };
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
    return undecided(
      `${measured}; the numbers stand for N = 128 and 3,000 updates`,
      '128 units and 3,000 updates',
    );
  return { measured, verdict: everyOf([within, behind]).verdict };
}

/** Whether a density between the sparsest and the densest beats both. */
function interior(results: Results, matching: Matching): Finding {
  const { families } = results[0].parameters;
  const family: Family | undefined = families.includes('ring') ? 'ring' : families[0];
  const sparse = family === undefined ? [] : curve(results, matching, family);
  const own = matching === 'units' ? autapses(results) : [];
  const inner = own.length > 0 ? sparse : sparse.slice(1);
  const ends = [own.length > 0 ? own : (sparse[0] ?? []), dense(results)];
  if (ends.some((rows) => rows.length === 0)) return NOT_TRAINED;
  return atSomeDensity(inner, (own) => {
    const [sparsest, densest] = ends.map((rows) => above(own, rows));
    const words = `against the sparsest ${sparsest.measured}; against dense ${densest.measured}`;
    return weighed(everyOf([sparsest, densest]), words);
  });
}

/** The local networks of a matching, from the sparsest on. */
function locals(results: Results, matching: Matching): Ends[] {
  const family = results[0].parameters.families.find((name) => name !== 'random');
  return family === undefined ? [] : curve(results, matching, family);
}

/** Final accuracies of local networks against that of the dense one. */
const localAbove = (results: Results, matching: Matching): Finding =>
  atSomeDensity(locals(results, matching), (own) => {
    const found = above(own, dense(results));
    return matching === 'units' ? found : withParameters(found, own, dense(results));
  });

/** What local networks need to the criterion against what the dense one needs. */
const localSaves = (
  results: Results,
  matching: Matching,
  key: 'trials' | 'operations' | 'energy',
  what: string,
): Finding =>
  atSomeDensity(locals(results, matching), (own) => savings(own, dense(results), key, what));

/** At equal recurrent synapses the wider network has more input and output weights: said beside the result. */
function withParameters(found: Weighed, ours: Ends, theirs: Ends): Weighed {
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
  if (learned < LEARNED)
    return undecided(`${measured}; it has not learned the task`, 'longer training');
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
    measure: (results) => localAbove(results, 'synapses'),
  },
  {
    id: 'fewer-trials',
    statement:
      'Local networks of as many synapses need, at some density, fewer trials than a dense one to the same accuracy',
    published: '“train faster, more data-efficient” (abstract)',
    measure: (results) => localSaves(results, 'synapses', 'trials', 'trials'),
  },
  {
    id: 'fewer-operations',
    statement:
      'Local networks of as many units need, at some density, fewer multiply-adds than a dense one to the same accuracy',
    published: 'our own question',
    measure: (results) => localSaves(results, 'units', 'operations', 'multiply-adds'),
  },
  {
    id: 'less-energy',
    statement:
      'Local networks of as many units need, at some density, less learning energy Σ|Δw| than a dense one to the same accuracy',
    published: 'our own question',
    measure: (results) => localSaves(results, 'units', 'energy', 'Σ|Δw|'),
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
