/**
 * What the thread of a run does before its run is asked for, so that it begins at once: it loads the study, what every run
 * needs, and the data that the form names now.
 */

import { parametersFromJson, resolveParameters } from '../../../src/protocol/parameters.ts';
import { loadStudy } from '../../../src/studies/registry.ts';
import type { RunOrder } from './run-messages.ts';
import { type PageSource, pageSource } from './tasks.ts';

/** What decides which data a run reads. */
export type OrderedData = Pick<RunOrder, 'study' | 'parameters' | 'files'>;

const keyOf = ({ study, parameters, files }: OrderedData): string =>
  JSON.stringify([
    [study, parameters],
    files.map(({ path, file }) => [path, file.size, file.lastModified]),
  ]);

export class Ahead {
  #found: { readonly key: string; readonly source: PageSource } | undefined;

  /** Whatever is wrong the run itself tells. */
  async prepare(name: string, ordered?: OrderedData): Promise<void> {
    try {
      const [study] = await Promise.all([
        loadStudy(name),
        import('./checkpoint.ts'),
        import('../../../src/engine/vectors.ts'),
      ]);
      if (ordered === undefined) return;
      const source = this.sourceOf(ordered);
      this.#found = { key: keyOf(ordered), source };
      const given = parametersFromJson(study.parameters, ordered.parameters);
      const parameters = resolveParameters(study.parameters, given);
      for (const { name: task, ...options } of study.tasks(parameters))
        await source.load(task, options);
    } catch {}
  }

  /** Where a run finds its data: loaded already where it was prepared. */
  sourceOf(ordered: OrderedData): PageSource {
    return this.#found?.key === keyOf(ordered) ? this.#found.source : pageSource(ordered.files);
  }
}
