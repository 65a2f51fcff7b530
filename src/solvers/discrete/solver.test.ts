/** Message-passing solvers as wholes: the recipes on instances that they solve, their accounts, and stopping and going on. */

import { afterEach, describe, expect, it } from 'vitest';
import { type AsyncWork, finish, finishAsync, withoutTicks } from '../../numerics/pace.ts';
import { createRandom, type Random } from '../../numerics/random.ts';
import { popcount } from '../../tasks/discrete/bits.ts';
import { mulberry32 } from '../../tasks/discrete/draw.ts';
import { evaluate, overlap } from '../../tasks/discrete/evaluate.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import { createApproximate } from './approximate.ts';
import { createBeliefPropagation } from './belief-propagation.ts';
import { decimation, plain, pseudoReinforcement, reinforcement } from './courses.ts';
import { storage, teacher } from './fixtures/instances.ts';
import { inTurn } from './monte-carlo.ts';
import { createMultiState } from './multi-state.ts';
import { focusingField } from './pulls.ts';
import {
  decimatedBeliefPropagation,
  focusingBeliefPropagation,
  reinforcedBeliefPropagation,
  reinforcedMaxSum,
} from './recipes.ts';
import { createSolver, type DiscreteSolver } from './solver.ts';

type Make = (problem: DiscreteProblem, random: Random) => AsyncWork<DiscreteSolver>;

/** What a recipe makes. */
const made = (making: AsyncWork<DiscreteSolver>): Promise<DiscreteSolver> => finishAsync(making);

const running: { dispose(): void }[] = [];
afterEach(() => {
  for (const each of running.splice(0)) each.dispose();
});
const kept = <T extends { dispose(): void }>(what: T): T => {
  running.push(what);
  return what;
};

const committee = { units: 3 };
const tree = { units: 3, wiring: 'tree' } as const;
const CASES: readonly (readonly [string, DiscreteProblem, Make])[] = [
  ['rBP', storage(201, 110, 1), (p, random) => reinforcedBeliefPropagation(p, { random })],
  [
    'rBP with Gaussian factors',
    storage(101, 50, 2),
    (p, random) => reinforcedBeliefPropagation(p, { random, factor: 'gaussian', decay: 0.95 }),
  ],
  [
    'rBP with exact factors',
    storage(31, 12, 2),
    (p, random) => reinforcedBeliefPropagation(p, { random, factor: 'exact' }),
  ],
  [
    'probabilistic rBP',
    storage(301, 150, 3),
    (p, random) => reinforcedBeliefPropagation(p, { random, mode: 'probabilistic' }),
  ],
  ['fBP', storage(301, 170, 4), (p, random) => focusingBeliefPropagation(p, { random })],
  [
    'decimation',
    storage(301, 120, 5),
    (p, random) => decimatedBeliefPropagation(p, { random, share: 0.03 }),
  ],
  [
    'reinforced max-sum',
    storage(201, 90, 6),
    (p, random) => inTurn(reinforcedMaxSum(p, { random, rate: 0.02 })),
  ],
  [
    'rBP on a committee',
    storage(61, 70, 7, committee),
    (p, random) => reinforcedBeliefPropagation(p, { random, decay: 0.95 }),
  ],
  [
    'fBP on a committee',
    storage(61, 60, 7, committee),
    (p, random) => focusingBeliefPropagation(p, { random }),
  ],
  [
    'rBP on a tree committee, approximately',
    storage(201, 240, 8, tree),
    (p, random) => reinforcedBeliefPropagation(p, { random }),
  ],
  [
    'rBP on a committee, approximately',
    storage(201, 150, 8, committee),
    (p, random) => reinforcedBeliefPropagation(p, { random }),
  ],
  [
    'rBP on ternary synapses',
    storage(301, 200, 9, { levels: [-1, 0, 1] }),
    (p, random) => reinforcedBeliefPropagation(p, { random }),
  ],
  [
    'rBP on a ternary committee',
    storage(201, 240, 9, { levels: [-1, 0, 1], units: 3 }),
    (p, random) => reinforcedBeliefPropagation(p, { random }),
  ],
  [
    'rBP on five levels',
    storage(301, 240, 9, { levels: [-2, -1, 0, 1, 2] }),
    (p, random) => reinforcedBeliefPropagation(p, { random }),
  ],
  [
    'rBP on 0/1 synapses and patterns, approximately',
    storage(301, 45, 10, { levels: [0, 1], code: 'zero-one', threshold: 75 }),
    (p, random) => reinforcedBeliefPropagation(p, { random }),
  ],
  [
    'rBP on a 0/1 committee, approximately',
    storage(301, 90, 10, { levels: [0, 1], code: 'zero-one', threshold: 75, units: 3 }),
    (p, random) => reinforcedBeliefPropagation(p, { random }),
  ],
  [
    'rBP on 0/1 synapses and patterns',
    storage(101, 15, 10, { levels: [0, 1], code: 'zero-one', threshold: 25 }),
    (p, random) => reinforcedBeliefPropagation(p, { random }),
  ],
];

