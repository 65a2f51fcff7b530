/**
 * A run that asks for MNIST or else the drawn digits is a run of one of them: which one enters its parameters before anything
 * is made of them, so that its identity, the command that makes it again and its report name what was learned.
 */

import { EITHER } from '../tasks/names.ts';
import type { RunSpec } from './identity.ts';

/** The spec with the names of tasks as they are on this machine. */
export async function settledSpec(spec: RunSpec): Promise<RunSpec> {
  const open = Object.entries(spec.parameters).filter(([, value]) => value === EITHER);
  if (open.length === 0) return spec;
  const { settledName } = await import('../tasks/load.node.ts');
  const name = await settledName(EITHER);
  const settled = Object.fromEntries(open.map(([parameter]) => [parameter, name]));
  return { ...spec, parameters: { ...spec.parameters, ...settled } };
}
