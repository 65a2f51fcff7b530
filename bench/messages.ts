/**
 * Message passing for discrete synapses: products of patterns of one bit an entry with vectors of singles; belief propagation in
 * its approximate form and with every message kept, reinforced and focusing, max-sum and entropic walks to a solution, beside
 * the same in plain C (gcc -O3 -march=native -ffast-math, so that gcc calls its vectors of exp, tanh and log).
 *
 * Both programs solve the same instances from first messages of their own; what is compared is the time of a sweep.
 */

import type { LedgerTotals } from '../src/ledger/index.ts';
import { type AsyncWork, finish, finishAsync, withoutTicks } from '../src/numerics/pace.ts';
import { createRandom } from '../src/numerics/random.ts';
import type { CataloguedSolver, DiscreteRecord } from '../src/solvers/discrete/catalogue.ts';
import { createEntropicWalkInSteps } from '../src/solvers/discrete/entropic.ts';
import { inTurn } from '../src/solvers/discrete/monte-carlo.ts';
import { createBitProductsInSteps } from '../src/solvers/discrete/products.ts';
import {
  focusingBeliefPropagation,
  reinforcedBeliefPropagation,
  reinforcedMaxSum,
} from '../src/solvers/discrete/recipes.ts';
import { referenceDiscrete } from '../src/tasks/discrete/index.ts';
import { GOALS, type Goal } from './goals.ts';
import { perSweep, type Solved, solvedInC } from './in-c.ts';
import { contestant, median, race, threadClock } from './measure.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

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

/** Solves an instance, and takes the time of it. */
async function solve(
  making: AsyncWork<CataloguedSolver>,
  sweepsOf: (last: DiscreteRecord, totals: LedgerTotals) => number = ({ iteration }) => iteration,
): Promise<Solved> {
  const solver = await finishAsync(making);
  const began = threadClock();
  let last: DiscreteRecord | undefined;
  for (const record of withoutTicks(solver.learn())) last = record;
  const seconds = threadClock() - began;
  const totals = solver.totals();
  solver.dispose();
  return last === undefined
    ? { seconds, sweeps: 0, solved: false }
    : { seconds, sweeps: sweepsOf(last, totals), solved: last.solved };
}

/** An algorithm on instances of one size, ours and a program in C. */
interface Race {
  readonly what: string;
  readonly count: number;
  readonly ours: (seed: number) => Promise<Solved>;
  /** The program, and its words for an instance. */
  readonly peer: string;
  readonly words: (seed: number) => readonly (string | number)[];
  /** Of the seconds to a solution, and of the ratio of sweeps. */
  readonly seconds?: Goal;
  readonly ratio?: Goal;
}

async function* against(races: readonly Race[]): AsyncGenerator<Row, void> {
  for (const { what, count, ours: solveOurs, peer, words, seconds, ratio } of races) {
    const seeds = Array.from({ length: count }, (_, k) => 1000 + k);
    // The first meets code that V8 has yet to learn.
    await solveOurs(seeds[0]);
    const ours: Solved[] = [];
    for (const seed of seeds) ours.push(await solveOurs(seed));
    yield {
      what: `${what}, to a solution`,
      measured: median(ours.map((each) => each.seconds)),
      unit: 's',
      goal: seconds,
      note: `${ours.filter((each) => each.solved).length} of ${count} solved, ${median(ours.map((each) => each.sweeps))} sweeps`,
    };
    const theirs = await solvedInC(peer, seeds.map(words));
    if (theirs === undefined) continue;
    yield {
      what: `${what}, a sweep, against plain C`,
      measured: perSweep(theirs) / perSweep(ours),
      unit: 'times',
      goal: ratio,
      note: `${median(theirs.map((each) => each.seconds)).toPrecision(3)} s to a solution`,
    };
  }
}

