/** What the papers on soft locality claim, held against the records of a run; and questions of our own. */

import type { RunClaim } from '../study.ts';
import {
  above,
  all,
  differences,
  LEARNED,
  type Measured,
  NOT_RUN,
  over,
  strongestPair,
} from './judge.ts';
import { isPriced, type Method } from './methods.ts';
import type { Values } from './parameters.ts';
import { type EndRow, endsOf, type Result, rowsOf } from './rows.ts';

/** A measure of one method above that of another, at the highest price that both learn under. */
function more(
  result: Result,
  ours: Method,
  theirs: Method,
  of: (row: EndRow) => number | null,
  bar: { readonly sign?: 1 | -1; readonly words: string },
): Measured {
  const pair = strongestPair(result, ours, theirs);
  if (pair === undefined) return NOT_RUN;
  const rows = [...pair.ours, ...pair.theirs];
  if (rows.some((row) => of(row) === null)) return NOT_RUN;
  const value = (row: EndRow): number => of(row) ?? 0;
  const { sign = 1, words } = bar;
  return {
    measured: `${words} ${over(pair.ours.map(value))} under ${ours}, ${over(pair.theirs.map(value))} under ${theirs}, both at ${pair.price} nats`,
    verdict: above(differences(pair, (row) => sign * value(row))),
  };
}

/** How far accuracies may lie apart and still count as equal. */
const SAME = 0.02;

/** The article itself could not be read: its abstract, and the code and stored outputs of its demonstration. */
const ABSTRACT = 'modular small-world networks (abstract), without a number';

