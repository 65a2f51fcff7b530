/** What the papers on soft locality claim, held against all runs together; and questions of our own. */

import {
  digits,
  everyOf,
  type Finding,
  finding,
  judgeDifference,
  judgeMean,
  notRun,
  pairText,
  percent,
  perUnit,
  weighed,
} from '../../evidence/index.ts';
import { type Claim, pooled } from '../../protocol/study.ts';
import {
  atHighestPrice,
  countOf,
  endsOf,
  inMost,
  LEARNED,
  more,
  NOT_TRAINED,
  pairsOf,
  type Results,
  SAME,
} from './judge.ts';
import { PRICED } from './methods.ts';
import type { Values } from './parameters.ts';
import { type EndRow, records } from './records.ts';

/** The article itself could not be read: its abstract, and the code and stored outputs of its demonstration. */
const ABSTRACT = 'modular small-world networks (abstract), without a number';

const excess = (row: EndRow): number => row.modularity - row.modularityByChance;
const smallWorldness = (row: EndRow): number | null => row.smallWorldness;
const WIRE = { form: digits, gap: digits, after: ' lattice spacings' };
const within = (gained: number): boolean => gained >= -SAME;

/** What accuracy pruning has cost, those that paid for their weights beside those that did not. */
function sparse(results: Results): Finding {
  const { methods, density } = results[0].parameters;
  const priced = PRICED.filter((method) => methods.includes(method));
  const found = priced.length === 0 ? undefined : atHighestPrice(results, ...priced);
  const plain = endsOf(results, 'plain', 0);
  if (found === undefined || plain.length === 0) return NOT_TRAINED;
  const lost = (row: EndRow): number => row.accuracy - row.prunedAccuracy;
  const losses = new Map<string, number>();
  for (const row of found.ends.flat())
    losses.set(row.unit, Math.max(losses.get(row.unit) ?? Number.NEGATIVE_INFINITY, lost(row)));
  const worst = [...losses.values()].map((x) => -x);
  const unpaid = finding(judgeMean([...perUnit(plain, lost).values()], { bar: SAME }));
  const measured = `accuracy lost without a price: ${unpaid.measured}; at ${found.price} nats none of ${priced.join(', ')} loses more than ${percent(SAME, 0)} in ${countOf(worst, within)} (${density} of all connections, or nearly)`;
  return weighed(everyOf([unpaid, inMost(worst, within)]), measured);
}

/** A hard mask beside soft networks that are pruned to as many connections. */
function hard(results: Results): Finding {
  const found = atHighestPrice(results, 'local', 'se-rnn');
  if (found === undefined) return NOT_TRAINED;
  const [local, soft] = found.ends;
  const accuracies = [...perUnit(soft, (row) => row.prunedAccuracy)];
  const own = perUnit(local, (row) => row.accuracy);
  const gained = accuracies.map(([unit, theirs]) => (own.get(unit) ?? Number.NaN) - theirs);
  const wires = pairsOf(local, soft, (row) => row.wire);
  const shorter = judgeDifference(wires, { side: 'below' });
  return weighed(
    everyOf([inMost(gained, within), shorter]),
    `accuracy within ${percent(SAME, 0)} or above in ${countOf(gained, within)}; wire of the mask against se-rnn at ${found.price} nats ${pairText(wires, shorter, WIRE)}`,
  );
}

function leastWire(results: Results): Finding {
  const found = atHighestPrice(results, 'se-rnn', 'local');
  if (found === undefined) return NOT_TRAINED;
  const rows = found.ends.flat();
  if (rows.some((row) => row.leastWire === null))
    return notRun('networks that all keep 90 % when they are pruned');
  const pairs = pairsOf(found.ends[0], found.ends[1], (row) => row.leastWire);
  const judged = judgeDifference(pairs, { side: 'below' });
  return weighed(
    judged,
    `wire of se-rnn at ${found.price} nats against the mask ${pairText(pairs, judged, WIRE)}`,
  );
}

