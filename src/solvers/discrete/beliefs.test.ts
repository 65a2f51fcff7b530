/** The parts of belief propagation against sums over all configurations, and what damping does to a message. */

import { describe, expect, it } from 'vitest';
import { createPace, finish } from '../../numerics/pace.ts';
import { createRandom, type Random } from '../../numerics/random.ts';
import type { DiscreteProblem } from '../../tasks/discrete/problem.ts';
import { patternValues } from '../../tasks/discrete/rows.ts';
import { createApproximate } from './approximate.ts';
import { ANSWERS } from './belief-factors.ts';
import type { Factor } from './belief-options.ts';
import { createBeliefPropagation, createBeliefPropagationInSteps } from './belief-propagation.ts';
import { addUp, type Beliefs, createBeliefsInSteps } from './belief-state.ts';
import { gather, renew, visitLinearly, withoutPattern } from './beliefs.ts';
import { storage } from './fixtures/instances.ts';
import { createMaxSumInSteps } from './max-sum.ts';
import { createMultiState } from './multi-state.ts';
import type { Passing } from './passing.ts';
import { clampField } from './pulls.ts';

/** Beliefs with messages and fields drawn at random. */
function drawn(problem: DiscreteProblem, damping = 0, factor: Factor = 'exact'): Beliefs {
  const beliefs = finish(createBeliefsInSteps(problem, { factor, damping }));
  const random = createRandom('beliefs');
  random.fillUniform(beliefs.messages, -0.8, 0.8);
  beliefs.messages.forEach((message, m) => {
    beliefs.messageTanh[m] = Math.tanh(message);
  });
  random.fillUniform(beliefs.external, -0.5, 0.5);
  random.fillUniform(beliefs.lasting, -0.2, 0.2);
  finish(addUp(beliefs, createPace()));
  return beliefs;
}

/**
 * Probability of the right answer to a pattern with each synapse high and low, all others independent in their cavity
 * fields; and with none of them held.
 */
function byAll(beliefs: Beliefs, pattern: number) {
  const { problem, fields, messages } = beliefs;
  const { inputs, units, wiring, levels, labels, threshold } = problem;
  const synapses = inputs * units;
  const x = patternValues(problem);
  const length = wiring === 'tree' ? synapses : inputs;
  const [high, low] = [new Float64Array(synapses), new Float64Array(synapses)];
  let whole = 0;
  const up = fields.map(
    (field, i) => 1 / (1 + Math.exp(-2 * (field - messages[pattern * synapses + i]))),
  );
  for (let code = 0; code < 2 ** synapses; code++) {
    let votes = 0;
    for (let k = 0; k < units; k++) {
      let field = -threshold;
      for (let j = 0; j < inputs; j++) {
        const i = k * inputs + j;
        field += levels[(code >> i) & 1] * x[pattern * length + (wiring === 'tree' ? i : j)];
      }
      if (labels[pattern] * field > 0) votes += 1;
    }
    if (2 * votes <= units) continue;
    let mass = 1;
    for (let i = 0; i < synapses; i++) mass *= (code >> i) & 1 ? up[i] : 1 - up[i];
    whole += mass;
    for (let i = 0; i < synapses; i++)
      if ((code >> i) & 1) high[i] += mass / up[i];
      else low[i] += mass / (1 - up[i]);
  }
  return { whole, messages: high.map((p, i) => 0.5 * Math.log(p / low[i])) };
}

const PROBLEMS: readonly (readonly [string, DiscreteProblem])[] = [
  ['±1', storage(9, 4, 1)],
  ['a threshold between whole numbers', storage(9, 4, 2, { threshold: 0.3 })],
  ['a threshold that fields meet', storage(8, 4, 3, { threshold: -2 })],
  ['0/1', storage(9, 4, 4, { levels: [0, 1], code: 'zero-one', threshold: 2.5 })],
  ['levels 0 and 1 on ±1 patterns', storage(7, 4, 5, { levels: [0, 1] })],
  ['a committee', storage(4, 4, 6, { units: 3 })],
  ['a tree', storage(3, 4, 7, { units: 3, wiring: 'tree' })],
];

