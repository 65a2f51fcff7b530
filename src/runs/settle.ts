/**
 * A run that asks for MNIST or else the drawn digits is a run of one of them: which one enters its parameters before anything
 * is made of them, so that its identity, the command that makes it again and its report name what was learned.
 */

import { EITHER } from '../tasks/names.ts';
import { isOpen, type RunSpec, settledAs } from './spec-document.ts';

/** The spec with the names of tasks as they are on this machine. */
export async function settledSpec(spec: RunSpec): Promise<RunSpec> {
  if (!isOpen(spec)) return spec;
  const { settledName } = await import('../tasks/load.node.ts');
  return settledAs(spec, await settledName(EITHER));
}
