/** Programs on one thread, on several, and on the twins; memory; probes; what happens when things are missing. */

import { afterEach, describe, expect, it } from 'vitest';
import { fill, multiply } from '../kernels/index.ts';
import { emitModule } from '../wasm/index.ts';
import { CONTROL, CONTROL_BYTES, meet, release } from './barrier.ts';
import { createEngine, type Engine, type EngineOptions } from './engine.ts';
import { createMemory } from './memory.ts';
import { createPace } from './pace.ts';
import { probe } from './probe.ts';
import { encodeProgram, programWords, runStrands } from './program.ts';
import { spawner } from './spawn.ts';

const engines: Engine[] = [];
const make = (options: EngineOptions): Engine => {
  const engine = createEngine(options);
  engines.push(engine);
  return engine;
};
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

/** Twelve strands that each fill a row with biases and square it twice, run `times` times. */
async function squares(engine: Engine, times: number): Promise<Float32Array> {
  const units = 64;
  const bias = engine.memory.allocate(4 * units);
  const rows = Array.from({ length: 12 }, () => engine.memory.allocate(4 * units * 8));
  const { f32 } = engine.memory.views();
  for (let k = 0; k < units; k++) f32[bias / 4 + k] = 1 + k / units;
  const program = engine.program(
    rows.map((row) => [
      { kernel: fill(8), values: [units, bias, row] },
      { kernel: multiply, values: [units * 8, row, row, row] },
      { kernel: multiply, values: [units * 8, row, row, row] },
    ]),
  );
  await engine.ready();
  for (let k = 0; k < times; k++) engine.run(program);
  return Float32Array.from(
    rows.flatMap((row) => [...engine.memory.views().f32.subarray(row / 4, row / 4 + units * 8)]),
  );
}

describe('engine', () => {
  it('gives the same bits on twins, one, two and four threads', async () => {
    const expected = await squares(make({ backend: 'twin' }), 1);
    expect(expected[8 * 32]).toBe(1.5 ** 4);
    for (const threads of [1, 2, 4]) {
      const got = await squares(make({ threads, arithmetic: 'strict' }), 50);
      expect([...got]).toEqual([...expected]);
    }
  });

  it('takes new programs and a grown memory while threads are running', async () => {
    const engine = make({ threads: 2 });
    await squares(engine, 3);
    engine.memory.allocate(20 << 20);
    const again = await squares(engine, 3);
    // All twelve rows: half of them are the worker's.
    expect([...again]).toEqual([...(await squares(make({ backend: 'twin' }), 1))]);
  });

  it('lets no worker of an earlier crew run a program, however late it wakes', async () => {
    const memory = createMemory(true, CONTROL_BYTES);
    memory.allocate(8192);
    const { i32 } = memory.views();
    const code = emitModule([fill(8).emit()], { shared: true, maximumPages: memory.maximumPages });
    const order = {
      ...{ memory: memory.memory, module: new WebAssembly.Module(code), kernels: [fill(8).key] },
      ...{ thread: 1, threads: 2, generation: 0 },
    };
    const spawn = await spawner();
    const workers = await Promise.all([4, 5].map((crew) => spawn({ ...order, crew })));
    const strands = [[], [{ kernel: fill(8), values: [1, 2048, 4096] }]];
    encodeProgram(strands, () => 0, i32, 600);
    Atomics.store(i32, CONTROL.crew, 5);
    for (let k = 0; k < 3; k++) {
      release(i32, 600);
      meet(i32, 1);
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(Atomics.load(i32, CONTROL.arrived)).toBe(1);
    }
    for (const worker of workers) worker.terminate();
  });

  it('reports a kernel that fails in a worker, and goes on', async () => {
    const engine = make({ threads: 2 });
    const far = 2 ** 31 - 64;
    const failing = engine.program([
      [{ kernel: multiply, values: [4, 4096, 4096, 4096] }],
      [{ kernel: multiply, values: [4, far, far, far] }],
    ]);
    await engine.ready();
    expect(() => engine.run(failing)).toThrow('a kernel failed in a worker thread');
    const rows = await squares(engine, 2);
    expect(rows[8 * 32]).toBe(1.5 ** 4);
  });

  it('refuses thread counts that make no sense, and running before ready', () => {
    expect(() => createEngine({ threads: 0 })).toThrow('threads 0 is not an integer from 1 to 256');
    expect(() => createEngine({ threads: 1.5 })).toThrow('threads 1.5');
    const engine = make({});
    const program = engine.program([[{ kernel: multiply, values: [0, 0, 0, 0] }]]);
    expect(() => engine.run(program)).toThrow('engine.run before engine.ready()');
  });

  it('probes what it has', () => {
    const able = probe();
    expect(able.simd).toBe(true);
    expect(able.sharedMemory).toBe(true);
    expect(able.mayWait).toBe(true);
    expect(able.processors).toBeGreaterThan(0);
    const { arithmetic } = make({ arithmetic: 'fused' });
    expect(arithmetic).toBe(able.relaxedSimd ? 'fused' : 'strict');
  });
});

