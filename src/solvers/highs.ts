/**
 * The HiGHS solver for linear and mixed-integer programs, loaded when it is first needed: the package is optional, and
 * its WebAssembly module (3.5 MB) is of no use to those who only train networks.
 */

import type { Highs } from 'highs';
import { FrugalError } from '../errors.ts';

let loading: Promise<Highs> | undefined;

type Factory = () => Promise<Highs>;

async function load(): Promise<Highs> {
  let factory: Factory;
  try {
    // The package declares CommonJS types for its ES module: at run time `default` is the factory itself.
    factory = (await import('highs')).default as unknown as Factory;
  } catch (error) {
    throw new FrugalError(
      `the exact solvers need the optional package "highs", which could not be loaded; install it with: ` +
        `npm install highs@1.15.3 (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`,
    );
  }
  return factory();
}

/**
 * The solver, loaded once for all.
 *
 * @throws FrugalError when the package is not installed
 */
export function loadHighs(): Promise<Highs> {
  loading ??= load().catch((error: unknown) => {
    // Installed in the meantime, it is found at the next try.
    loading = undefined;
    throw error;
  });
  return loading;
}
