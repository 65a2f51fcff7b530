/** Which combinations go together: the reasons in words, and that whatever has no reason against it trains. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTick } from '../../numerics/pace.ts';
import { createRandom } from '../../numerics/random.ts';
import { magnitudeOf, packLevels } from '../../plasticity/index.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { digits } from '../../tasks/digits/digits.ts';
import { choiceOf, methodsOf } from './methods.ts';
import { mlpTrainee } from './mlp.ts';
import { parameters, type Values } from './parameters.ts';
import { bitsOf, holdings } from './trainee.ts';
import { type Method, methodName, PLACES } from './vocabulary.ts';
import { whyNot } from './why-not.ts';

const plain: Method = {
  ...{ rule: 'momentum', wiring: 'random', rewiring: 'none', budget: 'none' },
  ...{ constraint: 'none', discretisation: 'none', penalty: 'none' },
};
const values = (given: Partial<Values> = {}): Values =>
  resolveParameters(parameters, { hidden: [12, 9], epochs: 2, batch: 10, density: 0.3, ...given });
const task = digits({ train: 60, test: 20 });

/** What is left of a tiny network after two epochs. */
async function trained(method: Method, given: Partial<Values> = {}) {
  const own = values(given);
  const options = { method, values: own, threads: 1, arithmetic: 'strict' } as const;
  const trainee = await mlpTrainee(options, task, createRandom(methodName(method)));
  let standings = 0;
  for (const step of trainee.passes()) if (!isTick(step)) standings++;
  const held = holdings(trainee.held(), bitsOf(method, own));
  const found = { standings, ...held, wire: trainee.wire(), totals: trainee.totals() };
  trainee.dispose();
  return found;
}

it('no two methods have one name', () => {
  let methods: Partial<Method>[] = [{}];
  for (const place of PLACES)
    methods = methods.flatMap((method) =>
      (parameters[place].choices ?? []).map((name) => ({ ...method, [place]: name })),
    );
  const names = new Set(methods.map((method) => methodName(method as Method)));
  expect(methods.length).toBeGreaterThan(10_000);
  expect(names.size).toBe(methods.length);
});

describe('whyNot', () => {
  it.each<[Partial<Method>, Partial<Values>, string]>([
    [{ wiring: 'dense', rewiring: 'set' }, {}, 'rewiring set has nowhere to grow'],
    [{}, { task: 'cog20' }, 'network mlp learns examples with classes'],
    [{}, { network: 'rnn' }, 'network rnn learns trials in time: task cog20'],
    [{}, { network: 'perceptron', task: './x.csv' }, 'task associations, not a table'],
    [
      { rewiring: 'set', discretisation: 'levels' },
      {},
      'rewiring set removes the weakest of each sign, and 3 levels have one size a sign',
    ],
    [
      { rewiring: 'rigl', discretisation: 'levels' },
      { levels: 2 },
      'of 2 levels neither is weaker',
    ],
    [{ rewiring: 'set', budget: 'fixed-synapses' }, {}, 'names synapses once'],
    [{ rewiring: 'deepr', budget: 'competitive' }, {}, 'takes no budget'],
    [{ wiring: 'local', rewiring: 'gmp' }, {}, 'begins with connections of its own'],
    [{ budget: 'residual', discretisation: 'levels' }, {}, 'one store a synapse'],
    [{ constraint: 'dale', discretisation: 'levels' }, {}, 'on both sides of 0'],
    [{ budget: 'caching', constraint: 'gap' }, {}, 'would change what is written'],
    [{ penalty: 'wire' }, {}, 'penalty wire is of one population in space'],
    [{}, { network: 'perceptron', task: 'associations' }, 'rule sgd'],
    [
      { rule: 'sgd', wiring: 'dense' },
      { network: 'perceptron', task: 'associations' },
      'without a constraint only grow',
    ],
    [{ rewiring: 'rigl' }, { network: 'rnn', task: 'cog20' }, 'is not made for recurrent networks'],
  ])('says why %j with %j cannot be', (method, given, reason) => {
    const why = whyNot(choiceOf({ ...plain, ...method }, values(given)));
    expect(why).toContain(reason);
    expect((why ?? '').length).toBeLessThanOrEqual(200);
  });

  it('knows that features of a table have no places', () => {
    const local = { ...plain, wiring: 'local' } as const;
    expect(whyNot(choiceOf(local, values(), true))).toBeUndefined();
    expect(whyNot(choiceOf(local, values(), false))).toContain('needs places');
    const wire = values({ meters: ['wire'] });
    expect(whyNot(choiceOf(plain, wire, false))).toContain('meter wire needs places');
  });

  it('leaves out of several names those that do not go together, and refuses where none is left', () => {
    const given = { wiring: ['dense', 'random'], rewiring: ['none', 'set'] } as const;
    const { methods, leftOut } = methodsOf(values({ ...given, budget: ['none'] }));
    expect(methods.map(methodName)).toEqual(['dense', 'static', 'set']);
    expect(leftOut).toEqual([{ name: 'dense + set', why: expect.stringContaining('nowhere') }]);
    expect(() => methodsOf(values({ wiring: ['dense'], rewiring: ['set'] }))).toThrow('nowhere');
    const all = PLACES.map((place) => [place, parameters[place].choices]);
    expect(() => methodsOf(values(Object.fromEntries(all)))).toThrow('are more than 64');
  });
});

