/**
 * Questions and answers between the page and a worker, typed by one table: the name of a call, what it is asked with, what
 * it answers. An error crosses as its message, with whether it is for the person.
 */

import { FrugalError } from '../../../src/errors.ts';

/** A table of calls: `name: [question, answer]`. */
export type Calls<C> = { readonly [K in keyof C]: readonly [question: unknown, answer: unknown] };

interface Question {
  readonly id: number;
  readonly name: string;
  readonly question: unknown;
}

type Answer = { readonly id: number } & (
  | { readonly answer: unknown }
  | { readonly error: string; readonly forUser: boolean }
);

/** An error that came from a worker. */
export class WorkError extends Error {
  /** Whether it says what the person can do; others are defects. */
  readonly forUser: boolean;
  constructor(message: string, forUser: boolean) {
    super(message);
    this.forUser = forUser;
  }
}

export const isForUser = (error: unknown): boolean =>
  error instanceof FrugalError || (error instanceof WorkError && error.forUser);

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** The worker's side: answers every call by the function of its name. */
export function serve<C extends Calls<C>>(
  answers: {
    readonly [K in keyof C]: (question: C[K][0]) => C[K][1] | Promise<C[K][1]>;
  },
): void {
  const functions = answers as Readonly<Record<string, (question: unknown) => unknown>>;
  addEventListener('message', async ({ data }: MessageEvent<Question>) => {
    const { id, name, question } = data;
    try {
      postMessage({ id, answer: await functions[name](question) } satisfies Answer);
    } catch (error) {
      const forUser = isForUser(error);
      if (!forUser) console.error(error);
      postMessage({ id, error: messageOf(error), forUser } satisfies Answer);
    }
  });
}

/** The page's side. */
export interface Caller<C extends Calls<C>> {
  /** @param transfer buffers that are handed over instead of copied */
  call<K extends keyof C & string>(
    name: K,
    question: C[K][0],
    transfer?: Transferable[],
  ): Promise<C[K][1]>;
  end(): void;
}

/** Calls to a worker, answered in any order. */
export function caller<C extends Calls<C>>(worker: Worker): Caller<C> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ('error' in data) asked?.reject(new WorkError(data.error, data.forUser));
    else asked?.resolve(data.answer);
  };
  worker.onerror = (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message));
    waiting.clear();
  };
  return {
    call: (name, question, transfer = []) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
        worker.postMessage({ id, name, question } satisfies Question, { transfer });
      }),
    end: () => worker.terminate(),
  };
}