describe('message-passing solvers', () => {
  for (const [name, problem, make] of CASES) {
    it(`${name}: solves, and its account adds up`, async () => {
      const solver = kept(await made(make(problem, createRandom(name))));
      const before = solver.weights();
      const records = [...withoutTicks(solver.learn())];
      expect(records.at(-1)?.solved).toBe(true);
      expect(evaluate(problem, solver.weights()).solved).toBe(true);
      const totals = solver.totals();
      const flips = records.reduce((sum, record) => sum + record.flips, 0);
      expect(totals.flipped).toBe(flips);
      expect(totals.changes).toBe(flips);
      expect(totals.steps).toBe(records.length);
      expect(totals.hiddenWrites % records.length).toBe(0);
      const after = solver.weights();
      const net = after.reduce((sum, w, i) => sum + w - before[i], 0);
      expect(totals.potentiation - totals.depression).toBe(net);
      expect([...withoutTicks(solver.learn())]).toEqual([]);
    });

    it(`${name}: goes on from a saved state as if nothing had happened`, async () => {
      const whole = [...withoutTicks(kept(await made(make(problem, createRandom(name)))).learn())];
      const first = kept(await made(make(problem, createRandom(name))));
      const steps = withoutTicks(first.learn());
      for (let t = 0; t < Math.min(3, whole.length - 1); t++) steps.next();
      const second = kept(await made(make(problem, createRandom(name))));
      second.restore(structuredClone(first.save()));
      const rest = [...withoutTicks(second.learn())];
      expect(rest).toEqual(whole.slice(whole.length - rest.length));
      expect(rest.length).toBe(whole.length - Math.min(3, whole.length - 1));
    });
  }

  it('ends unsolved after the last attempt, each slower than the one before', async () => {
    const problem = storage(15, 60, 1);
    const random = createRandom('hopeless');
    const solver = kept(
      await made(
        reinforcedBeliefPropagation(problem, { random, decay: 0.5, sweeps: 4, restarts: 2 }),
      ),
    );
    const records = [...withoutTicks(solver.learn())];
    expect(records.at(-1)).toMatchObject({ attempt: 2, solved: false });
    for (const attempt of [0, 1, 2])
      expect(records.filter((record) => record.attempt === attempt).length).toBeLessThanOrEqual(
        4 * 2 ** attempt,
      );
    expect(records.map(({ iteration }) => iteration)).toEqual(records.map((_, k) => k + 1));
  });

  it('keeps to a budget of connections', async () => {
    const problem = storage(301, 90, 3, { levels: [-1, 0, 1] });
    const random = createRandom('budget');
    const solver = kept(await made(reinforcedBeliefPropagation(problem, { random, nonzero: 0.4 })));
    const records = [...withoutTicks(solver.learn())];
    const last = records.at(-1);
    expect(last?.solved).toBe(true);
    for (const { connections } of records) expect(connections).toBeLessThanOrEqual(120);
    expect(last?.connections).toBe(solver.weights().filter((w) => w !== 0).length);
  });

  it('says what does not go together', async () => {
    const random = createRandom('wrong');
    const problem = storage(11, 3, 1);
    const ternary = storage(11, 3, 1, { levels: [-1, 0, 1] });
    const refuse = (making: AsyncWork<DiscreteSolver>, message: RegExp) =>
      expect(made(making)).rejects.toThrow(message);
    await refuse(
      reinforcedBeliefPropagation(problem, { random, form: 'approximate', factor: 'exact' }),
      /form "full"/,
    );
    await refuse(
      reinforcedBeliefPropagation(ternary, { random, form: 'full' }),
      /approximate form/,
    );
    await refuse(reinforcedBeliefPropagation(problem, { random, nonzero: 0.5 }), /level 0/);
    await refuse(focusingBeliefPropagation(ternary, { random }), /two levels/);
    await refuse(reinforcedBeliefPropagation(problem, { random, decay: 1 }), /decay 1 is outside/);
  });
});

