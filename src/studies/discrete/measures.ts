/** What the records of a run say on each claim: the number with its uncertainty, and the verdict. The claims are in claims.ts. */

import { estimate, grouped } from '../../evidence/index.ts';
import { median, wilsonInterval } from '../../numerics/summary.ts';
import type { StudyResult, Verdict } from '../study.ts';
import { LAYER_LEARNERS, type Values } from './parameters.ts';
import { LEARNER_NAMES, rowsOf } from './part.ts';
import type { CapacityRow } from './parts/capacity.ts';
import type { ExactRow } from './parts/exact.ts';
import { type ImageRow, nameOf } from './parts/images.ts';
import type { LayerRow } from './parts/layer.ts';
import { CURVES, type CurveRow, type FlipRow, type RegionRow } from './parts/regions.ts';
import type { ScarceRow } from './parts/scarce.ts';
import { type Share, sharesOf, solveRows } from './parts/success.ts';
import { WALKERS, type Walker, type WalkRow, walkShares } from './parts/walks.ts';

type Result = StudyResult<Values>;
export interface Measured {
  readonly measured: string;
  readonly verdict: Verdict;
}

export const notRun = (part: string): Measured => ({
  measured: `not run; needs "${part}" among --parts`,
  verdict: 'undecided',
});

/** Estimates are held to twice their standard error. */
export const SURE = 2;
/** Trials without a failure that stand for "nearly always". */
const ENOUGH = 20;
/** Size from which on learners are judged: small problems are solved by luck. */
const LEAST_SIZE = 1001;
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The least favourable of several verdicts. */
export function all(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('falls short')) return 'falls short';
  return verdicts.length === 0 || verdicts.includes('undecided') ? 'undecided' : 'holds';
}

export function capacityValue({ records }: Result): Measured {
  const rows = rowsOf<CapacityRow>('capacity-theory', records);
  const binary = rows.find(({ model }) => model === 'levels ±1');
  if (binary === undefined) return notRun('capacity');
  const words = rows.map(({ model, load }) => `${load.toFixed(4)} (${model})`);
  return {
    measured: `α_c = ${words.join(', ')}`,
    verdict: Math.abs(binary.load - 0.8331) < 1e-4 ? 'holds' : 'falls short',
  };
}

export function isolation({ records }: Result): Measured {
  const typical = rowsOf<CurveRow>('region-theory', records).filter(
    ({ curve }) => curve === CURVES[0],
  );
  if (typical.length === 0) return notRun('regions');
  const negative = typical.filter(({ entropy }) => entropy < 0);
  const nearest = typical.reduce((a, b) => (a.distance < b.distance ? a : b));
  const dense = rowsOf<CurveRow>('region-theory', records).find(
    ({ curve, distance }) => curve === CURVES[1] && distance === nearest.distance,
  );
  const theory = `at d = ${nearest.distance}: V = ${nearest.entropy.toFixed(5)} around typical, S_I = ${dense?.entropy.toFixed(5) ?? '–'} around the densest (y → ∞)`;
  const rows = rowsOf<ExactRow>('exact', records);
  const listed =
    rows.length === 0
      ? ''
      : `; of all solutions at N = ${rows[0].inputs} ${percent(estimate(rows.map((row) => row.isolated)).mean)} have none at distance 1`;
  const verdict = negative.length > 0 ? 'holds' : 'undecided';
  const note = negative.length > 0 ? '' : '; V is negative only nearer than that';
  return { measured: theory + note + listed, verdict };
}

/** A curve at a distance, by interpolation; undefined beyond its ends. */
export function curveAt(
  curve: readonly Pick<CurveRow, 'distance' | 'entropy'>[],
  distance: number,
): number | undefined {
  const sorted = [...curve].sort((a, b) => a.distance - b.distance);
  const after = sorted.findIndex((row) => row.distance >= distance);
  if (after <= 0) return undefined;
  const [a, b] = [sorted[after - 1], sorted[after]];
  const share = (distance - a.distance) / (b.distance - a.distance);
  return a.entropy + share * (b.entropy - a.entropy);
}

