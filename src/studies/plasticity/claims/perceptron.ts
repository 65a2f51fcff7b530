/** What Li & van Rossum 2020 say of the perceptron, with and without caching, against simulations. */

import {
  digits,
  everyOf,
  type Finding,
  grouped,
  type Judged,
  judgeRatio,
  shown,
  someOf,
  undecided,
} from '../../../evidence/index.ts';
import { mean } from '../../../numerics/summary.ts';
import { type Claim, pooled } from '../../../protocol/study.ts';
import { cachingInefficiency, perceptronInefficiency } from '../../../theory/plasticity.ts';
import type { Values } from '../parameters.ts';
import { cachingRows, type PerceptronRow, type Result, records } from '../records.ts';
import { NOT_RUN } from './compared.ts';

/** How many times the law simulations may need: it takes the walk for diffusive and so lies lower. */
const ABOVE = 1.5;
/** Loads below are far from the limit of many patterns. */
const LOADED = 0.5;
/** How many times the energy of theory the best threshold may cost. */
const NEAR = [0.6, 1.6] as const;

const loadOf = ({ inputs, load }: Pick<PerceptronRow, 'inputs' | 'load'>) => ({
  inputs,
  patterns: Math.round(load * inputs),
});

/** Energy in units of the least, with the price of what caches hold; NaN where the patterns were not all learned. */
const energyOf = ({ energy, stored, least, solved }: PerceptronRow, price: number): number =>
  solved ? (energy + price * stored) / least : Number.NaN;

/** Whether ratios lie between two bars. */
const between = (
  pairs: readonly (readonly [number, number])[],
  [low, high]: readonly [number, number],
): { readonly shown: Judged; readonly both: ReturnType<typeof everyOf> } => {
  const above = judgeRatio(pairs, { bar: low });
  return { shown: above, both: everyOf([above, judgeRatio(pairs, { bar: high, side: 'below' })]) };
};

function perceptronLaw(results: readonly Result[]): Finding {
  const rows = pooled(records, 'perceptron', results).filter((row) => row.load >= LOADED);
  if (rows.length === 0) return NOT_RUN(`perceptrons at loads from ${LOADED} on`);
  const groups = grouped(rows, ({ load }) => String(load)).map((own) => ({
    load: own[0].load,
    ...between(
      own.map((row) => [energyOf(row, 0), perceptronInefficiency(loadOf(row))] as const),
      [1, ABOVE],
    ),
  }));
  const failed = rows.filter(({ solved }) => !solved).length;
  const words = groups.map((each) => `${digits(each.load)}: ${shown(each.shown)}`).join('; ');
  return {
    measured: `simulation/law at load ${words} (N = ${rows[0].inputs})${failed > 0 ? `; ${failed} ran out of presentations` : ''}`,
    verdict: everyOf(groups.map(({ both }) => both)).verdict,
  };
}