/** Runs either learn or stay near chance: a mean would describe neither. */
function demonstration(results: Results): Finding {
  const strong = new Map(
    pooled(records, 'end', results)
      .filter((row) => row.method === 'se-rnn' && Math.abs(row.strength - 0.5) < 0.1)
      .map((row) => [`${row.unit} ${row.price}`, row]),
  );
  const found = pooled(records, 'check', results).filter(
    (row) =>
      row.method === 'se-rnn' && row.update === 400 && strong.has(`${row.unit} ${row.price}`),
  );
  if (found.length === 0) return notRun('a network at γ near 0.5: the preset demonstration');
  const values = [...perUnit(found, (row) => row.accuracy).values()];
  const failed = (accuracy: number): boolean => accuracy < LEARNED;
  const each = values.map((accuracy) => percent(accuracy)).join(', ');
  return weighed(
    inMost(values, failed),
    `${countOf(values, failed)} had not learned after 400 updates: ${each}`,
  );
}

/** What runs of one setting say together. What their size or number cannot settle is `undecided`. */
export const claims: readonly Claim<Values>[] = [
  {
    id: 'modular',
    statement:
      'A price on wire and communicability makes networks more modular than a plain price on weights does',
    published: ABSTRACT,
    measure: (results) =>
      more(results, ['se-rnn', 'l1'], excess, { head: 'Q above graphs of the same degrees:' }),
  },
  {
    id: 'small-world',
    statement:
      'It makes them small worlds, more than a plain price on weights does: small-worldness is larger, and above 1',
    published: `${ABSTRACT}; small world: small-worldness above 1`,
    measure: (results) =>
      more(results, ['se-rnn', 'l1'], smallWorldness, { head: 'small-worldness' }, ([ours]) => [
        finding(
          judgeMean([...perUnit(ours, (row) => smallWorldness(row) ?? Number.NaN).values()], {
            bar: 1,
          }),
          { head: 'of its own' },
        ),
      ]),
  },
  {
    id: 'short',
    statement: 'Its strong connections are shorter than those under a plain price on weights',
    published: 'no number that could be read; what the price is for',
    measure: (results) =>
      more(results, ['se-rnn', 'l1'], (row) => row.meanLength, {
        ...{ head: 'mean length', side: 'below' },
      }),
  },
  {
    id: 'communicability',
    statement:
      'The factor of communicability adds modularity to what the price on wire alone gives',
    published: 'a question of our own: the source compares with L1',
    measure: (results) =>
      more(results, ['se-rnn', 'wire'], excess, { head: 'Q above graphs of the same degrees:' }),
  },
  {
    id: 'swaps',
    statement:
      'Letting units swap places shortens the wire at the same accuracy, to within 2 points in most seeds',
    published: 'what swaps are for (Liu, Gan, Tegmark 2024), without a number',
    measure: (results) =>
      more(
        results,
        ['bimt', 'bimt-still'],
        (row) => row.weightedLength,
        { head: 'mean length, weighted by |w|,', side: 'below' },
        ([ours, theirs]) => {
          const gained = pairsOf(ours, theirs, (row) => row.accuracy).map(([a, b]) => a - b);
          const words = `accuracy within ${percent(SAME, 0)} or above in ${countOf(gained, within)}`;
          return [weighed(inMost(gained, within), words)];
        },
      ),
  },
  {
    id: 'sparse',
    statement:
      'Networks that paid for their weights keep their accuracy to within 2 points in most seeds with as few connections as a mask has; others lose more than that',
    published: 'a question of our own',
    measure: sparse,
  },
  {
    id: 'hard',
    statement:
      'A hard local mask learns as well as soft networks pruned to as many connections, to within 2 points in most seeds, with less wire',
    published: 'a question of our own',
    measure: hard,
  },
  {
    id: 'least-wire',
    statement:
      'Pruned as far as they keep 90 %, networks that paid for wire and communicability need less wire than a pruned hard mask',
    published: 'a question of our own',
    measure: leastWire,
  },
  {
    id: 'demonstration',
    statement:
      'The public demonstration, at γ = 0.5 and with 400 updates, does not learn its task in most seeds',
    published: 'validation accuracy 61.4 % after its ten epochs, as stored in the notebook',
    measure: demonstration,
  },
];
