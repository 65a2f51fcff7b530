import { expect, it } from 'vitest';
import { FrugalError } from '../errors.ts';
import { DivergenceError, refuseDivergence, unlessDiverged } from './divergence.ts';

async function* training(error?: Error): AsyncGenerator<string, number> {
  yield 'tick';
  if (error !== undefined) throw error;
  return 7;
}

async function ended<R>(steps: AsyncGenerator<string, R>): Promise<{ ticks: number; value: R }> {
  let ticks = 0;
  for (;;) {
    const step = await steps.next();
    if (step.done) return { ticks, value: step.value };
    ticks++;
  }
}

it('a finite number is none of its business', () => {
  expect(() => refuseDivergence(1e300, 'the loss', 'in epoch 1')).not.toThrow();
});

it.each([NaN, Infinity, -Infinity])(
  '%d is refused for the person, and can be told apart',
  (value) => {
    const refuse = (): void => refuseDivergence(value, 'the loss', 'in epoch 3', ' or clip');
    expect(refuse).toThrow(DivergenceError);
    expect(refuse).toThrow(FrugalError);
    expect(refuse).toThrow(
      `the loss became ${value} in epoch 3: the network diverged; lower the learning rate or clip`,
    );
  },
);

it('a search gets nothing of a training that diverged, and every other end as it is', async () => {
  expect(await ended(unlessDiverged(training()))).toEqual({ ticks: 1, value: 7 });
  const diverged = new DivergenceError('gone');
  expect(await ended(unlessDiverged(training(diverged)))).toEqual({ ticks: 1, value: undefined });
  await expect(ended(unlessDiverged(training(new FrugalError('disk'))))).rejects.toThrow('disk');
});
