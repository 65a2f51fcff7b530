/**
 * Our own claims, written down before the first run: what ingredients of five papers buy together. Those of one network alone
 * stand in claims-of-networks.ts.
 */

import {
  difference,
  every,
  type Finding,
  finding,
  type Headed,
  judgeDifference,
  judgeMean,
  judgeRatio,
  notRun,
  type Pair,
  paired,
  percent,
  perUnit,
  points,
  together,
} from '../../evidence/index.ts';
import type { Claim } from '../../protocol/study.ts';
import {
  accuracy,
  atDensity,
  type Beside,
  cell,
  densitiesOf,
  type End,
  endsOf,
  OURS,
  plainOf,
  type Results,
  type Wired,
} from './cells.ts';
import { networkClaims } from './claims-of-networks.ts';
import { foundBeside } from './found.ts';
import type { Values } from './parameters.ts';

/** One point of accuracy. */
const POINT = 0.01;
/** What a budget of 1 % has to save, and may cost. */
const RARE = { changes: 0.1, loss: 2 * POINT } as const;
/** Up to this density locality is claimed to be free, within half a point; at the other it is claimed to cost. */
const NEAR = { density: 0.03, loss: POINT / 2 } as const;
const FAR = 0.3;
/** What a combination may lose, and take of the joules of the rewired network. */
const FOUND = { loss: POINT, joules: 0.5 } as const;

const INGREDIENTS = 'ingredients among --experiments';

/** A claim that one unit has nothing to say about. */
const unlessOneUnit =
  (why: string, measure: (results: Results) => Finding) =>
  (results: Results): Finding =>
    results[0].parameters.network === 'perceptron'
      ? { ...notRun('network mlp or rnn'), measured: `not run: it does not apply, for ${why}` }
      : measure(results);

const ALL_INPUTS = 'a perceptron hears all its inputs, and none of them has a place';
const EXCLUDED =
  'few and coarse exclude each other in one unit: levels lie on both sides of 0 and leave no gap';

/** Accuracies of cells by unit: those that have all of them. */
function accuraciesOf(
  ends: readonly End[],
  cells: readonly (readonly [Wired, Beside?])[],
): number[][] {
  const [first, ...rest] = cells.map(([wired, beside]) =>
    perUnit(cell(ends, wired, beside), accuracy),
  );
  return [...first].flatMap(([unit, value]) => {
    const others = rest.map((own) => own.get(unit));
    return others.some((one) => one === undefined) ? [] : [[value, ...(others as number[])]];
  });
}

/** What rewiring adds under the budget, less what it adds without. */
function interaction(results: Results): Finding {
  const all = accuraciesOf(endsOf(results), [
    ['moving', { rare: true }],
    ['static', { rare: true }],
    ['moving'],
    ['static'],
  ]);
  if (all.length === 0) return notRun(INGREDIENTS);
  const pairs = all.map(([a, b, c, d]): Pair => [a - b, c - d]);
  const form = (share: number): string => points(share, 1);
  return difference(pairs, { bar: -POINT, form, head: 'rewiring adds, in points' });
}

/** What coarse weights cost a wiring. */
function coarseLoss(results: Results, wired: Wired): Finding {
  const ends = endsOf(results);
  const pairs = paired(cell(ends, wired), cell(ends, wired, { coarse: true }), accuracy);
  if (pairs.length === 0) return notRun(INGREDIENTS);
  return difference(pairs, { bar: POINT, side: 'below' });
}

/** The budget on the dense network: what it saves and what it costs. */
function rareDense(results: Results): Finding {
  const ends = endsOf(results);
  const wired = plainOf(results);
  const [plain, rare] = [cell(ends, wired), cell(ends, wired, { rare: true })];
  const losses = paired(plain, rare, accuracy);
  if (losses.length === 0) return notRun(INGREDIENTS);
  const changes = paired(rare, plain, ({ totalChanges }) => totalChanges);
  const saved = judgeRatio(changes, { bar: RARE.changes, side: 'below' });
  const loss = judgeDifference(losses, { bar: RARE.loss, side: 'below' });
  const words = together([{ head: 'changes ×', judged: saved }], { rule: every });
  const cost = finding(loss, { head: 'loss in points', form: (x) => points(x, 1) });
  return {
    measured: `${words.measured}; ${cost.measured}`,
    verdict: every([saved, loss]),
  };
}

