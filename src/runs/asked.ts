/** What a run is, before it is one: its spec with all names settled, the document that stands for it, and its identity. */

import type { Study } from '../protocol/study.ts';
import { digestsOf } from './digests.ts';
import type { TaskSource } from './execute.ts';
import { identityOf, type RunSpec, type SpecDocument, sha256, specDocument } from './identity.ts';
import { settledSpec } from './settle.ts';
import { checkSeed, hashedTexts } from './spec-document.ts';

/** A run that is asked for. */
export interface AskedRun {
  readonly spec: RunSpec;
  readonly document: SpecDocument;
  readonly identity: string;
}

/**
 * The run that a spec asks for on this machine, known by the digests of its data.
 *
 * @throws UsageError for parameters that do not go together, FrugalError for data that are missing or damaged
 */
export async function askedRun(study: Study, asked: RunSpec, tasks: TaskSource): Promise<AskedRun> {
  const spec = await settledSpec(asked);
  study.check?.(spec.parameters);
  const document = specDocument(study, spec, await digestsOf(study, spec, tasks, sha256));
  return { spec, document, identity: identityOf(document) };
}

/** A run by its name. */
export type NamedRun = Omit<AskedRun, 'document'>;

/**
 * Names the runs of one setting, seed by seed: what they share is settled once. Whether the study takes the parameters is not
 * asked: where it does not, no run of that name is ever made.
 *
 * @throws FrugalError for data that are missing or damaged; what it returns a UsageError for a seed that cannot be
 */
export async function namedRuns(
  study: Study,
  asked: Omit<RunSpec, 'seed'>,
  tasks: TaskSource,
): Promise<(seed: number) => NamedRun> {
  const first = await settledSpec({ ...asked, seed: 0 });
  const text = hashedTexts(
    specDocument(study, first, await digestsOf(study, first, tasks, sha256)),
  );
  return (seed) => {
    checkSeed(seed);
    return { spec: { ...first, seed }, identity: sha256(text(seed)) };
  };
}
