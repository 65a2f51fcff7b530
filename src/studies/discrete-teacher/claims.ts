/**
 * What is known of learning from a teacher with binary synapses, held against the rows of all runs. Independent units are
 * teachers; loads and learners share them, and each is judged by itself.
 */

import {
  certain,
  every,
  type Finding,
  grouped,
  headed,
  type Judged,
  judgeDifference,
  judgeMean,
  judgeShare,
  judgeWithin,
  percent,
  shown,
  together,
  triesOf,
  undecided,
  valuesOf,
} from '../../evidence/index.ts';
import { mean } from '../../numerics/summary.ts';
import { claimsOfParts, needs, type Rows } from '../../protocol/parts.ts';
import { type TeacherSolution, teacherStudent } from '../../theory/discrete/teacher.ts';
import { NAMES } from '../problems/learners.ts';
import { CURVES, curveAt, lossesBelow } from '../problems/regions.ts';
import { largest, loadOf, shownShares } from '../problems/trials.ts';
import type { Values } from './parameters.ts';
import { atLargest, type LearnRow } from './parts/learning-figures.ts';
import { records, type Table } from './records.ts';
import { typicalLoss } from './teachers.ts';

/** Size from which on measurements are held against the theory of large ones. */
const LEAST_SIZE = 501;
const tooSmall = (measured: string): Finding =>
  undecided(`${measured}; the claim is for N ≥ ${LEAST_SIZE}`, `${LEAST_SIZE} synapses or more`);
const fourDigits = (x: number): string => x.toFixed(4);
const threeDigits = (x: number): string => x.toFixed(3);
const UNIT = 'teacher';

const known = new Map<number, TeacherSolution | undefined>();

/** Theory of the students at a load: where the teacher is not the only one. */
function studentsAt(load: number): TeacherSolution | undefined {
  if (!known.has(load))
    known.set(
      load,
      teacherStudent(load).find(({ branch }) => branch === 'equilibrium'),
    );
  return known.get(load);
}

/** Learners are judged up to this load: nearer to the threshold few problems are solved, and those are not like the others. */
const MOST_LOAD = 0.95;

/** Generalisation errors of learners on problems they solved, load by load, against a theory. */
const compared =
  (side: 'above' | 'below', theory: (students: TeacherSolution) => number) =>
  (rows: Rows<Table>): Finding => {
    const expected = (load: number): number => {
      const students = studentsAt(load);
      return students === undefined ? Number.NaN : theory(students);
    };
    const found = atLargest(rows('learn')).filter(
      ({ solved, load }) => solved && load <= MOST_LOAD && studentsAt(load) !== undefined,
    );
    if (found.length === 0) return needs('learning');
    const judged: Judged[] = [];
    const words = grouped(found, ({ learner }) => learner).map((ofLearner) => {
      const parts = grouped(ofLearner, ({ load }) => `${load}`)
        .sort(([a], [b]) => a.load - b.load)
        .map((group) => {
          const [{ load }] = group;
          const errors = valuesOf(group, ({ error }) => error);
          const one = judgeMean(errors, { bar: expected(load), side, range: [0, 1] });
          judged.push(one);
          return `${load}: ${shown(one, threeDigits, UNIT)}`;
        });
      const [{ learner, inputs }] = ofLearner;
      return `${NAMES[learner]} (N = ${inputs}) ${parts.join(', ')}`;
    });
    const loads = [...new Set(found.map(({ load }) => load))].sort((a, b) => a - b);
    const values = loads.map((load) => `${load}: ${threeDigits(expected(load))}`);
    return {
      measured: `theory at α = ${values.join(', ')}; measured ${words.join('; ')}`,
      verdict: every(judged),
    };
  };

/** How near measured errors and entropies have to be to the theory of infinite size. */
const NEAR = 0.02;

/** Finite size widens the threshold: loads from so many times it on are judged. */
const ABOVE = 1.07;
const SPINODAL = 1.4926;
/** Below this load nobody asks for the teacher. */
const SHOWN_FROM = 1.2;

/** Nats per synapse by which the teacher's surroundings may differ from theory. */
const SURROUNDINGS = 0.01;
/** Farthest distance that is judged. */
const FARTHEST = 0.15;

