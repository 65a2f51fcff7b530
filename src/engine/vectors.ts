/**
 * Vectors of 256 bits where V8 can make them: it packs neighbouring 128-bit operations in pairs, when asked before it
 * compiles and when kernels are emitted so that it can.
 *
 * The flag is experimental, so it is tried before it is trusted: a kernel is compiled with and without it, and it stays
 * on only where both come to the same bits and the packed one is faster. It never changes a result and is no part of a
 * run's identity. `FRUGAL_VECTORS=128` in the environment leaves it off. Browsers cannot be asked.
 */

// By its own file: the front door loads the engine, and should not load all kernels for a probe.
import { backward } from '../kernels/backward.ts';
import { emitModule } from '../wasm/index.ts';

/** Bits of the vectors that kernels run on, and why they are not 256. */
export interface Vectors {
  readonly bits: 128 | 256;
  readonly reason?: string;
}

interface Flags {
  setFlagsFromString(flag: string): void;
}

/** The first V8 whose packing is used: the one of Node 24. Older ones do not know the flag, or pack little. */
const FIRST_V8 = [13, 6] as const;
const ON = '--experimental-wasm-revectorize';
const OFF = '--no-experimental-wasm-revectorize';

/** Time that the packed kernels may take at most, in that of the others; where pairs are packed it is about 0.65. */
const GAIN = 0.9;
/** Bursts of each, in turns; the least counts, so that a busy machine decides nothing. */
const ROUNDS = 12;

/** Lists, units and connections of the layer that is tried: small enough for the first level of cache. */
const [LISTS, PER_LIST, WIDTH] = [32, 13, 32] as const;

/** V8's flags, where this is a Node whose V8 packs on this processor; else why not. */
function flagsOrReason(): Flags | string {
  const { process } = globalThis as {
    process?: {
      readonly arch?: string;
      readonly versions?: { readonly v8?: string };
      readonly env?: Readonly<Record<string, string | undefined>>;
      readonly getBuiltinModule?: (name: string) => unknown;
    };
  };
  const version = process?.versions?.v8;
  if (version === undefined) return 'only Node can be asked for them';
  const asked = process?.env?.FRUGAL_VECTORS;
  if (asked === '128') return 'FRUGAL_VECTORS=128';
  if (process?.arch !== 'x64') return `V8 does not pack on ${process?.arch}`;
  const [major, minor] = version.split('.').map(Number);
  if (major < FIRST_V8[0] || (major === FIRST_V8[0] && minor < FIRST_V8[1]))
    return `V8 ${major}.${minor} does not pack them; Node 24 and later do`;
  const flags = process?.getBuiltinModule?.('node:v8') as Flags | undefined;
  return flags ?? 'V8 cannot be asked';
}

/** Addresses of the layer that is tried, in one page after the other. */
const AT = {
  start: 0,
  index: 1024,
  weight: 4096,
  gradient: 8192,
  own: 16384,
  other: 32768,
  output: 49152,
};
const PAGES = 2;

/** The kernel that is tried, whose lists end in a part of a group, and its arguments. It packs loads, sums and shuffles. */
const TRIED = backward({ width: WIDTH, index: 'u16', arithmetic: 'strict', mode: 'store' });
const VALUES = [
  ...[0, LISTS, AT.start, AT.index, AT.weight, AT.gradient],
  ...[AT.own, AT.output, AT.other],
];

/** Numbers that round in every operation, without a random stream: this room has none. */
function fillLayer(buffer: ArrayBuffer): void {
  const start = new Uint32Array(buffer, AT.start, LISTS + 1);
  for (let list = 0; list <= LISTS; list++) start[list] = list * PER_LIST;
  const index = new Uint16Array(buffer, AT.index, LISTS * PER_LIST);
  for (let k = 0; k < index.length; k++) index[k] = (k * 7) % LISTS;
  for (const [at, count] of [
    [AT.weight, LISTS * PER_LIST],
    [AT.own, LISTS * WIDTH],
    [AT.other, LISTS * WIDTH],
  ]) {
    const values = new Float32Array(buffer, at, count);
    for (let k = 0; k < count; k++) values[k] = ((k * 0.61803398875 + at) % 1) - 0.5;
  }
}

interface Trial {
  readonly run: () => void;
  readonly bits: Uint32Array;
}

/** Compiles the kernel with the flags as they are; under a name of its own, or V8 would take the code that it has. */
function compile(emitted: ReturnType<typeof TRIED.emit>, exportName: string): Trial {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
  fillLayer(memory.buffer);
  const bytes = emitModule([{ ...emitted, exportName }], { shared: false, maximumPages: PAGES });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const call = exports[exportName] as (...values: number[]) => void;
  const run = (): void => call(...VALUES);
  run();
  return { run, bits: new Uint32Array(memory.buffer) };
}

/** Whether the second comes to the bits of the first, and is enough faster; else why it is not to be had. */
function reasonAgainst(plain: Trial, packed: Trial): string | undefined {
  if (plain.bits.some((bits, k) => bits !== packed.bits[k]))
    return 'packed kernels do not come to the same bits here';
  const least = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [k, { run }] of [plain, packed].entries()) {
      const began = performance.now();
      for (let turn = 0; turn < 4; turn++) run();
      least[k] = Math.min(least[k], performance.now() - began);
    }
  }
  if (least[1] <= GAIN * least[0]) return undefined;
  return `packed kernels are not faster here: ${(least[1] / least[0]).toFixed(2)} of the time`;
}

/** Tries, and leaves V8 packing where it pays. */
function widen(): Vectors {
  const flags = flagsOrReason();
  if (typeof flags === 'string') return { bits: 128, reason: flags };
  try {
    // Optimised code at once: V8's baseline compiler packs nothing.
    flags.setFlagsFromString('--no-liftoff');
    flags.setFlagsFromString(OFF);
    const emitted = TRIED.emit(true);
    const plain = compile(emitted, 'plain');
    flags.setFlagsFromString(ON);
    const reason = reasonAgainst(plain, compile(emitted, 'packed'));
    if (reason === undefined) return { bits: 256 };
    flags.setFlagsFromString(OFF);
    return { bits: 128, reason };
  } catch (error) {
    flags.setFlagsFromString(OFF);
    return { bits: 128, reason: `packing failed: ${(error as Error).message}` };
  } finally {
    flags.setFlagsFromString('--liftoff');
  }
}

let found: Vectors | undefined;

/** Tries once and remembers. To be called before kernels are compiled. */
export function vectors(): Vectors {
  found ??= widen();
  return found;
}
