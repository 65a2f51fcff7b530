/**
 * The data that a page has: the drawn digits, and files that it was given. They are read here, by the readers of the command
 * line, and go nowhere.
 */

import { FrugalError } from '../../../src/errors.ts';
import { readHdf5In } from '../../../src/formats/hdf5/read.ts';
import type { ImportOptions } from '../../../src/interchange/import.ts';
import type { StoredNetwork } from '../../../src/interchange/network.ts';
import type { RunContext } from '../../../src/protocol/study.ts';
import type { TaskSource } from '../../../src/runs/execute.ts';
import { digestBefore, examplesAt, examplesKey } from '../../../src/tasks/load.ts';
import type { TaskFile } from '../../../src/tasks/prepare/from-files.ts';
import { browserThread } from '../../../src/threads/thread.ts';

readHdf5In(async () =>
  browserThread(
    new Worker(new URL('../../../src/formats/hdf5/worker.ts', import.meta.url), { type: 'module' }),
  ),
);

/** A file that the page was given, by the path under which forms and commands name it. */
export interface OwnFile {
  readonly path: string;
  readonly file: File;
}

/** What `mnist-or-digits` stands for in a page. */
export const EITHER_HERE = 'digits';

/** SHA-256 in lower-case hexadecimal. */
export async function sha256(data: string | Uint8Array): Promise<string> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Where runs of a page find their data. */
export interface PageSource extends Omit<TaskSource, 'file' | 'network' | 'networkDigest'> {
  readonly file: NonNullable<TaskSource['file']>;
  readonly network: NonNullable<RunContext<unknown>['network']>;
  readonly networkDigest: NonNullable<TaskSource['networkDigest']>;
}

async function named(name: string): Promise<never> {
  throw new FrugalError(
    `the page has no data set "${name}": take the task "digits", give the page a file, or copy the command line below and run it where the data are`,
  );
}

/** A source of the drawn digits and these files, each read once. */
export function pageSource(files: readonly OwnFile[]): PageSource {
  const own = new Map(files.map(({ path, file }) => [path, file]));
  const read = cached(async (path: string): Promise<TaskFile> => {
    const file = own.get(path);
    if (file === undefined)
      throw new FrugalError(
        `the page does not have ${path}: give it the file (“File …” beside the field, or drop it here)`,
      );
    const bytes = new Uint8Array(await file.arrayBuffer().catch(unreadable(path)));
    return { name: file.name, bytes, sha256: await sha256(bytes) };
  });
  const has = async (path: string): Promise<boolean> => own.has(path);
  const places = {
    ...{ named, either: async () => EITHER_HERE },
    // Readers wait while they are loaded, and a worker that waits from the start misses what it is told meanwhile.
    async file(path: string, options: Parameters<TaskSource['load']>[1] = {}) {
      const { taskFromPaths } = await import('../../../src/tasks/file-task.ts');
      return taskFromPaths(path, options, { read, has });
    },
  };
  const load = cached(
    (name: string, options: Parameters<TaskSource['load']>[1] = {}) =>
      examplesAt(name, options, places),
    (name, options = {}) => examplesKey(name, options),
  );
  const network = cached(
    async (path: string, options: ImportOptions = {}): Promise<StoredNetwork> => {
      const { importNetwork } = await import('../../../src/interchange/import.ts');
      return (await importNetwork([await read(path)], options)).value;
    },
  );
  return {
    ...{ load, network },
    digest: async (name, options = {}) =>
      digestBefore(name, options) ?? (await load(name, options)).digest,
    file: async (path) => (await read(path)).bytes,
    async networkDigest(path, options) {
      const { networkDigest } = await import('../../../src/runs/network-digest.ts');
      return networkDigest(await network(path, options), sha256);
    },
  };
}

const unreadable = (path: string) => (): never => {
  throw new FrugalError(`${path} cannot be read any more: it has changed since; give it again`);
};

/** The same question is answered once; what failed is tried anew. */
function cached<Q extends readonly unknown[], A>(
  find: (...question: Q) => Promise<A>,
  keyOf: (...question: Q) => string = (...question) => JSON.stringify(question),
): (...question: Q) => Promise<A> {
  const known = new Map<string, Promise<A>>();
  return (...question) => {
    const key = keyOf(...question);
    const answer = known.get(key) ?? find(...question);
    known.set(key, answer);
    answer.catch(() => known.delete(key));
    return answer;
  };
}
