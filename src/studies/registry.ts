/**
 * Every study by its name. Each is loaded only when it is asked for, so that the command line starts at once.
 */

import { unknownName } from '../errors.ts';
import type { Study } from './study.ts';

export type Registry = Readonly<Record<string, () => Promise<Study>>>;

export const studies: Registry = {
  plasticity: async () => (await import('./plasticity/index.ts')).plasticity,
  'set-mlp': async () => (await import('./set-mlp/index.ts')).setMlp,
  associative: async () => (await import('./associative/index.ts')).associative,
};

/**
 * Loads a study.
 *
 * @throws UsageError for an unknown name, with the nearest known one
 */
export async function loadStudy(name: string, registry: Registry = studies): Promise<Study> {
  if (!Object.hasOwn(registry, name)) throw unknownName('study', name, Object.keys(registry));
  return registry[name]();
}
