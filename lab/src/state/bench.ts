/** What a study's page works with: its form, what was found wrong with it, its run. */

import { computed, effect, signal } from '@preact/signals';
import { messageOf } from '../work/calls.ts';
import type { Checked, Draft, StudyCard, Varied } from '../work/desk-calls.ts';
import { desk } from './desk.ts';
import { type Planned, RunGroup } from './group.ts';
import { ownFiles } from './own-files.ts';
import { rewriteAddress } from './route.ts';
import { prepare } from './run.ts';
import { forgetRunning, leftRunning, rememberRunning } from './running.ts';

/** Milliseconds between two records, so that one can watch. */
export const PACES = { 'full speed': 0, 'to watch': 250, slow: 1000 } as const;
export type Pace = keyof typeof PACES;

const isPace = (name: string): name is Pace => Object.hasOwn(PACES, name);

/** So long a form has stood still before data are loaded for it. */
const STILL_MS = 150;

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
  readonly group = signal<RunGroup | undefined>(undefined);
  /** What is varied, and over which texts; nothing where one run is made. */
  readonly varied = signal<Varied>({ name: '', over: '', seeds: '1' });
  readonly pace = signal<Pace>('full speed');
  readonly gap = computed(() => PACES[this.pace.value]);
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
  /** At most so many runs at a time; default as many as the machine has room for. */
  atOnce: number | undefined = undefined;
  readonly #inAddress: boolean;
  /** Address of the runs under way. */
  #running: string | undefined;
  #ends: (() => void)[] = [];
  /** First digits of the digest of the data that the opened address is of. */
  #data: string | undefined;
  /** Whether what ran here before was asked for, or something else begun. */
  #met = false;
  #unmark = (): void => {};
  #preparing = 0;
  /** Runs begin as soon as the form is looked through. */
  #wanted = false;

  /** @param inAddress whether the address of the page follows the form */
  constructor(name: string, query: string, inAddress = true) {
    this.name = name;
    this.#inAddress = inAddress;
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
        varied,
        note = '',
        data,
      } = await desk().call('address', {
        study: this.name,
        query,
      });
      this.texts.value = texts;
      this.seed.value = seed;
      this.arithmetic.value = arithmetic;
      this.varied.value = varied;
      this.note.value = note;
      this.#data = data;
    }
    this.card.value = card;
    prepare(this.name);
    let asked = 0;
    this.#ends.push(
      effect(() => {
        const draft = this.draft();
        // The same words mean something else when there are other files.
        ownFiles.value;
        const own = ++asked;
        desk()
          .call('check', draft)
          .then((checked) => {
            if (own !== asked) return;
            this.checked.value = checked;
            if (this.#inAddress && checked.address !== undefined) rewriteAddress(checked.address);
            this.#takeUp(checked);
            if (this.#wanted && checked.orders !== undefined) this.start();
            this.#prepare();
          })
          .catch((error: unknown) => {
            this.checked.value = { faults: {}, idle: {}, fault: messageOf(error) };
          });
      }),
    );
  }

  /** What the form says now. */
  draft(): Draft {
    return {
      study: this.name,
      texts: this.texts.value,
      seed: this.seed.value,
      arithmetic: this.arithmetic.value,
      varied: this.varied.value,
      data: this.#data,
    };
  }

  /** What is to be known of the data of the address that was opened. */
  readonly dataNote = computed(() => {
    const { data = [] } = this.checked.value;
    const asked = this.#data;
    if (asked === undefined || this.card.value === undefined) return '';
    if (data.length === 0)
      return `The data of this run are a file, which is not in its address: give it to the page (digest ${asked} …).`;
    if (data.some(({ digest }) => digest.startsWith(asked))) return '';
    return `The address is of other data (digest ${asked} …) than this file, prepared this way (${data[0].digest.slice(0, 12)} …): numbers will differ.`;
  });

  set(name: string, text: string): void {
    this.texts.value = { ...this.texts.value, [name]: text };
  }

  takePreset(name: string): void {
    this.texts.value = this.card.value?.presets[name] ?? {};
  }

  /** Begins the runs that the form says, and forgets those before. */
  start(halted = false, left = false): void {
    const { orders } = this.checked.value;
    if (orders === undefined) return;
    this.#wanted = false;
    this.group.value?.dispose();
    const planned: readonly Planned[] = orders;
    this.group.value = new RunGroup(planned, this.gap, { halted, left, atOnce: this.atOnce });
    this.#mark(this.group.value, this.checked.value.address ?? '');
  }

  /** Has a thread make ready for the run that the form says, once it has stood still for a moment. */
  #prepare(): void {
    clearTimeout(this.#preparing);
    this.#preparing = window.setTimeout(() => {
      const { group } = this;
      const [first] = this.checked.peek().orders ?? [];
      if (first === undefined || group.peek()?.over.peek() === false) return;
      const { study, parameters } = first.order;
      prepare(this.name, { study, parameters, files: ownFiles.peek() });
    }, STILL_MS);
  }

  /** Goes on with what ran here when the page was left. */
  #takeUp({ address, orders }: Checked): void {
    const left = address === undefined ? undefined : leftRunning(address);
    if (this.#met || orders === undefined || left === undefined) return;
    // What the address does not hold, the checkpoint does.
    this.note.value = '';
    // Who watched it slowly goes on watching; another version of the lab may have named its paces otherwise.
    if (isPace(left.pace)) this.pace.value = left.pace;
    this.start(left.paused, true);
  }

  /** Remembers in this tab what runs, and has it kept when the page may be left. */
  #mark(group: RunGroup, address: string): void {
    this.#met = true;
    this.#unmark();
    this.#forget();
    this.#running = address;
    const endHands = effect(() => {
      const times = group.entries.value.reduce((sum, { run }) => sum + run.byHand.value.length, 0);
      if (times > 0 && this.#inAddress) rewriteAddress(`${address}&hands=${times}`);
    });
    const end = effect(() => {
      const phase = group.phase.value;
      if (group.over.value) {
        forgetRunning(address);
        this.#prepare();
      } else rememberRunning(address, { paused: phase === 'paused', pace: this.pace.value });
    });
    const save = (): void => {
      if (document.hidden) group.save();
    };
    document.addEventListener('visibilitychange', save);
    this.#unmark = () => {
      endHands();
      end();
      document.removeEventListener('visibilitychange', save);
    };
  }

  /** Nothing of this bench is to go on after a reload. */
  #forget(): void {
    if (this.#running !== undefined) forgetRunning(this.#running);
    this.#running = undefined;
  }

  /** Begins the runs once what was just changed is looked through. */
  again(): void {
    this.#wanted = true;
  }

  /** Back to before the run. */
  reset(): void {
    this.group.value?.giveUp();
    this.group.value?.dispose();
    this.group.value = undefined;
    this.#prepare();
  }

  dispose(): void {
    clearTimeout(this.#preparing);
    prepare();
    for (const end of this.#ends) end();
    this.#unmark();
    this.#forget();
    this.group.value?.dispose();
  }
}

/** Texts that are not at their defaults, in the order of the table. */
function differing(card: StudyCard, texts: Readonly<Record<string, string>>): string[][] {
  return card.parameters.flatMap(({ name, default: standard }) => {
    const text = texts[name] ?? standard;
    return text === standard ? [] : [[name, text]];
  });
}
