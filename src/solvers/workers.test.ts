import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { inhibitoryFirst, randomAssociations } from '../tasks/associations.ts';
import type { Reply, Thread } from '../threads/thread.ts';
import type { WeightConstraints } from './constraints.ts';
import { loadHighs } from './highs.ts';
import {
  type RobustnessOptions,
  type RobustnessResult,
  solveRobustness,
} from './robust-weights.ts';
import { maximiseRobustness, maximiseRobustnessInSteps } from './robustness.ts';
import { createSolverWorkers, type Order } from './workers.ts';

const activities = { inputActivity: 0.5, outputActivity: 0.5 };
const data = randomAssociations(
  { inputs: 40, associations: 20, signs: inhibitoryFirst(40, 0.2), ...activities },
  createRandom(1),
);

/** A thread that says it is there, and answers when it is told to. */
function fakeThread(): Thread<Order, RobustnessResult> & {
  reply(reply: Reply<RobustnessResult>): void;
  end(reason: string): void;
} {
  let [onReply, onEnd] = [(_: Reply<RobustnessResult>): void => {}, (_: string): void => {}];
  return {
    post: vi.fn(),
    listen(replied, ended) {
      [onReply, onEnd] = [replied, ended];
      queueMicrotask(() => replied({ kind: 'ready' }));
    },
    terminate: vi.fn(),
    reply: (reply) => onReply(reply),
    end: (reason) => onEnd(reason),
  };
}

const order: Order = { data, constraints: {}, options: {} };
const result = {
  ...{ status: 'infeasible' as const, bound: 1, reason: 'none', thread: 'worker' as const },
};

describe('workers of the exact solver', () => {
  it('are used again, and at most four wait', async () => {
    const threads: ReturnType<typeof fakeThread>[] = [];
    const workers = createSolverWorkers(async () => {
      threads.push(fakeThread());
      return threads[threads.length - 1];
    });
    const taken = [];
    for (let k = 0; k < 6; k++) taken.push((await workers.take())!);
    expect(threads).toHaveLength(6);
    for (const worker of taken) workers.giveBack(worker);
    expect(threads.map(({ terminate }) => vi.mocked(terminate).mock.calls.length)).toEqual([
      ...[0, 0, 0, 0, 1, 1],
    ]);
    for (let k = 0; k < 4; k++) await workers.take();
    expect(threads).toHaveLength(6);
    await workers.take();
    expect(threads).toHaveLength(7);
  });

  it('answer, fail with the solver, or fail when they end', async () => {
    const thread = fakeThread();
    const worker = (await createSolverWorkers(async () => thread).take())!;
    const asked = worker.ask(order);
    expect(thread.post).toHaveBeenCalledWith(order);
    thread.reply({ kind: 'found', result });
    expect(await asked).toBe(result);
    const failing = worker.ask(order);
    thread.reply({ kind: 'failed', message: 'install highs', error: 'given' });
    await expect(failing).rejects.toMatchObject({ name: 'FrugalError', message: 'install highs' });
    const ending = worker.ask(order);
    thread.end('exit code 1');
    await expect(ending).rejects.toThrow("the solver's worker has ended: exit code 1");
  });

  it('are not tried again where none can be started', async () => {
    const start = vi.fn(async (): Promise<Thread<Order, RobustnessResult>> => {
      throw new Error('no threads here');
    });
    const workers = createSolverWorkers(start);
    expect(await workers.take()).toBeUndefined();
    expect(await workers.take()).toBeUndefined();
    expect(start).toHaveBeenCalledTimes(1);
  });
});

describe('the most robust weights', () => {
  it('from a worker are those from this thread, bit for bit', async () => {
    const programs: readonly (readonly [WeightConstraints, RobustnessOptions])[] = [
      [{}, {}],
      [{ density: 0.25 }, {}],
      [{ gap: 2 }, { method: 'elimination' }],
    ];
    for (const [constraints, options] of programs) {
      const there = await maximiseRobustness(data, constraints, options);
      const here = solveRobustness(await loadHighs(), data, constraints, options, 'caller');
      expect(there).toEqual({ ...here, thread: 'worker' });
    }
  });

  it('are waited for by a process that has nothing else to do, and do not keep it from ending', async () => {
    const [robustness, tasks, random] = [
      './robustness.ts',
      '../tasks/associations.ts',
      '../numerics/random.ts',
    ].map((path) => JSON.stringify(new URL(path, import.meta.url).href));
    const script = `
      const { maximiseRobustness } = await import(${robustness});
      const { randomAssociations } = await import(${tasks});
      const { createRandom } = await import(${random});
      const activities = { inputActivity: 0.5, outputActivity: 0.5 };
      const data = randomAssociations({ inputs: 20, associations: 8, ...activities }, createRandom(1));
      for (let k = 0; k < 2; k++) console.log((await maximiseRobustness(data)).thread);`;
    const { stdout } = await promisify(execFile)(
      ...([process.execPath, ['--input-type=module', '--eval', script]] as const),
    );
    expect(stdout).toBe('worker\nworker\n');
  });

  it('are given up at once when nobody waits for them any more, also in the middle of a program', async () => {
    // Minutes of branching; the test ends in time only if the worker is ended.
    const large = randomAssociations(
      { inputs: 100, associations: 60, ...activities },
      createRandom(2),
    );
    const work = maximiseRobustnessInSteps(large, { density: 0.3 }, { timeLimit: 3600 });
    for (let ticks = 0; ticks < 4; ticks++) {
      const { value } = await work.next();
      expect(typeof value === 'object' && isTick(value)).toBe(true);
    }
    await work.return(result);
    expect(await work.next()).toEqual({ done: true, value: undefined });
    // The next program has a worker of its own.
    expect((await maximiseRobustness(data)).thread).toBe('worker');
  });
});
