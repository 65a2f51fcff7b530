/**
 * All solutions of a small discrete problem, one by one: up to 2³¹ configurations of the weights. What the solutions look like
 * together is in landscape.ts.
 *
 * A perceptron's sum is that of one half of its synapses plus that of the other; each half has few configurations, so that the
 * sums are two tables, and sixteen configurations are tried against all patterns at once. A committee is enumerated unit by
 * unit, and left as soon as too many units are wrong about a pattern.
 */

import { createEngine } from '../../engine/index.ts';
import { UsageError } from '../../errors.ts';
import { passAll } from '../../kernels/index.ts';
import { unpackRow } from '../../tasks/discrete/bits.ts';
import { checkProblem, type DiscreteProblem, synapsesOf } from '../../tasks/discrete/problem.ts';
import { patternValues, unitRows } from '../../tasks/discrete/rows.ts';

/** All solutions, or as many as were to be kept. */
export interface Solutions {
  /** How many there are. */
  readonly count: number;
  /** Mean weight of every synapse over all solutions, [K][N]; NaN where there are none. */
  readonly means: Float64Array;
  /**
   * The solutions as numbers whose digit i (the base is the number of levels) is the level of synapse i; for two levels bit i.
   * Ascending within blocks only. Absent where there are more than were to be kept.
   */
  readonly codes?: Uint32Array;
}

/** Configurations that can be told apart by a 32-bit code and gone through in seconds. */
export const MOST_CONFIGURATIONS = 2 ** 31;

/** Configurations of the weights of a problem. */
export const configurationsOf = (problem: DiscreteProblem): number =>
  problem.levels.length ** synapsesOf(problem);

/** Whether all configurations can be gone through. */
export const isEnumerable = (problem: DiscreteProblem): boolean =>
  configurationsOf(problem) <= MOST_CONFIGURATIONS;

/** The weights that a code stands for, [K][N]. */
export function weightsOfCode(problem: DiscreteProblem, code: number): Int8Array {
  const { levels } = problem;
  let rest = code;
  return Int8Array.from({ length: synapsesOf(problem) }, () => {
    const digit = rest % levels.length;
    rest = (rest - digit) / levels.length;
    return levels[digit];
  });
}

/** The code of weights. */
export function codeOfWeights(problem: DiscreteProblem, weights: ArrayLike<number>): number {
  const { levels } = problem;
  let code = 0;
  for (let i = weights.length - 1; i >= 0; i--)
    code = code * levels.length + levels.indexOf(weights[i]);
  return code;
}

/** Codes collected up to a number, and sums over all. */
interface Collector {
  add(code: number): void;
  readonly count: () => number;
  readonly codes: () => Uint32Array | undefined;
}

function createCollector(keep: number): Collector {
  let codes = new Uint32Array(Math.min(keep, 1024));
  let count = 0;
  return {
    add(code) {
      if (count < keep) {
        if (count === codes.length) {
          const larger = new Uint32Array(Math.min(keep, 2 * codes.length));
          larger.set(codes);
          codes = larger;
        }
        codes[count] = code;
      }
      count += 1;
    },
    count: () => count,
    codes: () => (count <= keep ? codes.slice(0, count) : undefined),
  };
}

/** Sums σ Σ W ξ of all configurations of the synapses `first … last − 1`, [P][configurations], a row `stride` long. */
function sumTable(
  problem: DiscreteProblem,
  values: Int8Array,
  first: number,
  last: number,
  stride: number,
): Int8Array {
  const { inputs, patterns, levels, labels } = problem;
  const base = levels.length;
  const table = new Int8Array(patterns * stride);
  for (let p = 0; p < patterns; p++) {
    const row = p * stride;
    let known = 1;
    for (let i = first; i < last; i++) {
      const x = labels[p] * values[p * inputs + i];
      for (let digit = base - 1; digit >= 0; digit--)
        for (let c = 0; c < known; c++)
          table[row + digit * known + c] = table[row + c] + levels[digit] * x;
      known *= base;
    }
  }
  return table;
}

