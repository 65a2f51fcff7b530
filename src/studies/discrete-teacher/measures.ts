/** What the records of a run say on each claim: the number with its uncertainty, and the verdict. The claims are in claims.ts. */

import { estimate, grouped } from '../../evidence/index.ts';
import { wilsonInterval } from '../../numerics/summary.ts';
import { teacherStudent } from '../../theory/discrete/teacher.ts';
import { all, curveAt, type Measured, notRun, percent, SURE } from '../discrete/measures.ts';
import { rowsOf } from '../discrete/part.ts';
import type { StudyResult, Verdict } from '../study.ts';
import type { Values } from './parameters.ts';
import { NAMES } from './part.ts';
import type { ExactRow } from './parts/exact.ts';
import { atLargest, type BayesRow, type LearnRow } from './parts/learning.ts';
import {
  CURVES,
  type FlipRow,
  type RegionCurveRow,
  type RegionRow,
  typicalLoss,
} from './parts/regions.ts';
import type { ThresholdRow } from './parts/theory.ts';

type Result = StudyResult<Values>;

/** Fewest problems that settle a mean. */
const FEW = 5;
/** Size from which on measurements are held against the theory of large ones. */
const LEAST_SIZE = 501;
const fourDigits = (x: number): string => x.toFixed(4);
const threeDigits = (x: number): string => x.toFixed(3);

export function thresholds({ records }: Result): Measured {
  const [row] = rowsOf<ThresholdRow>('threshold-theory', records);
  if (row === undefined) return notRun('theory');
  const { perfect, spinodal } = row;
  const near = Math.abs(perfect - 1.24468) < 1e-4 && Math.abs(spinodal - 1.4926) < 1e-4;
  return {
    measured: `entropy vanishes at α = ${perfect.toFixed(5)}, the metastable branch ends at ${spinodal.toFixed(5)} (replica-symmetric)`,
    verdict: near ? 'holds' : 'falls short',
  };
}

/** Theory of the students at a load: where the teacher is not the only one. */
const studentsAt = (load: number) =>
  teacherStudent(load).find(({ branch }) => branch === 'equilibrium');

/** Rows of learners on problems they solved, at loads where there are other students, by learner and load. */
function below(result: Result): LearnRow[][] {
  const rows = atLargest(rowsOf<LearnRow>('learn', result.records));
  return grouped(
    rows.filter(({ solved, load }) => solved && studentsAt(load) !== undefined),
    ({ learner, load }) => `${learner} ${load}`,
  );
}

/** Learners are judged up to this load: nearer to the threshold few problems are solved, and those are not like the others. */
const MOST_LOAD = 0.95;

function compared(
  result: Result,
  theory: (load: number) => number,
  judge: (mean: number, error: number, expected: number) => Verdict,
): Measured {
  const groups = below(result).filter(([{ load }]) => load <= MOST_LOAD);
  if (groups.length === 0) return notRun('learning');
  const verdicts: Verdict[] = [];
  const words = grouped(groups, ([{ learner }]) => learner).map((ofLearner) => {
    const parts = ofLearner
      .sort(([a], [b]) => a.load - b.load)
      .map((group) => {
        const { mean, error, count } = estimate(group.map((row) => row.error));
        verdicts.push(count < FEW ? 'undecided' : judge(mean, error, theory(group[0].load)));
        return `${group[0].load}: ${threeDigits(mean)} ± ${threeDigits(error)}`;
      });
    const [{ learner, inputs }] = ofLearner[0];
    return `${NAMES[learner]} (N = ${inputs}) ${parts.join(', ')}`;
  });
  const loads = [...new Set(groups.map(([{ load }]) => load))].sort((a, b) => a - b);
  const values = loads.map((load) => `${load}: ${threeDigits(theory(load))}`);
  return {
    measured: `theory at α = ${values.join(', ')}; measured ${words.join('; ')}`,
    verdict: all(verdicts),
  };
}

export const betterThanTypical = (result: Result): Measured =>
  compared(
    result,
    (load) => studentsAt(load)?.gibbsError ?? 0,
    (mean, error, typical) =>
      mean + SURE * error < typical
        ? 'holds'
        : mean - SURE * error > typical
          ? 'falls short'
          : 'undecided',
  );

/** Where many means are held to a number at once one of them lies two errors off by chance. */
const SURE_OF_MANY = 3;