/** What small size may add to the entropy: logarithms of N over N. */
const SMALL_ENTROPY = 0.03;

export const claims = claimsOfParts<Values, Table>(records, [
  {
    id: 'thresholds',
    statement:
      'Above α = 1.245 the teacher is the only student; up to 1.49 a metastable state hides it',
    published: '1.245 (Györgyi 1990); 1.24468 and 1.4926, our derivation',
    measure(rows) {
      const [row] = rows('threshold-theory');
      if (row === undefined) return needs('theory');
      const { perfect, spinodal } = row;
      const near = Math.abs(perfect - 1.24468) < 1e-4 && Math.abs(spinodal - 1.4926) < 1e-4;
      return {
        measured: `entropy vanishes at α = ${perfect.toFixed(5)}, the metastable branch ends at ${spinodal.toFixed(5)} (replica-symmetric)`,
        verdict: certain(near).verdict,
      };
    },
  },
  {
    id: 'generalise',
    statement: `Solutions that learners find generalise better than typical ones, at every load up to ${MOST_LOAD}`,
    published:
      'Baldassi et al. 2015, abstract, without a number; our program in C at α = 0.5: typical 0.4053 (theory), SBPI 0.356, reinforced BP 0.348',
    measure: compared('below', ({ gibbsError }) => gibbsError),
  },
  {
    id: 'bayes-bound',
    statement: `No learner generalises better than the majority of all students: each is worse, at every load up to ${MOST_LOAD}`,
    published: 'optimality of the Bayes rule; 0.318 at α = 0.5',
    measure: compared('above', ({ bayesError }) => bayesError),
  },
  {
    id: 'bayes-reached',
    statement: `The means of belief propagation generalise as the Bayes rule, and count the students: to ${NEAR} of either, in probability and in nats per synapse`,
    published: 'exact for N → ∞ in the theory of message passing',
    measure(rows) {
      const found = largest(rows('bayes')).filter(({ converged }) => converged);
      const groups = grouped(found, ({ load }) => `${load}`).flatMap((group) => {
        const students = studentsAt(group[0].load);
        if (students === undefined) return [];
        const { bayesError, entropy } = students;
        const of = (value: 'error' | 'entropy', expected: number, form: (x: number) => string) => ({
          head: `${group[0].load}: ${value} (theory ${form(expected)})`,
          judged: judgeWithin(
            valuesOf(group, (row) => row[value]),
            { of: expected, margin: NEAR },
          ),
        });
        return [of('error', bayesError, threeDigits), of('entropy', entropy, fourDigits)];
      });
      if (groups.length === 0) return needs('learning');
      const { measured, verdict } = together(groups, { rule: every, form: fourDigits, unit: UNIT });
      const words = `N = ${found[0].inputs}, at α: ${measured}`;
      return found[0].inputs < LEAST_SIZE ? tooSmall(words) : { measured: words, verdict };
    },
  },
  {
    id: 'recovery',
    statement:
      'Above the metastable branch message passing finds the teacher itself in most problems',
    published: 'α = 1.4926 for N → ∞, our derivation',
    measure(rows) {
      const all = atLargest(rows('learn'));
      if (all.length === 0) return needs('learning');
      const isTeacher = ({ recovered }: LearnRow): boolean => recovered;
      const words = grouped(all, ({ learner }) => learner).map((group) => {
        const shownRows = group.filter(({ load }) => load > SHOWN_FROM);
        return `${NAMES[group[0].learner]} (N = ${group[0].inputs}) ${shownShares(shownRows, loadOf, isTeacher)}`;
      });
      const near = all.filter(
        ({ learner, load }) =>
          (learner === 'fbp' || learner === 'decimation') && load >= ABOVE * SPINODAL,
      );
      const measured = `teachers found at α = ${words.join('; ')}; judged: focusing and decimated BP from α = ${(ABOVE * SPINODAL).toFixed(2)} on`;
      if (near.some(({ inputs }) => inputs < LEAST_SIZE)) return tooSmall(measured);
      const groups = headed(
        near,
        ({ learner, load }) => `${NAMES[learner]} at ${load}`,
        (group) => judgeShare(triesOf(group, isTeacher)),
      );
      const found = together(groups, { rule: every, form: percent, unit: UNIT });
      return {
        measured: `${measured}: ${found.measured || 'no such load'}`,
        verdict: found.verdict,
      };
    },
  },
  {
    id: 'typical-teacher',
    statement: `Around a typical solution there are as few others as Franz–Parisi theory says, to ${SURROUNDINGS} nats per synapse`,
    published: 'theory, replica-symmetric; the teacher is a solution drawn at random',
    measure(rows) {
      const curve = rows('region-theory').filter((row) => row.curve === CURVES[0]);
      const gaps = rows('region').flatMap((row) => {
        const expected = row.distance <= FARTHEST ? curveAt(curve, row.distance) : undefined;
        return expected === undefined ? [] : [{ ...row, gap: row.entropy - expected }];
      });
      if (gaps.length === 0) return needs('regions');
      const margin = { of: 0, margin: SURROUNDINGS };
      const groups = headed(
        gaps,
        ({ centre }) => NAMES[centre],
        (group) =>
          judgeWithin(
            valuesOf(group, ({ gap }) => gap),
            margin,
          ),
      );
      const { measured, verdict } = together(groups, {
        rule: () =>
          groups.find(({ head }) => head === NAMES.typical)?.judged.verdict ?? 'undecided',
        ...{ form: fourDigits, unit: UNIT },
      });
      const words = `local entropy above that of the theory of typical solutions, nats, mean over d up to ${FARTHEST}, N = ${gaps[0].inputs}: ${measured}`;
      return gaps[0].inputs < LEAST_SIZE ? tooSmall(words) : { measured: words, verdict };
    },
  },
  {
    id: 'robust',
    statement: 'Solutions that learners find bear random flips better than typical ones',
    published:
      'Baldassi et al. 2015, abstract, without a number; typical: arccos(1 − 2d)/π for N → ∞',
    measure(rows) {
      const found = rows('flip');
      if (found.length === 0) return needs('regions');
      const share = found
        .map((row) => row.share)
        .reduce((a, b) => (Math.abs(b - 0.01) < Math.abs(a - 0.01) ? b : a));
      const at = found.filter((row) => row.share === share);
      return lossesBelow(at, typicalLoss(at[0].inputs, share));
    },
  },
  {
    id: 'listed',
    statement: 'The same in small problems, with all students listed one by one',
    published: 'a check of our own',
    measure(rows) {
      const found = rows('exact');
      if (found.length === 0) return needs('exact');
      const groups = grouped(found, ({ learner }) => learner).flatMap((group) => {
        const name = NAMES[group[0].learner];
        const typical = group.map((row): [number, number] => [row.typical, row.found]);
        const losses = group.map((row): [number, number] => [row.typicalLoss, row.foundLoss]);
        return [
          { head: `${name} better by`, judged: judgeDifference(typical) },
          { head: 'one flip costs less by', judged: judgeDifference(losses) },
        ];
      });
      const problems = grouped(found, ({ unit }) => unit).map(([first]) => first);
      const typical = mean(problems.map((row) => row.typical));
      const { measured, verdict } = together(groups, { rule: every, form: percent, unit: UNIT });
      return {
        measured: `N = ${found[0].inputs}, ${found[0].patterns} patterns, ${problems.length} problems: error of a solution drawn at random ${percent(typical)}; ${measured}`,
        verdict,
      };
    },
  },
  {
    id: 'small-entropy',
    statement: `Counting all students of small problems gives the entropy of the theory, to ${SMALL_ENTROPY} nats per synapse`,
    published: 'theory for N → ∞',
    measure(rows) {
      const problems = grouped(rows('exact'), ({ unit }) => unit).map(([first]) => first);
      if (problems.length === 0) return needs('exact');
      const [{ inputs, patterns }] = problems;
      const students = studentsAt(patterns / inputs);
      if (students === undefined) return undecided('at this load the teacher is the only student');
      const { entropy: of } = students;
      const judged = judgeWithin(
        problems.map(({ entropy }) => entropy),
        { of, margin: SMALL_ENTROPY },
      );
      const head = `N = ${inputs}, ${patterns} patterns: nats per synapse (theory ${fourDigits(of)})`;
      return together([{ head, judged }], { rule: every, form: fourDigits, unit: UNIT });
    },
  },
]);
