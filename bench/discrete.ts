/**
 * Discrete synapses: packed dot products, moves of simulated annealing, and SBPI to a solution, beside the same in plain C
 * (gcc -O3 -march=native).
 *
 * Times to a solution depend on the instance and on luck; both programs solve the same instances, with random orders of their
 * own, and mean seconds of a sweep are compared besides.
 */

import { createEngine } from '../src/engine/index.ts';
import { popcountRows } from '../src/kernels/index.ts';
import { finish, withoutTicks } from '../src/numerics/pace.ts';
import { createRandom } from '../src/numerics/random.ts';
import { createSimulatedAnnealingInSteps, drawWeights } from '../src/solvers/discrete/annealing.ts';
import { createEnergyInSteps } from '../src/solvers/discrete/energy.ts';
import { createSbpi } from '../src/solvers/discrete/sbpi.ts';
import { referenceDiscrete, wordsOf } from '../src/tasks/discrete/index.ts';
import { GOALS } from './goals.ts';
import { perSweep, type Solved, solvedInC } from './in-c.ts';
import { contestant, median, race, threadClock } from './measure.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

async function* products({ rounds }: Effort): AsyncGenerator<Row, void> {
  for (const inputs of [1001, 10_001]) {
    const engine = createEngine();
    const bytes = 4 * wordsOf(inputs);
    // 512 KiB of patterns: in the second level of cache.
    const patterns = Math.floor(2 ** 19 / bytes);
    const [rows, plane, output] = [patterns * bytes, bytes, 4 * patterns].map((size) =>
      engine.memory.allocate(size),
    );
    const values = [rows, bytes, bytes, patterns, plane, output, 1];
    const program = engine.program([[{ kernel: popcountRows('xor', 'store'), values }]]);
    await engine.ready();
    const [result] = await race([await contestant('dot', () => engine.run(program))], rounds);
    yield {
      what: `packed dot products, N = ${inputs}, in cache`,
      measured: (patterns * inputs) / result.least / 1e9,
      unit: 'G/s',
      goal: GOALS.packedDot,
      note: 'synapse operations',
    };
  }
}

/** Moves of one burst of runs, so that a clock's step is small beside them. */
const MOVES = 20;
/** Neighbouring moves are this far apart: what they read does not lie together, as in annealing. */
const STRIDE = 377;

async function* moving({ rounds }: Effort): AsyncGenerator<Row, void> {
  for (const inputs of [1001, 10_001]) {
    const patterns = Math.round(0.6 * inputs);
    const problem = referenceDiscrete({ inputs, patterns }, 1000);
    const model = finish(
      createEnergyInSteps(problem, 'flips', drawWeights(problem, createRandom(1))),
    );
    let move = 0;
    const walk = (visit: (move: number) => void) => () => {
      for (let k = 0; k < MOVES; k++) {
        move = (move + STRIDE) % inputs;
        visit(move);
      }
    };
    // One sweep a run, at the hot end of the usual schedule, where most moves are accepted.
    const options = { random: createRandom(1), from: 0.1, to: 0.1, sweeps: 1e9, beyond: true };
    const annealing = finish(
      createSimulatedAnnealingInSteps(problem, { ...options, energy: 'flips' }),
    );
    const sweeps = withoutTicks(annealing.learn());
    const weighed = await contestant('weighed', walk(model.difference));
    const made = await contestant(
      'made',
      walk((move) => {
        model.difference(move);
        model.apply(move);
      }),
    );
    let accepted = 0;
    const sweep = await contestant('sweep', () => {
      const { value } = sweeps.next();
      accepted = value ? value.flips / value.evaluated : 0;
    });
    const results = await race([weighed, made, sweep], rounds);
    const note = `${patterns} patterns`;
    const rows = [
      { name: 'a flip weighed', moves: MOVES, note },
      { name: 'a flip weighed and made', moves: MOVES, note, goal: GOALS.annealedFlip },
      {
        ...{ name: 'a sweep, a move', moves: inputs, goal: GOALS.annealedFlip },
        note: `${(100 * accepted).toFixed(1)} % accepted`,
      },
    ];
    for (const [k, { name, moves, goal, note }] of rows.entries())
      yield {
        what: `annealing, ${name}, by pattern, N = ${inputs}`,
        measured: (1e9 * results[k].least) / moves / patterns,
        unit: 'ns',
        goal,
        note,
      };
  }
}

async function solve(inputs: number, patterns: number, seed: number): Promise<Solved> {
  const problem = referenceDiscrete({ inputs, patterns }, seed);
  const solver = await createSbpi(problem, { random: createRandom(seed) });
  const began = threadClock();
  let [sweeps, solved] = [0, false];
  for (const record of withoutTicks(solver.learn())) ({ iteration: sweeps, solved } = record);
  const seconds = threadClock() - began;
  solver.dispose();
  return { seconds, sweeps, solved };
}

async function* solving({ rounds }: Effort): AsyncGenerator<Row, void> {
  const cases = [
    { inputs: 1001, seeds: Math.min(20, 2 * rounds), goal: GOALS.sbpi1001 },
    { inputs: 10_001, seeds: 1, goal: GOALS.sbpi10001 },
  ];
  for (const { inputs, seeds, goal } of cases) {
    const patterns = Math.round(0.65 * inputs);
    const ours: Solved[] = [];
    for (let seed = 1000; seed < 1000 + seeds; seed++)
      ours.push(await solve(inputs, patterns, seed));
    const seconds = median(ours.map((each) => each.seconds));
    const sweeps = median(ours.map((each) => each.sweeps));
    const what = `SBPI, N = ${inputs}, α = 0.65`;
    const note = `median of ${seeds}, ${sweeps} sweeps`;
    yield { what: `${what}, to a solution`, measured: seconds, unit: 's', goal, note };
    const theirs = await solvedInC('sbpi', [[inputs, patterns, 1000, seeds]], []);
    if (theirs === undefined) continue;
    yield {
      what: `${what}, a sweep, against plain C`,
      measured: perSweep(theirs) / perSweep(ours),
      unit: 'times',
      goal: GOALS.sbpiInC,
      note: `${median(theirs.map((each) => each.seconds)).toPrecision(3)} s to a solution`,
    };
  }
}

async function* run(effort: Effort): AsyncGenerator<Row, void> {
  yield* products(effort);
  yield* moving(effort);
  yield* solving(effort);
}

export const discrete: Suite = { title: 'Discrete synapses', run };
