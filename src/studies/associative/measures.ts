/** What the records of a run say on each claim: the number with its uncertainty, and the verdict. The claims are in claims.ts. */

import { type Estimate, estimate, grouped, ratio } from '../../evidence/index.ts';
import { normalCdf } from '../../numerics/normal-tails.ts';
import { median, wilsonInterval } from '../../numerics/summary.ts';
import type { StudyResult, Verdict } from '../study.ts';
import type { Values } from './parameters.ts';
import { balanceRows } from './parts/balance.ts';
import { curvesOf, type ProgramRow, programsOf, SIGNS } from './parts/capacity.ts';
import { exactRows, isSettled, robustnessLeft } from './parts/exact.ts';
import { frontierRows, relativeToL0 } from './parts/frontier.ts';
import { noiseRows } from './parts/noise.ts';
import { onlineTheory, trialRows } from './parts/online.ts';

type Result = StudyResult<Values>;
export interface Measured {
  readonly measured: string;
  readonly verdict: Verdict;
}

export const notRun = (...parts: readonly string[]): Measured => ({
  measured: `not run; needs ${parts.map((part) => `"${part}"`).join(' and ')} among --parts`,
  verdict: 'undecided',
});

/** Estimates are held to twice their standard error. */
const SURE = 2;
/** Fewer samples than this settle nothing. */
const ENOUGH = 8;

const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;
const shown = ({ mean, error }: Estimate, digits = 3): string =>
  `${mean.toFixed(digits)} ± ${error.toFixed(digits)}`;
const shownPercent = ({ mean, error }: Estimate): string =>
  `${(100 * mean).toFixed(1)} ± ${(100 * error).toFixed(1)} %`;

/** `holds` where the excess is surely positive, `falls short` where surely negative. */
function positive({ mean, error, count }: Estimate): Verdict {
  if (count < ENOUGH) return 'undecided';
  if (mean > SURE * error) return 'holds';
  return mean < -SURE * error ? 'falls short' : 'undecided';
}

/** The least favourable of several verdicts. */
function all(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('falls short')) return 'falls short';
  return verdicts.length === 0 || verdicts.includes('undecided') ? 'undecided' : 'holds';
}

const spanOf = (values: readonly number[]): string => {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(3));
  return low === high ? low : `${low} … ${high}`;
};

/** The programs at the largest size, by signs and load, loads ascending. */
function atLargest(result: Result): ProgramRow[][] {
  const rows = programsOf(result.records);
  const most = Math.max(...rows.map(({ inputs }) => inputs));
  return grouped(
    rows
      .filter(({ inputs }) => inputs === most)
      .sort((a, b) => SIGNS.indexOf(a.signs) - SIGNS.indexOf(b.signs) || a.load - b.load),
    ({ signs, load }) => `${signs} ${load}`,
  );
}

export function naturalSparsity(result: Result): Measured {
  const curves = curvesOf(result.records).filter(({ inputs }) => inputs === 0);
  if (curves.length === 0) return notRun('capacity');
  const words: string[] = [];
  const verdicts: Verdict[] = [];
  for (const signs of SIGNS) {
    const curve = curves.filter((row) => row.signs === signs);
    const monotone = curve.every(
      (row, k) => k === 0 || (row.load < curve[k - 1].load && row.sparsity > curve[k - 1].sparsity),
    );
    verdicts.push(monotone ? 'holds' : 'falls short');
    const groups = atLargest(result).filter(([row]) => row.signs === signs);
    if (groups.length < 2) continue;
    // Load is what programs are given: the smaller it is, the larger their robustness, and the sparser they should be.
    const [low, high] = [groups[0], groups[groups.length - 1]];
    for (const measure of ['margin', 'sparsity'] as const) {
      const [a, b] = [low, high].map((rows) => estimate(rows.map((row) => row[measure])));
      const error = Math.sqrt(a.error ** 2 + b.error ** 2);
      verdicts.push(positive({ mean: a.mean - b.mean, error, count: Math.min(a.count, b.count) }));
    }
    const [s, t] = [high, low].map((rows) => ({
      margin: estimate(rows.map(({ margin }) => margin)),
      sparsity: estimate(rows.map(({ sparsity }) => sparsity)),
    }));
    words.push(
      `${signs}, N = ${low[0].inputs}: from α = ${high[0].load} to ${low[0].load} κ̃ ${shown(s.margin)} → ${shown(t.margin)}, S ${shown(s.sparsity)} → ${shown(t.sparsity)}`,
    );
  }
  const theory = `theory monotone over ${curves.length} points`;
  return { measured: [theory, ...words].join('; '), verdict: all(verdicts) };
}