export function denser({ records }: Result): Measured {
  const regions = rowsOf<RegionRow>('region', records).filter(
    ({ by, distance }) => by === 'message passing' && distance >= 0.01 && distance <= 0.1,
  );
  const curves = rowsOf<CurveRow>('region-theory', records);
  if (regions.length === 0 || curves.length === 0) return notRun('regions');
  const [typical, dense] = [CURVES[0], CURVES[1]].map((name) =>
    curves.filter(({ curve }) => curve === name),
  );
  const verdicts: Verdict[] = [];
  const words = grouped(regions, ({ learner }) => learner).map((group) => {
    // How far from the typical curve to the densest: 0 on the one, 1 on the other; a mean for each solution.
    const positions = grouped(group, ({ sample }) => `${sample}`).flatMap((rows) => {
      const own = rows.flatMap(({ distance, entropy }) => {
        const [low, high] = [curveAt(typical, distance), curveAt(dense, distance)];
        return low === undefined || high === undefined ? [] : [(entropy - low) / (high - low)];
      });
      return own.length === 0 ? [] : [estimate(own).mean];
    });
    if (positions.length === 0) return `${LEARNER_NAMES[group[0].learner]}: no point`;
    const { mean, error, count } = estimate(positions);
    verdicts.push(count < 3 ? 'undecided' : mean - SURE * error > 0 ? 'holds' : 'falls short');
    return `${LEARNER_NAMES[group[0].learner]} ${mean.toFixed(3)} ± ${error.toFixed(3)} (${count} solutions)`;
  });
  return {
    measured: `place between the typical curve (0) and the densest (1), for d in 0.01 … 0.1: ${words.join(', ')}`,
    verdict: all(verdicts),
  };
}

export function instrumentsAgree({ records }: Result): Measured {
  const rows = rowsOf<RegionRow>('region', records);
  const gaps: number[] = [];
  for (const walk of rows.filter(({ by }) => by === 'random walk')) {
    const same = rows.filter(
      ({ by, learner, sample }) =>
        by === 'message passing' && learner === walk.learner && sample === walk.sample,
    );
    const curve = same.map(({ distance, entropy, load }) => ({
      ...{ distance, entropy, load, curve: CURVES[0] },
    }));
    const expected = curveAt(curve, walk.distance);
    if (expected !== undefined) gaps.push(walk.entropy - expected);
  }
  if (gaps.length === 0) return notRun('regions');
  const largest = gaps.reduce((most, gap) => Math.max(most, Math.abs(gap)), 0);
  return {
    measured: `a random walk among solutions differs from message passing by at most ${largest.toFixed(4)} nats (${gaps.length} points; the curve between points is taken as straight)`,
    verdict: largest < 0.01 ? 'holds' : 'falls short',
  };
}

export function crowded({ records }: Result): Measured {
  const rows = rowsOf<ExactRow>('exact', records);
  if (rows.length === 0) return notRun('exact');
  const ratios = rows.map(({ found, typical }) => found / typical);
  const { mean, error, count } = estimate(ratios);
  const top = estimate(rows.map(({ densest, typical }) => densest / typical));
  return {
    measured: `SBPI's solutions have ${mean.toFixed(2)} ± ${error.toFixed(2)} times as many neighbours as a solution drawn at random, the densest ${top.mean.toFixed(2)} (${count} problems, N = ${rows[0].inputs}, all solutions listed)`,
    verdict: count < 8 ? 'undecided' : mean - SURE * error > 1 ? 'holds' : 'falls short',
  };
}

export function robust({ records }: Result): Measured {
  const rows = rowsOf<FlipRow>('flip', records);
  const theory = rowsOf<FlipRow>('flip-theory', records);
  if (rows.length === 0 || theory.length === 0) return notRun('regions');
  const at = theory.find(({ share }) => share === 0.01) ?? theory[0];
  const verdicts: Verdict[] = [];
  const words = grouped(
    rows.filter(({ share }) => share === at.share),
    ({ learner }) => learner,
  ).map((group) => {
    const { mean, error, count } = estimate(group.map(({ errors }) => errors));
    verdicts.push(
      count < 3 ? 'undecided' : mean + SURE * error < at.errors ? 'holds' : 'falls short',
    );
    return `${LEARNER_NAMES[group[0].learner]} ${percent(mean)} ± ${percent(error)}`;
  });
  return {
    measured: `patterns lost when ${percent(at.share)} of the synapses are flipped: typical ${percent(at.errors)} (theory), ${words.join(', ')}`,
    verdict: all(verdicts),
  };
}

/** Shares at the largest size that a learner was run at. */
function atLargest(result: Result, learner: string): Share[] {
  const shares = sharesOf(solveRows(result.records)).filter((share) => share.learner === learner);
  const most = Math.max(...shares.map(({ inputs }) => inputs));
  return shares.filter(({ inputs }) => inputs === most).sort((a, b) => a.load - b.load);
}

const shownShares = (shares: readonly Share[]): string =>
  shares.map(({ load, solved, trials }) => `${load}: ${solved}/${trials}`).join(', ');