async function enumeratePerceptron(problem: DiscreteProblem, keep: number): Promise<Solutions> {
  const { inputs, patterns, levels, labels, threshold } = problem;
  const base = levels.length;
  const largest = Math.max(...levels.map(Math.abs)) * Math.ceil(inputs / 2);
  if (largest > 127)
    throw new UsageError(
      `levels ${levels.join(', ')} of ${inputs} synapses make sums beyond a byte; enumerate fewer synapses`,
    );
  // The lower digits of a code are the columns, tried together; the higher ones are gone through.
  const low = Math.ceil(inputs / 2);
  const high = inputs - low;
  const columns = base ** low;
  const padded = Math.ceil(columns / 16) * 16;
  // Not a power of two, by which all rows would share their cache lines.
  const stride = Math.ceil(padded / 64) * 64 + 64;
  const values = patternValues(problem);
  const upper = sumTable(problem, values, low, inputs, base ** high);

  const engine = createEngine({ arithmetic: 'strict' });
  const { memory } = engine;
  const table = memory.allocate(patterns * stride);
  const limits = memory.allocate(patterns);
  const output = memory.allocate(padded / 8);
  const kernelValues = [table, stride, padded, patterns, limits, output];
  const program = engine.program([[{ kernel: passAll, values: kernelValues }]]);
  await engine.ready();
  memory.views().u8.set(new Uint8Array(sumTable(problem, values, 0, low, stride).buffer), table);

  const found = createCollector(keep);
  const ofColumn = new Float64Array(columns);
  const ofUpper = new Float64Array(base ** high);
  const { u8, u32 } = memory.views();
  for (let upperCode = 0; upperCode < ofUpper.length; upperCode++) {
    for (let p = 0; p < patterns; p++) {
      // A sum of whole numbers is > θ where it is > ⌊θ⌋.
      const limit = Math.floor(labels[p] * threshold) - upper[p * ofUpper.length + upperCode];
      u8[limits + p] = Math.max(-128, Math.min(127, limit)) & 255;
    }
    engine.run(program);
    for (let w = 0; w < Math.ceil(columns / 32); w++) {
      let word = u32[output / 4 + w];
      while (word !== 0) {
        const column = 32 * w + 31 - Math.clz32(word & -word);
        word &= word - 1;
        if (column >= columns) break;
        found.add(upperCode * columns + column);
        ofColumn[column] += 1;
        ofUpper[upperCode] += 1;
      }
    }
  }
  engine.dispose();
  const means = new Float64Array(inputs);
  const sum = (counts: Float64Array, first: number, digits: number): void =>
    counts.forEach((count, code) => {
      for (let i = 0, rest = code; i < digits; i++, rest = Math.floor(rest / base))
        means[first + i] += count * levels[rest % base];
    });
  sum(ofColumn, 0, low);
  sum(ofUpper, low, high);
  const codes = found.codes();
  return {
    count: found.count(),
    means: means.map((total) => total / found.count()),
    ...(codes === undefined ? {} : { codes }),
  };
}

/** For all configurations of one unit, which patterns it is wrong about: bits, [configurations][words]. */
function wrongBits(problem: DiscreteProblem, unit: number, words: number): Uint32Array {
  const { inputs, patterns, levels, labels, threshold, code } = problem;
  const rows = unitRows(problem);
  const configurations = levels.length ** inputs;
  const wrong = new Uint32Array(configurations * words);
  const x = new Int8Array(inputs);
  const sums = new Int32Array(configurations);
  for (let p = 0; p < patterns; p++) {
    const at = p * rows.stride + unit * rows.offset;
    unpackRow(rows.bits, at, inputs, code === 'sign' ? -1 : 0, x);
    let known = 1;
    sums[0] = 0;
    for (let i = 0; i < inputs; i++) {
      for (let digit = levels.length - 1; digit >= 0; digit--)
        for (let c = 0; c < known; c++) sums[digit * known + c] = sums[c] + levels[digit] * x[i];
      known *= levels.length;
    }
    for (let c = 0; c < configurations; c++)
      if (labels[p] * (sums[c] - threshold) <= 0) wrong[c * words + (p >>> 5)] |= 1 << (p & 31);
  }
  return wrong;
}

