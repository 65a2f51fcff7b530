/**
 * What the papers on dense clusters of solutions claim, and what we add, held against the rows of all runs. Independent units
 * are problems; learners that had the same problem are a pair.
 */

import {
  certain,
  digits,
  every,
  type Finding,
  grouped,
  judgeMean,
  judgeRatio,
  judgeShare,
  type Pair,
  paired,
  percent,
  shown,
  some,
  together,
  undecided,
} from '../../evidence/index.ts';
import { mean, median } from '../../numerics/summary.ts';
import { claimsOfParts, needs, type PartClaim, type Rows } from '../../protocol/parts.ts';
import { NAMES } from '../problems/learners.ts';
import { CURVES, curveAt, lossesBelow } from '../problems/regions.ts';
import {
  headed,
  isSolved,
  largest,
  loadOf,
  shownShares,
  triesOf,
  valuesOf,
  wonBy,
} from '../problems/trials.ts';
import {
  LAYER_LEARNERS,
  type LearnerName,
  SCARCE_LEARNERS,
  type Values,
  WALKERS,
} from './parameters.ts';
import { nameOf } from './parts/images.ts';
import { records, type Table } from './records.ts';

type All = Rows<Table>;

function capacityValue(rows: All): Finding {
  const found = rows('capacity-theory');
  const binary = found.find(({ model }) => model === 'levels ±1');
  if (binary === undefined) return needs('capacity');
  const words = found.map(({ model, load }) => `${load.toFixed(4)} (${model})`);
  const { verdict } = certain(Math.abs(binary.load - 0.8331) < 1e-4);
  return { measured: `α_c = ${words.join(', ')}`, verdict };
}

function isolation(rows: All): Finding {
  const curves = rows('region-theory');
  const typical = curves.filter(({ curve }) => curve === CURVES[0]);
  if (typical.length === 0) return needs('regions');
  const nearest = typical.reduce((a, b) => (a.distance < b.distance ? a : b));
  const dense = curves.find(
    ({ curve, distance }) => curve === CURVES[1] && distance === nearest.distance,
  );
  const theory = `at d = ${nearest.distance}: V = ${nearest.entropy.toFixed(5)} around typical, S_I = ${dense?.entropy.toFixed(5) ?? '–'} around the densest (y → ∞)`;
  const exact = rows('exact');
  const listed =
    exact.length === 0
      ? ''
      : `; of all solutions at N = ${exact[0].inputs} ${percent(mean(exact.map((row) => row.isolated)))} have none at distance 1`;
  const negative = typical.some(({ entropy }) => entropy < 0);
  const note = negative ? '' : '; V is negative only nearer than that';
  return { measured: theory + note + listed, verdict: certain(negative || undefined).verdict };
}

/** Distances at which found solutions are held against the curves of theory. */
const NEAR_REGION = [0.01, 0.1] as const;

function denser(rows: All): Finding {
  const curves = rows('region-theory');
  const [typical, dense] = [CURVES[0], CURVES[1]].map((name) =>
    curves.filter(({ curve }) => curve === name),
  );
  // How far from the typical curve to the densest: 0 on the one, 1 on the other; a mean for each solution.
  const places = rows('region').flatMap(({ by, centre, distance, entropy, unit }) => {
    if (by !== 'message passing' || distance < NEAR_REGION[0] || distance > NEAR_REGION[1])
      return [];
    const [low, high] = [curveAt(typical, distance), curveAt(dense, distance)];
    if (low === undefined || high === undefined) return [];
    return [{ centre, unit, place: (entropy - low) / (high - low) }];
  });
  if (places.length === 0) return needs('regions');
  const groups = headed(
    places,
    ({ centre }) => NAMES[centre],
    (group) => judgeMean(valuesOf(group, ({ place }) => place)),
  );
  const { measured, verdict } = together(groups, { rule: every, unit: 'problem' });
  return {
    measured: `place between the typical curve (0) and the densest (1), for d in ${NEAR_REGION.join(' … ')}: ${measured}`,
    verdict,
  };
}

/** Nats per synapse by which two instruments may differ. */
const INSTRUMENTS = 0.01;

function instrumentsAgree(rows: All): Finding {
  const found = rows('region');
  const gaps = found.flatMap(({ by, centre, unit, distance, entropy }) => {
    if (by !== 'random walk') return [];
    const curve = found.filter(
      (row) => row.by === 'message passing' && row.centre === centre && row.unit === unit,
    );
    const expected = curveAt(curve, distance);
    return expected === undefined ? [] : [{ unit, gap: Math.abs(entropy - expected) }];
  });
  if (gaps.length === 0) return needs('regions');
  const largestOf = grouped(gaps, ({ unit }) => unit).map((group) =>
    Math.max(...group.map(({ gap }) => gap)),
  );
  const head = 'largest difference of a random walk from message passing around a solution, nats:';
  const judged = judgeMean(largestOf, { bar: INSTRUMENTS, side: 'below' });
  return together([{ head, judged }], { rule: every, unit: 'problem' });
}

