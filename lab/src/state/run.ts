/** A run of this page: its thread, where it stands, and its records as they come. */

import { signal } from '@preact/signals';
import type { Hand } from '../../../src/protocol/hands.ts';
import { type Glance, type Question, type Reply, transferables } from '../structure/glance.ts';
import type { OrderedData } from '../work/ahead.ts';
import Work from '../work/main.ts?worker';
import type {
  DoneByHand,
  FromRun,
  OfferedHands,
  Recorded,
  RunOrder,
  ToRun,
} from '../work/run-messages.ts';
import { desk } from './desk.ts';

export type Phase = 'starting' | 'running' | 'paused' | 'done' | 'stopped' | 'failed';

/** Whether memory can be shared between threads here. */
export const isolated = globalThis.crossOriginIsolated === true;

/** Threads that a run gets. */
export const threadsHere = (): number =>
  isolated ? Math.max(1, Math.min(8, navigator.hardwareConcurrency)) : 1;

let last = 0;

/** A thread that has loaded a study already, and what a run of it reads, so that one begins at once. */
interface Spare {
  readonly study: string;
  /** What was prepared last, as text. */
  key: string;
  /** Still at it. */
  busy: boolean;
  readonly worker: Worker;
}

let spare: Spare | undefined;

function spareFor(study: string): Spare {
  const worker = new Work({ name: 'run' });
  const made: Spare = { study, key: '', busy: false, worker };
  worker.onmessage = () => {
    made.busy = false;
  };
  return made;
}

/** Has a thread wait for a run of a study, or of this very order of it; without a study, ends the one that waits. */
export function prepare(study?: string, ordered?: OrderedData): void {
  const key = JSON.stringify(ordered ?? '');
  if (spare !== undefined && (spare.study !== study || (spare.busy && spare.key !== key))) {
    spare.worker.terminate();
    spare = undefined;
  }
  if (study === undefined || spare?.key === key) return;
  spare ??= spareFor(study);
  Object.assign(spare, { key, busy: true });
  const message: ToRun = { type: 'prepare', study, ...(ordered && { ordered }) };
  spare.worker.postMessage(message);
}

/** The thread that waits for such a run, or a new one. */
function threadFor(study: string): Worker {
  if (spare?.study !== study) return new Work({ name: 'run' });
  const { worker } = spare;
  spare = undefined;
  return worker;
}

export class LiveRun {
  readonly id = `run-${++last}`;
  readonly order: RunOrder;
  readonly phase = signal<Phase>('starting');
  readonly progress = signal(0);
  readonly line = signal('');
  readonly seconds = signal(0);
  readonly error = signal('');
  readonly hash = signal('');
  readonly identity = signal('');
  /** What is to be known of its checkpoint. */
  readonly note = signal('');
  /** What may be done to the network by hand, what was, and why something could not be. */
  readonly offered = signal<OfferedHands | undefined>(undefined);
  readonly byHand = signal<readonly DoneByHand[]>([]);
  readonly refused = signal('');
  /** The network as it was seen last; nothing where nobody watches or nothing is offered. */
  readonly glance = signal<Glance | undefined>(undefined);
  /** How many records there are: changes at most once a frame. */
  readonly count = signal(0);
  readonly records: Recorded[] = [];
  #watched = 0;
  readonly #questions = new Map<number, (reply: Reply) => void>();
  #lastQuestion = 0;
  #worker: Worker;
  #frame = 0;
  #known: Promise<unknown>;

  /** @param halted waits for `go` or `step` before its first step */
  constructor(order: RunOrder, halted = false) {
    this.order = order;
    this.#worker = threadFor(order.study);
    this.#worker.onmessage = ({ data }: MessageEvent<FromRun>) => this.#hear(data);
    this.#worker.onerror = (event) => this.#fail(event.message || 'the run could not be started');
    this.#tell({ type: 'start', order, halted });
    const { study, parameters, seed, arithmetic } = order;
    this.#known = desk()
      .call('begin', { run: this.id, study, parameters, seed, arithmetic })
      .then(({ identity }) => {
        this.identity.value = identity;
      })
      // What is wrong with it the run itself tells.
      .catch(() => {});
  }

  get over(): boolean {
    return ['done', 'stopped', 'failed'].includes(this.phase.value);
  }

  go(): void {
    if (!this.over) this.phase.value = 'running';
    this.#tell({ type: 'go' });
  }