function enumerateCommittee(problem: DiscreteProblem, keep: number): Solutions {
  const { inputs, units, patterns, levels } = problem;
  const configurations = levels.length ** inputs;
  const words = Math.ceil(patterns / 32);
  const most = (units + 1) / 2;
  const wrong = Array.from({ length: units }, (_, k) =>
    k > 0 && problem.wiring === 'full' ? undefined : wrongBits(problem, k, words),
  ).map((own, _, all) => own ?? all[0]!);
  const found = createCollector(keep);
  const counts = Array.from({ length: units }, () => new Float64Array(configurations));
  const chosen = new Uint32Array(units);
  // atLeast[unit][j]: patterns about which more than j of the units before are wrong.
  const atLeast = Array.from({ length: units + 1 }, () =>
    Array.from({ length: most }, () => new Uint32Array(words)),
  );
  const visit = (unit: number, code: number, scale: number): void => {
    if (unit === units) {
      found.add(code);
      for (let k = 0; k < units; k++) counts[k][chosen[k]] += 1;
      return;
    }
    const [before, after] = [atLeast[unit], atLeast[unit + 1]];
    for (let c = 0; c < configurations; c++) {
      let lost = false;
      for (let w = 0; w < words && !lost; w++) {
        const own = wrong[unit][c * words + w];
        for (let j = most - 1; j > 0; j--) after[j][w] = before[j][w] | (before[j - 1][w] & own);
        after[0][w] = before[0][w] | own;
        lost = after[most - 1][w] !== 0;
      }
      if (lost) continue;
      chosen[unit] = c;
      visit(unit + 1, code + c * scale, scale * configurations);
    }
  };
  visit(0, 0, 1);
  const means = new Float64Array(inputs * units);
  for (let k = 0; k < units; k++)
    counts[k].forEach((count, code) => {
      for (let i = 0, rest = code; i < inputs; i++, rest = Math.floor(rest / levels.length))
        means[k * inputs + i] += (count * levels[rest % levels.length]) / found.count();
    });
  if (found.count() === 0) means.fill(Number.NaN);
  const codes = found.codes();
  return { count: found.count(), means, ...(codes === undefined ? {} : { codes }) };
}

/**
 * Goes through all configurations of the weights. 2³¹ of a perceptron take seconds.
 *
 * @param keep most solutions whose codes are kept; default 2²²
 * @throws UsageError for a broken problem, or more than 2³¹ configurations
 */
export async function enumerateSolutions(
  problem: DiscreteProblem,
  { keep = 2 ** 22 }: { readonly keep?: number } = {},
): Promise<Solutions> {
  checkProblem(problem);
  if (!isEnumerable(problem))
    throw new UsageError(
      `${synapsesOf(problem)} synapses of ${problem.levels.length} levels have more than 2^31 configurations; enumerate fewer`,
    );
  return problem.units === 1
    ? enumeratePerceptron(problem, keep)
    : enumerateCommittee(problem, keep);
}

/**
 * Two patterns that no weights can satisfy together: the same one with different labels, or, where answers are odd (±1 patterns,
 * no threshold), opposite ones with the same label. Undefined where there are none, which proves nothing.
 */
export function contradiction(problem: DiscreteProblem): readonly [number, number] | undefined {
  const { patterns, words, bits, labels, code, threshold } = problem;
  const odd = code === 'sign' && threshold === 0;
  const length = problem.wiring === 'tree' ? problem.inputs * problem.units : problem.inputs;
  const seen = new Map<string, number>();
  for (let p = 0; p < patterns; p++) {
    const row = bits.subarray(p * words, (p + 1) * words);
    // Of a pattern and its opposite the one whose first bit is 0.
    const turned = odd && (row[0] & 1) === 1;
    const key = turned ? opposite(row, length) : row.join();
    const answer = turned ? -labels[p] : labels[p];
    const before = seen.get(key);
    if (before === undefined) seen.set(key, answer > 0 ? p : -p - 1);
    else if (before >= 0 !== answer > 0) return [before >= 0 ? before : -before - 1, p];
  }
  return undefined;
}

function opposite(row: Uint32Array, length: number): string {
  return row
    .map((word, w) => {
      const left = length - 32 * w;
      return left <= 0 ? 0 : left >= 32 ? ~word : ~word & ~(-1 << left);
    })
    .join();
}
