/** What is written while learning, in bits: coarse weights at their bits, all else at those of whole numbers. */

import { expect, it } from 'vitest';
import { createRandom } from '../../numerics/random.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { digits } from '../../tasks/digits/digits.ts';
import { mlpTrainee } from '../compose/mlp.ts';
import { parameters, type Values } from '../compose/parameters.ts';
import { batteryOf, rnnTrainee } from '../compose/rnn.ts';
import type { Trainee } from '../compose/trainee.ts';
import type { Method } from '../compose/vocabulary.ts';
import { bitsWritten } from './training.ts';

const coarse: Method = {
  ...{ rule: 'momentum', wiring: 'random', rewiring: 'none', budget: 'none' },
  ...{ constraint: 'none', discretisation: 'levels', penalty: 'none' },
};
const fine: Method = { ...coarse, discretisation: 'none' };

const own = { threads: 1, arithmetic: 'strict' } as const;
const valuesOf = (given: Partial<Values>): Values =>
  resolveParameters(parameters, { density: 0.3, levels: 3, states: 20, ...given });

const perceptronOfPixels = (method: Method): Promise<Trainee> => {
  const values = valuesOf({ hidden: [12], epochs: 2, batch: 10 });
  const task = digits({ train: 60, test: 20 });
  return mlpTrainee({ ...own, method, values }, task, createRandom('written'));
};
const ring = (method: Method): Promise<Trainee> => {
  const given = { network: 'rnn', task: 'cog20', units: 20, updates: 6, evaluateEvery: 3 } as const;
  const values = valuesOf({ ...given, window: 20, testTrials: 1, batch: 4, rate: 1 });
  return rnnTrainee({ ...own, method, values }, batteryOf('cog20'), createRandom('written'));
};

const BUNDLES = {
  mlp: { make: perceptronOfPixels, few: ['hidden1.weight', 'output.weight'] },
  rnn: { make: ring, few: ['recurrent.weight'] },
} as const;

it.each(['mlp', 'rnn'] as const)(
  'of a coarse %s counts only the weights with levels at their bits',
  async (network) => {
    const { make, few } = BUNDLES[network];
    const trainee = await make(coarse);
    Array.from(trainee.passes());
    const names = Object.keys(trainee.now());
    const changes = (bundles: readonly string[]): number =>
      bundles.reduce((sum, bundle) => sum + trainee.account(bundle).changes, 0);
    const { changes: all, hiddenWrites } = trainee.totals();
    expect(changes(names)).toBe(all);
    const rest = names.filter((name) => !few.some((one) => one === name));
    expect(changes(few)).toBeGreaterThan(0);
    expect(changes(rest)).toBeGreaterThan(0);
    // Three levels take two bits, 20 hidden states five.
    const expected = 2 * changes(few) + 32 * changes(rest) + 5 * hiddenWrites;
    expect(bitsWritten(trainee, coarse, valuesOf({}))).toBe(expected);
    trainee.dispose();
  },
);

it('of a fine network is 32 bits a change', async () => {
  for (const { make } of Object.values(BUNDLES)) {
    const trainee = await make(fine);
    Array.from(trainee.passes());
    expect(bitsWritten(trainee, fine, valuesOf({}))).toBe(32 * trainee.totals().changes);
    trainee.dispose();
  }
});
