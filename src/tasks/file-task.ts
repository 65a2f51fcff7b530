/** Tasks from files by their paths, wherever a host keeps them; what is made of their bytes is prepare/from-files.ts. */

import type { AnyExamples } from './examples.ts';
import { examplesFromFiles, type TaskFile } from './prepare/from-files.ts';
import type { TaskOptions } from './prepare/options.ts';

/** Files by their paths. */
export interface FilesAt {
  /** @throws FrugalError in one line, with what to do, where there is none */
  readonly read: (path: string) => Promise<TaskFile>;
  readonly has: (path: string) => Promise<boolean>;
}

/** Where the labels of IDX images lie under the usual name. */
function besideImages(path: string): string | undefined {
  const at = path.search(/[^/\\]*$/);
  const beside = path.slice(0, at) + path.slice(at).replace(/images([-.])idx3/, 'labels$1idx1');
  return beside === path ? undefined : beside;
}

/**
 * The examples that files hold, with their answers unless there are none.
 *
 * @throws UsageError, FrugalError as `examplesFromFiles`, and for files that cannot be read
 */
export async function taskFromPaths(
  path: string,
  options: TaskOptions,
  { read, has }: FilesAt,
): Promise<AnyExamples> {
  const { testFile, labelFile, testLabelFile } = options;
  const [train, test] = await Promise.all([read(path), testFile ? read(testFile) : undefined]);
  const labelsOf = async (file: string): Promise<string | undefined> => {
    const beside = options.answers === 'none' ? undefined : besideImages(file);
    return beside !== undefined && (await has(beside)) ? beside : undefined;
  };
  const labels = labelFile ?? (await labelsOf(path));
  const testLabels = testLabelFile ?? (testFile ? await labelsOf(testFile) : undefined);
  return examplesFromFiles(
    {
      ...{ train, ...(test && { test }) },
      ...(labels && { labels: await read(labels) }),
      ...(testLabels && { testLabels: await read(testLabels) }),
    },
    options,
  );
}