function crowded(rows: All): Finding {
  const found = rows('exact');
  if (found.length === 0) return needs('exact');
  const judged = judgeRatio(found.map((row): Pair => [row.found, row.typical]));
  const top = judgeRatio(found.map((row): Pair => [row.densest, row.typical]));
  const head = `N = ${found[0].inputs}, times as many neighbours as a solution drawn at random:`;
  return together(
    [
      { head: `${head} SBPI's solutions`, judged },
      { head: 'the densest', judged: top },
    ],
    { rule: ([first]) => first.verdict, unit: 'problem' },
  );
}

function robust(rows: All): Finding {
  const theory = rows('flip-theory');
  const at = theory.find(({ share }) => share === 0.01) ?? theory[0];
  const found = rows('flip').filter(({ share }) => share === at?.share);
  if (at === undefined || found.length === 0) return needs('regions');
  return lossesBelow(found, at.errors);
}

/** Size from which on learners are judged: small problems are solved by luck. */
const LEAST_SIZE = 1001;
/** Nearly all. */
const NEARLY_ALL = 0.9;

/** The rows of a learner at the largest size that it was run at; a finding where nothing can be said of them. */
function judgedRows(rows: All, learner: LearnerName) {
  const found = largest(rows('solve').filter((row) => row.learner === learner));
  if (found.length === 0) return needs('success');
  const measured = `${NAMES[learner]}, N = ${found[0].inputs}, solved of tried at α = ${shownShares(found, loadOf, isSolved)}`;
  if (found[0].inputs < LEAST_SIZE)
    return undecided(`${measured}; the claim is for N ≥ ${LEAST_SIZE}`);
  return { found, measured };
}

/** Whether nearly all problems of a load are solved. */
const succeeds =
  (learner: LearnerName, load: number) =>
  (rows: All): Finding => {
    const judged = judgedRows(rows, learner);
    if ('verdict' in judged) return judged;
    const at = judged.found.filter((row) => row.load === load);
    if (at.length === 0) return undecided(`${judged.measured}; α = ${load} not run`);
    const share = judgeShare(triesOf(at, isSolved), { bar: NEARLY_ALL });
    return {
      measured: `${judged.measured}; at ${load}: ${shown(share, percent, 'problem')}`,
      verdict: share.verdict,
    };
  };

const solvedAsNumber = ({ solved }: { readonly solved: boolean }): number => Number(solved);

/** Largest load at which SBPI is claimed to work. */
const DEEPENING_LOAD = 0.65;

function deepening(rows: All): Finding {
  const [ours, theirs] = [judgedRows(rows, 'sbpi'), judgedRows(rows, 'cp')];
  if ('verdict' in ours) return ours;
  if ('verdict' in theirs) return theirs;
  const groups = grouped(ours.found, ({ load }) => `${load}`).flatMap((group) => {
    const [{ load }] = group;
    const other = theirs.found.filter((row) => row.load === load);
    if (load > DEEPENING_LOAD || other.length === 0) return [];
    return [{ head: `α = ${load}:`, judged: wonBy(paired(group, other, solvedAsNumber)) }];
  });
  const { measured, verdict } = together(groups, { rule: every, form: percent, unit: 'problem' });
  return {
    measured: `${ours.measured}; ${theirs.measured}; of the problems that one of the two solves, SBPI does: ${measured || 'no load was run with both'}`,
    verdict,
  };
}

function entropyNotEnergy(rows: All): Finding {
  const found = rows('walk');
  if (found.length === 0) return needs('walks');
  const of = (learner: (typeof WALKERS)[number]) => found.filter((row) => row.learner === learner);
  const flips = (learner: (typeof WALKERS)[number]): string => {
    const own = of(learner).filter(isSolved);
    return own.length === 0 ? 'of none' : `${median(own.map((row) => row.flips))}`;
  };
  const words = WALKERS.map(
    (learner) => `${NAMES[learner]} ${shownShares(of(learner), loadOf, isSolved)}`,
  );
  // Each load has problems of its own.
  const [walk, annealing] = WALKERS.map((learner) =>
    of(learner).map((row) => ({ ...row, unit: `${row.load} ${row.unit}` })),
  );
  const head = 'of those that one of the two solves, the walk does';
  const judged = wonBy(paired(walk, annealing, solvedAsNumber));
  const { measured, verdict } = together([{ head, judged }], {
    ...{ rule: every, form: percent, unit: 'problem' },
  });
  return {
    measured: `N = ${found[0].inputs}, the same arithmetic, solved of tried at α = ${words.join('; ')}; ${measured}; median flips to a solution ${WALKERS.map(flips).join(' and ')}`,
    verdict,
  };
}

