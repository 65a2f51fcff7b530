/** Our own claims about one network alone, written down before its first run: a ring on the cognitive tasks, one unit beside theory. */

import {
  difference,
  every,
  type Finding,
  finding,
  grouped,
  judgeDifference,
  judgeMean,
  judgeRatio,
  notRun,
  paired,
  points,
  together,
} from '../../evidence/index.ts';
import type { Claim } from '../../protocol/study.ts';
import type { NetworkName } from '../compose/vocabulary.ts';
import {
  accuracy,
  atDensity,
  cell,
  type End,
  endsOf,
  OURS,
  type Results,
  shareLeft,
  spentBy,
} from './cells.ts';
import { foundBeside } from './found.ts';
import type { Values } from './parameters.ts';
import { leftAtCapacity, mostWith } from './theory.ts';

const POINT = 0.01;
/** Joules of a ring, and of what the search finds, in those of what they are held against. */
const HALF = 0.5;
/** On a ring of a hundred units each hears itself and the two beside it. */
const NEAREST = 0.03;
/** What an online rule reaches of the capacity, and the share of associations that it may lose there. */
const REACHED = { capacity: 0.8, lost: 0.01 } as const;

/** A local block of few connections against the dense one. */
function ring(results: Results): Finding {
  const ends = endsOf(results);
  const [local, dense] = [cell(ends, 'local'), cell(ends, 'dense')];
  const accuracies = paired(local, dense, accuracy);
  if (accuracies.length === 0) return notRun('ingredients among --experiments');
  const { hardware } = results[0].parameters;
  const gap = judgeDifference(accuracies, { bar: -POINT });
  const spent = judgeRatio(
    paired(local, dense, (end) => spentBy(end, hardware)),
    { bar: HALF, side: 'below' },
  );
  const words = [
    finding(gap, { head: 'local less dense, in points', form: (x) => points(x, 1) }).measured,
    finding(spent, { head: 'joules ×' }).measured,
  ];
  return { measured: words.join('; '), verdict: every([gap, spent]) };
}

/** Units that hear no further than the next against the dense block. */
function nearest(results: Results): Finding {
  const ends = endsOf(results);
  const pairs = paired(atDensity(ends, 'local', NEAREST), cell(ends, 'dense'), accuracy);
  if (pairs.length === 0)
    return notRun(`ingredients and locality among --experiments, ${NEAREST} among --densities`);
  return difference(pairs, { bar: -POINT });
}

const loadsOf = (results: Results): End[] =>
  endsOf(results).filter(({ experiment }) => experiment === 'loads');

const LOADS = notRun('loads among --experiments');

const relative = ({ load = 0, capacity = 0 }: End): number => load / capacity;

/** Share of the capacity at which so few associations are lost, between two loads by a straight line. */
function reachedBy(own: readonly End[]): number {
  const ordered = own.toSorted((a, b) => relative(a) - relative(b));
  let before: readonly [number, number] = [0, 0];
  for (const end of ordered) {
    const now = [relative(end), 1 - end.accuracy] as const;
    if (now[1] > REACHED.lost) {
      const part = (REACHED.lost - before[1]) / (now[1] - before[1]);
      return before[0] + part * (now[0] - before[0]);
    }
    before = now;
  }
  return before[0];
}

/** How much of the capacity the online rule reaches under every constraint. */
function reach(results: Results): Finding {
  const ends = loadsOf(results);
  if (ends.length === 0) return LOADS;
  const found = grouped(ends, ({ method }) => method).map((own) => ({
    head: `${own[0].method}:`,
    judged: judgeMean(grouped(own, ({ unit }) => unit).map(reachedBy), {
      bar: REACHED.capacity,
    }),
  }));
  return together(found, { rule: every });
}

/** The largest load over what theory allows with so many connections, of all that stored everything. */
function bound(results: Results): Finding {
  const stored = loadsOf(results).filter((end) => end.accuracy === 1);
  if (stored.length === 0) return LOADS;
  const most = grouped(stored, ({ unit }) => unit).map((own) =>
    Math.max(...own.map((end) => (end.load ?? 0) / mostWith(shareLeft(end)))),
  );
  return finding(judgeMean(most, { bar: 1, side: 'below' }), {
    head: 'largest load of all stored, in units of the bound',
  });
}

/** Connections that a gap leaves at the largest load that was stored, over those that theory leaves at capacity. */
function left(results: Results): Finding {
  const stored = loadsOf(results).filter((end) => end.constraint === 'gap' && end.accuracy === 1);
  if (stored.length === 0) return LOADS;
  const found = grouped(stored, ({ method }) => method).map((own) => ({
    head: `${own[0].method}:`,
    judged: judgeMean(
      grouped(own, ({ unit }) => unit).map((ends) => {
        const [last] = ends.toSorted((a, b) => relative(b) - relative(a));
        return shareLeft(last) / leftAtCapacity(last.gap ?? 0);
      }),
      { bar: 1, side: 'below' },
    ),
  }));
  return together(found, { rule: every });
}

const only =
  (network: NetworkName) =>
  (values: Values): boolean =>
    values.network === network;

export const networkClaims: readonly Claim<Values>[] = [
  {
    id: 'ring',
    about: only('rnn'),
    statement:
      'A local recurrent block of a tenth of the connections is no more than a point below the dense one, for less than half of its joules',
    published: OURS,
    measure: ring,
  },
  {
    id: 'nearest',
    about: only('rnn'),
    statement:
      'With 3 % of the connections, where a unit hears itself and its two neighbours, a recurrent network is no more than a point below the dense one',
    published: OURS,
    measure: nearest,
  },
  {
    id: 'reach',
    about: only('perceptron'),
    statement:
      'Under every constraint the online rule reaches eight tenths of the capacity: up to there it loses fewer than one association in a hundred',
    published: OURS,
    measure: reach,
  },
  {
    id: 'bound',
    about: only('perceptron'),
    statement:
      'No unit that stores everything stores more than theory allows with so many connections, however they are chosen',
    published: OURS,
    measure: bound,
  },
  {
    id: 'left',
    about: only('perceptron'),
    statement:
      'At every gap the online rule leaves fewer connections, at the largest load that it stores, than theory leaves at capacity',
    published: OURS,
    measure: left,
  },
  {
    id: 'found-by-one-unit',
    about: only('perceptron'),
    statement:
      'Successive halving finds a combination that stores no more than a point less than a unit whose mean size of the weights is held, for less than half of its joules',
    published: OURS,
    measure: (results) => foundBeside(results, 'mean size', { loss: POINT, joules: HALF }),
  },
];
