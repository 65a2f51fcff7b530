/**
 * What gets the points of a sweep computed: the processors of this machine, or an engine that others run.
 *
 * An executor brings nothing of its own but the way there. Which points are missing, what a run is, and where its results lie
 * is the same for all of them: a run's folder is the only sign that a point is done.
 */

import type { ParameterTable, ValuesOf } from '../protocol/parameters.ts';
import type { SweepFolder } from './folder.node.ts';
import type { Point, Shard } from './points.ts';

/** What happens while a sweep is computed. */
export type SweepEvent =
  /** A point that needs nothing: done before, failed before, or being computed by somebody else. */
  | { readonly type: 'skip'; readonly point: Point; readonly why: 'done' | 'failed' | 'elsewhere' }
  /** A run is alive. */
  | {
      readonly type: 'progress';
      readonly point: Point;
      /** Share of the run that is done, 0 … 1. */
      readonly share: number;
      readonly line: string;
    }
  /** A run has ended: it is done, or it was cut short and goes on where it stopped. */
  | {
      readonly type: 'end';
      readonly point: Point;
      readonly how: 'done' | 'interrupted';
      readonly seconds: number;
    }
  | { readonly type: 'fail'; readonly point: Point; readonly reason: string }
  /** A line for people. */
  | { readonly type: 'note'; readonly text: string };

/** What an executor is given. */
export interface Work {
  readonly folder: SweepFolder;
  /** Only this part of the sweep. */
  readonly shard?: Shard;
  /** Only these settings, by their places in the order of settings: what a race has left. */
  readonly only?: ReadonlySet<number>;
  /** Take up those that failed, too. */
  readonly retry: boolean;
  /** Aborted: nothing more is begun, and what runs stops with a checkpoint. */
  readonly signal: AbortSignal;
  /** Address of the module that exports `studies`, where they are not Frugal's own. */
  readonly registry?: string;
  readonly checkpointSeconds?: number;
  /** The words that start this program again from any folder. */
  readonly program: readonly string[];
}

/** `handed over`: an engine has it now, and this program is no longer needed. */
export type Ending = 'done' | 'interrupted' | 'handed over';

/** A way to compute a sweep. Its packages are loaded when it is used, not before. */
export interface Executor<T extends ParameterTable = ParameterTable> {
  readonly name: string;
  /** In one line: what it is for. */
  readonly about: string;
  /** Its own options, as the command line and programs give them. */
  readonly options: T;
  /**
   * Makes sure that the engine is there and takes such a sweep, before anything starts.
   *
   * @param path the sweep's folder, which may not be there yet
   * @throws FrugalError in one line, with what to install or to start; UsageError for a folder that the engine cannot name
   */
  check(options: ValuesOf<T>, path: string): Promise<void>;
  /** Gets what is missing computed. Events come as they happen; stopping early (`return()`) leaves nothing behind. */
  run(work: Work, options: ValuesOf<T>): AsyncGenerator<SweepEvent, Ending>;
}