describe('memory', () => {
  it('aligns, zeroes, grows, and gives back', () => {
    const { memory } = make({});
    const first = memory.allocate(100);
    expect(first % 64).toBe(0);
    memory.views().u8.fill(255, first, first + 100);
    const mark = memory.mark();
    memory.release(first);
    const again = memory.allocate(100);
    expect(again).toBe(first);
    expect(
      memory
        .views()
        .u8.subarray(first, first + 100)
        .every((byte) => byte === 0),
    ).toBe(true);
    expect(memory.mark()).toBe(mark);
    const size = memory.size;
    const large = memory.allocate(size);
    expect(memory.size).toBeGreaterThan(size);
    expect(memory.views().u8.length).toBe(memory.size);
    expect(large).toBeGreaterThan(first);
  });

  it('says what was asked for when 4 GiB are not enough', () => {
    const { memory } = make({});
    expect(() => memory.allocate(5 * 2 ** 30)).toThrow(
      /the network needs 5\d+ MiB, the engine's limit is \d+ MiB/,
    );
    expect(memory.allocate(64)).toBeGreaterThan(0);
  });
});

describe('programs', () => {
  it('give every strand to exactly one thread, in contiguous blocks', () => {
    const strands = Array.from({ length: 7 }, (_, k) => [
      { kernel: multiply, values: [k, 0, 0, 0] },
    ]);
    const words = new Int32Array(programWords(strands));
    encodeProgram(strands, () => 0, words, 0);
    for (const threads of [1, 2, 3, 7, 9]) {
      const seen: number[] = [];
      for (let thread = 0; thread < threads; thread++)
        runStrands([(k) => void seen.push(k)], words, 0, thread, threads);
      expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
    }
  });

  it('refuse a wrong number of arguments', () => {
    const strands = [[{ kernel: multiply, values: [1, 2] }]];
    const words = new Int32Array(programWords(strands));
    expect(() => encodeProgram(strands, () => 0, words, 0)).toThrow(
      'kernel multiply takes 4 arguments, got 2',
    );
  });
});

describe('pace', () => {
  const choices = (together: number, alone: number): boolean => {
    const pace = createPace();
    for (let run = 0; run < 100; run++) pace.took(pace.together() ? together : alone);
    return pace.together();
  };
  it('falls back to one thread when meetings are slow, and stays with all when they are not', () => {
    expect(choices(5, 1)).toBe(false);
    expect(choices(1, 2)).toBe(true);
  });
  it('returns to all threads when the machine is free again', () => {
    const pace = createPace();
    for (let run = 0; run < 100; run++) pace.took(pace.together() ? 5 : 1);
    for (let run = 0; run < 500; run++) pace.took(pace.together() ? 0.5 : 1);
    expect(pace.together()).toBe(true);
  });
});