export function envelope(result: Result): Measured {
  const ratios = relativeToL0(frontierRows(result.records));
  if (ratios.length === 0) return notRun('frontier');
  const largest = Math.max(...ratios.map((row) => row.ratio));
  // Rounding of the solutions, where the frontiers start from one point.
  const holds = largest <= 1 + 1e-8;
  return {
    measured: `capacity over that of l0 at equal sparsity is at most ${largest.toFixed(6)} (${ratios.length} points, replica-symmetric)`,
    verdict: holds ? 'holds' : 'falls short',
  };
}

/** Sparsities at which the theory compares the constraints: the published examples lie between. */
const COMPARED = [0.5, 0.9] as const;
/** "A few percent". */
const NEAR = 0.05;

export function gapNearL0(result: Result): Measured {
  const ratios = relativeToL0(frontierRows(result.records)).filter(
    ({ sparsity }) => sparsity >= COMPARED[0] && sparsity <= COMPARED[1],
  );
  const of = (name: string): number[] =>
    ratios.filter(({ constraint }) => constraint === name).map((row) => row.ratio);
  const [gaps, random] = [of('gap'), of('support')];
  if (gaps.length === 0) return notRun('frontier');
  const words = [
    `replica-symmetric, S = ${COMPARED.join(' … ')}: gap ${spanOf(gaps)} of l0, random support ${spanOf(random)}`,
  ];
  const verdicts: Verdict[] = [
    Math.min(...gaps) > 1 - NEAR && gaps.every((value, k) => value >= random[k])
      ? 'holds'
      : 'falls short',
  ];
  const rows = exactRows('exact', result.records).filter(isSettled);
  for (const pair of grouped(
    rows.filter(({ constraint, method }) => constraint === 'gap' && method === 'exact'),
    ({ inputs, value }) => `${inputs} ${value}`,
  )) {
    const [{ inputs, value }] = pair;
    const pairs = pair.flatMap((gap) => {
      const best = rows.find(
        (row) =>
          row.constraint === 'matched' &&
          ['inputs', 'sample', 'value'].every(
            (key) => row[key as keyof typeof row] === gap[key as keyof typeof gap],
          ),
      );
      return best === undefined ? [] : [{ gap: gap.margin, best: best.margin }];
    });
    if (pairs.length < 2) continue;
    const found = ratio(
      pairs.map(({ gap }) => gap),
      pairs.map(({ best }) => best),
    );
    words.push(
      `exact, N = ${inputs}, δ̃ = ${value}: κ̃ is ${shownPercent(found)} of that of l0 with as many connections (${found.count} pairs)`,
    );
    verdicts.push(positive({ ...found, mean: found.mean - (1 - NEAR) }));
  }
  return { measured: words.join('; '), verdict: all(verdicts) };
}

