/**
 * What the papers say of committees and of synapses with several levels, and what we add, held against the rows of all runs.
 * Problems of one sample are alike: a larger load begins with the patterns of the smaller one. They count as one.
 */

import {
  certain,
  every,
  type Finding,
  grouped,
  judgeShare,
  judgeWins,
  paired,
  percent,
  perUnit,
  together,
  triesOf,
  undecided,
} from '../../evidence/index.ts';
import { claimsOfParts, needs, type Rows } from '../../protocol/parts.ts';
import type { Row } from '../../protocol/records.ts';
import type { Pooled } from '../../protocol/study.ts';
import { NAMES } from '../problems/learners.ts';
import { halfLoad, isSolved, loadOf, shownHalf, shownShares } from '../problems/trials.ts';
import { FAMILIES, FRONTIERS, type LearnerName, type Values } from './parameters.ts';
import { nameOf } from './parts/committee.ts';
import { records, type Table } from './records.ts';

type CommitteeRow = Pooled<Row<Table, 'committee'>>;

/** Size from which on learners are judged: small problems are solved by luck. */
const LEAST_SYNAPSES = 301;
const tooSmall = (measured: string): Finding =>
  undecided(
    `${measured}; the claim is for ${LEAST_SYNAPSES} synapses or more`,
    `${LEAST_SYNAPSES} synapses or more`,
  );

/** Loads and networks, learner by learner. */
function shownCommittees(rows: readonly CommitteeRow[], learners: readonly LearnerName[]): string {
  return grouped(
    rows.filter(({ learner }) => learners.includes(learner)),
    nameOf,
  )
    .map((net) => {
      const words = grouped(net, ({ learner }) => learner).map(
        (group) => `${NAMES[group[0].learner]} ${shownShares(group, loadOf, isSolved)}`,
      );
      return `${nameOf(net[0])}: ${words.join('; ')}`;
    })
    .join('. ');
}

/** The rows of committees, each network with problems of its own; a finding where there are none, or too small ones. */
function committeesOf(rows: Rows<Table>, learners: readonly LearnerName[]) {
  const found = rows('committee').map((row) => ({ ...row, unit: `${nameOf(row)} ${row.unit}` }));
  if (learners.some((name) => found.every(({ learner }) => learner !== name)))
    return needs('committee');
  const measured = `solved of tried at α, ${found[0].inputs} inputs a unit. ${shownCommittees(found, learners)}`;
  if (Math.min(...found.map(({ inputs, units }) => inputs * units)) < LEAST_SYNAPSES)
    return tooSmall(measured);
  return { found, measured };
}

/** The load at which message passing is held to solve committees. */
const MESSAGES_AT = 0.5;

/** Capacity of ±1 synapses, which more levels have to surpass to be worth something. */
const BINARY = 0.8331;
const BEYOND = ['levels −1, 0, 1', 'levels −2 … 2'] as const;

/** How near to the capacity of its budget a learner has to come. */
const NEAR = 0.7;

const QUARTER = 0.25;

