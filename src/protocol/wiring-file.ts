/** The parameter `wiring`: a file that a network, or a layer, is wired by; the same in every study that has it. */

import { FrugalError } from '../errors.ts';
import type { Parameter } from './parameters.ts';
import type { RunContext } from './study.ts';
import { file } from './text-parameters.ts';

/** Its value where no file is given. */
export const NO_WIRING = 'none';

/** Quiet: at its default, runs are what they were before there was any. */
export const wiringParameter = (description: string): Parameter<string> =>
  file({
    ...{ default: NO_WIRING, names: [NO_WIRING], called: NO_WIRING },
    quiet: true,
    description,
  });

interface WiringValue {
  readonly wiring: string;
}

/** The file that is needed, for the run's identity. */
export const wiringFiles = ({ wiring }: WiringValue): Readonly<Record<string, string>> =>
  wiring === NO_WIRING ? {} : { wiring };

/** The file with its name, for messages; `undefined` where none is given. @throws FrugalError where there are no files */
export async function readWiring({
  parameters: { wiring: path },
  file: read,
}: Pick<RunContext<WiringValue>, 'parameters' | 'file'>): Promise<
  { readonly name: string; readonly bytes: Uint8Array } | undefined
> {
  if (path === NO_WIRING) return undefined;
  if (read === undefined) throw new FrugalError(`${path} cannot be read here: there are no files`);
  return { name: path.split(/[/\\]/).at(-1) ?? path, bytes: await read(path) };
}
