/** When a checkpoint of a run is due. Only the clock and the cost of writing decide that, never a result. */

import type { Snapshot, Step } from '../../../src/protocol/study.ts';
import type { Keeper, Standing } from './checkpoint.ts';

/** At most one checkpoint in so many milliseconds, */
const EVERY_MS = 2000;
/** and further apart where writing would take more than this share of the time. */
const SHARE = 0.01;

export class Keeping {
  readonly #keeper: Keeper;
  #wanted = false;
  #dueAt = performance.now() + EVERY_MS;
  /** Where nothing more is kept: the run is over, or the storage full. */
  #ended = false;
  readonly #told: (note: string) => void;

  /** @param told takes what is to be known when nothing can be kept any more */
  constructor(keeper: Keeper, told: (note: string) => void) {
    this.#keeper = keeper;
    this.#told = told;
    if (keeper.note !== '') told(keeper.note);
  }

  get found(): Standing | undefined {
    return this.#keeper.found;
  }

  /** The next state that is offered is kept, whenever the last was. */
  want(): void {
    this.#wanted = true;
  }

  /** Keeps what a step offers, where it is due. */
  async offer(
    { snapshot }: Pick<Step, 'snapshot'>,
    standing: () => Omit<Standing, 'snapshot' | 'ended'>,
  ): Promise<void> {
    const began = performance.now();
    if (snapshot === undefined || this.#ended || (!this.#wanted && began < this.#dueAt)) return;
    const taken: Snapshot = snapshot();
    try {
      await this.#keeper.save({ ...standing(), snapshot: taken, ended: false });
    } catch (error) {
      this.#ended = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.#told(`No more checkpoints of this run: ${reason}`);
    }
    this.#wanted = false;
    const now = performance.now();
    this.#dueAt = now + Math.max(EVERY_MS, (now - began) / SHARE);
  }

  /** Forgets what was found. */
  async forget(): Promise<void> {
    await this.#keeper.drop();
  }

  /** Keeps the end of a run in place of where it stood. */
  async finish(standing: Standing): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    // Without it, a reload begins this run anew: the others go on all the same.
    await this.#keeper.save(standing).catch(() => {});
  }

  /** Forgets what was kept, and keeps nothing more. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#keeper.drop();
  }
}
