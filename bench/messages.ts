/**
 * Message passing for discrete synapses: products of patterns of one bit an entry with vectors of singles, and reinforced
 * belief propagation in its approximate form to a solution, beside the same in plain C (gcc -O3 -march=native -ffast-math).
 *
 * Both programs solve the same instances from first messages of their own.
 */

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { finish, finishAsync, withoutTicks } from '../src/numerics/pace.ts';
import { createRandom } from '../src/numerics/random.ts';
import { createBitProductsInSteps } from '../src/solvers/discrete/products.ts';
import { reinforcedBeliefPropagation } from '../src/solvers/discrete/recipes.ts';
import { referenceDiscrete } from '../src/tasks/discrete/index.ts';
import { GOALS } from './goals.ts';
import { contestant, median, race, threadClock } from './measure.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

const execute = promisify(execFile);

async function* products({ rounds }: Effort): AsyncGenerator<Row, void> {
  for (const [inputs, patterns] of [
    [1001, 701],
    [10_001, 7201],
  ]) {
    const problem = referenceDiscrete({ inputs, patterns }, 1);
    const made = await finishAsync(createBitProductsInSteps(problem, { slots: 1 }));
    const [slot] = made.slots;
    slot.synapses[0].fill(0.5);
    slot.patterns[0].fill(0.5);
    const results = await race(
      [
        await contestant('along', () => finish(slot.along())),
        await contestant('down', () => finish(slot.down())),
      ],
      rounds,
    );
    for (const { name, least } of results)
      yield {
        what: `bits times singles, ${name === 'along' ? 'along patterns' : 'down synapses'}, N = ${inputs}`,
        measured: (patterns * inputs) / least / 1e9,
        unit: 'G/s',
        goal: GOALS.bitProducts,
        note: 'synapse operations',
      };
    made.dispose();
  }
}

interface Solved {
  readonly seconds: number;
  readonly sweeps: number;
  readonly solved: boolean;
}

async function solve(
  inputs: number,
  patterns: number,
  seed: number,
  decay: number,
): Promise<Solved> {
  const problem = referenceDiscrete({ inputs, patterns }, seed);
  const random = createRandom(seed);
  const options = { random, decay, form: 'approximate' } as const;
  const solver = await finishAsync(reinforcedBeliefPropagation(problem, options));
  const began = threadClock();
  let [sweeps, solved] = [0, false];
  for (const record of withoutTicks(solver.learn())) ({ iteration: sweeps, solved } = record);
  const seconds = threadClock() - began;
  solver.dispose();
  return { seconds, sweeps, solved };
}

/** The C program on the same instances; undefined where there is no compiler. */
async function inC(
  inputs: number,
  patterns: number,
  seeds: readonly number[],
  decay: number,
): Promise<Solved[] | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'frugal-amp-'));
  try {
    const source = fileURLToPath(new URL('./peers/amp.c', import.meta.url));
    const program = join(folder, 'amp');
    await execute('gcc', ['-O3', '-march=native', '-ffast-math', '-o', program, source, '-lm']);
    const all: Solved[] = [];
    for (const seed of seeds) {
      const words = [inputs, patterns, seed, decay].map(String);
      const { stdout } = await execute(program, words);
      const [seconds, sweeps, solved] = stdout.trim().split(' ').map(Number);
      all.push({ seconds, sweeps, solved: solved === 1 });
    }
    return all;
  } catch {
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* solving({ rounds }: Effort): AsyncGenerator<Row, void> {
  const cases = [
    { inputs: 1001, load: 0.6, decay: 0.9, count: Math.min(20, 2 * rounds) },
    { inputs: 10_001, load: 0.72, decay: 0.995, count: 1, goal: GOALS.rbp10001 },
  ];
  for (const { inputs, load, decay, count, goal } of cases) {
    const patterns = Math.round(load * inputs);
    const seeds = Array.from({ length: count }, (_, k) => 1000 + k);
    const ours: Solved[] = [];
    for (const seed of seeds) ours.push(await solve(inputs, patterns, seed, decay));
    const what = `reinforced BP, N = ${inputs}, α = ${load}`;
    const solved = ours.filter((each) => each.solved).length;
    yield {
      what: `${what}, to a solution`,
      measured: median(ours.map((each) => each.seconds)),
      unit: 's',
      goal,
      note: `${solved} of ${count} solved, ${median(ours.map((each) => each.sweeps))} sweeps`,
    };
    const theirs = await inC(inputs, patterns, seeds, decay);
    if (theirs === undefined) continue;
    const perSweep = (all: readonly Solved[]): number =>
      all.reduce((sum, each) => sum + each.seconds, 0) /
      all.reduce((sum, each) => sum + each.sweeps, 0);
    yield {
      what: `${what}, a sweep, against plain C`,
      measured: perSweep(theirs) / perSweep(ours),
      unit: 'times',
      goal: inputs > 5000 ? GOALS.rbpInC : undefined,
      note: `${median(theirs.map((each) => each.seconds)).toPrecision(3)} s to a solution`,
    };
  }
}

async function* run(effort: Effort): AsyncGenerator<Row, void> {
  yield* products(effort);
  yield* solving(effort);
}

export const messages: Suite = { title: 'Message passing for discrete synapses', run };