  pause(): void {
    this.#tell({ type: 'pause' });
  }

  step(): void {
    this.#tell({ type: 'step' });
  }

  setGap(gap: number): void {
    this.#tell({ type: 'gap', gap });
  }

  /** Has the network's structure told until the returned function is called. */
  watch(): () => void {
    if (this.#watched++ === 0) this.#tell({ type: 'watch', watched: true });
    return () => {
      if (--this.#watched === 0) this.#tell({ type: 'watch', watched: false });
    };
  }

  /** Says what the drawing of a glance took, so that looking stays cheap. */
  drawn(milliseconds: number): void {
    if (!this.over) this.#tell({ type: 'drawn', took: milliseconds });
  }

  /** Does this to the network by hand; the run is then no reproduction any more. */
  lay(hand: Hand): void {
    this.refused.value = '';
    this.#tell({ type: 'hand', hand });
  }

  /** Asks about the network that was seen last. */
  ask(question: Question): Promise<Reply> {
    if (this.phase.value === 'stopped')
      return Promise.resolve({
        kind: 'none',
        reason: 'the run was stopped, and its network is gone',
      });
    return new Promise((resolve) => {
      const id = ++this.#lastQuestion;
      this.#questions.set(id, resolve);
      this.#tell({ type: 'ask', id, question });
    });
  }

  /** Keeps a checkpoint as soon as one is offered: the page may be left. */
  save(): void {
    if (!this.over) this.#tell({ type: 'save' });
  }

  /** Ends the thread at once; what was recorded stays. */
  stop(): void {
    if (this.over) return;
    this.#worker.terminate();
    this.phase.value = 'stopped';
  }

  /** Nobody is to go on from its checkpoint. */
  forget(): void {
    void this.#known.then(async () => {
      const { dropCheckpoint } = await import('../work/checkpoint.ts');
      if (this.identity.peek() !== '') await dropCheckpoint(this.identity.peek());
    });
  }

  /** Ends it, and has the desk forget it. */
  dispose(): void {
    this.stop();
    this.#worker.terminate();
    cancelAnimationFrame(this.#frame);
    void this.#known.then(() => desk().call('drop', this.id));
  }

  #tell(message: ToRun): void {
    this.#worker.postMessage(message);
  }

  #hear(news: FromRun): void {
    if (news.type === 'reply') {
      this.#questions.get(news.id)?.(news.reply);
      this.#questions.delete(news.id);
      return;
    }
    if (this.over || news.type === 'prepared') return;
    switch (news.type) {
      case 'glance':
        this.glance.value = news.glance;
        break;
      case 'news':
        if (news.records.length > 0) this.#take(news.records);
        this.progress.value = news.progress;
        this.line.value = news.line;
        this.seconds.value = news.seconds;
        this.phase.value = news.halted ? 'paused' : 'running';
        break;
      case 'note':
        this.note.value = news.note;
        break;
      case 'hands':
        this.offered.value = news.offered;
        break;
      case 'refused':
        this.refused.value = news.reason;
        break;
      case 'handed':
        this.byHand.value = [...this.byHand.value, news.done];
        void this.#known.then(() =>
          desk().call('handed', { run: this.id, done: [...this.byHand.value] }),
        );
        break;
      case 'done':
        this.hash.value = news.hash ?? '';
        this.seconds.value = news.seconds;
        void this.#known
          .then(() => {
            const { hash, arrays } = news;
            return desk().call(
              'take',
              { run: this.id, records: [], arrays, ...(hash !== undefined && { hash }) },
              transferables(arrays),
            );
          })
          .then(() => {
            this.count.value = this.records.length;
            this.phase.value = 'done';
          });
        // A network that was seen can be asked about when it has learned.
        if (this.glance.peek() === undefined) this.#worker.terminate();
        break;
      case 'failed':
        this.#fail(news.message);
    }
  }

  #take(records: readonly Recorded[]): void {
    this.records.push(...records);
    void this.#known.then(() => desk().call('take', { run: this.id, records }));
    if (this.#frame !== 0) return;
    const show = (): void => {
      this.#frame = 0;
      this.count.value = this.records.length;
    };
    // A page in the background has no frames.
    if (document.hidden) show();
    else this.#frame = requestAnimationFrame(show);
  }

  #fail(message: string): void {
    this.error.value = message;
    this.phase.value = 'failed';
    this.#worker.terminate();
  }
}
