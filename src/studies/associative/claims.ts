/**
 * What Baig & Stepanyants 2024 claim, and what theory says of their model, held against the rows of all runs. Independent units
 * are samples: associations of their own. Values of the theory are certain.
 */

import {
  certain,
  digits,
  every,
  type Finding,
  type Group,
  grouped,
  judgeDifference,
  judgeMean,
  judgeRatio,
  judgeShare,
  judgeWithin,
  paired,
  percent,
  perUnit,
  shown,
  undecided,
} from '../../evidence/index.ts';
import { normalCdf } from '../../numerics/normal-tails.ts';
import { claimsOfParts, needs, type PartClaim, type Rows } from '../../protocol/parts.ts';
import { inSamples, thousandths, told } from './claim-words.ts';
import { SIGNS } from './names.ts';
import { onlineEnforces, onlineSparsity } from './online-claims.ts';
import { onlineTable, TABLE_IN_WORDS } from './online-table.ts';
import type { Values } from './parameters.ts';
import { balanceRows } from './parts/balance.ts';
import { programsOf } from './parts/capacity.ts';
import { isSettled, robustnessLeft } from './parts/exact.ts';
import { relativeToL0 } from './parts/frontier.ts';
import { records, type Table } from './records.ts';

type All = Rows<Table>;

const spanOf = (values: readonly number[]): string => {
  const [low, high] = [Math.min(...values), Math.max(...values)].map(thousandths);
  return low === high ? low : `${low} … ${high}`;
};

/** The programs at the largest size, by signs and load, loads ascending. */
function atLargest(rows: All) {
  const programs = programsOf(rows);
  const most = Math.max(...programs.map(({ inputs }) => inputs));
  return grouped(
    programs
      .filter(({ inputs }) => inputs === most)
      .sort((a, b) => SIGNS.indexOf(a.signs) - SIGNS.indexOf(b.signs) || a.load - b.load),
    ({ signs, load }) => `${signs} ${load}`,
  );
}

function naturalSparsity(rows: All): Finding {
  const curves = rows('capacity-theory').filter(({ inputs }) => inputs === 0);
  if (curves.length === 0) return needs('capacity');
  const words = [`theory monotone over ${curves.length} points`];
  const groups: Group[] = [];
  for (const signs of SIGNS) {
    const curve = curves.filter((row) => row.signs === signs);
    const monotone = curve.every(
      (row, k) => k === 0 || (row.load < curve[k - 1].load && row.sparsity > curve[k - 1].sparsity),
    );
    groups.push(certain(monotone));
    if (!monotone) words[0] = `theory is not monotone with ${signs}`;
    const programs = atLargest(rows).filter(([row]) => row.signs === signs);
    if (programs.length < 2) {
      words.push(`${signs}: no linear programs at two loads`);
      groups.push(certain(undefined));
      continue;
    }
    // Load is what programs are given: the smaller it is, the larger their robustness, and the sparser they should be.
    const [low, high] = [programs[0], programs[programs.length - 1]];
    const [margin, sparsity] = (['margin', 'sparsity'] as const).map((of) =>
      judgeDifference(paired(low, high, (row) => row[of])),
    );
    groups.push(margin, sparsity);
    words.push(
      `${signs}, N = ${low[0].inputs}: from α = ${high[0].load} to ${low[0].load} κ̃ grows by ${inSamples(margin)}, S by ${inSamples(sparsity)}`,
    );
  }
  return told(words, groups);
}

function envelope(rows: All): Finding {
  const ratios = relativeToL0(rows('frontier'));
  if (ratios.length === 0) return needs('frontier');
  const largest = Math.max(...ratios.map((row) => row.ratio));
  // Rounding of the solutions, where the frontiers start from one point.
  const { verdict } = certain(largest <= 1 + 1e-8);
  return {
    measured: `capacity over that of l0 at equal sparsity is at most ${largest.toFixed(6)} (${ratios.length} points, replica-symmetric)`,
    verdict,
  };
}

/** Sparsities at which the theory compares the constraints: the published examples lie between. */
const COMPARED = [0.5, 0.9] as const;
/** Of the capacity, or the robustness, of l0. */
const NEARLY = 0.95;