export function exactBelowBound(result: Result): Measured {
  const theory = result.records.filter(
    (record) => record.kind === 'exact-theory' && record.constraint === 'l0',
  ) as unknown as { sparsity: number; share: number }[];
  const groups = grouped(
    exactRows('exact', result.records).filter(
      (row) => row.constraint === 'l0' && row.method === 'exact' && isSettled(row),
    ),
    ({ inputs, value }) => `${inputs} ${value}`,
  );
  if (groups.length === 0 || theory.length === 0) return notRun('exact');
  const verdicts: Verdict[] = [];
  const words = groups.map((rows) => {
    const [{ inputs, value }] = rows;
    const left = robustnessLeft(rows);
    const bound = boundAt(theory, 1 - value);
    const above = left.mean - bound > SURE * left.error + 1e-6;
    verdicts.push(above ? 'falls short' : left.count < ENOUGH ? 'undecided' : 'holds');
    return `N = ${inputs}, p = ${value}: ${shownPercent(left)} (bound ${percent(bound)})`;
  });
  return { measured: `robustness left: ${words.join('; ')}`, verdict: all(verdicts) };
}

/** The theory at a sparsity, by interpolation; 1 before its first point. */
function boundAt(curve: readonly { sparsity: number; share: number }[], sparsity: number): number {
  const after = curve.findIndex((row) => row.sparsity >= sparsity);
  if (after === 0) return 1;
  if (after < 0) return curve[curve.length - 1].share;
  const [a, b] = [curve[after - 1], curve[after]];
  return a.share + ((sparsity - a.sparsity) / (b.sparsity - a.sparsity)) * (b.share - a.share);
}

export function isostaticity(result: Result): Measured {
  const rows = programsOf(result.records);
  const curves = curvesOf(result.records).filter(({ inputs }) => inputs === 0);
  if (rows.length === 0) return notRun('capacity');
  const equal = rows.filter(({ tight, nonzero }) => tight === nonzero).length;
  const fewer = rows.filter(({ tight, nonzero }) => tight < nonzero).length;
  const { estimate: share, low, high } = wilsonInterval(equal, rows.length);
  const off = Math.max(...curves.map((row) => Math.abs(row.isostaticity - 1)));
  return {
    measured: `as many tight associations as nonzero weights in ${percent(share)} [${percent(low)}, ${percent(high)}] of ${rows.length} programs, in the others more (degenerate optima)${fewer > 0 ? `, but fewer in ${fewer}` : ''}; theory: α P_tight = p to ${off.toExponential(0)}`,
    verdict:
      fewer > 0 || high < 0.9 ? 'falls short' : low > 0.9 && off < 1e-6 ? 'holds' : 'undecided',
  };
}

/** What may remain of finite size at N of some hundreds, in shares of the value. */
const REMAINS = 0.05;

export function agreement(result: Result): Measured {
  const groups = atLargest(result);
  if (groups.length === 0) return notRun('capacity');
  const verdicts: Verdict[] = [];
  const words = groups.map((rows) => {
    const [{ signs, inputs, load }] = rows;
    const found = estimate(rows.map(({ margin, corrected }) => margin / corrected));
    const off = Math.abs(found.mean - 1);
    if (off - SURE * found.error > REMAINS) verdicts.push('falls short');
    else if (off + SURE * found.error > 2 * REMAINS) verdicts.push('undecided');
    else verdicts.push('holds');
    return `${signs}, α = ${load}, N = ${inputs}: ${shown(found)} (${found.count})`;
  });
  return {
    measured: `κ̃ of the programs over that of the theory at this N: ${words.join('; ')}`,
    verdict: all(verdicts),
  };
}

export function onlineSparsity(result: Result): Measured {
  const rows = trialRows(result.records);
  const least = Math.min(...rows.map(({ inputs }) => inputs));
  const own = rows.filter(({ inputs }) => inputs === least);
  const load = Math.min(...own.map((row) => row.load));
  const of = (rule: string) =>
    own.filter((row) => row.rule === rule && row.load === load).map(({ sparsity }) => sparsity);
  const [full, without, unlearned] = [of('full'), of('no gap'), of('no learning')];
  if (full.length < 2 || without.length < 2 || unlearned.length < 2) return notRun('online');
  const [a, b, c] = [full, without, unlearned].map(estimate);
  const by = (other: Estimate): Estimate => ({
    mean: a.mean - other.mean,
    error: Math.sqrt(a.error ** 2 + other.error ** 2),
    count: Math.min(a.count, other.count),
  });
  const [gap, learning] = [by(b), by(c)];
  const measured = `N = ${least}, α = ${load}: S = ${shown(a)}; without gap ${shown(b)}, without learning ${shown(c)}: the gap adds ${shown(gap)}, learning ${shown(learning)}`;
  const more: Estimate = {
    mean: gap.mean - Math.abs(learning.mean),
    error: Math.sqrt(gap.error ** 2 + learning.error ** 2),
    count: Math.min(gap.count, learning.count),
  };
  return { measured, verdict: all([positive(gap), positive(more)]) };
}