/** By how many times the cost of two learners has to differ. */
const COSTLIER = 2;

function learningEnergy(rows: All): Finding {
  const solved = largest(rows('solve').filter(isSolved));
  if (solved.length === 0) return needs('success');
  const loads = [...new Set(solved.map(loadOf))].sort((a, b) => a - b);
  const load = loads[Math.min(1, loads.length - 1)];
  const groups = grouped(
    solved.filter((row) => row.load === load),
    ({ learner }) => learner,
  );
  const flipsOf = ({ flips, patterns }: (typeof solved)[number]): number => flips / patterns;
  const words = groups.map((group) => {
    const hidden = median(group.map(({ hiddenWrites, patterns }) => hiddenWrites / patterns));
    return `${NAMES[group[0].learner]} ${median(group.map(flipsOf)).toPrecision(3)} flips and ${hidden.toPrecision(3)} hidden changes`;
  });
  // Either may be the costlier one: every ordered pair is a look.
  const ratios = groups.flatMap((ours) =>
    groups.flatMap((theirs) => {
      if (ours === theirs) return [];
      const head = `${NAMES[ours[0].learner]} over ${NAMES[theirs[0].learner]}`;
      return [{ head, judged: judgeRatio(paired(ours, theirs, flipsOf), { bar: COSTLIER }) }];
    }),
  );
  const [most] = [...ratios].sort((a, b) => (b.judged.estimate ?? 0) - (a.judged.estimate ?? 0));
  const ratio =
    most === undefined
      ? 'one learner alone'
      : `${most.head} ${shown(most.judged, digits, 'problem')}`;
  return {
    measured: `median for each stored pattern, α = ${load}, N = ${solved[0].inputs}: ${words.join(', ')}; flips where both solve: ${ratio}`,
    verdict: some(ratios.map(({ judged }) => judged)),
  };
}

const BUDGET = 0.4;

function scarceEnough(rows: All): Finding {
  const found = rows('scarce');
  if (found.length === 0) return needs('scarce');
  const [{ load, inputs }] = found;
  const budgetOf = ({ nonzero }: { readonly nonzero: number }): number => nonzero;
  const words = SCARCE_LEARNERS.map((learner) => {
    const own = found.filter((row) => row.learner === learner);
    return `${NAMES[learner]} ${shownShares(own, budgetOf, isSolved)}`;
  });
  const kept = found.every(({ density, nonzero }) => density <= nonzero + 1e-9);
  const within = found.filter(({ learner, nonzero }) => learner === 'sbpi' && nonzero <= BUDGET);
  const most = Math.max(...within.map(budgetOf));
  const judged = judgeShare(
    triesOf(
      within.filter(({ nonzero }) => nonzero === most),
      isSolved,
    ),
  );
  return {
    measured: `α = ${load}, N = ${inputs}, solved of tried by budget: ${words.join('; ')}; SBPI with at most ${BUDGET}: ${shown(judged, percent, 'problem')}${kept ? '' : '; the budget was broken'}`,
    verdict: every([judged, certain(kept)]),
  };
}

/** Synapses that a layer has to have for the claim, and the share of its units that have to learn all. */
const MILLION = 1_000_000;
const UNITS = 0.95;

function layerLearns(rows: All): Finding {
  const found = rows('layer');
  if (found.length === 0) return needs('layer');
  const [{ inputs, patterns }] = found;
  const units = Math.max(...found.map(({ neuron }) => neuron)) + 1;
  const load = patterns / inputs;
  const groups = LAYER_LEARNERS.map((learner) => {
    const own = found.filter((row) => row.learner === learner);
    const sweeps = own.length === 0 ? 0 : median(own.map(({ iterations }) => iterations));
    // Labels are independent, whatever the patterns.
    const judged = judgeShare(triesOf(own, isSolved), { bar: UNITS });
    const words = `${NAMES[learner]} ${shown(judged, percent, 'unit')}, median ${sweeps} sweeps`;
    return { words, judged };
  });
  const measured = `${units} × ${inputs} synapses, α = ${load.toPrecision(3)}: ${groups.map(({ words }) => words).join('; ')}`;
  if (units * inputs < MILLION || load < 0.6 - 0.5 / inputs)
    return undecided(
      `${measured} (the claim is for a million synapses and α = 0.6: --preset million)`,
    );
  return { measured, verdict: some(groups.map(({ judged }) => judged)) };
}

/** Accuracy that coarse synapses may cost. */
const POINTS = 0.05;

