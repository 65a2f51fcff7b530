/**
 * Products of all patterns with vectors of singles, both ways, from one copy of the bits in the engine's memory: what the
 * approximate form of message passing spends its time on. The sums do not depend on the number of threads.
 */

import { createEngine, type Strand } from '../../engine/index.ts';
import { activate } from '../../kernels/activation.ts';
import { BIT_TABLES, bitColumns, bitRows } from '../../kernels/bit-products.ts';
import { normalResponse } from '../../kernels/normal-response.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import { unitRows } from '../../tasks/discrete/rows.ts';

/** Two vectors a unit on either side; views into the engine's memory. */
export interface Slot {
  /** [K] arrays of N numbers, one a synapse: read by `along`. */
  readonly synapses: readonly Float32Array[];
  /** [K] arrays of P numbers: Σ_i ξ_i · synapse_i of every pattern, written by `along`. */
  readonly sums: readonly Float32Array[];
  /** [K] arrays of P numbers, one a pattern: read by `down`. */
  readonly patterns: readonly Float32Array[];
  /** [K] arrays of N numbers: Σ_μ ξ^μ_i · pattern_μ of every synapse, written by `down`. */
  readonly totals: readonly Float32Array[];
  along(): void;
  down(): void;
}

export interface BitProducts {
  readonly slots: readonly Slot[];
  /** `sums[μ] += change · ξ^μ_i` for synapse i of a unit: what one move of a weight does, in O(P). */
  move(unit: number, synapse: number, change: number, sums: Float32Array): void;
  /** Where asked for: renews the slopes of slot 0 and its `patterns` from its `sums`, all in singles. */
  readonly responses?: Responses;
  /** [K·N] numbers, and their hyperbolic tangents in place. */
  readonly activities: Float32Array;
  tanh(): void;
  /** Bytes in the engine's memory. */
  readonly bytes: number;
  dispose(): void;
}

/** Responses of a perceptron to all patterns at one variance of their fields; see kernels/normal-response. */
export interface Responses {
  /** Slopes folded by the labels, and the means of the fields that they answer, [P]. */
  readonly slopes: Float32Array;
  readonly means: Float32Array;
  /** Returns Σ of the curvatures. */
  respond(variance: number): number;
}

export interface ProductOptions {
  /** Whether a perceptron's responses are wanted beside the products. */
  readonly responses?: boolean;
  /** Vectors a unit that are kept side by side. */
  readonly slots: number;
  /** Default 1. */
  readonly threads?: number;
}

/** Words of a cache line. */
const LINE = 16;

const sumOf = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0);

/** 0/1 products out of ±1 products: half of the sum with all entries counted. */
function halve(sums: Float32Array, values: Float32Array): void {
  const all = sumOf(values);
  for (let k = 0; k < sums.length; k++) sums[k] = 0.5 * (sums[k] + all);
}

