/**
 * Energy of a two-valued perceptron whose stabilities are bit planes in a memory of its own (kernels/bit-stabilities), so
 * that 128 patterns at a time are weighed or moved. Calls of a microsecond and less: without the engine's programs.
 *
 * N is odd, so that Δ is never 0; labels are folded into the patterns, which lie transposed.
 */

import { createDirect } from '../../engine/index.ts';
import { groupVectors, makeFlip, weighFlip } from '../../kernels/index.ts';
import { createPace, tick, type Work } from '../../numerics/pace.ts';
import {
  evaluateFields,
  fieldsInSteps,
  stabilitiesOfFields,
} from '../../tasks/discrete/evaluate.ts';
import { checkWeights, type DiscreteProblem } from '../../tasks/discrete/problem.ts';
import type { EnergyKind, EnergyModel } from './energy.ts';

/** Words of a vector, and patterns of a group. */
const WORDS = 4;
const GROUP = 32 * WORDS;

/**
 * The bit-plane form, for ±1 synapses and ±1 patterns, one unit, no threshold, N odd; to be placed before it is used.
 *
 * @throws FrugalError where there is no SIMD or 4 GiB are not enough
 */
export function* createSlicedEnergyInSteps(
  problem: DiscreteProblem,
  kind: EnergyKind,
  backend: 'wasm' | 'twin' = 'wasm',
): Work<EnergyModel> {
  const { inputs, patterns } = problem;
  const groups = Math.ceil(patterns / GROUP);
  const words = groups * WORDS;
  // T lies in −(N + 1)/2 … (N − 1)/2, and is 1 where there is no pattern.
  const planes = Math.max(2, 33 - Math.clz32((inputs - 1) >>> 1));
  const size = WORDS * groupVectors(planes);
  const { memory, functions } = createDirect(
    [weighFlip(kind, planes), makeFlip(kind, planes)],
    backend,
  );
  const [weigh, make] = functions;
  const columns = memory.allocate(4 * words * inputs);
  const stability = memory.allocate(4 * size * groups);
  const output = memory.allocate(8);
  const { u32, i32 } = memory.views();
  yield* transpose(problem, u32.subarray(columns / 4, columns / 4 + words * inputs), words);
  const totals = i32.subarray(output / 4, output / 4 + 2);

  const weights = new Int8Array(inputs).fill(-1);
  let energy = 0;
  /** |A| for `flips`, |C| for `errors`: what the weight of a flip is compared with. */
  let counted = 0;
  const flips = kind === 'flips';
  /** Runs a kernel; returns what the move adds to the energy. A flip makes those worse that its weight agrees with. */
  const visit = (kernel: (typeof functions)[number], move: number): number => {
    kernel(stability, columns + 4 * words * move, weights[move] > 0 ? 0 : -1, groups, output);
    return totals[0] - counted;
  };

  return {
    ...{ problem, kind, moves: inputs },
    energy: () => energy,
    errors: () => (flips ? counted : energy),
    difference: (move) => visit(weigh, move),
    apply(move) {
      energy += visit(make, move);
      counted = totals[1];
      weights[move] = -weights[move];
      return 2 * weights[move];
    },
    weights: () => weights.slice(),
    *place(next) {
      checkWeights(problem, next);
      weights.set(next);
      const fields = yield* fieldsInSteps(problem, weights);
      const numbers = stabilitiesOfFields(problem, fields);
      const vectors = u32.subarray(stability / 4, stability / 4 + size * groups).fill(0);
      counted = 0;
      for (let p = 0; p < GROUP * groups; p++) {
        const exists = p < patterns;
        // A place without a pattern holds T = 1: neither wrong nor at the edge.
        const t = exists ? (numbers[p] - 1) / 2 : 1;
        const at = size * Math.floor(p / GROUP) + ((p % GROUP) >>> 5);
        const bit = 1 << (p & 31);
        if (exists) vectors[at] |= bit;
        for (let k = 0; k < planes; k++) if ((t >> k) & 1) vectors[at + WORDS * (k + 1)] |= bit;
        if (t === 0 || (t === -1 && !flips)) vectors[at + WORDS * (planes + 1)] |= bit;
        if (flips ? t < 0 : t === -1) counted += 1;
      }
      const found = evaluateFields(problem, fields);
      energy = flips ? found.flips : found.errors;
    },
  };
}

/** Patterns folded with their labels, [N][words]: bit p of row i is set where σ ξ_i of pattern p is +1. */
function* transpose(problem: DiscreteProblem, columns: Uint32Array, words: number): Work<void> {
  const { inputs, patterns, bits, labels, words: stride } = problem;
  const block = new Int32Array(32);
  const pace = createPace();
  for (let first = 0; first < patterns; first += 32) {
    if (pace.due()) yield tick(first / patterns);
    const rows = Math.min(32, patterns - first);
    for (let begin = 0; begin < inputs; begin += 32) {
      for (let r = 0; r < rows; r++) {
        const word = bits[(first + r) * stride + (begin >>> 5)];
        block[r] = labels[first + r] > 0 ? word : ~word;
      }
      block.fill(0, rows);
      transposeBlock(block);
      const last = Math.min(32, inputs - begin);
      for (let c = 0; c < last; c++) columns[(begin + c) * words + (first >>> 5)] = block[c];
    }
  }
}

/** 32 rows of 32 bits in place: off-diagonal blocks of 16, 8, 4, 2 and 1 change places. */
function transposeBlock(rows: Int32Array): void {
  for (let size = 16, low = 0xffff; size > 0; size >>= 1, low ^= low << size)
    for (let r = 0; r < 32; r = ((r | size) + 1) & ~size) {
      const changed = ((rows[r] >>> size) ^ rows[r | size]) & low;
      rows[r | size] ^= changed;
      rows[r] ^= changed << size;
    }
}
