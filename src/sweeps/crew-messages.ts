/** What a crew and its workers say to each other. */

import type { Job } from '../runs/job.ts';

/** A run for a worker; the answers carry its key. */
export interface Order {
  readonly key: number;
  readonly job: Job;
  /** Address of the module that exports `studies`. */
  readonly registry: string;
}

export type ToCrewWorker =
  | ({ readonly type: 'run' } & Order)
  /** The run of this key is to end with a checkpoint; others follow. */
  | { readonly type: 'interrupt'; readonly key: number }
  /** So is whatever runs, and nothing follows. */
  | { readonly type: 'stop' };

/**
 * Why a run did not come to its end: the run itself, the machine it was to be written on, or another process that has it.
 */
export type Trouble = 'run' | 'disk' | 'elsewhere';

export type FromCrewWorker =
  | { readonly type: 'ready' }
  | {
      readonly type: 'progress';
      readonly key: number;
      readonly share: number;
      readonly line: string;
    }
  | {
      readonly type: 'end';
      readonly key: number;
      readonly how: 'done' | 'interrupted';
      readonly seconds: number;
      /** Most memory that the process has had, bytes. */
      readonly memory: number;
    }
  | {
      readonly type: 'fail';
      readonly key: number;
      readonly trouble: Trouble;
      readonly reason: string;
      readonly stack?: string;
    };
