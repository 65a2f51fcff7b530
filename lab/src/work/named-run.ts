/** What a run of the page is called: its document, with the digests of its data, and its identity. */

import { parametersFromJson, resolveParameters } from '../../../src/protocol/parameters.ts';
import type { Study } from '../../../src/protocol/study.ts';
import { digestsOf } from '../../../src/runs/digests.ts';
import {
  hashedText,
  type RunSpec,
  type SpecDocument,
  specDocument,
} from '../../../src/runs/spec-document.ts';
import type { RunOrder } from './run-messages.ts';
import { type PageSource, sha256 } from './tasks.ts';

export interface NamedRun {
  readonly spec: RunSpec;
  readonly document: SpecDocument;
  readonly identity: string;
}

/** @throws UsageError for parameters that are not allowed, FrugalError for data that are not here */
export async function namedRun(
  study: Study,
  order: Pick<RunOrder, 'parameters' | 'seed' | 'arithmetic'>,
  source: PageSource,
): Promise<NamedRun> {
  const given = parametersFromJson(study.parameters, order.parameters);
  const parameters = resolveParameters(study.parameters, given);
  const { seed, arithmetic } = order;
  const spec: RunSpec = { parameters, seed, arithmetic };
  const document = specDocument(study, spec, await digestsOf(study, spec, source, sha256));
  return { spec, document, identity: await sha256(hashedText(document)) };
}
