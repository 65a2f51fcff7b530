/** The page's one desk, started when it is first needed. */

import { type Caller, caller } from '../work/calls.ts';
import type { DeskCalls } from '../work/desk-calls.ts';
import Work from '../work/main.ts?worker';

let started: Caller<DeskCalls> | undefined;

/** The desk that all parts of the page ask. */
export function desk(): Caller<DeskCalls> {
  started ??= caller<DeskCalls>(new Work({ name: 'desk' }));
  return started;
}
