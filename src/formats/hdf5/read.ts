/**
 * HDF5 files as plain values: data sets, variables of MATLAB, edges of SONATA, matrices that are graphs.
 *
 * Read: integers, floats of 16 to 64 bits in both byte orders, truths (enumerations), strings; contiguous, chunked, gzip,
 * shuffle. Refused: compound and other types, data sets that would take more than the file can hold or the bound allows.
 *
 * The library works in a thread of its own, since a damaged file can lead it round in circles or spoil its memory (h5wasm
 * 0.10.3, HDF5 1.14): the thread is ended when a file takes too long, and after anything the library trips over.
 */

import { inNode } from '../../engine/abilities.ts';
import { FrugalError } from '../../errors.ts';
import { type Answerer, type Start, ThreadEnded, whenReady } from '../../threads/thread.ts';
import { MAX_UNPACKED } from '../limits.ts';
import type { Read, Tensor, Texts } from '../values.ts';
import type { Answered } from './bounded.ts';
import type { Answers, Order, Question } from './work.ts';

export interface ReadHdf5Options {
  /** How errors call the file. */
  readonly name: string;
  /** Path of the data set within the file; may be left out where there is one only. */
  readonly dataset?: string;
  /** Most bytes that a data set may take; default 2 GiB. */
  readonly maxBytes?: number;
}

/** Seconds that any file may take, and the bytes of a larger one that may take a second more. */
const SECONDS = 10;
const BYTES_A_SECOND = 2 ** 20;
/** A thread whose library holds more is not kept. */
const KEPT_BYTES = 2 ** 27;

/** Files to read, one after another. */
export interface Hdf5Reader {
  ask<Q extends Question>(order: Order<Q>): Promise<Answers[Q]['answer']>;
}

/** What a thread says of an error that is not for the user, without its stack. */
const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message.split('\n')[0].replace(/^\w*Error: /, '') : 'unknown';

/** Of a view all of its buffer would be copied to the thread. */
const alone = (bytes: Uint8Array): Uint8Array =>
  bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();

/** Rejects after some seconds; `done` lets it be. */
function lateness(seconds: number): { readonly late: Promise<never>; readonly done: () => void } {
  let done = (): void => {};
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`it was not read in ${Number(seconds.toFixed(2))} s`)),
      seconds * 1e3,
    );
    done = () => clearTimeout(timer);
  });
  return { late, done };
}

/**
 * A reader with a thread that it starts when the first file comes, keeps, and ends when it cannot be trusted any more.
 *
 * @param start where it rejects, files are read in the thread that asks, without bounds
 * @param seconds that a small file may take
 */
export function createHdf5Reader(start: Start<Order, Answered>, seconds = SECONDS): Hdf5Reader {
  let kept: Answerer<Order, Answered> | undefined;
  let threads = true;
  let turn: Promise<unknown> = Promise.resolve();

  async function thread(): Promise<Answerer<Order, Answered> | undefined> {
    if (kept !== undefined || !threads) return kept;
    try {
      kept = await whenReady(await start(), 'the thread that reads HDF5 files');
    } catch {
      threads = false;
    }
    return kept;
  }
  function end(): void {
    kept?.terminate();
    kept = undefined;
  }
  /** In the thread, which does not outlive what ended the library. */
  async function readThere(
    there: Answerer<Order, Answered>,
    order: Order,
  ): Promise<Answers[Question]['answer']> {
    const { late, done } = lateness(seconds + order.bytes.length / BYTES_A_SECOND);
    try {
      const { answer, heap } = await Promise.race([
        there.ask({ ...order, bytes: alone(order.bytes) }),
        late,
      ]);
      if (heap > KEPT_BYTES) end();
      return answer;
    } catch (error) {
      const told = error instanceof FrugalError && !(error instanceof ThreadEnded);
      if (!told) end();
      throw error;
    } finally {
      done();
    }
  }
  async function read(order: Order): Promise<Answers[Question]['answer']> {
    const there = await thread();
    try {
      if (there !== undefined) return await readThere(there, order);
      const { readHere } = await import('./work.ts');
      return await readHere(order);
    } catch (error) {
      if (error instanceof FrugalError) throw error;
      const { unsound } = await import('./library.ts');
      throw unsound(order.name, reasonOf(error));
    }
  }
  return {
    ask<Q extends Question>(order: Order<Q>) {
      const answer = turn.then(() => read(order as Order));
      turn = answer.catch(() => {});
      return answer as Promise<Answers[Q]['answer']>;
    },
  };
}

const startHere: Start<Order, Answered> = async () => {
  if (!inNode()) throw new Error('pages start it themselves');
  const { nodeThread } = await import('../../threads/thread.node.ts');
  return nodeThread('./worker.node', import.meta.url);
};

let reader: Hdf5Reader | undefined;

/**
 * Has HDF5 files be read in threads that the caller starts, whose first file is `worker.ts`. Pages do: a worker that is named
 * here would be in every bundle, h5wasm (4 MB) and all, also where no such file is ever read. Without it a page reads such files
 * in the thread that asks, without bounds.
 */
export function readHdf5In(start: Start<Order, Answered>): void {
  reader = createHdf5Reader(start);
}

/**
 * Asks something of a file, in the thread for such files.
 *
 * @throws FrugalError with one line for a damaged file, one that does not end, or as the question says; when the package h5wasm
 *   is missing
 */
export function askHdf5<Q extends Question>(order: Order<Q>): Promise<Answers[Q]['answer']> {
  // Made when it is needed: a value that is made here would be in every bundle, with all that reads.
  reader ??= createHdf5Reader(startHere);
  return reader.ask(order);
}

/**
 * A data set of a file.
 *
 * @throws FrugalError with one line for a damaged file, a data set that is not there or cannot be read, several of them and
 *   none named, or when the package h5wasm is missing
 * @example await readHdf5(bytes, { name: 'train.h5', dataset: 'x' })
 */
export const readHdf5 = (
  bytes: Uint8Array,
  { name, dataset, maxBytes = MAX_UNPACKED }: ReadHdf5Options,
): Promise<Read<Tensor | Texts>> =>
  askHdf5({ bytes, name, maxBytes, question: 'dataset', options: { dataset } });

/** Paths of all data sets of a file, in the library's order. @throws FrugalError as `readHdf5` */
export const hdf5Datasets = (bytes: Uint8Array, name: string): Promise<readonly string[]> =>
  askHdf5({ bytes, name, maxBytes: MAX_UNPACKED, question: 'paths', options: undefined });