function gapNearL0(rows: All): Finding {
  const ratios = relativeToL0(rows('frontier')).filter(
    ({ sparsity }) => sparsity >= COMPARED[0] && sparsity <= COMPARED[1],
  );
  const of = (name: string): number[] =>
    ratios.filter(({ constraint }) => constraint === name).map((row) => row.ratio);
  const [gaps, random] = [of('gap'), of('support')];
  if (gaps.length === 0) return needs('frontier');
  const words = [
    `replica-symmetric, S = ${COMPARED.join(' … ')}: gap ${spanOf(gaps)} of l0, random support ${spanOf(random)}`,
  ];
  const theory = Math.min(...gaps) > NEARLY && gaps.every((value, k) => value >= random[k]);
  const groups: Group[] = [certain(theory)];
  const exact = rows('exact-solution').filter((row) => isSettled(row) && row.method === 'exact');
  if (!exact.some(({ constraint }) => constraint === 'matched')) {
    // Replica-symmetric values are bounds: what theory allows has to be seen in solutions.
    words.push('no exact solutions to compare; they need "exact" among --parts');
    groups.push(certain(undefined));
  }
  for (const found of grouped(
    exact.filter(({ constraint }) => constraint === 'gap'),
    ({ inputs, value }) => `${inputs} ${value}`,
  )) {
    const [{ inputs, value }] = found;
    const matched = exact.filter(
      (row) => row.constraint === 'matched' && row.inputs === inputs && row.value === value,
    );
    const pairs = paired(found, matched, ({ margin }) => margin);
    if (pairs.length === 0) continue;
    const judged = judgeRatio(pairs, { bar: NEARLY });
    groups.push(judged);
    words.push(
      `exact, N = ${inputs}, δ̃ = ${value}: κ̃ is ${inSamples(judged, percent)} of that of l0 with as many connections`,
    );
  }
  return told(words, groups);
}

function exactBelowBound(rows: All): Finding {
  const theory = rows('exact-theory').filter(({ constraint }) => constraint === 'l0');
  const groups = grouped(
    rows('exact-solution').filter(
      (row) => row.constraint === 'l0' && row.method === 'exact' && isSettled(row),
    ),
    ({ inputs, value }) => `${inputs} ${value}`,
  );
  if (groups.length === 0 || theory.length === 0) return needs('exact');
  const judged = groups.map((own) => {
    const bound = boundAt(theory, 1 - own[0].value);
    // Margins below the bound of their samples: what they sum to is the ratio of means that is told.
    const excess = perUnit(own, (row) => Math.max(0, row.margin) - bound * row.unconstrained);
    return { own, bound, judged: judgeMean([...excess.values()], { side: 'below' }) };
  });
  return told(
    judged.map(({ own, bound, judged: { reason } }) => {
      const [{ inputs, value }] = own;
      const { mean, error } = robustnessLeft(own);
      const why = reason === undefined ? '' : `, ${reason}`;
      return `N = ${inputs}, p = ${value}: ${percent(mean)} ± ${percent(error)} of ${own.length} samples (bound ${percent(bound)}${why})`;
    }),
    judged.map((each) => each.judged),
  );
}

/** The theory at a sparsity, by interpolation; 1 before its first point. */
function boundAt(curve: readonly { sparsity: number; share: number }[], sparsity: number): number {
  const after = curve.findIndex((row) => row.sparsity >= sparsity);
  if (after === 0) return 1;
  if (after < 0) return curve[curve.length - 1].share;
  const [a, b] = [curve[after - 1], curve[after]];
  return a.share + ((sparsity - a.sparsity) / (b.sparsity - a.sparsity)) * (b.share - a.share);
}

/** Share of the programs whose optimum is not degenerate; small ones are so often, and cannot settle it. */
const MOSTLY = 0.9;
const ENOUGH_INPUTS = 100;

function isostaticity(rows: All): Finding {
  const programs = programsOf(rows);
  const curves = rows('capacity-theory').filter(({ inputs }) => inputs === 0);
  if (programs.length === 0) return needs('capacity');
  const equal = programs.filter(({ tight, nonzero }) => tight === nonzero).length;
  const fewer = programs.filter(({ tight, nonzero }) => tight < nonzero).length;
  const share = judgeShare({ successes: equal, trials: programs.length }, { bar: MOSTLY });
  const off = Math.max(0, ...curves.map((row) => Math.abs(row.isostaticity - 1)));
  const found = told(
    [
      `as many tight associations as nonzero weights in ${shown(share, percent, 'program')}, in the others more (degenerate optima)${fewer > 0 ? `, but fewer in ${fewer}` : ''}`,
      `theory: α P_tight = p to ${digits(off)}`,
    ],
    [share, certain(fewer === 0 && off < 1e-6)],
  );
  const most = Math.max(...programs.map(({ inputs }) => inputs));
  if (fewer > 0 || off >= 1e-6 || most >= ENOUGH_INPUTS) return found;
  return undecided(
    `${found.measured}; N ≤ ${most}, where optima are often degenerate`,
    `${ENOUGH_INPUTS} inputs or more`,
  );
}

/** What may remain of finite size at N of some hundreds, in shares of the value. */
const REMAINS = 0.1;

function agreement(rows: All): Finding {
  const groups = atLargest(rows);
  if (groups.length === 0) return needs('capacity');
  const judged = groups.map((own) =>
    judgeWithin([...perUnit(own, ({ margin, corrected }) => margin / corrected).values()], {
      ...{ of: 1, margin: REMAINS },
    }),
  );
  const words = groups.map(
    ([{ signs, inputs, load }], k) =>
      `${signs}, α = ${load}, N = ${inputs}: ${inSamples(judged[k])}`,
  );
  return {
    measured: `κ̃ of the programs over that of the theory at this N: ${words.join('; ')}`,
    verdict: every(judged),
  };
}