/** Places the patterns in memory, columns of words first. Throws `FrugalError` where 4 GiB are not enough. */
export async function createBitProducts(
  problem: DiscreteProblem,
  { slots: count, threads = 1, responses = false }: ProductOptions,
): Promise<BitProducts> {
  const { inputs, units, patterns, wiring, code } = problem;
  const engine = createEngine({ arithmetic: 'strict', threads });
  const { memory } = engine;
  const rows = unitRows(problem);
  const columns = 2 * Math.ceil(inputs / 64);
  const distinct = wiring === 'tree' ? units : 1;
  const matrices = Array.from({ length: distinct }, () => memory.allocate(4 * columns * patterns));
  const long = 128 * columns;
  const addresses = Array.from({ length: count }, () =>
    Array.from({ length: units }, () => ({
      synapses: memory.allocate(long),
      sums: memory.allocate(4 * patterns),
      patterns: memory.allocate(4 * patterns),
      totals: memory.allocate(long),
    })),
  );
  const parts = Math.min(engine.threads, Math.max(1, Math.floor(columns / 2)));
  const cut = (whole: number, part: number): number => Math.floor((whole * part) / parts);
  const scratch = Array.from({ length: units * parts }, () => memory.allocate(BIT_TABLES));
  const strandsOf = (
    slot: (typeof addresses)[number],
    call: (unit: number, part: number, tables: number) => Strand[number],
  ): Strand[] =>
    slot.flatMap((_, k) =>
      Array.from({ length: parts }, (_, p) => [call(k, p, scratch[k * parts + p])]),
    );
  const programs = addresses.map((slot) => ({
    along: engine.program(
      strandsOf(slot, (k, p, tables) => {
        const { synapses, sums } = slot[k];
        const range = [cut(patterns, p), cut(patterns, p + 1)];
        const matrix = matrices[k % distinct];
        return {
          kernel: bitRows,
          values: [matrix, patterns, columns, synapses, sums, ...range, tables],
        };
      }),
    ),
    down: engine.program(
      strandsOf(slot, (k, p, tables) => {
        const { patterns: given, totals } = slot[k];
        const range = [2 * cut(columns / 2, p), 2 * cut(columns / 2, p + 1)];
        return {
          kernel: bitColumns,
          values: [matrices[k % distinct], patterns, given, totals, ...range, tables],
        };
      }),
    ),
  }));
  const [signs, slopes, means] = responses
    ? [0, 0, 0].map(() => memory.allocate(4 * patterns))
    : [0, 0, 0];
  const [cell, book] = [memory.allocate(16), memory.allocate(8)];
  const { sums, patterns: output } = addresses[0][0];
  const values = [patterns, sums, signs, slopes, means, output, cell, book];
  const respond = responses ? engine.program([[{ kernel: normalResponse, values }]]) : undefined;
  const whole = units * inputs;
  const activity = memory.allocate(4 * whole);
  const squash = engine.program([
    [{ kernel: activate('tanh'), values: [4 * Math.ceil(whole / 4), activity] }],
  ]);
  await engine.ready();
  const { u32, f32, f64 } = memory.views();
  // Columns out of rows, a cache line of patterns at a time.
  for (let k = 0; k < distinct; k++)
    for (let begin = 0; begin < patterns; begin += LINE) {
      const end = Math.min(begin + LINE, patterns);
      for (let c = 0; c < columns; c++) {
        const to = matrices[k] / 4 + c * patterns;
        const from = k * rows.offset + c;
        for (let p = begin; p < end; p++) u32[to + p] = rows.bits[p * rows.stride + from];
      }
    }
  const view = (address: number, length: number) => f32.subarray(address / 4, address / 4 + length);
  const slots = addresses.map((slot, s): Slot => {
    const synapses = slot.map((each) => view(each.synapses, inputs));
    const sums = slot.map((each) => view(each.sums, patterns));
    const given = slot.map((each) => view(each.patterns, patterns));
    const totals = slot.map((each) => view(each.totals, inputs));
    return {
      ...{ synapses, sums, patterns: given, totals },
      along() {
        engine.run(programs[s].along);
        if (code === 'zero-one') for (const [k, sum] of sums.entries()) halve(sum, synapses[k]);
      },
      down() {
        engine.run(programs[s].down);
        if (code === 'zero-one') for (const [k, total] of totals.entries()) halve(total, given[k]);
      },
    };
  });
  if (responses) f32.set(problem.labels, signs / 4);
  return {
    slots,
    ...(respond === undefined
      ? {}
      : {
          responses: {
            slopes: view(slopes, patterns),
            means: view(means, patterns),
            respond(variance: number): number {
              const width = Math.sqrt(variance);
              f32.set([problem.threshold, variance, 1 / width, 1 / variance], cell / 4);
              engine.run(respond);
              return f64[book / 8];
            },
          },
        }),
    activities: view(activity, whole),
    tanh: () => engine.run(squash),
    bytes: memory.used,
    move(unit, synapse, change, sums) {
      const from = matrices[unit % distinct] / 4 + (synapse >>> 5) * patterns;
      const bit = synapse & 31;
      const low = code === 'sign' ? -change : 0;
      for (let p = 0; p < patterns; p++) sums[p] += (u32[from + p] >>> bit) & 1 ? change : low;
    },
    dispose: () => engine.dispose(),
  };
}