describe('approximate message passing', () => {
  const problem = storage(401, 160, 11);
  const approximate = async (threads = 1) =>
    kept(await createApproximate(problem, { random: createRandom('amp'), threads }));

  it('finds the marginals and the entropy of the full form', async () => {
    const full = createBeliefPropagation(problem, { random: createRandom('full') });
    expect(finish(full.converge({ tolerance: 1e-9 })).converged).toBe(true);
    const amp = await approximate();
    expect(finish(amp.converge({ tolerance: 2e-6 })).converged).toBe(true);
    const same = overlap(full.fields.map(Math.tanh), amp.fields.map(Math.tanh));
    expect(same).toBeGreaterThan(0.999);
    // Both hold for N → ∞ and differ in order 1 of N s = 160 nats.
    expect(Math.abs(finish(full.logPartition()) - finish(amp.logPartition()))).toBeLessThan(0.5);
  });

  it('comes nearer the truth than the full form where 0/1 patterns share a mean', async () => {
    // All 2²¹ configurations of 0/1 synapses against packed patterns.
    const seeds = [1, 3, 4, 5];
    let [ours, theirs] = [0, 0];
    for (const seed of seeds) {
      const shape = { levels: [0, 1], code: 'zero-one', threshold: 5.5 } as const;
      const problem = storage(21, 8, seed, shape);
      let solutions = 0;
      for (let code = 0; code < 2 ** 21; code++) {
        let right = true;
        for (let p = 0; p < 8 && right; p++)
          right = problem.labels[p] * (popcount(code & problem.bits[p * problem.words]) - 5.5) > 0;
        if (right) solutions += 1;
      }
      const full = createBeliefPropagation(problem, { damping: 0.5, random: createRandom('full') });
      finish(full.converge({ tolerance: 1e-8 }));
      const amp = kept(await createApproximate(problem, { random: createRandom('amp') }));
      expect(finish(amp.converge({ tolerance: 1e-5 })).converged).toBe(true);
      ours += Math.abs(finish(amp.logPartition()) - Math.log(solutions));
      theirs += Math.abs(finish(full.logPartition()) - Math.log(solutions));
    }
    // Of 4.5 to 7.7 nats. The full form takes synapses as independent, and so lets their sum fluctuate.
    expect(ours / seeds.length).toBeLessThan(0.4);
    expect(theirs / seeds.length).toBeGreaterThan(0.8);
  });

  it('has one fixed point on sparse 0/1 patterns, for two levels and as multi-state', async () => {
    const sparse = storage(401, 60, 12, { levels: [0, 1], code: 'zero-one', threshold: 60 });
    const draw = mulberry32(13);
    // About 30 % ones: the ±1 draws, thinned.
    for (let p = 0; p < sparse.patterns; p++)
      for (let i = 0; i < 401; i++)
        if (draw() < 0.4) sparse.bits[p * sparse.words + (i >>> 5)] &= ~(1 << (i & 31));
    const amp = kept(await createApproximate(sparse, { random: createRandom('amp') }));
    expect(finish(amp.converge({ tolerance: 1e-5 })).converged).toBe(true);
    const multi = kept(await createMultiState(sparse, { random: createRandom('multi') }));
    expect(finish(multi.converge({ tolerance: 1e-5 })).converged).toBe(true);
    const gaps = multi.means.map((mean, i) => Math.abs(2 * mean - 1 - Math.tanh(amp.fields[i])));
    expect(Math.max(...gaps)).toBeLessThan(0.001);
  });

  it('gives the same bits for every number of threads', async () => {
    const [one, two] = [await approximate(1), await approximate(2)];
    for (let t = 0; t < 5; t++) expect(finish(two.sweep())).toBe(finish(one.sweep()));
    expect(two.fields).toEqual(one.fields);
  });

  it('counts the errors of weights', async () => {
    const amp = await approximate();
    const random = createRandom('weights');
    const weights = Int8Array.from({ length: 401 }, () => (random.bits() & 1 ? 1 : -1));
    expect(finish(amp.errors(weights))).toBe(evaluate(problem, weights).errors);
  });

  it('is one with the multi-state form on two levels', async () => {
    const amp = await approximate();
    const multi = kept(await createMultiState(problem, { random: createRandom('multi') }));
    finish(amp.converge({ tolerance: 2e-6 }));
    expect(finish(multi.converge({ tolerance: 2e-6 })).converged).toBe(true);
    amp.fields.forEach((field, i) => {
      expect(multi.means[i]).toBeCloseTo(Math.tanh(field), 4);
    });
  });

  it('learns a teacher beyond chance', async () => {
    const lesson = teacher(301, 301, 2);
    const solver = kept(
      await made(
        reinforcedBeliefPropagation(lesson, {
          random: createRandom('teacher'),
          decay: 0.99,
          restarts: 2,
        }),
      ),
    );
    expect([...withoutTicks(solver.learn())].at(-1)?.solved).toBe(true);
    // RS theory at α = 1: typical overlap near 0.56.
    expect(overlap(solver.weights(), lesson.teacher as Int8Array)).toBeGreaterThan(0.4);
  });
});