export const noBetterThanBayes = (result: Result): Measured =>
  compared(
    result,
    (load) => studentsAt(load)?.bayesError ?? 0,
    (mean, error, bayes) => (mean + SURE_OF_MANY * error >= bayes ? 'holds' : 'falls short'),
  );

export function bayesReached({ records }: Result): Measured {
  const rows = rowsOf<BayesRow>('bayes', records);
  const most = Math.max(...rows.map(({ inputs }) => inputs), 0);
  const groups = grouped(
    rows.filter(
      ({ inputs, load, converged }) =>
        converged && inputs === most && studentsAt(load) !== undefined,
    ),
    ({ load }) => `${load}`,
  );
  if (groups.length === 0) return notRun('learning');
  const verdicts: Verdict[] = [];
  const words = groups.map((group) => {
    const [{ load }] = group;
    const theory = studentsAt(load);
    const error = estimate(group.map((row) => row.error));
    const entropy = estimate(group.map((row) => row.entropy));
    const agrees =
      Math.abs(error.mean - (theory?.bayesError ?? 0)) < SURE_OF_MANY * error.error &&
      Math.abs(entropy.mean - (theory?.entropy ?? 0)) < SURE_OF_MANY * entropy.error;
    verdicts.push(
      group.length < FEW || most < LEAST_SIZE ? 'undecided' : agrees ? 'holds' : 'falls short',
    );
    return `${load}: error ${threeDigits(error.mean)} ± ${threeDigits(error.error)} (${threeDigits(theory?.bayesError ?? 0)}), entropy ${fourDigits(entropy.mean)} ± ${fourDigits(entropy.error)} (${fourDigits(theory?.entropy ?? 0)})`;
  });
  return { measured: `N = ${most}, at α (theory): ${words.join('; ')}`, verdict: all(verdicts) };
}

export function recovery({ records }: Result): Measured {
  const rows = atLargest(rowsOf<LearnRow>('learn', records));
  if (rows.length === 0) return notRun('learning');
  const [row] = rowsOf<ThresholdRow>('threshold-theory', records);
  const spinodal = row?.spinodal ?? 1.4926;
  const words = grouped(rows, ({ learner }) => learner).map((ofLearner) => {
    const shares = grouped(
      ofLearner.filter(({ load }) => load > 1.2),
      ({ load }) => `${load}`,
    )
      .sort(([a], [b]) => a.load - b.load)
      .map((group) => {
        const count = group.filter(({ recovered }) => recovered).length;
        return `${group[0].load}: ${count}/${group.length}`;
      });
    return `${NAMES[ofLearner[0].learner]} (N = ${ofLearner[0].inputs}) ${shares.join(', ')}`;
  });
  // Finite size widens the threshold: loads a tenth above it count.
  const verdicts = grouped(
    rows.filter(
      ({ learner, load }) =>
        (learner === 'fbp' || learner === 'decimation') && load >= 1.07 * spinodal,
    ),
    ({ learner, load }) => `${learner} ${load}`,
  ).map((group): Verdict => {
    const count = group.filter(({ recovered }) => recovered).length;
    const { high } = wilsonInterval(count, group.length);
    if (group[0].inputs < LEAST_SIZE || group.length < FEW) return 'undecided';
    return high < 0.9 ? 'falls short' : count === group.length ? 'holds' : 'undecided';
  });
  return {
    measured: `teachers found at α = ${words.join('; ')}; judged: focusing and decimated BP from α = ${(1.07 * spinodal).toFixed(2)} on`,
    verdict: all(verdicts),
  };
}

export function typicalTeacher({ records }: Result): Measured {
  const rows = rowsOf<RegionRow>('region', records).filter(({ distance }) => distance <= 0.15);
  const curve = rowsOf<RegionCurveRow>('region-theory', records).filter(
    (row) => row.curve === CURVES[0],
  );
  if (rows.length === 0 || curve.length === 0) return notRun('regions');
  const excess = (centre: string) =>
    grouped(
      rows.filter((row) => row.centre === centre),
      ({ sample }) => `${sample}`,
    ).flatMap((group) => {
      const gaps = group.flatMap(({ distance, entropy }) => {
        const expected = curveAt(curve, distance);
        return expected === undefined ? [] : [entropy - expected];
      });
      return gaps.length === 0 ? [] : [estimate(gaps).mean];
    });
  const typical = estimate(excess('typical'));
  const others = [...new Set(rows.map(({ centre }) => centre))].filter((c) => c !== 'typical');
  const words = others.flatMap((centre) => {
    const values = excess(centre);
    if (values.length === 0) return [];
    const { mean, error } = estimate(values);
    return [`${NAMES[centre]} ${fourDigits(mean)} ± ${fourDigits(error)}`];
  });
  const agrees = Math.abs(typical.mean) < SURE_OF_MANY * typical.error;
  return {
    measured: `local entropy above that of the theory of typical solutions, mean over d up to 0.15, N = ${rows[0].inputs}: around the teacher ${fourDigits(typical.mean)} ± ${fourDigits(typical.error)} nats, around what is found by ${words.join(', ')}`,
    verdict:
      typical.count < FEW || rows[0].inputs < LEAST_SIZE
        ? 'undecided'
        : agrees
          ? 'holds'
          : 'falls short',
  };
}