const named = <K extends keyof Method>(place: K) =>
  fc.constantFrom(...(parameters[place].choices as [Method[K], ...Method[K][]]));
const anyMethod: fc.Arbitrary<Method> = fc.record({
  rule: named('rule'),
  wiring: named('wiring'),
  rewiring: named('rewiring'),
  budget: named('budget'),
  constraint: named('constraint'),
  discretisation: named('discretisation'),
  penalty: named('penalty'),
});

describe('what has no reason against it', () => {
  const each = PLACES.flatMap((place) =>
    (parameters[place].choices ?? []).map((name) => ({ ...plain, [place]: name }) as Method),
  ).filter((method) => whyNot(choiceOf(method, values(), true)) === undefined);
  it.each(each.map((method) => [methodName(method), method] as const))(
    'trains: %s',
    async (_, method) => {
      const { standings, connections } = await trained(method);
      expect(standings).toBe(2);
      expect(connections).toBeGreaterThan(0);
    },
  );

  it('trains in any combination', async () => {
    const valid = anyMethod.filter(
      (method) => whyNot(choiceOf(method, values(), true)) === undefined,
    );
    await fc.assert(
      fc.asyncProperty(valid, async (method) => {
        const { standings } = await trained(method);
        expect(standings).toBe(2);
      }),
      { numRuns: 40, seed: 16 },
    );
  });
});

describe('ingredients do what they say', () => {
  it('levels: the weights of a layer have no more sizes than levels', async () => {
    const own = values({ levels: 4 });
    const method = { ...plain, discretisation: 'levels' } as const;
    const options = { method, values: own, threads: 1, arithmetic: 'strict' } as const;
    const trainee = await mlpTrainee(options, task, createRandom('levels'));
    const birth = trainee.totals().changes;
    for (const step of trainee.passes()) expect(isTick(step) || step.accuracy >= 0).toBe(true);
    for (const [name, { topology, arrays }] of Object.entries(trainee.now())) {
      if (!name.endsWith('.weight')) continue;
      const { weights } = arrays;
      const magnitude = magnitudeOf({ levels: 4 }, { count: weights.length, ...topology });
      expect(packLevels(weights, { levels: 4, magnitude }).width).toBe(2);
    }
    expect(birth).toBe(0);
    expect(bitsOf(method, own)).toBe(2);
    trainee.dispose();
  });

  it('budgets: a step changes no more than its share', async () => {
    const free = await trained(plain);
    const few = await trained({ ...plain, budget: 'competitive' }, { fraction: 0.05 });
    // 12 steps; a twentieth of each bundle, rounded to whole synapses.
    expect(few.totals.changes).toBeLessThanOrEqual(0.06 * free.connections * 12 + 6 * 12);
    expect(free.totals.changes).toBeGreaterThan(5 * few.totals.changes);
  });

  it('local wirings: as many connections as random ones and less wire, also after rewiring', async () => {
    const random = await trained(plain);
    const own = { reach: 1.5, density: 0.1 };
    const far = await trained(plain, own);
    for (const rewiring of ['none', 'set'] as const) {
      const near = await trained({ ...plain, wiring: 'local', rewiring }, own);
      expect(near.connections).toBe(far.connections);
      expect(near.wire ?? Infinity).toBeLessThan(0.6 * (far.wire ?? 0));
    }
    expect(random.connections).toBeGreaterThan(far.connections);
  });

  it('a gap: no weight rests near 0 after its step', async () => {
    const gap = { ...plain, rule: 'sgd', constraint: 'gap' } as const;
    const { silent } = await trained(gap, { gapEvery: 1 });
    expect(silent).toBeGreaterThan(0);
  });
});
