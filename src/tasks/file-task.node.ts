/** Tasks from files on a disk. Node only; what is made of their bytes is prepare/from-files.ts. */

import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FrugalError } from '../errors.ts';
import type { AnyExamples } from './examples.ts';
import { errorCode, sha256Of } from './files.node.ts';
import { examplesFromFiles, type TaskFile } from './prepare/from-files.ts';
import type { TaskOptions } from './prepare/options.ts';

/** Reads a file. @throws FrugalError in one line, with what to do */
async function fileAt(path: string): Promise<TaskFile> {
  try {
    const bytes = await readFile(path);
    return { name: basename(path), bytes, sha256: sha256Of(bytes) };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new FrugalError(`no file ${path}; give the path of a file, or the name of a data set`);
    if (code === 'EISDIR') throw new FrugalError(`${path} is a folder; give a file in it`);
    throw new FrugalError(`cannot read ${path}: ${error instanceof Error ? error.message : code}`);
  }
}

/** The labels of IDX images, where they lie beside them under the usual name. */
async function labelsBeside(path: string): Promise<string | undefined> {
  const name = basename(path).replace(/images([-.])idx3/, 'labels$1idx1');
  if (name === basename(path)) return undefined;
  const beside = join(dirname(path), name);
  return (await stat(beside).catch(() => undefined))?.isFile() ? beside : undefined;
}

/**
 * The examples that files hold, with their answers unless there are none.
 *
 * @throws UsageError, FrugalError as `examplesFromFiles`, and for files that cannot be read
 */
export async function taskFromDisk(path: string, options: TaskOptions = {}): Promise<AnyExamples> {
  const { testFile, labelFile, testLabelFile } = options;
  const [train, test] = await Promise.all([fileAt(path), testFile ? fileAt(testFile) : undefined]);
  const beside = (file: string) => (options.answers === 'none' ? undefined : labelsBeside(file));
  const labels = labelFile ?? (await beside(path));
  const testLabels = testLabelFile ?? (testFile ? await beside(testFile) : undefined);
  return examplesFromFiles(
    {
      ...{ train, ...(test && { test }) },
      ...(labels && { labels: await fileAt(labels) }),
      ...(testLabels && { testLabels: await fileAt(testLabels) }),
    },
    options,
  );
}