export const claims: readonly RunClaim<Values>[] = [
  {
    id: 'modular',
    statement:
      'A price on wire and communicability makes networks more modular than a plain price on weights does',
    published: ABSTRACT,
    measure: (result) =>
      more(result, 'se-rnn', 'l1', (row) => row.modularity - row.modularityByChance, {
        words: 'Q above graphs of the same degrees:',
      }),
  },
  {
    id: 'small-world',
    statement: 'It makes them small worlds, more than a plain price on weights does',
    published: `${ABSTRACT}; small world: small-worldness above 1`,
    measure(result) {
      const found = more(result, 'se-rnn', 'l1', (row) => row.smallWorldness, {
        words: 'small-worldness',
      });
      const pair = strongestPair(result, 'se-rnn', 'l1');
      if (pair === undefined) return found;
      const small = pair.ours.map((row) => row.smallWorldness ?? 0);
      return { ...found, verdict: all(found.verdict, above(small, 1)) };
    },
  },
  {
    id: 'short',
    statement: 'Its strong connections are shorter than those under a plain price on weights',
    published: 'no number that could be read; what the price is for',
    measure: (result) =>
      more(result, 'se-rnn', 'l1', (row) => row.meanLength, { sign: -1, words: 'mean length' }),
  },
  {
    id: 'communicability',
    statement:
      'The factor of communicability adds modularity to what the price on wire alone gives',
    published: 'a question of our own: the source compares with L1',
    measure: (result) =>
      more(result, 'se-rnn', 'wire', (row) => row.modularity - row.modularityByChance, {
        words: 'Q above graphs of the same degrees:',
      }),
  },
  {
    id: 'swaps',
    statement: 'Letting units swap places shortens the wire at the same accuracy',
    published: 'what swaps are for (Liu, Gan, Tegmark 2024), without a number',
    measure(result) {
      const found = more(result, 'bimt', 'bimt-still', (row) => row.weightedLength, {
        sign: -1,
        words: 'mean length, weighted by |w|,',
      });
      const pair = strongestPair(result, 'bimt', 'bimt-still');
      if (pair === undefined) return found;
      const kept = above(
        differences(pair, (row) => row.accuracy),
        -SAME,
      );
      return { ...found, verdict: all(found.verdict, kept) };
    },
  },
  {
    id: 'sparse',
    statement:
      'Networks that paid for their weights keep their accuracy with as few connections as a mask has; others lose it',
    published: 'a question of our own',
    measure({ records, parameters }) {
      const plain = endsOf(records, 'plain', 0);
      const priced = rowsOf('end', records).filter(
        (row) => isPriced(row.method) && row.accuracy >= LEARNED,
      );
      if (plain.length === 0 || priced.length === 0) return NOT_RUN;
      const lost = (row: EndRow): number => row.accuracy - row.prunedAccuracy;
      const price = Math.max(...priced.map((row) => row.price));
      const worst = plain.map(({ replicate }) =>
        Math.max(
          ...priced.filter((row) => row.price === price && row.replicate === replicate).map(lost),
        ),
      );
      if (!worst.every(Number.isFinite)) return NOT_RUN;
      return {
        measured: `accuracy lost: ${over(plain.map(lost))} without a price, at most ${over(worst)} at ${price} nats (${parameters.density} of all connections, or nearly)`,
        verdict: all(
          above(
            worst.map((x) => -x),
            -SAME,
          ),
          above(plain.map(lost), SAME),
        ),
      };
    },
  },
  {
    id: 'hard',
    statement:
      'A hard local mask learns as well as soft networks pruned to as many connections, with less wire',
    published: 'a question of our own',
    measure({ records }) {
      const local = endsOf(records, 'local', 0);
      const soft = rowsOf('end', records).filter(
        (row) => row.method === 'se-rnn' && row.accuracy >= LEARNED,
      );
      if (local.length === 0 || soft.length === 0) return NOT_RUN;
      const price = Math.max(...soft.map((row) => row.price));
      const theirs = endsOf(records, 'se-rnn', price);
      if (theirs.length !== local.length) return NOT_RUN;
      const pair = { price, ours: local, theirs };
      const gained = pair.ours.map((row, k) => row.accuracy - theirs[k].prunedAccuracy);
      return {
        measured: `accuracy ${over(local.map((row) => row.accuracy))} and wire ${over(local.map((row) => row.wire))} with the mask, ${over(theirs.map((row) => row.prunedAccuracy))} and ${over(theirs.map((row) => row.wire))} under se-rnn at ${price} nats`,
        verdict: all(above(gained, -SAME), above(differences(pair, (row) => -row.wire))),
      };
    },
  },
  {
    id: 'least-wire',
    statement:
      'Pruned as far as they keep 90 %, networks that paid for wire and communicability need less wire than a pruned hard mask',
    published: 'a question of our own',
    measure({ records }) {
      const local = endsOf(records, 'local', 0);
      const soft = rowsOf('end', records).filter(
        (row) => row.method === 'se-rnn' && row.accuracy >= LEARNED,
      );
      if (local.length === 0 || soft.length === 0) return NOT_RUN;
      const price = Math.max(...soft.map((row) => row.price));
      const ours = endsOf(records, 'se-rnn', price);
      const least = [ours, local].map((rows) => rows.flatMap(({ leastWire }) => leastWire ?? []));
      if (least[0].length !== least[1].length || least[1].length !== local.length)
        return { ...NOT_RUN, measured: 'not all networks keep 90 % when they are pruned' };
      return {
        measured: `${over(least[0])} lattice spacings under se-rnn at ${price} nats, ${over(least[1])} with the mask`,
        verdict: above(least[1].map((wire, k) => wire - least[0][k])),
      };
    },
  },
  {
    id: 'demonstration',
    statement: 'The public demonstration, at γ = 0.5 and with 400 updates, does not learn its task',
    published: 'validation accuracy 61.4 % after its ten epochs, as stored in the notebook',
    measure({ records }) {
      const found = rowsOf('end', records)
        .filter((row) => row.method === 'se-rnn' && Math.abs(row.strength - 0.5) < 0.1)
        .flatMap((end) => {
          const { price, replicate } = end;
          const at = rowsOf('check', records).find(
            (row) =>
              row.method === 'se-rnn' &&
              row.update === 400 &&
              row.price === price &&
              row.replicate === replicate,
          );
          return at === undefined ? [] : [at.accuracy];
        });
      if (found.length === 0)
        return { ...NOT_RUN, measured: 'no network at γ near 0.5; use the preset demonstration' };
      // Runs either learn or stay near chance: a mean would describe neither.
      const failed = found.filter((accuracy) => accuracy < LEARNED).length;
      const each = found.map((accuracy) => `${(100 * accuracy).toFixed(1)} %`).join(', ');
      return {
        measured: `${failed} of ${found.length} seeds had not learned after 400 updates: ${each}`,
        verdict:
          found.length < 3 || (failed > 0 && failed < found.length)
            ? 'undecided'
            : failed > 0
              ? 'holds'
              : 'falls short',
      };
    },
  },
];
