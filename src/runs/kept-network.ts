/** The networks among the arrays that a run keeps, each with the run it comes from. Free of Node: pages hand them on, too. */

import { FrugalError } from '../errors.ts';
import { networkFrom, networksIn } from '../interchange/arrays.ts';
import { prefixOf } from '../interchange/import.ts';
import type { StoredNetwork } from '../interchange/network.ts';
import type { NamedArrays } from '../protocol/study.ts';
import type { SpecDocument } from './spec-document.ts';

/** What a run's networks are called in messages, and which is wanted. */
export interface Named {
  /** The run. */
  readonly what: string;
  /** Its arrays. */
  readonly file: string;
  /** Of several networks. */
  readonly wanted?: string | undefined;
  /** What the data of the run allow. */
  readonly licence?: string | undefined;
}

/**
 * A network that a run has kept.
 *
 * @throws FrugalError where it keeps none, UsageError where it keeps several and none is named
 */
export function networkAmong(
  {
    identity,
    spec,
  }: { readonly identity: string; readonly spec: Pick<SpecDocument, 'study' | 'seed'> },
  arrays: NamedArrays,
  { what, file, wanted, licence }: Named,
): StoredNetwork {
  const found = networksIn(arrays);
  if (found.length === 0)
    throw new FrugalError(
      `${what} keeps no network that could be taken elsewhere; studies that do: set-mlp, set-cnn, set-rbm, cog20, modcog, se-rnn`,
    );
  const prefix = prefixOf(found, wanted, what);
  const network = networkFrom(arrays, file, prefix);
  return {
    ...network,
    origin: {
      ...network.origin,
      ...{ study: spec.study, network: prefix.slice(0, -1) },
      ...{ run: identity, seed: String(spec.seed) },
      ...(licence && { licence }),
    },
  };
}