describe('a visit to a pattern', () => {
  it.each(PROBLEMS)('gives the messages of all configurations: %s', (_, problem) => {
    const beliefs = drawn(problem);
    const { units, inputs, patterns } = problem;
    const synapses = inputs * units;
    for (let pattern = 0; pattern < patterns; pattern++) {
      const expected = byAll(beliefs, pattern);
      expect(gather(beliefs, pattern)).toBeCloseTo(Math.log(expected.whole), 11);
      const cavity = beliefs.fields.map(
        (field, i) => field - beliefs.messages[pattern * synapses + i],
      );
      for (let k = 0; k < units; k++) {
        ANSWERS.exact(beliefs, k, pattern);
        for (let j = 0; j < inputs; j++)
          expect(clampField(beliefs.fresh[j])).toBeCloseTo(
            clampField(expected.messages[k * inputs + j]),
            10,
          );
        const before = beliefs.messages.slice();
        const moved = renew(beliefs, k, pattern);
        let most = 0;
        for (let j = 0, i = k * inputs; j < inputs; j++, i++) {
          const m = pattern * synapses + i;
          most = Math.max(most, Math.abs(beliefs.messages[m] - before[m]));
          expect(beliefs.messages[m]).toBe(clampField(beliefs.fresh[j]));
          expect(beliefs.fields[i]).toBeCloseTo(cavity[i] + beliefs.messages[m], 12);
          expect(beliefs.fieldTanh[i]).toBeCloseTo(Math.tanh(beliefs.fields[i]), 12);
          expect(beliefs.messageTanh[m]).toBeCloseTo(Math.tanh(beliefs.messages[m]), 12);
        }
        expect(moved).toBe(most);
      }
    }
  });

  it('knows what the entropy is without it', () => {
    const beliefs = drawn(storage(70, 2, 8));
    gather(beliefs, 1);
    let sum = 0;
    for (let i = 0; i < 70; i++) {
      const [h, u] = [beliefs.fields[i], beliefs.messages[70 + i]];
      sum += Math.log(Math.cosh(h - u)) - Math.log(Math.cosh(h));
    }
    expect(withoutPattern(beliefs, 1)).toBeCloseTo(sum, 10);
  });
});

describe('a walk from pattern to pattern', () => {
  it.each(PROBLEMS)('comes to the bits of one visit after another: %s', (_, problem) => {
    const order = [2, 0, 3, 1];
    for (const damping of [0, 0.4]) {
      const [together, apart] = [0, 1].map(() => drawn(problem, damping, 'linear'));
      const moved = finish(visitLinearly(together, order, createPace()));
      let most = 0;
      for (const pattern of order) {
        gather(apart, pattern);
        for (let k = 0; k < problem.units; k++) {
          ANSWERS.linear(apart, k, pattern);
          most = Math.max(most, renew(apart, k, pattern));
        }
      }
      expect(moved).toBe(most);
      for (const name of ['fields', 'fieldTanh', 'messages', 'messageTanh'] as const)
        expect(together[name]).toEqual(apart[name]);
    }
  });
});

describe('kernels', () => {
  it.each(PROBLEMS)('come to the bits of their twins: %s', (_, problem) => {
    for (const factor of ['exact', 'linear'] as const) {
      const [emitted, plain] = (['wasm', 'twin'] as const).map((backend) => {
        const options = { random: createRandom('twins'), amplitude: 0.8, factor };
        return finish(createBeliefPropagationInSteps(problem, options, backend));
      });
      for (let sweep = 0; sweep < 4; sweep++)
        expect(finish(emitted.sweep())).toBe(finish(plain.sweep()));
      expect(emitted.save()).toEqual(plain.save());
      expect(finish(emitted.logPartition())).toBe(finish(plain.logPartition()));
    }
  });
});

