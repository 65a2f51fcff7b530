import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../numerics/random.ts';
import { drawDiscrete, referenceDiscrete } from './draw.ts';
import { fieldsSlowly } from './evaluate.ts';
import {
  answers,
  checkProblem,
  type DiscreteProblem,
  distance,
  evaluate,
  fieldsOf,
  foldedPatterns,
  hasCleanEnds,
  overlap,
  packRows,
  packWeights,
  patternLength,
  patternValues,
  popcount,
  popcountAnd,
  popcountRow,
  popcountXor,
  positiveLevels,
  stabilities,
  symmetricLevels,
  synapsesOf,
  unitRows,
  unpackRows,
  unpackWeights,
} from './index.ts';
import { planesOf } from './planes.ts';

const LEVELS = [[-1, 1], [-1, 0, 1], [0, 1], symmetricLevels(2), positiveLevels(3), [-3, -1, 1, 3]];

const problems = fc
  .record({
    inputs: fc.integer({ min: 1, max: 300 }),
    patterns: fc.integer({ min: 1, max: 6 }),
    units: fc.constantFrom(1, 3, 5),
    wiring: fc.constantFrom('full' as const, 'tree' as const),
    levels: fc.constantFrom(...LEVELS),
    code: fc.constantFrom('sign' as const, 'zero-one' as const),
    codingLevel: fc.constantFrom(0.1, 0.5),
    threshold: fc.constantFrom(0, 1, 0.5),
    seed: fc.nat(),
  })
  .map(({ seed, ...spec }) => {
    const random = createRandom(seed);
    const problem = drawDiscrete(spec, random);
    const { levels } = spec;
    const weights = Int8Array.from(
      { length: synapsesOf(problem) },
      () => levels[random.integer(levels.length)],
    );
    return { problem, weights };
  });

/** Least moves that repair one pattern, by trying: one neighbouring level at a time, the best synapse first. */
function movesByTrying(problem: DiscreteProblem, weights: Int8Array, pattern: number): number {
  const words = problem.words;
  const one = {
    ...problem,
    patterns: 1,
    bits: problem.bits.slice(pattern * words, (pattern + 1) * words),
    labels: problem.labels.slice(pattern, pattern + 1),
  };
  let frontier = [weights];
  for (let moves = 0; moves < 8; moves++) {
    if (frontier.some((w) => stabilities(one, w)[0] > 0)) return moves;
    const next = new Map<string, Int8Array>();
    for (const w of frontier)
      for (let i = 0; i < w.length; i++)
        for (const to of [-1, 1]) {
          const level = problem.levels[problem.levels.indexOf(w[i]) + to];
          if (level === undefined) continue;
          const moved = w.with(i, level);
          next.set(moved.join(), moved);
        }
    frontier = [...next.values()];
  }
  return Number.NaN;
}

describe('bits', () => {
  it('are counted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (word) => {
        expect(popcount(word)).toBe(word.toString(2).replaceAll('0', '').length);
      }),
    );
  });
  it('hold rows of numbers, padded with zeros', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(),
        (length, rows, seed) => {
          const random = createRandom(seed);
          const draw = () => (random.bernoulli(0.5) ? 1 : -1);
          const x = Int8Array.from({ length: rows * length }, draw);
          const bits = packRows(x, rows, length);
          expect(bits.length % 4).toBe(0);
          expect(hasCleanEnds(bits, rows, length)).toBe(true);
          expect(unpackRows(bits, rows, length)).toEqual(x);
          expect(popcountRow(bits)).toBe(x.filter((v) => v > 0).length);
          const y = packRows(Int8Array.from({ length }, draw), 1, length);
          const w = bits.length / rows;
          const last = x.subarray((rows - 1) * length);
          const other = unpackRows(y, 1, length);
          const dot = last.reduce((sum, v, i) => sum + v * other[i], 0);
          expect(length - 2 * popcountXor(bits, (rows - 1) * w, y, 0, w)).toBe(dot);
          const both = last.filter((v, i) => v > 0 && other[i] > 0).length;
          expect(popcountAnd(bits, (rows - 1) * w, y, 0, w)).toBe(both);
          if (length % 128 !== 0) {
            bits[(length >>> 5) + 0] |= 1 << (length & 31);
            expect(hasCleanEnds(bits, rows, length)).toBe(false);
          }
        },
      ),
    );
  });
});

