/**
 * What a cognitive task is, as data: its periods, what is seen in them, what is drawn for a trial, what the answer is.
 *
 * The trial generator (draw.ts, write.ts), the table of the documentation (describe.ts) and the trial view (view.ts) are
 * all made from this one record, so they cannot disagree. Times are milliseconds; the time step and the size of the rings
 * are not part of a task (see task.ts).
 *
 * Every task has a fixation cue and two rings of inputs ("modalities"). A trial has at most two stimuli, 0 and 1. Ring
 * positions count from 0; the answer is a ring position, or to keep fixation.
 */

export type Family = 'go' | 'decision' | 'match';
/** 0: not modified; +1 and −1: the two senses of a Mod-Cog modification (names in `r` and `l`). */
export type Direction = -1 | 0 | 1;
/** The first or the second ring of inputs. */
export type Ring = 0 | 1;

/** Milliseconds; drawn for each trial unless it is a number. `byRing` depends on the ring that carries the stimuli. */
export type Duration =
  | number
  | { readonly choice: readonly number[] }
  | { readonly uniform: readonly [low: number, high: number] }
  | { readonly byRing: readonly [number, number] };

export type PeriodName =
  | 'fixation'
  | 'stimulus'
  | 'stim1'
  | 'delay'
  | 'stim2'
  | 'delay2'
  | 'sample'
  | 'test'
  | 'decision';

/** A sampled duration is cut down to whole time steps, of which it must leave one; a duration of exactly 0 is legal. */
export interface Period {
  readonly name: PeriodName;
  readonly duration: Duration;
}

/** When one of the two stimuli is seen. */
export interface Shown {
  readonly stimulus: 0 | 1;
  readonly during: readonly PeriodName[];
}

/** White Gaussian noise, independent over channels and steps. */
export interface Noise {
  readonly during: readonly PeriodName[];
  /**
   * `active ring`: the ring that carries the trial's stimuli. `inputs`: fixation cue and both rings. `everything`: the
   * rule inputs too.
   */
  readonly channels: 'active ring' | 'rings' | 'inputs' | 'everything';
  /** Standard deviation per step × √dt, in √ms. */
  readonly intensity: number;
}

/** One stimulus; answer with its position, or with the opposite one. */
export interface Reach {
  readonly kind: 'reach';
  readonly anti: boolean;
  /** `int`: the stimulus is turned by this × 0.01 rad for each ms of delay, the answer is not. */
  readonly turn: Direction;
}

/** How the strengths of two stimuli on one ring are drawn. */
export type Strengths =
  /** ½ + c/2 and ½ − c/2, c one of `values` with either sign. */
  | { readonly rule: 'contrast'; readonly values: readonly number[] }
  /** Two different ones of `values`. */
  | { readonly rule: 'pair'; readonly values: readonly number[] }
  /** m + c and m − c: m uniform between the ends of `mean`, c one of `values` with either sign. */
  | {
      readonly rule: 'mean-contrast';
      readonly mean: readonly [number, number];
      readonly values: readonly number[];
    }
  /**
   * s = m ± c as in `mean-contrast`, once for both rings; each stimulus is then divided unevenly: s·(1 + u/2) on the first
   * ring and s·(1 − u/2) on the second, u uniform between the ends of `share` with either sign.
   */
  | {
      readonly rule: 'divided';
      readonly mean: readonly [number, number];
      readonly values: readonly number[];
      readonly share: readonly [number, number];
    };

/** Two stimuli at different positions, the same on every ring that shows them; answer with the stronger one. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly rings: readonly Ring[];
  /** Weight of each ring in the strength that decides. */
  readonly weights: readonly [number, number];
  readonly strengths: Strengths;
  /** `int`: the answer is this × 5 positions beyond the stronger stimulus. */
  readonly shift: Direction;
}

/** Two stimuli, one after the other; answer with the position of the second if they match, or if they do not. */
export interface Match {
  readonly kind: 'match';
  readonly to: 'sample' | 'category';
  readonly respondOn: 'match' | 'non-match';
  /** Positions from half of the ring on are the upper category; `above half`: half itself is not, as a sample only. */
  readonly upperSample: 'from half' | 'above half';
  /** Whether both stimuli are on one ring, or each on a ring drawn for itself. */
  readonly rings: 'same' | 'independent';
  /** `int`: the answer is this × one position for each 100 ms of delay beyond the second stimulus. */
  readonly shift: Direction;
}

export interface TaskSpec {
  /** E.g. `dlygointrseql`. */
  readonly name: string;
  /** The name without its Mod-Cog modifications, e.g. `dlygo`. */
  readonly base: string;
  readonly family: Family;
  readonly periods: readonly Period[];
  /** Periods in which the fixation cue is 1. */
  readonly cue: readonly PeriodName[];
  readonly shown: readonly Shown[];
  readonly noise?: Noise;
  /** Stimuli stand on ring positions, or anywhere on the circle. */
  readonly angles: 'positions' | 'continuous';
  readonly sampling: Reach | Comparison | Match;
  /** `seq`: the answer moves by this × one position every 100 ms of the decision period. */
  readonly drift: Direction;
}

/** The periods of a task but the decision, by name. */
export const beforeDecision = (periods: readonly Period[]): PeriodName[] =>
  periods.map(({ name }) => name).filter((name) => name !== 'decision');
