/** One run as it is handed to another thread or process, and what comes back from there. */

import { FrugalError, UsageError } from '../errors.ts';
import type { ExecuteOptions, RunEvent, RunOutcome } from './execute.ts';
import type { RunSpec } from './identity.ts';

/** One run, as plain data. */
export interface Job {
  /** Name in the registry. */
  readonly study: string;
  readonly spec: RunSpec;
  readonly options: Pick<
    ExecuteOptions,
    'threads' | 'folder' | 'root' | 'fresh' | 'alone' | 'asIs' | 'checkpointSeconds' | 'data'
  >;
}

/** A job, and the address of the module that exports `studies`. */
export interface Order {
  readonly job: Job;
  readonly registry: string;
}

/** An error as plain data. */
export interface ErrorMessage {
  readonly type: 'error';
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** What is told of a run: events, and last of all its outcome or what went wrong. */
export type Message =
  | { readonly type: 'event'; readonly event: RunEvent }
  | { readonly type: 'outcome'; readonly outcome: RunOutcome }
  | ErrorMessage;

export function errorMessage({ name, message, stack }: Error): ErrorMessage {
  return { type: 'error', name, message, ...(stack !== undefined && { stack }) };
}

/** An error that crossed a border, as what it was. */
export function revive({ name, message, stack }: ErrorMessage): Error {
  const error =
    name === 'UsageError'
      ? new UsageError(message)
      : name === 'FrugalError'
        ? new FrugalError(message)
        : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** Frugal's own studies. */
export const OWN_REGISTRY = sibling('../studies/registry');

/** Address of a module beside this one: TypeScript in the sources, JavaScript where they were built. */
export function sibling(path: string): string {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return new URL(path + extension, import.meta.url).href;
}
