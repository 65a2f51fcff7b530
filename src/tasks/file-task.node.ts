/** Tasks from files on a disk. */

import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { FrugalError } from '../errors.ts';
import type { AnyExamples } from './examples.ts';
import { taskFromPaths } from './file-task.ts';
import { errorCode, sha256Of } from './files.node.ts';
import type { TaskFile } from './prepare/from-files.ts';
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

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** The examples that files of this disk hold. @throws as `taskFromPaths` */
export const taskFromDisk = (path: string, options: TaskOptions = {}): Promise<AnyExamples> =>
  taskFromPaths(path, options, { read: fileAt, has: isFile });
