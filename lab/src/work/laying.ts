/**
 * The hands of whoever sits before the page, on the network of a run: what may be done now, what is asked for, what was done, and
 * what of it still holds. It is put in force again where a run goes on after a reload.
 */

import { FrugalError } from '../../../src/errors.ts';
import type { Hand, Hands } from '../../../src/protocol/hands.ts';
import type { Step } from '../../../src/protocol/study.ts';
import type { Look } from '../../../src/protocol/view.ts';
import type { DoneByHand, FromRun } from './run-messages.ts';

/** What is kept of it with a checkpoint. */
export interface KeptHands {
  readonly done: readonly DoneByHand[];
  /** The job in which the network was, and what held there. */
  readonly job: string;
  readonly inForce: readonly Hand[];
}

/** Whether the second takes the place of the first: cuts add up, all else can be said anew. */
const replaces = (former: Hand, later: Hand): boolean =>
  former.kind === later.kind &&
  former.kind !== 'cut' &&
  (former.kind !== 'hold' || later.kind !== 'hold' || former.layer === later.layer);

export class Laying {
  /** Good until the run goes on. */
  #hands: Hands | undefined;
  #look: Look | undefined;
  #job = '';
  #line = '';
  #asked: Hand[] = [];
  #inForce: readonly Hand[] = [];
  #done: readonly DoneByHand[] = [];
  #again: KeptHands | undefined;
  /** What was offered last, as text. */
  #offered: string | undefined;
  readonly #tell: (news: FromRun) => void;

  constructor(tell: (news: FromRun) => void) {
    this.#tell = tell;
  }

  get touched(): boolean {
    return this.#done.length > 0;
  }

  /** The network that was seen last. */
  get look(): Look | undefined {
    return this.#look;
  }

  kept(): KeptHands {
    return { done: this.#done, job: this.#job, inForce: this.#inForce };
  }

  /** What was done before the page was left. */
  takeUp(kept: KeptHands): void {
    this.#done = kept.done;
    this.#again = kept;
    for (const done of kept.done) this.#tell({ type: 'handed', done });
  }

  ask(hand: Hand): void {
    this.#asked.push(hand);
  }

  /** The run goes on: nothing may be touched until its next step. */
  leave(): void {
    this.#hands = undefined;
  }

  /** Takes in a step, and tells what may be done where that has changed. */
  async see({ look, line, job = '' }: Pick<Step, 'look' | 'line' | 'job'>): Promise<void> {
    this.#hands = look?.hands;
    // A step without a look is a moment at which nothing may be touched; the next one may be another.
    if (look === undefined) return;
    this.#line = line;
    if (look !== this.#look) {
      [this.#look, this.#job, this.#inForce] = [look, job, []];
      await this.#putInForce();
    }
    this.#offer();
  }

  /** What held when the page was left holds again, on the same network. */
  async #putInForce(): Promise<void> {
    const again = this.#again;
    this.#again = undefined;
    if (again === undefined || again.job !== this.#job) return;
    for (const hand of again.inForce) {
      await this.#hands?.do(hand);
      this.#inForce = [...this.#inForce, hand];
    }
  }

  /** Whether a hand is to be laid again after a reload: connections that are gone stay away by themselves. */
  #holds(hand: Hand): boolean {
    if (hand.kind !== 'cut') return true;
    return this.#hands?.layers.find(({ name }) => name === hand.layer)?.sparse === false;
  }

  #offer(): void {
    const own = this.#hands;
    const { layers, rules, budgets } = own ?? {};
    const key = JSON.stringify([layers, rules, budgets, this.#inForce]);
    if (key === this.#offered) return;
    this.#offered = key;
    const { do: _, ...offers } = own ?? {};
    const offered = own && { ...(offers as Omit<Hands, 'do'>), inForce: this.#inForce };
    this.#tell({ type: 'hands', ...(offered && { offered }) });
  }

  /**
   * Does what was asked for.
   *
   * @param records how many came before
   * @returns whether anything was done
   */
  async lay(records: number): Promise<boolean> {
    const todo = this.#asked;
    if (todo.length === 0) return false;
    this.#asked = [];
    if (this.#hands === undefined) {
      this.#tell({ type: 'refused', reason: 'no network is learning at this moment: try again' });
      return false;
    }
    let done = false;
    for (const hand of todo) {
      try {
        const words = await this.#hands.do(hand);
        done = true;
        const told = { words, hand, records, line: this.#line };
        this.#done = [...this.#done, told];
        if (this.#holds(hand))
          this.#inForce = [...this.#inForce.filter((former) => !replaces(former, hand)), hand];
        this.#tell({ type: 'handed', done: told });
      } catch (error) {
        if (!(error instanceof FrugalError)) throw error;
        this.#tell({ type: 'refused', reason: error.message });
      }
    }
    this.#offer();
    return done;
  }
}
