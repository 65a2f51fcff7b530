/** Packages that are installed where they are wanted, and loaded when they are needed. */

import { FrugalError } from '../errors.ts';

/**
 * A package that may be missing.
 *
 * @param what what needs it, as the beginning of a sentence
 * @throws FrugalError with what to install
 * @example await optional(() => import('h5wasm'), 'h5wasm', 'HDF5 files')
 */
export async function optional<M>(load: () => Promise<M>, name: string, what: string): Promise<M> {
  try {
    return await load();
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error ? String(error.code) : 'it fails to load';
    const missing = reason === 'ERR_MODULE_NOT_FOUND' || reason === 'MODULE_NOT_FOUND';
    throw new FrugalError(
      `${what} need the package ${name}, which ${missing ? 'is not installed' : `cannot be loaded (${reason})`}: npm install ${name}`,
    );
  }
}