/** Local against random wirings of equal in-degree. */
function locality(results: Results, claimed: 'near' | 'far'): Finding {
  const ends = endsOf(results);
  const densities = densitiesOf(ends).filter((density) =>
    claimed === 'near' ? density <= NEAR.density : density === FAR,
  );
  const bar =
    claimed === 'near'
      ? ({ bar: -NEAR.loss, side: 'above' } as const)
      : ({ bar: 0, side: 'below' } as const);
  const found = densities.map(
    (density): Headed => ({
      head: `${percent(density, density < 0.1 ? 1 : 0)}:`,
      judged: judgeDifference(
        paired(atDensity(ends, 'local', density), atDensity(ends, 'random', density), accuracy),
        bar,
      ),
    }),
  );
  const needs = claimed === 'near' ? `densities up to ${NEAR.density}` : `the density ${FAR}`;
  if (found.length === 0) return notRun(`${needs} among --densities`);
  return together(found, { rule: every, form: (x) => points(x, 1) });
}

/** What few, rare and coarse lose together beyond the sum of what each loses alone. */
function excess(results: Results): Finding {
  const all = accuraciesOf(endsOf(results), [
    ['dense'],
    ['static'],
    ['dense', { rare: true }],
    ['dense', { coarse: true }],
    ['static', { rare: true, coarse: true }],
  ]);
  if (all.length === 0) return notRun(INGREDIENTS);
  const excesses = all.map(
    ([dense, few, rare, coarse, together]) =>
      dense - together - (dense - few + (dense - rare) + (dense - coarse)),
  );
  return finding(judgeMean(excesses, { bar: POINT, side: 'below' }), {
    head: 'excess in points',
    form: (x) => points(x, 1),
  });
}

/** What the search found, against the rewired sparse network: as accurate, for less than half of the joules. */
const found = (results: Results): Finding => foundBeside(results, 'moving', FOUND);

/** What runs of one setting say together. */
export const claims: readonly Claim<Values>[] = [
  {
    id: 'rare-and-moving',
    statement:
      'Rewiring and a plasticity budget compose: what rewiring adds to a sparse network under the budget is no more than a point below what it adds without',
    published: OURS,
    measure: unlessOneUnit(ALL_INPUTS, interaction),
  },
  {
    id: 'two-bits-dense',
    statement: 'Weights of few levels cost a dense network less than a point of accuracy',
    published: OURS,
    measure: (results) => coarseLoss(results, plainOf(results)),
  },
  {
    id: 'two-bits-sparse',
    statement:
      'Weights of few levels cost a sparse network that rewires less than a point of accuracy',
    published: OURS,
    measure: unlessOneUnit(ALL_INPUTS, (results) => coarseLoss(results, 'moving')),
  },
  {
    id: 'rare',
    statement:
      'The plasticity budget saves nine in ten changes of a dense network and costs less than two points of accuracy',
    published: OURS,
    measure: rareDense,
  },
  {
    id: 'near',
    statement:
      'Locality is free below a density: at no more than 3 % of the connections a local wiring is not half a point below a random one of equal in-degree',
    published: OURS,
    measure: unlessOneUnit(ALL_INPUTS, (results) => locality(results, 'near')),
  },
  {
    id: 'far',
    statement: 'With 30 % of the connections a local wiring is below a random one',
    published: OURS,
    measure: unlessOneUnit(ALL_INPUTS, (results) => locality(results, 'far')),
  },
  {
    id: 'sum-of-parts',
    statement:
      'Losses add: few, rare and coarse together lose no more than a point beyond the sum of what each loses alone',
    published: OURS,
    measure: unlessOneUnit(EXCLUDED, excess),
  },
  {
    id: 'found',
    statement:
      'Successive halving finds a combination that is no more than a point below the rewired sparse network for less than half of its joules',
    published: OURS,
    measure: unlessOneUnit(`${ALL_INPUTS} (found-by-one-unit asks it of one unit)`, found),
  },
  ...networkClaims,
];