/** One bit a pattern and synapse, all fields renewed together. */
const approximate = (rounds: number): Race[] => {
  const few = Math.min(20, 2 * rounds);
  const cases = [
    { course: 'reinforced', inputs: 1001, load: 0.6, rate: 0.9, count: few },
    { course: 'focusing', inputs: 1001, load: 0.6, rate: 0.01, count: few },
    { course: 'focusing', inputs: 1001, load: 0.72, rate: 0.002, count: Math.min(5, rounds) },
    { course: 'reinforced', inputs: 10_001, load: 0.72, rate: 0.995, count: 1 },
  ] as const;
  return cases.map(({ course, inputs, load, rate, count }) => {
    const patterns = Math.round(load * inputs);
    const large = inputs > 5000;
    const reinforced = large ? GOALS.rbpInC : GOALS.rbp1001InC;
    return {
      what: `${course} BP, N = ${inputs}, α = ${load}`,
      count,
      ours: (seed) => {
        const problem = referenceDiscrete({ inputs, patterns }, seed);
        const options = { random: createRandom(seed), form: 'approximate' } as const;
        return solve(
          course === 'focusing'
            ? focusingBeliefPropagation(problem, { ...options, step: rate })
            : reinforcedBeliefPropagation(problem, { ...options, decay: rate }),
        );
      },
      peer: 'amp',
      words: (seed) => [inputs, patterns, seed, course, rate],
      ...(large ? { seconds: GOALS.rbp10001 } : {}),
      ratio: course === 'focusing' ? GOALS.messagesInC : reinforced,
    };
  });
};

/** Every message kept, pattern after pattern. */
const full = (rounds: number): Race[] =>
  (
    [
      ['focusing', 1001, 1, 601, 0.01],
      ['focusing', 1001, 1, 721, 0.002],
      ['focusing', 321, 5, 481, 0.01],
      ['reinforced', 321, 5, 481, 0.98],
    ] as const
  ).map(([course, inputs, units, patterns, rate]) => {
    const load = (patterns / inputs / units).toFixed(2).replace(/0$/, '');
    const committee = units > 1 ? `, K = ${units}` : '';
    return {
      what: `${course} BP, every message, N = ${inputs}${committee}, α = ${load}`,
      count: Math.min(5, rounds),
      ours: (seed) => {
        const problem = referenceDiscrete({ inputs, units, patterns }, seed);
        const options = { random: createRandom(seed), form: 'full' } as const;
        return solve(
          course === 'focusing'
            ? focusingBeliefPropagation(problem, { ...options, step: rate })
            : reinforcedBeliefPropagation(problem, { ...options, decay: rate }),
        );
      },
      peer: 'beliefs',
      words: (seed) => [inputs, units, patterns, seed, course, rate],
      ratio: GOALS.messagesInC,
    };
  });

const others = (rounds: number): Race[] => {
  const [inputs, patterns, few] = [1001, 601, 300];
  const messages = few * inputs;
  return [
    {
      what: `reinforced max-sum, N = ${inputs}, α = 0.6`,
      count: Math.min(5, rounds),
      ours: (seed) =>
        solve(
          inTurn(
            reinforcedMaxSum(referenceDiscrete({ inputs, patterns }, seed), {
              random: createRandom(seed),
            }),
          ),
        ),
      peer: 'max-sum',
      words: (seed) => [inputs, patterns, seed, 0.01],
      ratio: GOALS.messagesInC,
    },
    {
      what: `entropic walk, N = ${inputs}, α = 0.3`,
      count: Math.min(3, rounds),
      ours: (seed) => {
        const problem = referenceDiscrete({ inputs, patterns: few }, seed);
        return solve(
          inTurn(createEntropicWalkInSteps(problem, { random: createRandom(seed) })),
          // All its sweeps, of which a flip takes some.
          (_, { hiddenWrites }) => hiddenWrites / messages,
        );
      },
      peer: 'edmc',
      words: (seed) => [inputs, few, seed, 0.5, 1.5, 10],
      ratio: GOALS.messagesInC,
    },
  ];
};

async function* run(effort: Effort): AsyncGenerator<Row, void> {
  yield* products(effort);
  const { rounds } = effort;
  yield* against([...approximate(rounds), ...full(rounds), ...others(rounds)]);
}

export const messages: Suite = { title: 'Message passing for discrete synapses', run };
