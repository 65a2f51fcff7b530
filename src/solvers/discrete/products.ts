/**
 * Products of all patterns with vectors of singles, both ways, from one copy of the bits in the engine's memory: what the
 * approximate form of message passing spends its time on. The sums do not depend on the number of threads.
 */

import { createEngine, type Engine, type Program, type Strand } from '../../engine/index.ts';
import { bitOverlaps, OVERLAP_ROWS } from '../../kernels/bit-overlaps.ts';
import { BIT_TABLES, bitColumns, bitRows } from '../../kernels/bit-products.ts';
import { normalResponse } from '../../kernels/normal-response.ts';
import { type AsyncWork, createPace, tick, type Work } from '../../numerics/pace.ts';
import { type DiscreteProblem, isBinary } from '../../tasks/discrete/problem.ts';
import { unitRows } from '../../tasks/discrete/rows.ts';
import { allocateInSteps } from './allocate.ts';
import { reserveSynapses, type SynapseSide } from './synapse-side.ts';

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
  along(): Work<void>;
  down(): Work<void>;
}

export interface BitProducts {
  readonly slots: readonly Slot[];
  /** `sums[μ] += change · ξ^μ_i` for synapse i of a unit: what one move of a weight does, in O(P). */
  move(unit: number, synapse: number, change: number, sums: Float32Array): void;
  /** Where asked for: renews the slopes of slot 0 and its `patterns` from its `sums`, all in singles. */
  readonly responses?: Responses;
  /**
   * Where synapses and patterns are ±1: Σ_i W_i ξ_i of every pattern, from bits alone. `weights` are those of one unit, [N]; what comes
   * back is [P] numbers that the next call writes over.
   */
  readonly overlaps?: (unit: number, weights: Int8Array) => Work<Float32Array>;
  /** What becomes of the synapses between two products. */
  readonly synapses: SynapseSide;
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

/** Bits that are multiplied between two looks at the clock: less than a tenth of a second. */
const STRETCH = 2 ** 28;
/** Fewest rows of a call: below, the tables of sums that each call makes anew would take a share of the time. */
const FEWEST_ROWS = 4096;

/** Addresses of the vectors of one unit in one slot. */
type SlotPlace = Readonly<Record<'synapses' | 'sums' | 'patterns' | 'totals', number>>;

/** The patterns in memory: a matrix for each unit, or one that they share. */
interface Matrices {
  readonly problem: DiscreteProblem;
  readonly engine: Engine;
  readonly addresses: readonly number[];
  /** Columns of 32 bits, an even number. */
  readonly columns: number;
  /** Threads that products are divided among, and scratch for each of them in each unit. */
  readonly parts: number;
  readonly scratch: readonly number[];
}

function* reserve(problem: DiscreteProblem, engine: Engine): Work<Matrices> {
  const { inputs, units, patterns, wiring } = problem;
  const { memory } = engine;
  const columns = 2 * Math.ceil(inputs / 64);
  const distinct = wiring === 'tree' ? units : 1;
  const addresses: number[] = [];
  for (let k = 0; k < distinct; k++)
    addresses.push(yield* allocateInSteps(memory, 4 * columns * patterns));
  const parts = Math.min(engine.threads, Math.max(1, Math.floor(columns / 2)));
  const scratch = Array.from({ length: units * parts }, () => memory.allocate(BIT_TABLES));
  return { problem, engine, addresses, columns, parts, scratch };
}

/** The ranges that `whole` falls into when it is cut into pieces of `together`, the last one shorter. */
const rangesOf = (whole: number, together: number): (readonly [number, number])[] =>
  Array.from({ length: Math.ceil(whole / together) }, (_, k) => [
    k * together,
    Math.min(whole, (k + 1) * together),
  ]);

/** The part of a range that a thread takes, cut at multiples of `grain`. */
function partOf(
  [first, last]: readonly [number, number],
  part: number,
  parts: number,
  grain: number,
) {
  const length = (last - first) / grain;
  const cut = (p: number) => first + grain * Math.floor((length * p) / parts);
  return [cut(part), cut(part + 1)];
}

/** Programs that multiply along the patterns and down the synapses, in stretches. */
function programsOf(
  { problem, engine, addresses, columns, parts, scratch }: Matrices,
  slot: readonly SlotPlace[],
): { readonly along: readonly Program[]; readonly down: readonly Program[] } {
  const { patterns, inputs, units } = problem;
  const programs = (
    ranges: readonly (readonly [number, number])[],
    call: (unit: number, range: readonly [number, number], part: number) => Strand[number],
  ): Program[] =>
    ranges.map((range) =>
      engine.program(
        slot.flatMap((_, k) => Array.from({ length: parts }, (_, p) => [call(k, range, p)])),
      ),
    );
  const rows = Math.max(FEWEST_ROWS, Math.floor(STRETCH / (inputs * units))) * parts;
  const pairs = Math.max(1, Math.floor(STRETCH / (64 * patterns * units))) * parts;
  const matrix = (k: number): number => addresses[k % addresses.length];
  return {
    along: programs(rangesOf(patterns, rows), (k, range, p) => ({
      kernel: bitRows,
      values: [
        ...[matrix(k), patterns, columns, slot[k].synapses, slot[k].sums],
        ...partOf(range, p, parts, 1),
        scratch[k * parts + p],
      ],
    })),
    down: programs(rangesOf(columns, 2 * pairs), (k, range, p) => ({
      kernel: bitColumns,
      values: [
        ...[matrix(k), patterns, slot[k].patterns, slot[k].totals],
        ...partOf(range, p, parts, 2),
        scratch[k * parts + p],
      ],
    })),
  };
}

/** Overlaps of weights with the patterns; `view` is for when the memory has settled. */
function overlapping({
  problem,
  engine,
  addresses,
  columns,
  parts,
}: Matrices): (
  view: (address: number, length: number) => Float32Array,
) => NonNullable<BitProducts['overlaps']> {
  const { inputs, patterns } = problem;
  const { memory } = engine;
  const vector = memory.allocate(4 * columns);
  const output = memory.allocate(4 * (patterns + OVERLAP_ROWS));
  const grain = OVERLAP_ROWS;
  const together = grain * Math.ceil((16 * STRETCH) / (inputs * grain)) * parts;
  const programs = addresses.map((address) =>
    rangesOf(grain * Math.ceil(patterns / grain), together).map((range) =>
      engine.program(
        Array.from({ length: parts }, (_, p) => [
          {
            kernel: bitOverlaps,
            values: [
              ...[address, patterns, columns, vector, inputs, output],
              ...partOf(range, p, parts, grain),
            ],
          },
        ]),
      ),
    ),
  );
  return (view) => {
    const { u32 } = memory.views();
    const bits = u32.subarray(vector / 4, vector / 4 + columns);
    const overlaps = view(output, patterns);
    const pace = createPace();
    return function* (unit, weights) {
      bits.fill(0);
      for (let i = 0; i < inputs; i++) if (weights[i] > 0) bits[i >>> 5] |= 1 << (i & 31);
      for (const program of programs[unit % programs.length]) {
        if (pace.due()) yield tick();
        engine.run(program);
      }
      return overlaps;
    };
  };
}

/** Columns out of rows, a cache line of patterns at a time. */
function* writeColumns({ problem, engine, addresses, columns }: Matrices): Work<void> {
  const { patterns } = problem;
  const rows = unitRows(problem);
  const { u32 } = engine.memory.views();
  const pace = createPace();
  for (const [k, address] of addresses.entries())
    for (let begin = 0; begin < patterns; begin += LINE) {
      if (pace.due()) yield tick((k + begin / patterns) / addresses.length);
      const end = Math.min(begin + LINE, patterns);
      for (let c = 0; c < columns; c++) {
        const to = address / 4 + c * patterns;
        const from = k * rows.offset + c;
        for (let p = begin; p < end; p++) u32[to + p] = rows.bits[p * rows.stride + from];
      }
    }
}

/** Makes the responses of a perceptron out of the sums of a slot; `view` is for when the memory has settled. */
function responding(
  { problem, engine }: Matrices,
  { sums, patterns: output }: SlotPlace,
): (view: (address: number, length: number) => Float32Array) => Responses {
  const { patterns, labels, threshold } = problem;
  const { memory } = engine;
  const [signs, slopes, means] = [0, 0, 0].map(() => memory.allocate(4 * patterns));
  const [cell, book] = [memory.allocate(16), memory.allocate(8)];
  const values = [patterns, sums, signs, slopes, means, output, cell, book];
  const program = engine.program([[{ kernel: normalResponse, values }]]);
  return (view) => {
    const { f32, f64 } = memory.views();
    view(signs, patterns).set(labels);
    return {
      slopes: view(slopes, patterns),
      means: view(means, patterns),
      respond(variance) {
        const width = Math.sqrt(variance);
        f32.set([threshold, variance, 1 / width, 1 / variance], cell / 4);
        engine.run(program);
        return f64[book / 8];
      },
    };
  };
}

/** Places the patterns in memory, columns of words first. Throws `FrugalError` where 4 GiB are not enough. */
export async function* createBitProductsInSteps(
  problem: DiscreteProblem,
  { slots: count, threads = 1, responses = false }: ProductOptions,
): AsyncWork<BitProducts> {
  const { inputs, units, patterns, code } = problem;
  const engine = createEngine({ arithmetic: 'strict', threads });
  const { memory } = engine;
  const matrices = yield* reserve(problem, engine);
  const { addresses, columns } = matrices;
  const long = 128 * columns;
  const places = Array.from({ length: count }, () =>
    Array.from({ length: units }, () => ({
      synapses: memory.allocate(long),
      sums: memory.allocate(4 * patterns),
      patterns: memory.allocate(4 * patterns),
      totals: memory.allocate(long),
    })),
  );
  const programs = places.map((slot) => programsOf(matrices, slot));
  const respond = responses ? responding(matrices, places[0][0]) : undefined;
  const synapses = reserveSynapses(problem, engine, places[0]);
  const overlaps = code === 'sign' && isBinary(problem) ? overlapping(matrices) : undefined;
  await engine.ready();
  yield* writeColumns(matrices);
  const { u32, f32 } = memory.views();
  const view = (address: number, length: number) => f32.subarray(address / 4, address / 4 + length);
  const pace = createPace();
  function* runAll(some: readonly Program[]): Work<void> {
    for (const [k, program] of some.entries()) {
      if (pace.due()) yield tick(k / some.length);
      engine.run(program);
    }
  }
  const slots = places.map((slot, s): Slot => {
    const synapses = slot.map((each) => view(each.synapses, inputs));
    const sums = slot.map((each) => view(each.sums, patterns));
    const given = slot.map((each) => view(each.patterns, patterns));
    const totals = slot.map((each) => view(each.totals, inputs));
    return {
      ...{ synapses, sums, patterns: given, totals },
      *along() {
        yield* runAll(programs[s].along);
        if (code === 'zero-one') for (const [k, sum] of sums.entries()) halve(sum, synapses[k]);
      },
      *down() {
        yield* runAll(programs[s].down);
        if (code === 'zero-one') for (const [k, total] of totals.entries()) halve(total, given[k]);
      },
    };
  });
  return {
    slots,
    ...(respond === undefined ? {} : { responses: respond(view) }),
    ...(overlaps === undefined ? {} : { overlaps: overlaps(view) }),
    synapses: synapses(),
    bytes: memory.used,
    move(unit, synapse, change, sums) {
      const from = addresses[unit % addresses.length] / 4 + (synapse >>> 5) * patterns;
      const bit = synapse & 31;
      const low = code === 'sign' ? -change : 0;
      for (let p = 0; p < patterns; p++) sums[p] += (u32[from + p] >>> bit) & 1 ? change : low;
    },
    dispose: () => engine.dispose(),
  };
}
