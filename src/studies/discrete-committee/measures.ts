/** What the records of a run say on each claim: the number with its uncertainty, and the verdict. The claims are in claims.ts. */

import { grouped } from '../../evidence/index.ts';
import { wilsonInterval } from '../../numerics/summary.ts';
import { all, type Measured, notRun, percent } from '../discrete/measures.ts';
import { rowsOf } from '../discrete/part.ts';
import type { StudyResult, Verdict } from '../study.ts';
import type { Values } from './parameters.ts';
import { halfLoad, NAMES, shownHalf, shownShares } from './part.ts';
import { budgetRows, budgetShares } from './parts/budget.ts';
import {
  type CommitteeRow,
  committeeRows,
  committeeShares,
  nameOf,
  pooled,
} from './parts/committee.ts';
import { levelRows, levelShares } from './parts/levels.ts';
import {
  type CapacityRow,
  FAMILIES,
  type Family,
  FRONTIERS,
  type FrontierRow,
} from './parts/theory.ts';

type Result = StudyResult<Values>;

/** Size from which on learners are judged: small problems are solved by luck. */
const LEAST_SYNAPSES = 301;
/** Fewest trials that settle a share. */
const FEW = 10;

const theoryOf = ({ records }: Result, family: Family): CapacityRow[] =>
  rowsOf<CapacityRow>('capacity-theory', records)
    .filter((row) => row.family === family)
    .sort((a, b) => a.size - b.size);

export function capacities(result: Result): Measured {
  const [signed, positive, tree] = FAMILIES.map((family) => theoryOf(result, family));
  const at = (rows: readonly CapacityRow[], size: number): number | undefined =>
    rows.find((row) => row.size === size)?.load;
  const [ternary, excitatory, three] = [at(signed, 1), at(positive, 1), at(tree, 3)];
  if (ternary === undefined || excitatory === undefined || three === undefined)
    return notRun('theory');
  const near =
    Math.abs(ternary - 1.1745) < 1e-4 &&
    Math.abs(three - 0.9206) < 1e-4 &&
    Math.abs(excitatory - 0.59) < 5e-3;
  const words = (rows: readonly CapacityRow[], name: string): string =>
    rows.map(({ size, load }) => `${load.toFixed(4)} (${name} = ${size})`).join(', ');
  return {
    measured: `−L … L: ${words(
      signed.filter(({ size }) => size >= 1),
      'L',
    )}; 0 … L: ${words(positive, 'L')}; trees: ${words(tree, 'K')}; all replica-symmetric`,
    verdict: near ? 'holds' : 'falls short',
  };
}

/** Loads and networks, learner by learner. */
function shownCommittees(result: Result, learners: readonly string[]): string {
  const rows = committeeRows(result.records).filter(({ learner }) => learners.includes(learner));
  return grouped(rows, nameOf)
    .map((net) => {
      const words = grouped(net, ({ learner }) => learner).map(
        (group) => `${NAMES[group[0].learner]} ${shownShares(committeeShares(group))}`,
      );
      return `${nameOf(net[0])}: ${words.join('; ')}`;
    })
    .join('. ');
}

/** Fewest problems that one of two learners solves and the other does not, to tell them apart. */
const FEW_PAIRS = 6;

export function replicasHelp(result: Result): Measured {
  const rows = committeeRows(result.records);
  const of = (learner: string): CommitteeRow[] => rows.filter((row) => row.learner === learner);
  const [alone, together] = [of('sgd'), of('rsgd')];
  if (alone.length === 0 || together.length === 0) return notRun('committee');
  // Both get the same problems: only those count that one of them solves and the other does not.
  const key = ({ units, wiring, load, sample }: CommitteeRow): string =>
    `${units} ${wiring} ${load} ${sample}`;
  const byKey = new Map(alone.map((row) => [key(row), row]));
  let [won, lost] = [0, 0];
  for (const row of together) {
    const other = byKey.get(key(row));
    if (other === undefined || other.solved === row.solved) continue;
    if (row.solved) won += 1;
    else lost += 1;
  }
  const measured = `solved of tried at α, as many epochs in all, ${rows[0].inputs} inputs a unit. ${shownCommittees(result, ['sgd', 'rsgd'])}. Problems solved by the replicas only: ${won}, by the descent alone only: ${lost}`;
  if (Math.min(...rows.map(({ inputs, units }) => inputs * units)) < LEAST_SYNAPSES)
    return {
      measured: `${measured}; judged from ${LEAST_SYNAPSES} synapses on`,
      verdict: 'undecided',
    };
  const { low, high } = wilsonInterval(won, Math.max(1, won + lost));
  const verdict: Verdict =
    won + lost < FEW_PAIRS
      ? 'undecided'
      : low > 0.5
        ? 'holds'
        : high < 0.5
          ? 'falls short'
          : 'undecided';
  return { measured, verdict };
}

/** The load at which message passing is held to solve committees. */
const MESSAGES_AT = 0.5;

export function committeeMessages(result: Result): Measured {
  const rows = committeeRows(result.records).filter(({ learner }) => learner === 'fbp');
  if (rows.length === 0) return notRun('committee');
  const measured = `solved of tried at α, ${rows[0].inputs} inputs a unit. ${shownCommittees(result, ['fbp', 'sbpi'])}`;
  const judged = rows.filter(({ load }) => load <= MESSAGES_AT);
  if (Math.min(...rows.map(({ inputs, units }) => inputs * units)) < LEAST_SYNAPSES)
    return {
      measured: `${measured}; judged from ${LEAST_SYNAPSES} synapses on`,
      verdict: 'undecided',
    };
  const { solved, trials, high } = pooled(judged);
  const verdict: Verdict =
    trials < FEW
      ? 'undecided'
      : solved === trials
        ? 'holds'
        : high < 0.9
          ? 'falls short'
          : 'undecided';
  return { measured: `${measured}; up to ${MESSAGES_AT} together ${solved}/${trials}`, verdict };
}

