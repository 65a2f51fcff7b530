/**
 * Runs that belong together: one, or several that differ in one thing and in their seeds. They begin in their order, as many
 * at a time as the machine has room for, and are paused, taken on and ended together.
 */

import { computed, effect, type Signal, signal } from '@preact/signals';
import type { RunOrder } from '../work/run-messages.ts';
import { ownFiles } from './own-files.ts';
import { LiveRun, type Phase, threadsHere } from './run.ts';

/** A run that is asked for, and what it is called beside the others. */
export interface Planned {
  readonly order: Omit<RunOrder, 'threads' | 'gap' | 'files' | 'left' | 'together'>;
  readonly label: string;
  /** What it is called together with its repetitions. */
  readonly setting: string;
}

export interface Entry {
  readonly run: LiveRun;
  readonly label: string;
  readonly setting: string;
}

const OVER: readonly Phase[] = ['done', 'stopped', 'failed'];

export class RunGroup {
  /** Those that have begun. */
  readonly entries = signal<readonly Entry[]>([]);
  readonly planned: readonly Planned[];
  readonly threads: number;
  readonly #atOnce: number;
  readonly #gap: Signal<number>;
  readonly #left: boolean;
  readonly #halted = signal(false);
  readonly #ended = signal(false);
  #ends: (() => void)[] = [];

  /**
   * @param gap least milliseconds between two records of a run
   * @param atOnce at most so many runs compute at a time; default as many as the machine has processors
   */
  constructor(
    planned: readonly Planned[],
    gap: Signal<number>,
    {
      halted = false,
      atOnce,
      left = false,
    }: {
      readonly halted?: boolean;
      readonly atOnce?: number | undefined;
      /** Whether the page was left while they ran. */
      readonly left?: boolean;
    } = {},
  ) {
    this.planned = planned;
    const processors = Math.max(1, navigator.hardwareConcurrency);
    this.#atOnce = Math.min(planned.length, atOnce ?? Math.min(4, processors));
    this.threads = Math.max(1, Math.floor(threadsHere() / this.#atOnce));
    this.#gap = gap;
    this.#left = left;
    this.#halted.value = halted;
    this.#ends.push(
      effect(() => {
        for (const { run } of this.entries.value) run.setGap(gap.value);
      }),
      effect(() => this.#fill()),
      effect(() => {
        // The ends of runs were kept for the others' sake.
        if (this.over.value && planned.length > 1)
          for (const { run } of this.entries.peek()) run.forget();
      }),
    );
  }

  /** Begins those whose turn it is. */
  #fill(): void {
    if (this.#ended.value) return;
    const entries = this.entries.value;
    const active = entries.filter(({ run }) => !OVER.includes(run.phase.value)).length;
    const next = this.planned.slice(entries.length, entries.length + this.#atOnce - active);
    if (next.length === 0) return;
    const begun = next.map(({ order, label, setting }) => ({
      label,
      setting,
      run: new LiveRun(
        {
          ...{ ...order, threads: this.threads, gap: this.#gap.peek() },
          ...{ files: ownFiles.peek(), left: this.#left, together: this.planned.length > 1 },
        },
        this.#halted.peek(),
      ),
    }));
    this.entries.value = [...entries, ...begun];
  }

  readonly phase = computed<Phase>(() => {
    const phases = this.entries.value.map(({ run }) => run.phase.value);
    if (this.#ended.value) return 'stopped';
    if (phases.includes('failed')) return 'failed';
    const waiting = phases.length < this.planned.length;
    for (const each of ['running', 'starting', 'paused'] as const)
      if (phases.includes(each)) return each;
    return waiting ? 'running' : 'done';
  });
  readonly over = computed(() => OVER.includes(this.phase.value));
  readonly progress = computed(
    () =>
      this.entries.value.reduce((sum, { run }) => sum + run.progress.value, 0) /
      this.planned.length,
  );
  readonly records = computed(() =>
    this.entries.value.reduce((sum, { run }) => sum + run.count.value, 0),
  );
  /** Of computing, all runs together. */
  readonly seconds = computed(() =>
    this.entries.value.reduce((sum, { run }) => sum + run.seconds.value, 0),
  );
  readonly line = computed(() => {
    const active = this.entries.value.filter(({ run }) => !OVER.includes(run.phase.value));
    if (this.planned.length === 1) return active[0]?.run.line.value ?? '';
    const done = this.entries.value.length - active.length;
    return `${done} of ${this.planned.length} runs done · ${active.map(({ label }) => label).join(' · ')}`;
  });
  /** What is to be known of their checkpoints. */
  readonly notes = computed(() => [
    ...new Set(this.entries.value.map(({ run }) => run.note.value).filter((note) => note !== '')),
  ]);
  readonly error = computed(
    () => this.entries.value.map(({ run }) => run.error.value).find((text) => text !== '') ?? '',
  );

  /** Those that are not over. */
  #each(act: (run: LiveRun) => void): void {
    for (const { run } of this.entries.peek()) if (!run.over) act(run);
  }

  go(): void {
    this.#halted.value = false;
    this.#each((run) => run.go());
  }

  pause(): void {
    this.#halted.value = true;
    this.#each((run) => run.pause());
  }

  /** Every run on to its next record. */
  step(): void {
    this.#halted.value = true;
    this.#each((run) => run.step());
  }

  stop(): void {
    if (this.over.peek()) return;
    this.#ended.value = true;
    this.giveUp();
  }

  /** Ends them for good: nobody is to go on from their checkpoints. */
  giveUp(): void {
    for (const { run } of this.entries.peek()) {
      run.stop();
      run.forget();
    }
  }

  /** They may be left: where they stand is kept. */
  save(): void {
    this.#each((run) => run.save());
  }

  dispose(): void {
    for (const end of this.#ends) end();
    for (const { run } of this.entries.peek()) run.dispose();
  }
}
