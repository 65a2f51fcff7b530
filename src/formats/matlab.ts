/** MATLAB's files of every version that is read: 5 to 7 by ourselves, 7.3 through HDF5. */

import { askHdf5 } from './hdf5/read.ts';
import { MAX_UNPACKED } from './limits.ts';
import { readMatlab5 } from './matlab5.ts';
import type { Read, SparseRows, Tensor, Texts } from './values.ts';

/** What a variable is here. */
export type MatlabValue = Tensor | Texts | SparseRows;

export interface ReadMatlabOptions {
  /** How errors call the file. */
  readonly name: string;
  /** Most bytes that compressed variables may become; default 2 GiB. */
  readonly maxBytes?: number;
  /** Cells of arrays too, cell 1 of `a` as `a{1}`; only of versions 5 to 7. By default they are left out, and told. */
  readonly cells?: boolean;
}

/** HDF5's signature, behind the block that MATLAB writes before it. */
const isHdf5 = (bytes: Uint8Array): boolean =>
  [0x89, 0x48, 0x44, 0x46].every((byte, i) => bytes[512 + i] === byte);

/**
 * All readable variables of a file, see `matlab5.ts` and `matlab73.ts`.
 *
 * @throws FrugalError with one line for a damaged file, one with nothing to read, or when 7.3 is met and h5wasm is missing
 * @example (await readMatlab(bytes, { name: 'data.mat' })).value.get('X') // a Tensor of shape [150, 4]
 */
export async function readMatlab(
  bytes: Uint8Array,
  options: ReadMatlabOptions,
): Promise<Read<ReadonlyMap<string, MatlabValue>>> {
  if (!isHdf5(bytes)) return readMatlab5(bytes, options);
  const { name, maxBytes = MAX_UNPACKED } = options;
  return askHdf5({ bytes, name, maxBytes, question: 'matlab', options: undefined });
}
