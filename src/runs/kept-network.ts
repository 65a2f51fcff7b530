/** The networks among the arrays that a run keeps, each with the run it comes from. Free of Node: pages hand them on, too. */

import { FrugalError } from '../errors.ts';
import { networkFrom, networksIn, outlineArrays } from '../interchange/arrays.ts';
import { prefixOf } from '../interchange/import.ts';
import type { StoredNetwork } from '../interchange/network.ts';
import { prefixed } from '../protocol/jobs.ts';
import type { NamedArrays, RunContext, Study } from '../protocol/study.ts';
import type { RunSpec, SpecDocument } from './spec-document.ts';

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

/** A run that has kept arrays, and where its data are found again. */
export interface KeptRun {
  /** Absent of a study that is none of ours: it says all itself, or nothing. */
  readonly study: Pick<Study, 'outlines'> | undefined;
  readonly parameters: RunSpec['parameters'];
  /** Digests of the data that it had. */
  readonly data: SpecDocument['data'];
  readonly arrays: NamedArrays;
  readonly task: RunContext<unknown>['task'];
}

/**
 * The arrays of a run with what its study says that they are, where they do not say it themselves.
 *
 * @param what the run, for messages
 * @throws FrugalError where that takes data that are not there, or are others than the run had
 */
export async function withOutlines(
  what: string,
  { study, parameters, data, arrays, task }: KeptRun,
): Promise<NamedArrays> {
  if (study?.outlines === undefined || networksIn(arrays).length > 0) return arrays;
  const said = await study.outlines(parameters, async (name, options) => {
    const found = await task(name, options);
    if (!Object.values(data).includes(found.digest))
      throw new FrugalError(
        `${what} was trained on other data than "${name}" is here: how its inputs were scaled cannot be told`,
      );
    return found;
  });
  return Object.assign(
    { ...arrays },
    ...Object.entries(said)
      .filter(([prefix]) => Object.keys(arrays).some((name) => name.startsWith(prefix)))
      .map(([prefix, outline]) => prefixed(prefix, outlineArrays(outline))),
  );
}