describe('multi-state marginals', () => {
  it('are those of all configurations for one pattern of many inputs', async () => {
    // One pattern of 9 ternary inputs, 3⁹ configurations; the channel is Gaussian, hence the tolerance.
    const problem = storage(9, 1, 2, { levels: [-1, 0, 1] });
    const sums = new Float64Array(9);
    const weights = new Int8Array(9);
    let count = 0;
    for (let code = 0; code < 3 ** 9; code++) {
      for (let i = 0, rest = code; i < 9; i++, rest = Math.floor(rest / 3))
        weights[i] = (rest % 3) - 1;
      if (!evaluate(problem, weights).solved) continue;
      count += 1;
      for (let i = 0; i < 9; i++) sums[i] += weights[i];
    }
    const multi = kept(await createMultiState(problem, { random: createRandom('one') }));
    expect(finish(multi.converge()).converged).toBe(true);
    sums.forEach((sum, i) => {
      expect(Math.abs(multi.means[i] - sum / count)).toBeLessThan(0.05);
    });
  });

  it('weigh a connection by its price', async () => {
    const problem = storage(101, 1, 2, { levels: [-1, 0, 1] });
    const multi = kept(
      await createMultiState(problem, { random: createRandom('price'), price: 2 }),
    );
    finish(multi.converge());
    // One pattern of 101 hardly matters: odds of a connection 2 e⁻² to 1.
    const [minus, zero, plus] = multi.marginal(3);
    expect((minus + plus) / zero).toBeCloseTo(2 * Math.exp(-2), 1);
  });
});

describe('courses', () => {
  it('focus with steps that begin at nothing and sharpen', () => {
    const steps = pseudoReinforcement({ step: 0.25 });
    expect(steps.map(({ replicas }) => replicas)).toEqual([2, 1 + 1 / 0.75, 3, 5]);
    expect(steps.map(({ coupling }) => Math.tanh(coupling) ** 2)).toEqual(
      [0, 0.25, 0.5, 0.75].map((rho) => expect.closeTo(rho, 12) as number),
    );
  });

  it('focus by the field of y − 1 other replicas on their centre', () => {
    // By summation over the centre and two others, each in the field h and coupled to the centre.
    const [h, coupling] = [0.4, 0.8];
    let [up, down] = [0, 0];
    for (const centre of [-1, 1])
      for (const a of [-1, 1])
        for (const b of [-1, 1])
          for (const own of [-1, 1]) {
            const mass = Math.exp(h * (a + b) + coupling * centre * (a + b + own));
            if (own > 0) up += mass;
            else down += mass;
          }
    expect(focusingField(h, { coupling, replicas: 3 })).toBeCloseTo(0.5 * Math.log(up / down), 12);
    expect(focusingField(0.3, { coupling: Number.POSITIVE_INFINITY, replicas: 4 })).toBeCloseTo(
      0.9,
      12,
    );
  });

  it('leave marginals alone where they are plain, and decide all synapses by decimation', () => {
    const problem = storage(21, 4, 2);
    const run = (course: ReturnType<typeof plain>, seed: string) => {
      const random = createRandom(seed);
      const passing = createBeliefPropagation(problem, { random });
      const solver = createSolver({ passing, course: () => course, random });
      for (const { solved } of withoutTicks(solver.learn())) if (solved) break;
      return passing;
    };
    expect(run(plain({ sweeps: 5 }), 'plain').external.every((field) => field === 0)).toBe(true);
    const random = createRandom('decide');
    const passing = createBeliefPropagation(storage(21, 4, 2), { random });
    const course = decimation({ share: 0.2, patience: 5 });
    for (let sweep = 1; course.after(passing, sweep, finish(passing.sweep()), random); sweep++);
    expect(passing.external.every((field) => Math.abs(field) === 30)).toBe(true);
  });

  it('name what is out of range', () => {
    expect(() => reinforcement({ decay: 0 })).toThrow('decay 0 is outside (0, 1)');
    expect(() => pseudoReinforcement({ step: 2 })).toThrow('step 2 is outside (0, 1)');
    expect(() => decimation({ share: 0 })).toThrow('share 0 is outside (0, 1]');
    expect(() => plain({ sweeps: 0 })).toThrow('sweeps 0 is not an integer >= 1');
  });
});