function inhibition(rows: All): Finding {
  const programs = balanceRows(rows);
  if (programs.length === 0) return needs('balance');
  const most = Math.max(...programs.map(({ inputs }) => inputs));
  const groups = grouped(
    programs.filter(({ inputs }) => inputs === most),
    ({ load }) => String(load),
  );
  const judged = groups.map((own) =>
    judgeMean([...perUnit(own, (row) => row.inhibitory - row.excitatory).values()]),
  );
  const words = groups.map((own, k) => {
    const [p, q, margin] = (['inhibitory', 'excitatory', 'margin'] as const).map((of) =>
      [...perUnit(own, (row) => row[of]).values()].reduce(
        (sum, x, _, all) => sum + x / all.length,
        0,
      ),
    );
    return `κ̃ = ${margin.toFixed(2)}: ${thousandths(p)} against ${thousandths(q)}, difference ${inSamples(judged[k])}`;
  });
  return {
    measured: `N = ${most}, inhibitory against excitatory: ${words.join('; ')}`,
    verdict: every(judged),
  };
}

function noiseBound(rows: All): Finding {
  const groups = grouped(rows('noise'), (row) => `${row.constraint} ${row.ratio}`);
  if (groups.length === 0) return needs('noise');
  const judged = groups.map((own) => {
    const rates = perUnit(own, ({ errors, presentations }) => errors / presentations);
    return judgeMean([...rates.values()], { bar: normalCdf(-own[0].ratio), side: 'below' });
  });
  // Those that are read most, and those that keep the claim from holding.
  const words = groups.flatMap(([{ constraint, ratio: times }], k) =>
    times === 1 || times === 2 || judged[k].verdict !== 'holds'
      ? [
          `${constraint}, κ/s = ${times}: ${inSamples(judged[k], (x) => x.toFixed(4))} (bound ${normalCdf(-times).toFixed(4)})`,
        ]
      : [],
  );
  return {
    measured: `error rates: ${words.join('; ')}; ${groups.length} compared`,
    verdict: every(judged),
  };
}

const OWN: readonly PartClaim<Values, Table>[] = [
  {
    id: 'natural-sparsity',
    statement:
      'Natural sparsity grows and capacity falls with robustness, with free and prescribed signs',
    published:
      'stated without a number in what we could read; our theory: α_c 1.574 → 0.184, S 0.120 → 0.837 for κ̃ 0.1 → 2 (f = 0.5)',
    measure: naturalSparsity,
  },
  {
    id: 'l0-envelope',
    statement:
      'The optimal sparsity is that of the l0 constraint: its frontier is the upper envelope',
    published: 'abstract, without a number',
    measure: envelope,
  },
  {
    id: 'gap-near-l0',
    statement:
      'A gap reaches nearly the efficiency of l0, more than 95 % of it, and never less than a random choice of connections',
    published:
      '"nearly the same" (abstract), without a number; replica-symmetric capacity at equal sparsity: 0.982 to 0.991 of l0 in three examples',
    measure: gapNearL0,
  },
  {
    id: 'below-bound',
    statement:
      'Exact solutions with few connections stay below the replica-symmetric value, which is an upper bound',
    published:
      'no number in the paper; replica symmetry cannot be exact for l0, and bounds only the limit N → ∞',
    measure: exactBelowBound,
  },
  {
    id: 'isostaticity',
    statement:
      'As many associations sit exactly at the margin as there are nonzero weights: in more than 90 % of linear programs, and never fewer',
    published:
      'identity of the theory for l1 and signs, α P_tight = p; a vertex of a linear program',
    measure: isostaticity,
  },
  {
    id: 'programs-agree',
    statement: 'The robustness of ensembles of linear programs agrees with the theory within 10 %',
    published:
      'theory exact for N → ∞; at finite N only the bias of the mean input is corrected for',
    measure: agreement,
  },
  {
    id: 'gap-makes-sparsity',
    statement:
      'The gap, not the learning, makes the sparsity of the online rule: it adds sparsity, and more than learning adds or takes away',
    published:
      'reading of the published code: connections are born and die by gap elimination alone',
    measure: onlineSparsity,
  },
  {
    id: 'online-enforces',
    statement:
      'An online rule enforces the gap and stores associations robustly: in more than two thirds of the trials, up to 0.7 of the capacity',
    published: 'abstract, "up to near the capacity", without a number',
    measure: onlineEnforces,
  },
  {
    id: 'online-table',
    statement:
      'The online rule succeeds as often (within 20 points) and ends as sparse (within 0.03) as a port of the published code, at each of seven loads',
    published: `independent port of the published code, N = 100, 100 trials a load: ${TABLE_IN_WORDS}`,
    measure: onlineTable,
  },
  {
    id: 'inhibition-denser',
    statement: 'Inhibitory inputs are connected with a higher probability than excitatory ones',
    published:
      'Chapeton et al. 2012: excitatory below 50 %, inhibitory above; here the order alone, for robustness has its price',
    measure: inhibition,
  },
  {
    id: 'noise-bound',
    statement:
      'Under Gaussian noise associations fail less often than Φ(−κ/s) on average, the bound of each',
    published: 'not in the paper; follows from what robustness means',
    measure: noiseBound,
  },
];

export const claims = claimsOfParts(records, OWN);
