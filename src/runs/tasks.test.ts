/** Data of runs: loaded once while they are kept, and no more of them kept than asked. */

import { describe, expect, it } from 'vitest';
import { taskSource } from './tasks.ts';

const of = (trainLimit: number) => ['digits', { trainLimit, testLimit: 10 }] as const;

describe('a source of tasks', () => {
  it('loads each once', async () => {
    const tasks = taskSource();
    const first = await tasks.load(...of(10));
    await tasks.load(...of(20));
    expect(await tasks.load(...of(10))).toBe(first);
    expect(await tasks.digest(...of(10))).toBe(first.digest);
    // Studies hand on their whole request.
    const [name, options] = of(10);
    expect(await tasks.load(name, { name, ...options } as typeof options)).toBe(first);
  });

  it('knows the digest of drawn digits without drawing them', async () => {
    for (const scaling of ['unit', 'z-score'] as const) {
      const options = { trainLimit: 30, testLimit: 10, seed: 4, scaling };
      const { digest } = await taskSource().load('digits', options);
      expect(await taskSource().digest('digits', options)).toBe(digest);
    }
    await expect(taskSource().digest('digits', { trainLimit: 0 })).rejects.toThrow('training');
    await expect(taskSource().digest('digits', { member: 'x' })).rejects.toThrow('--member');
  });

  it('keeps those asked for last, and every digest', async () => {
    const tasks = taskSource(2);
    const [a, b] = [await tasks.load(...of(10)), await tasks.load(...of(20))];
    expect(await tasks.load(...of(10))).toBe(a);
    await tasks.load(...of(30));
    // 20 was asked for before 10 was again.
    expect(await tasks.load(...of(10))).toBe(a);
    expect(await tasks.load(...of(20))).not.toBe(b);
    expect(await tasks.digest(...of(20))).toBe(b.digest);
  });
});
