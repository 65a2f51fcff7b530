/** What the types forbid, said to whoever has none. */

import { describe, expect, it } from 'vitest';
import { mlp } from '../networks/describe.ts';
import { set } from '../rewiring/set.ts';
import { digits } from '../tasks/digits/digits.ts';
import { train } from './train.ts';
import { checkTraining } from './training-options.ts';

describe('checkTraining', () => {
  it.each([
    [{ epoch: 1 }, 'unknown option of train ("mlp") "epoch"; did you mean "epochs"?'],
    [{ wiring: 1 }, 'unknown option of train ("mlp") "wiring"'],
    ['fast', 'options "fast" of train are no object, e.g. { epochs: 5 }'],
    [null, 'options null of train are no object'],
    [{ rewiring: 'set' }, 'rewiring "set" is no rule; give one such as set(), rigl()'],
    [{ rewiring: set }, 'rewiring function set is to be called: rewiring: set()'],
    [{ optimiser: 'adam' }, 'optimiser "adam" is none; give e.g. sgd({ rate: 0.05'],
    [{ optimiser: { rate: 1 } }, 'optimiser {"rate":1} is none'],
  ])('refuses %j', (options, message) => {
    expect(() => checkTraining('mlp', options)).toThrow(message);
  });

  it('allows what each kind has', () => {
    expect(() => checkTraining('mlp', { epochs: 1, rewiring: set(), seed: 'a' })).not.toThrow();
    expect(() => checkTraining('rnn', { wiring: undefined, steps: 5 })).not.toThrow();
    expect(() => checkTraining('perceptron', { mode: 'batch', patience: 3 })).not.toThrow();
    expect(() => checkTraining('rbm', { batch: 10 })).not.toThrow();
    expect(() => checkTraining('perceptron', { rewiring: set() })).toThrow('unknown option');
  });
});

it('train says so before it builds anything', async () => {
  // As plain JavaScript would: past the types.
  const loose: (...given: readonly unknown[]) => AsyncIterable<unknown> = train as never;
  const first = async (...given: readonly unknown[]): Promise<void> => {
    for await (const _ of loose(...given)) return;
  };
  const [task, network] = [digits({ train: 20, test: 10 }), mlp([4], { density: 1 })];
  await expect(first(task, network, { epoch: 1 })).rejects.toThrow('did you mean "epochs"?');
  await expect(first('digits', network)).rejects.toThrow(
    'task "digits" is none; give e.g. digits()',
  );
  await expect(first(task, network, { arithmetic: 'fast' })).rejects.toThrow(
    'unknown arithmetic "fast"; known: strict, fused',
  );
});