export const claims = claimsOfParts<Values, Table>(records, [
  {
    id: 'capacities',
    statement: 'Capacities of more levels and more units',
    published:
      '0.59 (levels 0, 1: Gutfreund & Stein 1990); 1.1745 (−1, 0, 1) and 0.9206 (tree of 3), our derivation',
    measure(rows) {
      const found = [...rows('capacity-theory')].sort((a, b) => a.size - b.size);
      const [signed, positive, tree] = FAMILIES.map((name) =>
        found.filter(({ family, size }) => family === name && size >= 1),
      );
      const at = (family: typeof found, states: number): number | undefined =>
        family.find(({ size }) => size === states)?.load;
      const [ternary, excitatory, three] = [at(signed, 1), at(positive, 1), at(tree, 3)];
      if (ternary === undefined || excitatory === undefined || three === undefined)
        return needs('theory');
      const near =
        Math.abs(ternary - 1.1745) < 1e-4 &&
        Math.abs(three - 0.9206) < 1e-4 &&
        Math.abs(excitatory - 0.59) < 5e-3;
      const words = (family: typeof found, name: string): string =>
        family.map(({ size, load }) => `${load.toFixed(4)} (${name} = ${size})`).join(', ');
      return {
        measured: `−L … L: ${words(signed, 'L')}; 0 … L: ${words(positive, 'L')}; trees: ${words(tree, 'K')}; all replica-symmetric`,
        verdict: certain(near).verdict,
      };
    },
  },
  {
    id: 'replicas',
    statement:
      'Replicas that attract each other solve more problems of committees than the descent alone with as many epochs',
    published:
      'Baldassi et al. 2016 (PNAS), without a number that we could read; our program in C, K = 5, N = 321: replicas 5 of 5 at α = 0.5, the descent alone 0 of 3 at 0.4',
    measure(rows) {
      const judged = committeesOf(rows, ['sgd', 'rsgd']);
      if ('verdict' in judged) return judged;
      const of = (name: LearnerName) => judged.found.filter(({ learner }) => learner === name);
      // Of a sample, how many of the loads: the one of the two that solves more has won it.
      const pairs = paired(of('rsgd'), of('sgd'), ({ solved }) => Number(solved));
      const head = 'of the samples of which one of the two solves more, the replicas do of';
      const { measured, verdict } = together([{ head, judged: judgeWins(pairs) }], {
        ...{ rule: every, form: percent, unit: 'sample' },
      });
      return { measured: `as many epochs in all, ${judged.measured}; ${measured}`, verdict };
    },
  },
  {
    id: 'message-passing',
    statement: `Focusing belief propagation solves most committees up to α = ${MESSAGES_AT}`,
    published: 'our program in C, K = 5, N = 321, α = 0.5: 2 of 2',
    measure(rows) {
      const judged = committeesOf(rows, ['fbp']);
      if ('verdict' in judged) return judged;
      const near = judged.found.filter(
        ({ learner, load }) => learner === 'fbp' && load <= MESSAGES_AT,
      );
      const most = Math.max(...near.map(loadOf));
      const at = near.filter(({ load }) => load === most);
      const head = `at ${most}, all networks together`;
      const { measured, verdict } = together(
        [{ head, judged: judgeShare(triesOf(at, isSolved)) }],
        {
          ...{ rule: every, form: percent, unit: 'problem' },
        },
      );
      return { measured: `${judged.measured}; ${measured}`, verdict };
    },
  },
  {
    id: 'levels',
    statement:
      'Synapses of several levels are taught beyond the capacity of two levels: most problems are solved at the first load beyond',
    published:
      'dense regions are there with several levels too (Baldassi et al. 2015, abstract; Baldassi, Gerace et al. 2016); 0.8331 is the capacity of ±1',
    measure(rows) {
      const found = rows('level');
      if (found.length === 0) return needs('levels');
      const words = grouped(found, ({ model }) => model).map((ofModel) => {
        const halves = grouped(ofModel, ({ learner }) => learner).map(
          (group) => `${NAMES[group[0].learner]} ${shownHalf(halfLoad(group), group[0].capacity)}`,
        );
        return `${ofModel[0].model}: ${halves.join(', ')}`;
      });
      const measured = `N = ${found[0].inputs}, load at which half of the problems are solved: ${words.join('; ')}`;
      if (found[0].inputs < LEAST_SYNAPSES) return tooSmall(measured);
      // Beyond their capacity ±1 synapses solve nothing in large problems. One look: at the smallest load beyond.
      const groups = BEYOND.map((model) => {
        const beyond = found.filter(
          (row) => row.learner === 'rbp' && row.model === model && row.load > BINARY,
        );
        const least = Math.min(...beyond.map(loadOf));
        const at = beyond.filter(({ load }) => load === least);
        const where = at.length === 0 ? 'beyond' : `at ${least.toFixed(3)}`;
        return { head: `${model} ${where}`, judged: judgeShare(triesOf(at, isSolved)) };
      });
      const judged = together(groups, { rule: every, form: percent, unit: 'problem' });
      return {
        measured: `${measured}; reinforced BP solves ${judged.measured}`,
        verdict: judged.verdict,
      };
    },
  },
  {
    id: 'few-bits',
    statement: 'The gain of further levels vanishes after the first few bits',
    published: 'Baldassi, Gerace et al. 2016, abstract, without a number',
    measure(rows) {
      const found = rows('capacity-theory')
        .filter(({ family }) => family === FAMILIES[1])
        .sort((a, b) => a.size - b.size);
      if (found.length === 0) return needs('theory');
      // Of the capacity 1 of weights of one sign without levels.
      const words = found.map(({ size, load }) => `${percent(load)} (0 … ${size})`);
      const gains = found
        .slice(1)
        .map(({ load, states }, k) => (load - found[k].load) / (states - found[k].states));
      const falling = gains.every((gain, k) => k === 0 || gain < gains[k - 1]);
      return {
        measured: `share of the capacity 1 of continuous weights of one sign: ${words.join(', ')}; gain a further state ${gains.map((gain) => gain.toFixed(4)).join(', ')} (replica-symmetric)`,
        verdict: certain(falling).verdict,
      };
    },
  },
  {
    id: 'budget',
    statement: `Hidden states and message passing keep a budget of nonzero synapses, and store ${NEAR} of its capacity in most problems at every budget`,
    published: 'not in the papers; joins discrete and sparse synapses',
    measure(rows) {
      const found = rows('budget');
      if (found.length === 0) return needs('budget');
      const [{ inputs }] = found;
      const broken = found.filter(({ density, nonzero }) => density > nonzero + 1e-9).length;
      const shares = found.map(({ share }) => share).filter((share) => share >= NEAR - 1e-9);
      const near = shares.length === 0 ? NEAR : Math.min(...shares);
      const groups = grouped(found, ({ learner }) => learner).map((ofLearner) => {
        const halves = grouped(ofLearner, ({ nonzero }) => `${nonzero}`).map(
          (group) => `${group[0].nonzero}: ${shownHalf(halfLoad(group), group[0].capacity)}`,
        );
        // All budgets have the same patterns: a sample counts where every one of them is solved.
        const at = ofLearner.filter(({ share }) => share === near);
        const solved = [...perUnit(at, (row) => Number(row.solved)).values()];
        return {
          words: `${NAMES[ofLearner[0].learner]} ${halves.join(', ')}`,
          head: NAMES[ofLearner[0].learner],
          judged: judgeShare(triesOf(solved, (share) => share === 1)),
        };
      });
      const measured = `N = ${inputs}, budgets broken in ${broken} of ${found.length} runs; load at which half of the problems are solved, by budget: ${groups.map(({ words }) => words).join('; ')}`;
      const beside = [certain(broken === 0)];
      if (inputs < LEAST_SYNAPSES && broken === 0) return tooSmall(measured);
      const judged = together(groups, { rule: every, form: percent, unit: 'sample', beside });
      return {
        measured: `${measured}; all budgets solved at ${near} α_c: ${judged.measured}`,
        verdict: judged.verdict,
      };
    },
  },
  {
    id: 'quarter',
    statement: 'Under a quarter of the synapses, −1 or 1, store as much as all of them, each ±1',
    published: 'not in the papers; theory of our own, replica-symmetric',
    measure(rows) {
      const ternary = rows('frontier-theory')
        .filter(({ frontier }) => frontier === FRONTIERS[0])
        .sort((a, b) => a.nonzero - b.nonzero);
      if (ternary.length === 0) return needs('theory');
      const after = ternary.findIndex(({ load }) => load >= BINARY);
      const [a, b] = [ternary[after - 1], ternary[after]];
      const share = a.nonzero + ((BINARY - a.load) / (b.load - a.load)) * (b.nonzero - a.nonzero);
      const best = ternary[ternary.length - 1];
      const [seen] = grouped(
        rows('budget').filter(({ load }) => load > BINARY),
        ({ learner, nonzero, load }) => `${learner} ${nonzero} ${load}`,
      )
        .filter((group) => group.every(isSolved))
        .sort(([{ nonzero: one }], [{ nonzero: other }]) => one - other);
      const practice =
        seen === undefined
          ? ''
          : `; measured: ${NAMES[seen[0].learner]} with at most ${percent(seen[0].nonzero)} solves ${seen.length} of ${seen.length} at α = ${seen[0].load.toFixed(3)}, N = ${seen[0].inputs}`;
      return {
        measured: `theory: ${percent(share)} nonzero synapses have the capacity ${BINARY} of all ±1 synapses; the most, ${best.load.toFixed(4)}, with ${percent(best.nonzero)}${practice}`,
        verdict: certain(share < QUARTER).verdict,
      };
    },
  },
]);