/** Which loads were solved nearly always, so far as the trials tell. */
function succeeds(learner: string, load: number, least: number) {
  return (result: Result): Measured => {
    const shares = atLargest(result, learner);
    const at = shares.find((share) => share.load === load);
    if (shares.length === 0) return notRun('success');
    const measured = `${LEARNER_NAMES[learner]}, N = ${shares[0].inputs}, solved of tried at α = ${shownShares(shares)}`;
    if (at === undefined)
      return { measured: `${measured}; α = ${load} not run`, verdict: 'undecided' };
    const { low, high } = wilsonInterval(at.solved, at.trials);
    if (shares[0].inputs < LEAST_SIZE)
      return { measured: `${measured}; the claim is for N ≥ ${LEAST_SIZE}`, verdict: 'undecided' };
    // All of few trials solved says little about the rest.
    const sure = low >= least || (at.solved === at.trials && at.trials >= ENOUGH);
    const verdict = high < least ? 'falls short' : sure ? 'holds' : 'undecided';
    return { measured, verdict };
  };
}

export const sbpiSolves = succeeds('sbpi', 0.65, 0.99);
export const rbpSolves = succeeds('rbp', 0.7, 0.9);

export function deepening(result: Result): Measured {
  const [with_, without] = [atLargest(result, 'sbpi'), atLargest(result, 'cp')];
  if (with_.length === 0 || without.length === 0) return notRun('success');
  const measured = `N = ${with_[0].inputs}, solved of tried: SBPI at α = ${shownShares(with_)}; without deepening (clipped perceptron) ${shownShares(without)}`;
  if (with_[0].inputs < LEAST_SIZE)
    return { measured: `${measured}; the claim is for N ≥ ${LEAST_SIZE}`, verdict: 'undecided' };
  const verdicts = without.map((share): Verdict => {
    const other = with_.find(({ load }) => load === share.load);
    if (other === undefined || other.share < 0.9) return 'holds';
    return share.high < other.low ? 'holds' : share.low > other.high ? 'falls short' : 'undecided';
  });
  return { measured, verdict: all(verdicts) };
}

export function learningEnergy({ records }: Result): Measured {
  const rows = solveRows(records).filter((row) => row.solved);
  if (rows.length === 0) return notRun('success');
  const most = Math.max(...rows.map(({ inputs }) => inputs));
  const loads = [...new Set(rows.map(({ load }) => load))].sort((a, b) => a - b);
  const load = loads[Math.min(1, loads.length - 1)];
  const flipsOf: number[] = [];
  const words = grouped(
    rows.filter((row) => row.load === load && row.inputs === most),
    ({ learner }) => learner,
  ).map((group) => {
    flipsOf.push(median(group.map(({ flips, patterns }) => flips / patterns)));
    const flips = median(group.map(({ flips, patterns }) => flips / patterns));
    const hidden = median(group.map(({ hiddenWrites, patterns }) => hiddenWrites / patterns));
    return `${LEARNER_NAMES[group[0].learner]} ${flips.toPrecision(3)} flips and ${hidden.toPrecision(3)} hidden changes`;
  });
  return {
    measured: `median for each stored pattern, α = ${load}, N = ${most}: ${words.join(', ')}`,
    verdict:
      words.length < 2
        ? 'undecided'
        : Math.max(...flipsOf) > 2 * Math.min(...flipsOf)
          ? 'holds'
          : 'falls short',
  };
}

export function scarceEnough({ records }: Result): Measured {
  const rows = rowsOf<ScarceRow>('scarce', records);
  if (rows.length === 0) return notRun('scarce');
  const groups = grouped(rows, ({ learner, nonzero }) => `${learner} ${nonzero}`).map((group) => {
    const count = group.filter((row) => row.solved).length;
    const [{ learner, nonzero }] = group;
    const over = group.some((row) => row.density > row.nonzero + 1e-9);
    return { learner, nonzero, count, trials: group.length, over };
  });
  const words = (['sbpi', 'rbp'] as const).map(
    (name) =>
      `${LEARNER_NAMES[name]} ${groups
        .filter(({ learner }) => learner === name)
        .map(({ nonzero, count, trials }) => `${nonzero}: ${count}/${trials}`)
        .join(', ')}`,
  );
  const [{ load, inputs }] = rows;
  const sbpi = groups.filter(({ learner }) => learner === 'sbpi');
  const kept = sbpi.every(({ over }) => !over);
  const half = sbpi.find(({ nonzero, count, trials }) => nonzero <= 0.4 && count === trials);
  return {
    measured: `α = ${load}, N = ${inputs}, solved of tried by budget: ${words.join('; ')}${kept ? '' : '; the budget was broken'}`,
    verdict: !kept ? 'falls short' : half !== undefined ? 'holds' : 'undecided',
  };
}

