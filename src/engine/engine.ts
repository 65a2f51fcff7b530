/**
 * The engine: owns the memory, the compiled kernels, the threads and the programs that they run.
 *
 * Use: allocate, make programs, `await ready()`, then `run` as often as you like. Kernels of new programs need another
 * `ready()`. The `twin` backend runs every program on the slow TypeScript twins, in one thread, for tests.
 */

import { checkNames, FrugalError, unknownName } from '../errors.ts';
import type { Arithmetic, Kernel } from '../kernels/index.ts';
import { abilities, requireSimd } from './abilities.ts';
import { CONTROL, CONTROL_BYTES, meet, release } from './barrier.ts';
import { alone, compile, twinOf } from './compile.ts';
import { createMemory, type Memory } from './memory.ts';
import { createPace, type Pace } from './pace.ts';
import {
  encodeProgram,
  isPhased,
  type KernelFunction,
  type Phases,
  programWords,
  runStrands,
  type Strand,
} from './program.ts';
import { instantiate } from './serve.ts';
import type { WorkerHandle } from './spawn.ts';

/** A program in the engine's memory. */
export interface Program {
  /** Replaces the calls; the new program must not be longer than the first. */
  rewrite(strands: readonly Strand[]): void;
}

interface Stored extends Program {
  readonly phases?: undefined;
  readonly word: number;
  readonly strands: number;
  readonly pace: Pace;
}

/** Programs that run one after another. */
interface Phased extends Program {
  readonly phases: readonly Program[];
}

export interface Engine {
  readonly memory: Memory;
  /** What the results are made with: `fused` only where the machine has it. */
  readonly arithmetic: Arithmetic;
  readonly backend: 'wasm' | 'twin';
  /** Threads that `ready` starts (this one counts). */
  readonly threads: number;
  /** Stores strands that do not depend on each other, or phases of such, each of which begins when the one before is done. */
  program(strands: readonly Strand[] | Phases): Program;
  /** Has the next `ready()` compile kernels of programs that may be made later. */
  expect(kernels: readonly Kernel[]): void;
  /** Compiles the kernels of new programs and starts the threads; with `alone`, leaves the threads for a later call. */
  ready(alone?: boolean): Promise<void>;
  /** Runs a program to its end. */
  run(program: Program): void;
  /** Runs one kernel at once, in this thread: for what happens now and then. It is compiled when it is first called. */
  call(kernel: Kernel, ...values: number[]): void;
  /** Ends the threads. The memory goes when nothing holds it any more. */
  dispose(): void;
}

export interface EngineOptions {
  /** 1 … 256; fewer are used where memory cannot be shared. Default 1. */
  readonly threads?: number;
  readonly arithmetic?: Arithmetic;
  readonly backend?: 'wasm' | 'twin';
}

const ARITHMETICS: readonly Arithmetic[] = ['strict', 'fused'];

/** The arithmetic that `asked` becomes on this machine. @throws UsageError for a word that is none */
export function resolveArithmetic(asked: Arithmetic): Arithmetic {
  if (!ARITHMETICS.includes(asked)) throw unknownName('arithmetic', asked, ARITHMETICS);
  return asked === 'fused' && abilities().relaxedSimd ? 'fused' : 'strict';
}

function checkThreads(asked: number): void {
  if (!Number.isInteger(asked) || asked < 1 || asked > 256)
    throw new FrugalError(`threads ${asked} is not an integer from 1 to 256`);
}

/** Kernels as they run in JavaScript. */
const twinsOf = (kernels: readonly Kernel[], memory: Memory): KernelFunction[] =>
  kernels.map((kernel) => twinOf(kernel, memory));

