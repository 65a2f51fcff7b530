/** Controls: restrictions of plasticity that should not work, or not save. */

import { digits, type Finding, judgeRatio, percent, shown } from '../../../evidence/index.ts';
import type { Claim } from '../../../protocol/study.ts';
import type { Values } from '../parameters.ts';
import { endsOf, type Result } from '../records.ts';
import type { RuleName } from '../rules.ts';
import {
  atCommonLevel,
  expense,
  goalOf,
  meanOf,
  missed,
  NOT_RUN,
  pairsOf,
  presentations,
} from './compared.ts';

/** How many times as long learning must take for a restriction to hinder it. */
const CLEARLY_LONGER = 2;
/** As many writes as plain learning, up to what crossings of a level scatter. */
const AS_MANY = 1.5;

/** A rule that should not reach the goal, or late. */
function hinders(results: readonly Result[], rule: RuleName): Finding {
  const pairs = pairsOf(endsOf(results, 'rules', rule), endsOf(results, 'rules', 'plain'));
  if (pairs.length === 0) return NOT_RUN(`${rule} and plain learning`);
  const longer = expense(pairs, presentations, { bar: CLEARLY_LONGER });
  const best = meanOf(
    pairs.map(([ours]) => ours.bestAccuracy),
    percent,
  );
  const bound = pairs.some(([ours]) => !ours.reached) ? 'at least ' : '';
  return {
    measured: `${bound}${shown(longer)} times the presentations ${goalOf(results)}, best ${best}${missed(pairs.flat())}`,
    verdict: longer.verdict,
  };
}

/** Two rules at the accuracy that both reach: few runs of a random choice get to the goal. */
function compared(results: readonly Result[], ours: RuleName, theirs: RuleName) {
  const found = atCommonLevel(
    results,
    pairsOf(endsOf(results, 'rules', ours), endsOf(results, 'rules', theirs)),
  );
  const ratios = (of: 'totalChanges' | 'presentations') =>
    found.map(({ pair: [left, right] }) => [left[of], right[of]] as const);
  return {
    found,
    level: meanOf(
      found.map(({ level }) => level),
      percent,
    ),
    writes: ratios('totalChanges'),
    longer: judgeRatio(ratios('presentations')),
  };
}

export const controlClaims: readonly Claim<Values>[] = [
  {
    id: 'fixed-mask-fails',
    statement:
      'Control: under a random mask that stays the same, learning takes more than twice as long as plain learning, or never ends',
    published:
      'a mask that stays lowers the accuracy that can be reached (a control); our reference at 10 %: 94 % at best where plain learning reaches 95 %',
    measure: (results) => hinders(results, 'fixed-synapses'),
  },
  {
    id: 'largest-weight-fails',
    statement:
      'Control: letting the largest weights change in place of the largest changes makes learning take more than twice as long as plain learning, or never end',
    published: 'a control of the published program (rule 21)',
    measure: (results) => hinders(results, 'largest-weight'),
  },
  {
    id: 'random-saves-nothing',
    statement:
      'Control: a random choice of synapses, drawn anew at every step and of the same fraction in all layers, saves nothing: to the accuracy that both reach, plain learning makes less than 1.5 times its writes',
    published:
      'slower in proportion to 1/p, so that the writes to a given accuracy stay the same (a control); an independent program at 10 % in both layers: 2.2 × 10⁹ writes in 274,000 presentations to 95 %',
    measure(results) {
      const { found, level, writes, longer } = compared(results, 'random-synapses-equal', 'plain');
      if (found.length === 0) return NOT_RUN('random-synapses-equal and plain learning');
      const saved = judgeRatio(
        writes.map(([ours, theirs]) => [theirs, ours] as const),
        { bar: AS_MANY, side: 'below' },
      );
      const { fraction } = results[0].parameters;
      return {
        measured: `to ${level}: ${shown(saved)} times fewer writes, ${shown(longer)} times the presentations where 1/p = ${digits(1 / fraction)}`,
        verdict: saved.verdict,
      };
    },
  },
  {
    id: 'random-numbers-save-less',
    statement:
      'Control: as many random synapses in each layer as competition lets change, which leaves a small output layer wholly plastic, make more writes than competition to the accuracy that both reach',
    published: 'not published: a random choice in the first layer alone',
    measure(results) {
      const { found, level, writes, longer } = compared(results, 'random-synapses', 'competitive');
      if (found.length === 0) return NOT_RUN('random-synapses and competitive');
      const more = judgeRatio(writes);
      const plain = compared(results, 'random-synapses', 'plain');
      const beside =
        plain.found.length === 0
          ? ''
          : `; to ${plain.level} plain learning makes ${shown(judgeRatio(plain.writes.map(([a, b]) => [b, a] as const)))} times its writes`;
      return {
        measured: `to ${level}: ${shown(more)} times the writes of competition, ${shown(longer)} times its presentations${beside}`,
        verdict: more.verdict,
      };
    },
  },
];