export function robust({ records }: Result): Measured {
  const rows = rowsOf<FlipRow>('flip', records);
  if (rows.length === 0) return notRun('regions');
  const shares = [...new Set(rows.map(({ share }) => share))];
  const share = shares.reduce((a, b) => (Math.abs(b - 0.01) < Math.abs(a - 0.01) ? b : a));
  const groups = grouped(
    rows.filter((row) => row.share === share),
    ({ centre }) => centre,
  );
  const verdicts: Verdict[] = [];
  const words = groups.map((group) => {
    const { mean, error, count } = estimate(group.map(({ errors }) => errors));
    if (group[0].centre !== 'typical')
      verdicts.push(
        count < FEW
          ? 'undecided'
          : mean + SURE * error < typicalLoss(rows[0].inputs, share)
            ? 'holds'
            : 'falls short',
      );
    return `${NAMES[group[0].centre]} ${percent(mean)} ± ${percent(error)}`;
  });
  return {
    measured: `patterns lost when ${percent(share)} of the synapses are flipped: theory of typical solutions ${percent(typicalLoss(rows[0].inputs, share))}, ${words.join(', ')}`,
    verdict: all(verdicts),
  };
}

export function listed({ records }: Result): Measured {
  const rows = rowsOf<ExactRow>('exact', records);
  if (rows.length === 0) return notRun('exact');
  const verdicts: Verdict[] = [];
  const words = grouped(rows, ({ learner }) => learner).map((group) => {
    const gain = estimate(group.map(({ found, typical }) => typical - found));
    const bearing = estimate(group.map(({ foundLoss, typicalLoss: lost }) => lost - foundLoss));
    const sure = ({ mean, error, count }: typeof gain): Verdict =>
      count < FEW
        ? 'undecided'
        : mean - SURE * error > 0
          ? 'holds'
          : mean + SURE * error < 0
            ? 'falls short'
            : 'undecided';
    verdicts.push(sure(gain), sure(bearing));
    const typical = estimate(group.map((row) => row.typical)).mean;
    return `${NAMES[group[0].learner]} ${threeDigits(typical - gain.mean)} (better by ${threeDigits(gain.mean)} ± ${threeDigits(gain.error)}), one flip costs ${percent(bearing.mean)} ± ${percent(bearing.error)} of the patterns less`;
  });
  const problems = grouped(rows, ({ sample }) => `${sample}`).map(([first]) => first);
  const typical = estimate(problems.map((row) => row.typical));
  return {
    measured: `N = ${rows[0].inputs}, ${rows[0].patterns} patterns, ${problems.length} problems: error of a solution drawn at random ${threeDigits(typical.mean)}; ${words.join('; ')}`,
    verdict: all(verdicts),
  };
}

/** What small size may add to the entropy: logarithms of N over N. */
const SMALL_ENTROPY = 0.03;

export function smallEntropy({ records }: Result): Measured {
  const problems = grouped(rowsOf<ExactRow>('exact', records), ({ sample }) => `${sample}`).map(
    ([first]) => first,
  );
  if (problems.length === 0) return notRun('exact');
  const [{ inputs, patterns }] = problems;
  const theory = studentsAt(patterns / inputs);
  const { mean, error, count } = estimate(problems.map(({ entropy }) => entropy));
  const off = Math.abs(mean - (theory?.entropy ?? 0));
  return {
    measured: `N = ${inputs}, ${patterns} patterns: ${fourDigits(mean)} ± ${fourDigits(error)} nats per synapse (theory ${fourDigits(theory?.entropy ?? 0)}; judged to ${SMALL_ENTROPY}, what so few synapses may add)`,
    verdict:
      count < FEW ? 'undecided' : off < SMALL_ENTROPY + SURE * error ? 'holds' : 'falls short',
  };
}
