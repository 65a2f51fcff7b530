/**
 * The most robust weights of a perceptron, exactly: linear programs, and programs with a limit to the number of weights,
 * against HiGHS as it is called from Python, on one thread. Both are timed from the associations or the finished model to the
 * optimum; ours builds its program within that time.
 */

import { loadHighs } from '../src/solvers/highs.ts';
import { solveRobustness } from '../src/solvers/robust-weights.ts';
import type { LabelledPatterns } from '../src/tasks/patterns.ts';
import { GOALS, type Goal } from './goals.ts';
import { type Contestant, median, race, ratio, threadClock } from './measure.ts';
import { startSolver } from './peers.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

/** Associations of the published generator x ← 1664525 x + 1013904223 mod 2³²: peers/programs.py draws the same. */
function instance(seed: number, inputs: number, associations: number): LabelledPatterns {
  let state = seed;
  const isLow = (): boolean => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state < 2 ** 31;
  };
  const patterns = new Uint8Array(inputs * associations);
  const labels = new Int8Array(associations);
  for (let k = 0; k < associations; k++) {
    for (let i = 0; i < inputs; i++) patterns[k * inputs + i] = isLow() ? 1 : 0;
    labels[k] = isLow() ? 1 : -1;
  }
  return { inputs, associations, patterns, labels };
}

interface Problem {
  readonly inputs: number;
  readonly associations: number;
  readonly density?: number;
  readonly seeds: readonly number[];
  readonly rounds: number;
  readonly goal?: Goal;
}

/** One of ours on an instance, and what it has come to. */
async function ours(problem: Problem, seed: number): Promise<Contestant & { margin: number }> {
  const highs = await loadHighs();
  const { inputs, associations, density } = problem;
  const data = instance(seed, inputs, associations);
  const constraints = density === undefined ? {} : { density };
  const solve = (): number => {
    const found = solveRobustness(highs, data, constraints, { timeLimit: 3600 }, 'caller');
    return found.status === 'optimal' ? found.margin : Number.NaN;
  };
  // The first meets code that V8 has yet to learn.
  const margin = solve();
  return {
    name: 'ours',
    margin,
    burst: () => {
      const began = threadClock();
      solve();
      return threadClock() - began;
    },
  };
}

async function* compare({ seeds, rounds, goal, ...program }: Problem): AsyncGenerator<Row, void> {
  const times: number[] = [];
  const theirs: number[] = [];
  const ratios: number[] = [];
  let apart = 0;
  for (const seed of seeds) {
    const own = await ours({ ...program, seeds, rounds }, seed);
    const peer = await startSolver({ ...program, seed });
    const results = await race([own, ...(peer === undefined ? [] : [peer])], rounds);
    peer?.end();
    times.push(results[0].least);
    if (peer === undefined) continue;
    apart = Math.max(apart, Math.abs((peer.answer ?? Number.NaN) - own.margin));
    theirs.push(results[1].least);
    ratios.push(ratio(results[1], results[0]));
  }
  const { inputs, associations, density } = program;
  const many = seeds.length > 1 ? `, ${seeds.length} instances` : '';
  const what = `${density === undefined ? 'l1' : `l0, density ${density}`}, N = ${inputs}, m = ${associations}${many}`;
  yield { what, measured: 1e3 * median(times), unit: 'ms' };
  if (ratios.length === 0) return;
  const sorted = ratios.toSorted((a, b) => a - b);
  const range = `${sorted[0].toPrecision(2)} to ${sorted[sorted.length - 1].toPrecision(2)}`;
  yield {
    what: `${what}, against highspy`,
    measured: median(ratios),
    unit: 'times',
    goal,
    note: `${(1e3 * median(theirs)).toPrecision(3)} ms, optima ${apart.toExponential(0)} apart${many && `, ${range}`}`,
  };
}

async function* run({ rounds }: Effort): AsyncGenerator<Row, void> {
  const few = Math.min(5, rounds);
  for (const [inputs, associations, goal] of [
    [400, 200, undefined],
    [400, 400, GOALS.linearProgram],
    [200, 150, undefined],
  ] as const)
    yield* compare({ inputs, associations, seeds: [5], rounds: few, goal });
  const seeds = [1, 2, 3, 4, 5];
  for (const inputs of [30, 40])
    yield* compare({
      ...{ inputs, associations: inputs / 2, density: 0.2, seeds, rounds: few },
      goal: GOALS.supports,
    });
  // Minutes of the peer.
  yield* compare({
    ...{ inputs: 50, associations: 25, density: 0.2, seeds: [1, 2, 3], rounds: 1 },
    goal: GOALS.supports,
  });
  yield* compare({ inputs: 60, associations: 30, density: 0.2, seeds: [1], rounds: 1 });
}

export const programs: Suite = { title: 'The most robust weights, exactly', run };
