/** What the papers claim of solutions and the regions in which they lie; beside the claims on learners in claims.ts. */

import {
  certain,
  every,
  grouped,
  headed,
  judgeMean,
  judgeRatio,
  type Pair,
  percent,
  together,
  valuesOf,
} from '../../evidence/index.ts';
import { mean } from '../../numerics/summary.ts';
import { claimsOfParts, needs } from '../../protocol/parts.ts';
import { NAMES } from '../problems/learners.ts';
import { CURVES, curveAt, lossesBelow } from '../problems/regions.ts';
import type { Values } from './parameters.ts';
import { records, type Table } from './records.ts';

/** Distances at which found solutions are held against the curves of theory. */
const NEAR_REGION = [0.01, 0.1] as const;

/** Nats per synapse by which two instruments may differ. */
const INSTRUMENTS = 0.01;

export const regionClaims = claimsOfParts<Values, Table>(records, [
  {
    id: 'capacity',
    statement: 'Two-valued synapses store up to α_c = 0.83 random patterns each',
    published: '0.83 (Krauth & Mézard 1989); 0.8331 to four digits, our derivation',
    measure(rows) {
      const found = rows('capacity-theory');
      const binary = found.find(({ model }) => model === 'levels ±1');
      if (binary === undefined) return needs('capacity');
      const words = found.map(({ model, load }) => `${load.toFixed(4)} (${model})`);
      const { verdict } = certain(Math.abs(binary.load - 0.8331) < 1e-4);
      return { measured: `α_c = ${words.join(', ')}`, verdict };
    },
  },
  {
    id: 'isolated',
    statement: 'Typical solutions are isolated, while rare ones lie in dense regions',
    published: 'Huang & Kabashima 2014; Baldassi et al. 2015, abstract',
    measure(rows) {
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
    },
  },
  {
    id: 'dense-regions',
    statement: 'Solutions that learners find lie in denser regions than typical ones',
    published: 'Baldassi et al. 2015, abstract, without a number',
    measure(rows) {
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
    },
  },
  {
    id: 'instruments',
    statement: `Message passing and a random walk among solutions measure the same local entropy, to ${INSTRUMENTS} nats per synapse at every distance`,
    published: 'a check of our own',
    measure(rows) {
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
      const head =
        'largest difference of a random walk from message passing around a solution, nats:';
      const judged = judgeMean(largestOf, { bar: INSTRUMENTS, side: 'below' });
      return together([{ head, judged }], { rule: every, unit: 'problem' });
    },
  },
  {
    id: 'crowded',
    statement: 'The same, with all solutions of small problems counted one by one',
    published: 'a check of our own',
    measure(rows) {
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
    },
  },
  {
    id: 'robust',
    statement:
      'Solutions in dense regions are robust: they bear random flips better than typical ones',
    published: 'Baldassi et al. 2015, abstract, without a number',
    measure(rows) {
      const theory = rows('flip-theory');
      const at = theory.find(({ share }) => share === 0.01) ?? theory[0];
      const found = rows('flip').filter(({ share }) => share === at?.share);
      if (at === undefined || found.length === 0) return needs('regions');
      return lossesBelow(found, at.errors);
    },
  },
]);
