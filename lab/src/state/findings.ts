/** When the desk is asked what runs show: as their records come, but seldom enough to cost little, and only while it is seen. */

import { effect, signal } from '@preact/signals';
import type { Findings, FindingsRequest } from '../work/desk-calls.ts';
import { desk } from './desk.ts';
import type { LiveRun } from './run.ts';

/** Least time between two findings of runs under way, and how many times their cost it is at least. */
const LEAST_MS = 1500;
const SHARE = 25;

/** Widths that figures are drawn for. */
export type Widths = Pick<FindingsRequest, 'half' | 'whole'>;

export class Inquiry {
  readonly found = signal<Findings | undefined>(undefined);
  /** Whether figures of single networks are asked for, too. */
  readonly details = signal(false);
  /** Drawings by figure, as they were told last. */
  readonly pictures = new Map<string, string>();
  readonly #widths: () => Widths;
  #runs: readonly LiveRun[] = [];
  #seen = true;
  #busy = false;
  /** Something has come since it was asked last. */
  #again = false;
  #afresh = true;
  #notBefore = 0;
  #timer = 0;

  constructor(widths: () => Widths) {
    this.#widths = widths;
  }

  /** Asks about these runs, as they go on, until the returned function is called. */
  follow(runs: readonly LiveRun[]): () => void {
    if (runs[0] !== this.#runs[0]) {
      this.found.value = undefined;
      this.pictures.clear();
    }
    this.#runs = runs;
    this.#afresh = true;
    const end = effect(() => {
      const count = runs.reduce((sum, run) => sum + run.count.value, 0);
      for (const run of runs) run.phase.value;
      this.details.value;
      if (count > 0) this.#plan();
    });
    return () => {
      end();
      window.clearTimeout(this.#timer);
      this.#timer = 0;
    };
  }

  /** Whether anybody sees it: runs under way are not worked out for nobody. */
  see(seen: boolean): void {
    this.#seen = seen;
    if (seen && this.#again) this.#plan();
  }

  #plan(): void {
    this.#again = true;
    const settled = this.#runs.every(({ over }) => over);
    if (this.#busy || (!settled && (!this.#seen || this.#timer !== 0))) return;
    window.clearTimeout(this.#timer);
    const wait = settled ? 0 : Math.max(LEAST_MS, this.#notBefore - performance.now());
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      void this.#ask();
    }, wait);
  }

  async #ask(): Promise<void> {
    [this.#busy, this.#again] = [true, false];
    try {
      const answer = await desk().call('findings', {
        runs: this.#runs.map(({ id }) => id),
        ...{ ...this.#widths(), details: this.details.peek(), afresh: this.#afresh },
      });
      this.#afresh = false;
      for (const { id, svg } of answer.figures) if (svg !== undefined) this.pictures.set(id, svg);
      this.found.value = answer;
      this.#notBefore = performance.now() + SHARE * answer.cost;
    } catch {
      // The runs have been dropped in the meantime.
    } finally {
      this.#busy = false;
      if (this.#again) this.#plan();
    }
  }
}
