/**
 * The limits of this machine as WebAssembly sees them, on one thread: multiply-adds in registers, and reading.
 *
 * The kernels are held against the peak as a share, so that a figure from one machine says something about another.
 */

import { probe } from '../src/engine/probe.ts';
import { type Arithmetic, multiplyAdd } from '../src/kernels/kernel.ts';
import {
  type Body,
  emitFunction,
  emitModule,
  f32x4,
  i32,
  i32x4,
  type Local,
  v128,
} from '../src/wasm/index.ts';
import type { Caches } from './machine.ts';
import { type Contestant, contestant, race } from './measure.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

/**
 * Independent sums: enough to hide the latency of a multiply-add, few enough to stay in V8's 16 registers. Where V8 packs
 * pairs, two share a register.
 */
const ACCUMULATORS = probe().vectors === 256 ? 24 : 12;
/** Turns of the loop that one run makes, and multiply-adds of each accumulator in a turn. */
const TURNS = 50_000;
const UNROLLED = 4;
/** Operations of one run. */
const PEAK_OPERATIONS = 2 * 4 * ACCUMULATORS * UNROLLED * TURNS;

const PAGE = 65536;
/** Bytes that one turn of the reading loop takes. */
const READ_STEP = 256;
/** Bytes that one run reads at least, however small the buffer. */
const READ_LEAST = 4 << 20;

type Run = (a: number, b: number, c: number) => void;

/** A module of one function over a memory of its own. */
function build(
  bytes: number,
  write: (body: Body, a: Local<'i32'>, b: Local<'i32'>, c: Local<'i32'>) => void,
): Run {
  const pages = Math.ceil(bytes / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const code = emitModule([emitFunction('run', 3, write)], { shared: false, maximumPages: pages });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
  // Untouched pages may all be one page of zeros: what is read must have been written.
  new Uint8Array(memory.buffer).fill(1);
  return exports.run as Run;
}

/** All operands in registers: `x ← x·c + d` with strict arithmetic (no product is known before), `x ← a·b + x` fused. */
function emitPeak(arithmetic: Arithmetic): Run {
  return build(PAGE, (body, at, turns) => {
    const madd = multiplyAdd(arithmetic);
    const a = body.local('v128', f32x4.const(0.75));
    const b = body.local('v128', f32x4.const(0.25));
    const sums = Array.from({ length: ACCUMULATORS }, () => body.local('v128'));
    const turn = body.local('i32');
    body.while(i32.ltU(turn, turns), () => {
      for (let k = 0; k < UNROLLED; k++) {
        for (const sum of sums)
          body.set(sum, arithmetic === 'fused' ? madd(a, b, sum) : madd(sum, a, b));
      }
      body.advance(turn, 1);
    });
    for (const [k, sum] of sums.entries()) body.storeV128(at, sum, 16 * k);
  });
}

/** Reads `bytes` from the start of the memory, `passes` times, into eight sums. */
function emitRead(bytes: number): Run {
  return build(bytes, (body, at, end, passes) => {
    const sums = Array.from({ length: 8 }, () => body.local('v128'));
    const from = body.local('i32');
    const pass = body.local('i32');
    body.while(i32.ltU(pass, passes), () => {
      body.set(from, i32.const(0));
      body.while(i32.ltU(from, end), () => {
        for (let offset = 0; offset < READ_STEP; offset += 16) {
          const sum = sums[(offset / 16) % sums.length];
          body.set(sum, i32x4.add(sum, v128.load(from, offset)));
        }
        body.advance(from, READ_STEP);
      });
      body.advance(pass, 1);
    });
    for (const sum of sums.slice(1)) body.set(sums[0], i32x4.add(sums[0], sum));
    body.storeV128(at, sums[0]);
  });
}

/** The multiply-add peak as a contestant, with the operations of one of its runs. */
export async function peakContestant(
  arithmetic: Arithmetic,
): Promise<{ contestant: Contestant; operations: number }> {
  const run = emitPeak(arithmetic);
  return {
    contestant: await contestant(`${arithmetic} peak`, () => run(0, TURNS, 0)),
    operations: PEAK_OPERATIONS,
  };
}

/** Arithmetics that this machine has. */
export const arithmetics = (): readonly Arithmetic[] =>
  probe().relaxedSimd ? ['strict', 'fused'] : ['strict'];

async function readContestant(name: string, bytes: number) {
  const run = emitRead(bytes);
  const passes = Math.max(1, Math.round(READ_LEAST / bytes));
  return {
    contestant: await contestant(name, () => run(0, bytes, passes)),
    bytes: bytes * passes,
  };
}

/** Half of a cache leaves room for what else lies there; the last buffer is far larger than any cache. */
function readSizes({ l1, l2, l3 }: Caches): readonly (readonly [name: string, bytes: number])[] {
  const whole = (bytes: number): number => Math.floor(bytes / READ_STEP) * READ_STEP;
  return [
    ['L1', whole((l1 || 32 << 10) / 2)],
    ['L2', whole((l2 || 1 << 20) / 2)],
    ['memory', Math.min(1 << 30, Math.max(256 << 20, 8 * l3))],
  ];
}

async function* run({ machine, rounds }: Effort): AsyncGenerator<Row, void> {
  const peaks: Awaited<ReturnType<typeof peakContestant>>[] = [];
  for (const arithmetic of arithmetics()) peaks.push(await peakContestant(arithmetic));
  const results = await race(
    peaks.map((peak) => peak.contestant),
    rounds,
  );
  for (const [k, arithmetic] of arithmetics().entries()) {
    const what =
      arithmetic === 'fused'
        ? `fused multiply-adds, ${ACCUMULATORS} sums in registers`
        : `multiply, then add, ${ACCUMULATORS} sums in registers`;
    yield { what, measured: peaks[k].operations / results[k].least / 1e9, unit: 'GF/s' };
  }
  for (const [name, bytes] of readSizes(machine.caches)) {
    const reading = await readContestant(name, bytes);
    const [result] = await race([reading.contestant], rounds);
    const size = bytes >= 1 << 20 ? `${bytes >> 20} MiB` : `${bytes >> 10} KiB`;
    yield {
      what: `reading from ${name} (${size})`,
      measured: reading.bytes / result.least / 1e9,
      unit: 'GB/s',
    };
  }
}

export const roofline: Suite = { title: 'Limits of one thread', run };
