/**
 * Every study by its name. Each is loaded only when it is asked for, so that the command line starts at once.
 */

import { unknownName } from '../errors.ts';
import type { Study } from '../protocol/study.ts';

export type Registry = Readonly<Record<string, () => Promise<Study>>>;

export const studies: Registry = {
  plasticity: async () => (await import('./plasticity/index.ts')).plasticity,
  'set-mlp': async () => (await import('./set-mlp/index.ts')).setMlp,
  'million-neurons': async () => (await import('./million-neurons/index.ts')).millionNeurons,
  rewiring: async () => (await import('./rewiring/index.ts')).rewiring,
  'set-cnn': async () => (await import('./set-cnn/index.ts')).setCnn,
  associative: async () => (await import('./associative/index.ts')).associative,
  discrete: async () => (await import('./discrete/index.ts')).discrete,
  'discrete-teacher': async () => (await import('./discrete-teacher/index.ts')).discreteTeacher,
  'discrete-committee': async () =>
    (await import('./discrete-committee/index.ts')).discreteCommittee,
  cog20: async () => (await import('./cog20/index.ts')).cog20,
  'se-rnn': async () => (await import('./se-rnn/index.ts')).seRnn,
  modcog: async () => (await import('./modcog/index.ts')).modcog,
  compose: async () => (await import('./compose/index.ts')).compose,
  frontier: async () => (await import('./frontier/index.ts')).frontier,
  'set-rbm': async () => (await import('./set-rbm/index.ts')).setRbm,
};

/**
 * Loads a study.
 *
 * @throws UsageError for an unknown name, with the nearest known one
 * @example (await loadStudy('discrete')).name // 'discrete'
 */
export async function loadStudy(name: string, registry: Registry = studies): Promise<Study> {
  if (!Object.hasOwn(registry, name)) throw unknownName('study', name, Object.keys(registry));
  return registry[name]();
}
