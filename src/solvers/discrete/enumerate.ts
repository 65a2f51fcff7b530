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
import {
  type AsyncWork,
  createPace,
  finishAsync,
  tick,
  type Work,
  within,
} from '../../numerics/pace.ts';
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
const MOST_CONFIGURATIONS = 2 ** 31;

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
function* sumTable(
  problem: DiscreteProblem,
  values: Int8Array,
  first: number,
  last: number,
  stride: number,
): Work<Int8Array> {
  const { inputs, patterns, levels, labels } = problem;
  const base = levels.length;
  const table = new Int8Array(patterns * stride);
  const pace = createPace();
  for (let p = 0; p < patterns; p++) {
    if (pace.due()) yield tick(p / patterns);
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

/** A problem's perceptron cut into two halves of its synapses, whose sums are tables. */
interface Halves {
  /** Configurations of the lower half, the columns, which are tried together, and of the higher one, which is gone through. */
  readonly columns: number;
  readonly rows: number;
  /** Synapses of the lower half. */
  readonly low: number;
  /** Bytes of a row of the lower table. */
  readonly stride: number;
  /** σ Σ W ξ of the configurations of each half, [P][stride] and [P][rows]. */
  readonly lower: Int8Array;
  readonly upper: Int8Array;
}

function* cutInHalves(problem: DiscreteProblem): Work<Halves> {
  const { inputs, levels } = problem;
  const largest = Math.max(...levels.map(Math.abs)) * Math.ceil(inputs / 2);
  if (largest > 127)
    throw new UsageError(
      `levels ${levels.join(', ')} of ${inputs} synapses make sums beyond a byte; enumerate fewer synapses`,
    );
  const low = Math.ceil(inputs / 2);
  const columns = levels.length ** low;
  const rows = levels.length ** (inputs - low);
  // Not a power of two, by which all rows would share their cache lines.
  const stride = Math.ceil(columns / 64) * 64 + 64;
  const values = patternValues(problem);
  const upper = yield* within(sumTable(problem, values, low, inputs, rows), 0, 0);
  const lower = yield* within(sumTable(problem, values, 0, low, stride), 0, 0);
  return { columns, rows, low, stride, lower, upper };
}

/** Goes through all pairs of halves; `visit` gets those that satisfy every pattern. */
async function* searchPerceptron(
  { patterns, labels, threshold }: DiscreteProblem,
  { columns, rows, stride, lower, upper }: Halves,
  visit: (row: number, column: number) => void,
): AsyncWork<void> {
  const engine = createEngine({ arithmetic: 'strict' });
  try {
    const { memory } = engine;
    const padded = Math.ceil(columns / 16) * 16;
    const table = memory.allocate(patterns * stride);
    const limits = memory.allocate(patterns);
    const output = memory.allocate(padded / 8);
    const values = [table, stride, padded, patterns, limits, output];
    const program = engine.program([[{ kernel: passAll, values }]]);
    await engine.ready();
    const { u8, u32 } = memory.views();
    u8.set(new Uint8Array(lower.buffer), table);
    const pace = createPace();
    for (let row = 0; row < rows; row++) {
      if (pace.due()) yield tick(row / rows);
      for (let p = 0; p < patterns; p++) {
        // A sum of whole numbers is > θ where it is > ⌊θ⌋.
        const limit = Math.floor(labels[p] * threshold) - upper[p * rows + row];
        u8[limits + p] = Math.max(-128, Math.min(127, limit)) & 255;
      }
      engine.run(program);
      for (let w = 0; w < Math.ceil(columns / 32); w++) {
        let word = u32[output / 4 + w];
        while (word !== 0) {
          const column = 32 * w + 31 - Math.clz32(word & -word);
          word &= word - 1;
          if (column >= columns) break;
          visit(row, column);
        }
      }
    }
  } finally {
    engine.dispose();
  }
}

async function* enumeratePerceptron(problem: DiscreteProblem, keep: number): AsyncWork<Solutions> {
  const { inputs, levels } = problem;
  const base = levels.length;
  const halves = yield* cutInHalves(problem);
  const { columns, rows, low } = halves;
  const found = createCollector(keep);
  const ofColumn = new Float64Array(columns);
  const ofRow = new Float64Array(rows);
  yield* searchPerceptron(problem, halves, (row, column) => {
    found.add(row * columns + column);
    ofColumn[column] += 1;
    ofRow[row] += 1;
  });
  const means = new Float64Array(inputs);
  const sum = (counts: Float64Array, first: number, digits: number): void =>
    counts.forEach((count, code) => {
      for (let i = 0, rest = code; i < digits; i++, rest = Math.floor(rest / base))
        means[first + i] += count * levels[rest % base];
    });
  sum(ofColumn, 0, low);
  sum(ofRow, low, inputs - low);
  const codes = found.codes();
  return {
    count: found.count(),
    means: means.map((total) => total / found.count()),
    ...(codes === undefined ? {} : { codes }),
  };
}

/** For all configurations of one unit, which patterns it is wrong about: bits, [configurations][words]. */
function* wrongBits(problem: DiscreteProblem, unit: number, words: number): Work<Uint32Array> {
  const { inputs, patterns, levels, labels, threshold, code } = problem;
  const rows = unitRows(problem);
  const configurations = levels.length ** inputs;
  const wrong = new Uint32Array(configurations * words);
  const x = new Int8Array(inputs);
  const sums = new Int32Array(configurations);
  const pace = createPace();
  for (let p = 0; p < patterns; p++) {
    if (pace.due()) yield tick(p / patterns);
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

/**
 * Configurations of a committee unit by unit, depth first: `visit` gets, for each combination of configurations of all units
 * that satisfies every pattern, the configuration of each.
 *
 * @param wrong of each unit, [configurations][words]: the patterns that it is wrong about
 * @param most wrong units that a pattern may not have
 */
function* searchCommittee(
  wrong: readonly Uint32Array[],
  words: number,
  most: number,
  visit: (chosen: Uint32Array) => void,
): Work<void> {
  const units = wrong.length;
  const configurations = wrong[0].length / words;
  // atLeast[unit][j]: patterns about which more than j of the units before are wrong.
  const atLeast = Array.from({ length: units + 1 }, () =>
    Array.from({ length: most }, () => new Uint32Array(words)),
  );
  const chosen = new Uint32Array(units);
  /** Adds the wrong answers of a unit's configuration; whether no pattern is lost by them. */
  const add = (unit: number, c: number): boolean => {
    const [before, after] = [atLeast[unit], atLeast[unit + 1]];
    for (let w = 0; w < words; w++) {
      const own = wrong[unit][c * words + w];
      for (let j = most - 1; j > 0; j--) after[j][w] = before[j][w] | (before[j - 1][w] & own);
      after[0][w] = before[0][w] | own;
      if (after[most - 1][w] !== 0) return false;
    }
    return true;
  };
  const pace = createPace();
  for (let unit = 0; unit >= 0; ) {
    if (pace.due()) yield tick(chosen[0] / configurations);
    const c = chosen[unit];
    if (c === configurations) {
      // Back to the unit before, and on to its next configuration.
      chosen[unit] = 0;
      unit -= 1;
      if (unit >= 0) chosen[unit] += 1;
    } else if (!add(unit, c)) chosen[unit] += 1;
    else if (unit + 1 < units) unit += 1;
    else {
      visit(chosen);
      chosen[unit] += 1;
    }
  }
}

function* enumerateCommittee(problem: DiscreteProblem, keep: number): Work<Solutions> {
  const { inputs, units, patterns, levels, wiring } = problem;
  const configurations = levels.length ** inputs;
  const words = Math.ceil(patterns / 32);
  const wrong: Uint32Array[] = [];
  for (let k = 0; k < units; k++)
    wrong.push(
      k > 0 && wiring === 'full' ? wrong[0] : yield* within(wrongBits(problem, k, words), 0, 0),
    );
  const found = createCollector(keep);
  const counts = Array.from({ length: units }, () => new Float64Array(configurations));
  yield* searchCommittee(wrong, words, (units + 1) / 2, (chosen) => {
    let code = 0;
    for (let k = units - 1; k >= 0; k--) {
      code = code * configurations + chosen[k];
      counts[k][chosen[k]] += 1;
    }
    found.add(code);
  });
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
export const enumerateSolutions = (
  problem: DiscreteProblem,
  options: { readonly keep?: number } = {},
): Promise<Solutions> => finishAsync(enumerateInSteps(problem, options));

/** `enumerateSolutions` that gives signs of life. */
export async function* enumerateInSteps(
  problem: DiscreteProblem,
  { keep = 2 ** 22 }: { readonly keep?: number } = {},
): AsyncWork<Solutions> {
  checkProblem(problem);
  if (!isEnumerable(problem))
    throw new UsageError(
      `${synapsesOf(problem)} synapses of ${problem.levels.length} levels have more than 2^31 configurations; enumerate fewer`,
    );
  return yield* problem.units === 1
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
