/** The executors by name; each is loaded when it is asked for. */

import { unknownName } from '../../errors.ts';
import type { Executor } from '../executor.ts';

export const EXECUTORS: Readonly<Record<string, () => Promise<Executor>>> = {
  local: async () => (await import('./local.node.ts')).local,
  slurm: async () => (await import('./slurm.node.ts')).slurm,
  postgres: async () => (await import('./postgres.node.ts')).postgres,
  kubernetes: async () => (await import('./kubernetes.node.ts')).kubernetes,
};

/** @throws UsageError for an unknown name */
export async function loadExecutor(name: string): Promise<Executor> {
  if (!Object.hasOwn(EXECUTORS, name)) throw unknownName('executor', name, Object.keys(EXECUTORS));
  return EXECUTORS[name]();
}