/** Capacity of ±1 synapses, which more levels have to surpass to be worth something. */
const BINARY = 0.8331;

export function levelsLearned({ records }: Result): Measured {
  const rows = levelRows(records);
  if (rows.length === 0) return notRun('levels');
  const words = grouped(rows, ({ model }) => model).map((ofModel) => {
    const halves = grouped(ofModel, ({ learner }) => learner).map((group) => {
      const [{ learner, capacity }] = group;
      return `${NAMES[learner]} ${shownHalf(halfLoad(levelShares(group)), capacity)}`;
    });
    return `${ofModel[0].model}: ${halves.join(', ')}`;
  });
  const measured = `N = ${rows[0].inputs}, load at which half of the problems are solved: ${words.join('; ')}`;
  const beyond = (['levels −1, 0, 1', 'levels −2 … 2'] as const).map((model): Verdict => {
    const shares = levelShares(
      rows.filter(
        ({ learner, model: own, load }) => learner === 'rbp' && own === model && load > BINARY,
      ),
    );
    if (rows[0].inputs < LEAST_SYNAPSES || shares.length === 0) return 'undecided';
    const best = shares.reduce((a, b) => (b.low > a.low ? b : a));
    // Beyond its capacity ±1 synapses solve nothing in large problems.
    return best.low > 0.5
      ? 'holds'
      : shares.every(({ high }) => high < 0.5)
        ? 'falls short'
        : 'undecided';
  });
  return { measured, verdict: all(beyond) };
}

export function fewBits(result: Result): Measured {
  const rows = theoryOf(result, FAMILIES[1]);
  if (rows.length === 0) return notRun('theory');
  // Of the capacity 1 of weights of one sign without levels.
  const words = rows.map(({ size, load }) => `${percent(load)} (0 … ${size})`);
  const gains = rows.slice(1).map(({ load, states }, k) => ({
    states,
    gain: (load - rows[k].load) / (states - rows[k].states),
  }));
  const falling = gains.every(({ gain }, k) => k === 0 || gain < gains[k - 1].gain);
  return {
    measured: `share of the capacity 1 of continuous weights of one sign: ${words.join(', ')}; gain a further state ${gains.map(({ gain }) => gain.toFixed(4)).join(', ')} (replica-symmetric)`,
    verdict: falling ? 'holds' : 'falls short',
  };
}

/** How near to the capacity of its budget a learner has to come. */
const NEAR = 0.7;

export function budgetKept({ records }: Result): Measured {
  const rows = budgetRows(records);
  if (rows.length === 0) return notRun('budget');
  const broken = rows.filter(({ density, nonzero }) => density > nonzero + 1e-9).length;
  const verdicts: Verdict[] = broken > 0 ? ['falls short'] : [];
  const words = grouped(rows, ({ learner }) => learner).map((ofLearner) => {
    const halves = grouped(ofLearner, ({ nonzero }) => `${nonzero}`).map((group) => {
      const [{ nonzero, capacity }] = group;
      const half = halfLoad(budgetShares(group));
      const near = half.bound !== 'at most' && half.load / capacity >= NEAR;
      return { word: `${nonzero}: ${shownHalf(half, capacity)}`, near };
    });
    verdicts.push(
      rows[0].inputs < LEAST_SYNAPSES
        ? 'undecided'
        : halves.every(({ near }) => near)
          ? 'holds'
          : 'falls short',
    );
    return `${NAMES[ofLearner[0].learner]} ${halves.map(({ word }) => word).join(', ')}`;
  });
  return {
    measured: `N = ${rows[0].inputs}, budgets broken in ${broken} of ${rows.length} runs; load at which half of the problems are solved, by budget: ${words.join('; ')}; held to ${NEAR} α_c`,
    verdict: all(verdicts),
  };
}

export function quarter(result: Result): Measured {
  const rows = rowsOf<FrontierRow>('frontier-theory', result.records);
  const ternary = rows
    .filter(({ frontier }) => frontier === FRONTIERS[0])
    .sort((a, b) => a.nonzero - b.nonzero);
  if (ternary.length === 0) return notRun('theory');
  const after = ternary.findIndex(({ load }) => load >= BINARY);
  const [a, b] = [ternary[after - 1], ternary[after]];
  const share = a.nonzero + ((BINARY - a.load) / (b.load - a.load)) * (b.nonzero - a.nonzero);
  const best = ternary[ternary.length - 1];
  const found = budgetShares(budgetRows(result.records)).filter(
    ({ first, solved, trials }) => first.load > BINARY && solved === trials,
  );
  const seen = found.reduce<(typeof found)[number] | undefined>(
    (least, one) => (least === undefined || one.first.nonzero < least.first.nonzero ? one : least),
    undefined,
  );
  const practice =
    seen === undefined
      ? ''
      : `; measured: ${NAMES[seen.first.learner]} with at most ${percent(seen.first.nonzero)} solves ${seen.solved} of ${seen.trials} at α = ${seen.first.load.toFixed(3)}, N = ${seen.first.inputs}`;
  return {
    measured: `theory: ${percent(share)} nonzero synapses have the capacity ${BINARY} of all ±1 synapses; the most, ${best.load.toFixed(4)}, with ${percent(best.nonzero)}${practice}`,
    verdict: share < 0.25 ? 'holds' : 'falls short',
  };
}