describe('weights in planes', () => {
  it('come back, one bit a synapse where they are ±1', () => {
    fc.assert(
      fc.property(problems, ({ problem, weights }) => {
        const packed = packWeights(problem, weights);
        expect(unpackWeights(packed)).toEqual(weights);
        expect(2 ** planesOf(problem)).toBeGreaterThanOrEqual(problem.levels.length);
      }),
    );
    expect(planesOf({ levels: [-1, 1] })).toBe(1);
    expect(planesOf({ levels: symmetricLevels(1) })).toBe(2);
    expect(planesOf({ levels: symmetricLevels(2) })).toBe(3);
  });
  it('refuse what is not a level', () => {
    const problem = referenceDiscrete({ inputs: 3, patterns: 1 }, 1);
    expect(() => packWeights(problem, [1, 0, 1])).toThrow(
      'weights[1] 0 is none of the levels -1, 1',
    );
    expect(() => packWeights(problem, [1])).toThrow('weights has 1 entries, not 3');
  });
});

describe('what weights make of a problem', () => {
  it('is the same by population counts as one synapse after another', () => {
    fc.assert(
      fc.property(problems, ({ problem, weights }) => {
        checkProblem(problem);
        const slow = fieldsSlowly(problem, weights);
        expect(fieldsOf(problem, weights)).toEqual(slow);
        expect(fieldsOf(problem, packWeights(problem, weights))).toEqual(slow);
        const { units, labels, threshold } = problem;
        const stability = stabilities(problem, weights);
        let errors = 0;
        stability.forEach((delta, p) => {
          const own = Array.from({ length: units }, (_, k) => slow[p * units + k] - threshold);
          const right = own.filter((h) => labels[p] * h > 0).length;
          const expected = units === 1 ? labels[p] * own[0] : 2 * right - units;
          expect(delta === expected).toBe(true);
          if (2 * right < units) errors += 1;
          expect(delta > 0).toBe(2 * right > units);
          const answer = answers(problem, weights)[p];
          if (own.every((h) => h !== 0)) expect(answer === labels[p]).toBe(delta > 0);
        });
        const found = evaluate(problem, weights);
        expect(found.errors).toBe(errors);
        expect(found.solved).toBe(errors === 0);
      }),
    );
  });
  it('counts the moves that repair each pattern', () => {
    for (const [units, wiring, levels] of [
      [1, 'full', [-1, 1]],
      [1, 'full', [-1, 0, 1]],
      [3, 'tree', [-1, 1]],
      [3, 'full', [-1, 1]],
    ] as const)
      for (let seed = 0; seed < 4; seed++) {
        const random = createRandom(seed);
        const inputs = units === 1 ? 7 : 3;
        const problem = drawDiscrete({ inputs, patterns: 6, units, wiring, levels }, random);
        const weights = Int8Array.from(
          { length: synapsesOf(problem) },
          () => levels[random.integer(levels.length)],
        );
        let moves = 0;
        for (let p = 0; p < problem.patterns; p++) moves += movesByTrying(problem, weights, p);
        // Synapses at the end of the levels can make more moves necessary than the sum needs at the least.
        if (levels.length === 2) expect(evaluate(problem, weights).flips).toBe(moves);
        else expect(evaluate(problem, weights).flips).toBeLessThanOrEqual(moves);
      }
  });
  it('is right for a teacher on its own labels', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...LEVELS), (seed, levels) => {
        const spec = { inputs: 31, patterns: 20, goal: 'teacher' as const, levels };
        const problem = drawDiscrete(
          { ...spec, threshold: levels[0] === 0 ? 1 : 0 },
          createRandom(seed),
        );
        expect(evaluate(problem, problem.teacher!)).toEqual({ errors: 0, flips: 0, solved: true });
        expect(answers(problem, problem.teacher!)).toEqual(problem.labels);
      }),
      { numRuns: 20 },
    );
  });
});

describe('patterns', () => {
  it('are numbers, and rows of each unit', () => {
    fc.assert(
      fc.property(problems, ({ problem }) => {
        const { inputs, units, patterns, wiring, code, labels } = problem;
        const length = patternLength(problem);
        const values = patternValues(problem);
        const folded = foldedPatterns(problem);
        const rows = unitRows(problem);
        const low = code === 'sign' ? -1 : 0;
        for (let p = 0; p < patterns; p++) {
          for (let i = 0; i < length; i++)
            expect(folded[p * length + i] === labels[p] * values[p * length + i]).toBe(true);
          for (let k = 0; k < units; k++) {
            const at = p * rows.stride + k * rows.offset;
            const own = unpackRows(rows.bits.subarray(at, at + rows.words), 1, inputs, low);
            const from = p * length + (wiring === 'tree' ? k * inputs : 0);
            expect(own).toEqual(values.slice(from, from + inputs));
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('distances', () => {
  it('are Hamming for ±1, and overlap = 1 − 2 d', () => {
    const a = Int8Array.of(1, 1, -1, -1);
    const b = Int8Array.of(1, -1, -1, -1);
    expect(distance(a, b)).toBe(1);
    expect(overlap(a, b)).toBe(0.5);
  });
});
