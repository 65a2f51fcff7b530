import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import type { Reply, Thread } from '../../threads/thread.ts';
import { fromBase64 } from '../fixtures/base64.ts';
import matlab from '../fixtures/matlab.json' with { type: 'json' };
import type { Answered } from './bounded.ts';
import { readBounded } from './bounded.ts';
import { boundMemory, refusedMemory } from './memory.ts';
import { createHdf5Reader, readHdf5 } from './read.ts';
import type { Order } from './work.ts';

const bytes = fromBase64(matlab.hdf5);
const order: Order<'paths'> = {
  ...{ bytes, name: 'a.h5', maxBytes: 1e6, question: 'paths', options: undefined },
};

/** Threads that answer as they are told, by the number of the question; `undefined` is never. */
function threads(answers: readonly (Reply<Answered> | { readonly ended: string } | undefined)[]) {
  let asked = 0;
  let at = 0;
  const ended = vi.fn();
  const started = vi.fn();
  const start = async (): Promise<Thread<Order, Answered>> => {
    started();
    let [onReply, onEnd] = [(_: Reply<Answered>): void => {}, (_: string): void => {}];
    return {
      post() {
        asked++;
        const answer = answers[at++];
        if (answer === undefined) return;
        if ('ended' in answer) onEnd(answer.ended);
        else queueMicrotask(() => onReply(answer));
      },
      listen(replied, stopped) {
        [onReply, onEnd] = [replied, stopped];
        if (asked === 0 || at === asked) queueMicrotask(() => replied({ kind: 'ready' }));
      },
      terminate: ended,
    };
  };
  return { start, ended, started };
}

const found = (heap = 1e6): Reply<Answered> => ({
  kind: 'found',
  result: { answer: ['a'], heap },
});

describe('the thread that reads HDF5 files', () => {
  it('is kept from file to file, and after a file that is refused', async () => {
    const { start, started, ended } = threads([
      found(),
      { kind: 'failed', message: 'a.h5 holds no data set', error: 'given' },
      found(),
    ]);
    const reader = createHdf5Reader(start);
    const asked = [reader.ask(order), reader.ask(order), reader.ask(order)];
    await expect(asked[1]).rejects.toThrow('a.h5 holds no data set');
    expect([await asked[0], await asked[2]]).toEqual([['a'], ['a']]);
    expect(started).toHaveBeenCalledTimes(1);
    expect(ended).not.toHaveBeenCalled();
  });

  it('is ended where a file takes too long, and another reads the next', async () => {
    const { start, started, ended } = threads([undefined, found()]);
    const reader = createHdf5Reader(start, 0.05);
    await expect(reader.ask(order)).rejects.toMatchObject({
      name: 'FrugalError',
      message: expect.stringMatching(
        /^a\.h5 is no sound HDF5 file \(it was not read in 0\.\d+ s\)$/,
      ),
    });
    expect(ended).toHaveBeenCalledTimes(1);
    expect(await reader.ask(order)).toEqual(['a']);
    expect(started).toHaveBeenCalledTimes(2);
  });

  it('is ended after what the library tripped over, and after its own end', async () => {
    const { start, started } = threads([
      { kind: 'failed', message: 'RuntimeError: memory access out of bounds\n at', error: 'own' },
      { ended: 'no memory' },
      found(),
    ]);
    const reader = createHdf5Reader(start);
    await expect(reader.ask(order)).rejects.toThrow(
      'a.h5 is no sound HDF5 file (memory access out of bounds)',
    );
    await expect(reader.ask(order)).rejects.toThrow(
      'the thread that reads HDF5 files has ended: no memory',
    );
    expect(await reader.ask(order)).toEqual(['a']);
    expect(started).toHaveBeenCalledTimes(3);
  });

  it('is not kept with much memory', async () => {
    const { start, started, ended } = threads([found(2 ** 28), found()]);
    const reader = createHdf5Reader(start);
    await reader.ask(order);
    await reader.ask(order);
    expect([started.mock.calls.length, ended.mock.calls.length]).toEqual([2, 1]);
  });

  it('is done without where none can be had', async () => {
    const reader = createHdf5Reader(() => Promise.reject(new Error('no threads here')));
    expect(await reader.ask(order)).toEqual(await readBounded(order).then((read) => read.answer));
    await expect(reader.ask({ ...order, bytes: bytes.slice(0, 900) })).rejects.toMatchObject({
      name: 'FrugalError',
      message: expect.stringContaining('a.h5 is no sound HDF5 file'),
    });
  });

  it('gives what this thread reads, and does not keep a process alive', async () => {
    const read = await readHdf5(bytes, { name: 'a.h5', dataset: 'packed' }).catch(String);
    const here = await readBounded({
      ...{ bytes, name: 'a.h5', maxBytes: 2 ** 31 },
      ...{ question: 'dataset', options: { dataset: 'packed' } },
    }).then(({ answer }) => answer, String);
    expect(read).toEqual(here);
    const at = JSON.stringify(new URL('./read.ts', import.meta.url).href);
    const script = `
      const { hdf5Datasets } = await import(${at});
      const bytes = Buffer.from(${JSON.stringify(matlab.hdf5)}, 'base64');
      for (let k = 0; k < 2; k++) console.log((await hdf5Datasets(bytes, 'a.h5')).length > 0);`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...['--input-type=module', '--eval', script],
    ]);
    expect(stdout).toBe('true\ntrue\n');
  });
});

describe('a bound on memory', () => {
  it('is what modules of the thread cannot grow beyond', () => {
    boundMemory(3 * 2 ** 16);
    try {
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 100 });
      expect(memory.grow(2)).toBe(1);
      expect(refusedMemory()).toBe(0);
      expect(() => memory.grow(1)).toThrow(RangeError);
      expect(memory.buffer.byteLength).toBe(3 * 2 ** 16);
      expect(refusedMemory()).toBe(4 * 2 ** 16);
      boundMemory(2 ** 20);
      expect(refusedMemory()).toBe(0);
      expect(memory.grow(1)).toBe(3);
    } finally {
      boundMemory(Number.POSITIVE_INFINITY);
    }
  });
});