describe('damping', () => {
  it('keeps its share of the old message, and gives the rest to the new one', () => {
    const problem = storage(9, 1, 9);
    const [plain, damped] = [drawn(problem), drawn(problem, 0.3)];
    const old = plain.messages.slice();
    for (const beliefs of [plain, damped]) {
      gather(beliefs, 0);
      ANSWERS.exact(beliefs, 0, 0);
      renew(beliefs, 0, 0);
    }
    plain.messages.forEach((fresh, i) => {
      expect(damped.messages[i]).toBeCloseTo(0.3 * old[i] + 0.7 * fresh, 14);
    });
  });

  it('of the full form is what was asked for, also when it is changed on the way', () => {
    // With one pattern a new message does not depend on the old one.
    const problem = storage(21, 1, 9);
    const one = (damping?: number) =>
      createBeliefPropagation(problem, {
        ...(damping === undefined ? {} : { damping }),
        ...{ random: createRandom('damping'), amplitude: 1 },
      });
    const [plain, damped, changed] = [one(), one(0.6), one()];
    const old = plain.messagesOut.slice();
    changed.damping = 0.25;
    expect(changed.damping).toBe(0.25);
    for (const passing of [plain, damped, changed]) finish(passing.sweep());
    plain.messagesOut.forEach((fresh, i) => {
      expect(damped.messagesOut[i]).toBeCloseTo(0.6 * old[i] + 0.4 * fresh, 14);
      expect(changed.messagesOut[i]).toBeCloseTo(0.25 * old[i] + 0.75 * fresh, 14);
    });
    expect(() => {
      changed.damping = 1;
    }).toThrow('damping 1 is outside [0, 1)');
  });

  it('of the approximate form and of many levels is too', async () => {
    const problem = storage(101, 40, 10);
    const options = { random: createRandom('damping'), amplitude: 1 };
    const amp = await Promise.all(
      [0, 0.6].map((damping) => createApproximate(problem, { ...options, damping })),
    );
    const old = amp[0].fields.slice();
    for (const passing of amp) finish(passing.sweep());
    amp[0].fields.forEach((fresh, i) => {
      expect(amp[1].fields[i]).toBeCloseTo(0.6 * old[i] + 0.4 * fresh, 12);
    });
    const three = storage(101, 40, 10, { levels: [-1, 0, 1] });
    const many = await Promise.all(
      [0, 0.6].map((damping) => createMultiState(three, { ...options, damping })),
    );
    for (const passing of many) finish(passing.sweep());
    // Here the patterns' part begins at 0.
    many[0].fields.forEach((fresh, i) => {
      expect(many[1].fields[i]).toBeCloseTo(0.4 * fresh, 12);
      expect(many[1].curvatures[i]).toBeCloseTo(0.4 * many[0].curvatures[i], 12);
    });
    for (const passing of [...amp, ...many]) passing.dispose();
  });
});

describe('a new attempt', () => {
  it('begins as one that was made anew, whatever was there before', async () => {
    const problem = storage(41, 20, 11);
    const three = storage(41, 20, 11, { levels: [-1, 0, 1] });
    const options = { amplitude: 0.5, asymmetry: 0.1 };
    const makers: readonly ((random: Random) => Passing | Promise<Passing>)[] = [
      (random) => createBeliefPropagation(problem, { ...options, random }),
      (random) => createApproximate(problem, { ...options, random }),
      (random) => createMultiState(three, { ...options, random, nonzero: 0.5 }),
      (random) => finish(createMaxSumInSteps(problem, { random })),
    ];
    for (const make of makers) {
      const used = await make(createRandom('first'));
      for (let sweep = 0; sweep < 3; sweep++) finish(used.sweep());
      finish(used.reset(createRandom('second')));
      const fresh = await make(createRandom('second'));
      for (let sweep = 0; sweep < 3; sweep++) {
        expect(used.weights()).toEqual(fresh.weights());
        expect(finish(used.sweep())).toBe(finish(fresh.sweep()));
        expect(used.held()).toBe(fresh.held());
      }
      used.dispose();
      fresh.dispose();
    }
  });
});