function onImages(rows: All): Finding {
  const found = rows('image');
  if (found.length === 0) return needs('images');
  const of = (levels: number) => found.filter((row) => row.levels === levels);
  const accuracyOf = ({ accuracy }: (typeof found)[number]): number => accuracy;
  const size = (levels: number): string => `${(of(levels)[0].bytes / 1000).toFixed(1)} kB`;
  const groups = [2, 3]
    .filter((levels) => of(levels).length > 0)
    .map((levels) => {
      const pairs = paired(of(levels), of(0), accuracyOf);
      const accuracy = percent(mean(of(levels).map(accuracyOf)));
      return {
        head: `${nameOf(levels)} ${accuracy} in ${size(levels)}, behind by`,
        judged: judgeMean(
          pairs.map(([coarse, real]) => real - coarse),
          { bar: POINTS, side: 'below' },
        ),
      };
    });
  const same = found.every(({ accuracy, readBack }) => accuracy === readBack);
  const { measured, verdict } = together(groups, {
    ...{ rule: every, form: percent, unit: 'paired run', beside: [certain(same)] },
  });
  const real = of(0);
  const base =
    real.length === 0 ? '' : `real numbers ${percent(mean(real.map(accuracyOf)))} in ${size(0)}; `;
  return {
    measured: `${base}${measured}${same ? '' : '; packed weights answer otherwise'}`,
    verdict,
  };
}

const ours: readonly PartClaim<Values, Table>[] = [
  {
    id: 'capacity',
    statement: 'Two-valued synapses store up to α_c = 0.83 random patterns each',
    published: '0.83 (Krauth & Mézard 1989); 0.8331 to four digits, our derivation',
    measure: capacityValue,
  },
  {
    id: 'isolated',
    statement: 'Typical solutions are isolated, while rare ones lie in dense regions',
    published: 'Huang & Kabashima 2014; Baldassi et al. 2015, abstract',
    measure: isolation,
  },
  {
    id: 'dense-regions',
    statement: 'Solutions that learners find lie in denser regions than typical ones',
    published: 'Baldassi et al. 2015, abstract, without a number',
    measure: denser,
  },
  {
    id: 'instruments',
    statement: `Message passing and a random walk among solutions measure the same local entropy, to ${INSTRUMENTS} nats per synapse at every distance`,
    published: 'a check of our own',
    measure: instrumentsAgree,
  },
  {
    id: 'crowded',
    statement: 'The same, with all solutions of small problems counted one by one',
    published: 'a check of our own',
    measure: crowded,
  },
  {
    id: 'robust',
    statement:
      'Solutions in dense regions are robust: they bear random flips better than typical ones',
    published: 'Baldassi et al. 2015, abstract, without a number',
    measure: robust,
  },
  {
    id: 'sbpi',
    statement: `SBPI solves α = 0.65 at N = 1001 in nearly all cases (more than ${percent(NEARLY_ALL, 0)}), one pattern at a time`,
    published:
      'our program in C: 200 of 200; Baldassi et al. 2007 without a number that we could read',
    measure: succeeds('sbpi', 0.65),
  },
  {
    id: 'deepening',
    statement: `What makes it work is the deepening: at every load up to ${DEEPENING_LOAD} the clipped perceptron alone solves fewer of the same problems`,
    published: 'Baldassi 2009, abstract; our program in C: 0 of 5 at α = 0.5',
    measure: deepening,
  },
  {
    id: 'message-passing',
    statement: `Reinforced message passing goes further: α = 0.7 at N = 1001 in nearly all cases (more than ${percent(NEARLY_ALL, 0)})`,
    published: 'our program in C, g = 0.998: 10 of 10',
    measure: succeeds('rbp', 0.7),
  },
  {
    id: 'walk',
    statement:
      'A walk that follows the local entropy solves more of the same problems than annealing with the same arithmetic',
    published:
      'Baldassi et al. 2015 and 2016, abstracts; our programs in C: N = 1001, α = 0.3, 3 of 3 in 316 steps; annealing at α = 0.5, 20,000 sweeps, 0 of 3',
    measure: entropyNotEnergy,
  },
  {
    id: 'learning-energy',
    statement: `What a stored pattern costs in flips differs between two learners by more than ${COSTLIER} times`,
    published: 'not in the papers',
    measure: learningEnergy,
  },
  {
    id: 'scarce',
    statement: `Forty percent of nonzero synapses of three levels are enough for SBPI at α = 0.5 in most problems`,
    published: 'not in the papers; joins discrete and sparse synapses',
    measure: scarceEnough,
  },
  {
    id: 'layer',
    statement: `A million two-valued synapses learn at α = 0.6 or more: every pattern, in more than ${percent(UNITS, 0)} of the units`,
    published: 'not in the papers; 100 units of 10,001 synapses that see the same patterns',
    measure: layerLearns,
  },
  {
    id: 'images',
    statement:
      'A hidden layer of one or two bits a synapse learns images within five points of real numbers',
    published: 'not in the papers; drawn digits, hidden states driven by gradients',
    measure: onImages,
  },
];

export const claims = claimsOfParts(records, ours);