/** Starts `threads` − 1 workers; fewer come back where not all can be had. */
async function startWorkers(
  memory: Memory,
  module: WebAssembly.Module,
  names: readonly string[],
  threads: number,
): Promise<WorkerHandle[]> {
  const words = memory.views().i32;
  const generation = Atomics.load(words, CONTROL.generation);
  const crew = Atomics.load(words, CONTROL.crew);
  const { spawner } = await import('./spawn.ts');
  const spawn = await spawner();
  const order = { memory: memory.memory, module, kernels: names, threads };
  const starting = Array.from({ length: threads - 1 }, (_, k) =>
    spawn({ ...order, thread: k + 1, generation, crew }),
  );
  const started = await Promise.allSettled(starting);
  return started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

/** Runs a program in this thread and the waiting ones. */
function runTogether(
  functions: readonly KernelFunction[],
  words: Int32Array,
  word: number,
  threads: number,
): void {
  release(words, word);
  try {
    runStrands(functions, words, word, 0, threads);
  } finally {
    // Also after a trap here: the others must not be left in the middle of a program.
    meet(words, threads - 1);
  }
  if (Atomics.load(words, CONTROL.failed) !== 0) {
    Atomics.store(words, CONTROL.failed, 0);
    throw new Error('a kernel failed in a worker thread: an address out of bounds');
  }
}

/** Makes an engine. Throws `FrugalError` for a thread count out of range or a machine without SIMD. */
export function createEngine(options: EngineOptions = {}): Engine {
  checkNames('createEngine()', options, ['threads', 'arithmetic', 'backend']);
  const asked = options.threads ?? 1;
  checkThreads(asked);
  const backend = options.backend ?? 'wasm';
  const able = abilities();
  if (backend === 'wasm') requireSimd();
  const threads = backend === 'wasm' && able.sharedMemory && able.mayWait ? asked : 1;
  const memory = createMemory(threads > 1, CONTROL_BYTES);
  const arithmetic =
    backend === 'twin' ? 'strict' : resolveArithmetic(options.arithmetic ?? 'fused');
  const kernels: Kernel[] = [];
  const numbers = new Map<string, number>();
  let functions: KernelFunction[] = [];
  const called = new Map<string, KernelFunction>();
  let workers: WorkerHandle[] = [];
  /** Workers could not be started here: not tried again. */
  let refused = false;

  const numberOf = (kernel: Kernel): number => {
    const known = numbers.get(kernel.key);
    if (known !== undefined) return known;
    numbers.set(kernel.key, kernels.length);
    kernels.push(kernel);
    return kernels.length - 1;
  };

  const stopWorkers = (): void => {
    if (workers.length === 0) return;
    const words = memory.views().i32;
    // A page ends its workers some time after it is told to: until then they must not take the place of the next ones.
    Atomics.add(words, CONTROL.crew, 1);
    release(words, 0);
    for (const worker of workers) worker.terminate();
    workers = [];
  };

  const engine: Engine = {
    memory,
    arithmetic,
    backend,
    threads,
    program(strands) {
      if (isPhased(strands)) {
        const phased: Phased = {
          phases: strands.map((phase) => engine.program(phase)),
          rewrite: () => {
            throw new Error('a program of phases cannot be rewritten');
          },
        };
        return phased;
      }
      const capacity = programWords(strands);
      const word = memory.allocate(4 * capacity) / 4;
      const write = (next: readonly Strand[]): void => {
        if (next.length !== strands.length || programWords(next) > capacity) {
          throw new Error(
            `a program of ${capacity} words cannot be rewritten with ${programWords(next)}`,
          );
        }
        encodeProgram(next, numberOf, memory.views().i32, word);
      };
      write(strands);
      const stored: Stored = { word, strands: strands.length, pace: createPace(), rewrite: write };
      return stored;
    },
    expect(coming) {
      for (const kernel of coming) numberOf(kernel);
    },
    async ready(alone = false) {
      if (
        functions.length === kernels.length &&
        (alone || refused || workers.length === threads - 1)
      )
        return;
      if (backend === 'twin') {
        functions = twinsOf(kernels, memory);
        return;
      }
      stopWorkers();
      const module = await compile(kernels, memory);
      const names = kernels.map((kernel) => kernel.key);
      functions = instantiate(module, memory.memory, names);
      if (threads === 1 || alone || refused) return;
      workers = await startWorkers(memory, module, names, threads);
      // Where not all can be had, one thread does the work: the results are the same.
      if (workers.length < threads - 1) {
        stopWorkers();
        refused = true;
      }
    },
    run(program) {
      const stored = program as Stored | Phased;
      if (stored.phases !== undefined) {
        for (const phase of stored.phases) engine.run(phase);
        return;
      }
      const { word, strands, pace } = stored;
      const words = memory.views().i32;
      if (functions.length !== kernels.length) throw new Error('engine.run before engine.ready()');
      if (workers.length === 0 || strands < 2) {
        runStrands(functions, words, word, 0, 1);
        return;
      }
      const began = performance.now();
      if (pace.together()) runTogether(functions, words, word, threads);
      else runStrands(functions, words, word, 0, 1);
      pace.took(performance.now() - began);
    },
    call(kernel, ...values) {
      let run = called.get(kernel.key);
      if (run === undefined) {
        run = backend === 'twin' ? twinsOf([kernel], memory)[0] : alone(kernel, memory);
        called.set(kernel.key, run);
      }
      run(...values);
    },
    dispose: stopWorkers,
  };
  return engine;
}
