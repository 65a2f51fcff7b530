/** The parameter `wiring`: a file that a network, or a layer, is wired by; the same in every study that has it. */

import { FrugalError } from '../errors.ts';
import { looksLikePath } from '../tasks/names.ts';
import type { Parameter } from './parameters.ts';
import type { RunContext } from './study.ts';
import { file } from './text-parameters.ts';

/** Its value where no file is given. */
export const NO_WIRING = 'none';

/**
 * Quiet: at its default, runs are what they were before there was any.
 *
 * @param names ways to wire that need no file
 */
export const wiringParameter = (
  description: string,
  names: readonly string[] = [],
): Parameter<string> =>
  file({
    ...{
      default: NO_WIRING,
      names: [NO_WIRING, ...names],
      called: [NO_WIRING, ...names].join(', '),
    },
    quiet: true,
    description,
  });

/** Whether it is the path of a file, and not a name. */
const isFile = (wiring: string): boolean => wiring !== NO_WIRING && looksLikePath(wiring);

interface WiringValue {
  readonly wiring: string;
}

/** The file that is needed, for the run's identity. */
export const wiringFiles = ({ wiring }: WiringValue): Readonly<Record<string, string>> =>
  isFile(wiring) ? { wiring } : {};

/** The file with its name, for messages; `undefined` where none is given. @throws FrugalError where there are no files */
export async function readWiring({
  parameters: { wiring: path },
  file: read,
}: Pick<RunContext<WiringValue>, 'parameters' | 'file'>): Promise<
  { readonly name: string; readonly bytes: Uint8Array } | undefined
> {
  if (!isFile(path)) return undefined;
  if (read === undefined) throw new FrugalError(`${path} cannot be read here: there are no files`);
  return { name: path.split(/[/\\]/).at(-1) ?? path, bytes: await read(path) };
}
