/** What the page and the thread of a run tell each other. */

import type { Hand, Hands } from '../../../src/protocol/hands.ts';
import type { ParameterJson } from '../../../src/protocol/parameters.ts';
import type { NamedArrays, StudyRecord } from '../../../src/protocol/study.ts';
import type { Glance, Question, Reply } from '../structure/glance.ts';
import type { OrderedData } from './ahead.ts';
import type { OwnFile } from './tasks.ts';

/** A run as plain data: what its address holds. */
export interface RunOrder {
  readonly study: string;
  readonly parameters: Readonly<Record<string, ParameterJson>>;
  readonly seed: number;
  readonly arithmetic: 'strict' | 'fused';
  readonly threads: number;
  /** Least time between two records, so that they can be watched; 0 for full speed. */
  readonly gap: number;
  /** Whether the page was left while it ran: then what was done by hand is taken up, too. */
  readonly left: boolean;
  /** Whether others run beside it: then also its end is kept, until all are over. */
  readonly together: boolean;
  /** Files that the page was given. */
  readonly files: readonly OwnFile[];
}

/** From the page. */
export type ToRun =
  /** Loads a study, and data, before a run of them is asked for. */
  | { readonly type: 'prepare'; readonly study: string; readonly ordered?: OrderedData }
  | { readonly type: 'start'; readonly order: RunOrder; readonly halted: boolean }
  | { readonly type: 'go' }
  | { readonly type: 'pause' }
  /** On to the next record, and there pause. */
  | { readonly type: 'step' }
  | { readonly type: 'gap'; readonly gap: number }
  /** Keeps a checkpoint as soon as one is offered. */
  | { readonly type: 'save' }
  /** Whether somebody sees the structure of the network. */
  | { readonly type: 'watch'; readonly watched: boolean }
  /** What the drawing of a glance took, ms. */
  | { readonly type: 'drawn'; readonly took: number }
  /** To be done by hand, between two steps. */
  | { readonly type: 'hand'; readonly hand: Hand }
  /** Of the network that was seen last; also when the run has ended. */
  | { readonly type: 'ask'; readonly id: number; readonly question: Question };

/** A record, its place among all of the run, and what it took. */
export interface Recorded {
  readonly record: StudyRecord;
  readonly seconds: number;
}

/** What may be done by hand, and what was done and holds. */
export interface OfferedHands extends Omit<Hands, 'do'> {
  readonly inForce: readonly Hand[];
}

/** What was done by hand, and when. */
export interface DoneByHand {
  readonly words: string;
  readonly hand: Hand;
  /** Records that came before. */
  readonly records: number;
  readonly line: string;
}

/** From the thread. */
export type FromRun =
  /** What was to be prepared is. */
  | { readonly type: 'prepared' }
  | {
      readonly type: 'news';
      /** Since the last news. */
      readonly records: readonly Recorded[];
      readonly progress: number;
      readonly line: string;
      /** Seconds of computing so far; waiting is not counted. */
      readonly seconds: number;
      readonly halted: boolean;
    }
  /** What is to be known of its checkpoint. */
  | { readonly type: 'note'; readonly note: string }
  /** What may be done by hand to the network under way; nothing where it allows none. */
  | { readonly type: 'hands'; readonly offered?: OfferedHands }
  | { readonly type: 'handed'; readonly done: DoneByHand }
  /** Why something could not be done by hand. */
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'glance'; readonly glance: Glance }
  | { readonly type: 'reply'; readonly id: number; readonly reply: Reply }
  | {
      readonly type: 'done';
      /** Absent where something was done by hand: such a run is no reproduction. */
      readonly hash?: string;
      readonly seconds: number;
      /** What the run keeps, in buffers of its own. */
      readonly arrays: NamedArrays;
    }
  | { readonly type: 'failed'; readonly message: string; readonly forUser: boolean };