export function onlineEnforces(result: Result): Measured {
  const theory = onlineTheory(result.records);
  const rows = trialRows(result.records).filter(({ rule }) => rule === 'full');
  if (theory === undefined || rows.length === 0) return notRun('online');
  const groups = grouped(rows, ({ inputs, load }) => `${inputs} ${load}`);
  const verdicts: Verdict[] = [];
  const words = groups.map((group) => {
    const [{ inputs, load }] = group;
    const solved = group.filter((row) => row.solved);
    const { estimate: share, low, high } = wilsonInterval(solved.length, group.length);
    // Far below capacity it has to succeed nearly always; near it, nobody claims so.
    if (load <= 0.7 * theory.criticalLoad)
      verdicts.push(share >= 0.9 && low > 0.5 ? 'holds' : high < 0.9 ? 'falls short' : 'undecided');
    const sparsity =
      solved.length > 1
        ? `, median ${median(solved.map(({ steps }) => steps))} steps, S ${shown(estimate(solved.map((row) => row.sparsity)))}`
        : '';
    return `N = ${inputs}, α = ${load}: ${percent(share, 0)} [${percent(low, 0)}, ${percent(high, 0)}]${sparsity}`;
  });
  const head = `success within ${result.parameters.maxSteps} steps (α_c = ${theory.criticalLoad.toFixed(4)}, S_c = ${theory.criticalSparsity.toFixed(4)})`;
  return { measured: `${head}: ${words.join('; ')}`, verdict: all(verdicts) };
}

export function inhibition(result: Result): Measured {
  const rows = balanceRows(result.records);
  if (rows.length === 0) return notRun('balance');
  const most = Math.max(...rows.map(({ inputs }) => inputs));
  const verdicts: Verdict[] = [];
  const words = grouped(
    rows.filter(({ inputs }) => inputs === most),
    ({ load }) => String(load),
  ).map((group) => {
    verdicts.push(positive(estimate(group.map((row) => row.inhibitory - row.excitatory))));
    const [p, q] = (['inhibitory', 'excitatory'] as const).map((kind) =>
      estimate(group.map((row) => row[kind])),
    );
    const margin = estimate(group.map((row) => row.margin));
    return `κ̃ = ${margin.mean.toFixed(2)}: ${shown(p)} against ${shown(q)}`;
  });
  return {
    measured: `N = ${most}, inhibitory against excitatory: ${words.join('; ')}`,
    verdict: all(verdicts),
  };
}

export function noiseBound(result: Result): Measured {
  const groups = grouped(
    noiseRows(result.records),
    ({ constraint, ratio }) => `${constraint} ${ratio}`,
  );
  if (groups.length === 0) return notRun('noise');
  const verdicts: Verdict[] = [];
  const words = groups.map((rows) => {
    const [{ constraint, ratio: times }] = rows;
    const rate = estimate(rows.map(({ errors, presentations }) => errors / presentations));
    const bound = normalCdf(-times);
    const above = rate.mean - bound > SURE * rate.error;
    verdicts.push(above ? 'falls short' : rate.count < ENOUGH ? 'undecided' : 'holds');
    return times === 1 || times === 2
      ? `${constraint}, κ/s = ${times}: ${shown(rate, 4)} (bound ${bound.toFixed(4)})`
      : '';
  });
  return {
    measured: `error rates: ${words.filter((text) => text !== '').join('; ')}; ${groups.length} compared`,
    verdict: all(verdicts),
  };
}
