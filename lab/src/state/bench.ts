/** What a study's page works with: its form, what was found wrong with it, its run. */

import { computed, effect, signal } from '@preact/signals';
import { messageOf } from '../work/calls.ts';
import type { Checked, StudyCard } from '../work/desk-calls.ts';
import { desk } from './desk.ts';
import { rewriteAddress } from './route.ts';
import { LiveRun, threadsHere } from './run.ts';

/** Milliseconds between two records, so that one can watch. */
export const PACES = { 'full speed': 0, 'to watch': 250, slow: 1000 } as const;
export type Pace = keyof typeof PACES;

export class Bench {
  readonly name: string;
  readonly card = signal<StudyCard | undefined>(undefined);
  /** Why there is no study here. */
  readonly fault = signal('');
  /** Texts that were typed or come from a preset, by parameter; others are at their defaults. */
  readonly texts = signal<Readonly<Record<string, string>>>({});
  readonly seed = signal('1');
  readonly arithmetic = signal<'strict' | 'fused'>('strict');
  readonly checked = signal<Checked>({ faults: {}, idle: {} });
  readonly run = signal<LiveRun | undefined>(undefined);
  readonly pace = signal<Pace>('full speed');
  /** What is to be known of the address that was opened. */
  readonly note = signal('');
  /** The preset whose texts these are, if they are one's. */
  readonly preset = computed(() => {
    const card = this.card.value;
    if (card === undefined) return undefined;
    const own = JSON.stringify(differing(card, this.texts.value));
    return Object.keys(card.presets).find(
      (name) => JSON.stringify(differing(card, card.presets[name])) === own,
    );
  });
  #ends: (() => void)[] = [];

  constructor(name: string, query: string) {
    this.name = name;
    this.#open(query).catch((error: unknown) => {
      this.fault.value = messageOf(error);
    });
  }

  async #open(query: string): Promise<void> {
    const card = await desk().call('describe', this.name);
    const preset = /^preset=([\w-]+)$/.exec(query)?.[1];
    if (preset !== undefined || query === '') {
      this.texts.value = card.presets[preset ?? 'smoke'] ?? {};
    } else {
      const {
        texts,
        seed,
        arithmetic,
        note = '',
      } = await desk().call('address', {
        study: this.name,
        query,
      });
      this.texts.value = texts;
      this.seed.value = seed;
      this.arithmetic.value = arithmetic;
      this.note.value = note;
    }
    this.card.value = card;
    let asked = 0;
    this.#ends.push(
      effect(() => {
        const draft = {
          study: this.name,
          texts: this.texts.value,
          seed: this.seed.value,
          arithmetic: this.arithmetic.value,
        };
        const own = ++asked;
        desk()
          .call('check', draft)
          .then((checked) => {
            if (own !== asked) return;
            this.checked.value = checked;
            if (checked.address !== undefined) rewriteAddress(checked.address);
          })
          .catch((error: unknown) => {
            this.checked.value = { faults: {}, idle: {}, fault: messageOf(error) };
          });
      }),
      effect(() => this.run.value?.setGap(PACES[this.pace.value])),
    );
  }

  set(name: string, text: string): void {
    this.texts.value = { ...this.texts.value, [name]: text };
  }

  takePreset(name: string): void {
    this.texts.value = this.card.value?.presets[name] ?? {};
  }

  /** Begins a run of what the form says, and forgets the one before. */
  start(halted = false): void {
    const { order } = this.checked.value;
    if (order === undefined) return;
    this.run.value?.dispose();
    const gap = PACES[this.pace.value];
    this.run.value = new LiveRun({ ...order, threads: threadsHere(), gap }, halted);
  }

  /** Back to before the run. */
  reset(): void {
    this.run.value?.dispose();
    this.run.value = undefined;
  }

  dispose(): void {
    for (const end of this.#ends) end();
    this.run.value?.dispose();
  }
}

/** Texts that are not at their defaults, in the order of the table. */
function differing(card: StudyCard, texts: Readonly<Record<string, string>>): string[][] {
  return card.parameters.flatMap(({ name, default: standard }) => {
    const text = texts[name] ?? standard;
    return text === standard ? [] : [[name, text]];
  });
}