function cachingOptimum(results: readonly Result[]): Finding {
  const rows = cachingRows(results);
  const thresholds = [...new Set(rows.map((row) => row.threshold))]
    .filter((threshold) => threshold > 0)
    .sort((a, b) => a - b);
  if (thresholds.length < 3 || !rows.some(({ threshold }) => threshold === 0))
    return NOT_RUN('perceptrons without caches and at three thresholds');
  const { price } = results[0].parameters;
  const theory = cachingInefficiency(loadOf(rows[0]), price);
  const at = (threshold: number) =>
    new Map(
      rows
        .filter((row) => row.threshold === threshold)
        .map((row) => [row.unit, energyOf(row, price)] as const),
    );
  const meanAt = (threshold: number): number => {
    const known = [...at(threshold).values()].filter(Number.isFinite);
    return known.length > 0 ? mean(known) : Number.POSITIVE_INFINITY;
  };
  // Each inner threshold may be the best one, which is dearer nowhere near and close to theory.
  const judged = thresholds.slice(1, -1).map((threshold) => {
    const own = at(threshold);
    const cheaper = [thresholds[0], thresholds[thresholds.length - 1], 0].map((other) => {
      const theirs = at(other);
      return judgeRatio(
        [...own].flatMap(([unit, value]) => {
          const found = theirs.get(unit);
          return found === undefined ? [] : [[found, value] as const];
        }),
      );
    });
    const near = between(
      [...own.values()].map((value) => [value, theory] as const),
      NEAR,
    );
    return { near: near.shown, cheaper, all: everyOf([...cheaper, near.both]) };
  });
  const means = thresholds.map(meanAt);
  const best = means.indexOf(Math.min(...means));
  const { verdict } = someOf(judged.map(({ all }) => all));
  const plain = meanAt(0);
  // Without decay every change of a weight becomes one of a cache of the same size: b times the plain energy is added.
  const words = `${digits(means[best])} times the least at θ = ${thresholds[best]} η of ${thresholds.join(', ')} (theory ${digits(theory)}; without caching ${digits(plain)}; c = ${price}); it pays while a change of a cache costs less than b = ${digits(1 - means[best] / plain)} of one of a weight`;
  if (best === 0 || best === thresholds.length - 1)
    return undecided(
      `${words}. The least lies at an end of the thresholds tried`,
      'thresholds on both sides',
    );
  const { near, cheaper } = judged[best - 1];
  const [least, most, none] = cheaper.map((each) => shown(each));
  return {
    measured: `${words}; energy/theory there ${shown(near)}, dearer at the smallest ${least}, at the largest ${most}, without caching ${none} times`,
    verdict,
  };
}

/** Loads at which a perceptron is near its end. */
const HARD = 1.5;
/** Hidden units of a network that is no longer small. */
const MANY = 30;

function networksBelow(results: readonly Result[]): Finding {
  const rows = pooled(records, 'associations', results).filter(
    ({ hidden, load }) => hidden >= MANY && load >= HARD && load < 2,
  );
  if (rows.length === 0)
    return NOT_RUN(`associations with at least ${MANY} hidden units, at loads of ${HARD} to 2`);
  const groups = grouped(rows, ({ hidden, load }) => `${hidden} hidden, load ${digits(load)}`).map(
    (own) => ({
      head: `${own[0].hidden} hidden units, load ${digits(own[0].load)}`,
      judged: judgeRatio(
        own.map(({ energy, least, solved, ...at }) => [
          solved ? energy / least : Number.NaN,
          perceptronInefficiency(loadOf(at)),
        ]),
        { side: 'below' },
      ),
    }),
  );
  return {
    measured: `network/law: ${groups.map(({ head, judged }) => `${head}: ${shown(judged)}`).join('; ')} (N = ${rows[0].inputs})`,
    verdict: everyOf(groups.map(({ judged }) => judged)).verdict,
  };
}

export const perceptronClaims: readonly Claim<Values>[] = [
  {
    id: 'perceptron-law',
    statement:
      'The inefficiency of the perceptron follows √(πP)/(2 − P/N), which diverges at P = 2N: from P = N/2 on simulations lie between it and 1.5 times it',
    published:
      '900 in the simulation at P = 1900, N = 1000, where the formula gives 772; simulations lie 20–40 % above it',
    measure: perceptronLaw,
  },
  {
    id: 'caching-optimum',
    statement:
      'Caching in the perceptron has a best threshold among those tried, cheaper than the smallest, the largest and none, at 0.6 to 1.6 times the energy of theory',
    published:
      'M/Mmin = min(√(2π(1 + cT)/3), √(πK/2)) at θ² = 3η²K/(1 + cT); where changing a cache costs b per unit, b ≥ 1 makes caching useless',
    measure: cachingOptimum,
  },
  {
    id: 'networks-below-law',
    statement: `Question of our own: with ${MANY} hidden units or more, learning random patterns by plain descent at loads from ${HARD} on is less wasteful than the law of the perceptron, √(πP)/(2 − P/N)`,
    published: 'not published',
    measure: networksBelow,
  },
];