/** Synapses that a layer has to have for the claim. */
const MILLION = 1_000_000;

export function layerLearns({ records }: Result): Measured {
  const rows = rowsOf<LayerRow>('layer', records);
  if (rows.length === 0) return notRun('layer');
  const [{ inputs, patterns }] = rows;
  const units = Math.max(...rows.map(({ unit }) => unit)) + 1;
  const load = patterns / inputs;
  const words = LAYER_LEARNERS.map((name) => {
    const own = rows.filter(({ learner }) => learner === name);
    const sweeps = own.map(({ iterations }) => iterations);
    const count = own.filter((row) => row.solved).length;
    return {
      whole: count === own.length,
      text: `${LEARNER_NAMES[name]} ${count} of ${own.length} units, median ${median(sweeps)} sweeps`,
    };
  });
  const enough = units * inputs >= MILLION && load >= 0.6 - 0.5 / inputs;
  const verdict = words.some(({ whole }) => whole) ? 'holds' : 'falls short';
  return {
    measured: `${units} × ${inputs} synapses, α = ${load.toPrecision(3)}: ${words.map(({ text }) => text).join('; ')}${enough ? '' : ' (fewer than a million synapses: --preset million)'}`,
    verdict: enough ? verdict : 'undecided',
  };
}

/** Points of accuracy that coarse synapses may cost. */
const POINTS = 5;

export function onImages({ records }: Result): Measured {
  const rows = rowsOf<ImageRow>('image', records);
  if (rows.length === 0) return notRun('images');
  const of = (levels: number) => rows.filter((row) => row.levels === levels);
  const words: string[] = [];
  const verdicts: Verdict[] = [];
  for (const levels of [2, 3]) {
    const differences = of(levels).flatMap((row) => {
      const real = of(0).find(({ sample }) => sample === row.sample);
      return real === undefined ? [] : [100 * (row.accuracy - real.accuracy)];
    });
    if (differences.length === 0) continue;
    const { mean, error, count } = estimate(differences);
    const [{ bytes }] = of(levels);
    const same = of(levels).every(({ accuracy, readBack }) => accuracy === readBack);
    const accuracy = estimate(of(levels).map((row) => row.accuracy)).mean;
    words.push(
      `${nameOf(levels)} ${percent(accuracy)} in ${(bytes / 1000).toFixed(1)} kB (${mean.toFixed(1)} ± ${error.toFixed(1)} points)`,
    );
    if (!same) verdicts.push('falls short');
    else if (mean + SURE * error < -POINTS) verdicts.push('falls short');
    else verdicts.push(mean - SURE * error > -POINTS && count > 1 ? 'holds' : 'undecided');
  }
  const real = of(0);
  const base = estimate(real.map((row) => row.accuracy)).mean;
  return {
    measured: `real numbers ${percent(base)} in ${(real[0].bytes / 1000).toFixed(1)} kB; ${words.join('; ')}`,
    verdict: all(verdicts),
  };
}

export function entropyNotEnergy({ records }: Result): Measured {
  const rows = rowsOf<WalkRow>('walk', records);
  if (rows.length === 0) return notRun('walks');
  const shares = walkShares(rows);
  const of = (learner: Walker) => shares.filter((share) => share.learner === learner);
  const words = (Object.keys(WALKERS) as Walker[]).map(
    (learner) =>
      `${WALKERS[learner]} ${of(learner)
        .map(({ load, solved, trials }) => `${load}: ${solved}/${trials}`)
        .join(', ')}`,
  );
  const flips = (learner: Walker): string => {
    const own = rows.filter((row) => row.learner === learner && row.solved);
    return own.length === 0 ? 'of none' : `${median(own.map((row) => row.flips))}`;
  };
  // Both solve easy problems; what counts is where the first one still solves most.
  const hardest = of('edmc')
    .filter(({ solved, trials }) => solved >= 0.8 * trials)
    .at(-1);
  const other = of('annealing').find(({ load }) => load === hardest?.load);
  const verdict =
    hardest === undefined || other === undefined
      ? 'undecided'
      : other.high < hardest.low
        ? 'holds'
        : hardest.high < other.low
          ? 'falls short'
          : 'undecided';
  return {
    measured: `N = ${rows[0].inputs}, the same arithmetic, solved of tried at α = ${words.join('; ')}; median flips to a solution ${flips('edmc')} and ${flips('annealing')}`,
    verdict,
  };
}
